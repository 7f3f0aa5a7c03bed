// A client that is not Yjs: the Rust implementation (ywasm) reads what the server sends and writes through the guard,
// over the real door, beside unmodified Yjs clients.
import * as decoding from 'lib0/decoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  applyUpdate,
  encodeStateAsUpdate,
  encodeStateVector,
  type Observer,
  YDoc,
  YMap,
} from 'ywasm'
import * as Y from 'yjs'
import { editRow, readRow, rootOf, type Scalar } from '#shared/board.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'
import { openBoard, type RawBoard, step1, step2, updateFrame } from '#test/support/raw.ts'
import { connectSeat, rowId, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

const roots = [
  'session',
  'roster',
  'agenda',
  'requests',
  'pledges',
  'stocks',
  'agreements',
  'tasks',
]

class RustSeat {
  readonly doc: YDoc
  raw: RawBoard | null = null
  /** Held, because what is not held is collected, and hears no more. */
  readonly #observer: Observer
  readonly #server: TestServer
  readonly #token: string

  /** Its client ids have 32 bits, as all that the server knows of. */
  constructor(server: TestServer, token: string, clientID: number) {
    this.#server = server
    this.#token = token
    this.doc = new YDoc({ clientID })
    this.#observer = this.doc.onUpdate((update: Uint8Array, _event: unknown, origin: unknown) => {
      if (origin !== 'server') this.raw?.ws.send(updateFrame(update))
    })
  }

  connect(): void {
    const raw = openBoard(this.#server, `/board/${this.#server.session}?token=${this.#token}`)
    this.raw = raw
    raw.ws.on('open', () => {
      raw.ws.send(step1(encodeStateVector(this.doc)))
    })
    raw.ws.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data))
      if (decoding.readVarUint(decoder) !== 0) return
      const kind = decoding.readVarUint(decoder)
      const content = decoding.readVarUint8Array(decoder)
      if (kind === 0) raw.ws.send(step2(encodeStateAsUpdate(this.doc, content)))
      else applyUpdate(this.doc, content, 'server')
    })
  }

  disconnect(): void {
    this.raw?.ws.terminate()
    this.raw = null
  }

  pledge(fields: Record<string, Scalar>): string {
    const id = rowId('NLD')
    this.doc.getMap('pledges').set(id, new YMap(fields), undefined)
    return id
  }

  edit(row: string, field: string, value: Scalar): void {
    const map = this.doc.getMap('pledges').get(row, undefined) as YMap | undefined
    if (map === undefined) throw new Error(`it does not see ${row}`)
    map.set(field, value, undefined)
  }

  read(row: string): Record<string, Scalar> | undefined {
    const pledges = this.doc.getMap('pledges').toJson(undefined) as Record<
      string,
      Record<string, Scalar>
    >
    return pledges[row]
  }

  /** Its document as Yjs reads it. */
  inYjs(): Y.Doc {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, encodeStateAsUpdate(this.doc))
    return doc
  }

  close(): void {
    this.disconnect()
    this.#observer.free()
    this.doc.free()
  }
}

let server: TestServer
let rust: RustSeat
let colleague: SeatClient
let chair: SeatClient
let kyiv: SeatClient
let pledge: string

beforeAll(async () => {
  server = await startServer()
  const link = await server.token('delegate', 'NLD')
  colleague = await connectSeat(server, 'delegate', 'NLD')
  chair = await connectSeat(server, 'chair', 'GBR')
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  rust = new RustSeat(server, await anotherSeat(link), 0x7abc_def1)
  rust.connect()
})
afterAll(async () => {
  rust.close()
  for (const seat of [colleague, chair, kyiv]) seat.close()
  await server.stop()
})

async function anotherSeat(token: string): Promise<string> {
  const link = await server.app.seats.openLink(token)
  if ('message' in link) throw new Error(link.message)
  return server.app.seats.reserve(link).credential
}

/** The server's board, every Yjs client's and the Rust client's are the same: values, clocks and deletions. */
async function expectOneBoard(): Promise<void> {
  const board = await server.app.rooms.use(server.session, (room) => room.doc)
  if (board === null) throw new Error('there is no room')
  await until(
    () =>
      [rust.inYjs(), colleague.doc, chair.doc, kyiv.doc].every((doc) =>
        Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(board)),
      ),
    'one board',
  )
  for (const root of roots) {
    const standing = board.getMap(root).toJSON()
    expect(rust.doc.getMap(root).toJson(undefined)).toEqual(standing)
    expect(rust.inYjs().getMap(root).toJSON()).toEqual(standing)
    expect(colleague.doc.getMap(root).toJSON()).toEqual(standing)
  }
  expect(rust.raw?.close() ?? null).toBeNull()
}

