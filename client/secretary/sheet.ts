// A table of text as somebody gave it: a CSV file of whatever program and country, or cells pasted from one.
// Whatever is in it, it is read within bounds or refused in words.
import type Papa from 'papaparse'
import { type Column, columns, heads, recognised } from './roster-words.ts'
import { type Encoding, textOf } from './text-of.ts'

export const maxBytes = 1024 * 1024
export const maxRows = 300
const maxColumns = 64
const separators = [',', ';', '\t', '|'] as const

export interface Sheet {
  readonly header: readonly string[]
  readonly rows: readonly SheetRow[]
  readonly separator: string
  /** Null for pasted text. */
  readonly encoding: Encoding | null
}

/** `number` counts as spreadsheets do: the header is row 1. */
export interface SheetRow {
  readonly number: number
  readonly cells: readonly string[]
}

type PlainFault =
  | 'too_large'
  | 'too_many_rows'
  | 'too_many_columns'
  | 'not_text'
  | 'workbook'
  | 'empty'
  | 'no_header'
export type SheetFault =
  { readonly code: PlainFault } | { readonly code: 'quote'; readonly row: number }

export function isFault(sheet: Sheet | SheetFault): sheet is SheetFault {
  return 'code' in sheet
}

/** `papa` is handed in: the page loads it when the first file comes. */
export function readFile(papa: typeof Papa, bytes: Uint8Array): Sheet | SheetFault {
  if (bytes.length > maxBytes) return { code: 'too_large' }
  // A workbook is a zip archive, or the older compound file.
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16)).join(' ')
  if (magic === '50 4b 3 4' || magic === 'd0 cf 11 e0') return { code: 'workbook' }
  const read = textOf(bytes)
  if (read === null) return { code: 'not_text' }
  return readSheet(papa, read.text, read.encoding)
}

export function readSheet(
  papa: typeof Papa,
  given: string,
  encoding: Encoding | null = null,
): Sheet | SheetFault {
  if (given.length > maxBytes) return { code: 'too_large' }
  if (given.includes('\0')) return { code: 'not_text' }
  // Excel's own line that names the separator.
  const named = /^\uFEFF?sep=(.)\r?\n/u.exec(given)
  const text = given.slice(named?.[0].length ?? 0).replace(/^\uFEFF/u, '')
  if (text.trim() === '') return { code: 'empty' }
  const separator = named?.[1] ?? separatorOf(papa, text)
  const { data, errors } = papa.parse<string[]>(text, {
    delimiter: separator,
    // Blank lines come along, so that row numbers stay those of the file; more rows than these are too many.
    preview: maxRows * 4,
  })
  if (data.some((cells) => cells.length > maxColumns)) return { code: 'too_many_columns' }
  const quote = errors.find(({ type }) => type === 'Quotes')
  if (quote !== undefined) return { code: 'quote', row: (quote.row ?? 0) + 1 }
  const [header, ...rows] = data
    .map((cells, i) => ({ number: i + 1, cells }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (header === undefined) return { code: 'empty' }
  if (recognised(header.cells) < 2) return { code: 'no_header' }
  if (rows.length === 0) return { code: 'empty' }
  if (rows.length > maxRows) return { code: 'too_many_rows' }
  return { header: header.cells.map((head) => head.trim()), rows, separator, encoding }
}

/** The separator under which the first line names the most columns that a roster has. */
function separatorOf(papa: typeof Papa, text: string): string {
  const line = /^\s*([^\r\n]*)/u.exec(text.slice(0, 10_000))?.[1] ?? ''
  const scores = separators.map((separator) => {
    const [header = []] = papa.parse<string[]>(line, { delimiter: separator }).data
    return recognised(header)
  })
  return separators[scores.indexOf(Math.max(...scores))] ?? ','
}

/** A table as a file: with a byte order mark, so that Excel reads it as UTF-8, and no cell that it would run. */
export function writeSheet(
  papa: typeof Papa,
  rows: readonly Readonly<Record<Column, string>>[],
  separator: ',' | ';',
): string {
  const cells = rows.map((row) => columns.map((column) => row[column]))
  const text = papa.unparse([columns.map((column) => heads[column]), ...cells], {
    delimiter: separator,
    escapeFormulae: true,
  })
  return `\uFEFF${text}\r\n`
}
