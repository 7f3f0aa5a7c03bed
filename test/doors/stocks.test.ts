// Declared stocks over the real doors: on disk before a restart, told with their history, read as rows and as a file, and
// no more written once the session is closed.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRow, editRow, readRow } from '#shared/board.ts'
import { stockOf } from '#test/support/board.ts'
import { join, sitDown } from '#test/support/raw.ts'
import { connectSeat, rowId } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

let server: TestServer
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.stop())

it('[B1][B3][D3] a stock outlives a restart, its history names who wrote it, and every seat reads it over HTTP', async () => {
  const spain = await connectSeat(server, 'delegate', 'ESP')
  const staff = await connectSeat(server, 'staff', 'NATO')
  const stock = rowId('ESP')
  createRow(spain.doc, 'stocks', stock, { ...stockOf() })
  await until(() => readRow(staff.doc, 'stocks', stock), 'the stock with staff')
  editRow(spain.doc, 'stocks', stock, { quantity: 1 })
  await until(() => readRow(staff.doc, 'stocks', stock)?.quantity === 1, 'what is left of it')
  const told = await staff.act('history:read', { root: 'stocks', row: stock })
  expect(told).toMatchObject({
    entries: [
      { kind: 'edit', what: '', delegation: 'ESP' },
      { kind: 'edit', what: 'quantity', delegation: 'ESP', before: 2, after: 1 },
    ],
  })
  for (const seat of [spain, staff]) seat.close()
  await server.stop({ keep: true })
  server = await startServer({ dataDir: server.dataDir })

  const { seat, cookie } = await join(server, await server.token('staff', 'NATO'))
  await sitDown(server, { seat, cookie }, 'Ingrid Larsen')
  const ask = (path: string) =>
    fetch(`${server.origin}/api/session/${seat}/v1/${path}`, { headers: { Cookie: cookie } })
  const row = { ...stockOf({ quantity: 1 }), id: stock }
  expect(await (await ask('stocks')).json()).toMatchObject({ rows: [row] })
  expect(await (await ask(`stocks/${stock}`)).json()).toMatchObject({ row })
  expect(await (await ask('stocks.csv')).text()).toContain('Spain,iamd,Patriot,1,system')
  expect(await (await ask('session-file.json')).text()).not.toContain('stock')
})

it('[B1][S3] once the session is closed what is declared is set back, and kept for its author', async () => {
  const chair = await connectSeat(server, 'chair', 'GBR')
  const spain = await connectSeat(server, 'delegate', 'ESP')
  const stock = rowId('ESP')
  createRow(spain.doc, 'stocks', stock, { ...stockOf() })
  await until(() => readRow(chair.doc, 'stocks', stock), 'the stock at the chair')
  expect(await chair.act('session:open', {})).toMatchObject({ ok: true })
  expect(await chair.act('session:close', {})).toMatchObject({ ok: true })
  await until(() => spain.doc.getMap('session').get('state') === 'closed', 'the end in Madrid')
  editRow(spain.doc, 'stocks', stock, { withdrawn: true })
  await until(() => spain.tray.length === 1, 'the edit in the tray')
  expect(spain.tray).toMatchObject([
    { root: 'stocks', field: 'withdrawn', kept: false, reason: { rule: 'S3' } },
  ])
  expect(readRow(chair.doc, 'stocks', stock)?.withdrawn).toBe(false)
  for (const seat of [chair, spain]) seat.close()
})
