// Attacks by presence and by the protocol, and what is kept of an attack (G9, G14, G15, G17).
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRow } from '#shared/board.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { contents, item, presenceMessage } from '#test/support/bytes.ts'
import { Hall, standing } from '#test/support/hall.ts'
import { step1, updateFrame } from '#test/support/raw.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { until } from '#test/support/until.ts'

const { values } = contents

let hall: Hall
beforeAll(async () => {
  hall = await Hall.open()
})
afterAll(() => hall.close())

describe('[G14] attacks by presence and by the protocol', () => {
  const state = (name: string) => JSON.stringify({ looking: null, user: { name } })
  const statesOf = (seat: SeatClient) => seat.provider.awareness.getStates()

  it("[G14] presence under the victim's id, or its end, is not heard", async () => {
    const { victim, honest } = hall
    const { clientID } = victim.doc
    const socket = await hall.enter()
    const own = hall.fresh()
    socket.ws.send(presenceMessage([{ client: clientID, clock: 1000, state: state('Impostor') }]))
    socket.ws.send(presenceMessage([{ client: clientID, clock: 1001, state: 'null' }]))
    socket.ws.send(presenceMessage([{ client: own, clock: 1, state: state('Impostor') }]))
    socket.ws.send(
      presenceMessage([
        { client: clientID, clock: 1002, state: 'null' },
        { client: own, clock: 2, state: state('Impostor') },
      ]),
    )
    await until(() => statesOf(honest).has(own), 'the presence of the attacker')
    expect(statesOf(honest).get(clientID)).toMatchObject({ user: { delegation: 'DEU' } })
    // G14: who it is, the server writes.
    expect(statesOf(honest).get(own)).toMatchObject({ user: { delegation: 'NLD', name: '' } })
    await hall.expectVictimWorks()
  })

  it('[G14] an echo of somebody who has left does not keep its id from coming back', async () => {
    const { server } = hall
    const socket = await hall.enter()
    socket.ws.send(presenceMessage([{ client: 4711, clock: 9, state: 'null' }]))
    const visitor = new Y.Doc()
    visitor.clientID = 4711
    const norway = await connectSeat(server, 'delegate', 'NOR', { doc: visitor })
    const id = norway.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
    await until(() => readRow(hall.observer.doc, 'pledges', id), 'the pledge')
    expect(norway.closes).toEqual([])
    norway.close()
  })

  it('[G14] twenty thousand ghosts in a frame, or one after another, leave nobody behind', async () => {
    const { honest } = hall
    const socket = await hall.enter()
    const ghosts = Array.from({ length: 20_000 }, (_, i) => ({
      client: 100_000 + i,
      clock: 1,
      state: '{}',
    }))
    socket.ws.send(presenceMessage(ghosts))
    for (const ghost of ghosts.slice(0, 40)) socket.ws.send(presenceMessage([ghost]))
    await until(() => statesOf(honest).has(100_000), 'the first of them')
    await hall.expectVictimWorks()
    const heard = [...statesOf(honest).keys()].filter((id) => id >= 100_000 && id < 120_000)
    expect(heard).toEqual([100_000])
  })

  const frames: readonly (readonly [
    what: string,
    make: () => Uint8Array | string,
    code: number,
  ])[] = [
    [
      'presence of 3 KiB',
      () =>
        presenceMessage([
          { client: hall.fresh(), clock: 1, state: JSON.stringify({ looking: 'x'.repeat(3000) }) },
        ]),
      4403,
    ],
    [
      'presence that is no JSON',
      () => presenceMessage([{ client: hall.fresh(), clock: 1, state: '{' }]),
      4403,
    ],
    ['a message of an unknown type', () => Uint8Array.of(9, 1, 2), 4403],
    ['an answer to a question of authentication', () => Uint8Array.of(2, 0, 0), 4403],
    ['an unknown message of the sync protocol', () => Uint8Array.of(0, 7, 0), 4403],
    ['an empty frame', () => new Uint8Array(0), 4403],
    ['a frame that ends too early', () => Uint8Array.of(0, 2, 200), 4403],
    [
      'a state vector that lies about its length',
      () => step1(Uint8Array.of(255, 255, 255, 127)),
      4403,
    ],
    ['a text frame', () => 'hello', 4403],
    ['a frame of more than 1 MiB', () => new Uint8Array(1024 * 1024 + 64), 1009],
    [
      "a state vector beyond the victim's clock",
      () => {
        const encoder = encoding.createEncoder()
        for (const number of [1, hall.victim.doc.clientID, 1e6])
          encoding.writeVarUint(encoder, number)
        return step1(encoding.toUint8Array(encoder))
      },
      4410,
    ],
  ]
  it.each(frames)('[G14][G17] %s ends the connection, and nothing else', async (_, make, code) => {
    const before = standing(hall.doc)
    const socket = await hall.enter()
    socket.ws.send(make())
    expect((await socket.closed()).code).toBe(code)
    expect(standing(hall.doc)).toBe(before)
    await hall.expectVictimWorks()
  })

  it('[G15] what follows a refused update on the same socket is not read', async () => {
    const { own, foreign } = hall
    const before = standing(hall.doc)
    const socket = await hall.enter()
    socket.ws.send(
      updateFrame(hall.byFresh(item({ origin: hall.valueIn(foreign, 'title') }, values('x')))),
    )
    socket.ws.send(
      updateFrame(hall.byFresh(item({ origin: hall.valueIn(own, 'title') }, values('y')))),
    )
    expect((await socket.closed()).code).toBe(4403)
    expect(standing(hall.doc)).toBe(before)
    await hall.expectVictimWorks()
  })

  it('[G9] what was refused is kept for its author', async () => {
    const { server, foreign } = hall
    const structs = item({ origin: hall.valueIn(foreign, 'quantity') }, values(3))
    await hall.attack(hall.byFresh(structs))
    const seat = `d-${(await hall.linkOf('delegate', 'NLD')).id}`
    const rows = await server.storage.readRefusals(server.session, seat, 1)
    expect(rows.at(-1)).toMatchObject({
      kind: 'refused',
      root: 'pledges',
      row: foreign,
      field: 'quantity',
      attempted: 3,
      kept: readRow(hall.doc, 'pledges', foreign)?.quantity,
      reason: { rule: 'P1' },
    })
    expect(rows.at(-1)?.raw).not.toBeNull()
  })
})
