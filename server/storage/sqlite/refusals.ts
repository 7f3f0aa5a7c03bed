// Edits that do not stand, kept for their authors; a dismissed one is kept too, for the record.
import type { Scalar } from '#shared/board.ts'
import type { RefusalRow } from '../storage.ts'
import type { Database } from './database.ts'

export function insertRefusal(
  db: Database,
  document: number,
  session: string,
  row: RefusalRow,
): void {
  db.run(
    `INSERT INTO refusal
       (document, session, seat, id, at, kind, root, row_id, field, attempted, kept, reason, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    document,
    session,
    row.seat,
    row.id,
    row.at,
    row.kind,
    row.root,
    row.row,
    row.field,
    JSON.stringify(row.attempted),
    JSON.stringify(row.kept),
    JSON.stringify(row.reason),
    row.raw,
  )
}

type StoredRefusal = Omit<RefusalRow, 'attempted' | 'kept' | 'reason'> & {
  readonly attempted: string
  readonly kept: string
  readonly reason: string
}

export function readRefusals(
  db: Database,
  session: string,
  seat: string,
  limit: number,
): RefusalRow[] {
  return db
    .all<StoredRefusal>(
      `SELECT seat, id, at, kind, root, row_id AS row, field, attempted, kept, reason, raw
       FROM refusal WHERE session = ? AND seat = ? AND dismissed = 0 ORDER BY ordinal DESC LIMIT ?`,
      session,
      seat,
      limit,
    )
    .map((row) => ({
      ...row,
      attempted: JSON.parse(row.attempted) as Scalar,
      kept: JSON.parse(row.kept) as Scalar,
      reason: JSON.parse(row.reason) as RefusalRow['reason'],
    }))
    .reverse()
}

export function dismissRefusal(db: Database, session: string, seat: string, id: string): boolean {
  const sql =
    'UPDATE refusal SET dismissed = 1 WHERE session = ? AND seat = ? AND id = ? AND dismissed = 0'
  return db.run(sql, session, seat, id) === 1
}
