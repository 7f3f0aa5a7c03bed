// Attacks by removing and replacing (G5, G6).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRow, rootOf } from '#shared/board.ts'
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

describe('[G5][G6] attacks by removing and replacing', () => {
  const removals: readonly Attack[] = [
    [
      'everything deleted in 52 bytes',
      'G6',
      () =>
        updateOf(
          [],
          [...hall.doc.store.clients.keys()].map(
            (client) => [client, 0, hall.clockOf(client)] as const,
          ),
        ),
    ],
    ['its own row deleted', 'G6', () => updateOf([], [[...hall.containerOf(hall.own), 1]])],
    [
      'a key of its own row deleted',
      'G6',
      () => updateOf([], [[...hall.valueIn(hall.own, 'title'), 1]]),
    ],
    [
      "the victim's row deleted beside an edit of its own",
      'G6',
      () =>
        updateOf(
          [
            hall.next(hall.fresh(), [
              item({ origin: hall.valueIn(hall.own, 'title') }, values('x')),
            ]),
          ],
          [[...hall.containerOf(hall.foreign), 1]],
        ),
    ],
    [
      'its own row replaced',
      'G5',
      () => {
        const client = hall.fresh()
        const [, ...fields] = hall.birth(client, hall.own)
        return updateOf([
          hall.next(client, [item({ origin: hall.containerOf(hall.own) }, type(1)), ...fields]),
        ])
      },
    ],
    [
      'its own row created again',
      'G5',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, hall.birth(client, hall.own))])
      },
    ],
    [
      "the victim's row created again",
      'P1',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, hall.birth(client, hall.foreign))])
      },
    ],
    [
      'one row created twice in one update',
      'G5',
      () => {
        const [client, id] = [hall.fresh(), rowId('NLD')]
        return updateOf([
          hall.next(client, [...hall.birth(client, id), ...hall.birth(client, id, 4)]),
        ])
      },
    ],
    [
      'a row that is born deleted',
      'G6',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, hall.birth(client, rowId('NLD')))], [[client, 0, 1]])
      },
    ],
    [
      'a row born without a title',
      'G5',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, hall.birth(client, rowId('NLD')).slice(0, 3))])
      },
    ],
    [
      'a row whose title is born deleted',
      'G5',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, hall.birth(client, rowId('NLD')))], [[client, 3, 1]])
      },
    ],
    [
      'a row without fields',
      'G5',
      () => hall.byFresh(item({ parent: 'pledges', key: rowId('NLD') }, type(1))),
    ],
    ...['NLD', 'NLD~1', 'NLD~../../etc', `${'NLD~'}${'0'.repeat(26)}\u0000x`]
      .map((id): Attack => [
        `a row with the id ${JSON.stringify(id)}`,
        'G7',
        () => {
          const client = hall.fresh()
          return updateOf([hall.next(client, hall.birth(client, id))])
        },
      ])
      .slice(1),
  ]

  it.each(removals)('%s is refused with 4403', async (_, rule, make) => {
    const { code, rule: broken } = await hall.attack(make())
    expect(code).toBe(4403)
    expect(broken).toBe(rule)
  })

  it("[G6] a deletion that spares the tip of a field cannot take down a colleague's value", async () => {
    const { own, honest, observer } = hall
    // A second seat of the Netherlands writes to the left of what stands, and deletes what stands.
    const first = hall.valueIn(own, 'deliverBy')
    rootOf(honest.doc, 'pledges').get(own)?.set('deliverBy', 'by the end of 2025')
    await until(
      () => readRow(observer.doc, 'pledges', own)?.deliverBy === 'by the end of 2025',
      'it',
    )
    const standing = hall.valueIn(own, 'deliverBy')
    const socket = await hall.enter(await hall.secondSeat('delegate', 'NLD'))
    const structs = [item({ origin: first }, values('never'))]
    socket.ws.send(updateFrame(updateOf([hall.next(1, structs)], [[...standing, 1]])))
    await until(() => hall.clockOf(1) > 0, 'the update')
    await hall.expectVictimWorks()
    expect(readRow(hall.doc, 'pledges', own)?.deliverBy).toBe('by the end of 2025')
  })
})
