// Answers given to commands, so that a second sending is answered alike (rule C3).
import type { AnswerRow } from '../storage.ts'
import type { Database } from './database.ts'

const insert =
  'INSERT INTO answer (session, seat, command_id, digest, answer) VALUES (?, ?, ?, ?, ?)'

/** Throws if the command has its answer already: a formal act is done once, or not at all. */
export function insertAnswer(db: Database, session: string, row: AnswerRow): void {
  db.run(insert, session, row.seat, row.commandId, row.digest, row.answer)
}

/** Of two answers to a command that is no formal act, the first stays. */
export function keepAnswer(db: Database, session: string, row: AnswerRow): void {
  const sql = `${insert} ON CONFLICT DO NOTHING`
  db.run(sql, session, row.seat, row.commandId, row.digest, row.answer)
}

export function readAnswer(
  db: Database,
  session: string,
  seat: string,
  commandId: string,
): AnswerRow | null {
  const row = db.one<AnswerRow>(
    `SELECT seat, command_id AS commandId, digest, answer
     FROM answer WHERE session = ? AND seat = ? AND command_id = ?`,
    session,
    seat,
    commandId,
  )
  return row === undefined ? null : { ...row }
}
