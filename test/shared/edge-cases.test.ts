// Anomalies that really happened, each shown on its own rows.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRow, readTasksOf } from '#shared/board.ts'
import { classOf, isDisputed, totalsOf } from '#shared/count.ts'
import { coverageOf, type Offer } from '#shared/coverage.ts'
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import { delegationKinds } from '#shared/session.ts'
import { rowIdSchema } from '#shared/text.ts'
import { Board, placedOf, pledgeOfMeeting, requestOfMeeting, rowIdOf } from '#test/support/board.ts'

const cases = new Map(
  (
    JSON.parse(readFileSync(new URL('../data/edge_cases.json', import.meta.url), 'utf8')) as {
      id: string
      case: string
    }[]
  ).map((one) => [one.id, one.case]),
)
const shown = new Set<string>()

/** What happened, in the words of the list; marks the case as shown. */
function happened(id: string): string {
  shown.add(id)
  const words = cases.get(id)
  if (words === undefined) throw new Error(`the list has no case ${id}`)
  return words
}

function placed(...pledges: Pledge[]) {
  return pledges.map((pledge, i) => ({ id: String(i), pledge, agreement: null }))
}

function offers(...pledges: Pledge[]): Offer[] {
  return pledges.map((pledge) => ({ pledge, agreement: null, tasks: [] }))
}

/** For cases that are documented outside the seven meetings. */
function typed(fields: object): Pledge {
  return pledgeSchema.parse(fields)
}

describe(happened('reannounced'), () => {
  it('[M2] neither the sum announced again nor the surge inside it adds anything', () => {
    const rows = [11, 12].map((row) => pledgeOfMeeting('udcg-27', row))
    expect(rows.map((row) => classOf(row, null))).toEqual(['re-announced', 'part-of'])
    expect(totalsOf(placed(...rows)).firm.size).toBe(0)
    expect(totalsOf(placedOf('udcg-27')).firm.get('GBP')?.value).toBe(10_000_000_000)
  })
})

describe(happened('part-of'), () => {
  it('[M2] the part is not added to its whole; [M7] that others list it as extra is kept', () => {
    const [whole, part] = [5, 6].map((row) => pledgeOfMeeting('2025-07-21-udcg-29', row))
    if (whole === undefined || part === undefined) throw new Error('rows are missing')
    const totals = totalsOf(placed(whole, part))
    expect(totals.firm.get('EUR')?.value).toBe(100_000_000_000)
    expect(totals.disputed).toEqual(['1'])
  })
})

describe(happened('net-new'), () => {
  it('[M3] counts only the difference', () => {
    const drones = pledgeOfMeeting('2024-04-26-udcg-21', 7)
    expect(totalsOf(placed(drones)).firm.get('drone')).toEqual({ value: 100, atLeast: false })
  })
})

describe(happened('short-delivery'), () => {
  it('[T9] what did not arrive is named in a note, and [M9] is not counted as received', () => {
    const board = new Board()
    const pledge = board.place('2024-06-13-udcg-23', 6)
    board.agree(pledge)
    const parts = [{ kind: 'shipment' as const, title: 'CRV7 rocket motors', quantity: 2300 }]
    const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
    board.must('task:move', { task, from: 'planned', to: 'cleared' })
    board.must('task:move', { task, from: 'cleared', to: 'moving' })
    board.must('task:move', { task, from: 'moving', to: 'handed_over' })
    expect(board.act('task:receive', { task, received: 2160 })).toMatchObject({ rule: 'T9' })
    board.must('task:receive', { task, received: 2160, note: '140 motors did not arrive.' })
    const row = readRow(board.doc, 'pledges', pledge)
    if (row === null) throw new Error('the pledge is gone')
    const request = requestOfMeeting('2025-01-09-udcg-25', 1, { quantity: 2300, unit: 'item' })
    const agreement = readRow(board.doc, 'agreements', pledge)
    const tasks = readTasksOf(board.doc, pledge)
    expect(coverageOf(request, [{ pledge: row, agreement, tasks }]).coverage).toMatchObject({
      received: 2160,
      agreed: 140,
      open: 0,
    })
    // What will not come any more is open again in what it was pledged for (rule T15).
    board.must('task:adjust', { task, reason: 'written_off', note: 'The lot held 2,160.' })
    const settled = readTasksOf(board.doc, pledge)
    expect(
      coverageOf(request, [{ pledge: row, agreement, tasks: settled }]).coverage,
    ).toMatchObject({ received: 2160, agreed: 0, open: 140 })
  })
})

