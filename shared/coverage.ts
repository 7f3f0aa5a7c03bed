// How far the pledges for a request cover it (rule M9). Pure over the rows of one request: a change on the
// board costs the requests it touches.
import type { Agreement } from './agreement.ts'
import { additionsOf, classOf } from './count.ts'
import { type Figure, figureOf, type Measure } from './figure.ts'
import { itemKey } from './items.ts'
import { type Line, linesOf, upperOf } from './line.ts'
import { matchesOf } from './match.ts'
import type { Pledge } from './pledge.ts'
import type { Request } from './request.ts'
import { receivedOf, type Task, writtenOffOf } from './task.ts'

/** A pledge for the request, with what became of it. */
export interface Offer {
  readonly pledge: Pledge
  readonly agreement: Agreement | null
  readonly tasks: readonly Task[]
}

/** Disjoint parts of what is pledged. The first three together are firm; none is counted twice. */
export interface Segments {
  readonly received: number
  /** Gavelled, without a condition that is still open, and not received yet. */
  readonly agreed: number
  readonly firm: number
  /** With a condition that is still open, gavelled or not: nothing of it may move (rule T6). */
  readonly conditional: number
  readonly atLeast: boolean
}

export interface Coverage extends Segments {
  /** What is asked. Of a range the lower end: with that the request is met. */
  readonly needed: number
  /** What is missing to `needed`. Conditional pledges fill it too: the bar shows them apart. */
  readonly open: number
  /** What is beyond; of a range, beyond its upper end. */
  readonly over: number
}

/** What one line of a request asks for, and how far it is covered. */
export interface LineCoverage {
  readonly measure: Measure
  readonly item: string | null
  readonly coverage: Coverage
}

export interface RequestCoverage {
  /** In what the request's own line is figured; null where it names no figure, or is withdrawn. */
  readonly measure: Measure | null
  readonly coverage: Coverage
  /** The further lines of the request that name a figure. */
  readonly more: readonly LineCoverage[]
  /** What is pledged for it in other units and currencies. */
  readonly beside: ReadonlyMap<Measure, Segments>
}

const noSegments: Segments = { received: 0, agreed: 0, firm: 0, conditional: 0, atLeast: false }
const noCoverage: Coverage = { ...noSegments, needed: 0, open: 0, over: 0 }

/**
 * `offers` are the pledges that name the request or are matched with it. Where staff matched a line, the matches say how
 * much of it counts here, and what they leave counts nowhere; a line without matches counts for the request that its
 * pledge names (rule M13). Without the request's `id` every line that has no match counts.
 */
export function coverageOf(
  request: Request,
  offers: Iterable<Offer>,
  id: string | null = null,
): RequestCoverage {
  if (request.withdrawn) return { measure: null, coverage: noCoverage, more: [], beside: new Map() }
  const asked = linesOf(request).map((line) => ({ line, figure: figureOf(line) }))
  const sums = asked.map(() => noSegments)
  const beside = new Map<Measure, Segments>()
  for (const offer of offers) {
    for (const { measure, segments, item, requestLine } of partsFor(offer, id)) {
      const at = placeOf(asked, measure, item, requestLine)
      if (at === -1) beside.set(measure, add(beside.get(measure) ?? noSegments, segments))
      else sums[at] = add(sums[at] ?? noSegments, segments)
    }
  }
  const covered = asked.map(({ line, figure }, i) => ({
    measure: figure?.measure ?? null,
    item: line.item,
    coverage:
      figure === null ? noCoverage : compare(sums[i] ?? noSegments, figure.value, upperOf(line)),
  }))
  const [own, ...more] = covered
  return {
    measure: own?.measure ?? null,
    coverage: own?.coverage ?? noCoverage,
    more: more.filter((line): line is LineCoverage => line.measure !== null),
    beside,
  }
}

function compare(segments: Segments, needed: number, upper: number): Coverage {
  const pledged = segments.received + segments.agreed + segments.firm + segments.conditional
  return {
    ...segments,
    needed,
    open: Math.max(0, needed - pledged),
    over: Math.max(0, pledged - upper),
  }
}

