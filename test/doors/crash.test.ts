// The server killed, again and again, while seats write and act: what they were told is on the disk, and they go on.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { verifyLedger } from '#server/record/ledger.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import type { LedgerRow } from '#server/storage/storage.ts'
import { clientRoots, readRow, type RowRoot, serverRoots } from '#shared/board.ts'
import { commands } from '#shared/commands.ts'
import { canonicalJson } from '#shared/digest.ts'
import { spawnServer, type ServerProcess } from '../support/process.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { until } from '../support/until.ts'
import { type Act, Player, randomOf, Writer } from './crash-load.ts'

const kills = 50
const session = 'udcg-27'
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

describe('a server that is killed', () => {
  it(`[G11][C3][D1][D2][D5] ${String(kills)} times under load keeps all it ever acknowledged; its seats find back by themselves`, async () => {
    const random = randomOf(seed)
    const dataDir = mkdtempSync(join(tmpdir(), 'pledgehall-'))
    const env = {
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
      LOG_LEVEL: 'error',
      NODE_COMPILE_CACHE: join(dataDir, 'compiled'),
    }
    // Only one that ends in good order leaves its compiled code behind, which makes the others start in a third of a second.
    let server: ServerProcess = spawnServer(env)
    await server.started()
    server.child.kill('SIGTERM')
    await server.ended()
    server = spawnServer(env)
    cleanups.push(async () => {
      server.child.kill('SIGKILL')
      await server.ended()
      rmSync(dataDir, { recursive: true })
    })
    await server.started()
    const links = server.links()
    const tokenOf = (who: string) => links.get(who)?.split('/join/')[1] ?? ''
    const doors = {
      origin: `http://127.0.0.1:${env.PORT}`,
      session,
      token: (role: string, delegation?: string | null) =>
        Promise.resolve(tokenOf(delegation ? `${role} ${delegation}` : role)),
    }
    const sit = async (role: SeatClient['role'], delegation: string | null = null) => {
      const seat = await connectSeat(doors, role, delegation)
      cleanups.push(() => {
        seat.close()
      })
      // A link's own token stands for the seat of that name.
      const [link = ''] = (await doors.token(role, delegation)).split('.')
      return [seat, `d-${link}`] as const
    }
    const writers = [
      new Writer(...(await sit('delegate', 'DEU'))),
      new Writer(...(await sit('delegate', 'NLD'))),
      new Writer(...(await sit('delegate', 'NOR'))),
      new Writer(...(await sit('kyiv', 'UKR'))),
    ]
    const players = [
      new Player(...(await sit('chair', 'GBR'))),
      new Player(...(await sit('kyiv', 'UKR'))),
      new Player(...(await sit('staff', 'NATO'))),
      new Player(...(await sit('secretary'))),
    ]
    const [screen] = await sit('screen')
    const seats = [...writers, ...players].map(({ seat }) => seat).concat(screen)
    expect(await players[0]?.seat.act('session:open', {})).toEqual({ ok: true })

    const began = Date.now()
    let isLoading = false
    let chain: readonly LedgerRow[] = []
    const load = () => {
      if (!isLoading) return
      for (const writer of writers) writer.write(random)
      for (const player of players) player.play(random)
      setTimeout(load, 2)
    }
    try {
      for (let kill = 1; kill <= kills; kill++) {
        isLoading = true
        load()
        await passed(random() * 80)
        // Now and then the next one is killed too, while it is starting.
        server.child.kill('SIGKILL')
        isLoading = false
        await server.ended()
        chain = await expectOnDisk(dataDir, writers, players, chain)
        server = spawnServer(env)
        if (random() < 0.2 && kill < kills) {
          kill += 1
          await passed(random() * 300)
          server.child.kill('SIGKILL')
          await server.ended()
          server = spawnServer(env)
        }
        await server.started()
        await expectConverged(seats, writers, players)
        const { act, player } = anyAnswered(players, random)
        expect(await player.send(act)).toEqual(act.answer)
      }
      expect(seats.flatMap(({ closes }) => closes).filter(({ code }) => code >= 4000)).toEqual([])
      const saved = writers.reduce((sum, { fields }) => sum + fields.length, 0)
      expect([saved, chain.length].map((count) => count > kills)).toEqual([true, true])
    } catch (error) {
      throw new Error(`after ${String(Date.now() - began)} ms, CRASH_SEED=${String(seed)}`, {
        cause: error,
      })
    } finally {
      isLoading = false
      for (const player of players) player.stop()
    }
  }, 240_000)
})

const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function anyAnswered(players: readonly Player[], random: () => number) {
  const answered = players.flatMap((player) =>
    player.acts.filter(({ answer }) => answer !== null).map((act) => ({ act, player })),
  )
  const chosen = answered[Math.floor(random() * answered.length)]
  if (chosen === undefined) throw new Error('nothing was ever answered')
  return chosen
}

