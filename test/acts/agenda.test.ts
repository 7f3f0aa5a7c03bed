import { beforeEach, describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { readRows, readSession } from '#shared/board.ts'
import type { SessionState } from '#shared/session.ts'
import { Board } from '#test/support/board.ts'

const { agenda } = demoSession()
const ids = agenda.map(({ id }) => id)

function states(board: Board): string[] {
  return [...readRows(board.doc, 'agenda').values()]
    .sort((a, b) => a.order - b.order)
    .map(({ state }) => state)
}

describe('the agenda of the meeting of 11 April 2025', () => {
  let board: Board
  beforeEach(() => {
    board = new Board()
    board.must('agenda:set', { items: [...agenda] })
  })

  it('[A1] next opens the first item, then closes each and opens the one after it', () => {
    for (const [at, id] of ids.entries()) {
      expect(board.must('agenda:next', {}).output).toEqual({ item: id })
      expect(readSession(board.doc)).toMatchObject({ currentItem: id, itemSince: board.now })
      expect(states(board)).toEqual(
        ids.map((_, i) => (i < at ? 'closed' : i === at ? 'open' : 'pending')),
      )
    }
  })

  it('[A2] previous sets the current item back to pending and opens the one before it', () => {
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    expect(board.must('agenda:previous', {}).output).toEqual({ item: ids[1] })
    expect(readSession(board.doc)).toMatchObject({ currentItem: ids[1], itemSince: board.now })
    expect(states(board).slice(0, 4)).toEqual(['closed', 'open', 'pending', 'pending'])
  })

  it('[A3] there is no next after the last item', () => {
    for (const _ of ids) board.must('agenda:next', {})
    expect(board.act('agenda:next', {})).toMatchObject({ code: 'agenda_end', rule: 'A3' })
    expect(readSession(board.doc).currentItem).toBe(ids.at(-1))
  })

  it('[A3] there is no previous before the first item, nor at it', () => {
    const refusal = { code: 'agenda_start', rule: 'A3' }
    expect(board.act('agenda:previous', {})).toMatchObject(refusal)
    board.must('agenda:next', {})
    expect(board.act('agenda:previous', {})).toMatchObject(refusal)
    expect(states(board)[0]).toBe('open')
  })

  it('[A5] setting it keeps the state of items that stay, and where the session is', () => {
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    const since = readSession(board.doc).itemSince
    const added = { id: 'press', title: 'Press statement', owner: null, minutes: 15 }
    const [opening, battlefield, ...rest] = agenda
    const items = [added, battlefield, opening, ...rest.slice(1)].filter(
      (item) => item !== undefined,
    )
    board.must('agenda:set', { items })
    const rows = [...readRows(board.doc, 'agenda')].sort(([, a], [, b]) => a.order - b.order)
    expect(rows.map(([id, { state }]) => [id, state]).slice(0, 4)).toEqual([
      ['press', 'pending'],
      ['battlefield', 'open'],
      ['opening', 'closed'],
      ['round-iamd', 'pending'],
    ])
    expect(readSession(board.doc)).toMatchObject({ currentItem: 'battlefield', itemSince: since })
    expect(board.must('agenda:previous', {}).output).toEqual({ item: 'press' })
  })

  it('[A5] setting it writes only what differs', () => {
    const items = agenda.map((item) =>
      item.id === 'coalitions' ? { ...item, minutes: 45 } : { ...item },
    )
    expect(board.must('agenda:set', { items })).toEqual({
      facts: [{ root: 'agenda', row: 'coalitions', field: 'minutes', value: 45 }],
      remove: [],
      output: {},
    })
  })

  it('[A5] setting it cannot drop the current item', () => {
    board.must('agenda:next', {})
    expect(board.act('agenda:set', { items: agenda.slice(1) })).toMatchObject({
      code: 'agenda_current',
      rule: 'A5',
      message: 'The agenda cannot drop the item that is open now: Opening by the co-chairs.',
    })
    expect(readRows(board.doc, 'agenda').size).toBe(agenda.length)
  })

  it('[A5] two items with one id are no agenda', () => {
    const [first] = agenda
    expect(
      board.act('agenda:set', { items: [...agenda, { ...first, id: 'opening', title: 'Again' }] }),
    ).toMatchObject({ code: 'bad_input', rule: 'A5' })
  })
})

describe('without an agenda', () => {
  it('[A3] there is neither next nor previous', () => {
    const board = new Board()
    const refusal = { code: 'agenda_empty', rule: 'A3' }
    expect(board.act('agenda:next', {})).toMatchObject(refusal)
    expect(board.act('agenda:previous', {})).toMatchObject(refusal)
  })
})

describe('while the session is not open', () => {
  it.each<[SessionState]>([['planned'], ['suspended'], ['closed']])(
    '[A4] (%s) there is neither next nor previous',
    (state) => {
      const board = new Board(state)
      if (state !== 'closed') board.must('agenda:set', { items: [...agenda] })
      const refusal = { code: 'session_state', rule: 'A4', params: { state, needed: 'open' } }
      expect(board.act('agenda:next', {})).toMatchObject(refusal)
      expect(board.act('agenda:previous', {})).toMatchObject(refusal)
    },
  )
})
