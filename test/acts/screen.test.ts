import { describe, expect, it } from 'vitest'
import { readRow } from '#shared/board.ts'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import { isRefusal } from '#shared/refusals.ts'
import { breakUntil, isResuming, screenContents, screenNumbers } from '#shared/screen.ts'
import { planSeen } from '#test/support/agenda.ts'
import { actorFor, Board, startedAt } from '#test/support/board.ts'

const minute = 60_000
const chairOf = (delegation: string) => ({ actor: { ...actorFor('session:open'), delegation } })
const overlay = (board: Board, name: 'message' | 'break') => readRow(board.doc, 'overlays', name)
const brought = (board: Board) => breakUntil(overlay(board, 'break'), board.now)

/** A meeting at its first item, with a coffee break to come and Germany waiting for the floor. */
function meeting(): Board {
  const board = new Board('planned')
  board.must('agenda:set', {
    items: [
      { id: 'opening', title: 'Opening' },
      { id: 'coffee', title: 'Coffee', kind: 'break', minutes: 15 },
      { id: 'announcements', title: 'Announcements' },
    ],
    seen: planSeen(board.doc),
  })
  board.must('session:open', {})
  board.must('agenda:next', {})
  board.actFor('DEU', 'floor:ask', { kind: 'statement' })
  return board
}

describe('the content of a screen', () => {
  it('[O1] is what was put on it last, each screen for itself', () => {
    const board = new Board()
    expect(readRow(board.doc, 'screens', '1')).toBeNull()
    for (const screen of screenNumbers)
      for (const content of screenContents) board.must('screen:show', { screen, content })
    board.must('screen:show', { screen: '2', content: 'follow' })
    expect(readRow(board.doc, 'screens', '1')?.content).toBe('decision')
    expect(readRow(board.doc, 'screens', '2')).toEqual({
      content: 'follow',
      at: board.now,
      by: "secretary's seat",
    })
  })
})

describe('who puts things there', () => {
  const acts: [FormalName, CommandArgument<FormalName>][] = [
    ['screen:show', { screen: '1', content: 'agenda' }],
    ['screen:message', { text: 'Please take your seats' }],
    ['screen:break', { until: startedAt + 30 * minute }],
  ]

  it.each(acts)('[O2] %s: the secretary, also while frozen, and whoever leads', (name, input) => {
    const board = meeting()
    board.must('lead:name', { leads: ['GBR'], deputies: ['NOR'] })
    board.must(name, input, chairOf('GBR'))
    expect(board.act(name, input, chairOf('NOR'))).toMatchObject({ code: 'not_leading' })
    board.must('lead:lost', {})
    board.must(name, input)
    expect(board.act(name, input, chairOf('GBR'))).toMatchObject({ code: 'floor_frozen' })
  })
})

describe('the message to the hall', () => {
  it('[O3] stands until it is taken off, before the session, in it and after it', () => {
    for (const state of ['planned', 'open', 'suspended', 'closed'] as const) {
      const board = new Board(state)
      board.must('screen:message', { text: 'Buses leave from the south gate at 17:30' })
      board.must('screen:show', { screen: '3', content: 'totals' })
      expect(overlay(board, 'message')?.text).toBe('Buses leave from the south gate at 17:30')
      board.must('screen:message', { text: null })
      expect(overlay(board, 'message')?.text).toBeNull()
    }
  })

  it('[O3] is left where it is by all that ends a break', () => {
    const board = meeting()
    board.must('screen:message', { text: 'The delegation of Norway is awaited at the door' })
    board.must('floor:next', { speaking: null })
    board.must('session:suspend', {})
    board.must('session:open', {})
    board.must('session:close', {})
    expect(overlay(board, 'message')?.text).toContain('Norway')
  })
})

describe('a break', () => {
  it('[O4] lasts until a time that is still to come, a day ahead at most', () => {
    const board = meeting()
    const ahead = (ms: number) => ({ until: board.now + 1000 + ms })
    for (const ms of [-minute, 0, 86_400_001])
      expect(board.act('screen:break', ahead(ms))).toMatchObject({ code: 'break_time', rule: 'O4' })
    for (const ms of [1, 15 * minute, 86_400_000]) {
      board.must('screen:break', ahead(ms))
      expect(brought(board)).toBe(board.now + ms)
    }
  })

  it('[O4] is over at its time to the millisecond, and then the meeting is about to go on', () => {
    const board = meeting()
    const until = board.now + 15 * minute
    board.must('screen:break', { until })
    const row = overlay(board, 'break')
    expect([breakUntil(row, until - 1), breakUntil(row, until)]).toEqual([until, null])
    expect([isResuming(row, until - 1), isResuming(row, until)]).toEqual([false, true])
    board.must('screen:break', { until: null })
    expect(isResuming(overlay(board, 'break'), until)).toBe(false)
  })

  it('[O4] is not called in a session that is closed', () => {
    const board = new Board('closed')
    expect(board.act('screen:break', { until: board.now + minute })).toMatchObject({ rule: 'S3' })
  })

  it.each<[string, (board: Board) => unknown]>([
    ['the session is opened', (board) => board.must('session:open', {})],
    ['the session is closed', (board) => board.must('session:close', {})],
    ['the next item is opened', (board) => board.must('agenda:go', { item: 'announcements' })],
    ['the open item is put off', (board) => board.must('agenda:defer', { item: 'opening' })],
    ['somebody is given the floor', (board) => board.must('floor:next', { speaking: null })],
  ])('[O5] is over when %s', (what, goOn) => {
    const board = meeting()
    if (what === 'the session is opened') board.must('session:suspend', {})
    if (what === 'the open item is put off') board.must('agenda:defer', { item: 'coffee' })
    board.must('screen:break', { until: board.now + 15 * minute })
    expect(brought(board)).not.toBeNull()
    goOn(board)
    expect(brought(board)).toBeNull()
  })

  it('[O5] goes on when the meeting turns to an item that is a break, and while it is suspended', () => {
    const board = meeting()
    board.must('screen:break', { until: board.now + 15 * minute })
    board.must('agenda:next', {})
    board.must('session:suspend', {})
    expect(brought(board)).not.toBeNull()
  })

  it('[O5] that is none costs no act anything', () => {
    const board = meeting()
    const done = board.must('agenda:go', { item: 'announcements' })
    expect(isRefusal(done) ? [] : done.facts.map(({ root }) => root)).not.toContain('overlays')
  })
})
