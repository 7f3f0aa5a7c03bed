// How far the pledges for a request cover it (rule M9). Pure over the rows of one request: a change on the
// board costs the requests it touches.
import type { Agreement } from './agreement.ts'
import { additionsOf, classOf } from './count.ts'
import { figureOf, type Measure } from './figure.ts'
import type { Pledge } from './pledge.ts'
import type { Request } from './request.ts'
import type { Task } from './task.ts'

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

export interface RequestCoverage {
  /** In what the request is figured; null where it names no figure, or is withdrawn. */
  readonly measure: Measure | null
  readonly coverage: Coverage
  /** What is pledged for it in other units and currencies. */
  readonly beside: ReadonlyMap<Measure, Segments>
}

const noSegments: Segments = { received: 0, agreed: 0, firm: 0, conditional: 0, atLeast: false }
const noCoverage: Coverage = { ...noSegments, needed: 0, open: 0, over: 0 }

export function coverageOf(request: Request, offers: Iterable<Offer>): RequestCoverage {
  if (request.withdrawn) return { measure: null, coverage: noCoverage, beside: new Map() }
  const sums = new Map<Measure, Segments>()
  for (const offer of offers)
    for (const [measure, segments] of split(offer))
      sums.set(measure, add(sums.get(measure) ?? noSegments, segments))
  const asked = figureOf(request)
  if (asked === null) return { measure: null, coverage: noCoverage, beside: sums }
  const { measure, value: needed } = asked
  const segments = sums.get(measure) ?? noSegments
  sums.delete(measure)
  const upper =
    measure === request.currency ? Math.max(needed, request.amountMaxMinor ?? needed) : needed
  const pledged = segments.received + segments.agreed + segments.firm + segments.conditional
  return {
    measure,
    coverage: {
      ...segments,
      needed,
      open: Math.max(0, needed - pledged),
      over: Math.max(0, pledged - upper),
    },
    beside: sums,
  }
}

export interface GroupCoverage extends Coverage {
  /** How many requests it is made of. */
  readonly requests: number
}

/**
 * One line for each unit and currency in which something is asked, of requests for the same thing (`sumLines`). What
 * one request has over does not fill another's gap.
 */
export function groupCoverage(
  requests: Iterable<RequestCoverage>,
): ReadonlyMap<Measure, GroupCoverage> {
  const lines = new Map<Measure, GroupCoverage>()
  for (const { measure, coverage } of requests) {
    if (measure === null) continue
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

/** Each line of a pledge in parts: first what was received, then what is agreed, then what is only pledged. */
function split({ pledge, agreement, tasks }: Offer): [Measure, Segments][] {
  const kind = classOf(pledge, agreement)
  if (kind !== 'firm' && kind !== 'conditional') return []
  return additionsOf(pledge).map(({ measure, value, atLeast }) => {
    const received = Math.min(value, receivedOf(tasks, measure))
    const stage =
      kind === 'conditional' ? kind : typeof agreement?.agreedAt === 'number' ? 'agreed' : 'firm'
    return [measure, { ...noSegments, received, [stage]: value - received, atLeast }]
  })
}

function receivedOf(tasks: readonly Task[], measure: Measure): number {
  let received = 0
  for (const task of tasks) if (figureOf(task)?.measure === measure) received += task.received ?? 0
  return received
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
