// Declared stocks: what delegations say they hold changes no figure, and fills what falls open where it is of the kind.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRow, readRows } from '#shared/board.ts'
import type { Offer } from '#shared/coverage.ts'
import { snapshotOf } from '#shared/export/snapshot.ts'
import { coveredIn, linesIn, tableNamed, tableNames } from '#shared/export/tables.ts'
import { items } from '#shared/items.ts'
import type { Pledge } from '#shared/pledge.ts'
import { type Stock, stockSchema } from '#shared/stock.ts'
import { ownerOf } from '#shared/text.ts'
import { whatIf } from '#shared/whatif.ts'
import {
  Board,
  type Meeting,
  meetingRows,
  meetings,
  pledgeOfMeeting,
  requestOfMeeting,
  rowIdOf,
  stockOf,
} from '#test/support/board.ts'
import { runs } from '#test/support/fuzz.ts'

/** Things of the catalogue, in any number or none, from whenever. */
const anyStock = fc.record({
  owner: fc.constantFrom('DEU', 'ESP', 'GRC', 'USA'),
  fields: fc
    .record({
      capability: fc.constantFrom('iamd' as const, 'artillery' as const, 'drone' as const),
      thing: fc.constantFrom(...items),
      quantity: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: null }),
      isUnitSaid: fc.boolean(),
      availableFrom: fc.constantFrom(null, 'Q3 2025', 'within 6 months'),
      withdrawn: fc.boolean(),
    })
    .map(({ thing, isUnitSaid, ...rest }) =>
      stockSchema.parse({ ...rest, item: thing.names[0], unit: isUnitSaid ? thing.unit : null }),
    ),
})

describe('declared stocks', () => {
  it('[B3] change no total, no coverage and no reason, whatever is declared beside any meeting', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Meeting[]>(...meetings),
        fc.array(anyStock, { minLength: 1, maxLength: 12 }),
        (meeting, stocks) => {
          const board = new Board()
          for (const { fields } of meetingRows(meeting).requests) board.request(fields)
          for (const row of meetingRows(meeting).pledges.keys()) board.place(meeting, row)
          const figures = () => {
            const snapshot = snapshotOf(board.doc)
            const others = tableNames.filter((name) => name !== 'stocks')
            return [
              coveredIn(snapshot),
              linesIn(snapshot, 'firm'),
              linesIn(snapshot, 'conditional'),
              ...others.map((name) => tableNamed(name, snapshot).rows),
            ]
          }
          const before = figures()
          for (const { owner, fields } of stocks) board.stock(owner, { ...fields })
          expect(readRows(board.doc, 'stocks').size).toBe(stocks.length)
          expect(figures()).toEqual(before)
        },
      ),
      runs(30),
    )
  })

  it('[B2] say what they must and no more: a number may stay unsaid, and a time stays as it was said', () => {
    const bare = { capability: 'iamd', item: 'Patriot' } as const
    const unsaid = { quantity: null, unit: null, availableFrom: null, note: null, withdrawn: false }
    expect(stockSchema.parse(bare)).toEqual({ ...bare, ...unsaid })
    for (const said of ['2025-09-01', 'Q3 2025', 'within 6 months', 'once our parliament agreed'])
      expect(stockSchema.parse({ ...bare, availableFrom: said }).availableFrom).toBe(said)
    for (const missing of [{ capability: 'iamd' }, { item: 'Patriot' }])
      expect(stockSchema.safeParse(missing).success).toBe(false)
  })

  it('[B3] a pledge from a stock counts by itself, and the stock says what it said', () => {
    const board = new Board()
    const stock = board.stock('ESP', { ...stockOf() })
    const { capability, item, unit } = stockOf()
    const pledge = { capability, item, unit, quantity: 1, kind: 'equipment', title: 'One Patriot' }
    board.pledge('ESP', pledge)
    expect(linesIn(snapshotOf(board.doc), 'firm')).toMatchObject([{ value: 1, measure: 'system' }])
    expect(readRow(board.doc, 'stocks', stock)).toEqual(stockOf())
  })
})

const asked = rowIdOf('UKR', 1)
const request = requestOfMeeting('2025-01-09-udcg-25', 1)

/** Germany answers the nineteen systems of January; others declare what they hold. */
function without(leaving: string[], stocks: readonly (readonly [owner: string, Stock])[]) {
  const given: Pledge = pledgeOfMeeting('udcg-27', 1, { request: asked })
  const offer: Offer = { pledge: given, agreement: null, tasks: [] }
  const rows = new Map(stocks.map(([owner, stock], i) => [rowIdOf(owner, i + 10), stock]))
  const [gap] = whatIf(
    {
      requests: new Map([[asked, request]]),
      offers: new Map([[rowIdOf('DEU', 2), offer]]),
      stocks: rows,
      optedOut: new Set(['HUN']),
      names: new Map(),
    },
    new Set(['DEU', ...leaving]),
  ).gaps
  return gap
}

const irisT = (quantity: number | null, changes: Partial<Stock> = {}) =>
  stockOf({ item: 'IRIS-T SLM', quantity, ...changes })

describe('what could fill a gap', () => {
  it('[B4] names the stocks of its kind by how many they are, and what they would leave open', () => {
    const gap = without(
      [],
      [
        ['ESP', irisT(3)],
        ['GRC', irisT(4, { availableFrom: 'Q3 2025' })],
        ['POL', stockOf({ item: 'IRIS-T', quantity: null, unit: null })],
      ],
    )
    expect(gap?.fillers.map(({ id, kind, value }) => [ownerOf(id), kind, value])).toEqual([
      ['GRC', 'stock', 4],
      ['ESP', 'stock', 3],
      ['POL', 'stock', null],
    ])
    expect(gap?.remains).toBe((gap?.openThen ?? 0) - 7)
  })

  it('[B4] not those that are withdrawn, of who leaves too, of who opted out, of another capability or unit', () => {
    const gap = without(
      ['ESP'],
      [
        ['ESP', irisT(3)],
        ['HUN', irisT(3)],
        ['GRC', irisT(3, { withdrawn: true })],
        ['POL', irisT(3, { capability: 'artillery' })],
        ['NOR', irisT(300, { unit: 'missile' })],
      ],
    )
    expect(gap?.fillers).toEqual([])
    expect(gap?.remains).toBe(gap?.openThen)
  })

  it('[B4] what more is held than falls open leaves nothing open, and never less', () => {
    expect(without([], [['ESP', irisT(5000)]])?.remains).toBe(0)
  })
})
