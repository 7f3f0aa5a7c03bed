import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionStates } from '#shared/agreement.ts'
import { readRow, readTasksOf } from '#shared/board.ts'
import { additionsOf, sumLines, totalsOf } from '#shared/count.ts'
import { coverageOf, type GroupCoverage, groupCoverage, type Offer } from '#shared/coverage.ts'
import type { Measure } from '#shared/figure.ts'
import { relations } from '#shared/pledge.ts'
import { blankTask, type Task, taskStates } from '#shared/task.ts'
import { agreementOn, Board, pledgeOfMeeting, requestOfMeeting } from '#test/support/board.ts'

/** Ten systems able to stop ballistic missiles. */
const tenSystems = requestOfMeeting('udcg-27', 0)
const none = { received: 0, agreed: 0, firm: 0, conditional: 0, atLeast: false }

function offered(pledge: Offer['pledge'], agreement: Offer['agreement'] = null): Offer {
  return { pledge, agreement, tasks: [] }
}

function taskOf(fields: Partial<Task>): Task {
  return {
    kind: 'shipment',
    title: 'IRIS-T to the node',
    quantity: null,
    unit: null,
    amountMinor: null,
    currency: null,
    state: 'planned',
    node: null,
    window: null,
    responsible: null,
    createdAt: 0,
    movedAt: 0,
    received: null,
    receiptNote: null,
    receivedAt: null,
    receivedBy: null,
    ...blankTask,
    ...fields,
  }
}

