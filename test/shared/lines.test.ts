// Lines, lists in a field, the catalogue of items, dates as said, relations, rates.
import { describe, expect, it } from 'vitest'
import { additionsOf, classOf, totalsOf } from '#shared/count.ts'
import { coverageOf } from '#shared/coverage.ts'
import { spanOf } from '#shared/dates.ts'
import { isCountedIn, itemKey, items } from '#shared/items.ts'
import { pledgeSchema } from '#shared/pledge.ts'
import { convert } from '#shared/rate.ts'
import { relationFault } from '#shared/relations.ts'
import { placedOf, pledgeOfMeeting, requestOfMeeting, rowIdOf } from '#test/support/board.ts'

/** Four IRIS-T systems with 300 missiles for them: rows 1 and 2 of April 2025 as one gift. */
const gift = pledgeOfMeeting('udcg-27', 1, {
  lines: '[{"item":"IRIS-T missile","quantity":300,"unit":"missile"}]',
})

describe('lines', () => {
  it('[M14] count each in its own measure', () => {
    expect(additionsOf(gift, null)).toMatchObject([
      { line: 0, measure: 'system', value: 4 },
      { line: 1, measure: 'missile', value: 300, item: 'IRIS-T missile' },
    ])
    const { firm } = totalsOf([{ id: 'gift', pledge: gift, agreement: null }])
    expect([firm.get('system')?.value, firm.get('missile')?.value]).toEqual([4, 300])
  })

  it('[M14] fill the line of a request that asks for the thing, else the first in the measure', () => {
    const request = requestOfMeeting('udcg-27', 0, {
      lines:
        '[{"item":"Patriot missile","quantity":100,"unit":"missile"},{"item":"IRIS-T missiles","quantity":200,"unit":"missile"}]',
    })
    const { coverage, more } = coverageOf(request, [{ pledge: gift, agreement: null, tasks: [] }])
    expect(coverage).toMatchObject({ firm: 4, open: 6 })
    expect(more.map(({ coverage: { firm } }) => firm)).toEqual([300, 0])
    const named = requestOfMeeting('udcg-27', 0, {
      lines:
        '[{"item":"Patriot missile","quantity":100,"unit":"missile"},{"item":"IRIS-T  Missile","quantity":200,"unit":"missile"}]',
    })
    expect(
      coverageOf(named, [{ pledge: gift, agreement: null, tasks: [] }]).more.map(
        ({ coverage: { firm, over } }) => [firm, over],
      ),
    ).toEqual([
      [0, 0],
      [300, 100],
    ])
  })

  it('[M11] of a backfill add nothing', () => {
    expect(classOf({ ...gift, backfills: 'GRC 40 BMP-1' }, null)).toBe('not-to-ukraine')
  })

  it('[G7] of a wrong shape are told apart by entry and field', () => {
    const parsed = pledgeSchema.shape.lines.safeParse('[{"quantity":1.5,"unit":"missile"}]')
    expect(parsed.error?.issues[0]?.message).toMatch(/^entry 1, quantity: /)
  })
})

describe('the catalogue of items', () => {
  it('tells a system from its launcher and its missile', () => {
    const keys = ['Patriot', 'Patriot launcher', 'Patriot missile'].map((name) => itemKey(name))
    expect(new Set(keys).size).toBe(3)
    expect(['MIM-104', 'patriot system', ' Patriot '].map((name) => itemKey(name))).toEqual(
      Array(3).fill(keys[0]),
    )
    expect([isCountedIn('PAC-3', 'missile'), isCountedIn('PAC-3', 'system')]).toEqual([true, false])
    expect(isCountedIn('a thing nobody knows', 'system')).toBe(true)
  })

  it('has each name once', () => {
    const names = items.flatMap((item) => item.names.map((name) => name.toLowerCase()))
    expect(new Set(names).size).toBe(names.length)
  })

  it('knows every item of the seven meetings by the unit in which it is counted there', () => {
    for (const { pledge } of [placedOf('udcg-27'), placedOf('2024-06-13-udcg-23')].flat())
      if (pledge.item !== null && pledge.unit !== null)
        expect([pledge.item, isCountedIn(pledge.item, pledge.unit)]).toEqual([pledge.item, true])
  })
})

