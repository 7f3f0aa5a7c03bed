// What the rows of a session file add up to, without a board: the same rules count here and there (rules M, I1).
import {
  type PlacedPledge,
  type PledgeClass,
  type Tallies,
  type Totals,
  totalsOf,
} from '../count.ts'
import { coverageOf, type RequestCoverage } from '../coverage.ts'
import { isCurrency } from '../figure.ts'
import { minorPerUnit } from '../money.ts'
import { pledgeSchema } from '../pledge.ts'
import { type Request, requestSchema } from '../request.ts'
import { shareFault } from '../share.ts'
import { faultsIn, faultText, shareWarning } from './faults.ts'
import { readSessionFile } from './file.ts'
import { nameInFile } from './names.ts'
import { relationFaults } from './relations.ts'
import { pledgeFields, requestFields, requestFor, strangerIn } from './rows.ts'
import { weightFaults } from './weights.ts'
import type { z } from '../z.ts'

type Fields = Readonly<Record<string, unknown>>

export interface CheckedRequest {
  readonly row: number
  readonly request: Request
  /** Of those pledges of the file that plainly answer it. */
  readonly coverage: RequestCoverage
}

export interface CheckedFile {
  readonly file: string
  /** In the file, whether they can be read or not. */
  readonly rows: { readonly requests: number; readonly pledges: number }
  readonly totals: Totals
  readonly requests: readonly CheckedRequest[]
  readonly faults: readonly string[]
  /** What counts, but cannot be agreed as it is. */
  readonly warnings: readonly string[]
}

/** Counts every row that can be read; what is wrong with the others is said. Nothing is written anywhere. */
export function checkFile(file: string, text: string, roster: ReadonlySet<string>): CheckedFile {
  const read = readSessionFile(text)
  const faults = [...read.faults, ...relationFaults(read.pledges)].map((fault) =>
    faultText(file, fault),
  )
  /** As the board would hold it; without the fields that do not fit, each of which is a fault. */
  const fitted = <T>(path: readonly [string, number], schema: z.ZodType<T>, fields: Fields) => {
    const { data, error } = schema.safeParse(said(fields))
    if (error === undefined) return data
    for (const fault of faultsIn(error)) {
      const [field, ...steps] = fault.path.map((step) => nameInFile(String(step)))
      faults.push(faultText(file, { ...fault, path: [...path, field ?? '', ...steps] }))
    }
    const unfit = new Set(error.issues.map(({ path: [field] }) => field))
    const rest = Object.entries(fields).filter(([field]) => !unfit.has(field))
    return schema.safeParse(said(Object.fromEntries(rest))).data ?? null
  }
  const placed: (PlacedPledge & { readonly answers: number | null })[] = []
  for (const [row, line] of read.pledges.entries()) {
    if (line === null) continue
    const stranger = strangerIn(line, roster)
    if (stranger !== null)
      faults.push(faultText(file, { path: ['pledges', row, stranger.field], why: stranger.why }))
    const pledge = fitted(['pledges', row], pledgeSchema, pledgeFields(line))
    if (pledge !== null)
      placed.push({
        id: String(row),
        pledge,
        agreement: null,
        answers: requestFor(line, read.requests),
      })
  }
  const requests = read.requests.flatMap((line, row) => {
    if (line === null) return []
    const request = fitted(['requests', row], requestSchema, requestFields(line))
    if (request === null) return []
    const offers = placed.filter(({ answers }) => answers === row)
    const coverage = coverageOf(
      request,
      offers.map(({ pledge, agreement }) => ({ pledge, agreement, tasks: [] })),
    )
    return [{ row, request, coverage }]
  })
  const weighed = {
    requests: requests.map(({ row, request }) => ({ row, fields: request })),
    pledges: placed.map(({ id, pledge }) => ({ row: Number(id), fields: pledge })),
  }
  for (const list of ['requests', 'pledges'] as const)
    for (const fault of weightFaults(list, weighed[list], [])) faults.push(faultText(file, fault))
  return {
    file,
    rows: { requests: read.requests.length, pledges: read.pledges.length },
    totals: totalsOf(placed),
    requests,
    faults,
    warnings: placed.flatMap(({ id, pledge }) => {
      const unfit = shareFault(pledge)
      return unfit === null ? [] : [shareWarning(file, Number(id), unfit)]
    }),
  }
}

/** The line of JSON that `npm run import -- --check --json` prints of a file; amounts in whole units. */
export interface CheckLine {
  readonly file: string
  readonly rows: { readonly requests: number; readonly pledges: number }
  readonly firm: Readonly<Record<string, { readonly total: number; readonly atLeast: boolean }>>
  readonly conditional: CheckLine['firm']
  /** Row → why it adds nothing. */
  readonly excluded: Readonly<Record<string, string>>
  readonly unquantified: readonly number[]
  readonly disputed: readonly number[]
  readonly errors: readonly string[]
}

const counted: ReadonlySet<PledgeClass> = new Set(['firm', 'conditional', 'unquantified'])

export function lineOf({ file, rows, totals, faults }: CheckedFile): CheckLine {
  const excluded = [...totals.rows]
    .filter(([reason]) => !counted.has(reason))
    .flatMap(([reason, ids]) => ids.map((id) => [id, reason] as const))
    .sort(([a], [b]) => Number(a) - Number(b))
  return {
    file,
    rows,
    firm: wholeUnits(totals.firm),
    conditional: wholeUnits(totals.conditional),
    excluded: Object.fromEntries(excluded),
    unquantified: (totals.rows.get('unquantified') ?? []).map(Number),
    disputed: totals.disputed.map(Number),
    errors: faults,
  }
}

function wholeUnits(tallies: Tallies): CheckLine['firm'] {
  return Object.fromEntries(
    [...tallies].map(([measure, { value, atLeast }]) => [
      measure,
      { total: isCurrency(measure) ? value / minorPerUnit(measure) : value, atLeast },
    ]),
  )
}

/** Without the fields that are not there. */
function said(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
