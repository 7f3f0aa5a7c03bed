// Statements handed in: every one stays, the newest of a delegation for an item counts.
import type { Statement } from '#shared/statement.ts'
import type { Database } from './database.ts'

export function addStatement(
  db: Database,
  session: string,
  id: string,
  { item, delegation, text, at, by }: Statement,
): boolean {
  const added = db.run(
    `INSERT INTO statement (session, id, item, delegation, text, at, name)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, id) DO NOTHING`,
    session,
    id,
    item,
    delegation,
    text,
    at,
    by,
  )
  return added === 1
}

export function readStatements(db: Database, session: string, item: string | null): Statement[] {
  const rows = db.all<Statement>(
    `SELECT item, delegation, text, at, name AS by FROM statement
     WHERE text IS NOT NULL AND number IN (
       SELECT max(number) FROM statement
       WHERE session = ? AND (? IS NULL OR item = ?) GROUP BY item, delegation
     )
     ORDER BY number`,
    session,
    item,
    item,
  )
  return rows.map((row) => ({ ...row }))
}
