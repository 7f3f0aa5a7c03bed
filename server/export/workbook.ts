// The tables of a session as one workbook: a sheet each, numbers as numbers, times as times. Text is written as text, so
// that nothing in it is ever taken for a formula (X2).
import writeXlsxFile, { type Cell as SheetCell } from 'write-excel-file/node'
import type { Snapshot } from '#shared/export/snapshot.ts'
import { type Cell, type Table, tableOf } from '#shared/export/table.ts'
import { tableNamed, tableNames } from '#shared/export/tables.ts'
import { type ExportLanguage, exportWords } from '#shared/export/words.ts'

export async function workbookOf(
  snapshot: Snapshot,
  lang: ExportLanguage = 'en',
): Promise<Uint8Array<ArrayBuffer>> {
  const { title, date, place, state, marking } = snapshot.session
  const about = tableOf('session', marking, [{ title, date, place, state }], lang)
  const tables = [about, ...tableNames.map((name) => tableNamed(name, snapshot, lang))]
  const { sheets } = exportWords[lang]
  const buffer = await writeXlsxFile(
    tables.map((table) => ({
      sheet: sheets[table.name as keyof typeof sheets],
      data: [headOf(table), ...table.rows.map((row) => row.map(cellOf))],
      columns: table.heads.map((head, i) => ({ width: widthOf(table, head, i) })),
      stickyRowsCount: 1,
      orientation: 'landscape' as const,
    })),
    { fontFamily: 'Calibri', fontSize: 11 },
  ).toBuffer()
  return new Uint8Array(buffer)
}

function headOf({ heads }: Table): SheetCell[] {
  return heads.map((value) => ({ value, type: String, fontWeight: 'bold' as const }))
}

function cellOf(value: Cell): SheetCell {
  if (value === null) return null
  if (typeof value === 'string') return { value, type: String }
  if (typeof value === 'number')
    return { value, type: Number, format: Number.isInteger(value) ? '#,##0' : '#,##0.00' }
  if (typeof value === 'boolean') return { value, type: Boolean }
  return { value, type: Date, format: 'yyyy-mm-dd hh:mm' }
}

/** As wide as what stands there, within reason; the first rows tell. */
function widthOf({ rows }: Table, head: string, column: number): number {
  const longest = rows
    .slice(0, 200)
    .reduce((most, row) => Math.max(most, String(row[column] ?? '').length), head.length)
  return Math.min(60, longest + 2)
}
