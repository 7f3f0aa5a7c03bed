// Copies of the whole store in one file, and putting one back. A copy has no epoch: whoever serves it makes one (G17).
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StorageError } from '../error.ts'
import type { LedgerRow } from '../storage.ts'
import { type Database, openToRead, storageError } from './database.ts'
import { readLedger } from './ledger.ts'
import { listSessions } from './sessions.ts'

/** The store as of one moment, also while it is written to. The file is there whole or not at all; it must be new. */
export async function copyTo(db: Database, file: string): Promise<void> {
  if (existsSync(file))
    throw new StorageError('taken', file, 'a backup takes no other file’s place')
  const part = `${file}.part`
  try {
    // Nobody but this account reads it, from its first byte on.
    rmSync(part, { force: true })
    writeFileSync(part, '', { flag: 'wx', mode: 0o600 })
    await db.copyTo(part)
    const copy = new DatabaseSync(part)
    // One file with nothing beside it, so that it can be carried about.
    copy.exec(`PRAGMA journal_mode = DELETE; UPDATE session SET epoch = ''`)
    copy.close()
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw storageError(part, error)
  }
}

/** A copy of a store that no server has open. */
export async function copyOf(store: string, file: string): Promise<void> {
  const db = openToRead(store)
  try {
    await copyTo(db, file)
  } finally {
    db.close()
  }
}

/**
 * Puts a copy in the place of a store, and what stood there aside, under another name. A log that a killed server
 * left goes with it: over another file's pages it would destroy both.
 */
export function putInPlace(copy: string, store: string, aside: string): void {
  for (const suffix of ['', '-wal', '-journal'])
    if (existsSync(`${store}${suffix}`)) renameSync(`${store}${suffix}`, `${aside}${suffix}`)
  rmSync(`${store}-shm`, { force: true })
  renameSync(copy, store)
}

/** Throws if a server has it open. A store too damaged to be opened is nobody's. */
export function assertNobodyServes(store: string): void {
  if (!existsSync(store)) return
  const db = new DatabaseSync(store)
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK')
  } catch (error) {
    const told = storageError(store, error)
    if (told instanceof StorageError && told.fault === 'owned') throw told
  } finally {
    db.close()
  }
}

/** The ledger of each session in a copy, read to its last byte; throws if the file is not sound. */
export function examine(file: string): Map<string, readonly LedgerRow[]> {
  const db = openToRead(file)
  try {
    const found = db.one<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check
    if (found !== 'ok') throw db.fault('damaged', String(found))
    return new Map(listSessions(db).map(({ id }) => [id, readLedger(db, id, 0)]))
  } catch (error) {
    throw storageError(file, error)
  } finally {
    db.close()
  }
}
