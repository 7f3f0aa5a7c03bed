// The cupboard: what a store must keep, whatever its engine. Async only; nothing outside this folder knows SQL.
// `test/storage/contract.ts` is the meaning of this interface.
import type { Scalar } from '#shared/board.ts'
import type { TrayEntry } from '#shared/commands/reading.ts'
import type { Message } from '#shared/messages.ts'
import type { Role } from '#shared/roles.ts'
import type { Statement } from '#shared/statement.ts'

/** A document: a session's board (`<session>`), or a delegation's caucus (`<session>/<delegation>`). */
export type DocId = string

export interface SessionRow {
  readonly id: string
  readonly createdAt: number
}

/** One committed tick: exactly the bytes that were sent to the peers. `seq` runs from 1 without gaps. */
export interface LogRow {
  readonly seq: number
  readonly at: number
  readonly update: Uint8Array
}

/** One changed field of a log row and the seat that changed it; `seat` is null for the server itself. */
export interface EditRow {
  readonly seq: number
  readonly at: number
  readonly seat: string | null
  readonly root: string
  readonly row: string
  readonly field: string
  readonly before: Scalar
  readonly after: Scalar
}

/** One formal act. `hash` = SHA-256 over the canonical JSON of all other fields; `previous` is the hash before it. */
export interface LedgerRow {
  readonly number: number
  readonly at: number
  readonly seat: string
  readonly actor: string
  readonly role: Role | 'server'
  readonly delegation: string | null
  readonly act: string
  /** Canonical JSON of the act's input and of the facts it wrote. */
  readonly input: string
  readonly facts: string
  readonly previous: string
  readonly hash: string
}

/** An edit that does not stand, with the seat it belongs to; `raw` holds the bytes of a refused update. */
export interface RefusalRow extends TrayEntry {
  readonly seat: string
  readonly raw: Uint8Array | null
}

/** A Yjs client id and the one seat that may write with it. */
export interface BindingRow {
  readonly clientId: number
  readonly seat: string
}

/** The answer given to a command, so that a second sending is answered alike. `digest` is of name and input. */
export interface AnswerRow {
  readonly seat: string
  readonly commandId: string
  readonly digest: string
  readonly answer: string
}

/** All that one tick writes; committed whole or not at all, and on disk (fsync) when the promise resolves. */
export interface Batch {
  readonly log: LogRow | null
  readonly edits: readonly EditRow[]
  readonly ledger: readonly LedgerRow[]
  readonly refusals: readonly RefusalRow[]
  readonly bindings: readonly BindingRow[]
  readonly answers: readonly AnswerRow[]
}

/** What a room needs to come to life: the newest snapshot and the log rows after it. */
export interface StoredDoc {
  readonly epoch: string
  /** Newest committed seq, 0 for an empty document. */
  readonly seq: number
  readonly snapshot: Uint8Array | null
  readonly tail: readonly LogRow[]
  readonly bindings: readonly BindingRow[]
  /** Newest ledger row of the session; null before the first, and for a caucus. */
  readonly ledgerHead: LedgerRow | null
}

export interface LinkRow {
  readonly id: string
  readonly session: string
  readonly role: Role
  readonly delegation: string | null
  readonly seatLimit: number
  readonly createdAt: number
  readonly expiresAt: number
  readonly revokedAt: number | null
}

export interface SeatRow {
  readonly id: string
  readonly link: string
  readonly session: string
  readonly role: Role
  readonly delegation: string | null
  readonly name: string
  readonly function: string
  readonly createdAt: number
  readonly revokedAt: number | null
}

/** What a document holds; the document itself is a row on the board. */
export interface Content {
  readonly id: string
  readonly at: number
  readonly bytes: Uint8Array
}

/** Every method rejects with a StorageError (error.ts) when the store is at fault. */
export interface Storage {
  /** Throws if the id is taken. */
  createSession(row: SessionRow): Promise<void>
  readSession(id: string): Promise<SessionRow | null>
  listSessions(): Promise<readonly SessionRow[]>