describe(happened('pledge-or-delivery'), () => {
  it('[P8] the report of a delivery cannot be agreed, and [M2] adds nothing', () => {
    const missiles = pledgeOfMeeting('udcg-27', 3)
    expect(classOf(missiles, null)).toBe('delivery-report')
    expect(totalsOf(placed(missiles)).firm.size).toBe(0)
    const board = new Board()
    const pledge = board.place('udcg-27', 3)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({ rule: 'P8' })
  })
})

describe(happened('digit-error'), () => {
  it('[M7] both figures are kept, the printed one counts, and the row is disputed', () => {
    const radars = pledgeOfMeeting('udcg-27', 10)
    expect([radars.quantity, radars.conflictingQuantity]).toEqual([100, 1100])
    expect(isDisputed(radars)).toBe(true)
    expect(totalsOf(placed(radars)).firm.get('system')?.value).toBe(100)
  })
})

describe(happened('declined'), () => {
  it('[M2] no and not committed are answers; partly is a pledge without a figure', () => {
    const rows = [12, 2, 11].map((row) => pledgeOfMeeting('2024-04-26-udcg-21', row))
    expect(rows.map(({ answer }) => answer)).toEqual(['declined', 'not_committed', 'partial'])
    expect(rows.map((row) => classOf(row, null))).toEqual(['answer', 'answer', 'unquantified'])
  })
})

describe(happened('not-to-ukraine'), () => {
  it('[M9] what goes elsewhere covers nothing of a request', () => {
    const nineteen = requestOfMeeting('2025-01-09-udcg-25', 1)
    const patriots = pledgeOfMeeting('2025-01-09-udcg-25', 6)
    expect(coverageOf(nineteen, offers(patriots)).coverage).toMatchObject({ firm: 0, open: 19 })
    const same = { ...patriots, toUkraine: true }
    expect(coverageOf(nineteen, offers(same)).coverage).toMatchObject({ firm: 2, open: 17 })
  })
})

describe(happened('no-number'), () => {
  it('[M4] the line of drones reads "at least" on both sides of the condition', () => {
    const totals = totalsOf(placedOf('2025-09-09-udcg-30'))
    expect(totals.firm.get('drone')).toEqual({ value: 0, atLeast: true })
    expect(totals.conditional.get('drone')).toEqual({ value: 0, atLeast: true })
  })
})

describe(happened('partial-coverage'), () => {
  it('[M4] an undisclosed number covers "at least" what is known', () => {
    const nineteen = requestOfMeeting('2025-01-09-udcg-25', 1)
    const known = pledgeOfMeeting('udcg-27', 1)
    const undisclosed = { ...known, quantity: null, withheld: true }
    expect(coverageOf(nineteen, offers(known, undisclosed)).coverage).toMatchObject({
      firm: 4,
      open: 15,
      atLeast: true,
    })
  })
})

describe(happened('private-money'), () => {
  it('[P1] a row has a delegation to own it, or it is no row', () => {
    const id = rowIdOf('SVK', 1)
    expect(rowIdSchema.safeParse(id).success).toBe(true)
    for (const owner of ['', 'citizens', 'A'])
      expect(rowIdSchema.safeParse(id.replace('SVK', owner)).success).toBe(false)
    expect(delegationKinds).toEqual(['state', 'organisation'])
  })
})

