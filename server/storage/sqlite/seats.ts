// Join links and the seats taken with them.
import type { LinkRow, SeatRow } from '../storage.ts'
import type { Database } from './database.ts'

const linkColumns = `id, session, role, delegation, seat_limit AS seatLimit,
  created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt`
const seatColumns = `id, link, session, role, delegation, name, function,
  created_at AS createdAt, revoked_at AS revokedAt`

export function createLink(db: Database, row: LinkRow): void {
  db.run(
    `INSERT INTO link (id, session, role, delegation, seat_limit, created_at, expires_at, revoked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.session,
    row.role,
    row.delegation,
    row.seatLimit,
    row.createdAt,
    row.expiresAt,
    row.revokedAt,
  )
}

export function readLink(db: Database, id: string): LinkRow | null {
  const row = db.one<LinkRow>(`SELECT ${linkColumns} FROM link WHERE id = ?`, id)
  return row === undefined ? null : { ...row }
}

export function listLinks(db: Database, session: string): LinkRow[] {
  const sql = `SELECT ${linkColumns} FROM link WHERE session = ? ORDER BY created_at, id`
  return db.all<LinkRow>(sql, session).map((row) => ({ ...row }))
}

export function revokeLink(db: Database, id: string, at: number): void {
  db.transaction(() => {
    db.run('UPDATE link SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', at, id)
    db.run('UPDATE seat SET revoked_at = ? WHERE link = ? AND revoked_at IS NULL', at, id)
  })
}

/** Counts and takes the place in one statement: two people at the last chair do not both sit (rule L3). */
export function createSeat(db: Database, row: SeatRow): boolean {
  if (readSeat(db, row.id) !== null) return true
  const link = readLink(db, row.link)
  if (link === null) throw db.fault('misfit', `seat ${row.id}: there is no link ${row.link}`)
  const taken = db.run(
    `INSERT INTO seat (id, link, session, role, delegation, name, function, created_at, revoked_at)
     SELECT ?, link.id, ?, ?, ?, ?, ?, ?, ? FROM link
     WHERE link.id = ? AND link.revoked_at IS NULL AND link.seat_limit >
       (SELECT count(*) FROM seat WHERE seat.link = link.id AND seat.revoked_at IS NULL)`,
    row.id,
    row.session,
    row.role,
    row.delegation,
    row.name,
    row.function,
    row.createdAt,
    row.revokedAt,
    row.link,
  )
  return taken === 1
}

export function renameSeat(db: Database, id: string, name: string, fn: string): void {
  db.run('UPDATE seat SET name = ?, function = ? WHERE id = ?', name, fn, id)
}

export function readSeat(db: Database, id: string): SeatRow | null {
  const row = db.one<SeatRow>(`SELECT ${seatColumns} FROM seat WHERE id = ?`, id)
  return row === undefined ? null : { ...row }
}

export function listSeats(db: Database, session: string): SeatRow[] {
  const sql = `SELECT ${seatColumns} FROM seat WHERE session = ? ORDER BY created_at, id`
  return db.all<SeatRow>(sql, session).map((row) => ({ ...row }))
}

export function revokeSeat(db: Database, id: string, at: number): void {
  db.run('UPDATE seat SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', at, id)
}
