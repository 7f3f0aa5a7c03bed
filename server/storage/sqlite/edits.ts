// Who changed which field of which row, from what to what (rule D3).
import type { Scalar } from '#shared/board.ts'
import type { EditRow, LogRow } from '../storage.ts'
import type { Database } from './database.ts'

export function insertEdit(db: Database, document: number, log: LogRow | null, row: EditRow): void {
  if (row.seq !== log?.seq) {
    throw db.fault('misfit', `an edit of seq ${row.seq} in the tick of seq ${log?.seq}`)
  }
  db.run(
    `INSERT INTO edit (document, seq, at, seat, root, row_id, field, value_before, value_after)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    document,
    row.seq,
    row.at,
    row.seat,
    row.root,
    row.row,
    row.field,
    JSON.stringify(row.before),
    JSON.stringify(row.after),
  )
}

type StoredEdit = Omit<EditRow, 'before' | 'after'> & {
  readonly before: string
  readonly after: string
}

export function readEdits(
  db: Database,
  document: number,
  root: string,
  row: string,
  limit: number,
): EditRow[] {
  return db
    .all<StoredEdit>(
      `SELECT seq, at, seat, root, row_id AS row, field, value_before AS "before", value_after AS "after"
       FROM edit WHERE document = ? AND root = ? AND row_id = ? ORDER BY id DESC LIMIT ?`,
      document,
      root,
      row,
      limit,
    )
    .map((edit) => ({
      ...edit,
      before: JSON.parse(edit.before) as Scalar,
      after: JSON.parse(edit.after) as Scalar,
    }))
    .reverse()
}
