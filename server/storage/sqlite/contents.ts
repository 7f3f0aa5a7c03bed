// What documents hold, in parts, so that a slow reader needs one of them at a time.
import type { Content } from '../storage.ts'
import type { Database } from './database.ts'

const partSize = 256 * 1024

export function addContent(
  db: Database,
  session: string,
  { id, at, bytes }: Content,
  quota: number,
): boolean {
  return db.transaction(() => {
    const known = 'SELECT 1 FROM content WHERE session = ? AND id = ?'
    if (db.one(known, session, id) !== undefined) return true
    const sum = 'SELECT coalesce(sum(size), 0) AS used FROM content WHERE session = ?'
    const used = db.one<{ used: number }>(sum, session)?.used ?? 0
    if (used + bytes.length > quota) return false
    const insert = 'INSERT INTO content (session, id, at, size) VALUES (?, ?, ?, ?)'
    db.run(insert, session, id, at, bytes.length)
    const insertPart = 'INSERT INTO content_part (session, id, part, bytes) VALUES (?, ?, ?, ?)'
    for (let part = 0; part * partSize < bytes.length; part++)
      db.run(insertPart, session, id, part, bytes.subarray(part * partSize, (part + 1) * partSize))
    return true
  })
}

export function readContent(
  db: Database,
  session: string,
  id: string,
  part: number,
): Uint8Array | null {
  const sql = 'SELECT bytes FROM content_part WHERE session = ? AND id = ? AND part = ?'
  return db.one<{ bytes: Uint8Array }>(sql, session, id, part)?.bytes ?? null
}

export function listContents(db: Database, session: string): string[] {
  const sql = 'SELECT id FROM content WHERE session = ? ORDER BY at, id'
  return db.all<{ id: string }>(sql, session).map(({ id }) => id)
}

export function dropContent(db: Database, session: string, id: string): void {
  db.transaction(() => {
    db.run('DELETE FROM content_part WHERE session = ? AND id = ?', session, id)
    db.run('DELETE FROM content WHERE session = ? AND id = ?', session, id)
  })
}
