// Disks and files as an operator finds them at night: full, read-only, damaged, foreign, newer.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StorageError } from '#server/storage/error.ts'
import { openSqlite, storageOn } from '#server/storage/sqlite.ts'
import { openDatabase } from '#server/storage/sqlite/database.ts'
import { migrations } from '#server/storage/sqlite/migrations.ts'
import type { Storage } from '#server/storage/storage.ts'
import { edit, gavel, link, logRow, Meeting, morning, nothing, seat, session } from './meeting.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  file = join(folder, 'board.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A file in which a meeting has left its rows; closed. */
async function leaveMeeting(): Promise<Meeting> {
  const storage = await openSqlite(file)
  await storage.createSession({ id: session, createdAt: morning })
  const meeting = new Meeting()
  for (const log of meeting.ticks) await storage.append(session, { ...nothing, log })
  for (let i = 0; i < 3; i++) await storage.append(session, meeting.raise())
  await storage.close()
  return meeting
}

/** What a disk or a careless hand does to the file behind the server's back. */
function tamper(sql: string): void {
  using db = new DatabaseSync(file)
  db.exec(sql)
}

async function refusedWith(fault: string, opening: Promise<Storage>): Promise<string> {
  const error = await opening.then(
    (storage) => storage.close().then(() => 'it was opened'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StorageError)
  expect(error).toMatchObject({
    fault,
    place: file,
    message: expect.stringContaining(file) as string,
  })
  return (error as Error).message
}

/** Root may write anywhere, so the work is begun as a user who may not. */
function asNobody<Result>(work: () => Result): Result {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(65534)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
  }
}

function giveToNobody(...paths: string[]): void {
  if (process.getuid?.() === 0) for (const path of paths) chownSync(path, 65534, 65534)
}

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('the files', () => {
  it('are for the server alone, whatever the umask, and so is a folder made for them', async () => {
    file = join(folder, 'data', 'deep', 'board.db')
    const umask = process.umask(0)
    try {
      const storage = await openSqlite(file)
      await storage.createSession({ id: session, createdAt: morning })
      expect([file, `${file}-wal`].map(modeOf)).toEqual([0o600, 0o600])
      expect([dirname(file), join(folder, 'data')].map(modeOf)).toEqual([0o700, 0o700])
      await storage.close()
    } finally {
      process.umask(umask)
    }
  })

  it('are closed to others when they were found open, but get no rights they did not have', async () => {
    await leaveMeeting()
    chmodSync(file, 0o644)
    await (await openSqlite(file)).close()
    expect(modeOf(file)).toBe(0o600)
    chmodSync(file, 0o444)
    giveToNobody(folder, file)
    await refusedWith(
      'readonly',
      asNobody(() => openSqlite(file)),
    )
    expect(modeOf(file)).toBe(0o400)
  })
})

