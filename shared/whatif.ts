// What if delegations left (rule K3): which requests fall open and by how much, which agreed tasks stop, and what else
// on the board could fill the gap. Derived from the board, written nowhere.
import { blankAgreement } from './agreement.ts'
import { classOf } from './count.ts'
import { askedLines, coverageOf, type Offer } from './coverage.ts'
import { type Dependent, dependentsOf } from './dependence.ts'
import type { Measure } from './figure.ts'
import { type Filler, fillersOf, remainsOf, type Spare, sparesOf } from './filler.ts'
import { listOf, listText } from './list-field.ts'
import { pledgedOf, segmentsAt } from './makeup.ts'
import { requestsOf } from './match.ts'
import type { Capability, Request } from './request.ts'
import { sharesOf } from './share.ts'
import type { Stock } from './stock.ts'
import { releasedStates, taskIdOf } from './task.ts'
import { ownerOf } from './text.ts'
import { type Weight, weightsOf } from './weight.ts'

export interface WhatIfBoard {
  readonly requests: ReadonlyMap<string, Request>
  /** Every pledge, with its agreement and its tasks in the order of their numbers. */
  readonly offers: ReadonlyMap<string, Offer>
  /** What delegations say they hold (rule B4). */
  readonly stocks: ReadonlyMap<string, Stock>
  /** Delegations that take no part: what they hold or pledged becomes no task (rule T7). */
  readonly optedOut: ReadonlySet<string>
  /** By delegation, all that it is called: what conditions in words may name it by. */
  readonly names: ReadonlyMap<string, readonly string[]>
}

/** A line of a request that would lose something. */
export interface Gap {
  readonly request: string
  /** 0 is the request's own line. */
  readonly line: number
  readonly capability: Capability
  readonly measure: Measure
  readonly item: string | null
  readonly needed: number
  readonly openNow: number
  readonly openThen: number
  /** What would no longer come: more than what falls open, where more is pledged than asked. */
  readonly lost: number
  /** Whose loss it is. */
  readonly pledges: readonly string[]
  readonly fillers: readonly Filler[]
  /** What would still be open if all that could fill it came to it. */
  readonly remains: number
}

/** A task that would stop: the whole of it, or, where one of several partners leaves, what hangs on that partner. */
export interface Stop {
  readonly task: string
  readonly whole: boolean
}

export interface WhatIf {
  /** What falls open by the largest share of what is asked stands first, what stays covered last. */
  readonly gaps: readonly Gap[]
  readonly weights: readonly Weight[]
  readonly stops: readonly Stop[]
  /** Joint pledges they are partners in without a stated share: what would be lost is not known. */
  readonly unknown: readonly string[]
  /** Pledges of those who stay whose open condition hangs on others. */
  readonly dependents: readonly Dependent[]
}

/** What remains of a pledge: its words with fewer shares, or nothing but what was received. */
type Rest = { readonly kind: 'received' } | { readonly kind: 'less'; readonly offer: Offer }

export function whatIf(board: WhatIfBoard, leaving: ReadonlySet<string>): WhatIf {
  const rests = new Map<string, Rest>()
  const unknown: string[] = []
  const pledgesFor = new Map<string, string[]>()
  for (const [id, offer] of board.offers) {
    const { pledge, agreement } = offer
    for (const request of requestsOf(pledge, agreement)) {
      const own = pledgesFor.get(request)
      if (own === undefined) pledgesFor.set(request, [id])
      else own.push(id)
    }
    if (pledge.withdrawn) continue
    const rest = restOf(id, offer, leaving)
    if (rest !== null) rests.set(id, rest)
    else if (
      counts(offer) &&
      sharesOf(pledge, agreement) === null &&
      isPartner(pledge.jointWith, leaving)
    )
      unknown.push(id)
  }
  const concerned = new Set<string>()
  for (const [request, ids] of pledgesFor)
    if (ids.some((id) => rests.has(id))) concerned.add(request)
  const away = leaving.union(board.optedOut)
  const spares = concerned.size === 0 ? [] : [...sparesOf(board, pledgesFor, away)]
  const gaps = [...concerned].flatMap((id) => {
    const request = board.requests.get(id)
    if (request === undefined) return []
    const offers = (pledgesFor.get(id) ?? []).map(
      (pledge) => [pledge, offerOf(board, pledge)] as const,
    )
    return gapsOf(id, request, offers, rests, spares)
  })
  const falling = new Set(gaps.filter((gap) => fallOf(gap) > 0).map(({ request }) => request))
  return {
    gaps: gaps.sort((a, b) => fallOf(b) - fallOf(a) || b.lost / b.needed - a.lost / a.needed),
    weights: weightsOf(board.offers, leaving),
    stops: [...rests].flatMap(([id, rest]) => stopsOf(id, offerOf(board, id), rest)),
    unknown,
    dependents: dependentsOf(board, leaving, falling),
  }
}

