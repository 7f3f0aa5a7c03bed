// What a figure is made of, row by row, and which rows it leaves out and why (rule K2).
import { classOf, type PledgeClass } from './count.ts'
import { coverageOf, type Offer, type RequestCoverage, type Segments } from './coverage.ts'
import type { Measure } from './figure.ts'
import type { Request } from './request.ts'

export const coverageParts = ['received', 'agreed', 'firm', 'conditional'] as const
export type CoveragePart = (typeof coverageParts)[number]

/** Why a row is no part of a figure: how it counts elsewhere, or that it does not. */
export type Reason =
  | Exclude<PledgeClass, 'firm'>
  /** Counted, in another unit or currency (rule M1). */
  | 'other-measure'
  /** Counted for another line of the same request. */
  | 'other-line'
  /** Staff matched it with other requests (rule M13). */
  | 'other-request'
  /** Counted in another part of the same coverage. */
  | `part-${CoveragePart}`
  /** Firm, but not gavelled in this session. */
  | 'not-agreed'

export interface MadeOf {
  readonly id: string
  readonly value: number
  readonly atLeast: boolean
}

export interface LeftOut {
  readonly id: string
  readonly reason: Reason
}

export interface Makeup {
  readonly counted: readonly MadeOf[]
  readonly leftOut: readonly LeftOut[]
}

/** A line of a request, 0 its own and then those of `more`; or what is pledged for it beside, in another measure. */
export type CoverageLine = number | Measure

export function segmentsAt(counted: RequestCoverage, line: CoverageLine): Segments | null {
  if (typeof line === 'string') return counted.beside.get(line) ?? null
  return line === 0 ? counted.coverage : (counted.more[line - 1]?.coverage ?? null)
}

/** Of one line: the pledges that make up a part of its coverage, or, where `part` is null, all that is pledged. */
export function coverageMakeup(
  request: Request,
  offers: Iterable<readonly [id: string, offer: Offer]>,
  line: CoverageLine,
  part: CoveragePart | null,
  requestId: string | null = null,
): Makeup {
  const counted: MadeOf[] = []
  const leftOut: LeftOut[] = []
  for (const [id, offer] of offers) {
    const alone = coverageOf(request, [offer], requestId)
    const segments = segmentsAt(alone, line)
    if (segments === null || !saysSomething(segments)) {
      leftOut.push({ id, reason: reasonOf(offer, alone) })
      continue
    }
    const value = part === null ? pledgedOf(segments) : segments[part]
    const stage = stageOf(offer, segments)
    if (value !== 0 || (segments.atLeast && (part === null || part === stage)))
      counted.push({ id, value, atLeast: segments.atLeast })
    else leftOut.push({ id, reason: `part-${stage}` })
  }
  return { counted, leftOut }
}

export function pledgedOf({ received, agreed, firm, conditional }: Segments): number {
  return received + agreed + firm + conditional
}

function saysSomething(segments: Segments): boolean {
  return segments.atLeast || coverageParts.some((part) => segments[part] !== 0)
}

/** Why an offer gives nothing in the line asked; `alone` is what it gives to the request at all. */
function reasonOf({ pledge, agreement }: Offer, alone: RequestCoverage): Reason {
  const kind = classOf(pledge, agreement)
  if (kind !== 'firm' && kind !== 'conditional') return kind
  const ownLines = [alone.coverage, ...alone.more.map(({ coverage }) => coverage)]
  if (ownLines.some(saysSomething)) return 'other-line'
  return alone.beside.size > 0 ? 'other-measure' : 'other-request'
}

function stageOf({ pledge, agreement }: Offer, segments: Segments): CoveragePart {
  const most = coverageParts.findLast((part) => segments[part] !== 0)
  if (most !== undefined) return most
  if (classOf(pledge, agreement) === 'conditional') return 'conditional'
  return typeof agreement?.agreedAt === 'number' ? 'agreed' : 'firm'
}