describe('[D4] a disk that refuses', () => {
  /** Reads as before, and writes as soon as the disk is back. */
  async function provesRecovery(
    storage: Storage,
    fault: string,
    block: () => void | Promise<void>,
    unblock: () => void,
  ): Promise<void> {
    await storage.createSession({ id: session, createdAt: morning })
    await storage.createLink(link('link-deu'))
    const first = gavel(null)
    await storage.append(session, { ...nothing, log: logRow(1), edits: [edit(1)], ledger: [first] })
    await block()
    const before = await storage.loadDoc(session)
    const seq = before!.seq + 1
    const edits = [edit(seq, { after: 'x'.repeat(50_000) })]
    const log = logRow(seq, new Uint8Array(50_000).fill(7))
    const batch = { ...nothing, log, edits, ledger: [gavel(first)] }
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(storage.append(session, batch)).rejects.toMatchObject({
        fault,
        message: expect.stringContaining(file) as string,
      })
      expect(await storage.loadDoc(session)).toEqual(before)
      expect(await storage.readLedger(session, 0)).toEqual([first])
      expect((await storage.readEdits(session, 'pledges', edits[0]!.row, 9)).length).toBe(1)
    }
    const snapshot = storage.saveSnapshot(session, 1, new Uint8Array(100_000))
    await expect(snapshot).rejects.toMatchObject({ fault })
    unblock()
    await storage.check()
    await storage.append(session, batch)
    expect(await storage.createSeat(seat('seat-1'))).toBe(true)
    await storage.close()

    const again = await openSqlite(file)
    expect((await again.loadDoc(session))!.tail.at(-1)).toEqual(log)
    expect(await again.readLedger(session, 0)).toHaveLength(2)
    await again.close()
  }

  it.each([
    ['full', 'PRAGMA max_page_count = 1', 'PRAGMA max_page_count = 4294967294'],
    ['readonly', 'PRAGMA query_only = ON', 'PRAGMA query_only = OFF'],
  ])('%s: fails whole, goes on reading, recovers by itself', async (fault, block, unblock) => {
    const db = openDatabase(file)
    await provesRecovery(
      storageOn(db, () => 'epoch-1'),
      fault,
      () => db.exec(block),
      () => db.exec(unblock),
    )
  })

  const mountable = canMount()
  it.skipIf(!mountable)('full, on a real volume of two megabytes', async () => {
    const volume = join(folder, 'volume')
    const filler = join(volume, 'filler')
    mkdirSync(volume)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', volume])
    try {
      file = join(volume, 'board.db')
      writeFileSync(filler, new Uint8Array(1400 * 1024))
      const storage = await openSqlite(file)
      const fill = async () => {
        // Until the log itself meets the end of the disk, not some other file.
        for (let seq = 2; ; seq++) {
          const log = logRow(seq, new Uint8Array(4000))
          try {
            await storage.append(session, { ...nothing, log })
          } catch (error) {
            if (error instanceof StorageError && error.fault === 'full') return
            throw error
          }
        }
      }
      await provesRecovery(storage, 'full', fill, () => rmSync(filler))
    } finally {
      execFileSync('umount', [volume])
    }
  })

  it.skipIf(!mountable)('full from the start: says so instead of starting', async () => {
    const volume = join(folder, 'volume')
    mkdirSync(volume)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', volume])
    try {
      file = join(volume, 'board.db')
      await refusedWith('full', openSqlite(file))
    } finally {
      execFileSync('umount', [volume])
    }
  })

  it('read-only file, read-only folder, folder out of reach: the server does not start', async () => {
    await leaveMeeting()
    const bytes = readFileSync(file)
    giveToNobody(folder, file)
    chmodSync(file, 0o400)
    expect(
      await refusedWith(
        'readonly',
        asNobody(() => openSqlite(file)),
      ),
    ).toContain('read-only')
    chmodSync(file, 0o600)
    chmodSync(folder, 0o500)
    await refusedWith(
      'readonly',
      asNobody(() => openSqlite(file)),
    )
    chmodSync(folder, 0o000)
    await refusedWith(
      'unreachable',
      asNobody(() => openSqlite(file)),
    )
    chmodSync(folder, 0o700)
    expect(readFileSync(file)).toEqual(bytes)
    await (await openSqlite(file)).close()
  })

  it('no folder can be made, or a folder stands in its place: the server does not start', async () => {
    mkdirSync(file)
    await refusedWith('unreachable', openSqlite(file))
    writeFileSync(join(folder, 'plain'), '')
    file = join(folder, 'plain', 'board.db')
    await refusedWith('unreachable', openSqlite(file))
  })
})

