// A hall full of connections to one server: delegations that write, seats that read, probes that take the time.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { performance } from 'node:perf_hooks'
import * as Y from 'yjs'
import { createRow } from '#shared/board.ts'
import { demoRowId } from '#server/demo/links.ts'
import { demoRoster } from '#server/demo/demo.ts'
import { openCrowd } from './crowd.ts'
import { openRaw, type RawClient } from './raw-client.ts'
import type { Target } from './target.ts'

const emptySync = Uint8Array.of(0, 1, 2, 0, 0)
const emptyStep1 = Uint8Array.of(0, 0, 1, 0)

/** One delegation: a document of its own with one pledge, whose quantity it keeps changing. */
class Writer {
  readonly doc = new Y.Doc({ gc: true })
  readonly client: RawClient
  readonly #row: string
  #quantity = 0

  constructor(
    client: RawClient,
    delegation: string,
    clientId: number,
    onEdit: (clock: number) => void,
  ) {
    this.client = client
    this.doc.clientID = clientId
    // Dated in the far future, so that it is no row of the board the bench begins with.
    this.#row = demoRowId(
      delegation,
      `${String(3000 + Math.floor(clientId / 1000))}-01-01`,
      clientId % 250,
    )
    this.doc.on('update', (update: Uint8Array) => {
      onEdit(Y.getState(this.doc.store, clientId) - 1)
      this.client.send(syncMessage(2, update))
    })
    createRow(this.doc, 'pledges', this.#row, {
      capability: 'iamd',
      kind: 'equipment',
      title: '120 MANPADS',
      quantity: 120,
      unit: 'system',
    })
  }

  edit(): void {
    this.doc.getMap<Y.Map<number>>('pledges').get(this.#row)?.set('quantity', ++this.#quantity)
  }
}

export function syncMessage(kind: 0 | 1 | 2, content: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, content)
  return encoding.toUint8Array(encoder)
}

export interface Hall {
  readonly writers: readonly Writer[]
  /** Makes `count` edits evenly over so many ms, round the table; resolves when every probe has seen all. */
  edit(count: number, ms: number): Promise<Pace>
  /** As many edits as the server takes with so many under way, for so many ms. */
  saturate(ms: number, underWay: number): Promise<number>
  close(): Promise<void>
}

export interface Pace {
  readonly p50: number
  readonly p99: number
}

const probes = 6
let halls = 0

/**
 * Opens `receivers` connections: the first `writing` also write, six spread among the others take the time, the crowd
 * between them only reads.
 */
export async function openHall(target: Target, writing: number, receivers: number): Promise<Hall> {
  halls += 1
  const donors = demoRoster().filter(({ role }) => role === 'donor')
  const sent = new Map<string, number>()
  let latencies: number[] = []
  let seen = 0
  const onProbe = (message: Buffer) => {
    if (message[0] !== 0 || message[1] !== 2) return
    const decoder = decoding.createDecoder(message.subarray(2))
    const at = performance.now()
    for (const { id, length } of Y.decodeUpdate(decoding.readVarUint8Array(decoder)).structs) {
      for (let clock = id.clock; clock < id.clock + length; clock++) {
        const from = sent.get(`${String(id.client)} ${String(clock)}`)
        if (from === undefined) continue
        latencies.push(at - from)
        seen += 1
      }
    }
  }
  const hello = target.name === 'pledgehall' ? [emptyStep1, emptySync] : []
  const clients: RawClient[] = []
  const enter = async (path: string, onMessage?: (message: Buffer) => void) => {
    const client = await openRaw(target.port, path, onMessage)
    clients.push(client)
    for (const message of hello) client.send(message)
    return client
  }
  const crowd = openCrowd(target.port, target.reader, hello)
  const writers: Writer[] = []
  for (let n = 0; n < writing; n++) {
    const client = await enter(target.writer(n))
    const id = halls * 1000 + n
    writers.push(
      new Writer(client, donors[n]?.id ?? '', id, (clock) =>
        sent.set(`${String(id)} ${String(clock)}`, performance.now()),
      ),
    )
  }
  const reading = receivers - writing - probes
  for (let n = 0; n < probes; n++) {
    await crowd.grow(Math.floor((reading * (n + 1)) / probes) - Math.floor((reading * n) / probes))
    await enter(target.reader, onProbe)
  }
  let next = 0
  const editNext = () => writers[next++ % writers.length]?.edit()
  /** Some edits overtake others in a probe's stream only if they were merged away: all are waited for. */
  const settled = async (expected: number) => {
    const deadline = performance.now() + 90_000
    while (seen < expected * probes && performance.now() < deadline) await pause(5)
    if (seen < expected * probes)
      throw new Error(`${target.name}: ${String(expected * probes - seen)} edits never arrived`)
  }
  await pause(300)
  return {
    writers,
    async edit(count, ms) {
      sent.clear()
      latencies = []
      seen = 0
      const start = performance.now()
      for (let made = 0; made < count;) {
        const due = Math.min(count, Math.floor(((performance.now() - start) / ms) * count) + 1)
        for (; made < due; made++) editNext()
        await pause(1)
      }
      await settled(count)
      const sorted = latencies.toSorted((a, b) => a - b)
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
      return { p50: at(0.5), p99: at(0.99) }
    },
    async saturate(ms, underWay) {
      sent.clear()
      latencies = []
      seen = 0
      let made = 0
      const start = performance.now()
      while (performance.now() - start < ms) {
        while (made - seen / probes < underWay) {
          editNext()
          made += 1
        }
        await pause(0)
      }
      await settled(made)
      return (made / (performance.now() - start)) * 1000
    },
    async close() {
      for (const client of clients) client.close()
      for (const { doc } of writers) doc.destroy()
      await crowd.leave()
    },
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)))
}