/** What share of what is asked falls open. */
export function fallOf({ openThen, openNow, needed }: Gap): number {
  return (openThen - openNow) / needed
}

function offerOf({ offers }: WhatIfBoard, id: string): Offer {
  const offer = offers.get(id)
  if (offer === undefined) throw new Error(`there is no pledge ${id}`)
  return offer
}

function counts({ pledge, agreement }: Offer): boolean {
  const kind = classOf(pledge, agreement)
  return kind === 'firm' || kind === 'conditional'
}

function isPartner(jointWith: string | null, leaving: ReadonlySet<string>): boolean {
  return jointWith?.split(' ').some((party) => leaving.has(party)) === true
}

/** Null where the pledge stays as it is. */
function restOf(id: string, offer: Offer, leaving: ReadonlySet<string>): Rest | null {
  const { pledge, agreement } = offer
  const shares = sharesOf(pledge, agreement)
  if (shares === null) return leaving.has(ownerOf(id)) ? { kind: 'received' } : null
  // What was kept has come.
  const lost = shares.filter(
    ({ party, state }) => leaving.has(party) && state !== 'kept' && state !== 'withdrawn',
  )
  if (lost.length === 0) return null
  const stay = listOf<{ readonly party: string }>(agreement?.shares ?? null).filter(
    ({ party }) => !lost.some((share) => share.party === party),
  )
  const gone = lost.map(({ party }) => ({ party, state: 'withdrawn' }))
  const then = { ...(agreement ?? blankAgreement), shares: listText([...stay, ...gone]) }
  return { kind: 'less', offer: { ...offer, agreement: then } }
}

function gapsOf(
  id: string,
  request: Request,
  offers: readonly (readonly [string, Offer])[],
  rests: ReadonlyMap<string, Rest>,
  spares: readonly Spare[],
): Gap[] {
  const whole = coverageOf(
    request,
    offers.map(([, offer]) => offer),
    id,
  )
  // Without a figure of its own, a request's first line here is its second.
  const first = whole.measure === null ? 1 : 0
  return askedLines(whole, request.item).flatMap(({ measure, item, coverage }, i) => {
    const line = first + i
    const given = (offer: Offer) => segmentsAt(coverageOf(request, [offer], id), line)
    let lost = 0
    const pledges: string[] = []
    for (const [pledge, offer] of offers) {
      const rest = rests.get(pledge)
      const now = rest === undefined ? null : given(offer)
      if (rest === undefined || now === null) continue
      const then = rest.kind === 'less' ? given(rest.offer) : null
      const falls = pledgedOf(now) - (then === null ? now.received : pledgedOf(then))
      if (falls <= 0) continue
      lost += falls
      pledges.push(pledge)
    }
    if (pledges.length === 0) return []
    const { capability } = request
    const openThen = Math.max(0, coverage.needed - pledgedOf(coverage) + lost)
    const gap = {
      ...{ request: id, line, capability, measure, item, lost, pledges },
      ...{ needed: coverage.needed, openNow: coverage.open, openThen },
    }
    const fillers = openThen > coverage.open ? fillersOf(gap, spares) : []
    return [{ ...gap, fillers, remains: remainsOf(openThen, fillers) }]
  })
}

function stopsOf(id: string, { tasks }: Offer, { kind }: Rest): Stop[] {
  return tasks.flatMap(({ state }, i) =>
    state === 'received' || state === 'handed_over' || releasedStates.has(state)
      ? []
      : [{ task: taskIdOf(id, i + 1), whole: kind === 'received' }],
  )
}
