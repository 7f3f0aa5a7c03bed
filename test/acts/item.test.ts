import { beforeEach, describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { applyFacts } from '#server/room/facts.ts'
import { treeOf } from '#shared/agenda.ts'
import { readRow, readRows, readSession } from '#shared/board.ts'
import type { SessionState } from '#shared/session.ts'
import { undoWindow } from '#shared/undo.ts'
import { planSeen } from '#test/support/agenda.ts'
import { Board } from '#test/support/board.ts'

const { agenda } = demoSession()
const ids = agenda.map(({ id }) => id)

const states = (board: Board) => treeOf(readRows(board.doc, 'agenda')).map(({ item }) => item.state)
const stateOf = (board: Board, id: string) => readRow(board.doc, 'agenda', id)?.state
const current = (board: Board) => readSession(board.doc).currentItem

function withAgenda(state?: SessionState): Board {
  const board = new Board(state)
  board.must('agenda:set', { items: [...agenda], seen: planSeen(board.doc) })
  return board
}

describe('going through the agenda of 11 April 2025', () => {
  let board: Board
  beforeEach(() => {
    board = withAgenda()
  })

  it('[A1] next opens the first item, then closes each and opens the one after it, down the tree', () => {
    for (const [at, id] of ids.entries()) {
      expect(board.must('agenda:next', {}).output).toEqual({ item: id })
      expect(readSession(board.doc)).toMatchObject({ currentItem: id, itemSince: board.now })
      expect(readRow(board.doc, 'agenda', id)).toMatchObject({ beganAt: board.now, endedAt: null })
      expect(states(board)).toEqual(
        ids.map((_, i) => (i < at ? 'closed' : i === at ? 'open' : 'pending')),
      )
    }
    expect(readRow(board.doc, 'agenda', ids.at(-2) ?? '')?.endedAt).toBe(board.now)
  })

  it('[A2] previous sets the current item back to pending and opens the one before it', () => {
    for (let n = 0; n < 3; n++) board.must('agenda:next', {})
    expect(board.must('agenda:previous', {}).output).toEqual({ item: ids[1] })
    expect(current(board)).toBe(ids[1])
    expect(states(board).slice(0, 4)).toEqual(['closed', 'open', 'pending', 'pending'])
    expect(readRow(board.doc, 'agenda', ids[2] ?? '')).toMatchObject({
      beganAt: null,
      endedAt: null,
    })
  })

  it('[A3] there is no next after the last item', () => {
    for (const _ of ids) board.must('agenda:next', {})
    expect(board.act('agenda:next', {})).toMatchObject({ code: 'agenda_end', rule: 'A3' })
    expect(current(board)).toBe(ids.at(-1))
  })

  it('[A3] there is no previous before the first item, nor at it', () => {
    const refusal = { code: 'agenda_start', rule: 'A3' }
    expect(board.act('agenda:previous', {})).toMatchObject(refusal)
    board.must('agenda:next', {})
    expect(board.act('agenda:previous', {})).toMatchObject(refusal)
    expect(states(board)[0]).toBe('open')
  })

  it('[A12] a step too far, taken back within a minute, leaves the clock of the item as it was', () => {
    board.must('agenda:next', {})
    const { itemSince } = readSession(board.doc)
    board.now += 20 * 60_000
    board.must('agenda:next', {})
    board.now += undoWindow - 1000
    board.must('agenda:previous', {})
    expect(readSession(board.doc)).toMatchObject({ currentItem: 'opening', itemSince })
    expect(readRow(board.doc, 'agenda', 'opening')).toMatchObject({
      beganAt: itemSince,
      endedAt: null,
    })
  })

  it('[A12] an item opened again later begins anew', () => {
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    board.now += undoWindow
    board.must('agenda:previous', {})
    expect(readSession(board.doc).itemSince).toBe(board.now)
    expect(readRow(board.doc, 'agenda', 'opening')).toMatchObject({
      beganAt: board.now,
      endedAt: null,
    })
  })

  it('[A10] the chair goes to any item, and on from there; what was passed over is still to come', () => {
    board.must('agenda:next', {})
    board.must('agenda:go', { item: 'round-armour' })
    expect(current(board)).toBe('round-armour')
    expect(stateOf(board, 'opening')).toBe('closed')
    expect(stateOf(board, 'battlefield')).toBe('pending')
    expect(board.must('agenda:next', {}).output).toEqual({ item: 'round-drone' })
    board.must('agenda:go', { item: 'battlefield' })
    expect(board.must('agenda:next', {}).output).toEqual({ item: 'priorities' })
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    // What is done is not opened again by going on.
    expect(board.must('agenda:next', {}).output).toEqual({ item: 'tour-de-table' })
  })

  it('[A10] a slip is taken back by going where one was: the wrong item is to come again', () => {
    board.must('agenda:next', {})
    const { itemSince } = readSession(board.doc)
    board.must('agenda:go', { item: 'conclusions' })
    board.must('agenda:go', { item: 'opening', leave: 'pending' })
    expect(stateOf(board, 'conclusions')).toBe('pending')
    expect(readSession(board.doc)).toMatchObject({ currentItem: 'opening', itemSince })
  })

  it('[A10] nobody goes where the session is already, nor to what is not there', () => {
    board.must('agenda:next', {})
    expect(board.act('agenda:go', { item: 'opening' })).toMatchObject({
      code: 'agenda_here',
      rule: 'A10',
    })
    expect(board.act('agenda:go', { item: 'gone' })).toMatchObject({
      code: 'not_found',
      rule: 'A10',
    })
  })

  it('[A11] a deferred item is passed over in both directions, with what is under it', () => {
    for (let n = 0; n < 3; n++) board.must('agenda:next', {})
    board.must('agenda:defer', { item: 'announcements' })
    expect(states(board).slice(3, 9)).toEqual(Array(6).fill('deferred'))
    expect(board.must('agenda:next', {}).output).toEqual({ item: 'break' })
    expect(board.must('agenda:previous', {}).output).toEqual({ item: 'priorities' })
    board.must('agenda:defer', { item: 'announcements', deferred: false })
    expect(states(board).slice(3, 9)).toEqual(Array(6).fill('pending'))
    expect(board.must('agenda:next', {}).output).toEqual({ item: 'announcements' })
  })

  it('[A11] the chair may go to a deferred item', () => {
    board.must('agenda:next', {})
    board.must('agenda:defer', { item: 'break' })
    board.must('agenda:go', { item: 'break' })
    expect(stateOf(board, 'break')).toBe('open')
  })

  it('[A11] deferring the open item opens the next, and none where there is none', () => {
    board.must('agenda:next', {})
    board.must('agenda:defer', { item: 'opening' })
    expect(readSession(board.doc)).toMatchObject({
      currentItem: 'battlefield',
      itemSince: board.now,
    })
    expect(readRow(board.doc, 'agenda', 'opening')).toMatchObject({
      state: 'deferred',
      beganAt: null,
      endedAt: null,
    })
    board.must('agenda:go', { item: 'conclusions' })
    board.must('agenda:defer', { item: 'conclusions' })
    expect(readSession(board.doc)).toMatchObject({ currentItem: null, itemSince: null })
    expect(states(board)).not.toContain('open')
  })

  it('[A11] deferring what the open item stands under leaves what is done as it is', () => {
    board.must('agenda:go', { item: 'announcements' })
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    board.must('agenda:defer', { item: 'announcements' })
    expect(current(board)).toBe('break')
    const rest = Array<string>(3).fill('deferred')
    expect(states(board).slice(3, 9)).toEqual(['closed', 'closed', ...rest, 'deferred'])
  })

  it('[A11] is refused of what is done, deferred already, not deferred, or not there', () => {
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    board.must('agenda:defer', { item: 'break' })
    for (const [input, code] of [
      [{ item: 'opening' }, 'agenda_done'],
      [{ item: 'break' }, 'agenda_deferred'],
      [{ item: 'coalitions', deferred: false }, 'agenda_not_deferred'],
      [{ item: 'gone' }, 'not_found'],
    ] as const)
      expect(board.act('agenda:defer', input)).toMatchObject({ code, rule: 'A11' })
  })
})

describe('a board from before items were timed and nested', () => {
  it('[A1][A2] is walked as before, and its items count as statements', () => {
    const board = new Board()
    applyFacts(board.doc, {
      facts: ['opening', 'pledges', 'closing'].flatMap((row, order) =>
        Object.entries({ title: row, owner: null, minutes: 10, order, state: 'pending' }).map(
          ([field, value]) => ({ root: 'agenda' as const, row, field, value }),
        ),
      ),
    })
    expect(readRow(board.doc, 'agenda', 'pledges')).toMatchObject({
      kind: 'statement',
      parent: null,
    })
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    expect(board.must('agenda:previous', {}).output).toEqual({ item: 'opening' })
    expect(states(board)).toEqual(['open', 'pending', 'pending'])
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
    '[A4] (%s) nobody goes through the agenda',
    (state) => {
      const board = state === 'closed' ? new Board(state) : withAgenda(state)
      const refusal = { code: 'session_state', rule: 'A4', params: { state, needed: 'open' } }
      expect(board.act('agenda:next', {})).toMatchObject(refusal)
      expect(board.act('agenda:previous', {})).toMatchObject(refusal)
      expect(board.act('agenda:go', { item: 'opening' })).toMatchObject(refusal)
    },
  )

  it('[A4] what is to come may be deferred, what is open may not', () => {
    const board = withAgenda()
    board.must('agenda:next', {})
    board.must('session:suspend', {})
    board.must('agenda:defer', { item: 'break' })
    expect(board.act('agenda:defer', { item: 'opening' })).toMatchObject({
      code: 'session_state',
      rule: 'A4',
    })
  })
})
