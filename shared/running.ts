// Sums kept while rows come, change and go: an edit costs what its row adds, however many rows stand (rule K1).
import type { Counted, Thing } from './count.ts'
import { isCurrency, type Measure } from './figure.ts'
import { itemKey } from './items.ts'

/** What one row adds to one line. */
export interface Part<Field extends string> extends Counted {
  readonly sums: Readonly<Record<Field, number>>
  readonly atLeast: boolean
}

export interface RunningLine<Field extends string> extends Part<Field> {
  readonly key: string
  /** What each row adds, by its id. */
  readonly rows: ReadonlyMap<string, readonly Part<Field>[]>
}

/** The same for all that is added up in one line, and for nothing else (rule M1). */
export function lineKey({ measure, thing }: Counted): string {
  return thing === null ? measure : `${measure} ${thingKey(thing)}`
}

export function thingKey({ capability, item }: Thing): string {
  return `${capability} ${itemKey(item)}`
}

export function countedIn(measure: Measure, { capability, item }: Thing): Counted {
  return { measure, thing: isCurrency(measure) ? null : { capability, item } }
}

interface Kept<Field extends string> {
  readonly sums: Record<Field, number>
  /** Of how many parts more is unknown (rule M4). */
  unknown: number
  readonly rows: Map<string, Part<Field>[]>
}

/** Lines of which each knows its sums and its rows. */
export class RunningLines<Field extends string> {
  readonly #fields: readonly Field[]
  readonly #lines = new Map<string, Kept<Field>>()
  readonly #keysOf = new Map<string, ReadonlySet<string>>()

  constructor(fields: readonly Field[]) {
    this.#fields = fields
  }

  /** Takes out what the row added before and adds these; without any, the row is gone. */
  put(id: string, parts: readonly Part<Field>[]): void {
    this.#takeOut(id)
    if (parts.length === 0) return
    this.#keysOf.set(id, new Set(parts.map(lineKey)))
    for (const part of parts) {
      const line = this.#lineOf(lineKey(part))
      this.#add(line, part, 1)
      const own = line.rows.get(id)
      if (own === undefined) line.rows.set(id, [part])
      else own.push(part)
    }
  }

  get(key: string): RunningLine<Field> | null {
    const line = this.#lines.get(key)
    const [first] = line?.rows.values().next().value ?? []
    if (line === undefined || first === undefined) return null
    const { measure, thing } = first
    return {
      key,
      measure,
      thing,
      sums: { ...line.sums },
      atLeast: line.unknown > 0,
      rows: line.rows,
    }
  }

  /** All of them: costs as many as there are things to be counted, not rows. */
  lines(): RunningLine<Field>[] {
    return [...this.#lines.keys()].flatMap((key) => this.get(key) ?? [])
  }

  #takeOut(id: string): void {
    for (const key of this.#keysOf.get(id) ?? []) {
      const line = this.#lineOf(key)
      for (const part of line.rows.get(id) ?? []) this.#add(line, part, -1)
      line.rows.delete(id)
      if (line.rows.size === 0) this.#lines.delete(key)
    }
    this.#keysOf.delete(id)
  }

  #add(line: Kept<Field>, { sums, atLeast }: Part<Field>, sign: 1 | -1): void {
    for (const field of this.#fields) line.sums[field] += sign * sums[field]
    if (atLeast) line.unknown += sign
  }

  #lineOf(key: string): Kept<Field> {
    let line = this.#lines.get(key)
    if (line === undefined) {
      const sums = Object.fromEntries(this.#fields.map((field) => [field, 0]))
      line = { sums: sums as Record<Field, number>, unknown: 0, rows: new Map() }
      this.#lines.set(key, line)
    }
    return line
  }
}
