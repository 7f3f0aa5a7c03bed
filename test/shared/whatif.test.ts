import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#shared/digest.ts'
import { coverageOf, type Offer } from '#shared/coverage.ts'
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import type { Stock } from '#shared/stock.ts'
import { blankTask, type Task, type TaskState } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import { whatIf } from '#shared/whatif.ts'
import {
  agreementOn,
  meetingRows,
  meetings,
  pledgeOfMeeting,
  requestOfMeeting,
  rowIdOf,
  startedAt,
} from '#test/support/board.ts'
import { runs } from '#test/support/fuzz.ts'

const asked = rowIdOf('UKR', 1)
const nineteen = requestOfMeeting('2025-01-09-udcg-25', 1)
const irisT = pledgeOfMeeting('udcg-27', 1, { request: asked })
const drones = pledgeOfMeeting('2025-01-09-udcg-25', 1, { request: asked })

function offered(pledge: Pledge, tasks: readonly Task[] = []): Offer {
  return { pledge, agreement: tasks.length === 0 ? null : agreementOn(pledge), tasks }
}

function taskIn(state: TaskState, received: number | null = null): Task {
  return {
    ...blankTask,
    ...{ kind: 'shipment', title: 'One IRIS-T', quantity: 1, unit: 'system' },
    ...{ amountMinor: null, currency: null, state, node: null, window: null, responsible: null },
    ...{ createdAt: startedAt, movedAt: startedAt, received, receiptNote: null },
    ...{ receivedAt: null, receivedBy: null },
  }
}

/** Nothing is declared, and everybody takes part. */
const alone = {
  stocks: new Map<string, Stock>(),
  optedOut: new Set<string>(),
  names: new Map<string, readonly string[]>(),
}

function board(request: typeof nineteen, pledges: Readonly<Record<string, Offer>>) {
  return {
    ...alone,
    requests: new Map([[asked, request]]),
    offers: new Map(
      Object.entries(pledges).map(([owner, offer], i) => [rowIdOf(owner, i + 10), offer]),
    ),
  }
}

const idIn = ({ offers }: ReturnType<typeof board>, owner: string) =>
  [...offers.keys()].find((id) => ownerOf(id) === owner) ?? ''

