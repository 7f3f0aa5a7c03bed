// The same over the real doors: an honest meeting of unmodified clients that drop out and come back, and hostile
// frames beside them.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editRow, readRow, rootOf } from '#shared/board.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { patience, runs } from '#test/support/fuzz.ts'
import { Hall, standing } from '#test/support/hall.ts'
import { bytesOf, hostile } from '#test/support/hostile.ts'
import { emptyStep1, updateFrame } from '#test/support/raw.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { until } from '#test/support/until.ts'
import { strangers } from '#test/support/world.ts'

let hall: Hall
let seats: readonly SeatClient[]
beforeAll(async () => {
  hall = await Hall.open()
  const { server } = hall
  seats = [
    await connectSeat(server, 'delegate', 'DEU', {
      token: await hall.secondSeat('delegate', 'DEU'),
    }),
    await connectSeat(server, 'delegate', 'DEU', {
      token: await hall.secondSeat('delegate', 'DEU'),
    }),
    await connectSeat(server, 'delegate', 'NOR'),
  ]
})
afterAll(async () => {
  for (const seat of seats) seat.close()
  await hall.close()
})

const step = fc.record({
  seat: fc.nat({ max: 2 }),
  do: fc.constantFrom('edit', 'edit', 'edit', 'create', 'leave', 'return', 'wait'),
  field: fc.constantFrom('note', 'quantity', 'deliverBy'),
})

describe('[G9][G11] over the real doors', () => {
  let count = 0

  it(
    'an honest meeting at random ends in one board, whoever dropped out when',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
          async (steps) => {
            /** What each seat wrote last into its row. */
            const own = new Map<
              string,
              readonly [row: string, field: string, value: string | number]
            >()
            const rows = seats.map((seat) => seat.pledge({ ...pledgeOfMeeting('udcg-27', 2) }))
            for (const { seat: n, do: what, field } of steps) {
              const seat = seats[n]
              const row = rows[n]
              if (seat === undefined || row === undefined) continue
              const value = field === 'quantity' ? ++count : `in ${String(++count)} lots`
              if (what === 'leave') seat.provider.disconnect()
              else if (what === 'return') seat.provider.connect()
              else if (what === 'wait') await new Promise(setImmediate)
              else if (what === 'create') seat.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
              else {
                editRow(seat.doc, 'pledges', row, { [field]: value })
                own.set(`${row} ${field}`, [row, field, value])
              }
            }
            for (const { provider } of seats) provider.connect()
            const docs = [hall.observer, hall.honest, hall.victim, ...seats].map(({ doc }) => doc)
            await until(
              () =>
                seats.every(({ provider }) => provider.synced) &&
                new Set([hall.doc, ...docs].map(standing)).size === 1,
              'one board',
            )
            for (const [row, field, value] of own.values())
              expect(rootOf(hall.doc, 'pledges').get(row)?.get(field)).toBe(value)
            expect(
              seats.flatMap(({ closes }) => closes.filter(({ code }) => code >= 4400)),
            ).toEqual([])
          },
        ),
        runs(15),
      )
    },
    patience,
  )

  it(
    '[G12][G15] hostile frames at random change nothing for anybody else',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostile, { minLength: 5, maxLength: 10, size: 'max' }),
          async (attacks) => {
            const before = [
              readRow(hall.doc, 'pledges', hall.foreign)?.title,
              readRow(hall.doc, 'requests', hall.request),
              hall.doc.getMap('session').toJSON(),
              hall.doc.getMap('agreements').toJSON(),
            ]
            for (const attack of attacks) {
              const raw = await hall.enter()
              const shown = raw.frames.length
              raw.ws.send(updateFrame(bytesOf(hall.doc, attack)))
              raw.ws.send(emptyStep1)
              await until(
                () =>
                  raw.close() ??
                  raw.frames.slice(shown).some((frame) => frame[0] === 0 && frame[1] === 1),
                'an answer',
              )
              raw.ws.terminate()
            }
            await hall.expectVictimWorks()
            expect([
              readRow(hall.doc, 'pledges', hall.foreign)?.title,
              readRow(hall.doc, 'requests', hall.request),
              hall.doc.getMap('session').toJSON(),
              hall.doc.getMap('agreements').toJSON(),
            ]).toEqual(before)
            const { server, doc } = hall
            expect(await strangers(server.storage, server.session, doc)).toEqual([])
          },
        ),
        runs(15),
      )
    },
    patience,
  )
})
