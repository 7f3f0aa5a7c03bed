// Attacks on time and memory (G13, G20).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ClientIds } from '#server/room/bindings.ts'
import { judge } from '#server/room/guard/judge.ts'
import { boardPolicy } from '#server/room/guard/policy.ts'
import { readRow } from '#shared/board.ts'
import {
  collected,
  contents,
  type Id,
  item,
  type Range,
  type Struct,
  updateOf,
} from '#test/support/bytes.ts'
import { Hall } from '#test/support/hall.ts'
import { step2, updateFrame } from '#test/support/raw.ts'
import { until } from '#test/support/until.ts'

const { values, type, deleted } = contents

const KiB = 1024

let hall: Hall
beforeAll(async () => {
  hall = await Hall.open()
})
afterAll(() => hall.close())

/** Milliseconds. */
function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}

/** So many arrays in one another, in the encoding of values. */
function nested(levels: number): Uint8Array {
  const bytes = new Uint8Array(2 * levels + 1).fill(1)
  for (let i = 0; i < 2 * levels; i += 2) bytes[i] = 117
  bytes[2 * levels] = 126
  return bytes
}

describe('[G13][G20] attacks on time and memory', () => {
  it('[G13] an update of more than 64 KiB, a first synchronisation of more than 1 MiB: 1009', async () => {
    const { code } = await hall.attack(new Uint8Array(64 * KiB + 1))
    expect(code).toBe(1009)
    const { code: whole } = await hall.attack(new Uint8Array(1024 * KiB + 1), step2)
    expect(whole).toBe(1009)
  })

  const structsOf = (struct: (i: number, client: number) => Struct) => (n: number) => {
    const client = hall.fresh()
    return updateOf([
      hall.next(
        client,
        Array.from({ length: n }, (_, i) => struct(i, client)),
      ),
    ])
  }
  const deletionsOf = (range: (i: number) => Range) => (n: number) =>
    updateOf(
      [],
      Array.from({ length: n }, (_, i) => range(i)),
    )
  /** Each with as many parts as the caller says. */
  const storms: readonly (readonly [what: string, make: (n: number) => Uint8Array])[] = [
    ['collected structs', structsOf(() => collected(1))],
    [
      'subdocuments',
      structsOf((i) =>
        item({ parent: 'pledges', key: 'k' }, contents.subdocument(`g${String(i)}`)),
      ),
    ],
    [
      'deletions of one struct over and over',
      deletionsOf(() => [...hall.containerOf(hall.own), 1] as const),
    ],
    ['scattered deletions', deletionsOf((i) => [i % 7, (i * 7919) % 100_003, 3])],
    [
      'clients in a queue, the first waiting for the last',
      (n) =>
        updateOf(
          Array.from({ length: n }, (_, i) => ({
            client: 100_000 + i,
            clock: 0,
            structs: [item({ origin: [100_001 + i, 0] }, values(1))],
          })),
        ),
    ],
    [
      'values after one and the same',
      structsOf(() => item({ origin: hall.valueIn(hall.own, 'quantity') }, values(1))),
    ],
    [
      'first values of one field',
      structsOf(() => item({ parent: hall.containerOf(hall.own), key: 'quantity' }, values(1))),
    ],
    [
      'nested arrays',
      (n) =>
        hall.byFresh(
          item({ origin: hall.valueIn(hall.own, 'title') }, contents.rawValue(nested(n))),
        ),
    ],
    [
      'nested maps',
      structsOf((i, client) =>
        item({ parent: i === 0 ? hall.containerOf(hall.own) : [client, i - 1], key: 'n' }, type(1)),
      ),
    ],
  ]
  /** Nearly as many parts as there is room for. */
  const fill = (room: number, make: (n: number) => Uint8Array) =>
    make(Math.floor((room * 0.93 * 20_000) / make(20_000).length))

  it.each(storms)('[G20] %s cost no more than a glance', async (what, make) => {
    const small = await hall.attack(fill(64 * KiB, make))
    expect([what, small.code]).toEqual([what, 4403])
    const bytes = fill(1024 * KiB, make)
    expect(bytes.length).toBeGreaterThan(850 * KiB)
    const large = await hall.attack(bytes, step2)
    expect([what, large.code]).toEqual([what, 4403])
    // Time of the processor, which does not grow with what else is running. Plain Yjs takes seconds.
    const [role, delegation] = ['delegate', 'NLD'] as const
    const actor = { seat: 's', session: hall.server.session, role, delegation, name: '' }
    const ids = new ClientIds([])
    expect(cpuOf(() => judge(hall.doc, boardPolicy, ids, actor, bytes))).toBeLessThan(400)
  })

  it('[G20] two accepted frames cannot set up a walk that takes seconds', async () => {
    const { own } = hall
    const origin = hall.valueIn(own, 'amountMinor')
    const socket = await hall.enter()
    const before = process.cpuUsage()
    // Low ids first, each value after the same one; then a high one, which Yjs would walk past all of them for each.
    for (let client = 6000; client < 6020 && socket.close() === null; client++) {
      const structs = Array.from({ length: 150 }, () => item({ origin }, values(1_000_000)))
      const deletions = [[client, 0, 149] as const]
      socket.ws.send(updateFrame(updateOf([hall.next(client, structs)], deletions)))
    }
    // As many as a frame holds: a larger one would be refused for its size, if the server has not judged the others yet.
    const structs = Array.from({ length: 3000 }, () => item({ origin }, values(1_000_000)))
    const last = updateOf([hall.next(7000, structs)], [[7000, 0, 2999]])
    expect(last.length).toBeLessThanOrEqual(64 * KiB)
    if (socket.close() === null) socket.ws.send(updateFrame(last))
    const { code, reason } = await socket.closed()
    expect(code).toBe(4403)
    expect(reason).toContain('G20')
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000)
    await hall.expectVictimWorks()
  })

  it('[G20] a small seat may not hoard client ids', async () => {
    const { own } = hall
    const socket = await hall.enter(await hall.secondSeat('delegate', 'NLD'))
    for (let i = 0; i < 4; i++) {
      const blocks = Array.from({ length: 150 }, (_, n) => {
        const client = 20_000 + i * 200 + n
        const origin: Id = n === 0 ? hall.valueIn(own, 'note') : [client - 1, 0]
        return hall.next(client, [item({ origin }, deleted(1))])
      })
      if (socket.close() === null) socket.ws.send(updateFrame(updateOf(blocks)))
      await until(() => socket.close() !== null || hall.clockOf(20_149 + i * 200) > 0, 'the answer')
    }
    const { code, reason } = await socket.closed()
    expect(code).toBe(4429)
    expect(reason).toContain('G20')
    expect(readRow(hall.doc, 'pledges', own)).not.toBeNull()
    await hall.expectVictimWorks()
  })
})
