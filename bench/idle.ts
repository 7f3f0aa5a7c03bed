// What a session costs that is open and idle: a process of its own opens many, and sets what they use against bare
// documents of the same content.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import * as Y from 'yjs'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { demoSession } from '#server/demo/demo.ts'
import { demoRowId } from '#server/demo/links.ts'
import type { Peer } from '#server/room/peer.ts'
import { isRefusal } from '#shared/refusals.ts'
import { createSession } from '#server/seats/sessions.ts'
import { openSqlite } from '#server/storage/sqlite.ts'

const sessions = 40

async function used(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.()
    await pause(50)
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

const dataDir = await mkdtemp(join(tmpdir(), 'pledgehall-bench-'))
const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' })
const log = pino({ level: 'error', base: null }, pino.destination({ dest: 2, sync: true }))
const now = () => Date.now()
const storage = await openSqlite(join(dataDir, 'pledgehall.sqlite'))
const app = await createApp({ config, storage, now, log })
const demo = demoSession()
const requests = new Map(
  demo.requests.map(({ fields }, i) => [demoRowId('UKR', demo.date, i), fields]),
)

const silent = (session: string): Peer => ({
  actor: { seat: session, session, delegation: null, role: 'observer', name: '' },
  hasSeenMore: () => false,
  backlog: () => 0,
  send: () => undefined,
  close: () => undefined,
})

/** Opens a session, brings one reader in sync, and leaves it at that. */
async function open(id: string): Promise<Uint8Array> {
  await createSession({ storage, rooms: app.rooms, now }, id, { ...demo, requests })
  const peer = silent(id)
  const entered = await app.rooms.enter(id, peer)
  if (entered === null || isRefusal(entered)) throw new Error(`${id} did not open`)
  await entered.room.sync(peer, Uint8Array.of(0))
  return Y.encodeStateAsUpdate(entered.room.doc)
}

await open('warm-up')
const before = await used()
const updates: Uint8Array[] = []
for (let n = 0; n < sessions; n++) updates.push(await open(`idle-${String(n)}`))
const opened = await used()
const docs = updates.map((update) => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc
})
const both = await used()
process.send?.({ beyond: (opened - before - (both - opened)) / sessions, docs: docs.length })
await app.close()
await storage.close()
await rm(dataDir, { recursive: true, force: true })
process.exit(0)
