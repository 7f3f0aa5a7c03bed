// Backups of a server at work, and a server that begins again from one: what is in it, and what its peers are told.
import { type ExecFileException, execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { verifyLedger } from '#server/record/ledger.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { readRow, readRows } from '#shared/board.ts'
import type { SeatWelcome } from '#shared/commands.ts'
import { pledgeOfMeeting } from '../support/board.ts'
import { type ServerProcess, spawnServer } from '../support/process.ts'
import { emptyStep1, openBoard, openCommands } from '../support/raw.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { until } from '../support/until.ts'

const session = 'udcg-27'
let folder: string
const cleanups: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  cleanups.push(() => {
    rmSync(folder, { recursive: true })
  })
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
const dataDir = () => join(folder, 'data')
const store = () => join(dataDir(), 'pledgehall.sqlite')
const at = (name: string) => join(folder, name)

/** What an operator types, and what the shell shows. */
function command(name: 'backup' | 'restore', file: string, into = dataDir()) {
  const script = fileURLToPath(new URL(`../../server/${name}.ts`, import.meta.url))
  const env = { PATH: process.env['PATH'], DATA_DIR: into }
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    }
    execFile(process.execPath, [script, file], { env }, done)
  })
}

interface Serving {
  readonly server: ServerProcess
  readonly origin: string
  sit(role: SeatClient['role'], delegation?: string | null, doc?: Y.Doc): Promise<SeatClient>
  token(role: string, delegation?: string | null): Promise<string>
  epoch(): Promise<string>
  kill(): Promise<void>
}

async function serve(): Promise<Serving> {
  const server = spawnServer({ DATA_DIR: dataDir() })
  const kill = async () => {
    server.child.kill('SIGKILL')
    await server.ended()
  }
  cleanups.push(kill)
  await server.started()
  const links = server.links()
  const origin = new URL(links.get('screen') ?? '').origin
  const token = (role: string, delegation?: string | null) =>
    Promise.resolve(
      links.get(delegation ? `${role} ${delegation}` : role)?.split('/join/')[1] ?? '',
    )
  return {
    server,
    origin,
    token,
    kill,
    async sit(role, delegation = null, doc = new Y.Doc()) {
      const seat = await connectSeat({ origin, session, token }, role, delegation, {
        doc,
        expectSync: false,
      })
      cleanups.push(() => {
        seat.close()
      })
      return seat
    },
    async epoch() {
      const { socket } = openCommands({ origin }, { auth: { token: await token('screen') } })
      const { epoch } = await new Promise<SeatWelcome>((resolve) => {
        socket.once('seat:welcomed', resolve)
      })
      socket.disconnect()
      return epoch
    },
  }
}

const inSync = (...seats: SeatClient[]) =>
  until(
    () => seats.every(({ provider, socket }) => provider.synced && socket.connected),
    'all in sync',
  )

/** The close code, or "in sync", of a peer that knows nothing but an epoch. */
async function naming(epoch: string, { origin, token }: Serving): Promise<number | 'in sync'> {
  const raw = openBoard(
    { origin },
    `/board/${session}?token=${await token('screen')}&epoch=${epoch}`,
  )
  raw.ws.on('open', () => {
    raw.ws.send(emptyStep1)
  })
  const isAnswered = () => raw.frames.some((frame) => frame[0] === 0 && frame[1] === 1)
  await until(() => raw.close() !== null || isAnswered(), 'an answer')
  raw.ws.terminate()
  return raw.close()?.code ?? 'in sync'
}

const titlesOf = (doc: Y.Doc) => [...readRows(doc, 'pledges').values()].map(({ title }) => title)

describe('a backup of a server at work', () => {
  it('[D1][D2][D5] holds all that was acknowledged before it was asked for, whole, while seats go on writing', async () => {
    const { sit } = await serve()
    const [germany, norway, screen, chair] = [
      await sit('delegate', 'DEU'),
      await sit('delegate', 'NOR'),
      await sit('screen'),
      await sit('chair', 'GBR'),
    ]
    await inSync(germany, norway, screen, chair)
    // Each writes and acts as fast as it is answered: a busy machine has less to do, not more to wait for.
    let isWriting = true
    const seen: string[] = []
    const write = async (seat: SeatClient) => {
      while (isWriting) {
        const id = seat.pledge(pledgeOfMeeting('udcg-27', 0))
        await until(() => readRow(screen.doc, 'pledges', id), 'a pledge', 30_000)
        seen.push(id)
      }
    }
    const act = async () => {
      for (let acts = 0; isWriting; acts++) {
        const answer = await chair.act(acts % 2 === 0 ? 'session:open' : 'session:suspend', {})
        expect(answer).toEqual({ ok: true })
      }
    }
    const load = Promise.all([write(germany), write(norway), act()])
    await until(() => seen.length > 30, 'thirty pledges', 30_000)
    const before = seen.slice()
    const kept = await command('backup', at('monday'))
    const meanwhile = seen.length - before.length
    isWriting = false
    await load
    expect(kept).toMatchObject({ code: 0, stderr: '' })
    expect(meanwhile).toBeGreaterThan(0)
    expect(statSync(at('monday')).mode & 0o777).toBe(0o600)
    expect(existsSync(at('monday-wal'))).toBe(false)

    expect(await command('restore', at('monday'), at('elsewhere'))).toMatchObject({ code: 0 })
    const storage = await openSqlite(join(at('elsewhere'), 'pledgehall.sqlite'))
    cleanups.push(() => storage.close())
    const stored = await storage.loadDoc(session)
    const doc = new Y.Doc()
    for (const bytes of [stored?.snapshot, ...(stored?.tail ?? []).map(({ update }) => update)])
      if (bytes) Y.applyUpdate(doc, bytes)
    expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
    expect(before.filter((id) => readRow(doc, 'pledges', id) === null)).toEqual([])
    const ledger = await storage.readLedger(session, 0)
    const verdict = verifyLedger(ledger)
    expect(verdict).toMatchObject({ ok: true, count: ledger.length })
    expect(ledger.length).toBeGreaterThan(1)
    // What the operator is shown is what can be held against the ledger later.
    expect(kept.stdout).toContain(
      `${session}  ${String(ledger.length)} acts, head ${ledger.at(-1)?.hash ?? ''}`,
    )
  }, 60_000)

  it('takes no file’s place, leaves nothing half-written, and works on a stopped server too', async () => {
    const serving = await serve()
    expect(await command('backup', at('monday'))).toMatchObject({ code: 0 })
    const before = readFileSync(at('monday'))
    const again = await command('backup', at('monday'))
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain('there is a file of this name; choose another name')
    expect(readFileSync(at('monday')).equals(before)).toBe(true)
    const nowhere = await command('backup', join(at('nowhere'), 'monday'))
    expect(nowhere).toMatchObject({ code: 1, stdout: '' })
    expect(existsSync(at('nowhere'))).toBe(false)
    await serving.kill()
    expect(await command('backup', at('tuesday'))).toMatchObject({ code: 0 })
  }, 30_000)
})

