import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Agreement } from '#shared/agreement.ts'
import { conditionStates } from '#shared/agreement.ts'
import {
  classOf,
  isDisputed,
  type PlacedPledge,
  type SumLine,
  sumLines,
  totalsOf,
} from '#shared/count.ts'
import { coverageOf, groupCoverage, type Offer } from '#shared/coverage.ts'
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import { capabilities, type Request, requestSchema } from '#shared/request.ts'
import { lineKey } from '#shared/running.ts'
import { RunningGroups } from '#shared/running-groups.ts'
import { headings, RunningTotals } from '#shared/running-totals.ts'
import { agreementOn, meetingRows, meetings, startedAt } from '#test/support/board.ts'
import { runs } from '#test/support/fuzz.ts'

const pledges = meetings.flatMap((meeting) =>
  meetingRows(meeting).pledges.map(({ fields }) => pledgeSchema.parse(fields)),
)
const requests = meetings.flatMap((meeting) =>
  meetingRows(meeting).requests.map(({ fields }) => requestSchema.parse(fields)),
)

type Standing = Omit<PlacedPledge, 'id'>

const id = fc.nat({ max: 15 }).map(String)
const pledge = fc
  .record({
    row: fc.constantFrom(...pledges),
    changes: fc.record(
      {
        withdrawn: fc.boolean(),
        condition: fc.constantFrom(null, 'if others give 30'),
        quantity: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: null }),
        withheld: fc.boolean(),
        netNew: fc.nat({ max: 1000 }),
        capability: fc.constantFrom('iamd' as const, 'drone' as const),
        item: fc.constantFrom(null, 'MANPADS', ' manpads'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ row, changes }): Pledge => ({ ...row, ...changes }))
const standing = fc
  .record({
    pledge,
    agreedAt: fc.option(fc.constantFrom(startedAt - 1, startedAt, startedAt + 1), { nil: null }),
    state: fc.constantFrom(...conditionStates),
  })
  .map(({ pledge, agreedAt, state }): Standing => {
    if (agreedAt === null) return { pledge, agreement: null }
    const agreement: Agreement = agreementOn(pledge, pledge.condition === null ? null : state)
    return { pledge, agreement: { ...agreement, agreedAt } }
  })
const edits = <T>(row: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(id, fc.option(row, { nil: null, freq: 4 })), { maxLength: 60 })

/** Which of several spellings a line bears is not what is compared. */
function plain<T extends SumLine>(lines: readonly T[]) {
  return new Map(
    lines.map(({ measure, thing, value, atLeast }) => [
      lineKey({ measure, thing }),
      { value, atLeast },
    ]),
  )
}

