// The arithmetic of donor pledges, held to its rules on any board: rows of real meetings, changed at random.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRow, readTasksOf } from '#shared/board.ts'
import { additionsOf, classOf, totalsOf } from '#shared/count.ts'
import { coverageOf, type Offer, type RequestCoverage, type Segments } from '#shared/coverage.ts'
import { isCurrency } from '#shared/figure.ts'
import { listText } from '#shared/list-field.ts'
import { matchedOf, matchesOf } from '#shared/match.ts'
import type { Currency } from '#shared/money.ts'
import { type Pledge, pledgeDigest, relations } from '#shared/pledge.ts'
import { convert } from '#shared/rate.ts'
import { isRefusal } from '#shared/refusals.ts'
import { consentsOf, consentStates, lostOf, sharesOf } from '#shared/share.ts'
import { gatedStates, taskedOf, taskStates } from '#shared/task.ts'
import {
  agreementOn,
  Board,
  type Meeting,
  meetingRows,
  meetings,
  pledgeOfMeeting,
  requestOfMeeting,
} from '#test/support/board.ts'

const anyMeeting = fc.constantFrom<Meeting[]>(...meetings)
/** A row of any of the seven meetings, as it was said. */
const anyPledge: fc.Arbitrary<Pledge> = anyMeeting.chain((meeting) =>
  fc
    .nat({ max: meetingRows(meeting).pledges.length - 1 })
    .map((row) => pledgeOfMeeting(meeting, row)),
)
/** The same with what people change: relations, conditions, words for numbers. */
const changedPledge = fc
  .record({
    pledge: anyPledge,
    relation: fc.option(fc.constantFrom(...relations), { nil: null }),
    netNew: fc.option(fc.integer({ min: -50, max: 50 }), { nil: null }),
    condition: fc.option(fc.constant('if others give 30'), { nil: null }),
    words: fc.boolean(),
    more: fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 400 }) }), { maxLength: 3 }),
  })
  .map(({ pledge, relation, netNew, condition, words, more }): Pledge => ({
    ...pledge,
    condition,
    netNew,
    ...(relation !== null && { [relation]: true }),
    ...(words && pledge.unit !== null && { quantity: null, quantityText: 'thousands' }),
    lines: listText(more.map(({ quantity }) => ({ quantity, unit: 'missile' }))),
  }))

const placed = (pledges: readonly Pledge[]) =>
  pledges.map((pledge, i) => ({ id: String(i), pledge, agreement: null }))
const sumOf = ({ received, agreed, firm, conditional }: Segments) =>
  received + agreed + firm + conditional

