// A small meeting in one process: replicas, a room, a real store; every step is the test's own, and everything that
// each seat wrote is remembered beside it.
import { randomUUID } from 'node:crypto'
import type * as Y from 'yjs'
import { type ClientRoot, createRow, editRow, readRow, rootOf, type Scalar } from '#shared/board.ts'
import type { Answer, CommandInput, FormalName } from '#shared/commands.ts'
import { digestOf } from '#shared/digest.ts'
import type { Role } from '#shared/roles.ts'
import { ownerOf } from '#shared/text.ts'
import { factsOf } from '#server/acts/fact.ts'
import { applyFacts } from '#server/room/facts.ts'
import { serverClientIds } from '#server/room/guard/judge.ts'
import { boardPolicy } from '#server/room/guard/policy.ts'
import { rowGuard } from '#server/room/guard/rows.ts'
import { Room } from '#server/room/room.ts'
import type { Storage } from '#server/storage/storage.ts'
import { rowIdOf, startedAt } from './board.ts'
import { Replica } from './replica.ts'

export const seatNames = ['DEU-1', 'DEU-2', 'NLD-1', 'UKR-1', 'chair', 'staff', 'screen'] as const
export type SeatName = (typeof seatNames)[number]
export const writers = ['DEU-1', 'DEU-2', 'NLD-1', 'UKR-1'] as const
export type Writer = (typeof writers)[number]

const actorOf: Readonly<Record<SeatName, readonly [Role, string | null]>> = {
  'DEU-1': ['delegate', 'DEU'],
  'DEU-2': ['delegate', 'DEU'],
  'NLD-1': ['delegate', 'NLD'],
  'UKR-1': ['kyiv', 'UKR'],
  chair: ['chair', 'GBR'],
  staff: ['staff', 'NATO'],
  screen: ['screen', null],
}

/** A value that a seat wrote into a field; no two are alike. `over` is what it saw there. */
export interface Written {
  readonly seat: Writer
  readonly root: ClientRoot
  readonly row: string
  readonly field: string
  readonly value: Scalar
  readonly over: Scalar
}

/** What a stock has in place of the fields of a pledge. */
const inStock = { title: 'item', condition: 'availableFrom', note: 'note', quantity: 'quantity' }

export class World {
  readonly session: string
  readonly storage: Storage
  readonly seats: ReadonlyMap<SeatName, Replica>
  /** In the order of writing. */
  readonly written: Written[] = []
  /** What a seat may count on: its newest value of each field. */
  readonly said = new Map<string, Written>()
  /** Digest of the words of each pledge that the chair agreed. */
  readonly agreed = new Map<string, string>()
  readonly surprises: string[] = []
  #room: Room
  #now = startedAt
  #count = 0
  #clients = 0
  #pending: Promise<unknown>[] = []

