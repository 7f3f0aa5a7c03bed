// What is asked now, who has not answered it, and reminders to just those.
import { beforeEach, describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { readRows, readSession, readSpeakersOf } from '#shared/board.ts'
import { isHere, openQuestions, type OpenQuestion, silentOn } from '#shared/questions.ts'
import { planSeen } from '#test/support/agenda.ts'
import { Board, pledgeOfMeeting, requestOfMeeting } from '#test/support/board.ts'

const questions = ({ doc }: Board): OpenQuestion[] => {
  const session = readSession(doc)
  return openQuestions({
    session,
    roster: readRows(doc, 'roster'),
    requests: readRows(doc, 'requests'),
    pledges: readRows(doc, 'pledges'),
    speakers: readSpeakersOf(doc, session.currentItem ?? ''),
  })
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
    board.must('agenda:next', {})
    const { kind, key } = question(board, 'requests')
    expect({ kind, key }).toEqual({ kind: 'requests', key: readSession(board.doc).currentItem })
    board.must('session:suspend', {})
    expect(questions(board)).toEqual([])
  })

  it('[Q7] of the requests needs one that stands', () => {
    board.must('agenda:next', {})
    expect(questions(board)).toEqual([])
    board.request({ ...requestOfMeeting('udcg-27', 0), withdrawn: true })
    expect(questions(board)).toEqual([])
  })

  it('[Q7] are answered by a pledge, by a "no" and by a partner of a joint one, not by what was withdrawn', () => {
    board.request(requestOfMeeting('udcg-27', 0))
    board.must('agenda:next', {})
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

  it('[Q7] ask those who are called present, or sit at the board', () => {
    board.must('presence:note', { came: ['DEU'], left: [] })
    const here = (id: string) => {
      const roster = readRows(board.doc, 'roster')
      return isHere(roster, roster, id, readSession(board.doc))
    }
    expect([here('DEU'), here('POL')]).toEqual([true, false])
    board.must('roll:begin', {})
    board.must('roll:mark', { delegation: 'POL', mark: 'present' })
    expect([here('DEU'), here('POL'), here('ESP')]).toEqual([true, true, false])
  })

  describe('a reminder', () => {
    beforeEach(() => {
      board.request(requestOfMeeting('udcg-27', 0))
      board.must('agenda:next', {})
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