/** All that anybody was told is in what the dead server left behind; returns the ledger. */
async function expectOnDisk(
  dataDir: string,
  writers: readonly Writer[],
  players: readonly Player[],
  before: readonly LedgerRow[],
): Promise<readonly LedgerRow[]> {
  // A copy, so that the next server finds the files as the dead one left them.
  const copy = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  for (const suffix of ['', '-wal'])
    cpSync(join(dataDir, `pledgehall.sqlite${suffix}`), join(copy, `pledgehall.sqlite${suffix}`))
  const storage = await openSqlite(join(copy, 'pledgehall.sqlite'))
  try {
    const stored = await storage.loadDoc(session)
    if (stored === null) throw new Error('the session is gone')
    const doc = new Y.Doc()
    if (stored.snapshot) Y.applyUpdate(doc, stored.snapshot)
    for (const { update } of stored.tail) Y.applyUpdate(doc, update)
    expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
    for (const writer of writers) {
      const refusals = await storage.readRefusals(session, writer.id, 1e6)
      expectEdits(doc, writer, (row) =>
        refusals.filter((entry) => entry.row === row).map(({ attempted }) => attempted),
      )
    }
    const ledger = await storage.readLedger(session, 0)
    expect(verifyLedger(ledger)).toMatchObject({ ok: true, count: ledger.length })
    expect(ledger[before.length - 1]?.hash).toBe(before.at(-1)?.hash)
    expectFacts(doc, ledger)
    for (const { acts } of players) {
      expectActs(acts, ledger)
      for (const { name, seat, commandId, answer } of acts.slice(-20)) {
        const row = await storage.readAnswer(session, seat, commandId)
        if (answer === null) continue
        expect(row).not.toBeNull()
        if (commands[name].formal) expect(JSON.parse(row?.answer ?? '')).toEqual(answer)
      }
    }
    return ledger
  } finally {
    await storage.close()
    rmSync(copy, { recursive: true })
  }
}

/** Of each field, the newest value that was called saved, or a later one, stands, or is kept: in the tray or by the device. */
function expectEdits(
  doc: Y.Doc,
  { seat, saved, fields, aside }: Writer,
  trayOf: (row: string) => readonly unknown[],
): void {
  expect(Y.getState(doc.store, seat.doc.clientID)).toBeGreaterThanOrEqual(saved)
  for (const { root, row, field, attempts } of fields) {
    const newest = attempts.findLastIndex(({ clock }) => clock <= saved)
    if (newest === -1) continue
    const standing: Readonly<Record<string, unknown>> = { ...readRow(doc, root, row) }
    const kept = new Set([
      standing[field],
      ...trayOf(row),
      ...aside.filter((edit) => edit.row === row).map((edit) => edit.fields[field]),
    ])
    const isKept = attempts.slice(newest).some(({ value }) => kept.has(value))
    expect([row, isKept]).toEqual([row, true])
  }
}

/** Every act that was answered with "ok" is in the ledger, as often as it was asked for and no oftener. */
function expectActs(acts: readonly Act[], ledger: readonly LedgerRow[]): void {
  const keyOf = (act: string, input: unknown) => `${act} ${canonicalJson(input)}`
  const asked = Map.groupBy(
    acts.filter(({ name }) => commands[name].formal),
    ({ name, input }) => keyOf(name, commands[name].input.parse(input)),
  )
  for (const [key, twins] of asked) {
    const done = twins.filter(({ answer }) => answer?.ok === true).length
    const open = twins.filter(({ answer }) => answer === null).length
    const rows = ledger.filter(
      ({ act, input, seat }) => seat === twins[0]?.seat && `${act} ${input}` === key,
    ).length
    expect([key, rows >= done, rows <= done + open]).toEqual([key, true, true])
  }
}

/** What the ledger says of agreements and tasks is what stands on the board. */
function expectFacts(doc: Y.Doc, ledger: readonly LedgerRow[]): void {
  const facts = new Map<string, readonly [RowRoot, string, string, unknown]>()
  for (const row of ledger) {
    const said = JSON.parse(row.facts) as {
      facts: { root: RowRoot; row: string; field: string; value: unknown }[]
    }
    for (const { root, row: id, field, value } of said.facts)
      if (root === 'agreements' || root === 'tasks')
        facts.set(`${root} ${id} ${field}`, [root, id, field, value])
  }
  for (const [root, row, field, value] of facts.values()) {
    const standing: Readonly<Record<string, unknown>> = { ...readRow(doc, root, row) }
    expect([row, field, standing[field]]).toEqual([row, field, value])
  }
}

/** Without anybody's help: everything is saved and answered, and all have the same board. */
async function expectConverged(
  seats: readonly SeatClient[],
  writers: readonly Writer[],
  players: readonly Player[],
): Promise<void> {
  await until(
    () => seats.every(({ provider, socket }) => provider.synced && socket.connected),
    'all to be back',
    20_000,
  )
  for (const player of players) await player.settled()
  await until(() => writers.every((writer) => writer.saved >= writer.clock), 'all to be saved')
  const roots = [...Object.keys(clientRoots), ...serverRoots]
  const boardOf = ({ doc }: SeatClient) =>
    canonicalJson(roots.map((root) => doc.getMap(root).toJSON()))
  await until(() => new Set(seats.map(boardOf)).size === 1, 'all boards to be alike')
}
