import { describe, expect, it } from 'vitest'
import { classOf, type PledgeClass, sumLines, totalsOf } from '#shared/count.ts'
import type { Measure } from '#shared/figure.ts'
import type { Pledge, Relation } from '#shared/pledge.ts'
import { agreementOn, type Meeting, placedOf, pledgeOfMeeting } from '#test/support/board.ts'

const million = 1_000_000
const billion = 1000 * million

/** Expected by hand from the printed rows. Amounts in whole units; `'+'` marks "at least". */
interface Expected {
  firm: Partial<Record<Measure, number | `${number}+`>>
  conditional?: Partial<Record<Measure, number | `${number}+`>>
  rows: Partial<Record<PledgeClass, number[]>>
  disputed?: number[]
}

const expected: Record<Meeting, Expected> = {
  '2024-02-14-udcg-19': {
    // EUR 3.5bn for ammunition; USD 32m from Australia and 60m from Canada; "thousands" of British drones.
    firm: { GBP: 200 * million, EUR: 3500 * million, USD: 92 * million, drone: '0+' },
    rows: {
      firm: [0, 7, 8, 11],
      unquantified: [1, 2, 3, 4, 6, 9, 10],
      're-announced': [5],
    },
  },
  '2024-04-26-udcg-21': {
    // USD 631.2m + 13.7m + 213.9m; CAD 3m + 13m; of 900 drones 100 are new.
    firm: { USD: 858_800_000, CAD: 16 * million, drone: 100 },
    conditional: { USD: 6 * billion },
    rows: {
      conditional: [0],
      firm: [3, 4, 5, 6, 7, 8],
      unquantified: [9, 10, 11],
      're-announced': [1],
      answer: [2, 12],
    },
  },
  '2024-06-13-udcg-23': {
    firm: { item: 2300, system: 29, round: 130_000 },
    rows: {
      firm: [6, 7, 8],
      unquantified: [5],
      're-announced': [0, 1, 2, 3, 4, 9, 10],
    },
  },
  '2025-01-09-udcg-25': {
    // The GBP 45m are the value of the 30,000 drones; the two Patriots go to Poland.
    firm: { USD: 500 * million, drone: 30_000, EUR: 17_500_000 },
    rows: {
      firm: [0, 1, 7],
      unquantified: [5],
      're-announced': [2, 3, 4],
      'not-to-ukraine': [6],
    },
  },
  'udcg-27': {
    // 4 IRIS-T + 120 MANPADS + 14 artillery systems + 100 radars; 25 Marder + 15 Leopard.
    firm: {
      system: 238,
      missile: 300,
      vehicle: 40,
      round: 100_000,
      drone: 300,
      GBP: 100 * million,
      EUR: 150 * million,
    },
    // The source says that parliament approved; nobody on the board has said so yet.
    conditional: { EUR: 11 * billion },
    rows: {
      conditional: [0],
      firm: [1, 2, 4, 5, 6, 7, 8, 9, 10, 13, 16],
      unquantified: [19],
      're-announced': [11, 17, 18],
      'part-of': [12, 14, 15],
      'delivery-report': [3],
    },
    disputed: [10],
  },
  '2025-07-21-udcg-29': {
    // EUR 200m + 125m + 1bn.
    firm: { round: 200_000, EUR: 1325 * million, CAD: 20 * million },
    conditional: { system: 5 },
    rows: {
      conditional: [0],
      firm: [1, 3, 4, 5, 7],
      unquantified: [2, 8, 9],
      'part-of': [6],
    },
    disputed: [6],
  },
  '2025-09-09-udcg-30': {
    firm: { drone: '0+' },
    conditional: { EUR: 300 * million, drone: '0+' },
    rows: { firm: [0], conditional: [1], 're-announced': [2] },
  },
}

function inWholeUnits(tallies: ReadonlyMap<Measure, { value: number; atLeast: boolean }>): object {
  return Object.fromEntries(
    [...tallies].map(([measure, { value, atLeast }]) => {
      // All currencies of the seven meetings have two decimals.
      const whole = measure === measure.toUpperCase() ? value / 100 : value
      return [measure, atLeast ? `${whole}+` : whole]
    }),
  )
}

