// A table as CSV that any spreadsheet opens and none executes (RFC 4180).
import type { Cell, Table } from './table.ts'

export const separators = { comma: ',', semicolon: ';' } as const
export type Separator = keyof typeof separators

/** With a byte order mark, so that Excel reads it as UTF-8. Spreadsheets of France and Ukraine want semicolons. */
export function csvOf({ heads, rows }: Table, separator: Separator = 'comma'): string {
  const sign = separators[separator]
  const line = (cells: readonly Cell[]) => cells.map((cell) => fieldOf(cell, sign)).join(sign)
  return `\uFEFF${[heads, ...rows].map(line).join('\r\n')}\r\n`
}

function fieldOf(cell: Cell, sign: string): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return cell instanceof Date ? cell.toISOString() : String(cell)
  const text = inert(cell)
  return text.includes(sign) || /["\r\n]/u.test(text) || text !== text.trim()
    ? `"${text.replaceAll('"', '""')}"`
    : text
}

/** What a spreadsheet would take for a formula begins with an apostrophe, which it shows as text. */
function inert(text: string): string {
  return /^\s*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text
}
