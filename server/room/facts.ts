// Writes the facts of a formal act into the roots that only the server writes.
import type * as Y from 'yjs'
import { createRow, editRow, rootOf, type Scalar } from '#shared/board.ts'
import type { FormalName } from '#shared/commands.ts'
import type { Done, Fact } from '../acts/act.ts'

type Fields = Record<string, Scalar>

/** One transaction: rows that are missing are born whole, others get the fields that differ, removed ones go. */
export function applyFacts(doc: Y.Doc, done: Pick<Done<FormalName>, 'facts' | 'remove'>): void {
  doc.transact(() => {
    for (const { root, row } of done.remove ?? []) doc.getMap(root).delete(row)
    for (const { root, row, fields } of rowsOf(done.facts)) {
      if (root === 'session') editSession(doc, fields)
      else if (rootOf(doc, root).has(row)) editRow(doc, root, row, fields)
      else createRow(doc, root, row, fields)
    }
  })
}

/** Facts gathered by row, in the order in which the rows are first named. */
function rowsOf(
  facts: readonly Fact[],
): Iterable<{ root: Fact['root']; row: string; fields: Fields }> {
  const rows = new Map<string, { root: Fact['root']; row: string; fields: Fields }>()
  for (const { root, row, field, value } of facts) {
    const key = `${root} ${row}`
    let entry = rows.get(key)
    if (entry === undefined) rows.set(key, (entry = { root, row, fields: {} }))
    entry.fields[field] = value
  }
  return rows.values()
}

function editSession(doc: Y.Doc, fields: Fields): void {
  const session = doc.getMap<Scalar>('session')
  for (const [field, value] of Object.entries(fields))
    if (session.get(field) !== value) session.set(field, value)
}