describe('the totals of the seven documented meetings', () => {
  it.each(Object.entries(expected) as [Meeting, Expected][])(
    '[M1] %s: one line a unit and a currency',
    (meeting, { firm, conditional = {} }) => {
      const totals = totalsOf(placedOf(meeting))
      expect(inWholeUnits(totals.firm)).toEqual(firm)
      expect(inWholeUnits(totals.conditional)).toEqual(conditional)
    },
  )

  it.each(Object.entries(expected) as [Meeting, Expected][])(
    '[M2] %s: every row is in its class',
    (meeting, { rows }) => {
      const placed = placedOf(meeting)
      const totals = totalsOf(placed)
      expect(
        Object.fromEntries([...totals.rows].map(([kind, ids]) => [kind, ids.map(Number)])),
      ).toEqual(rows)
      const listed = Object.values(rows).flat()
      expect(listed.toSorted((a, b) => a - b)).toEqual(placed.map((_, row) => row))
    },
  )

  it.each(Object.entries(expected) as [Meeting, Expected][])(
    '[M7] %s: what another source says otherwise is listed as disputed',
    (meeting, { disputed = [] }) => {
      expect(totalsOf(placedOf(meeting)).disputed.map(Number)).toEqual(disputed)
    },
  )
})

describe('the class of a row', () => {
  const radars = (changes: Partial<Pledge>) => pledgeOfMeeting('udcg-27', 10, changes)

  /** Each property alone decides; of several, the one further up. */
  const order: [PledgeClass, Partial<Pledge>][] = [
    ['withdrawn', { withdrawn: true }],
    ['answer', { answer: 'declined' }],
    ['not-to-ukraine', { toUkraine: false }],
    ['re-announced', { reannounces: true }],
    ['delivery-report', { alreadyDelivered: true }],
    ['unquantified', { quantity: null }],
    ['conditional', { condition: 'if the partner keeps its part' }],
  ]

  it.each(order)('[M2] is %s by that alone', (kind, changes) => {
    expect(classOf(radars(changes), null)).toBe(kind)
  })

  it('[M2] is decided by the first that fits', () => {
    for (const [at, [kind]] of order.entries()) {
      const changes = Object.assign({}, ...order.slice(at).map(([, change]) => change)) as object
      expect(classOf(radars(changes), null)).toBe(kind)
    }
  })

  it.each<[PledgeClass, Relation]>([
    ['part-of', 'partOf'],
    ['value-of', 'values'],
    ['not-to-ukraine', 'backfills'],
    ['firm', 'supersedes'],
  ])('[M2] is %s where it %s another', (kind, relation) => {
    expect(classOf(radars({ [relation]: 'an earlier row', netNew: 10 }), null)).toBe(kind)
    expect(classOf(radars({ [relation]: true, netNew: 10, alreadyDelivered: true }), null)).toBe(
      kind === 'firm' ? 'delivery-report' : kind,
    )
  })

  it('[M2] of an answer that is partly yes is that of its figures', () => {
    expect(classOf(radars({ answer: 'partial' }), null)).toBe('firm')
    expect(classOf(radars({ answer: 'not_committed' }), null)).toBe('answer')
  })

  it('[M2] is unquantified where a number lacks its unit, or an amount its currency', () => {
    expect(classOf(radars({ unit: null }), null)).toBe('unquantified')
    expect(classOf(pledgeOfMeeting('udcg-27', 16, { currency: null }), null)).toBe('unquantified')
    expect(classOf(pledgeOfMeeting('2024-02-14-udcg-19', 6), null)).toBe('unquantified')
  })

  it.each([
    ['open', 'conditional'],
    ['met', 'firm'],
    ['waived', 'firm'],
    ['failed', 'condition-failed'],
  ] as const)('[M6] an agreed pledge whose condition is %s is %s', (state, kind) => {
    const pledge = pledgeOfMeeting('2025-07-21-udcg-29', 0)
    expect(classOf(pledge, agreementOn(pledge, state))).toBe(kind)
  })
})