describe('a damaged database', () => {
  it('is named when the file is no database at all', async () => {
    writeFileSync(file, 'minutes of the meeting\n'.repeat(400))
    const bytes = readFileSync(file)
    expect(await refusedWith('damaged', openSqlite(file))).toContain('damaged')
    expect(readFileSync(file)).toEqual(bytes)
  })

  it('is named when its end is missing or a page is overwritten', async () => {
    const meeting = await leaveMeeting()
    const whole = readFileSync(file)
    const read = async () => {
      const storage = await openSqlite(file)
      try {
        await storage.loadDoc(session)
        await storage.append(session, meeting.raise())
      } finally {
        await storage.close()
      }
    }
    truncateSync(file, 8192)
    await expect(read()).rejects.toMatchObject({ fault: 'damaged', place: file })
    rmSync(`${file}-wal`, { force: true })
    writeFileSync(file, whole.fill(0xa5, 4096))
    await expect(read()).rejects.toMatchObject({ fault: 'damaged', place: file })
  })

  it.each([
    [
      'a log row',
      "UPDATE log SET bytes = x'0badc0de' WHERE seq = 5",
      `document ${session}: the checksum of the log row at seq 5`,
    ],
    [
      'a missing log row',
      'DELETE FROM log WHERE seq = 5',
      `document ${session}: from seq 0 the log has 5`,
    ],
    [
      'the snapshot',
      "INSERT INTO snapshot SELECT id, 4, x'0badc0de', 1 FROM document",
      `document ${session}: the checksum of the snapshot at seq 4`,
    ],
    [
      'a snapshot newer than the log',
      "INSERT INTO snapshot SELECT id, 9, x'', 0 FROM document",
      `document ${session}: from seq 9 the log has 0 rows and ends at 6`,
    ],
  ])('[D5] does not come to life as another board: %s is named', async (_, sql, what) => {
    await leaveMeeting()
    tamper(`PRAGMA foreign_keys = OFF; ${sql}`)
    const storage = await openSqlite(file)
    const loading = storage.loadDoc(session)
    await expect(loading).rejects.toMatchObject({ fault: 'damaged' })
    await expect(loading).rejects.toThrow(what)
    await expect(loading).rejects.toThrow(file)
    expect(await storage.listSessions()).toHaveLength(1)
    await storage.close()
  })
})

describe('the schema', () => {
  const oneMore = [...migrations, 'ALTER TABLE session ADD COLUMN title TEXT']

  it('is brought up to date in place, once, keeping what is there', async () => {
    await leaveMeeting()
    for (let start = 0; start < 2; start++) {
      const storage = storageOn(openDatabase(file, oneMore), () => 'epoch-1')
      expect((await storage.loadDoc(session))!.seq).toBe(6)
      await storage.close()
    }
    using db = new DatabaseSync(file)
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: oneMore.length })
    expect(db.prepare('SELECT title FROM session').all()).toEqual([{ title: null }])
  })

  it('of a newer server is refused and not touched', async () => {
    await leaveMeeting()
    openDatabase(file, oneMore).close()
    const bytes = readFileSync(file)
    const message = await refusedWith('newer', openSqlite(file))
    expect(message).toContain(
      `its schema is ${oneMore.length}, this version knows up to ${migrations.length}`,
    )
    expect(readFileSync(file)).toEqual(bytes)
  })

  it('stays as it was when a step fails half-way', async () => {
    await leaveMeeting()
    const broken = [...migrations, 'CREATE TABLE minutes (id TEXT) STRICT; CREATE TABEL oops']
    expect(() => openDatabase(file, broken)).toThrow(file)
    const storage = await openSqlite(file)
    expect((await storage.loadDoc(session))!.seq).toBe(6)
    await storage.close()
    using db = new DatabaseSync(file)
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'minutes'").all()).toEqual([])
  })

  it('of another program is refused and not touched', async () => {
    tamper('CREATE TABLE places (url TEXT)')
    const bytes = readFileSync(file)
    await refusedWith('foreign', openSqlite(file))
    expect(readFileSync(file)).toEqual(bytes)
  })
})

/** A volume of one's own needs root and a kernel that lets it; the same faults are shown without, above. */
function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', place], { stdio: 'ignore' })
    execFileSync('umount', [place])
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true })
  }
}
