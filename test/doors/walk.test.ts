// One pledge from a seat to the disk and back to the others, and through every act to its receipt.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRow, readRows } from '#shared/board.ts'
import { taskIdOf } from '#shared/task.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

describe('a session from request to receipt', () => {
  let server: TestServer
  let seats: Record<'chair' | 'kyiv' | 'germany' | 'netherlands' | 'staff' | 'screen', SeatClient>

  beforeAll(async () => {
    server = await startServer()
    const [chair, kyiv, germany, netherlands, staff, screen] = await Promise.all([
      connectSeat(server, 'chair', 'GBR'),
      connectSeat(server, 'kyiv', 'UKR'),
      connectSeat(server, 'delegate', 'DEU'),
      connectSeat(server, 'delegate', 'NLD'),
      connectSeat(server, 'staff', 'NATO'),
      connectSeat(server, 'screen'),
    ])
    seats = { chair, kyiv, germany, netherlands, staff, screen }
  })

  afterAll(async () => {
    for (const seat of Object.values(seats)) seat.close()
    await server.stop()
  })

  it('[G11][S1][P6][T2][T8][D2] goes all the way over the real doors', async () => {
    const { chair, kyiv, germany, netherlands, staff, screen } = seats
    expect(await chair.act('session:open', {})).toMatchObject({ ok: true })
    const request = kyiv.request({
      capability: 'iamd',
      title: 'At least ten systems able to stop ballistic missiles',
      quantity: 10,
      unit: 'system',
      priority: 'urgent',
    })
    await until(() => readRow(germany.doc, 'requests', request), 'the request in Berlin')
    const irisT = germany.pledge({
      capability: 'iamd',
      kind: 'equipment',
      title: 'Four IRIS-T air-defence systems',
      quantity: 4,
      unit: 'system',
      request,
    })
    const money = netherlands.pledge({
      capability: 'iamd',
      kind: 'funding',
      title: 'EUR 150m more for an air-defence system',
      amountMinor: 15_000_000_000,
      currency: 'EUR',
      request,
    })
    await until(
      () => readRow(screen.doc, 'pledges', irisT) && readRow(screen.doc, 'pledges', money),
      'both pledges on the screen',
    )
    await until(() => readRow(kyiv.doc, 'pledges', irisT), 'the pledge in Kyiv')
    await until(() => readRow(chair.doc, 'pledges', irisT), 'the pledge at the chair')

    expect(
      await chair.act('pledge:agree', { pledge: irisT, seen: chair.seen(irisT) }),
    ).toMatchObject({
      ok: false,
      error: { code: 'not_accepted', rule: 'P6' },
    })
    expect(await kyiv.act('pledge:accept', { pledge: irisT, seen: kyiv.seen(irisT) })).toEqual({
      ok: true,
    })
    expect(
      await chair.act('pledge:agree', { pledge: irisT, seen: chair.seen(irisT) }),
    ).toMatchObject({ ok: true })
    await until(
      () => readRow(germany.doc, 'agreements', irisT)?.agreedAt,
      'the agreement in Berlin',
    )

    const part = {
      kind: 'shipment' as const,
      title: 'IRIS-T, first lot',
      quantity: 2,
      node: 'Rzeszów',
    }
    expect(
      await staff.act('task:create', {
        pledge: irisT,
        parts: [part, { ...part, title: 'IRIS-T, second lot' }],
      }),
    ).toEqual({
      ok: true,
      tasks: [taskIdOf(irisT, 1), taskIdOf(irisT, 2)],
    })
    expect(await staff.act('task:create', { pledge: irisT, parts: [part] })).toMatchObject({
      ok: false,
      error: { code: 'exceeds_agreed', rule: 'T2' },
    })
    const task = taskIdOf(irisT, 1)
    for (const [from, to] of [
      ['planned', 'cleared'],
      ['cleared', 'moving'],
      ['moving', 'handed_over'],
    ] as const) {
      expect(await staff.act('task:move', { task, from, to })).toEqual({ ok: true })
    }
    expect(
      await kyiv.act('task:receive', {
        task,
        received: 1,
        note: 'One launcher was damaged on the way',
      }),
    ).toEqual({ ok: true })
    await until(
      () => readRow(screen.doc, 'tasks', task)?.state === 'received',
      'the receipt on the screen',
    )
    expect(readRow(screen.doc, 'tasks', task)).toMatchObject({ quantity: 2, received: 1 })
    expect(readRows(screen.doc, 'tasks').size).toBe(2)
  })

  it('[P3][G9] an agreed pledge rolls back into the tray of whoever edits it', async () => {
    const { germany, screen } = seats
    const [id] = [...readRows(germany.doc, 'agreements').keys()]
    if (id === undefined) throw new Error('nothing is agreed')
    germany.doc.getMap<import('yjs').Map<number>>('pledges').get(id)?.set('quantity', 6)
    await until(() => germany.tray.length > 0, 'the tray')
    expect(germany.tray[0]).toMatchObject({
      kind: 'amended',
      root: 'pledges',
      row: id,
      field: 'quantity',
      attempted: 6,
      kept: 4,
      reason: { code: 'edit_locked', rule: 'P3' },
    })
    await until(
      () => readRow(germany.doc, 'pledges', id)?.quantity === 4,
      'the agreed words in Berlin',
    )
    expect(readRow(screen.doc, 'pledges', id)?.quantity).toBe(4)
  })

  it('[G4][G15] a stranger to a row is refused with 4403 and changes nothing', async () => {
    const { netherlands, screen } = seats
    const [id] = [...readRows(netherlands.doc, 'agreements').keys()]
    if (id === undefined) throw new Error('nothing is agreed')
    netherlands.doc.getMap<import('yjs').Map<number>>('pledges').get(id)?.set('quantity', 1)
    await until(() => netherlands.closes.length > 0, 'the close')
    expect(netherlands.closes[0]?.code).toBe(4403)
    expect(netherlands.closes[0]?.reason).toContain('P1')
    expect(readRow(screen.doc, 'pledges', id)?.quantity).toBe(4)
  })
})
