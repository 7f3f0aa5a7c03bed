// The lead over the real doors: the chair's connection is pulled, a deputy takes over, the chair comes back, the lead
// goes to another nation; nobody connects anew for any of it, and nobody's work waits for it.
import { afterEach, expect, it } from 'vitest'
import { readRow, readSession } from '#shared/board.ts'
import { readLead } from '#shared/lead.ts'
import { verifyLedger } from '#server/record/ledger.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer, type TestServerOptions } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

let server: TestServer
const seats: SeatClient[] = []

async function start(grace: number, options: TestServerOptions = {}): Promise<void> {
  server = await startServer({ ...options, env: { CHAIR_GRACE_MS: String(grace) } })
}
async function sit(
  ...who: Parameters<typeof connectSeat> extends [unknown, ...infer R] ? R : never
) {
  const seat = await connectSeat(server, ...who)
  seats.push(seat)
  return seat
}
afterEach(async () => {
  for (const seat of seats.splice(0)) seat.close()
  await server.stop()
})

const leadSeenBy = ({ doc }: SeatClient) => readLead(doc)
const frozenFor = (seat: SeatClient) => until(() => leadSeenBy(seat).frozenAt, 'a frozen floor')

it('[H2][H3][H4][H5] a chair that is cut off is waited for, stood in for, and leads again when it is back', async () => {
  await start(300)
  const chair = await sit('chair', 'GBR')
  const norway = await sit('chair', 'NOR')
  const germany = await sit('delegate', 'DEU')
  const kyiv = await sit('kyiv', 'UKR')
  const staff = await sit('staff', 'NATO')
  const wall = await sit('screen')
  expect(await chair.act('session:open', {})).toEqual({ ok: true })
  const first = germany.pledge({ ...pledgeOfMeeting('udcg-27', 1) })
  await until(() => readRow(kyiv.doc, 'pledges', first), 'the pledge')
  await kyiv.act('pledge:accept', { pledge: first, seen: kyiv.seen(first) })
  expect(await chair.act('pledge:agree', { pledge: first, seen: kyiv.seen(first) })).toMatchObject({
    ok: true,
  })
  expect(await norway.act('lead:take', {})).toMatchObject({ error: { code: 'not_frozen' } })

  chair.close()
  for (const seat of [norway, germany, kyiv, staff, wall]) await frozenFor(seat)
  expect(await norway.act('agenda:next', {})).toMatchObject({ error: { code: 'floor_frozen' } })
  // Nothing of the others' work waits.
  const second = germany.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
  await until(() => readRow(kyiv.doc, 'pledges', second), 'a pledge on a frozen floor')
  const accepted = await kyiv.act('pledge:accept', { pledge: second, seen: kyiv.seen(second) })
  expect(accepted).toEqual({ ok: true })
  const part = { kind: 'shipment' as const, title: 'By rail', quantity: 1 }
  expect(await staff.act('task:create', { pledge: first, parts: [part] })).toMatchObject({
    ok: true,
  })

  expect(await norway.act('lead:take', {})).toEqual({ ok: true })
  for (const seat of [germany, kyiv, staff, wall])
    await until(() => leadSeenBy(seat).acting === 'NOR', 'Norway to lead on every board')
  expect(await norway.act('agenda:next', {})).toMatchObject({ ok: true })

  const back = await sit('chair', 'GBR')
  for (const seat of [germany, norway, wall])
    await until(() => leadSeenBy(seat).acting === null, 'the chair to lead again')
  expect(await back.act('agenda:next', {})).toMatchObject({ ok: true })
  expect(await norway.act('agenda:next', {})).toMatchObject({ error: { code: 'not_leading' } })
  for (const seat of [norway, germany, kyiv, staff, wall]) expect(seat.closes).toEqual([])

  const rows = await server.storage.readLedger(server.session, 0)
  expect(verifyLedger(rows)).toMatchObject({ ok: true })
  expect(
    rows
      .filter(({ act }) => act.startsWith('lead:'))
      .map(({ act, delegation }) => [act, delegation]),
  ).toEqual([
    ['lead:lost', null],
    ['lead:take', 'NOR'],
    ['lead:return', null],
  ])
})

