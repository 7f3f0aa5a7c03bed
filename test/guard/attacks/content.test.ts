// Attacks by content: kinds, names and values that are not the board's (G7, G16).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRow } from '#shared/board.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { contents, item, updateOf } from '#test/support/bytes.ts'
import { type Attack, Hall } from '#test/support/hall.ts'
import { updateFrame } from '#test/support/raw.ts'
import { rowId } from '#test/support/seat.ts'
import { until } from '#test/support/until.ts'

const { values, type } = contents

let hall: Hall
beforeAll(async () => {
  hall = await Hall.open()
})
afterAll(() => hall.close())

describe('[G7] attacks by content', () => {
  const title = () => ({ origin: hall.valueIn(hall.own, 'title') })
  const deep = (levels: number) => {
    const bytes = new Uint8Array(2 * levels + 1).fill(1)
    for (let i = 0; i < 2 * levels; i += 2) bytes[i] = 117
    bytes[2 * levels] = 126
    return bytes
  }
  const kinds: readonly Attack[] = [
    ['text', 'G7', () => hall.byFresh(item(title(), contents.string('x')))],
    ['JSON', 'G7', () => hall.byFresh(item(title(), contents.json('x')))],
    ['binary', 'G7', () => hall.byFresh(item(title(), contents.binary(Uint8Array.of(1, 2))))],
    ['an embed', 'G7', () => hall.byFresh(item(title(), contents.embed({ a: 1 })))],
    ['a format', 'G7', () => hall.byFresh(item(title(), contents.format('bold', true)))],
    ['a subdocument', 'G7', () => hall.byFresh(item(title(), contents.subdocument('guid')))],
    ['a list', 'G7', () => hall.byFresh(item(title(), type(0)))],
    ['a map', 'G7', () => hall.byFresh(item(title(), type(1)))],
    ['a shared text', 'G7', () => hall.byFresh(item(title(), type(2)))],
    ['an XML element', 'G7', () => hall.byFresh(item(title(), type(3)))],
    ['an XML fragment', 'G7', () => hall.byFresh(item(title(), type(4)))],
    ['an XML hook', 'G7', () => hall.byFresh(item(title(), type(5)))],
    ['a kind of type that Yjs does not know', 'G7', () => hall.byFresh(item(title(), type(11)))],
    [
      'a kind of content that Yjs does not know',
      'G7',
      () => hall.byFresh(item(title(), { ref: 17, write: () => undefined })),
    ],
    ['undefined', 'G7', () => hall.byFresh(item(title(), values(undefined)))],
    ['a bigint', 'G7', () => hall.byFresh(item(title(), values(12n)))],
    ['bytes', 'G7', () => hall.byFresh(item(title(), values(Uint8Array.of(1))))],
    ['an array', 'G7', () => hall.byFresh(item(title(), values(['x'])))],
    ['an object', 'G7', () => hall.byFresh(item(title(), values({ x: 1 })))],
    [
      'an object with __proto__',
      'G7',
      () => hall.byFresh(item(title(), values(JSON.parse('{"__proto__": {"polluted": true}}')))),
    ],
    ['several values at once', 'G7', () => hall.byFresh(item(title(), values('x', 'y')))],
    [
      'twelve thousand nested arrays',
      'G7',
      () => hall.byFresh(item(title(), contents.rawValue(deep(12_000)))),
    ],
    [
      'a value in no field: a list in a row',
      'G7',
      () => hall.byFresh(item({ parent: hall.containerOf(hall.own) }, values('x'))),
    ],
    ['a list in a root', 'G7', () => hall.byFresh(item({ parent: 'pledges' }, values('x')))],
    [
      'a scalar where a row should be',
      'G7',
      () => hall.byFresh(item({ parent: 'pledges', key: rowId('NLD') }, values('x'))),
    ],
    [
      'a list where a row should be',
      'G7',
      () => hall.byFresh(item({ parent: 'pledges', key: rowId('NLD') }, type(0))),
    ],
    [
      'a value below a value',
      'G7',
      () => hall.byFresh(item({ parent: hall.valueIn(hall.own, 'title'), key: 'x' }, values('x'))),
    ],
    [
      'maps nested in a row',
      'G7',
      () => {
        const client = hall.fresh()
        const structs = Array.from({ length: 500 }, (_, i) =>
          item(
            { parent: i === 0 ? hall.containerOf(hall.own) : [client, i - 1], key: 'note' },
            type(1),
          ),
        )
        return updateOf([hall.next(client, structs)])
      },
    ],
    ...['__proto__', 'constructor', 'toString', '', 'agreedAt', 'x'.repeat(40_000)].map(
      (field): Attack => [
        `the field ${JSON.stringify(field.slice(0, 20))}`,
        'G7',
        () => hall.byFresh(item({ parent: hall.containerOf(hall.own), key: field }, values('x'))),
      ],
    ),
    ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', ''].map((root): Attack => [
      `the root ${JSON.stringify(root)}`,
      'G3',
      () => hall.byFresh(item({ parent: root, key: rowId('NLD') }, values('x'))),
    ]),
    ...['__proto__', 'constructor'].map((row): Attack => [
      `the row ${row}`,
      'P1',
      () => hall.byFresh(item({ parent: 'pledges', key: row }, type(1))),
    ]),
    [
      'five thousand root names',
      'G3',
      () =>
        hall.byFresh(
          ...Array.from({ length: 5000 }, (_, i) =>
            item({ parent: `r${String(i)}`, key: 'k' }, values(1)),
          ),
        ),
    ],
    [
      'two standing values for one field, so that the judged one is not the one that wins',
      'G7',
      () => {
        const [low, high] = [hall.fresh(), hall.fresh()]
        const place = { origin: hall.valueIn(hall.own, 'quantity') }
        return updateOf([
          hall.next(high, [item(place, values(-7))]),
          hall.next(low, [item(place, values(5))]),
        ])
      },
    ],
  ]

  it.each(kinds)('%s is refused with 4403', async (_, rule, make) => {
    const { code, rule: broken } = await hall.attack(make())
    expect(code).toBe(4403)
    expect(broken).toBe(rule)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(
      [...hall.doc.share.keys()].filter((root) => /^r\d|proto|constructor/.test(root)),
    ).toEqual([])
  })

  it('[G16] a value out of range never stands, whatever the update says of its own values', async () => {
    const { own } = hall
    const before = readRow(hall.doc, 'pledges', own)
    const socket = await hall.enter()
    const quantity = () => ({ origin: hall.valueIn(own, 'quantity') })
    for (const bad of [NaN, -1, 0, 1.5, 1e300, -0, 'many', true]) {
      const client = hall.fresh()
      socket.ws.send(updateFrame(updateOf([hall.next(client, [item(quantity(), values(bad))])])))
      await until(() => hall.clockOf(client) > 0, `the server to take ${String(bad)}`)
      expect(readRow(hall.doc, 'pledges', own)).toEqual(before)
    }
    // The tip of the field is deleted by the update itself, and what it covers is not.
    const client = hall.fresh()
    const structs = [item(quantity(), values(5)), item({ origin: [client, 0] }, values(6))]
    socket.ws.send(updateFrame(updateOf([hall.next(client, structs)], [[client, 1, 1]])))
    await until(() => hall.clockOf(client) > 0, 'the update that contradicts itself')
    expect(readRow(hall.doc, 'pledges', own)).toEqual(before)
    expect(socket.close() === null).toBe(true)
    await hall.expectVictimWorks()
  })

  it('[G5] a row holds what was judged, also where its birth contradicts itself', async () => {
    const { observer } = hall
    const [client, id] = [hall.fresh(), rowId('NLD')]
    const socket = await hall.enter()
    const structs = [...hall.birth(client, id), item({ origin: [client, 3] }, values(''))]
    // The newest title is deleted, the one before it is not: Yjs would leave the row without any.
    socket.ws.send(updateFrame(updateOf([hall.next(client, structs)], [[client, 4, 1]])))
    const row = await until(() => readRow(observer.doc, 'pledges', id), 'the row')
    expect(row.title).toBe(pledgeOfMeeting('udcg-27', 1).title)
    await hall.expectVictimWorks()
  })
})