describe('dates as said', () => {
  const said = Date.UTC(2025, 3, 11, 9)
  it.each([
    ['2026-09-09', '2026-09-09', '2026-09-09'],
    ['2028-12-31', '2028-12-31', '2028-12-31'],
    ['2026-09', '2026-09-01', '2026-09-30'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['Q3 2026', '2026-07-01', '2026-09-30'],
    ['2026-Q1', '2026-01-01', '2026-03-31'],
    ['H2 2025', '2025-07-01', '2025-12-31'],
    ['September 2025', '2025-09-01', '2025-09-30'],
    ['2025', '2025-01-01', '2025-12-31'],
    ['2025-2029', '2025-01-01', '2029-12-31'],
    ['Q1 2026 – Q2 2026', '2026-01-01', '2026-06-30'],
    ['within 6 months', '2025-04-11', '2025-10-11'],
    ['within 10 days', '2025-04-11', '2025-04-21'],
  ])('%s is from %s to %s', (text, from, to) => {
    expect(spanOf(text, said)).toEqual({ from, to })
  })

  it('a month from the last day of one ends on the last day of the next', () => {
    expect(spanOf('within 1 month', Date.UTC(2025, 0, 31))?.to).toBe('2025-02-28')
  })

  it.each(['per year', 'soon', '2026-13', '2026-02-30', '2029-2025', '', null])(
    '%s is no span of days',
    (text) => {
      expect(spanOf(text, said)).toBeNull()
    },
  )
})

describe('relations', () => {
  const none = { reannounces: null, partOf: null, values: null, supersedes: null, backfills: null }
  const [a, b, c] = [1, 2, 3].map((n) => rowIdOf('GBR', n)) as [string, string, string]

  it('[P13] never lead back to where they begin', () => {
    const rows = new Map([
      [b, { ...none, partOf: c }],
      [c, { ...none, values: a }],
    ])
    const read = (id: string) => rows.get(id) ?? null
    expect(relationFault(a, 'partOf', a, read)).toMatch(/itself/)
    expect(relationFault(a, 'partOf', b, read)).toMatch(/circle/)
    expect(relationFault(a, 'supersedes', c, read)).toMatch(/circle/)
    expect(relationFault(a, 'partOf', rowIdOf('GBR', 9), read)).toBeNull()
    expect(relationFault(a, 'partOf', 'GBR GBP 4.5bn for 2025', read)).toBeNull()
    expect(relationFault(a, 'title', a, read)).toBeNull()
  })

  it('[P13] what is replaced or repeated is one’s own; a part may be of a joint whole', () => {
    const theirs = rowIdOf('NOR', 1)
    for (const own of ['supersedes', 'reannounces'])
      expect(relationFault(a, own, theirs, () => null)).toMatch(/only a pledge of GBR/)
    expect(relationFault(a, 'partOf', theirs, () => null)).toBeNull()
  })
})

describe('a converted total', () => {
  const { firm } = totalsOf(placedOf('udcg-27'))
  const usd = { perEuro: 1_108_300, date: '2025-04-10', source: 'European Central Bank' }

  it('[M12] names the rates that it rests on, and the money that it leaves out', () => {
    const bare = convert(firm, new Map(), 'EUR')
    expect(bare).toMatchObject({ currency: 'EUR', rates: [], atLeast: true })
    expect(bare.missing).toContain('GBP')
    expect(bare.value).toBe(firm.get('EUR')?.value)
    const gbp = { ...usd, perEuro: 856_000 }
    const rates = new Map([
      ['GBP', gbp],
      ['USD', usd],
    ])
    const whole = convert(firm, rates, 'EUR')
    expect(whole.rates).toContainEqual({ ...gbp, currency: 'GBP' })
    const pounds = firm.get('GBP')?.value ?? 0
    const dollars = firm.get('USD')?.value ?? 0
    expect(whole.value).toBe(bare.value + Math.round(pounds / 0.856) + Math.round(dollars / 1.1083))
  })

  it('[M12] keeps minor units apart: yen have none', () => {
    const rates = new Map([['JPY', { ...usd, perEuro: 160_000_000 }]])
    const yen = new Map([['JPY' as const, { value: 16_000, atLeast: false }]])
    expect(convert(yen, rates, 'EUR')).toMatchObject({ value: 10_000, missing: [] })
  })
})
