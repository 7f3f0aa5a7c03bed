// The silence procedure over the real doors: the server's clock ends it, also across a restart.
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRow } from '#shared/board.ts'
import { motionDigest } from '#shared/decision.ts'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { verifyLedger } from '#server/record/ledger.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

const statement = {
  title: 'Joint statement of the Group',
  text: 'Members of the Group will meet again in June 2025 at NATO Headquarters.',
}
const table = { decision: 'dec-1', seen: motionDigest(statement) }

let server: TestServer
let chair: SeatClient
/** How far the server's clock is ahead of this machine's, ms. */
let ahead = 0
const now = () => Date.now() + ahead
const decision = (seat = chair) => readRow(seat.doc, 'decisions', 'dec-1')

async function start(dataDir?: string): Promise<void> {
  server = await startServer({ now, ...(dataDir !== undefined && { dataDir }) })
  chair = await connectSeat(server, 'chair', 'GBR')
}

/** Puts the statement under silence for an hour. */
async function silence(): Promise<number> {
  const expiresAt = now() + 3_600_000
  for (const done of [
    await chair.act('session:open', {}),
    await chair.act('decision:propose', { kind: 'silence', ...statement }),
    await chair.act('decision:silence', { ...table, expiresAt }),
  ])
    expect(done).toMatchObject({ ok: true })
  return expiresAt
}

async function expirations() {
  const rows = await server.storage.readLedger(server.session, 0)
  expect(verifyLedger(rows)).toMatchObject({ ok: true })
  return rows.filter(({ act }) => act === 'decision:expire')
}

beforeEach(async () => {
  ahead = 0
  await start()
})
afterEach(async () => {
  chair.close()
  await server.stop()
})

it('[V10] passes at its expiry by the server’s clock, once, in the server’s name', async () => {
  const expiresAt = await silence()
  const norway = await connectSeat(server, 'delegate', 'NOR')
  await until(() => decision(norway)?.state === 'silence', 'the text on Norway’s screen')
  ahead = expiresAt - Date.now() - 1500
  // Whatever changes the board winds the clock again.
  await chair.act('session:suspend', {})
  expect(decision()?.state).toBe('silence')
  await until(() => decision(norway)?.state === 'adopted', 'the silence to run out')
  expect(decision(norway)).toMatchObject({ decidedAt: expiresAt, brokenBy: null })
  const late = await norway.act('position:take', { ...table, position: 'objects' })
  expect(late).toMatchObject({ ok: false, error: { code: 'decision_final', rule: 'V2' } })
  const [row, ...more] = await expirations()
  expect(more).toEqual([])
  expect(row).toMatchObject({ role: 'server', seat: 'server' })
  expect(row?.at).toBeGreaterThanOrEqual(expiresAt)
  norway.close()
})

it('[V10] passes at its expiry also if the server was down then', async () => {
  const expiresAt = await silence()
  chair.close()
  await server.stop({ keep: true })
  ahead = 24 * 3_600_000
  await start(server.dataDir)
  await until(() => decision()?.state === 'adopted', 'the silence to have run out')
  expect(decision()).toMatchObject({ decidedAt: expiresAt })
  expect(await expirations()).toHaveLength(1)
})