describe('what a row adds', () => {
  function added(pledge: Pledge): { measure: Measure; value: number; atLeast: boolean }[] {
    const totals = totalsOf([{ id: 'one', pledge, agreement: null }])
    return [...totals.firm].map(([measure, tally]) => ({ measure, ...tally }))
  }

  it('[M3] is its net-new part where it replaces an earlier figure', () => {
    const drones = pledgeOfMeeting('2024-04-26-udcg-21', 7)
    expect(added(drones)).toEqual([{ measure: 'drone', value: 100, atLeast: false }])
    expect(added({ ...drones, netNew: 0 })).toEqual([
      { measure: 'drone', value: 0, atLeast: false },
    ])
  })

  it('[M3] is unknown where the row replaces a figure and nobody says by how much', () => {
    const drones = pledgeOfMeeting('2024-04-26-udcg-21', 7, { netNew: null })
    expect(added(drones)).toEqual([{ measure: 'drone', value: 0, atLeast: true }])
  })

  it('[M3] is the amount as printed where it replaces another and no difference is given', () => {
    const pledge = pledgeOfMeeting('2024-04-26-udcg-21', 6, { supersedes: true })
    expect(added(pledge)).toEqual([{ measure: 'CAD', value: 13e8, atLeast: false }])
  })

  it('[M3] is all of it where the row replaces nothing', () => {
    const drones = pledgeOfMeeting('2024-04-26-udcg-21', 7, { supersedes: null })
    expect(added(drones)).toEqual([{ measure: 'drone', value: 900, atLeast: false }])
  })

  it('[M4] is "at least" where the number is withheld or in words, and has a unit', () => {
    const spares = pledgeOfMeeting('2024-04-26-udcg-21', 10)
    expect(added({ ...spares, withheld: true, unit: 'item' })).toEqual([
      { measure: 'item', value: 0, atLeast: true },
    ])
    expect(added({ ...spares, withheld: true })).toEqual([])
    expect(added({ ...spares, quantityText: 'dozens', unit: 'item' })).toEqual([
      { measure: 'item', value: 0, atLeast: true },
    ])
  })

  it('[M4] is the number where words stand beside it', () => {
    const drones = pledgeOfMeeting('udcg-27', 9, { quantityText: 'hundreds', withheld: true })
    expect(added(drones)).toEqual([{ measure: 'drone', value: 300, atLeast: false }])
  })

  it('[M4] stays "at least" whatever is added to the line', () => {
    const totals = totalsOf([
      { id: 'a', pledge: pledgeOfMeeting('2025-09-09-udcg-30', 0), agreement: null },
      { id: 'b', pledge: pledgeOfMeeting('udcg-27', 9), agreement: null },
    ])
    expect(totals.firm.get('drone')).toEqual({ value: 300, atLeast: true })
  })

  it('[M5] is the quantity; an amount beside it is the value of the gift', () => {
    expect(added(pledgeOfMeeting('2025-01-09-udcg-25', 1))).toEqual([
      { measure: 'drone', value: 30_000, atLeast: false },
    ])
  })

  it('[M5] is the amount where the quantity is in words, beside a line that is "at least"', () => {
    expect(added(pledgeOfMeeting('2024-02-14-udcg-19', 0))).toEqual([
      { measure: 'GBP', value: 200 * million * 100, atLeast: false },
      { measure: 'drone', value: 0, atLeast: true },
    ])
  })

  it('[M7] is the figure as printed, not the one of the other source', () => {
    expect(added(pledgeOfMeeting('udcg-27', 10))).toEqual([
      { measure: 'system', value: 100, atLeast: false },
    ])
  })

  it('[M8] is added once where several delegations give jointly', () => {
    const five = pledgeOfMeeting('2025-01-09-udcg-25', 1)
    expect(five.jointWith?.split(' ')).toHaveLength(4)
    expect(added(five)).toEqual(added({ ...five, jointWith: null }))
  })

  it('[M10] is nothing once it is withdrawn, and it is listed nowhere', () => {
    const placed = placedOf('udcg-27').map((row) => ({
      ...row,
      pledge: { ...row.pledge, withdrawn: true },
    }))
    const totals = totalsOf(placed)
    expect([totals.firm.size, totals.conditional.size, totals.rows.size]).toEqual([0, 0, 0])
    expect(totals.disputed).toEqual([])
  })
})

describe('[M1] the total of a session', () => {
  const lines = (meeting: Meeting) =>
    sumLines(
      placedOf(meeting),
      ({ pledge }) => pledge,
      (rows) => totalsOf(rows).firm,
    )

  it('never adds MANPADS to IRIS-T, nor guns to radars, though all are systems', () => {
    const systems = lines('udcg-27').filter(({ measure }) => measure === 'system')
    expect(systems.map(({ thing, value }) => [thing?.capability, thing?.item, value])).toEqual(
      expect.arrayContaining([
        ['iamd', 'IRIS-T', 4],
        ['iamd', 'MANPADS', 120],
        ['artillery', null, 14],
        ['electronic_warfare', 'ground surveillance radar', 100],
      ]),
    )
    expect(systems).toHaveLength(4)
  })

  it('adds money over everything, and things of one name however it is written', () => {
    const money = lines('udcg-27').filter(({ thing }) => thing === null)
    const whole = totalsOf(placedOf('udcg-27')).firm
    for (const { measure, value, atLeast } of money)
      expect(whole.get(measure)).toEqual({ value, atLeast })
    expect(money.map(({ measure }) => measure)).toContain('GBP')

    const guns = placedOf('udcg-27').filter(({ pledge }) => pledge.item === 'MANPADS')
    const twice = [
      ...guns,
      ...guns.map((row) => ({ ...row, pledge: { ...row.pledge, item: ' manpads' } })),
    ]
    expect(
      sumLines(
        twice,
        ({ pledge }) => pledge,
        (rows) => totalsOf(rows).firm,
      ).map(({ value }) => value),
    ).toEqual([240])
  })
})