  /** Null if the session does not exist. A caucus springs into being, empty, with its session. */
  loadDoc(doc: DocId): Promise<StoredDoc | null>
  /**
   * Appends one tick. Throws, writing nothing, if `log.seq` or a ledger row is not the next one, an edit is
   * of another seq, a client id is bound to another seat, or a command already has its answer.
   */
  append(doc: DocId, batch: Batch): Promise<void>
  /** Keeps the document as of `seq`, which the log must have reached; older snapshots go, the log stays. */
  saveSnapshot(doc: DocId, seq: number, snapshot: Uint8Array): Promise<void>

  /** Oldest first; at most `limit`, the newest ones. */
  readEdits(doc: DocId, root: string, row: string, limit: number): Promise<readonly EditRow[]>
  /** In order of `number`, those after `after`. */
  readLedger(session: string, after: number): Promise<readonly LedgerRow[]>
  /** Not yet dismissed, oldest first; at most `limit`, the newest ones. Across the session's documents. */
  readRefusals(session: string, seat: string, limit: number): Promise<readonly RefusalRow[]>
  /** True if the entry was the seat's and still there. */
  dismissRefusal(session: string, seat: string, id: string): Promise<boolean>
  readAnswer(session: string, seat: string, commandId: string): Promise<AnswerRow | null>
  /** For commands that are not formal acts; the first answer stays. */
  saveAnswer(session: string, row: AnswerRow): Promise<void>

  /** Keeps a message for these circles. False, writing nothing, if the session has one with its id. */
  addMessage(session: string, message: Message, circles: readonly string[]): Promise<boolean>
  /** Kept for any of the circles and, with `before`, earlier than that message; oldest first, the newest `limit`. */
  readMessages(
    session: string,
    circles: readonly string[],
    before: string | null,
    limit: number,
  ): Promise<readonly Message[]>

  /** False, writing nothing, if the session has one under this id. */
  addStatement(session: string, id: string, statement: Statement): Promise<boolean>
  /** Of each delegation the newest for each item, or for one, unless that took it back. */
  readStatements(session: string, item: string | null): Promise<readonly Statement[]>

  /** False, writing nothing, if the session's contents would be more than `quota` bytes; true also if it is there. */
  addContent(session: string, content: Content, quota: number): Promise<boolean>
  /** A part of it, from 0; null beyond its last, and where there is none. */
  readContent(session: string, id: string, part: number): Promise<Uint8Array | null>
  /** Ids, oldest first. */
  listContents(session: string): Promise<readonly string[]>
  dropContent(session: string, id: string): Promise<void>

  createLink(row: LinkRow): Promise<void>
  readLink(id: string): Promise<LinkRow | null>
  listLinks(session: string): Promise<readonly LinkRow[]>
  /** Revokes the link and all its seats. */
  revokeLink(id: string, at: number): Promise<void>
  /**
   * False, writing nothing, if the link is revoked or its live seats have reached its limit; true also if
   * this seat exists already.
   */
  createSeat(row: SeatRow): Promise<boolean>
  /** Names a seat once more (name and function). */
  renameSeat(id: string, name: string, fn: string): Promise<void>
  readSeat(id: string): Promise<SeatRow | null>
  listSeats(session: string): Promise<readonly SeatRow[]>
  revokeSeat(id: string, at: number): Promise<void>

  /** A secret of the installation, made by `make` the first time it is asked for. */
  secret(name: string, make: () => Uint8Array): Promise<Uint8Array>
  /** Everything as of one moment, into a new place; whoever opens the copy begins another epoch (rule G17). */
  copyTo(place: string): Promise<void>
  /** Cheap proof that the store can be read and written; throws what an operator must know. */
  check(): Promise<void>
  close(): Promise<void>
}