it('[V10] passes at its expiry though nobody comes after the server was down; no other room is kept open', async () => {
  const secretary = await connectSeat(server, 'secretary')
  const made = await secretary.act('session:create', {
    title: 'Meeting in June',
    date: '2025-06-04',
    place: 'Brussels',
    marking: 'RESTRICTED',
  })
  if (!made.ok) throw new Error(made.error.message)
  secretary.close()
  const expiresAt = await silence()
  chair.close()
  await server.stop({ keep: true })
  ahead = 24 * 3_600_000

  const { session, dataDir } = server
  const opened: string[] = []
  const storage = await openSqlite(join(dataDir, 'pledgehall.sqlite'))
  const app = await createApp({
    config: readConfig({ PORT: '0', DATA_DIR: dataDir }),
    storage: new Proxy(storage, {
      get(target, method) {
        const found: unknown = Reflect.get(target, method)
        if (typeof found !== 'function') return found
        return (...input: unknown[]): unknown => {
          if (method === 'loadDoc') opened.push(String(input[0]))
          return Reflect.apply(found, target, input)
        }
      },
    }),
    now,
    log: pino({ level: 'silent' }),
  })
  await app.listen()
  const expired = async () =>
    (await storage.readLedger(session, 0)).filter(({ act }) => act === 'decision:expire')
  await until(async () => (await expired()).length > 0, 'the silence to have run out')
  await app.rooms.lookAtAll()
  expect(opened.toSorted()).toEqual([session, made.session].toSorted())
  expect(
    await app.rooms.use(session, ({ doc }) => readRow(doc, 'decisions', 'dec-1')),
  ).toMatchObject({ state: 'adopted', decidedAt: expiresAt })
  expect(verifyLedger(await storage.readLedger(session, 0))).toMatchObject({ ok: true })
  await app.rooms.use(made.session, () => undefined)
  expect(opened.filter((id) => id === made.session)).toHaveLength(2)
  await app.close()
  await storage.close()
  await start(dataDir)
  expect(await expirations()).toHaveLength(1)
})

it('[V10] is late at its expiry, even before the server has noted it', async () => {
  const expiresAt = await silence()
  const norway = await connectSeat(server, 'delegate', 'NOR')
  // The timer was set for an hour from then and knows nothing of the clock that was put forward.
  ahead = expiresAt - Date.now() + 1
  const objection = { ...table, position: 'objects' } as const
  const late = await norway.act('position:take', objection)
  expect(late).toMatchObject({ ok: false, error: { code: 'decision_expired', rule: 'V10' } })
  norway.close()
})

it('[D1] a decision has its history: who proposed it, who took which position when, and how it ended', async () => {
  await silence()
  const norway = await connectSeat(server, 'delegate', 'NOR')
  const text = 'The paragraph on the date has not been agreed.'
  await norway.act('position:take', { ...table, position: 'supports' })
  const { at } = readRow(chair.doc, 'positions', 'dec-1.NOR') ?? { at: null }
  await norway.act('position:take', { ...table, position: 'objects', text, over: at })
  await chair.act('decision:announce', { decision: 'dec-1' })
  await chair.act('decision:reopen', { decision: 'dec-1', kind: 'consensus', ...statement })
  const history = await norway.act('history:read', { root: 'decisions', row: 'dec-1' })
  const entries = history.ok ? history.entries : []
  expect(entries.map(({ what, delegation }) => [what, delegation])).toEqual([
    ['decision:propose', 'GBR'],
    ['decision:silence', 'GBR'],
    ['position:take', 'NOR'],
    ['position:take', 'NOR'],
    ['decision:announce', 'GBR'],
    ['decision:reopen', 'GBR'],
  ])
  expect(entries[3]?.after).toContain(text)
  const again = await norway.act('history:read', { root: 'decisions', row: 'dec-2' })
  expect(again).toMatchObject({ entries: [{ what: 'decision:reopen', delegation: 'GBR' }] })
  norway.close()
})

it('[V9] is broken by an objection before, and then nothing is left to run out', async () => {
  const expiresAt = await silence()
  const norway = await connectSeat(server, 'delegate', 'NOR')
  ahead = expiresAt - Date.now() - 5000
  const text = 'The paragraph on the date has not been agreed.'
  const taken = await norway.act('position:take', { ...table, position: 'objects', text })
  expect(taken).toMatchObject({ ok: true })
  await until(() => decision()?.state === 'broken', 'the silence to be broken')
  expect(decision()?.brokenBy).toBe('NOR')
  ahead += 10_000
  await chair.act('decision:announce', { decision: 'dec-1' })
  expect(await expirations()).toEqual([])
  expect(decision()?.state).toBe('broken')
  norway.close()
})
