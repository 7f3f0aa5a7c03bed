// The SQLite store: one file that one server owns. Calls are synchronous inside, so each is a step of its own.
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { StorageError } from './error.ts'
import { keepAnswer, readAnswer } from './sqlite/answers.ts'
import { addContent, dropContent, listContents, readContent } from './sqlite/contents.ts'
import { copyTo } from './sqlite/copy.ts'
import { type Database, openDatabase, storageError } from './sqlite/database.ts'
import { append, findDocument, loadDoc, saveSnapshot } from './sqlite/documents.ts'
import { readEdits } from './sqlite/edits.ts'
import { readLedger } from './sqlite/ledger.ts'
import { addMessage, readMessages } from './sqlite/messages.ts'
import { dismissRefusal, readRefusals } from './sqlite/refusals.ts'
import * as seats from './sqlite/seats.ts'
import {
  createSession,
  giveEpochs,
  listSessions,
  readOrMakeSecret,
  readSession,
} from './sqlite/sessions.ts'
import { addStatement, readStatements } from './sqlite/statements.ts'
import type { Storage } from './storage.ts'

export interface SqliteOptions {
  /** How long to wait for another server that is just letting go of the file. */
  readonly waitMs?: number
  /** Makes the epoch of a new or restored session; must never repeat itself. */
  readonly newEpoch?: () => string
}

/** Rejects with a StorageError if the file cannot be had whole, writable and alone. */
export async function openSqlite(file: string, options: SqliteOptions = {}): Promise<Storage> {
  const { waitMs = 3000, newEpoch = () => randomBytes(9).toString('base64url') } = options
  const patience = AbortSignal.timeout(waitMs)
  for (;;) {
    try {
      const db = openDatabase(file)
      giveEpochs(db, newEpoch)
      return storageOn(db, newEpoch)
    } catch (error) {
      const owned = error instanceof StorageError && error.fault === 'owned'
      if (!owned || patience.aborted) throw error
      await setTimeout(50)
    }
  }
}

export function storageOn(db: Database, newEpoch: () => string): Storage {
  const attempt = <Result>(work: () => Result): Promise<Result> =>
    Promise.try(() => {
      try {
        return work()
      } catch (error) {
        throw storageError(db.file, error)
      }
    })

  return {
    createSession: (row) => attempt(() => createSession(db, row, newEpoch())),
    readSession: (id) => attempt(() => readSession(db, id)),
    listSessions: () => attempt(() => listSessions(db)),

    loadDoc: (doc) => attempt(() => loadDoc(db, doc)),
    append: (doc, batch) => attempt(() => append(db, doc, batch)),
    saveSnapshot: (doc, seq, snapshot) => attempt(() => saveSnapshot(db, doc, seq, snapshot)),

    readEdits: (doc, root, row, limit) =>
      attempt(() => {
        const document = findDocument(db, doc)
        return document === undefined ? [] : readEdits(db, document, root, row, limit)
      }),
    readLedger: (session, after) => attempt(() => readLedger(db, session, after)),
    readRefusals: (session, seat, limit) => attempt(() => readRefusals(db, session, seat, limit)),
    dismissRefusal: (session, seat, id) => attempt(() => dismissRefusal(db, session, seat, id)),
    readAnswer: (session, seat, id) => attempt(() => readAnswer(db, session, seat, id)),
    saveAnswer: (session, row) => attempt(() => keepAnswer(db, session, row)),

    addMessage: (session, message, circles) =>
      attempt(() => addMessage(db, session, message, circles)),
    readMessages: (session, circles, before, limit) =>
      attempt(() => readMessages(db, session, circles, before, limit)),

    addStatement: (session, id, statement) =>
      attempt(() => addStatement(db, session, id, statement)),
    readStatements: (session, item) => attempt(() => readStatements(db, session, item)),

    addContent: (session, content, quota) => attempt(() => addContent(db, session, content, quota)),
    readContent: (session, id, part) => attempt(() => readContent(db, session, id, part)),
    listContents: (session) => attempt(() => listContents(db, session)),
    dropContent: (session, id) => attempt(() => dropContent(db, session, id)),

    createLink: (row) => attempt(() => seats.createLink(db, row)),
    readLink: (id) => attempt(() => seats.readLink(db, id)),
    listLinks: (session) => attempt(() => seats.listLinks(db, session)),
    revokeLink: (id, at) => attempt(() => seats.revokeLink(db, id, at)),
    createSeat: (row) => attempt(() => seats.createSeat(db, row)),
    renameSeat: (id, name, fn) => attempt(() => seats.renameSeat(db, id, name, fn)),
    readSeat: (id) => attempt(() => seats.readSeat(db, id)),
    listSeats: (session) => attempt(() => seats.listSeats(db, session)),
    revokeSeat: (id, at) => attempt(() => seats.revokeSeat(db, id, at)),

    secret: (name, make) => attempt(() => readOrMakeSecret(db, name, make)),
    copyTo: (to) => copyTo(db, to),
    check: () => attempt(() => void db.run('UPDATE probe SET written = written + 1')),
    close: () => attempt(() => db.close()),
  }
}
