// What the chair's team notes for itself, and that nobody else ever gets a byte of it.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRow, readRow, teamRoots } from '#shared/board.ts'
import { teamDocOf } from '#shared/team.ts'
import { emptyStep1, openBoard, type RawBoard } from '#test/support/raw.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

const item = 'round-iamd'
const text = 'Germany has two more systems; call Berlin before the round, not in it'

let server: TestServer
const seats: SeatClient[] = []
const raws: RawBoard[] = []
beforeAll(async () => {
  server = await startServer()
})
afterEach(() => {
  for (const seat of seats.splice(0)) seat.close()
  for (const { ws } of raws.splice(0)) ws.terminate()
})
afterAll(() => server.stop())

async function team(role: 'chair' | 'secretary', delegation: string | null = null) {
  const seat = await connectSeat(server, role, delegation, { door: 'caucus' })
  seats.push(seat)
  return seat
}
const noteIn = ({ doc }: SeatClient) => readRow(doc, 'notes', item)

it('[H8][H9] a note reaches the whole team, those who do not lead among it, and no byte of it anyone else', async () => {
  const readers = [
    ['delegate', 'DEU'],
    ['delegate', 'GBR'],
    ['kyiv', 'UKR'],
    ['staff', 'NATO'],
    ['observer', null],
    ['screen', null],
    ['chair', 'GBR'],
    ['secretary', null],
  ] as const
  for (const [role, delegation] of readers) {
    const token = await server.token(role, delegation)
    const raw = openBoard(server, `/board/${server.session}?token=${token}`)
    raw.ws.on('open', () => raw.ws.send(emptyStep1))
    raws.push(raw)
    if (role !== 'delegate') continue
    const caucus = openBoard(server, `/caucus/${server.session}?token=${token}`)
    caucus.ws.on('open', () => caucus.ws.send(emptyStep1))
    raws.push(caucus)
  }
  for (const raw of raws) await until(() => raw.frames.length > 2, 'each to be in sync')

  const britain = await team('chair', 'GBR')
  const norway = await team('chair', 'NOR')
  const secretary = await team('secretary')
  const written = await norway.act('note:set', { item, seen: null, text })
  expect(written).toMatchObject({ ok: true })
  for (const seat of [britain, norway, secretary])
    await until(() => noteIn(seat)?.text === text, 'the note on every desk of the team')

  // A later tick on the board has reached everyone, and so would have the note.
  const chair = await connectSeat(server, 'chair', 'GBR')
  seats.push(chair)
  const before = raws.map(({ frames }) => frames.length)
  const netherlands = await connectSeat(server, 'delegate', 'NLD')
  seats.push(netherlands)
  await until(
    () => raws.every(({ frames }, i) => frames.length > (before[i] ?? 0)),
    'something later in every place',
  )
  for (const { frames } of raws) expect(Buffer.concat(frames).includes(text)).toBe(false)
  const board = await server.app.rooms.use(server.session, ({ doc }) => doc)
  if (board === null) throw new Error('there is no board')
  expect(Buffer.from(Y.encodeStateAsUpdate(board)).includes(text)).toBe(false)
  for (const root of teamRoots) expect(board.share.has(root)).toBe(false)
  const ledger = await server.storage.readLedger(server.session, 0)
  expect(JSON.stringify(ledger)).not.toContain('note:set')
  expect(server.logged.some((line) => line.includes(text))).toBe(false)

  // D3: the log of the document says who changed what.
  const edits = await server.storage.readEdits(teamDocOf(server.session), 'notes', item, 10)
  const [edit] = edits.filter(({ field }) => field === 'text')
  const row = edit && (await server.storage.readSeat(edit.seat ?? ''))
  expect([edit?.before, edit?.after, row?.delegation]).toEqual([null, text, 'NOR'])
})

it('[H8] nobody asks for it by another way: not by its name, nor by the history of a row', async () => {
  const token = await server.token('delegate', 'DEU')
  const seat = await connectSeat(server, 'delegate', 'DEU')
  seats.push(seat)
  const asked = await seat.act('history:read', { root: 'notes' as 'tasks', row: item })
  expect(asked).toMatchObject({ ok: false, error: { code: 'bad_input', rule: 'C1' } })
  for (const path of [`/caucus/${server.session}%2Fchair`, `/board/${server.session}%2Fchair`]) {
    const raw = openBoard(server, `${path}?token=${token}`)
    raws.push(raw)
    expect(await raw.closed()).toMatchObject({ code: 4404 })
    expect(raw.frames).toEqual([])
  }
})

it('[H8][G2] not even the team writes it past the acts', async () => {
  const chair = await team('chair', 'GBR')
  const secretary = await team('secretary')
  const forged = 'to-be-refused'
  createRow(chair.doc, 'notes', forged, { text, at: 1, by: 'nobody' })
  await until(() => chair.closes.some(({ code }) => code === 4403), 'the door to be closed')
  expect(chair.closes[0]?.reason).toMatch(/^G2 edit_reader/)
  const answer = await secretary.act('note:set', {
    item: 'opening',
    seen: null,
    text: 'Ten minutes',
  })
  expect(answer).toMatchObject({ ok: true })
  await until(() => readRow(secretary.doc, 'notes', 'opening'), 'what came after')
  expect(readRow(secretary.doc, 'notes', forged)).toBeNull()
})

it('[H9] of two who write over one note the second is told, and may write over what it then read', async () => {
  const chair = await team('chair', 'DEU')
  const secretary = await team('secretary')
  const first = await secretary.act('note:set', {
    item: 'coalitions',
    seen: null,
    text: 'Eight reports',
  })
  expect(first).toMatchObject({ ok: true })
  const late = { item: 'coalitions', seen: null, text: 'Nine reports' }
  expect(await chair.act('note:set', late)).toMatchObject({
    ok: false,
    error: { code: 'note_stale', rule: 'H9' },
  })
  await until(() => readRow(chair.doc, 'notes', 'coalitions'), 'the note')
  const { at } = readRow(chair.doc, 'notes', 'coalitions') ?? { at: null }
  expect(await chair.act('note:set', { ...late, seen: at })).toMatchObject({ ok: true })
  const taken = await chair.act('note:set', { item: 'no-such-item', seen: null, text })
  expect(taken).toMatchObject({ ok: false, error: { code: 'not_found', rule: 'H9' } })
})

it('[H8] the notes outlive the server', async () => {
  const own = await startServer()
  const secretary = await connectSeat(own, 'secretary', null, { door: 'caucus' })
  expect(await secretary.act('note:set', { item, seen: null, text })).toMatchObject({ ok: true })
  secretary.close()
  await own.stop({ keep: true })
  const again = await startServer({ dataDir: own.dataDir })
  const chair = await connectSeat(again, 'chair', 'DEU', { door: 'caucus' })
  expect(noteIn(chair)?.text).toBe(text)
  chair.close()
  await again.stop()
})
