// Attacks on clocks and causal order (G10, G13, G15).
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRow, rootOf } from '#shared/board.ts'
import { collected, contents, item, skip, updateOf } from '#test/support/bytes.ts'
import { type Attack, Hall } from '#test/support/hall.ts'
import { updateFrame } from '#test/support/raw.ts'
import { until } from '#test/support/until.ts'

const { values, deleted } = contents

let hall: Hall
beforeAll(async () => {
  hall = await Hall.open()
})
afterAll(() => hall.close())

describe('[G10] attacks on clocks and order', () => {
  const me = () => hall.fresh()
  const malformed: readonly Attack[] = [
    [
      "a collected struct of length 1e15 on the victim's id",
      'G7',
      () => updateOf([hall.next(hall.victim.doc.clientID, [collected(1e15)])]),
    ],
    ['a collected struct on an id of its own', 'G7', () => hall.byFresh(collected(5))],
    [
      'deleted content of length 1e15',
      'G10',
      () => hall.byFresh(item({ origin: hall.valueIn(hall.own, 'title') }, deleted(1e15))),
    ],
    [
      'a value without length',
      'G10',
      () => hall.byFresh(item({ origin: hall.valueIn(hall.own, 'title') }, values())),
    ],
    [
      'deleted content without length',
      'G10',
      () => hall.byFresh(item({ origin: hall.valueIn(hall.own, 'title') }, deleted(0))),
    ],
    [
      'a skip',
      'G10',
      () => hall.byFresh(skip(3), item({ origin: hall.valueIn(hall.own, 'title') }, values('x'))),
    ],
    [
      'a gap in its own clock',
      'G10',
      () =>
        updateOf([
          {
            client: me(),
            clock: 7,
            structs: [item({ origin: hall.valueIn(hall.own, 'title') }, values('x'))],
          },
        ]),
    ],
    ['an unknown origin', 'G10', () => hall.byFresh(item({ origin: [4242, 0] }, values('x')))],
    [
      'an origin beyond what a client has written',
      'G10',
      () => hall.byFresh(item({ origin: [hall.victim.doc.clientID, 1e6] }, values('x'))),
    ],
    [
      'an unknown parent',
      'G10',
      () => hall.byFresh(item({ parent: [4242, 0], key: 'title' }, values('x'))),
    ],
    [
      'itself as origin',
      'G10',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, [item({ origin: [client, 0] }, values('x'))])])
      },
    ],
    [
      'a later struct of its own as origin',
      'G10',
      () => {
        const client = hall.fresh()
        return updateOf([
          hall.next(client, [
            item({ origin: [client, 1] }, values('x')),
            item({ origin: hall.valueIn(hall.own, 'title') }, values('y')),
          ]),
        ])
      },
    ],
    [
      'two clients that wait for each other',
      'G10',
      () => {
        const [a, b] = [hall.fresh(), hall.fresh()]
        return updateOf([
          hall.next(a, [item({ origin: [b, 0] }, values('x'))]),
          hall.next(b, [item({ origin: [a, 0] }, values('y'))]),
        ])
      },
    ],
    [
      'one client in two blocks',
      'G10',
      () => {
        const client = hall.fresh()
        const structs = [item({ origin: hall.valueIn(hall.own, 'title') }, values('x'))]
        return updateOf([
          { client, clock: 0, structs },
          { client, clock: 1, structs },
        ])
      },
    ],
    [
      "deletions of the victim's future clocks",
      'G10',
      () =>
        updateOf([], [[hall.victim.doc.clientID, hall.clockOf(hall.victim.doc.clientID), 1000]]),
    ],
    ['deletions of an unknown client', 'G10', () => updateOf([], [[4242, 0, 1]])],
    [
      'an empty deletion of the future beside a real one',
      'G10',
      () => {
        const [client, clock] = hall.valueIn(hall.own, 'title')
        const block = hall.next(hall.fresh(), [item({ origin: [client, clock] }, values('x'))])
        return updateOf(
          [block],
          [
            [client, clock, 1],
            [client, 1e9, 0],
          ],
        )
      },
    ],
    [
      'thirty million structs in seven bytes',
      'G13',
      () => {
        const encoder = encoding.createEncoder()
        for (const number of [1, 30_000_000, 1, 0]) encoding.writeVarUint(encoder, number)
        return encoding.toUint8Array(encoder)
      },
    ],
    [
      'as many deletions',
      'G13',
      () => {
        const encoder = encoding.createEncoder()
        for (const number of [0, 1, 1, 30_000_000]) encoding.writeVarUint(encoder, number)
        return encoding.toUint8Array(encoder)
      },
    ],
    [
      'bytes that end too early',
      'G10',
      () =>
        hall
          .byFresh(item({ origin: hall.valueIn(hall.own, 'title') }, values('x')))
          .subarray(0, -3),
    ],
    [
      'bytes that go on after the end',
      'G10',
      () =>
        Buffer.concat([
          hall.byFresh(item({ origin: hall.valueIn(hall.own, 'title') }, values('x'))),
          Buffer.of(1),
        ]),
    ],
    [
      'an update of the second format',
      'G10',
      () => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(hall.doc))
        const vector = Y.encodeStateVector(doc)
        rootOf(doc, 'pledges').get(hall.own)?.set('title', 'Eight Patriot launchers')
        return Y.encodeStateAsUpdateV2(doc, vector)
      },
    ],
    ['noise', 'G7', () => Uint8Array.from({ length: 300 }, (_, i) => (i * 131 + 7) % 256)],
  ]

  it.each(malformed)('%s is refused with 4403', async (what, rule, make) => {
    const { code, rule: broken } = await hall.attack(make())
    // Deletions name no author; structs under another's id are refused for what they are before for whose.
    expect([what, code]).toEqual([what, 4403])
    expect(broken).toBe(rule)
  })

  it('[G10] overlapping clocks do not bring a tail under another parent', async () => {
    const client = hall.fresh()
    const socket = await hall.enter()
    const title = { origin: hall.valueIn(hall.own, 'title') }
    socket.ws.send(updateFrame(updateOf([hall.next(client, [item(title, values('Ours'))])])))
    await until(() => hall.clockOf(client) === 1, 'the first value')
    const before = readRow(hall.doc, 'pledges', hall.foreign)
    // The same value again, longer, and said to stand in a foreign row: what is new of it follows the old one.
    const elsewhere = { parent: hall.containerOf(hall.foreign), key: 'title' }
    const structs = [item(elsewhere, values('Nothing', 'at all'))]
    socket.ws.send(updateFrame(updateOf([{ client, clock: 0, structs }])))
    await until(() => hall.clockOf(client) === 2, 'the tail')
    expect(readRow(hall.doc, 'pledges', hall.foreign)).toEqual(before)
    expect(readRow(hall.doc, 'pledges', hall.own)?.title).toBe('at all')
    await hall.expectVictimWorks()
  })

  it('[G15] two blocks that hang together are judged together: one foreign field refuses both', async () => {
    const [a, b] = [hall.fresh(), hall.fresh()]
    const { code } = await hall.attack(
      updateOf([
        hall.next(a, [item({ origin: hall.valueIn(hall.own, 'note') }, values('ours'))]),
        hall.next(b, [
          item({ origin: [a, 0] }, values('ours again')),
          item({ origin: hall.valueIn(hall.foreign, 'title') }, values('Nothing at all')),
        ]),
      ]),
    )
    expect(code).toBe(4403)
  })
})