describe('a second implementation', () => {
  it('[G12] reads the board as it is', async () => {
    await until(() => rust.doc.getMap('roster').length(undefined) > 50, 'the roster')
    await expectOneBoard()
  })

  it('[G5] places a pledge, and every field of it is what others see', async () => {
    const fields = { ...pledgeOfMeeting('udcg-27', 1) }
    pledge = rust.pledge(fields)
    const seen = await until(() => readRow(colleague.doc, 'pledges', pledge), 'the pledge')
    expect(seen).toEqual(fields)
    rust.edit(pledge, 'quantity', 5)
    rust.edit(pledge, 'note', 'Чотири батареї, 5-та восени')
    await until(() => readRow(kyiv.doc, 'pledges', pledge)?.quantity === 5, 'the edit')
    editRow(colleague.doc, 'pledges', pledge, { deliverBy: 'in 2026' })
    await until(() => rust.read(pledge)?.['deliverBy'] === 'in 2026', "the colleague's edit")
    await expectOneBoard()
  })

  it('[G9] comes back with what it wrote offline, and agrees with its colleague on who won', async () => {
    rust.disconnect()
    rust.edit(pledge, 'title', 'Five IRIS-T systems')
    rust.edit(pledge, 'period', '2026')
    const second = rust.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
    editRow(colleague.doc, 'pledges', pledge, { title: 'Five systems' })
    await until(() => readRow(kyiv.doc, 'pledges', pledge)?.title === 'Five systems', 'the title')
    rust.connect()
    await until(() => readRow(colleague.doc, 'pledges', second), 'the pledge made offline')
    await expectOneBoard()
    expect(readRow(kyiv.doc, 'pledges', pledge)?.period).toBe('2026')
    const { title } = readRow(kyiv.doc, 'pledges', pledge) ?? {}
    expect(['Five IRIS-T systems', 'Five systems']).toContain(title)
  })

  it('[G16] sees a value out of range set back', async () => {
    rust.edit(pledge, 'quantity', -5)
    await until(() => rust.read(pledge)?.['quantity'] === 5, 'the value to come back')
    await expectOneBoard()
  })

  it('[P3] sees its late edit of an agreed pledge set back, and its other edits stand', async () => {
    const other = rust.pledge({ ...pledgeOfMeeting('udcg-27', 2) })
    await until(() => readRow(colleague.doc, 'pledges', other), 'another pledge')
    await chair.act('session:open', {})
    rust.disconnect()
    rust.edit(pledge, 'quantity', 9)
    rust.edit(other, 'note', 'Still open')
    const seen = kyiv.seen(pledge)
    expect(await kyiv.act('pledge:accept', { pledge, seen })).toMatchObject({ ok: true })
    expect(await chair.act('pledge:agree', { pledge, seen })).toMatchObject({ ok: true })
    rust.connect()
    await until(() => rust.read(pledge)?.['quantity'] === 5, 'the words that were agreed')
    await until(() => readRow(kyiv.doc, 'pledges', other)?.note === 'Still open', 'the other edit')
    await expectOneBoard()
  })

  it('[G4] is refused what is not its own, as any other', async () => {
    const germany = await connectSeat(server, 'delegate', 'DEU')
    const foreign = germany.pledge({ ...pledgeOfMeeting('udcg-27', 0) })
    await until(() => rust.read(foreign), 'the pledge of Germany')
    const stranger = new RustSeat(server, await server.token('delegate', 'NOR'), 0x1234_5678)
    stranger.connect()
    await until(() => stranger.read(foreign), 'the pledge of Germany')
    stranger.edit(foreign, 'quantity', 1)
    expect(await stranger.raw?.closed()).toMatchObject({ code: 4403 })
    await expectOneBoard()
    expect(rootOf(colleague.doc, 'pledges').get(foreign)?.get('quantity')).not.toBe(1)
    stranger.close()
    germany.close()
  })
})
