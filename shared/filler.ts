// What else the board has of the same thing where something falls open: pledges that are bound to nothing or to more than
// is asked, what somebody has and did not commit, and declared stocks (rule B4).
import { additionsOf, classOf } from './count.ts'
import { coverageOf } from './coverage.ts'
import { figureOf, isCurrency, type Measure } from './figure.ts'
import { itemKey } from './items.ts'
import { linesOf } from './line.ts'
import { pledgedOf } from './makeup.ts'
import { requestsOf } from './match.ts'
import type { Capability } from './request.ts'
import { ownerOf } from './text.ts'
import type { Gap, WhatIfBoard } from './whatif.ts'

/**
 * `free`: pledged for no request. `over`: pledged for another that has more than it asks. `words`: in words or withheld.
 * `held`: somebody has it and has not committed it. `stock`: declared as held, and not pledged.
 */
export interface Filler {
  /** The pledge; of a stock, the stock. */
  readonly id: string
  readonly kind: 'free' | 'over' | 'words' | 'held' | 'stock'
  /** Null where no number is stated. */
  readonly value: number | null
}

export interface Spare extends Filler {
  readonly capability: Capability
  readonly item: string
  readonly measure: Measure | null
  readonly request: string | null
}

/** What stays on the board and is bound to nothing, or to more than is asked. */
export function* sparesOf(
  { requests, offers, stocks }: WhatIfBoard,
  pledgesFor: ReadonlyMap<string, readonly string[]>,
  away: ReadonlySet<string>,
): Generator<Spare> {
  for (const [id, { pledge, agreement }] of offers) {
    if (away.has(ownerOf(id)) || pledge.withdrawn || !pledge.toUkraine) continue
    const kind = classOf(pledge, agreement)
    const thing = { id, capability: pledge.capability, request: pledge.request }
    const isBound = [...requestsOf(pledge, agreement)].some((request) => requests.has(request))
    if (kind === 'answer')
      for (const { item, ...line } of linesOf(pledge)) {
        const figure = figureOf(line)
        const held = { item: itemKey(item), measure: figure?.measure ?? line.unit }
        yield { ...thing, ...held, kind: 'held', value: figure?.value ?? null }
      }
    else if (kind === 'unquantified' && !isBound)
      yield { ...thing, item: itemKey(pledge.item), measure: null, kind: 'words', value: null }
    else if ((kind === 'firm' || kind === 'conditional') && !isBound)
      for (const { item, measure, value, atLeast } of additionsOf(pledge, agreement)) {
        const free = { item: itemKey(item), measure, value: value > 0 ? value : null }
        yield { ...thing, ...free, kind: atLeast && value === 0 ? 'words' : 'free' }
      }
  }
  for (const [id, { capability, item, quantity, unit, withdrawn }] of stocks) {
    if (away.has(ownerOf(id)) || withdrawn) continue
    const thing = { id, capability, item: itemKey(item), measure: unit, request: null }
    yield { ...thing, kind: 'stock', value: unit === null ? null : quantity }
  }
  for (const [id, request] of requests) {
    const own = (pledgesFor.get(id) ?? []).filter((pledge) => !away.has(ownerOf(pledge)))
    const { measure, coverage } = coverageOf(
      request,
      own.flatMap((pledge) => offers.get(pledge) ?? []),
      id,
    )
    if (measure === null || coverage.over === 0) continue
    const last = own.findLast((pledge) => {
      const offer = offers.get(pledge)
      return offer !== undefined && pledgedOf(coverageOf(request, [offer], id).coverage) > 0
    })
    if (last === undefined) continue
    const { capability } = request
    const thing = { capability, item: itemKey(request.item), measure, request: id }
    yield { ...thing, id: last, kind: 'over', value: coverage.over }
  }
}

export function fillersOf(
  gap: Pick<Gap, 'request' | 'capability' | 'measure' | 'item'>,
  spares: readonly Spare[],
): Filler[] {
  const key = itemKey(gap.item)
  return spares
    .filter(
      ({ capability, item, measure, request, kind }) =>
        capability === gap.capability &&
        // A stock is of things, also where its unit is not said.
        !(kind === 'stock' && isCurrency(gap.measure)) &&
        request !== gap.request &&
        (measure === null || measure === gap.measure) &&
        (item === key || item === '' || key === ''),
    )
    .map(({ id, kind, value }) => ({ id, kind, value }))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
}

/** What is open when all of them came; those of which no number is stated count as none. */
export function remainsOf(open: number, fillers: readonly Filler[]): number {
  return Math.max(0, open - fillers.reduce((sum, { value }) => sum + (value ?? 0), 0))
}
