// Sessions, and the secrets of the installation.
import type { SessionRow } from '../storage.ts'
import type { Database } from './database.ts'

const columns = 'id, created_at AS createdAt'

export function createSession(db: Database, row: SessionRow, epoch: string): void {
  const sql = 'INSERT INTO session (id, created_at, epoch) VALUES (?, ?, ?)'
  db.run(sql, row.id, row.createdAt, epoch)
}

/** A copy that was put in the place of a store begins another history (rule G17). */
export function giveEpochs(db: Database, newEpoch: () => string): void {
  for (const { id } of db.all<{ id: string }>(`SELECT id FROM session WHERE epoch = ''`))
    db.run('UPDATE session SET epoch = ? WHERE id = ?', newEpoch(), id)
}

export function readSession(db: Database, id: string): SessionRow | null {
  const row = db.one<SessionRow>(`SELECT ${columns} FROM session WHERE id = ?`, id)
  return row === undefined ? null : { ...row }
}

export function listSessions(db: Database): SessionRow[] {
  const sql = `SELECT ${columns} FROM session ORDER BY created_at, id`
  return db.all<SessionRow>(sql).map((row) => ({ ...row }))
}

export function readOrMakeSecret(db: Database, name: string, make: () => Uint8Array): Uint8Array {
  const find = 'SELECT bytes FROM secret WHERE name = ?'
  const found = db.one<{ bytes: Uint8Array }>(find, name)
  if (found !== undefined) return found.bytes
  const made = make()
  db.run('INSERT INTO secret (name, bytes) VALUES (?, ?)', name, made)
  return made
}