describe('figures kept while rows change', () => {
  it('[K1] come to the totals counted from scratch, whatever was edited before', () => {
    fc.assert(
      fc.property(edits(standing), (steps) => {
        const board = new Map<string, Standing>()
        const running = new RunningTotals(startedAt)
        for (const [id, row] of steps) {
          if (row === null) board.delete(id)
          else board.set(id, row)
          running.put(id, row)
        }
        const rows = [...board].map(([id, row]) => ({ id, ...row }))
        const gavelled = rows.filter(({ agreement }) => (agreement?.agreedAt ?? -1) >= startedAt)
        const sum = (of: typeof rows, kind: 'firm' | 'conditional') =>
          sumLines(
            of,
            ({ pledge }) => pledge,
            (rows) => totalsOf(rows)[kind],
          )
        expect(plain(running.sums('firm'))).toEqual(plain(sum(rows, 'firm')))
        expect(plain(running.sums('conditional'))).toEqual(plain(sum(rows, 'conditional')))
        expect(plain(running.sums('agreed'))).toEqual(plain(sum(gavelled, 'firm')))
        expect([...running.agreed].sort()).toEqual(gavelled.map(({ id }) => id).sort())
        const whole = totalsOf(rows)
        for (const [kind, ids] of whole.rows)
          expect([...running.rowsOf(kind)].sort(), kind).toEqual([...ids].sort())
        expect([...running.disputed].sort()).toEqual([...whole.disputed].sort())
        expect(running.standing).toBe(rows.filter(({ pledge }) => !pledge.withdrawn).length)
      }),
      runs(300),
    )
  })

  it('[K2] every line is the sum of the rows it names, and what it leaves out says why', () => {
    fc.assert(
      fc.property(edits(standing), (steps) => {
        const board = new Map<string, Standing>()
        const running = new RunningTotals(startedAt)
        for (const [id, row] of steps) {
          if (row === null) board.delete(id)
          else board.set(id, row)
          running.put(id, row)
        }
        for (const heading of headings)
          for (const { key, value, atLeast } of running.sums(heading)) {
            const { counted, leftOut } = running.makeup(heading, key)
            expect(counted.reduce((sum, row) => sum + row.value, 0)).toBe(value)
            expect(counted.some((row) => row.atLeast)).toBe(atLeast)
            const kind = heading === 'conditional' ? 'conditional' : 'firm'
            for (const { id } of counted) expect(running.classOf(id)).toBe(kind)
            const ids = [...counted, ...leftOut].map(({ id }) => id)
            expect(new Set(ids).size).toBe(ids.length)
            for (const { id, reason } of leftOut) {
              const row = board.get(id)
              const own = row === undefined ? null : classOf(row.pledge, row.agreement)
              expect(reason).toBe(own === 'firm' ? 'not-agreed' : own)
            }
          }
        for (const [id, { pledge, agreement }] of board)
          expect(running.classOf(id)).toBe(classOf(pledge, agreement))
      }),
      runs(200),
    )
  })

  it('[K1] the lines of a capability come to those counted over all its requests', () => {
    const asked = fc.record({
      request: fc
        .record({
          row: fc.constantFrom(...requests),
          withdrawn: fc.boolean(),
          capability: fc.constantFrom('iamd' as const, 'drone' as const),
        })
        .map(({ row, ...changes }): Request => ({ ...row, ...changes })),
      offers: fc.array(
        standing.map((row): Offer => ({ ...row, tasks: [] })),
        { maxLength: 4 },
      ),
    })
    fc.assert(
      fc.property(edits(asked), (steps) => {
        const board = new Map<string, { request: Request; offers: Offer[] }>()
        const running = new RunningGroups()
        for (const [id, row] of steps) {
          if (row === null) board.delete(id)
          else board.set(id, row)
          const counted = row === null ? null : coverageOf(row.request, row.offers)
          running.put(
            id,
            row === null || counted === null ? null : { request: row.request, counted },
          )
        }
        for (const capability of capabilities) {
          const own = [...board.values()]
            .filter(({ request }) => request.capability === capability)
            .map(({ request, offers }) => ({ request, coverage: coverageOf(request, offers) }))
          const lines = sumLines(
            own,
            ({ request }) => request,
            (same) => groupCoverage(same.map(({ coverage }) => coverage)),
          )
          const expected = lines.map((line) => {
            const { measure, thing, atLeast, ...sums } = line
            return [lineKey({ measure, thing }), { sums, atLeast }] as const
          })
          const kept = running
            .lines(capability)
            .map(({ key, sums, atLeast }) => [key, { sums, atLeast }] as const)
          expect(new Map(kept)).toEqual(new Map(expected))
        }
      }),
      runs(200),
    )
  })
})

describe('the total of a real meeting', () => {
  const rows = meetingRows('udcg-27').pledges.map(({ fields }) => pledgeSchema.parse(fields))
  const running = new RunningTotals(startedAt)
  for (const [row, pledge] of rows.entries()) running.put(String(row), { pledge, agreement: null })

  it('[K2] opens to the pledge it is made of, and to what only says again where the money goes', () => {
    expect(running.line('firm', 'GBP')).toMatchObject({ sums: { value: 10_000_000_000 } })
    const { counted, leftOut } = running.makeup('firm', 'GBP')
    expect(counted).toEqual([{ id: '13', value: 10_000_000_000, atLeast: false }])
    expect(leftOut).toEqual([
      { id: '11', reason: 're-announced' },
      { id: '12', reason: 'part-of' },
      { id: '14', reason: 'part-of' },
      { id: '15', reason: 'part-of' },
    ])
  })

  it('[K2] names the rows with a disputed figure', () => {
    expect([...running.disputed]).toEqual(
      rows.flatMap((pledge, row) => (isDisputed(pledge) ? [String(row)] : [])),
    )
    expect(running.disputed.size).toBeGreaterThan(0)
  })
})