describe('the coverage of a request', () => {
  const irisT = pledgeOfMeeting('udcg-27', 1)
  const patriots = pledgeOfMeeting('2025-07-21-udcg-29', 0)

  it('[M9] is open where nothing is pledged', () => {
    expect(coverageOf(tenSystems, []).coverage).toEqual({ ...none, needed: 10, open: 10, over: 0 })
  })

  it('[M9] keeps firm and conditional apart, and both fill it', () => {
    expect(coverageOf(tenSystems, [offered(irisT), offered(patriots)])).toEqual({
      more: [],
      measure: 'system',
      coverage: { ...none, firm: 4, conditional: 5, needed: 10, open: 1, over: 0 },
      beside: new Map(),
    })
  })

  it('[M9] follows a pledge from the placing to a short receipt and counts it once', () => {
    const board = new Board()
    const request = board.request({ ...tenSystems })
    const pledge = board.place('udcg-27', 1, { request })
    const coverage = () => {
      const row = readRow(board.doc, 'pledges', pledge)
      if (row === null) throw new Error('the pledge is gone')
      const agreement = readRow(board.doc, 'agreements', pledge)
      const tasks = readTasksOf(board.doc, pledge)
      return coverageOf(tenSystems, [{ pledge: row, agreement, tasks }]).coverage
    }
    const open = { ...none, needed: 10, open: 6, over: 0 }
    expect(coverage()).toEqual({ ...open, firm: 4 })
    board.must('pledge:accept', board.seen(pledge))
    expect(coverage()).toEqual({ ...open, firm: 4 })
    board.must('pledge:agree', board.seen(pledge))
    expect(coverage()).toEqual({ ...open, agreed: 4 })
    const part = { kind: 'shipment' as const, title: 'IRIS-T to the node', quantity: 2 }
    const { tasks } = board.must('task:create', { pledge, parts: [part, part] }).output
    for (const task of tasks) {
      board.must('task:move', { task, from: 'planned', to: 'cleared' })
      board.must('task:move', { task, from: 'cleared', to: 'moving' })
      board.must('task:move', { task, from: 'moving', to: 'handed_over' })
    }
    expect(coverage()).toEqual({ ...open, agreed: 4 })
    board.must('task:receive', { task: `${pledge}.1`, received: 2 })
    expect(coverage()).toEqual({ ...open, received: 2, agreed: 2 })
    board.must('task:receive', { task: `${pledge}.2`, received: 1, note: 'One came damaged.' })
    expect(coverage()).toEqual({ ...open, received: 3, agreed: 1 })
  })

  it.each([
    ['open', { conditional: 5, open: 5 }],
    ['met', { agreed: 5, open: 5 }],
    ['waived', { agreed: 5, open: 5 }],
    ['failed', { open: 10 }],
  ] as const)('[M6] of an agreed pledge whose condition is %s', (state, parts) => {
    const offer = offered(patriots, agreementOn(patriots, state))
    expect(coverageOf(tenSystems, [offer]).coverage).toEqual({
      ...none,
      needed: 10,
      over: 0,
      ...parts,
    })
  })

  it('[M9] shows what is beyond instead of clipping it', () => {
    const manpads = pledgeOfMeeting('udcg-27', 4)
    expect(coverageOf(tenSystems, [offered(manpads)]).coverage).toEqual({
      ...none,
      firm: 120,
      needed: 10,
      open: 0,
      over: 110,
    })
  })

  it('[M9] of a range is met at its lower end and over beyond its upper end', () => {
    const range = requestOfMeeting('2025-07-21-udcg-29', 0, {
      currency: 'EUR',
      amountMinor: 10_000_000_000,
      amountMaxMinor: 20_000_000_000,
    })
    const money = (amountMinor: number) =>
      coverageOf(range, [offered(pledgeOfMeeting('udcg-27', 16, { amountMinor }))]).coverage
    expect(money(9_000_000_000)).toMatchObject({ open: 1_000_000_000, over: 0 })
    expect(money(15_000_000_000)).toMatchObject({ open: 0, over: 0 })
    expect(money(25_000_000_000)).toMatchObject({ open: 0, over: 5_000_000_000 })
  })

  it('[M1] never takes one unit or currency for another, and loses none', () => {
    const rows = [1, 2, 16].map((row) => offered(pledgeOfMeeting('udcg-27', row)))
    const { coverage, beside } = coverageOf(tenSystems, rows)
    expect(coverage).toMatchObject({ firm: 4, open: 6 })
    expect(beside).toEqual(
      new Map<Measure, object>([
        ['missile', { ...none, firm: 300 }],
        ['EUR', { ...none, firm: 15_000_000_000 }],
      ]),
    )
  })

  it('[M1] of a request without a figure lists what is pledged, and nothing is open', () => {
    const support = requestOfMeeting('udcg-27', 1)
    const rows = [0, 11, 13].map((row) => offered(pledgeOfMeeting('udcg-27', row)))
    expect(coverageOf(support, rows)).toEqual({
      more: [],
      measure: null,
      coverage: { ...none, needed: 0, open: 0, over: 0 },
      beside: new Map<Measure, object>([
        ['EUR', { ...none, conditional: 1_100_000_000_000 }],
        ['GBP', { ...none, firm: 10_000_000_000 }],
      ]),
    })
  })

  it('[M4] is "at least" with a number that is withheld', () => {
    const withheld = { ...irisT, quantity: null, withheld: true }
    expect(coverageOf(tenSystems, [offered(withheld)]).coverage).toEqual({
      ...none,
      atLeast: true,
      needed: 10,
      open: 10,
      over: 0,
    })
  })

  it('[M10] has no place for withdrawn pledges, and a withdrawn request asks for nothing', () => {
    const gone = offered({ ...irisT, withdrawn: true })
    expect(coverageOf(tenSystems, [gone]).coverage).toMatchObject({ firm: 0, open: 10 })
    const withdrawn = coverageOf({ ...tenSystems, withdrawn: true }, [offered(irisT)])
    expect(withdrawn).toEqual({
      more: [],
      measure: null,
      coverage: { ...none, needed: 0, open: 0, over: 0 },
      beside: new Map(),
    })
    expect(groupCoverage([withdrawn]).size).toBe(0)
  })
})

describe('the coverage of a capability', () => {
  it('[M9] adds what is missing request by request: what one has over fills no gap of another', () => {
    const manpads = offered(pledgeOfMeeting('udcg-27', 4))
    const patriots = offered(pledgeOfMeeting('2025-07-21-udcg-29', 0))
    const money = requestOfMeeting('2025-07-21-udcg-29', 0)
    const lines = groupCoverage([
      coverageOf(tenSystems, [manpads]),
      coverageOf(requestOfMeeting('2025-01-09-udcg-25', 1), [patriots]),
      coverageOf(money, []),
      coverageOf(requestOfMeeting('udcg-27', 3), [manpads]),
    ])
    expect(lines).toEqual(
      new Map<Measure, GroupCoverage>([
        [
          'system',
          { ...none, firm: 120, conditional: 5, needed: 29, open: 14, over: 110, requests: 2 },
        ],
        ['USD', { ...none, needed: 600_000_000_000, open: 600_000_000_000, over: 0, requests: 1 }],
      ]),
    )
  })

  it('[M1] makes no sum of systems of which nobody says that they are the same', () => {
    const patriots = { request: tenSystems, coverage: coverageOf(tenSystems, []) }
    const any = requestOfMeeting('2025-01-09-udcg-25', 1)
    const systems = { request: any, coverage: coverageOf(any, []) }
    const neededOf = (rows: (typeof patriots)[]) =>
      sumLines(
        rows,
        ({ request }) => request,
        (same) => groupCoverage(same.map(({ coverage }) => coverage)),
      ).map(({ thing, needed, requests }) => [thing?.item ?? null, needed, requests])
    expect(neededOf([patriots, systems])).toEqual([
      ['Patriot', 10, 1],
      [null, 19, 1],
    ])
    expect(neededOf([patriots, patriots])).toEqual([['Patriot', 20, 2]])
  })
})