/** The line that a part fills: the one that was said, else of those in its measure the one for its item, else the first. */
function placeOf(
  asked: readonly { readonly line: Line; readonly figure: Figure | null }[],
  measure: Measure,
  item: string | null,
  said: number | null,
): number {
  const fits = ({ figure }: (typeof asked)[number]) => figure?.measure === measure
  const named = said === null ? undefined : asked[said]
  if (said !== null && named !== undefined && fits(named)) return said
  const key = itemKey(item)
  const same = asked.findIndex((one) => fits(one) && itemKey(one.line.item) === key)
  return same === -1 ? asked.findIndex(fits) : same
}

export interface GroupCoverage extends Coverage {
  /** How many requests it is made of. */
  readonly requests: number
}

/** The lines of a request that name a figure, its own first; `item` is that of its own line. */
export function askedLines(
  { measure, coverage, more }: RequestCoverage,
  item: string | null,
): readonly LineCoverage[] {
  return measure === null ? more : [{ measure, item, coverage }, ...more]
}

/**
 * One line for each unit and currency in which something is asked, of requests for the same thing (`sumLines`). What
 * one request has over does not fill another's gap.
 */
export function groupCoverage(
  requests: Iterable<RequestCoverage>,
): ReadonlyMap<Measure, GroupCoverage> {
  const lines = new Map<Measure, GroupCoverage>()
  const asked = [...requests].flatMap((request) => askedLines(request, null))
  for (const { measure, coverage } of asked) {
    const line = lines.get(measure) ?? { ...noCoverage, requests: 0 }
    lines.set(measure, {
      ...add(line, coverage),
      needed: line.needed + coverage.needed,
      open: line.open + coverage.open,
      over: line.over + coverage.over,
      requests: line.requests + 1,
    })
  }
  return lines
}

/** What of an offer counts for the request with the id, part by part. */
function partsFor(offer: Offer, id: string | null): Part[] {
  const matches = matchesOf(offer.agreement)
  const isNamed = id === null || offer.pledge.request === id
  return split(offer).flatMap((part) => {
    const own = matches.filter(({ line }) => line === part.line)
    if (own.length === 0) return isNamed ? [part] : []
    let from = 0
    return own.flatMap(({ request, requestLine, value }) => {
      const begin = from
      from += value
      if (request !== id) return []
      return [{ ...part, requestLine, segments: slice(part.segments, begin, from) }]
    })
  })
}

/** A piece of a line, what was received lying first, then what is agreed: no unit is in two pieces. */
function slice(segments: Segments, from: number, to: number): Segments {
  let begin = 0
  const piece = (value: number) => {
    const end = begin + value
    const inside = Math.max(0, Math.min(end, to) - Math.max(begin, from))
    begin = end
    return inside
  }
  return {
    received: piece(segments.received),
    agreed: piece(segments.agreed),
    firm: piece(segments.firm),
    conditional: piece(segments.conditional),
    atLeast: segments.atLeast,
  }
}

interface Part {
  readonly line: number
  readonly measure: Measure
  readonly item: string | null
  readonly segments: Segments
  /** Which line of the request it is meant for, where somebody said so. */
  readonly requestLine: number | null
}

/** Each line of a pledge: what was received, and the rest as far as it has come. */
function split({ pledge, agreement, tasks }: Offer): Part[] {
  const kind = classOf(pledge, agreement)
  if (kind !== 'firm' && kind !== 'conditional') return []
  return additionsOf(pledge, agreement).map(({ line, item, measure, value, atLeast }) => {
    const own = tasks.filter((task) => task.line === line && figureOf(task)?.measure === measure)
    const received = receivedOf(own)
    const stage =
      kind === 'conditional' ? kind : typeof agreement?.agreedAt === 'number' ? 'agreed' : 'firm'
    const rest = value < 0 ? value : Math.max(0, value - writtenOffOf(own) - received)
    const segments = { ...noSegments, received, [stage]: rest, atLeast }
    return { line, item, measure, segments, requestLine: null }
  })
}

function add(a: Segments, b: Segments): Segments {
  return {
    received: a.received + b.received,
    agreed: a.agreed + b.agreed,
    firm: a.firm + b.firm,
    conditional: a.conditional + b.conditional,
    atLeast: a.atLeast || b.atLeast,
  }
}
