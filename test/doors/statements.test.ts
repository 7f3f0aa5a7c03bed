// Statements handed in over the real doors: who reads them before, and that everybody does once the floor is given.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSpeakersOf } from '#shared/board.ts'
import type { Statement } from '#shared/statement.ts'
import { commandId, connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

let server: TestServer
let chair: SeatClient
let secretary: SeatClient
let germany: SeatClient
let norway: SeatClient
let kyiv: SeatClient
let observer: SeatClient
const item = 'opening'
const heard = new Map<SeatClient, Statement[]>()

beforeAll(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  secretary = await connectSeat(server, 'secretary')
  germany = await connectSeat(server, 'delegate', 'DEU')
  norway = await connectSeat(server, 'delegate', 'NOR')
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  observer = await connectSeat(server, 'observer')
  for (const seat of [chair, secretary, germany, norway, kyiv, observer]) {
    const told: Statement[] = []
    seat.socket.on('statement:changed', (statement) => told.push(statement))
    heard.set(seat, told)
  }
  await chair.act('session:open', {})
  await chair.act('agenda:next', {})
})
afterAll(async () => {
  for (const seat of heard.keys()) seat.close()
  await server.stop()
})

const handIn = (seat: SeatClient, text: string | null, id = commandId()) =>
  seat.act('statement:hand-in', { item, text }, id)
const caughtUp = () => Promise.all([...heard.keys()].map((seat) => seat.act('time:read', {})))
const listed = async (seat: SeatClient) => {
  const answer = await seat.act('statement:list', {})
  return answer.ok ? answer.statements.map(({ delegation, text }) => [delegation, text]) : null
}
const entries = () => readSpeakersOf(observer.doc, item)

it('[W9] a statement is read by its delegation and the chair’s team, and by nobody else', async () => {
  expect(await handIn(germany, 'We take the lead of a coalition.')).toMatchObject({ ok: true })
  expect(await handIn(kyiv, 'Дякуємо всім.')).toMatchObject({ ok: true })
  await caughtUp()
  const told = (seat: SeatClient) => heard.get(seat)?.map(({ delegation }) => delegation)
  expect([chair, secretary, germany, kyiv, norway, observer].map(told)).toEqual([
    ['DEU', 'UKR'],
    ['DEU', 'UKR'],
    ['DEU'],
    ['UKR'],
    [],
    [],
  ])
  const both = [
    ['DEU', 'We take the lead of a coalition.'],
    ['UKR', 'Дякуємо всім.'],
  ]
  expect(await listed(chair)).toEqual(both)
  expect(await listed(secretary)).toEqual(both)
  expect(await listed(germany)).toEqual(both.slice(0, 1))
  expect(await listed(norway)).toEqual([])
  expect(await listed(observer)).toBeNull()
})

it('[W9][C3] the newest counts, a second sending changes nothing, and null takes it back', async () => {
  const id = commandId()
  await handIn(norway, 'First', id)
  await handIn(norway, 'Second')
  expect(await handIn(norway, 'First', id)).toMatchObject({ ok: true })
  expect(await listed(norway)).toEqual([['NOR', 'Second']])
  await handIn(norway, null)
  expect(await listed(norway)).toEqual([])
  const nowhere = await norway.act('statement:hand-in', { item: 'no-such-item', text: 'Here' })
  expect(nowhere).toMatchObject({ ok: false, error: { code: 'not_found', rule: 'W9' } })
  const long = await handIn(norway, 'ä'.repeat(4001))
  expect(long).toMatchObject({ ok: false, error: { code: 'bad_input' } })
})

it('[W10] with the floor it comes to stand on every board, once, and not before', async () => {
  const asked = await germany.act('floor:ask', { item, kind: 'statement' })
  await until(() => entries().length === 1, 'the entry on a board')
  expect(entries()[0]?.statement).toBeNull()
  expect(JSON.stringify(observer.doc.toJSON())).not.toContain('take the lead of a coalition')
  await handIn(germany, 'We take the lead of a coalition of nine.')
  await chair.act('floor:next', { speaking: null })
  await until(() => entries()[0]?.beganAt, 'Germany to have the floor')
  expect(entries()[0]?.statement).toBe('We take the lead of a coalition of nine.')

  // Taken back, the text waits for the next time; ended, it is not said twice.
  const at = entries()[0]?.beganAt ?? 0
  expect(await chair.act('floor:undo', { at })).toMatchObject({ ok: true })
  await until(() => entries()[0]?.beganAt === null, 'the slip to be taken back')
  expect(entries()[0]?.statement).toBeNull()
  await chair.act('floor:next', { speaking: null })
  await until(() => entries()[0]?.statement, 'the text with the floor')
  if (!asked.ok) throw new Error(asked.error.message)
  await chair.act('floor:end', { entry: asked.entry })
  await germany.act('floor:ask', { item, kind: 'statement' })
  await chair.act('floor:next', { speaking: null })
  await until(() => entries()[1]?.beganAt, 'Germany to have the floor again')
  expect(entries()[1]?.statement).toBeNull()
})

it('[S3] nothing is handed in once the session is closed', async () => {
  await chair.act('session:close', {})
  expect(await handIn(germany, 'Too late')).toMatchObject({
    ok: false,
    error: { code: 'session_closed' },
  })
})
