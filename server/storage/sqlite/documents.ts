// Documents: their log and snapshots, and the one transaction that writes a tick.
import { crc32 } from 'node:zlib'
import type { Batch, BindingRow, DocId, LogRow, StoredDoc } from '../storage.ts'
import { insertAnswer } from './answers.ts'
import type { Database } from './database.ts'
import { insertEdit } from './edits.ts'
import { insertLedger, newestLedgerRow } from './ledger.ts'
import { insertRefusal } from './refusals.ts'

interface Checked {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly crc: number
}

/** The session that a document belongs to. */
function sessionOf(doc: DocId): string {
  return doc.split('/', 1)[0] ?? doc
}

/** The key of a document in the other tables; none before its first tick. */
export function findDocument(db: Database, doc: DocId): number | undefined {
  return db.one<{ id: number }>('SELECT id FROM document WHERE name = ?', doc)?.id
}

function newestSeq(db: Database, document: number): number {
  const newest = 'SELECT coalesce(max(seq), 0) AS seq FROM log WHERE document = ?'
  return db.one<{ seq: number }>(newest, document)?.seq ?? 0
}

export function loadDoc(db: Database, doc: DocId): StoredDoc | null {
  const session = sessionOf(doc)
  const found = db.one<{ epoch: string }>('SELECT epoch FROM session WHERE id = ?', session)
  if (found === undefined) return null
  const ledgerHead = doc === session ? newestLedgerRow(db, session) : null
  const document = findDocument(db, doc)
  if (document === undefined) {
    return { epoch: found.epoch, seq: 0, snapshot: null, tail: [], bindings: [], ledgerHead }
  }
  const snapshot = db.one<Checked>(
    'SELECT seq, bytes, crc FROM snapshot WHERE document = ?',
    document,
  )
  if (snapshot) assertSound(db, doc, 'snapshot', snapshot)
  const from = snapshot?.seq ?? 0
  const rows = db.all<Checked & { at: number }>(
    'SELECT seq, at, bytes, crc FROM log WHERE document = ? AND seq > ? ORDER BY seq',
    document,
    from,
  )
  const seq = newestSeq(db, document)
  if (seq !== from + rows.length) {
    const detail = `document ${doc}: from seq ${from} the log has ${rows.length} rows and ends at ${seq}`
    throw db.fault('damaged', detail)
  }
  const tail = rows.map((row): LogRow => {
    assertSound(db, doc, 'log row', row)
    return { seq: row.seq, at: row.at, update: row.bytes }
  })
  const bindings = db
    .all<BindingRow>('SELECT client_id AS clientId, seat FROM binding WHERE document = ?', document)
    .map((row) => ({ ...row }))
  return { epoch: found.epoch, seq, snapshot: snapshot?.bytes ?? null, tail, bindings, ledgerHead }
}

function assertSound(db: Database, doc: DocId, what: string, row: Checked): void {
  if (crc32(row.bytes) === row.crc) return
  throw db.fault(
    'damaged',
    `document ${doc}: the checksum of the ${what} at seq ${row.seq} is wrong`,
  )
}

export function saveSnapshot(db: Database, doc: DocId, seq: number, snapshot: Uint8Array): void {
  const document = findDocument(db, doc)
  const newest = document === undefined ? 0 : newestSeq(db, document)
  if (document === undefined || seq > newest) {
    throw db.fault(
      'misfit',
      `document ${doc}: snapshot as of seq ${seq}, but the log ends at ${newest}`,
    )
  }
  db.run(
    `INSERT INTO snapshot (document, seq, bytes, crc) VALUES (?, ?, ?, ?)
     ON CONFLICT (document) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, crc = excluded.crc
     WHERE excluded.seq >= seq`,
    document,
    seq,
    snapshot,
    crc32(snapshot),
  )
}

/** One tick, in one transaction (rule D2). */
export function append(db: Database, doc: DocId, batch: Batch): void {
  const session = sessionOf(doc)
  db.transaction(() => {
    const document = findDocument(db, doc) ?? createDocument(db, doc, session)
    if (batch.log) insertLog(db, doc, document, batch.log)
    for (const edit of batch.edits) insertEdit(db, document, batch.log, edit)
    if (batch.ledger.length > 0) insertLedger(db, doc, session, batch.ledger)
    for (const refusal of batch.refusals) insertRefusal(db, document, session, refusal)
    for (const binding of batch.bindings) insertBinding(db, doc, document, binding)
    for (const answer of batch.answers) insertAnswer(db, session, answer)
  })
}

function createDocument(db: Database, doc: DocId, session: string): number {
  if (db.one('SELECT 1 FROM session WHERE id = ?', session) === undefined) {
    throw db.fault('misfit', `document ${doc}: there is no session ${session}`)
  }
  db.run('INSERT INTO document (name, session) VALUES (?, ?)', doc, session)
  return findDocument(db, doc) as number
}

function insertLog(db: Database, doc: DocId, document: number, row: LogRow): void {
  const next = newestSeq(db, document) + 1
  if (row.seq !== next) {
    throw db.fault('misfit', `document ${doc}: log row ${row.seq} where ${next} is next`)
  }
  db.run(
    'INSERT INTO log (document, seq, at, bytes, crc) VALUES (?, ?, ?, ?, ?)',
    document,
    row.seq,
    row.at,
    row.update,
    crc32(row.update),
  )
}

function insertBinding(db: Database, doc: DocId, document: number, row: BindingRow): void {
  const bound = db.run(
    `INSERT INTO binding (document, client_id, seat) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET seat = seat WHERE seat = excluded.seat`,
    document,
    row.clientId,
    row.seat,
  )
  if (bound === 1) return
  throw db.fault('misfit', `document ${doc}: client id ${row.clientId} belongs to another seat`)
}
