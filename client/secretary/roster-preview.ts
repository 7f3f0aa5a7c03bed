// What an import would do: a verdict for each cell, and each row beside the roster that stands (rule L8).
import { type DelegationEntry, delegationSchema } from '#shared/session.ts'
import type { z } from '#shared/z.ts'
import { cellOf, type Column, columns, type Mapping, wordsOf } from './roster-words.ts'
import type { SheetRow } from './sheet.ts'

/** A row as it stands in the preview, where its cells can be corrected. */
export interface RowWords {
  /** In the file; 0 for a delegation kept from the standing roster. */
  readonly number: number
  readonly cells: Readonly<Record<Column, string>>
  /** Cells to the right of the last column, which have no meaning. */
  readonly beyond: number
}

export type CellFault =
  | { readonly code: 'empty' | 'unprintable' | 'formula' | 'code' | 'choice' }
  | { readonly code: 'too_long'; readonly max: number }
  | { readonly code: 'duplicate'; readonly row: number }

export interface CellVerdict {
  readonly fault: CellFault | null
  /** What stands in the roster, where that differs. */
  readonly before: string | null
}

export interface RowVerdict {
  readonly state: 'new' | 'changed' | 'unchanged'
  readonly cells: Readonly<Record<Column, CellVerdict>>
  readonly faults: number
}

/** A delegation of the standing roster that the file does not name. */
export interface Leaving {
  readonly id: string
  /** It has rows on the board or seats: the server will not drop it. */
  readonly inUse: boolean
}

export interface Preview {
  readonly rows: readonly RowVerdict[]
  readonly leaving: readonly Leaving[]
  /** Cells that are wrong, and delegations that cannot leave. */
  readonly faults: number
  /** What would be imported; null while something is wrong. */
  readonly delegations: readonly DelegationEntry[] | null
}

export function rowsOf(
  rows: readonly SheetRow[],
  header: readonly string[],
  mapping: Mapping,
): RowWords[] {
  return rows.map(({ number, cells }) => ({
    number,
    cells: Object.fromEntries(
      columns.map((column) => {
        const at = mapping[column]
        return [column, cellOf(column, at === null ? '' : (cells[at] ?? ''))]
      }),
    ) as Record<Column, string>,
    beyond: cells.slice(header.length).filter((cell) => cell.trim() !== '').length,
  }))
}

export function previewOf(
  rows: readonly RowWords[],
  standing: ReadonlyMap<string, DelegationEntry>,
  inUse: ReadonlySet<string>,
): Preview {
  const rowsById = Map.groupBy(rows, ({ cells }) => cells.id)
  const verdicts = rows.map((row) => {
    const twins = rowsById.get(row.cells.id) ?? []
    return verdictOf(row, standing, twins.find((twin) => twin !== row) ?? null)
  })
  const leaving = [...standing.keys()]
    .filter((id) => !rowsById.has(id))
    .map((id) => ({ id, inUse: inUse.has(id) }))
  const faults =
    verdicts.reduce((sum, row) => sum + row.faults, 0) + leaving.filter((row) => row.inUse).length
  const delegations =
    faults > 0 || rows.length === 0
      ? null
      : rows.map(({ cells }) => delegationSchema.parse(entryIn(cells)))
  return { rows: verdicts, leaving, faults, delegations }
}

/** What may be left empty says nothing. */
function entryIn(cells: RowWords['cells']): object {
  return { ...cells, stanceScope: cells.stanceScope === '' ? null : cells.stanceScope }
}

function verdictOf(
  row: RowWords,
  standing: ReadonlyMap<string, DelegationEntry>,
  twin: RowWords | null,
): RowVerdict {
  const found = new Map<string, CellFault>()
  const issues = delegationSchema.safeParse(entryIn(row.cells)).error?.issues ?? []
  for (const issue of issues) {
    const column = String(issue.path[0]) as Column
    if (!found.has(column)) found.set(column, faultOf(column, row.cells[column], issue))
  }
  for (const column of columns)
    // Spreadsheets would run such a cell when the roster is opened there again.
    if (/^[=+\-@\t\r]/u.test(row.cells[column])) found.set(column, { code: 'formula' })
  if (twin !== null && !found.has('id')) found.set('id', { code: 'duplicate', row: twin.number })
  const before = standing.get(row.cells.id)
  const was = before === undefined ? null : wordsOf(before)
  const cells = Object.fromEntries(
    columns.map((column): [Column, CellVerdict] => {
      const differs = was !== null && was[column] !== row.cells[column]
      return [column, { fault: found.get(column) ?? null, before: differs ? was[column] : null }]
    }),
  ) as Record<Column, CellVerdict>
  const isChanged = Object.values(cells).some(({ before }) => before !== null)
  const state = was === null ? 'new' : isChanged ? 'changed' : 'unchanged'
  return { state, cells, faults: found.size }
}

function faultOf(column: Column, text: string, issue: z.core.$ZodIssue): CellFault {
  if (text.trim() === '') return { code: 'empty' }
  if (column === 'id') return { code: 'code' }
  if (column === 'kind' || column === 'role' || column === 'stance') return { code: 'choice' }
  if (issue.code === 'too_big') return { code: 'too_long', max: Number(issue.maximum) }
  return { code: 'unprintable' }
}
