// The totals of a session as they run: what pledges come to under each heading, and which rows add nothing and why.
import {
  additionsOf,
  classOf,
  isDisputed,
  type PlacedPledge,
  type PledgeClass,
  type SumLine,
} from './count.ts'
import type { Makeup, Reason } from './makeup.ts'
import { countedIn, type Part, type RunningLine, RunningLines, thingKey } from './running.ts'

export const headings = ['firm', 'conditional', 'agreed'] as const
export type Heading = (typeof headings)[number]

export class RunningTotals {
  readonly #lines: Readonly<Record<Heading | 'leftOut', RunningLines<'value'>>> = {
    firm: new RunningLines(['value']),
    conditional: new RunningLines(['value']),
    agreed: new RunningLines(['value']),
    // What the rows that add nothing would add.
    leftOut: new RunningLines(['value']),
  }
  readonly #classOf = new Map<string, PledgeClass>()
  readonly #classes = new Map<PledgeClass, Set<string>>()
  readonly #thingOf = new Map<string, string>()
  readonly #unquantified = new Map<string, Set<string>>()
  readonly #disputed = new Set<string>()
  readonly #agreed = new Set<string>()
  readonly #agreedSince: number

  /** Gavelled before `agreedSince` is firm, but no agreement of this session. */
  constructor(agreedSince: number) {
    this.#agreedSince = agreedSince
  }

  /** The row as it stands now; null where there is none any more. */
  put(id: string, placed: Pick<PlacedPledge, 'pledge' | 'agreement'> | null): void {
    const kind = placed === null ? null : classOf(placed.pledge, placed.agreement)
    const parts = placed === null || kind === 'withdrawn' ? [] : partsOf(placed)
    const isAgreed = (placed?.agreement?.agreedAt ?? -1) >= this.#agreedSince
    const { firm, conditional, agreed, leftOut } = this.#lines
    firm.put(id, kind === 'firm' ? parts : [])
    conditional.put(id, kind === 'conditional' ? parts : [])
    agreed.put(id, kind === 'firm' && isAgreed ? parts : [])
    leftOut.put(id, kind === 'firm' || kind === 'conditional' ? [] : parts)
    move(this.#classes, this.#classOf.get(id), kind, id)
    const thing = placed !== null && kind === 'unquantified' ? thingKey(placed.pledge) : null
    move(this.#unquantified, this.#thingOf.get(id), thing, id)
    keep(this.#classOf, id, kind)
    keep(this.#thingOf, id, thing)
    const counts = placed !== null && kind !== 'withdrawn'
    if (counts && isDisputed(placed.pledge)) this.#disputed.add(id)
    else this.#disputed.delete(id)
    if (isAgreed) this.#agreed.add(id)
    else this.#agreed.delete(id)
  }

  sums(heading: Heading): (SumLine & { readonly key: string })[] {
    return this.#lines[heading].lines().map(toSum)
  }

  line(heading: Heading, key: string): RunningLine<'value'> | null {
    return this.#lines[heading].get(key)
  }

  /** Rows of a line, and those that would stand in it if they counted under its heading; largest first. */
  makeup(heading: Heading, key: string): Makeup {
    const counted = [...(this.line(heading, key)?.rows ?? [])].map(([id, parts]) => ({
      id,
      value: parts.reduce((sum, { sums }) => sum + sums.value, 0),
      atLeast: parts.some((part) => part.atLeast),
    }))
    const own = new Set(counted.map(({ id }) => id))
    const { firm, conditional, leftOut } = this.#lines
    const thing = key.slice(key.indexOf(' ') + 1)
    const beside = [
      ...(heading === 'conditional' ? [] : (conditional.get(key)?.rows.keys() ?? [])),
      ...(heading === 'agreed' ? (firm.get(key)?.rows.keys() ?? []) : []),
      ...(leftOut.get(key)?.rows.keys() ?? []),
      ...(this.#unquantified.get(thing) ?? []),
    ].filter((id) => !own.has(id))
    return {
      counted: counted.sort((a, b) => b.value - a.value),
      leftOut: [...new Set(beside)].map((id) => ({ id, reason: this.#reasonOf(id) })),
    }
  }

  /** How a row counts; null where there is none. */
  classOf(id: string): PledgeClass | null {
    return this.#classOf.get(id) ?? null
  }

  #reasonOf(id: string): Reason {
    const kind = this.classOf(id) ?? 'withdrawn'
    return kind === 'firm' ? 'not-agreed' : kind
  }

  /** The rows that count in this way. */
  rowsOf(kind: PledgeClass): ReadonlySet<string> {
    return this.#classes.get(kind) ?? new Set()
  }

  get disputed(): ReadonlySet<string> {
    return this.#disputed
  }

  /** Gavelled in this session, with or without a figure. */
  get agreed(): ReadonlySet<string> {
    return this.#agreed
  }

  /** How many pledges stand. */
  get standing(): number {
    return this.#classOf.size - this.rowsOf('withdrawn').size
  }
}

function partsOf({
  pledge,
  agreement,
}: Pick<PlacedPledge, 'pledge' | 'agreement'>): Part<'value'>[] {
  return additionsOf(pledge, agreement).map(({ measure, item, value, atLeast }) => ({
    ...countedIn(measure, { capability: pledge.capability, item }),
    sums: { value },
    atLeast,
  }))
}

function toSum({ key, measure, thing, sums, atLeast }: RunningLine<'value'>) {
  return { key, measure, thing, value: sums.value, atLeast }
}

function keep<T>(map: Map<string, T>, id: string, value: T | null): void {
  if (value === null) map.delete(id)
  else map.set(id, value)
}

function move<K>(sets: Map<K, Set<string>>, from: K | undefined, to: K | null, id: string): void {
  if (from === to) return
  if (from !== undefined) sets.get(from)?.delete(id)
  if (to === null) return
  const set = sets.get(to)
  if (set === undefined) sets.set(to, new Set([id]))
  else set.add(id)
}
