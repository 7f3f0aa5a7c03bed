// Who is in the room is the server's to note: in the ledger, in its own name.
import { expect, it } from 'vitest'
import { readRow, readSession, rootOf } from '#shared/board.ts'
import type { Reminder } from '#shared/questions.ts'
import { verifyLedger } from '#server/record/ledger.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { connectSeat } from '#test/support/seat.ts'
import { startServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

it('[C7] a delegation’s arrival and departure stand in the ledger, and no seat can give them', async () => {
  const server = await startServer({ env: { ABSENCE_MS: '200' } })
  const chair = await connectSeat(server, 'chair', 'GBR')
  const norway = await connectSeat(server, 'delegate', 'NOR')
  const isPresent = () => readRow(chair.doc, 'roster', 'NOR')?.present
  await until(() => isPresent() === true, 'Norway on the roll')
  const forged = await chair.act('presence:note', { came: [], left: ['NOR'] })
  expect(forged).toMatchObject({ ok: false, error: { code: 'forbidden', rule: 'C2' } })
  norway.close()
  await until(() => isPresent() === false, 'Norway to be gone')

  const rows = await server.storage.readLedger(server.session, 0)
  expect(verifyLedger(rows)).toMatchObject({ ok: true })
  const noted = rows.filter(({ input }) => input.includes('NOR'))
  expect(noted.map(({ act, role, seat }) => [act, role, seat])).toEqual([
    ['presence:note', 'server', 'server'],
    ['presence:note', 'server', 'server'],
  ])
  expect(noted[1]?.facts).toContain('{"field":"present","root":"roster","row":"NOR","value":false}')
  chair.close()
  await server.stop()
})

it('[Q7] a reminder comes to the delegates of those who have not answered, and to nobody else', async () => {
  const server = await startServer()
  const [chair, norway, second, poland, hungary, observer, britain] = await Promise.all([
    connectSeat(server, 'chair', 'GBR'),
    connectSeat(server, 'delegate', 'NOR'),
    connectSeat(server, 'delegate', 'NOR'),
    connectSeat(server, 'delegate', 'POL'),
    connectSeat(server, 'delegate', 'HUN'),
    connectSeat(server, 'observer'),
    connectSeat(server, 'delegate', 'GBR'),
  ])
  const seats = { chair, norway, second, poland, hungary, observer, britain }
  const heard: [string, Reminder][] = []
  for (const [name, { socket }] of Object.entries(seats))
    socket.on('reminder:sent', (reminder) => heard.push([name, reminder]))
  await chair.act('session:open', {})
  await chair.act('agenda:go', { item: 'announcements' })
  await until(() => readSession(chair.doc).currentItem, 'an item of requests')
  poland.pledge({ ...pledgeOfMeeting('udcg-27', 0), title: 'Air defence from Poland' })
  await until(() => rootOf(chair.doc, 'pledges').size === 1, 'the answer of Poland')

  const about = { kind: 'requests', key: readSession(chair.doc).currentItem ?? '' } as const
  const to = ['NOR', 'POL', 'HUN', 'GBR']
  const sent = await chair.act('reminder:send', { to, about }, 'remind-them')
  expect(sent).toMatchObject({ ok: true, to: ['NOR', 'GBR'] })
  await until(() => heard.length === 3, 'the reminders')
  expect(heard.map(([name]) => name).sort()).toEqual(['britain', 'norway', 'second'])
  const [[, reminder] = ['']] = heard
  expect(reminder).toMatchObject({ id: sent.ok && sent.id, by: '', about })

  // The answer was lost and the command is given again: one reminder, under one id.
  expect(await chair.act('reminder:send', { to, about }, 'remind-them')).toEqual(sent)
  await until(() => heard.length === 6, 'the same again')
  expect(new Set(heard.map(([, { id }]) => id)).size).toBe(1)
  const rows = await server.storage.readLedger(server.session, 0)
  expect(rows.filter(({ act }) => act === 'reminder:send')).toHaveLength(1)

  // Whoever was away is told when it is back, until it answers; nobody else is told of it at all.
  const later = await connectSeat(server, 'delegate', 'NOR')
  const list = { ok: true, reminders: [{ id: reminder?.id, by: '', about }] }
  expect(await later.act('reminder:list', {})).toMatchObject(list)
  for (const seat of [poland, hungary])
    expect(await seat.act('reminder:list', {})).toEqual({ ok: true, reminders: [] })
  norway.pledge({ ...pledgeOfMeeting('udcg-27', 0), title: 'Air defence from Norway' })
  await until(() => rootOf(chair.doc, 'pledges').size === 2, 'the answer of Norway')
  expect(await later.act('reminder:list', {})).toEqual({ ok: true, reminders: [] })
  later.close()
  for (const seat of Object.values(seats)) seat.close()
  await server.stop()
})
