// Attacks on what others wrote: foreign rows, roots of the server, readers that write (G2, G3, G4).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contents, item, updateOf } from '#test/support/bytes.ts'
import { type Attack, Hall, standing } from '#test/support/hall.ts'
import { updateFrame } from '#test/support/raw.ts'
import { rowId } from '#test/support/seat.ts'

const { values, type } = contents

let hall: Hall
beforeAll(async () => {
  hall = await Hall.open()
})
afterAll(() => hall.close())

describe('[G4] attacks on what others wrote', () => {
  const foreign: readonly Attack[] = [
    [
      'a field of another delegation',
      'P1',
      () => hall.byFresh(item({ origin: hall.valueIn(hall.foreign, 'quantity') }, values(1))),
    ],
    [
      "a field that another delegation's row does not have yet",
      'P1',
      () =>
        hall.byFresh(
          item({ parent: hall.containerOf(hall.foreign), key: 'programme' }, values('x')),
        ),
    ],
    [
      'a request of Kyiv',
      'R1',
      () =>
        hall.byFresh(
          item({ origin: hall.valueIn(hall.request, 'title', 'requests') }, values('None')),
        ),
    ],
    [
      'a row with a foreign owner',
      'P1',
      () => {
        const client = hall.fresh()
        return updateOf([hall.next(client, hall.birth(client, rowId('DEU')))])
      },
    ],
    [
      'a request with the right owner',
      'R1',
      () => {
        const client = hall.fresh()
        const [, ...fields] = hall.birth(client, '')
        const container = item({ parent: 'requests', key: rowId('NLD') }, type(1))
        return updateOf([hall.next(client, [container, ...fields])])
      },
    ],
    ...(['session', 'agreements', 'tasks', 'roster', 'agenda'] as const).map((root): Attack => [
      `the root ${root}`,
      'G3',
      () => hall.byFresh(item({ parent: root, key: 'state' }, values('closed'))),
    ]),
    [
      'an agreement for its own pledge',
      'G3',
      () => {
        const client = hall.fresh()
        return updateOf([
          hall.next(client, [
            item({ parent: 'agreements', key: hall.own }, type(1)),
            item({ parent: [client, 0], key: 'agreedAt' }, values(1)),
          ]),
        ])
      },
    ],
    [
      'a field of the roster',
      'G3',
      () =>
        hall.byFresh(
          item({ origin: hall.valueIn('NLD', 'stance', 'roster') }, values('opted_out')),
        ),
    ],
    [
      'drafts on the board',
      'G3',
      () => {
        const client = hall.fresh()
        const [, ...fields] = hall.birth(client, '')
        const container = item({ parent: 'drafts', key: rowId('NLD') }, type(1))
        return updateOf([hall.next(client, [container, ...fields])])
      },
    ],
    [
      'an origin in its own row with a parent elsewhere: the origin counts',
      'P1',
      () =>
        hall.byFresh(
          item({ origin: hall.valueIn(hall.foreign, 'title'), parent: 'pledges' }, values('x')),
        ),
    ],
    [
      'an origin in its own row and a right origin in a foreign one',
      'G7',
      () =>
        hall.byFresh(
          item(
            {
              origin: hall.valueIn(hall.own, 'title'),
              rightOrigin: hall.valueIn(hall.foreign, 'title'),
            },
            values('x'),
          ),
        ),
    ],
    [
      'a right origin alone, in a foreign row',
      'G7',
      () => hall.byFresh(item({ rightOrigin: hall.valueIn(hall.foreign, 'title') }, values('x'))),
    ],
    [
      'a right origin alone, in its own row',
      'G7',
      () => hall.byFresh(item({ rightOrigin: hall.valueIn(hall.own, 'title') }, values('x'))),
    ],
    [
      "deletions of the victim's values",
      'P1',
      () => {
        const [client, clock] = hall.valueIn(hall.foreign, 'title')
        const block = hall.next(hall.fresh(), [
          item({ origin: hall.valueIn(hall.own, 'title') }, values('x')),
        ])
        return updateOf([block], [[client, clock, 1]])
      },
    ],
    [
      'a chain of its own values that ends in a foreign field',
      'P1',
      () => {
        const client = hall.fresh()
        return updateOf([
          hall.next(client, [
            item({ origin: hall.valueIn(hall.foreign, 'title') }, values('a')),
            item({ origin: [client, 0] }, values('b')),
          ]),
        ])
      },
    ],
  ]

  it.each(foreign)('%s is refused with 4403', async (_, rule, make) => {
    const { code, rule: broken } = await hall.attack(make())
    expect(code).toBe(4403)
    expect(broken).toBe(rule)
  })

  it.each([
    ['observer', null],
    ['screen', null],
    ['secretary', null],
    ['chair', 'GBR'],
    ['staff', 'NATO'],
  ] as const)('[G2] a %s writes nothing', async (role, delegation) => {
    const { server } = hall
    const before = standing(hall.doc)
    const socket = await hall.enter(await server.token(role, delegation))
    const client = hall.fresh()
    socket.ws.send(
      updateFrame(updateOf([hall.next(client, hall.birth(client, rowId(delegation ?? 'NLD')))])),
    )
    const { code, reason } = await socket.closed()
    expect(code).toBe(4403)
    expect(reason).toContain('G2')
    expect(standing(hall.doc)).toBe(before)
    await hall.expectVictimWorks()
  })
})
