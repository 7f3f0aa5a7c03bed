// A table as exports write it: heads in words, cells of plain kinds, and the session's marking in every row (G4).
import { type Currency, minorPerUnit } from '../money.ts'
import { type ExportLanguage, headOf } from './words.ts'

export type Cell = string | number | boolean | Date | null

export interface Table {
  /** What it is called as a file or a sheet. */
  readonly name: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export type Entry = Readonly<Record<string, Cell>>

/** Columns in the order in which the entries first name them. */
export function tableOf(
  name: string,
  marking: string,
  entries: readonly Entry[],
  lang: ExportLanguage = 'en',
): Table {
  const fields = [...new Set(entries.flatMap((entry) => Object.keys(entry)))]
  return {
    name,
    heads: [...fields, 'marking'].map((field) => headOf(field, lang)),
    rows: entries.map((entry) => [...fields.map((field) => entry[field] ?? null), marking]),
  }
}

/** Minor units as the amount that people write. */
export function amountOf(minor: number | null, currency: Currency | null): number | null {
  return minor === null || currency === null ? null : minor / minorPerUnit(currency)
}

export function timeOf(at: number | null | undefined): Date | null {
  return typeof at === 'number' ? new Date(at) : null
}

/** As they were made. */
export function inOrder<T>(rows: ReadonlyMap<string, T>): [string, T][] {
  const bornOf = (id: string) => id.slice(id.indexOf('~') + 1)
  return [...rows].sort(([a], [b]) => (bornOf(a) < bornOf(b) ? -1 : bornOf(a) > bornOf(b) ? 1 : 0))
}
