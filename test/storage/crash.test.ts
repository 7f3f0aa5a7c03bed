// A server killed in the middle of its writing, and two servers on one file.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyLedger } from '#server/record/ledger.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { morning, pledges, seats, session } from './meeting.ts'
import { Writer } from './writer-process.ts'

let folder: string
let file: string
const writers: Writer[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pledgehall-'))
  file = join(folder, 'board.db')
})
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.kill()))
  await rm(folder, { recursive: true })
})

function start(mode: 'write' | 'hold'): Writer {
  const writer = new Writer(file, mode)
  writers.push(writer)
  return writer
}

describe('a killed server', () => {
  it('[D2] leaves every acknowledged tick, whole, time and again', async () => {
    for (const count of [1, 7, 49, 51, 120, 30]) {
      const writer = start('write')
      await writer.ticks(count)
      await writer.kill()

      const storage = await openSqlite(file)
      const { seq, tail, ledgerHead } = (await storage.loadDoc(session))!
      // One tick more may be on disk than the dying process could tell of.
      expect([writer.acknowledged, writer.acknowledged + 1]).toContain(seq)
      expect(seq).toBeGreaterThanOrEqual(count)
      expect(tail.every((row) => row.update.every((byte) => byte === (row.seq & 0xff)))).toBe(true)
      const edits = await storage.readEdits(session, 'pledges', pledges.irisT, 1e6)
      expect(edits).toHaveLength(20 * seq)
      const rows = await storage.readLedger(session, 0)
      expect(verifyLedger(rows)).toEqual({ ok: true, count: seq, head: ledgerHead!.hash })
      expect(await storage.readRefusals(session, seats.pistorius, 1e6)).toHaveLength(seq)
      expect(await storage.readAnswer(session, seats.healey, `command-${seq}`)).not.toBeNull()
      await storage.close()
    }
    using db = new DatabaseSync(file)
    expect(db.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
    expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  }, 60_000)
})

describe('two servers on one file', () => {
  it('the second is turned away, the first goes on undisturbed', async () => {
    const storage = await openSqlite(file)
    await storage.createSession({ id: session, createdAt: morning })
    const second = start('hold')
    await second.ended()
    expect(await second.complaint).toContain(`${file}: another process has this database open`)
    await expect(openSqlite(file, { waitMs: 50 })).rejects.toMatchObject({ fault: 'owned' })
    // Being turned away must not have loosened the first one's hold.
    const third = start('hold')
    await third.ended()
    expect(await third.complaint).toContain('another process')
    await storage.check()
    expect(await storage.listSessions()).toHaveLength(1)
    await storage.close()
  })

  it('the second is turned away also while the first has written nothing yet', async () => {
    const first = start('hold')
    await first.ticks(1)
    await expect(openSqlite(file, { waitMs: 50 })).rejects.toMatchObject({ fault: 'owned' })
  })

  it('the second waits for a first that is just stopping', async () => {
    const first = start('hold')
    await first.ticks(1)
    first.release()
    const storage = await openSqlite(file, { waitMs: 10_000 })
    expect(await storage.listSessions()).toHaveLength(1)
    await storage.close()
  })

  it('nothing is left of the hold of a killed one', async () => {
    const first = start('hold')
    await first.ticks(1)
    await first.kill()
    const storage = await openSqlite(file, { waitMs: 0 })
    await storage.check()
    await storage.close()
  })
})