describe('any pledges for any request', () => {
  const count = fc.integer({ min: 1, max: 1000 })
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
  const pledge = fc
    .record({
      row: fc.constantFrom(1, 2, 4, 9, 16),
      quantity: maybe(count),
      withheld: fc.boolean(),
      condition: maybe(fc.constant('if others give 30')),
      relation: maybe(fc.constantFrom(...relations)),
      netNew: maybe(fc.nat({ max: 1000 })),
      withdrawn: fc.boolean(),
      toUkraine: fc.boolean(),
    })
    .map(({ row, relation, ...changes }) =>
      pledgeOfMeeting('udcg-27', row, {
        ...changes,
        ...(relation !== null && { [relation]: true }),
      }),
    )
  const offer = fc
    .record({
      pledge,
      agreed: fc.boolean(),
      state: fc.constantFrom(...conditionStates),
      receipts: fc.array(fc.record({ state: fc.constantFrom(...taskStates), count }), {
        maxLength: 4,
      }),
    })
    .map(({ pledge, agreed, state, receipts }): Offer => {
      if (!agreed) return { pledge, agreement: null, tasks: [] }
      const agreement = agreementOn(pledge, pledge.condition === null ? null : state)
      const { quantity, unit, amountMinor, currency } = agreement
      // No more is received than was agreed; what comes on top of it has a test of its own.
      let left = additionsOf(pledge, agreement)[0]?.value ?? 0
      const tasks = receipts.map(({ state, count }) => {
        const received = state === 'received' ? Math.min(left, count) : null
        left -= received ?? 0
        return taskOf({ ...{ quantity, unit, amountMinor, currency, state }, received })
      })
      return { pledge, agreement, tasks }
    })

  it('[M9] its parts are never negative and come to what counts as firm and as conditional', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 8 }), count, (offers, asked) => {
        const request = { ...tenSystems, quantity: asked }
        const { measure, coverage, beside } = coverageOf(request, offers)
        const totals = totalsOf(offers.map((one, i) => ({ ...one, id: String(i) })))
        const lines = new Map(beside)
        if (measure !== null) lines.set(measure, coverage)
        for (const [line, part] of lines) {
          const { received, agreed, firm, conditional } = part
          for (const value of [received, agreed, firm, conditional])
            expect(value).toBeGreaterThanOrEqual(0)
          const [sure, unsure] = [totals.firm.get(line), totals.conditional.get(line)]
          expect(received + agreed + firm + conditional).toBe(
            (sure?.value ?? 0) + (unsure?.value ?? 0),
          )
          expect(agreed + firm).toBeLessThanOrEqual(sure?.value ?? 0)
          expect(conditional).toBeLessThanOrEqual(unsure?.value ?? 0)
          expect(part.atLeast).toBe(Boolean(sure?.atLeast) || Boolean(unsure?.atLeast))
        }
        for (const line of [...totals.firm.keys(), ...totals.conditional.keys()])
          expect(lines.has(line)).toBe(true)
        const { received, agreed, firm, conditional, needed, open, over } = coverage
        expect(received + agreed + firm + conditional + open).toBe(needed + over)
        expect(Math.min(open, over)).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it('[M1] the line of a unit does not move when rows in other figures come and go', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 8 }), (offers) => {
        const systems = offers.filter((one) => one.pledge.unit === 'system')
        expect(coverageOf(tenSystems, offers).coverage).toEqual(
          coverageOf(tenSystems, systems).coverage,
        )
      }),
    )
  })
})