describe('what if delegations left', () => {
  it('[K3] without Germany the nineteen systems asked in January fall open, and it says who has some', () => {
    const given = board(nineteen, {
      DEU: offered(irisT),
      NLD: offered(pledgeOfMeeting('2025-07-21-udcg-29', 0, { request: asked })),
      POL: offered(pledgeOfMeeting('udcg-27', 1)),
      USA: offered(pledgeOfMeeting('2024-04-26-udcg-21', 2)),
      ESP: offered(pledgeOfMeeting('2024-04-26-udcg-21', 11)),
      GBR: offered(pledgeOfMeeting('udcg-27', 9)),
    })
    const { gaps, stops, unknown } = whatIf(given, new Set(['DEU']))
    expect(gaps).toEqual([
      {
        ...{ request: asked, line: 0, capability: 'iamd', measure: 'system', item: null },
        ...{ needed: 19, openNow: 10, openThen: 14, lost: 4, remains: 10 },
        pledges: [idIn(given, 'DEU')],
        fillers: [
          { id: idIn(given, 'POL'), kind: 'free', value: 4 },
          { id: idIn(given, 'USA'), kind: 'held', value: null },
          { id: idIn(given, 'ESP'), kind: 'words', value: null },
        ],
      },
    ])
    expect([stops, unknown]).toEqual([[], []])
  })

  it('[K3] tells on whom air defence hangs, each thing by itself, and on whom it would hang then', () => {
    const given = board(nineteen, {
      DEU: offered(pledgeOfMeeting('udcg-27', 4)),
      NOR: offered(pledgeOfMeeting('udcg-27', 4, { quantity: 40 })),
      NLD: offered(irisT),
      USA: offered(pledgeOfMeeting('udcg-27', 4, { quantity: 500, withdrawn: true })),
    })
    const { weights } = whatIf(given, new Set(['DEU', 'NLD']))
    expect(weights.map(({ thing, now, then }) => [thing?.item, now, then])).toEqual([
      [
        'MANPADS',
        { total: 160, donors: 2, donor: 'DEU', value: 120 },
        { total: 40, donors: 1, donor: 'NOR', value: 40 },
      ],
      [
        'IRIS-T',
        { total: 4, donors: 1, donor: 'NLD', value: 4 },
        { total: 0, donors: 0, donor: null, value: 0 },
      ],
    ])
  })

  it('[K3] what was received stays, and the tasks under way stop', () => {
    const tasks = [taskIn('received', 1), taskIn('moving'), taskIn('cancelled'), taskIn('planned')]
    const given = board(nineteen, { DEU: offered(irisT, tasks) })
    const { gaps, stops } = whatIf(given, new Set(['DEU']))
    expect(gaps).toMatchObject([{ openNow: 15, openThen: 18, lost: 3 }])
    const pledge = idIn(given, 'DEU')
    expect(stops).toEqual([
      { task: `${pledge}.2`, whole: true },
      { task: `${pledge}.4`, whole: true },
    ])
  })

  it('[K3] of the thirty thousand joint drones only the share of the partner who leaves is lost', () => {
    const wanted = { ...nineteen, capability: 'drone', quantity: 30_000, unit: 'drone' } as const
    const shares = canonicalJson([
      { party: 'GBR', value: 12_000 },
      { party: 'LVA', value: 10_000 },
      { party: 'NLD', value: 8000 },
    ])
    const divided = board(wanted, { GBR: offered({ ...drones, shares }) })
    expect(whatIf(divided, new Set(['LVA']))).toMatchObject({
      gaps: [{ openNow: 0, openThen: 10_000, lost: 10_000 }],
      weights: [
        { now: { total: 30_000, donors: 3, donor: 'GBR' }, then: { total: 20_000, donors: 2 } },
      ],
      unknown: [],
    })
    expect(whatIf(divided, new Set(['GBR'])).gaps).toMatchObject([{ lost: 12_000 }])
    expect(whatIf(divided, new Set(['SWE']))).toMatchObject({ gaps: [], unknown: [] })

    const undivided = board(wanted, { GBR: offered(drones) })
    expect(whatIf(undivided, new Set(['LVA']))).toMatchObject({
      gaps: [],
      unknown: [idIn(undivided, 'GBR')],
    })
    expect(whatIf(undivided, new Set(['GBR'])).gaps).toMatchObject([{ lost: 30_000 }])
  })

  it('[K3] tells whose open condition names them, waits for them, or does not say for whom it waits', () => {
    const given = (pledge: Partial<Pledge>) => offered({ ...irisT, ...pledge })
    const names = new Map([['NLD', ['Netherlands', 'Pays-Bas', 'Нідерланди']]])
    const rows = board(
      { ...nineteen, quantity: 100 },
      {
        NLD: given({ backfills: rowIdOf('GRC', 12) }),
        SWE: given({ condition: 'once the Netherlands have ordered theirs' }),
        GRC: given({ condition: 'if it is replaced', conditionKind: 'replacement' }),
        NOR: given({
          ...{ condition: 'with a partner', conditionKind: 'partner', jointWith: 'DNK NLD' },
        }),
        POL: given({ condition: 'разом із Нідерландами', conditionKind: 'other' }),
        CZE: given({ condition: 'if others give 30', conditionKind: 'others_give', request: null }),
        DNK: given({ condition: 'if others give 30', conditionKind: 'others_give' }),
        ESP: given({ condition: 'parliament', conditionKind: 'budget_vote' }),
        FRA: given({ condition: 'Netherlandsish' }),
        DEU: given({}),
      },
    )
    const { dependents } = whatIf({ ...rows, names }, new Set(['NLD', 'DEU']))
    expect(dependents.map(({ pledge, why }) => [ownerOf(pledge), why])).toEqual([
      ['SWE', 'named'],
      ['POL', 'named'],
      ['NOR', 'partner'],
      ['GRC', 'replacement'],
      ['DNK', 'request'],
      ['CZE', 'others'],
    ])
    expect(whatIf({ ...rows, names }, new Set()).dependents).toEqual([])
    const met = agreementOn(irisT, 'met')
    const settled = {
      ...rows,
      offers: new Map([...rows.offers].map(([id, offer]) => [id, { ...offer, agreement: met }])),
    }
    expect(whatIf({ ...settled, names }, new Set(['NLD', 'DEU'])).dependents).toEqual([])
  })

  it('[K3] opens what would be open if their pledges had been withdrawn, for any real rows', () => {
    const rows = meetings.flatMap((meeting) =>
      meetingRows(meeting).pledges.map(({ fields }) => pledgeSchema.parse(fields)),
    )
    const owners = ['DEU', 'NLD', 'NOR', 'GBR', 'SWE'] as const
    const placed = fc.record({
      owner: fc.constantFrom(...owners),
      pledge: fc.constantFrom(...rows),
      unit: fc.constantFrom('system' as const, null),
    })
    fc.assert(
      fc.property(
        fc.array(placed, { maxLength: 8 }),
        fc.subarray([...owners]),
        fc.integer({ min: 1, max: 200 }),
        (pledges, leaving, quantity) => {
          const request = { ...nineteen, quantity }
          const offers = new Map(
            pledges.map(({ owner, pledge, unit }, i) => [
              rowIdOf(owner, i),
              offered({ ...pledge, unit: unit ?? pledge.unit, request: asked }),
            ]),
          )
          const gone = new Set<string>(leaving)
          const stay = [...offers].filter(([id]) => !gone.has(ownerOf(id)))
          const now = coverageOf(request, offers.values(), asked).coverage
          const then = coverageOf(
            request,
            stay.map(([, offer]) => offer),
            asked,
          ).coverage
          const [gap] = whatIf(
            { ...alone, requests: new Map([[asked, request]]), offers },
            gone,
          ).gaps
          expect(gap?.openNow ?? now.open).toBe(now.open)
          expect(gap?.openThen ?? now.open).toBe(then.open)
        },
      ),
      runs(200),
    )
  })
})
