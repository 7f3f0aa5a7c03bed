// The rows of the ledger; the meaning of their chain is in record/ledger.ts.
import type { DocId, LedgerRow } from '../storage.ts'
import type { Database } from './database.ts'

const ledgerColumns = 'number, at, seat, actor, role, delegation, act, input, facts, previous, hash'

export function newestLedgerRow(db: Database, session: string): LedgerRow | null {
  const sql = `SELECT ${ledgerColumns} FROM ledger WHERE session = ? ORDER BY number DESC LIMIT 1`
  const row = db.one<LedgerRow>(sql, session)
  return row === undefined ? null : { ...row }
}

export function insertLedger(
  db: Database,
  doc: DocId,
  session: string,
  rows: readonly LedgerRow[],
): void {
  if (doc !== session) throw db.fault('misfit', `document ${doc}: a caucus has no ledger`)
  let head = newestLedgerRow(db, session)
  for (const row of rows) {
    const next = (head?.number ?? 0) + 1
    if (row.number !== next || (head !== null && row.previous !== head.hash)) {
      const detail = `session ${session}: ledger row ${row.number} does not follow ${next - 1}`
      throw db.fault('misfit', detail)
    }
    db.run(
      `INSERT INTO ledger (session, ${ledgerColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      session,
      row.number,
      row.at,
      row.seat,
      row.actor,
      row.role,
      row.delegation,
      row.act,
      row.input,
      row.facts,
      row.previous,
      row.hash,
    )
    head = row
  }
}

export function readLedger(db: Database, session: string, after: number): LedgerRow[] {
  const sql = `SELECT ${ledgerColumns} FROM ledger WHERE session = ? AND number > ? ORDER BY number`
  return db.all<LedgerRow>(sql, session, after).map((row) => ({ ...row }))
}
