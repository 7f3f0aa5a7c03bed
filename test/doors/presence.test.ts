// Who is in the room is the server's to note: in the ledger, in its own name.
import { expect, it } from 'vitest'
import { readRow } from '#shared/board.ts'
import { verifyLedger } from '#server/record/ledger.ts'
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