it('[H2] a connection that breaks within the grace, a second one, or a co-chair’s, costs nothing', async () => {
  await start(60_000)
  const chair = await sit('chair', 'GBR')
  await chair.act('session:open', {})
  const tablet = await sit('chair', 'GBR')
  chair.close()
  tablet.provider.ws?.close()
  await until(() => tablet.closes.length > 0 && tablet.provider.synced, 'the tablet to be back')
  expect(await tablet.act('agenda:next', {})).toMatchObject({ ok: true })
  const germany = await sit('chair', 'DEU')
  tablet.close()
  expect(await germany.act('agenda:next', {})).toMatchObject({ ok: true })
  const rows = await server.storage.readLedger(server.session, 0)
  expect(rows.filter(({ act }) => act.startsWith('lead:'))).toEqual([])
})

it('[H4] of two deputies that take over at once exactly one leads', async () => {
  await start(50)
  const chair = await sit('chair', 'GBR')
  await chair.act('lead:name', { leads: ['GBR'], deputies: ['NOR', 'DEU'] })
  await chair.act('session:open', {})
  const deputies = await Promise.all([sit('chair', 'NOR'), sit('chair', 'DEU')])
  for (let round = 0; round < 5; round++) {
    const gone = seats.find((seat) => seat.role === 'chair' && !deputies.includes(seat))
    gone?.close()
    seats.splice(seats.indexOf(gone as SeatClient), 1)
    await Promise.all(deputies.map(frozenFor))
    const answers = await Promise.all(deputies.map((seat) => seat.act('lead:take', {})))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    const [refused] = answers.filter((answer) => !answer.ok)
    expect(refused).toMatchObject({ error: { code: 'lead_taken', rule: 'H4' } })
    await sit('chair', 'GBR')
    for (const seat of deputies)
      await until(() => leadSeenBy(seat).acting === null, 'the chair to lead again')
  }
})

it('[H6] the lead goes to another nation in mid-session without anybody connecting anew', async () => {
  await start(60_000)
  const britain = await sit('chair', 'GBR')
  const delegate = await sit('delegate', 'NLD')
  await britain.act('session:open', {})
  expect(await britain.act('lead:hand', { to: 'NOR' })).toMatchObject({
    error: { code: 'no_chair_seat', rule: 'H6' },
  })
  const norway = await sit('chair', 'NOR')
  expect(await norway.act('agenda:next', {})).toMatchObject({ error: { code: 'not_leading' } })
  expect(await britain.act('lead:hand', { to: 'NOR' })).toEqual({ ok: true })
  expect(await norway.act('agenda:next', {})).toMatchObject({ ok: true })
  expect(await britain.act('agenda:next', {})).toMatchObject({ error: { code: 'not_leading' } })
  await until(() => leadSeenBy(delegate).leads.includes('NOR'), 'Norway to lead on a board')
  expect(leadSeenBy(delegate)).toMatchObject({ leads: ['DEU', 'NOR'], deputies: ['GBR'] })
  for (const seat of [britain, norway, delegate]) expect(seat.closes).toEqual([])
})

it('[H7] a chair that does not come back is replaced by the secretary’s word, with whoever is there', async () => {
  await start(50)
  const chair = await sit('chair', 'GBR')
  const secretary = await sit('secretary')
  const poland = await sit('chair', 'POL')
  await chair.act('session:open', {})
  chair.close()
  await frozenFor(poland)
  expect(await poland.act('lead:take', {})).toMatchObject({ error: { code: 'not_deputy' } })
  expect(await secretary.act('lead:name', { leads: ['POL'], deputies: [] })).toEqual({ ok: true })
  await until(() => readSession(poland.doc).frozenAt === null, 'the floor to be free')
  expect(await poland.act('agenda:next', {})).toMatchObject({ ok: true })
})

it('[H2][H3] after a restart a frozen floor is frozen, a deputy leads, and who is not back in time is lost', async () => {
  await start(100)
  const first = await sit('chair', 'GBR')
  await first.act('session:open', {})
  first.close()
  const norway = await sit('chair', 'NOR')
  const since = await frozenFor(norway)
  seats.splice(0).forEach((seat) => {
    seat.close()
  })
  await server.stop({ keep: true })

  await start(100, { dataDir: server.dataDir })
  const again = await sit('chair', 'NOR')
  expect(leadSeenBy(again).frozenAt).toBe(since)
  expect(await again.act('lead:take', {})).toEqual({ ok: true })
  seats.splice(0).forEach((seat) => {
    seat.close()
  })
  await server.stop({ keep: true })

  await start(100, { dataDir: server.dataDir })
  const observer = await sit('observer')
  expect(leadSeenBy(observer).acting).toBe('NOR')
  await frozenFor(observer)
  expect(leadSeenBy(observer).acting).toBeNull()
  await sit('chair', 'GBR')
  await until(() => leadSeenBy(observer).frozenAt === null, 'the chair to lead')
})