describe('whatever is pledged', () => {
  const boards = fc.array(changedPledge, { maxLength: 25 })

  it('[M1] a line of one measure does not move for rows that count in others', () => {
    fc.assert(
      fc.property(boards, boards, (some, others) => {
        const all = totalsOf(placed([...some, ...others]))
        for (const kind of ['firm', 'conditional'] as const) {
          for (const [measure, tally] of all[kind]) {
            const counts = (pledge: Pledge) =>
              additionsOf(pledge, null).some((one) => one.measure === measure)
            const alone = totalsOf(placed([...some, ...others].filter(counts)))[kind]
            expect(alone.get(measure)).toEqual(tally)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[M2][M11] rows that repeat, belong to, value or backfill others add nothing', () => {
    const silent = changedPledge.chain((pledge) =>
      fc
        .constantFrom('reannounces', 'partOf', 'values', 'backfills')
        .map((relation): Pledge => ({ ...pledge, [relation]: 'an earlier row' })),
    )
    fc.assert(
      fc.property(boards, fc.array(silent, { maxLength: 10 }), (rows, extra) => {
        const before = totalsOf(placed(rows))
        const after = totalsOf(placed([...rows, ...extra]))
        expect(after.firm).toEqual(before.firm)
        expect(after.conditional).toEqual(before.conditional)
      }),
      { numRuns: 80 },
    )
  })

  it('[M3] a row and the one that replaces it come to what the second says', () => {
    const counted = anyPledge.filter((pledge) => classOf(pledge, null) === 'firm')
    fc.assert(
      fc.property(counted, fc.integer({ min: 1, max: 1e6 }), (earlier, next) => {
        const [old] = additionsOf(earlier, null)
        fc.pre(old !== undefined && old.value > 0 && !old.atLeast)
        const isMoney = isCurrency(old.measure)
        const later: Pledge = {
          ...earlier,
          ...(isMoney ? { amountMinor: next } : { quantity: next }),
          supersedes: 'the earlier row',
          netNew: next - old.value,
        }
        const { firm } = totalsOf(placed([earlier, later]))
        expect(firm.get(old.measure)?.value).toBe(next)
      }),
      { numRuns: 80 },
    )
  })

  it('[M4] an unknown number is never zero: its line says at least', () => {
    fc.assert(
      fc.property(boards, (rows) => {
        const totals = totalsOf(placed(rows))
        for (const pledge of rows) {
          const kind = classOf(pledge, null)
          if (kind !== 'firm' && kind !== 'conditional') continue
          for (const { measure, atLeast } of additionsOf(pledge, null))
            if (atLeast) expect(totals[kind].get(measure)?.atLeast).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[M6] what is conditional is in no firm line, until its condition is met or waived', () => {
    fc.assert(
      fc.property(changedPledge, fc.constantFrom('met', 'waived'), (pledge, settled) => {
        fc.pre(classOf({ ...pledge, condition: null }, null) === 'firm')
        const one = { ...pledge, condition: 'if parliament votes it' }
        expect(totalsOf(placed([one])).firm.size).toBe(0)
        const agreement = agreementOn(one, settled)
        const after = totalsOf([{ id: 'one', pledge: one, agreement }])
        expect(after.firm).toEqual(totalsOf(placed([{ ...one, condition: null }])).firm)
      }),
      { numRuns: 60 },
    )
  })

  it('[M7] another figure in another source changes no total, and is listed', () => {
    fc.assert(
      fc.property(boards, fc.integer({ min: 1, max: 1e6 }), (rows, other) => {
        const disputed = rows.map((row) => ({ ...row, conflictingQuantity: other }))
        const [one, two] = [totalsOf(placed(rows)), totalsOf(placed(disputed))]
        expect(two.firm).toEqual(one.firm)
        expect(two.disputed).toHaveLength(rows.filter(({ withdrawn }) => !withdrawn).length)
      }),
      { numRuns: 40 },
    )
  })

  it('[M12] a total in one currency is the sum of its parts at the rates it names', () => {
    const perEuro = fc.integer({ min: 10_000, max: 100_000_000 })
    fc.assert(
      fc.property(boards, perEuro, perEuro, (rows, usd, gbp) => {
        const { firm } = totalsOf(placed(rows))
        const day = { date: '2025-04-10', source: 'European Central Bank' }
        const rates = new Map([
          ['USD', { perEuro: usd, ...day }],
          ['GBP', { perEuro: gbp, ...day }],
        ])
        const { value, missing, rates: used } = convert(firm, rates, 'EUR')
        const parts = [...firm].filter(([measure]) => isCurrency(measure))
        const known = parts.filter(([measure]) => measure === 'EUR' || rates.has(measure))
        expect(missing.toSorted()).toEqual(
          parts
            .filter((part) => !known.includes(part))
            .map(([measure]) => measure as Currency)
            .sort(),
        )
        expect(used.map(({ currency }) => currency).sort()).toEqual(
          known
            .map(([measure]) => measure)
            .filter((measure) => measure !== 'EUR')
            .sort(),
        )
        const sum = known.reduce((all, [measure, tally]) => {
          const rate = measure === 'EUR' ? 1e6 : (rates.get(measure)?.perEuro ?? 0)
          return all + Math.round((tally.value * 1e6) / rate)
        }, 0)
        expect(value).toBe(sum)
      }),
      { numRuns: 60 },
    )
  })
})

describe('whatever partners do', () => {
  const values = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 6 })
  const parties = ['DNK', 'NOR', 'SWE', 'NLD', 'DEU', 'CAN']

  it('[M8][P12] a joint pledge counts once, less the shares that were withdrawn', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat({ max: 5 })), (parts, leaving) => {
        const board = new Board()
        const shares = parts.map((value, i) => ({ party: parties[i] ?? '', value }))
        const whole = parts.reduce((sum, value) => sum + value, 0)
        const pledge = board.pledge('DNK', {
          ...{ capability: 'purl', kind: 'funding', title: 'Second PURL package' },
          ...{ amountMinor: whole, currency: 'USD', shares: listText(shares) },
        })
        for (const i of leaving)
          if (shares[i] !== undefined)
            board.actFor(shares[i].party, 'share:move', {
              ...{ pledge, party: shares[i].party, from: 'offered', to: 'withdrawn' },
            })
        const gone = new Set(leaving.filter((i) => i < parts.length))
        const lost = [...gone].reduce((sum, i) => sum + (parts[i] ?? 0), 0)
        const row = readRow(board.doc, 'pledges', pledge)
        const agreement = readRow(board.doc, 'agreements', pledge)
        if (row === null) throw new Error('the pledge is gone')
        expect(lostOf(row, agreement)).toBe(lost)
        expect(totalsOf(board.placed()).firm.get('USD')?.value).toBe(whole - lost)
        const left = sharesOf(row, agreement)?.filter(({ state }) => state !== 'withdrawn') ?? []
        expect(left.reduce((sum, { value }) => sum + value, 0)).toBe(whole - lost)
      }),
      { numRuns: 60 },
    )
  })
})

describe('whatever staff and Kyiv do', () => {
  const step = fc.record({
    act: fc.constantFrom('match', 'create', 'part', 'move', 'receive', 'adjust', 'unmatch'),
    which: fc.nat({ max: 5 }),
    value: fc.integer({ min: 1, max: 6 }),
    reason: fc.constantFrom('to_follow', 'lost', 'written_off', 'surplus'),
    to: fc.constantFrom(...taskStates),
  })

  /** Four IRIS-T systems agreed, two requests, and any acts in any order. */
  function run(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): {
    board: Board
    pledge: string
    requests: string[]
  } {
    const board = new Board()
    const requests = [
      board.request({ ...requestOfMeeting('udcg-27', 0) }),
      board.request({ ...requestOfMeeting('2025-01-09-udcg-25', 1) }),
    ]
    const pledge = board.place('udcg-27', 1, { request: requests[0] ?? null })
    board.agree(pledge)
    for (const { act, which, value, reason, to } of steps) {
      const task = `${pledge}.${String(1 + which)}`
      const state = readRow(board.doc, 'tasks', task)?.state ?? 'planned'
      const ends = { pledge, line: 0, request: requests[which % 2] ?? '', requestLine: 0 }
      if (act === 'match') board.act('match:add', { ...ends, value })
      else if (act === 'unmatch') board.act('match:remove', ends)
      else if (act === 'create')
        board.act('task:create', {
          pledge,
          parts: [{ kind: 'shipment', title: 'By rail', quantity: value }],
        })
      else if (act === 'part') board.act('task:part', { task, value })
      else if (act === 'move' && to !== 'received')
        board.act('task:move', { task, from: state, to })
      else if (act === 'receive')
        board.act('task:receive', { task, received: value, note: 'As counted.' })
      else if (act === 'adjust') board.act('task:adjust', { task, reason, note: 'As found.' })
    }
    return { board, pledge, requests }
  }
  const covered = (board: Board, pledge: string, request: string): RequestCoverage => {
    const row = readRow(board.doc, 'requests', request)
    const words = readRow(board.doc, 'pledges', pledge)
    if (row === null || words === null) throw new Error('a row is gone')
    const agreement = readRow(board.doc, 'agreements', pledge)
    const offer: Offer = { pledge: words, agreement, tasks: readTasksOf(board.doc, pledge) }
    return coverageOf(row, [offer], request)
  }

  it('[M13] matches never come to more than the pledge, and what they cover lies in one request', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { board, pledge, requests } = run(steps)
        const matches = matchesOf(readRow(board.doc, 'agreements', pledge))
        expect(matchedOf(matches, 0)).toBeLessThanOrEqual(4)
        const parts = requests.map((id) => sumOf(covered(board, pledge, id).coverage))
        const received = readTasksOf(board.doc, pledge).reduce((n, t) => n + (t.received ?? 0), 0)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(
          Math.max(4, received),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('[T2][T13][T15] tasks hold no more than was agreed, except what came as a surplus', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { board, pledge } = run(steps)
        const tasks = readTasksOf(board.doc, pledge)
        const surplus = tasks.reduce(
          (sum, { received, quantity }) => sum + Math.max(0, (received ?? 0) - (quantity ?? 0)),
          0,
        )
        expect(taskedOf(tasks)).toBeLessThanOrEqual(4 + surplus)
        for (const { quantity } of tasks) expect(quantity).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })

  it('[M9] what is missing and what is beyond follow from the parts, and nothing is cut off', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { board, pledge, requests } = run(steps)
        for (const request of requests) {
          const { coverage } = covered(board, pledge, request)
          expect(sumOf(coverage) + coverage.open).toBe(coverage.needed + coverage.over)
          expect(Math.min(coverage.open, coverage.over)).toBe(0)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('[P3] no act of theirs changes a word of the pledge', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { board, pledge } = run(steps)
        const row = readRow(board.doc, 'pledges', pledge)
        const agreed = readRow(board.doc, 'agreements', pledge)?.agreedDigest
        expect(row === null ? null : pledgeDigest(row)).toBe(agreed)
      }),
      { numRuns: 40 },
    )
  })

  const gate = fc.record({
    act: fc.constantFrom('settle', 'consent', 'move', 'move', 'move'),
    state: fc.constantFrom('met', 'waived', 'failed'),
    from: fc.constantFrom(...consentStates),
    consent: fc.constantFrom('requested', 'granted', 'refused', 'expired'),
    to: fc.constantFrom('cleared', 'moving', 'at_node', 'handed_over', 'lost', 'cancelled'),
  })

  it('[T6][T12] nothing is cleared or moves before the condition is settled and every consent granted', () => {
    fc.assert(
      fc.property(fc.array(gate, { maxLength: 30 }), (steps) => {
        const board = new Board()
        const pledge = board.place('udcg-27', 1, { condition: 'If crews exist', consentOf: 'CHE' })
        board.agree(pledge)
        const parts = [{ kind: 'shipment' as const, title: 'By rail', quantity: 4 }]
        const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
        for (const { act, state, from, consent, to } of steps) {
          const before = readRow(board.doc, 'tasks', task)?.state ?? 'planned'
          if (act === 'settle') board.act('condition:settle', { pledge, state })
          else if (act === 'consent')
            board.act('consent:move', { pledge, origin: 'CHE', from, to: consent })
          else {
            const words = readRow(board.doc, 'pledges', pledge)
            const agreement = readRow(board.doc, 'agreements', pledge)
            const isFree =
              words !== null &&
              (agreement?.condition === 'met' || agreement?.condition === 'waived') &&
              consentsOf(words, agreement).every((one) => one.state === 'granted')
            const moved = !isRefusal(board.act('task:move', { task, from: before, to }))
            if (moved && gatedStates.has(to)) expect(isFree).toBe(true)
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  it('[T8] whatever arrives at a node is not received: only what Kyiv confirmed counts', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { board, pledge, requests } = run(steps)
        const tasks = readTasksOf(board.doc, pledge)
        const confirmed = tasks.reduce((sum, { received }) => sum + (received ?? 0), 0)
        for (const { state, received } of tasks)
          expect(received !== null).toBe(state === 'received')
        const shown = requests.map((id) => covered(board, pledge, id).coverage.received)
        expect(shown.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(confirmed)
      }),
      { numRuns: 100 },
    )
  })

  it('[T2] of two that convert the last unit at once, one is told that it is gone', () => {
    const { board, pledge } = run([])
    const parts = [{ kind: 'shipment' as const, title: 'By rail', quantity: 3 }]
    expect(isRefusal(board.act('task:create', { pledge, parts }))).toBe(false)
    const last = [{ kind: 'shipment' as const, title: 'The last one', quantity: 1 }]
    const answers = [1, 2].map(() => board.act('task:create', { pledge, parts: last }))
    expect(answers.map(isRefusal)).toEqual([false, true])
  })
})

describe('whoever takes no part', () => {
  it('[T7][V6] is given no task, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom('HUN', 'SVK', 'AUT'), anyPledge, (delegation, words) => {
        const board = new Board()
        board.doc.getMap<Map<string, unknown>>('roster').get(delegation)?.set('stance', 'opted_out')
        fc.pre(classOf(words, null) === 'firm')
        const pledge = board.pledge(delegation, { ...words })
        board.agree(pledge)
        const { measure, value } = additionsOf(words, null)[0] ?? { measure: 'item', value: 0 }
        const figure = isCurrency(measure) ? { amountMinor: value } : { quantity: value }
        fc.pre(value > 0)
        const parts = [{ kind: 'shipment' as const, title: 'By rail', ...figure }]
        expect(board.act('task:create', { pledge, parts })).toMatchObject({
          code: 'opted_out',
          rule: 'T7',
        })
      }),
      { numRuns: 30 },
    )
  })
})
