// One SQLite file: its opening and sole ownership, its schema, its transactions, its errors.
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { StorageError, type StorageFault } from '../error.ts'
import { migrations } from './migrations.ts'

/** Marks the file as ours ("PLDG"), so that no other program's database is written over. */
const applicationId = 0x504c4447

export class Database {
  readonly file: string
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(file: string, db: DatabaseSync) {
    this.file = file
    this.#db = db
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[]
  }

  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined
  }

  /** Returns how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes)
  }

  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /** All that `work` writes, or nothing; on disk when it returns. */
  transaction<Result>(work: () => Result): Result {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite rolls back by itself after some faults, a full disk among them.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  /** All pages as of one moment; between them, this process goes on writing. */
  async copyTo(file: string): Promise<void> {
    await backup(this.#db, file)
  }

  fault(fault: StorageFault, detail: string): StorageError {
    return new StorageError(fault, this.file, detail)
  }

  close(): void {
    this.#statements.clear()
    if (this.#db.isOpen) this.#db.close()
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

/** Opens or makes the file, takes it for this process alone, and takes the schema's steps that are left. */
export function openDatabase(file: string, steps = migrations): Database {
  let db: DatabaseSync | null = null
  try {
    makePrivate(file)
    db = new DatabaseSync(file)
    // Held by the operating system for as long as the process lives: a killed server leaves nothing behind.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    const database = new Database(file, db)
    const version = schemaVersion(database, steps.length)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    migrate(database, steps, version)
    return database
  } catch (error) {
    db?.close()
    throw storageError(file, error)
  }
}

/** Opens a file that no server holds, and changes nothing in it. */
export function openToRead(file: string): Database {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(file, { readOnly: true })
    const database = new Database(file, db)
    if (schemaVersion(database, migrations.length) === 0) throw database.fault('foreign', 'empty')
    return database
  } catch (error) {
    db?.close()
    throw storageError(file, error)
  }
}

/** The same trouble, told to an operator; what does not come from the store is returned as it is. */
export function storageError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error
  const fault =
    'errcode' in error && typeof error.errcode === 'number'
      ? (faultOfSqlite[error.errcode] ?? faultOfSqlite[error.errcode & 0xff] ?? 'failing')
      : 'code' in error && 'syscall' in error
        ? (faultOfSystem[String(error.code)] ?? 'unreachable')
        : null
  return fault === null ? error : new StorageError(fault, file, error.message, error)
}

/** By extended, else by primary result code. */
const faultOfSqlite: Readonly<Record<number, StorageFault>> = {
  5: 'owned', // BUSY
  6: 'owned', // LOCKED
  8: 'readonly', // READONLY
  11: 'damaged', // CORRUPT
  13: 'full', // FULL
  14: 'unreachable', // CANTOPEN
  15: 'owned', // PROTOCOL
  19: 'misfit', // CONSTRAINT
  20: 'misfit', // MISMATCH
  26: 'damaged', // NOTADB
  3850: 'readonly', // IOERR_LOCK: a file that could only be opened for reading takes no exclusive lock
}

const faultOfSystem: Readonly<Record<string, StorageFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'readonly',
}

/** Nobody but the server's own account reads the file or what SQLite keeps beside it. */
function makePrivate(file: string): void {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 })
    return
  }
  // By path, never by descriptor: closing one would drop the locks of a store open in this same process.
  for (const path of [file, `${file}-wal`, `${file}-journal`]) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
    if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700)
  }
}

/** The schema's version; throws, having written nothing, if this code must not touch the file. */
function schemaVersion(database: Database, known: number): number {
  const version = database.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  const owner = database.one<{ application_id: number }>('PRAGMA application_id')?.application_id
  const empty = database.one('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
  if (!empty && owner !== applicationId) throw database.fault('foreign', `application id ${owner}`)
  if (version > known) {
    const detail = `its schema is ${version}, this version knows up to ${known}`
    throw database.fault('newer', detail)
  }
  return version
}

function migrate(database: Database, steps: readonly string[], from: number): void {
  // Written even when there is no step to take: proves at the start that the file can be written.
  database.transaction(() => database.exec(`PRAGMA application_id = ${applicationId}`))
  for (const [index, step] of steps.entries()) {
    if (index < from) continue
    database.transaction(() => {
      database.exec(step)
      database.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
}
