import { beforeEach, describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { mostItems, treeOf } from '#shared/agenda.ts'
import { readRow, readRows, readSession } from '#shared/board.ts'
import { orderSeen, planSeen } from '#test/support/agenda.ts'
import { Board } from '#test/support/board.ts'

const { agenda } = demoSession()

const set = (board: Board, items: readonly (typeof agenda)[number][]) =>
  board.act('agenda:set', { items: [...items], seen: planSeen(board.doc) })
const move = (board: Board, item: string, parent: string | null, before: string | null) =>
  board.act('agenda:move', { item, parent, before, seen: orderSeen(board.doc) })
/** "4.2 round-artillery", item by item. */
const outline = (board: Board) =>
  treeOf(readRows(board.doc, 'agenda')).map(({ number, id }) => `${number} ${id}`)

let board: Board
beforeEach(() => {
  board = new Board()
  set(board, agenda)
})

describe('setting the agenda of the meeting of 11 April 2025', () => {
  it('[A6] makes a tree of it, numbered as it is read', () => {
    expect(outline(board).slice(2, 11)).toEqual([
      '3 priorities',
      '4 announcements',
      '4.1 round-iamd',
      '4.2 round-artillery',
      '4.3 round-armour',
      '4.4 round-drone',
      '4.5 tour-de-table',
      '5 break',
      '6 coalitions',
    ])
  })

  it('[A6] puts each item below its parent wherever the list has it', () => {
    const [first, ...rest] = agenda.filter(({ parent }) => parent !== null)
    const top = agenda.filter(({ parent }) => parent === null)
    set(board, [...top, ...(first === undefined ? [] : [first]), ...rest])
    expect(outline(board).slice(3, 6)).toEqual([
      '4 announcements',
      '4.1 round-iamd',
      '4.2 round-artillery',
    ])
    const orders = treeOf(readRows(board.doc, 'agenda')).map(({ item }) => item.order)
    expect(orders).toEqual(orders.map((_, i) => i))
  })

  it.each([
    ['that comes later', [...agenda].reverse()],
    ['that is not there', agenda.filter(({ id }) => id !== 'announcements')],
  ])('[A6] is refused for an item under a parent %s', (_, items) => {
    expect(set(board, items)).toMatchObject({ code: 'bad_input', rule: 'A6' })
  })

  it('[A5] keeps the state of items that stay, and where the session is', () => {
    board.must('agenda:next', {})
    board.must('agenda:next', {})
    const since = readSession(board.doc).itemSince
    const blank = { owner: null, minutes: null, capability: null, secondsEach: null, parent: null }
    const added = { ...blank, id: 'press', title: 'Press statement', kind: 'statement' } as const
    const [opening, battlefield, ...rest] = agenda
    set(
      board,
      [added, battlefield, opening, ...rest.slice(1)].filter((item) => item !== undefined),
    )
    const rows = treeOf(readRows(board.doc, 'agenda'))
    expect(rows.map(({ id, item }) => [id, item.state]).slice(0, 4)).toEqual([
      ['press', 'pending'],
      ['battlefield', 'open'],
      ['opening', 'closed'],
      ['announcements', 'pending'],
    ])
    expect(readSession(board.doc)).toMatchObject({ currentItem: 'battlefield', itemSince: since })
    expect(board.must('agenda:previous', {}).output).toEqual({ item: 'press' })
  })

  it('[A5] writes only what differs', () => {
    const items = agenda.map((item) =>
      item.id === 'coalitions' ? { ...item, minutes: 45 } : { ...item },
    )
    expect(set(board, items)).toEqual({
      facts: [{ root: 'agenda', row: 'coalitions', field: 'minutes', value: 45 }],
      remove: [],
      output: {},
    })
  })

  it('[A5] cannot drop the current item', () => {
    board.must('agenda:next', {})
    expect(set(board, agenda.slice(1))).toMatchObject({
      code: 'agenda_current',
      rule: 'A5',
      message: 'The agenda cannot drop the item that is open now: Opening by the co-chairs.',
    })
    expect(readRows(board.doc, 'agenda').size).toBe(agenda.length)
  })

  it('[A5] two items with one id are no agenda', () => {
    const [first] = agenda
    if (first === undefined) throw new Error('the demo has no agenda')
    expect(set(board, [...agenda, { ...first, title: 'Again' }])).toMatchObject({
      code: 'bad_input',
      rule: 'A5',
    })
  })

  it('[A7] is refused on any agenda but the one that stands, words included', () => {
    const seen = planSeen(board.doc)
    const items = agenda.map((item) => (item.id === 'break' ? { ...item, minutes: 20 } : item))
    set(board, items)
    expect(board.act('agenda:set', { items: [...agenda], seen })).toMatchObject({
      code: 'agenda_stale',
      rule: 'A7',
    })
    expect(readRow(board.doc, 'agenda', 'break')?.minutes).toBe(20)
  })
})

describe('adding an item while the session runs', () => {
  const press = { id: 'press', title: 'Press statement', minutes: 15 }
  beforeEach(() => {
    board.must('agenda:next', {})
  })

  it('[A8] puts it after a sibling and all that is under that one; what is open stays open', () => {
    const { itemSince } = readSession(board.doc)
    board.must('agenda:add', { item: press, after: 'announcements' })
    expect(outline(board).slice(8, 11)).toEqual(['4.5 tour-de-table', '5 press', '6 break'])
    expect(readRow(board.doc, 'agenda', 'press')).toMatchObject({ state: 'pending', minutes: 15 })
    expect(readSession(board.doc)).toMatchObject({ currentItem: 'opening', itemSince })
  })

  it('[A8] puts it first under its parent, or at the very top', () => {
    board.must('agenda:add', { item: { ...press, parent: 'announcements' }, after: null })
    board.must('agenda:add', { item: { ...press, id: 'roll-call' }, after: null })
    expect(outline(board)[0]).toBe('1 roll-call')
    expect(outline(board).slice(4, 7)).toEqual(['5 announcements', '5.1 press', '5.2 round-iamd'])
  })

  it.each([
    ['after an item that is not there', { item: press, after: 'gone' }, 'not_found'],
    ['after one under another parent', { item: press, after: 'round-iamd' }, 'not_found'],
    [
      'under a parent that is not there',
      { item: { ...press, parent: 'gone' }, after: null },
      'not_found',
    ],
    ['with an id that is taken', { item: { ...press, id: 'break' }, after: null }, 'bad_input'],
  ])('[A8] is refused %s', (_, input, code) => {
    expect(board.act('agenda:add', input)).toMatchObject({ code, rule: 'A8' })
    expect(outline(board)).toHaveLength(agenda.length)
  })

  it('[A8] is refused when the agenda is full', () => {
    for (let n = agenda.length; n < mostItems; n++)
      board.must('agenda:add', { item: { ...press, id: `press-${String(n)}` }, after: null })
    expect(board.act('agenda:add', { item: press, after: null })).toMatchObject({
      code: 'too_large',
      rule: 'A8',
    })
  })

  it('[S3] is refused once the session is closed, as is moving and deferring', () => {
    board.must('session:close', {})
    const refusal = { code: 'session_closed', rule: 'S3' }
    expect(board.act('agenda:add', { item: press, after: null })).toMatchObject(refusal)
    expect(move(board, 'break', null, 'opening')).toMatchObject(refusal)
    expect(board.act('agenda:defer', { item: 'break' })).toMatchObject(refusal)
  })
})

describe('moving an item', () => {
  it('[A9] takes along what is under it, and keeps every state', () => {
    for (let n = 0; n < 5; n++) board.must('agenda:next', {})
    expect(readSession(board.doc).currentItem).toBe('round-iamd')
    move(board, 'announcements', null, 'opening')
    expect(outline(board).slice(0, 8)).toEqual([
      '1 announcements',
      '1.1 round-iamd',
      '1.2 round-artillery',
      '1.3 round-armour',
      '1.4 round-drone',
      '1.5 tour-de-table',
      '2 opening',
      '3 battlefield',
    ])
    expect(readSession(board.doc).currentItem).toBe('round-iamd')
    expect(readRow(board.doc, 'agenda', 'round-iamd')?.state).toBe('open')
    expect(readRow(board.doc, 'agenda', 'announcements')?.state).toBe('closed')
  })

  it('[A9] puts it under another item, or back at the top', () => {
    move(board, 'coalitions', 'announcements', null)
    expect(outline(board).slice(8, 11)).toEqual(['4.5 tour-de-table', '4.6 coalitions', '5 break'])
    move(board, 'coalitions', null, null)
    expect(outline(board).at(-1)).toBe('8 coalitions')
  })

  it.each([
    ['an item that is not there', 'gone', null, null, 'not_found'],
    ['under one that is not there', 'break', 'gone', null, 'not_found'],
    ['before one under another parent', 'break', null, 'round-iamd', 'not_found'],
    ['before itself', 'break', null, 'break', 'not_found'],
    ['under itself', 'announcements', 'announcements', null, 'bad_input'],
    ['under what is under it', 'announcements', 'round-iamd', null, 'bad_input'],
  ] as const)('[A9] is refused for %s', (_, item, parent, before, code) => {
    const was = outline(board)
    expect(move(board, item, parent, before)).toMatchObject({ code, rule: 'A9' })
    expect(outline(board)).toEqual(was)
  })

  it('[A7] is refused on an order that is no longer the one on the screen; words may change', () => {
    const seen = orderSeen(board.doc)
    const swap = { item: 'break', parent: null, before: 'opening', seen }
    board.must('agenda:add', { item: { id: 'press', title: 'Press statement' }, after: 'break' })
    expect(board.act('agenda:move', swap)).toMatchObject({ code: 'agenda_stale', rule: 'A7' })
    set(
      board,
      agenda.map((item) => (item.id === 'break' ? { ...item, title: 'Lunch' } : item)),
    )
    expect(orderSeen(board.doc)).toBe(seen)
    board.must('agenda:move', swap)
    expect(outline(board)[0]).toBe('1 break')
  })
})
