// Messages, and the circles of seats that each is for.
import type { Message } from '#shared/messages.ts'
import type { Database } from './database.ts'

export function addMessage(
  db: Database,
  session: string,
  { id, at, thread, seat, by, role, delegation, text }: Message,
  circles: readonly string[],
): boolean {
  return db.transaction(() => {
    const added = db.one<{ number: number }>(
      `INSERT INTO message (session, id, at, thread, seat, name, role, delegation, text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, id) DO NOTHING RETURNING number`,
      session,
      id,
      at,
      thread,
      seat,
      by,
      role,
      delegation,
      text,
    )
    if (added === undefined) return false
    const sql = 'INSERT INTO message_circle (session, circle, message) VALUES (?, ?, ?)'
    for (const circle of circles) db.run(sql, session, circle, added.number)
    return true
  })
}

export function readMessages(
  db: Database,
  session: string,
  circles: readonly string[],
  before: string | null,
  limit: number,
): Message[] {
  // A message that is for two of the circles is found twice, and told once.
  const rows = db.all<Message>(
    `SELECT id, at, thread, seat, name AS by, role, delegation, text FROM message
     WHERE number IN (
       SELECT message FROM message_circle
       WHERE session = ? AND circle IN (SELECT value FROM json_each(?))
         AND (? IS NULL OR message < (SELECT number FROM message WHERE session = ? AND id = ?))
     )
     ORDER BY number DESC LIMIT ?`,
    session,
    JSON.stringify(circles),
    before,
    session,
    before,
    limit,
  )
  return rows.map((row) => ({ ...row })).reverse()
}
