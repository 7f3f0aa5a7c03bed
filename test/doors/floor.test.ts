// The floor over the real doors: what everyone sees of it, two chairs who press at once, and a server that comes back.
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRow, readSpeakersOf } from '#shared/board.ts'
import { endOf, lastTurnOf, orderByLot, placeOf, speakerNow, tourOf } from '#shared/floor.ts'
import { demoRoster } from '#server/demo/demo.ts'
import { verifyLedger } from '#server/record/ledger.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const item = 'opening'
const donors = demoRoster().filter(
  ({ role, stance }) => role === 'donor' && stance === 'participates',
)

const list = (seat: SeatClient) => readSpeakersOf(seat.doc, item)
const speaker = (seat: SeatClient) => speakerNow(list(seat))
const ok = { ok: true }

describe('the floor of a session', () => {
  let server: TestServer
  let chair: SeatClient
  let colleague: SeatClient
  let germany: SeatClient
  let norway: SeatClient
  let screen: SeatClient

  async function sit(): Promise<void> {
    ;[chair, colleague, germany, norway, screen] = await Promise.all([
      connectSeat(server, 'chair', 'GBR'),
      connectSeat(server, 'chair', 'DEU'),
      connectSeat(server, 'delegate', 'DEU'),
      connectSeat(server, 'delegate', 'NOR'),
      connectSeat(server, 'screen'),
    ])
  }
  const rise = () => {
    for (const seat of [chair, colleague, germany, norway, screen]) seat.close()
  }

  beforeAll(async () => {
    server = await startServer()
    await sit()
    await chair.act('session:open', {})
    await chair.act('agenda:next', {})
  })
  afterAll(async () => {
    rise()
    await server.stop()
    await rm(server.dataDir, { recursive: true, force: true })
  })

  it('[F2] shows who asked on every screen, and each delegation its place', async () => {
    expect(await germany.act('floor:ask', { kind: 'statement' })).toEqual({
      ok: true,
      entry: 'opening.1',
    })
    expect(await norway.act('floor:ask', { kind: 'statement' })).toMatchObject(ok)
    expect(await norway.act('floor:ask', { kind: 'statement' })).toMatchObject({
      error: { code: 'already_asked', rule: 'F2' },
    })
    await until(() => list(screen).length === 2, 'both on the screen')
    await until(() => placeOf(list(norway), 'NOR') === 2, 'its place in Oslo')
  })

  it('[F5] two chairs who go on at once skip nobody', async () => {
    const answers = await Promise.all([
      chair.act('floor:next', { speaking: null }),
      colleague.act('floor:next', { speaking: null }),
    ])
    expect(answers.filter((answer) => answer.ok)).toEqual([{ ok: true, entry: 'opening.1' }])
    expect(answers.find((answer) => !answer.ok)).toMatchObject({
      error: { code: 'floor_moved', rule: 'F5' },
    })
    await until(() => speaker(screen)?.delegation === 'DEU', 'Germany on the screen')
  })

  it('[C3] a turn of the floor sent twice is done once', async () => {
    const commandId = 'the-very-same'
    const first = await chair.act('floor:next', { speaking: 'opening.1' }, commandId)
    expect(first).toEqual({ ok: true, entry: 'opening.2' })
    expect(await chair.act('floor:next', { speaking: 'opening.1' }, commandId)).toEqual(first)
    await until(() => speaker(chair)?.id === 'opening.2', 'Norway to speak')
    const { at } = lastTurnOf(list(chair)) ?? { at: 0 }
    expect(await chair.act('floor:undo', { at })).toEqual({ ok: true, entry: 'opening.1' })
    expect(await colleague.act('floor:undo', { at })).toMatchObject({
      error: { code: 'floor_moved', rule: 'F7' },
    })
    await until(() => speaker(screen)?.id === 'opening.1', 'Germany to have the floor again')
  })

  it('[F6] the end of a speech is the same on every screen, and after a restart', async () => {
    await chair.act('floor:limit', { item, seconds: 180 })
    await chair.act('floor:next', { speaking: 'opening.1' })
    await until(() => speaker(screen)?.id === 'opening.2', 'Norway to speak')
    await until(() => readRow(norway.doc, 'speakers', 'opening.2')?.limitMs === 180_000, 'a limit')
    const end = endOf(list(screen)[1] ?? never())
    expect(end).toBe(endOf(list(norway)[1] ?? never()))
    rise()
    await server.stop({ keep: true })
    server = await startServer({ dataDir: server.dataDir })
    await sit()
    expect(endOf(speaker(screen) ?? never())).toBe(end)
    expect(await chair.act('floor:end', { entry: 'opening.2' })).toEqual({ ok: true, entry: null })
  })

  it('[F10][F11] a tour has its lot on every board and in the ledger, and is answered ahead', async () => {
    expect(await chair.act('tour:start', { item, order: 'lot' })).toMatchObject(ok)
    await until(() => tourOf(list(screen))?.turns.length === 56, 'all turns on the screen')
    const { lot } = readRow(screen.doc, 'agenda', item) ?? never()
    const drawn = tourOf(list(screen))?.turns.map(({ delegation }) => delegation)
    expect(drawn).toEqual(
      orderByLot(
        donors.map(({ id }) => id),
        lot ?? '',
      ),
    )
    const turnOf = (id: string) =>
      list(screen).find(({ kind, delegation }) => kind === 'tour' && delegation === id) ?? never()
    const passes = { entry: turnOf('NOR').id, outcome: 'passes' } as const
    expect(await germany.act('tour:answer', passes)).toMatchObject({
      error: { code: 'edit_foreign', rule: 'F11' },
    })
    expect(await norway.act('tour:answer', passes)).toMatchObject(ok)
    const { id: entry } = turnOf('DEU')
    expect(await chair.act('floor:give', { entry, speaking: null })).toMatchObject(ok)
    await until(() => speaker(germany)?.id === entry, 'the floor in Berlin')
    await until(() => tourOf(list(screen))?.unanswered.length === 54, 'who has not answered')
    const rows = await server.storage.readLedger(server.session, 0)
    expect(verifyLedger(rows)).toMatchObject({ ok: true })
    expect(rows.find(({ act }) => act === 'tour:start')?.facts).toContain(lot)
  })
})

function never(): never {
  throw new Error('there is no such row')
}