  private constructor(storage: Storage, session: string, room: Room) {
    this.storage = storage
    this.session = session
    this.#room = room
    this.seats = new Map(
      seatNames.map((name) => {
        const [role, delegation] = actorOf[name]
        return [
          name,
          new Replica({ seat: name, session, role, delegation, name }, this.#newClientId()),
        ] as const
      }),
    )
  }

  static async open(storage: Storage, session: string): Promise<World> {
    await storage.createSession({ id: session, createdAt: startedAt })
    const late: { world: World | null } = { world: null }
    const room = await Room.open(
      session,
      rowGuard(boardPolicy),
      hostOf(storage, () => late.world),
    )
    if (room === null) throw new Error('there is no room')
    const world = new World(storage, session, room)
    late.world = world
    await room.write((doc) => {
      applyFacts(doc, {
        facts: [
          ...factsOf('session', '', { title: 'UDCG-27', state: 'open' }),
          ...['DEU', 'NLD', 'UKR', 'GBR', 'NATO'].flatMap((id) =>
            factsOf('roster', id, { nameEn: id, stance: 'participates', present: false }),
          ),
        ],
      })
    })
    for (const replica of world.seats.values()) replica.connect(room)
    return world
  }

  get doc(): Y.Doc {
    return this.#room.doc
  }

  get room(): Room {
    return this.#room
  }

  seat(name: SeatName): Replica {
    const replica = this.seats.get(name)
    if (replica === undefined) throw new Error(name)
    return replica
  }

  tick(): number {
    return (this.#now += 7)
  }

  create(name: Writer): void {
    const { doc, actor } = this.seat(name)
    const n = ++this.#count
    const root = name === 'UKR-1' ? 'requests' : n % 3 === 0 ? 'stocks' : 'pledges'
    const row = rowIdOf(actor.delegation ?? '', n)
    const fields: Record<string, Scalar> = {
      capability: 'iamd',
      [root === 'stocks' ? 'item' : 'title']: `${String(n)} systems, says ${name}`,
      quantity: n,
      unit: 'system',
      ...(root === 'pledges' && { kind: 'equipment' }),
    }
    createRow(doc, root, row, fields)
    this.seat(name).note(root, row, fields, true)
    for (const [field, value] of Object.entries(fields))
      this.#note({ seat: name, root, row, field, value, over: null })
  }

  /** Writes a field of one of the rows that the seat sees and owns. */
  edit(
    name: Writer,
    which: number,
    named: 'title' | 'note' | 'quantity' | 'condition',
    isValid: boolean,
  ): void {
    const { doc, actor } = this.seat(name)
    const roots: readonly ClientRoot[] = name === 'UKR-1' ? ['requests'] : ['pledges', 'stocks']
    const rows = roots
      .flatMap((root) => [...rootOf(doc, root).keys()].map((row) => ({ root, row })))
      .filter(({ row }) => ownerOf(row) === actor.delegation)
      .sort((a, b) => (a.row < b.row ? -1 : 1))
    const place = rows[which % Math.max(1, rows.length)]
    if (place === undefined || (place.root === 'requests' && named === 'condition')) return
    const { root, row } = place
    const field = root === 'stocks' ? inStock[named] : named
    const n = ++this.#count
    // A new row is judged whole, and refused whole (G5): an honest page does not begin with what cannot stand.
    const stands = isValid || !rootOf(this.doc, root).has(row)
    const words = `${stands ? '' : '\u0000'}${String(n)}, says ${name}`
    const value = field !== 'quantity' ? words : stands ? n : -n
    const over = rootOf(doc, root).get(row)?.get(field) ?? null
    editRow(doc, root, row, { [field]: value })
    this.seat(name).note(root, row, { [field]: value }, false)
    this.#note({ seat: name, root, row, field, value, over })
  }

  act<N extends FormalName>(name: SeatName, act: N, input: CommandInput<N>): void {
    const { actor } = this.seat(name)
    const id = `command-${String(++this.#count)}`
    const answer = this.#room.act(actor, act, input, id, digestOf({ act, input }))
    this.#pending.push(
      answer.then((given: Answer<FormalName>) => {
        if (given.ok && 'digest' in given && 'pledge' in input)
          this.agreed.set(String(input.pledge), String(given.digest))
      }),
    )
  }

  offline(name: SeatName): void {
    const replica = this.seat(name)
    replica.disconnect()
  }

  online(name: SeatName): void {
    if (!this.seat(name).isOnline) this.seat(name).connect(this.#room)
  }

  reload(name: SeatName): void {
    this.seat(name).reload(this.#newClientId(), true)
  }

  /** Everything handed to the room is decided, on disk and told. */
  async flush(): Promise<void> {
    this.tick()
    for (let i = 0; i < 2; i++) await new Promise(setImmediate)
    await this.#room.write(() => undefined)
    await Promise.all(this.#pending.splice(0))
    for (const [name, replica] of this.seats) {
      if (replica.closing === null) continue
      const { code, reason } = replica.closing
      // The one refusal that an honest seat can meet: it created a row while the chair closed the session (S3).
      if (reason.code !== 'session_closed')
        this.surprises.push(`${name}: ${String(code)} ${reason.rule} ${reason.message}`)
      for (const [key, { seat }] of this.said) if (seat === name) this.said.delete(key)
      replica.reload(this.#newClientId(), false)
    }
  }

  /** The process ends, and another one takes over. */
  async restart(): Promise<void> {
    await this.flush()
    const online = [...this.seats.keys()].filter((name) => this.seat(name).isOnline)
    for (const name of online) this.offline(name)
    await this.#room.close()
    const room = await Room.open(
      this.session,
      rowGuard(boardPolicy),
      hostOf(this.storage, () => this),
    )
    if (room === null) throw new Error('there is no room')
    this.#room = room
    for (const name of online) this.online(name)
  }

  /** Everyone comes back, and everything that is on its way arrives. */
  async settle(): Promise<void> {
    for (let round = 0; round < 50; round++) {
      for (const name of this.seats.keys()) this.online(name)
      for (const replica of this.seats.values()) await replica.send(Infinity)
      await this.flush()
      for (const replica of this.seats.values()) replica.receive(Infinity, false)
      if ([...this.seats.values()].every(({ isQuiet }) => isQuiet)) return
    }
    throw new Error('the world does not come to rest')
  }

  async close(): Promise<void> {
    for (const replica of this.seats.values()) replica.disconnect()
    await this.#room.close()
    for (const { doc } of this.seats.values()) doc.destroy()
  }

  #note(written: Written): void {
    this.written.push(written)
    this.said.set(`${written.seat} ${written.row} ${written.field}`, written)
  }

  #newClientId(): number {
    // Scattered, so that late comers win and lose against those who were there.
    return ((++this.#clients * 2_654_435_761) % 0x7fffffff) + 1
  }
}

export function hostOf(
  storage: Storage,
  world: () => { tick(): number; readonly surprises: string[] } | null,
) {
  const surprise = (fields: object, message: string) =>
    void world()?.surprises.push(`${message} ${JSON.stringify(fields)}`)
  return {
    storage,
    now: () => world()?.tick() ?? startedAt,
    newId: () => randomUUID(),
    serverClientId: 0xfff00001,
    tick: { sendsPerSecond: 1e9, maxWait: 0 },
    patience: { unread: 30_000, absence: 20_000, chair: 30_000 },
    log: { warn: () => undefined, error: surprise },
    onTray: () => undefined,
  }
}

/** Client ids that wrote on the board without being bound to a seat for good (G8); there must be none. */
export async function strangers(storage: Storage, session: string, doc: Y.Doc): Promise<number[]> {
  const bound = new Set((await storage.loadDoc(session))?.bindings.map(({ clientId }) => clientId))
  return [...doc.store.clients.keys()].filter(
    (client) => client < serverClientIds.from && !bound.has(client),
  )
}

export const pledgesOf = (doc: Y.Doc) =>
  [...rootOf(doc, 'pledges').keys()].sort().map((id) => ({
    id,
    pledge: readRow(doc, 'pledges', id) ?? never(),
    agreement: readRow(doc, 'agreements', id),
  }))

function never(): never {
  throw new Error('a row without a map')
}