describe(happened('joint-shares'), () => {
  const package500 = requestOfMeeting('2025-09-09-udcg-30', 3, {
    amountMinor: 50_000_000_000,
    currency: 'USD',
  })

  it('[M8] shares come to the package: eleven million over, and short again when one leaves', () => {
    const board = new Board()
    const request = board.request({ ...package500 })
    const pledge = board.pledge('DNK', {
      ...{ capability: 'purl', kind: 'funding', title: 'Second PURL package', request },
      ...{ amountMinor: 51_100_000_000, currency: 'USD', jointWith: 'NOR SWE' },
      shares:
        '[{"party":"DNK","value":9000000000},{"party":"NOR","value":14600000000},{"party":"SWE","value":27500000000}]',
    })
    const covered = () => {
      const row = readRow(board.doc, 'pledges', pledge)
      if (row === null) throw new Error('the pledge is gone')
      const agreement = readRow(board.doc, 'agreements', pledge)
      return coverageOf(package500, [{ pledge: row, agreement, tasks: [] }]).coverage
    }
    expect(covered()).toMatchObject({ firm: 51_100_000_000, open: 0, over: 1_100_000_000 })
    board.actFor('SWE', 'share:move', { pledge, party: 'SWE', from: 'offered', to: 'withdrawn' })
    expect(covered()).toMatchObject({ firm: 23_600_000_000, open: 26_400_000_000, over: 0 })
  })

  it('[M1] said in three currencies they are three lines, and only two of them meet the package', () => {
    const share = { capability: 'purl', kind: 'funding', title: 'Second PURL package' }
    const { coverage, beside } = coverageOf(
      package500,
      offers(
        typed({ ...share, amountMinor: 9_000_000_000, currency: 'USD' }),
        typed({ ...share, amountMinor: 150_000_000_000, currency: 'NOK' }),
        typed({ ...share, amountMinor: 27_500_000_000, currency: 'USD' }),
      ),
    )
    expect(coverage).toMatchObject({ firm: 36_500_000_000, open: 13_500_000_000, over: 0 })
    expect([...beside].map(([measure, { firm }]) => [measure, firm])).toEqual([
      ['NOK', 150_000_000_000],
    ])
  })
})

describe(happened('consent-refused'), () => {
  it('[T12] nothing moves without the consent of the third state', () => {
    const board = new Board()
    const pledge = board.pledge('DEU', {
      ...{ capability: 'iamd', kind: 'ammunition', title: '12,400 rounds for Gepard' },
      ...{ item: 'Gepard round', quantity: 12_400, unit: 'round', consentOf: 'CHE' },
    })
    board.agree(pledge)
    const parts = [{ kind: 'shipment' as const, title: 'Gepard rounds', quantity: 12_400 }]
    const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
    const clear = { task, from: 'planned', to: 'cleared' } as const
    expect(board.act('task:move', clear)).toMatchObject({ code: 'consent_missing', rule: 'T12' })
    const refusal = { pledge, origin: 'CHE', from: 'needed', to: 'refused' } as const
    board.must('consent:move', { ...refusal, reference: 'SECO, 2022' })
    expect(board.act('task:move', clear)).toMatchObject({ params: { state: 'refused' } })
  })

  it('[T6][M6] as a condition that failed it holds the tasks too, and the rounds count nowhere', () => {
    const board = new Board()
    const pledge = board.pledge('DEU', {
      ...{ capability: 'iamd', kind: 'ammunition', title: '12,400 rounds for Gepard' },
      ...{ quantity: 12_400, unit: 'round', condition: 'Swiss consent to the re-export' },
    })
    board.agree(pledge)
    board.must('condition:settle', { pledge, state: 'failed' })
    const totals = totalsOf(board.placed())
    expect([totals.firm.size, totals.conditional.size]).toEqual([0, 0])
    expect(totals.rows.get('condition-failed')).toEqual([pledge])
  })
})

describe(happened('hidden-delegation'), () => {
  it('[Q8] in confidence the board shows nobody who is there: only that there is a quorum', () => {
    const board = new Board()
    board.must('quorum:set', { quorum: 1 })
    board.must('attendance:set', { mode: 'confidential' })
    board.must('roll:begin', {})
    board.must('attendance:mark', { delegation: 'ISR', mark: 'present' })
    expect(readRow(board.team, 'attendance', 'ISR')?.attendance).toBe('present')
    expect(readRow(board.doc, 'roster', 'ISR')).toMatchObject({ attendance: null, present: false })
  })
})

describe(happened('ring-exchange'), () => {
  it('[M2] the backfill is linked to the gift and never added', () => {
    const vehicles = { capability: 'armour', kind: 'equipment', quantity: 40, unit: 'vehicle' }
    const gift = typed({ ...vehicles, title: '40 BMP-1 to Ukraine', item: 'BMP-1' })
    const backfill = typed({
      ...vehicles,
      title: '40 Marder to Greece',
      item: 'Marder',
      backfills: rowIdOf('GRC', 1),
    })
    expect(classOf(backfill, null)).toBe('not-to-ukraine')
    expect(totalsOf(placed(gift, backfill)).firm.get('vehicle')?.value).toBe(40)
  })
})

describe('the list of real anomalies', () => {
  it('is shown whole', () => {
    expect([...cases.keys()].filter((id) => !shown.has(id))).toEqual([])
  })
})
