// What is asked now, who has not answered it, and reminders to just those.
import { beforeEach, describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { editRow, readRow, readRows, readSession, readSpeakersOf, rootOf } from '#shared/board.ts'
import { readDecisions } from '#shared/decision.ts'
import { isHere, openQuestions, type OpenQuestion, silentOn } from '#shared/questions.ts'
import { planSeen } from '#test/support/agenda.ts'
import { Board, pledgeOfMeeting, requestOfMeeting } from '#test/support/board.ts'

const questions = ({ doc, now }: Board): OpenQuestion[] => {
  const session = readSession(doc)
  return openQuestions(
    {
      session,
      roster: readRows(doc, 'roster'),
      requests: readRows(doc, 'requests'),
      pledges: readRows(doc, 'pledges'),
      item: readRow(doc, 'agenda', session.currentItem ?? ''),
      speakers: readSpeakersOf(doc, session.currentItem ?? ''),
      decisions: readDecisions(doc),
      positions: rootOf(doc, 'positions'),
    },
    now,
  )
}
const question = (board: Board, kind: OpenQuestion['kind']) => {
  const found = questions(board).find((open) => open.kind === kind)
  if (found === undefined) throw new Error(`nothing is asked about ${kind}`)
  return found
}
const about = ({ kind, key }: OpenQuestion) => ({ kind, key })

describe('the open questions', () => {
  let board: Board
  beforeEach(() => {
    board = new Board()
    board.must('agenda:set', { items: [...demoSession().agenda], seen: planSeen(board.doc) })
  })

  it('[Q7] of the requests begins with an item and ends with the session', () => {
    board.request(requestOfMeeting('udcg-27', 0))
    expect(questions(board)).toEqual([])
    // Others are for something else.
    board.must('agenda:next', {})
    expect(questions(board)).toEqual([])
    board.must('agenda:go', { item: 'announcements' })
    const { kind, key } = question(board, 'requests')
    expect({ kind, key }).toEqual({ kind: 'requests', key: readSession(board.doc).currentItem })
    board.must('session:suspend', {})
    expect(questions(board)).toEqual([])
  })

  it('[Q7] of the requests needs one that stands', () => {
    board.must('agenda:go', { item: 'announcements' })
    expect(questions(board)).toEqual([])
    board.request({ ...requestOfMeeting('udcg-27', 0), withdrawn: true })
    expect(questions(board)).toEqual([])
  })

  it('[Q7] are answered by a pledge, by a "no" and by a partner of a joint one, not by what was withdrawn', () => {
    board.request(requestOfMeeting('udcg-27', 0))
    board.must('agenda:go', { item: 'announcements' })
    const silent = () => silentOn(question(board, 'requests'))
    expect(silent()).toHaveLength(56)
    for (const outside of ['HUN', 'UKR', 'EU', 'NATO']) expect(silent()).not.toContain(outside)
    board.pledge('DEU', pledgeOfMeeting('udcg-27', 0))
    board.pledge('ISL', pledgeOfMeeting('udcg-27', 1, { answer: 'declined', quantity: null }))
    board.pledge('NOR', pledgeOfMeeting('udcg-27', 2, { jointWith: 'GBR LVA' }))
    board.pledge('PRT', pledgeOfMeeting('udcg-27', 3, { withdrawn: true, jointWith: null }))
    expect(silent()).toHaveLength(51)
    for (const answered of ['DEU', 'ISL', 'NOR', 'GBR', 'LVA'])
      expect(silent()).not.toContain(answered)
    expect(silent()).toContain('PRT')
  })

  it('[Q7] of a decision ask whoever has a voice until a position is taken', () => {
    board.must('agenda:go', { item: 'announcements' })
    const text = 'The participants confirm the priorities presented by Ukraine.'
    board.must('decision:propose', { kind: 'consensus', title: 'Joint statement', text })
    expect(questions(board)).toEqual([])
    const seen = readRow(board.doc, 'decisions', 'dec-1')?.digest ?? ''
    board.must('decision:call', { decision: 'dec-1', seen })
    const asked = question(board, 'decision')
    expect(asked.key).toBe('dec-1')
    expect(silentOn(asked)).toHaveLength(56)
    expect(silentOn(asked)).not.toContain('HUN')
  })

  it('[Q7] of a tour ask those whose turn is to come: answers and turns taken are answers, and it ends with the last', () => {
    board.must('agenda:go', { item: 'announcements' })
    const item = readSession(board.doc).currentItem ?? ''
    const asking = () => questions(board).find(({ kind }) => kind === 'tour')
    expect(asking()).toBeUndefined()
    const { entries } = board.must('tour:start', { item, order: 'name' }).output
    expect(asking()).toMatchObject({ key: item })
    expect(silentOn(question(board, 'tour'))).toHaveLength(56)
    for (const outside of ['HUN', 'UKR', 'NATO'])
      expect(silentOn(question(board, 'tour'))).not.toContain(outside)
    const [albania = '', argentina = '', australia = '', ...rest] = entries
    board.actFor('ALB', 'tour:answer', { entry: albania, outcome: 'passes' })
    board.must('floor:give', { entry: argentina, speaking: null })
    board.must('floor:withdraw', { entry: australia })
    const silent = silentOn(question(board, 'tour'))
    expect(silent).toHaveLength(53)
    for (const heard of ['ALB', 'ARG', 'AUS']) expect(silent).not.toContain(heard)
    const sent = board.must('reminder:send', {
      to: ['ALB', 'AUT'],
      about: { kind: 'tour', key: item },
    })
    expect(sent.output.to).toEqual(['AUT'])
    board.must('floor:end', { entry: argentina })
    for (const entry of rest) board.must('floor:withdraw', { entry })
    expect(asking()).toBeUndefined()
  })

  it('[Q7] put what runs under silence last: there nobody is waited for', () => {
    board.request(requestOfMeeting('udcg-27', 0))
    board.must('agenda:go', { item: 'announcements' })
    const text = 'The participants confirm the priorities presented by Ukraine.'
    board.must('decision:propose', { kind: 'silence', title: 'Joint statement', text })
    const put = { decision: 'dec-1', seen: readRow(board.doc, 'decisions', 'dec-1')?.digest ?? '' }
    const kinds = () => questions(board).map(({ kind }) => kind)
    board.must('decision:call', put)
    expect(kinds()).toEqual(['decision', 'requests'])
    board.must('decision:silence', { ...put, expiresAt: board.now + 600_000 })
    expect(kinds()).toEqual(['requests', 'decision'])
  })

  it('[Q7] of the requests are those of the item’s capability', () => {
    board.request(requestOfMeeting('udcg-27', 0))
    board.must('agenda:go', { item: 'announcements' })
    const key = readSession(board.doc).currentItem ?? ''
    editRow(board.doc, 'agenda', key, { kind: 'requests', capability: 'maritime' })
    expect(questions(board)).toEqual([])
    editRow(board.doc, 'agenda', key, { capability: 'iamd' })
    board.pledge('DEU', pledgeOfMeeting('udcg-27', 0, { capability: 'artillery' }))
    expect(silentOn(question(board, 'requests'))).toContain('DEU')
    board.pledge('DEU', pledgeOfMeeting('udcg-27', 0, { capability: 'iamd' }))
    expect(silentOn(question(board, 'requests'))).not.toContain('DEU')
  })

  it('[Q7] ask those who are called present, or sit at the board', () => {
    board.must('presence:note', { came: ['DEU'], left: [] })
    const here = (id: string) => {
      const roster = readRows(board.doc, 'roster')
      return isHere(roster, id, readSession(board.doc))
    }
    expect([here('DEU'), here('POL')]).toEqual([true, false])
    board.must('roll:begin', {})
    board.must('roll:mark', { delegation: 'POL', mark: 'present' })
    expect([here('DEU'), here('POL'), here('ESP')]).toEqual([true, true, false])
  })

  describe('a reminder', () => {
    beforeEach(() => {
      board.request(requestOfMeeting('udcg-27', 0))
      board.must('agenda:go', { item: 'announcements' })
      board.pledge('DEU', pledgeOfMeeting('udcg-27', 0))
    })

    it('[Q7] goes to those named who have not answered, each once, and to nobody who is not asked', () => {
      const done = board.must('reminder:send', {
        to: ['DEU', 'POL', 'HUN', 'POL', 'NATO', 'ATL', 'ESP'],
        about: about(question(board, 'requests')),
      })
      expect(done).toMatchObject({ facts: [], output: { to: ['POL', 'ESP'] } })
      expect(done.output.id).not.toBe('')
    })

    it('[Q7] is refused when all have answered, or nothing is asked any more', () => {
      const asked = about(question(board, 'requests'))
      expect(board.act('reminder:send', { to: ['DEU', 'HUN'], about: asked })).toMatchObject({
        code: 'reminder_none',
        rule: 'Q7',
      })
      board.must('agenda:next', {})
      expect(board.act('reminder:send', { to: ['POL'], about: asked })).toMatchObject({
        code: 'question_closed',
        rule: 'Q7',
      })
    })
  })
})
