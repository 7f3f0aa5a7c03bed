// How a pledge counts, and totals that never cross a unit or a currency (rules M1–M8, M10).
import type { Agreement } from './agreement.ts'
import { type Figure, figureOf, isCurrency, type Measure } from './figure.ts'
import { itemKey } from './items.ts'
import { type Line, linesOf } from './line.ts'
import type { Pledge } from './pledge.ts'
import type { Capability } from './request.ts'
import { lostOf } from './share.ts'

/** Why a row adds nothing: what it says of itself; then `condition-failed`, which the agreement says. */
export type Exclusion =
  | 'withdrawn'
  | 'answer'
  | 'not-to-ukraine'
  | 're-announced'
  | 'part-of'
  | 'value-of'
  | 'delivery-report'
export type PledgeClass = Exclusion | 'condition-failed' | 'unquantified' | 'conditional' | 'firm'

/** What one line of a row adds; `atLeast` when part of it is unknown (rule M4). Below zero where it takes back (rule M3). */
export interface Addition extends Figure {
  /** Which line of the row, from 0. */
  readonly line: number
  readonly item: string | null
  readonly atLeast: boolean
}

/** A pledge as it stands on the board, with what the server says of it. */
export interface PlacedPledge {
  readonly id: string
  readonly pledge: Pledge
  readonly agreement: Agreement | null
}

export interface Tally {
  readonly value: number
  readonly atLeast: boolean
}
export type Tallies = ReadonlyMap<Measure, Tally>

export interface Totals {
  readonly firm: Tallies
  readonly conditional: Tallies
  /** Ids of the rows of each class that is not empty, in the order given; those withdrawn are not listed. */
  readonly rows: ReadonlyMap<PledgeClass, readonly string[]>
  /** Ids of the rows with another figure, or another reading, in another source (rule M7). */
  readonly disputed: readonly string[]
}

/** What bars a row from pledging anything new, if something does; the first that fits (rules M2, P8). */
export function exclusionOf(pledge: Pledge): Exclusion | null {
  if (pledge.withdrawn) return 'withdrawn'
  if (pledge.answer === 'declined' || pledge.answer === 'not_committed') return 'answer'
  // A backfill goes to the donor of another gift (rule M11).
  if (!pledge.toUkraine || pledge.backfills !== null) return 'not-to-ukraine'
  if (pledge.reannounces !== null) return 're-announced'
  if (pledge.partOf !== null) return 'part-of'
  if (pledge.values !== null) return 'value-of'
  if (pledge.alreadyDelivered) return 'delivery-report'
  return null
}

/** How the row counts (rule M2). A condition counts as open until the server says that it is met, waived or failed. */
export function classOf(pledge: Pledge, agreement: Agreement | null): PledgeClass {
  const exclusion = exclusionOf(pledge)
  if (exclusion !== null) return exclusion
  const settled = agreement?.condition ?? null
  if (settled === 'failed') return 'condition-failed'
  if (additionsOf(pledge, agreement).length === 0) return 'unquantified'
  if (pledge.condition === null || settled === 'met' || settled === 'waived') return 'firm'
  return 'conditional'
}

/** What the row adds if it counts, a line each (rules M3–M5); without what partners of a joint pledge took back (rule M8). */
export function additionsOf(pledge: Pledge, agreement: Agreement | null): readonly Addition[] {
  return linesOf(pledge).flatMap((line, i) => additionsOfLine(pledge, agreement, line, i))
}

function additionsOfLine(
  pledge: Pledge,
  agreement: Agreement | null,
  { item, ...line }: Line,
  i: number,
): readonly Addition[] {
  const additions: Addition[] = []
  const figure = figureOf(line)
  if (figure !== null) {
    const net = i === 0 ? netOf(pledge, figure) : figure.value
    const lost = i === 0 ? Math.min(lostOf(pledge, agreement), Math.max(0, net ?? 0)) : 0
    additions.push({ ...figure, value: (net ?? 0) - lost, line: i, item, atLeast: net === null })
  }
  if (line.unit !== null && line.quantity === null && (line.quantityText !== null || line.withheld))
    additions.push({ measure: line.unit, value: 0, line: i, item, atLeast: true })
  return additions
}

/**
 * What the row's own figure adds: all of it, or the difference to what the row supersedes. What is superseded counts
 * elsewhere, so that where no difference is stated the number of things is unknown: null (rule M3).
 */
export function netOf(pledge: Pledge, figure: Figure): number | null {
  if (pledge.supersedes === null) return figure.value
  return pledge.netNew ?? (isCurrency(figure.measure) ? figure.value : null)
}

/** Whether another source says otherwise (rule M7). */
export function isDisputed(pledge: Pledge): boolean {
  return (
    pledge.conflictingQuantity !== null ||
    pledge.conflictingAmountMinor !== null ||
    pledge.conflictingCurrency !== null ||
    pledge.conflictingSource !== null
  )
}

/** Joint rows need no care here: a row stands once, under the delegation that placed it (rule M8). */
export function totalsOf(placed: Iterable<PlacedPledge>): Totals {
  const sums = { firm: new Map<Measure, Tally>(), conditional: new Map<Measure, Tally>() }
  const rows = new Map<PledgeClass, string[]>()
  const disputed: string[] = []
  for (const { id, pledge, agreement } of placed) {
    const kind = classOf(pledge, agreement)
    if (kind === 'withdrawn') continue
    const alike = rows.get(kind)
    if (alike === undefined) rows.set(kind, [id])
    else alike.push(id)
    if (isDisputed(pledge)) disputed.push(id)
    if (kind !== 'firm' && kind !== 'conditional') continue
    for (const { measure, value, atLeast } of additionsOf(pledge, agreement)) {
      const tally = sums[kind].get(measure)
      sums[kind].set(measure, {
        value: (tally?.value ?? 0) + value,
        atLeast: atLeast || (tally?.atLeast ?? false),
      })
    }
  }
  return { ...sums, rows, disputed }
}

/** What is counted, where no request says which things are alike. */
export interface Thing {
  readonly capability: Capability
  readonly item: string | null
}

/** Of one line of a session's total: the money of one currency, or things that bear one name, in one unit. */
export interface Counted {
  readonly measure: Measure
  /** Null where it is money. */
  readonly thing: Thing | null
}
export type SumLine = Tally & Counted

/** The lines of a session's total: money over all rows, things among their like, since a unit alone makes none (rule M1). */
export function sumLines<Row, Sum extends object>(
  rows: readonly Row[],
  thingOf: (row: Row) => Thing,
  sum: (rows: readonly Row[]) => ReadonlyMap<Measure, Sum>,
): readonly (Sum & Counted)[] {
  const alike = Map.groupBy(rows, (row) => {
    const { capability, item } = thingOf(row)
    return `${capability} ${itemKey(item)}`
  })
  return [
    ...[...sum(rows)]
      .filter(([measure]) => isCurrency(measure))
      .map(([measure, line]) => ({ ...line, measure, thing: null })),
    ...[...alike.values()].flatMap((same) =>
      [...sum(same)]
        .filter(([measure]) => !isCurrency(measure))
        .map(([measure, line]) => ({ ...line, measure, thing: same[0] ? thingOf(same[0]) : null })),
    ),
  ]
}
