// The figures of the whole board as the page sees them: the session's totals and each capability's lines, kept by what
// a change touches (rule K1). Reading one is told when it may have become another.
import { SvelteMap } from 'svelte/reactivity'
import type { RequestCoverage } from '#shared/coverage.ts'
import type { Counted, PlacedPledge, SumLine } from '#shared/count.ts'
import { capabilities, type Capability, type Request } from '#shared/request.ts'
import { type GroupLine, RunningGroups } from '#shared/running-groups.ts'
import { RunningTotals } from '#shared/running-totals.ts'
import { currencyChoices, unitChoices } from './messages/messages.svelte.ts'

/** One line of a total: never more than one currency, or than things of one name and unit. */
export interface Line extends SumLine {
  readonly key: string
}

type Standing = Pick<PlacedPledge, 'pledge' | 'agreement'>

export class Sums {
  #totals = new RunningTotals(0)
  readonly #groups = new RunningGroups()
  #version = $state(0)
  readonly #groupVersions = new SvelteMap<Capability | null, number>()

  /** Tracked; the answer is live and is read at once. */
  get totals(): RunningTotals {
    void this.#version
    return this.#totals
  }

  /** What is asked under a capability, or under all, a line for the like in one measure; tracked. */
  groupLines(capability: Capability | null): readonly GroupLine[] {
    void this.#groupVersions.get(capability)
    return this.#groups.lines(capability)
  }

  groupLine(capability: Capability | null, key: string): GroupLine | null {
    void this.#groupVersions.get(capability)
    return this.#groups.line(capability, key)
  }

  /** Another moment from which agreements are this session's: everything is counted anew. */
  begin(agreedSince: number, rows: Iterable<readonly [string, Standing]>): void {
    this.#totals = new RunningTotals(agreedSince)
    for (const [id, standing] of rows) this.#totals.put(id, standing)
    this.#version += 1
  }

  putPledges(rows: Iterable<readonly [string, Standing | null]>): void {
    let isOther = false
    for (const [id, standing] of rows) {
      this.#totals.put(id, standing)
      isOther = true
    }
    if (isOther) this.#version += 1
  }

  putRequest(id: string, asked: { request: Request; counted: RequestCoverage } | null): void {
    for (const group of [null, ...this.#groups.put(id, asked)])
      this.#groupVersions.set(group, (this.#groupVersions.get(group) ?? 0) + 1)
  }
}

/** The currencies first, then what is counted, by capability, each unit in the order in which the page offers it. */
export function inOrder<L extends Counted & { readonly value: number }>(lines: readonly L[]): L[] {
  const order: readonly string[] = [...currencyChoices, ...unitChoices]
  const capability = ({ thing }: Counted) =>
    thing === null ? -1 : capabilities.indexOf(thing.capability)
  return lines.toSorted(
    (a, b) =>
      capability(a) - capability(b) ||
      order.indexOf(a.measure) - order.indexOf(b.measure) ||
      b.value - a.value,
  )
}
