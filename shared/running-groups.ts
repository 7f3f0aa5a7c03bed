// What is asked in one line and how far it is covered, as requests and their pledges change (rule M9).
import type { Capability } from './request.ts'
import { askedLines, type RequestCoverage } from './coverage.ts'
import type { Thing } from './count.ts'
import { countedIn, type Part, type RunningLine, RunningLines } from './running.ts'

const fields = [
  'needed',
  'open',
  'over',
  'received',
  'agreed',
  'firm',
  'conditional',
  'requests',
] as const
export type GroupField = (typeof fields)[number]
export type GroupLine = RunningLine<GroupField>

/** A line for what is added up, requests for the same thing in the same measure: over all, and in each capability. */
export class RunningGroups {
  readonly #whole = new RunningLines(fields)
  readonly #groups = new Map<Capability, RunningLines<GroupField>>()
  readonly #groupOf = new Map<string, Capability>()

  /** The request as it stands now, null where there is none. Answers with the capabilities it concerns. */
  put(
    id: string,
    asked: { readonly request: Thing; readonly counted: RequestCoverage } | null,
  ): ReadonlySet<Capability> {
    const touched = new Set<Capability>()
    const before = this.#groupOf.get(id)
    if (before !== undefined) touched.add(before)
    if (before !== undefined && before !== asked?.request.capability) {
      this.#groups.get(before)?.put(id, [])
      this.#groupOf.delete(id)
    }
    const parts = asked === null ? [] : partsOf(asked.request, asked.counted)
    this.#whole.put(id, parts)
    if (asked === null) return touched
    const { capability } = asked.request
    this.#groupOf.set(id, capability)
    this.#linesOf(capability).put(id, parts)
    return touched.add(capability)
  }

  /** Null: over all, where money of every capability is one line. */
  lines(capability: Capability | null): GroupLine[] {
    return this.#of(capability)?.lines() ?? []
  }

  line(capability: Capability | null, key: string): GroupLine | null {
    return this.#of(capability)?.get(key) ?? null
  }

  #of(capability: Capability | null): RunningLines<GroupField> | undefined {
    return capability === null ? this.#whole : this.#groups.get(capability)
  }

  #linesOf(capability: Capability): RunningLines<GroupField> {
    let lines = this.#groups.get(capability)
    if (lines === undefined) this.#groups.set(capability, (lines = new RunningLines(fields)))
    return lines
  }
}

/** The request's own line, and the further ones that name a figure; it is counted once, with the first. */
function partsOf({ capability, item }: Thing, counted: RequestCoverage): Part<GroupField>[] {
  return askedLines(counted, item).map((line, i) => {
    const { needed, open, over, received, agreed, firm, conditional, atLeast } = line.coverage
    const sums = {
      needed,
      open,
      over,
      received,
      agreed,
      firm,
      conditional,
      requests: i > 0 ? 0 : 1,
    }
    return { ...countedIn(line.measure, { capability, item: line.item }), sums, atLeast }
  })
}