describe('a server restored from a backup', () => {
  /** A server that was killed with its log unfinished, after a backup; `screen` has seen what is lost. */
  async function lost() {
    const first = await serve()
    const [germany, netherlands, screen] = [
      await first.sit('delegate', 'DEU'),
      await first.sit('delegate', 'NLD'),
      await first.sit('screen'),
    ]
    await inSync(germany, netherlands, screen)
    const kept = germany.pledge(pledgeOfMeeting('udcg-27', 0, { title: 'Four IRIS-T systems' }))
    await until(() => readRow(screen.doc, 'pledges', kept), 'the pledge of Germany')
    expect(await command('backup', at('monday'))).toMatchObject({ code: 0 })
    const gone = netherlands.pledge(pledgeOfMeeting('udcg-27', 1, { title: 'Five drone boats' }))
    await until(() => readRow(screen.doc, 'pledges', gone), 'the pledge of the Netherlands')
    const epoch = await first.epoch()
    await first.kill()
    for (const seat of [germany, netherlands, screen]) seat.provider.disconnect()
    return { epoch, seen: screen.doc }
  }

  it('[G17] is of another epoch, each time: 4410 to who names the old one, or has seen more', async () => {
    const { epoch, seen } = await lost()
    const epochs = new Set([epoch])
    for (let restored = 1; restored <= 2; restored++) {
      const { code, stdout } = await command('restore', at('monday'))
      expect(code).toBe(0)
      const second = await serve()
      const fresh = await second.epoch()
      expect(fresh).not.toBe('')
      for (const old of epochs) expect(await naming(old, second)).toBe(4410)
      expect(await naming(fresh, second)).toBe('in sync')
      epochs.add(fresh)
      expect(epochs.size).toBe(1 + restored)

      const screen = await second.sit('screen', null, seen)
      await until(() => screen.closes.length > 0, 'the screen to be told')
      expect(screen.closes[0]).toMatchObject({ code: 4410 })
      const reader = await second.sit('observer')
      await inSync(reader)
      expect(titlesOf(reader.doc)).toContain('Four IRIS-T systems')
      expect(titlesOf(reader.doc)).not.toContain('Five drone boats')
      await second.kill()
      // What was replaced is still there, with its log.
      const aside = /kept as (.+)\n/.exec(stdout)?.[1] ?? ''
      expect(existsSync(aside)).toBe(true)
    }
  }, 60_000)

  it('[G17] also from a copy of the folder, and in the place of a damaged file', async () => {
    const { epoch } = await lost()
    for (const suffix of ['', '-wal']) copyFileSync(`${store()}${suffix}`, at(`copy${suffix}`))
    {
      using db = new DatabaseSync(store())
      db.exec(`PRAGMA journal_mode = DELETE; UPDATE ledger SET act = 'x'; PRAGMA user_version = 99`)
    }
    expect(await command('restore', at('copy'))).toMatchObject({ code: 0 })
    const second = await serve()
    expect(await naming(epoch, second)).toBe(4410)
    const reader = await second.sit('observer')
    await inSync(reader)
    expect(titlesOf(reader.doc)).toContain('Five drone boats')
  }, 30_000)

  it('[D1] refuses what is no sound copy, and while the server runs; nothing is touched', async () => {
    const { server } = await serve()
    expect(await command('backup', at('monday'))).toMatchObject({ code: 0 })
    const running = await command('restore', at('monday'))
    expect(running).toMatchObject({ code: 1, stdout: '' })
    expect(running.stderr).toContain('another process has this database open')
    server.child.kill('SIGTERM')
    await server.ended()
    {
      using db = new DatabaseSync(at('monday'))
      db.exec(
        `INSERT INTO ledger SELECT id, 1, 0, 'a', 'a', 'chair', NULL, 'x', '', '', '', '' FROM session`,
      )
    }
    const before = readFileSync(store())
    for (const [file, why] of [
      [at('monday'), 'the ledger of udcg-27 is broken'],
      [at('sunday'), 'the database cannot be opened'],
      [fileURLToPath(import.meta.url), 'not a database'],
    ] as const) {
      const refused = await command('restore', file)
      expect(refused).toMatchObject({ code: 1, stdout: '' })
      expect(refused.stderr).toContain(why)
      expect(readFileSync(store()).equals(before)).toBe(true)
      expect(readdirSync(dataDir())).toEqual(['pledgehall.sqlite'])
    }
  }, 30_000)
})
