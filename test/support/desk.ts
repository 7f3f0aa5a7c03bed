// A text written together by several seats, each with its own copy, with a real room and a store behind it; nothing
// arrives before the test lets it through.
import type * as Y from 'yjs'
import { type TextKind, textOf } from '#shared/drafting.ts'
import type { Actor } from '#shared/roles.ts'
import { textGuard } from '#server/room/guard/text.ts'
import { Room } from '#server/room/room.ts'
import type { Storage } from '#server/storage/storage.ts'
import { Link, Replica } from './replica.ts'
import { hostOf } from './world.ts'

export class Desk {
  readonly kind: TextKind
  readonly writers: readonly Replica[]
  /** What the room logged as unforeseen. */
  readonly surprises: string[] = []
  /** How many copies were refused because the text was full. */
  refused = 0
  readonly #storage: Storage
  readonly #id: string
  #room: Room
  #now = 0
  #clients = 0

  private constructor(storage: Storage, id: string, kind: TextKind, room: Room, writers: number) {
    this.#storage = storage
    this.#id = id
    this.kind = kind
    this.#room = room
    this.writers = Array.from(
      { length: writers },
      (_, n) => new Replica(actorOf(n), this.newClientId()),
    )
  }

  static async open(storage: Storage, session: string, kind: TextKind, writers: number) {
    await storage.createSession({ id: session, createdAt: 0 })
    const id = `${session}/${kind === 'notes' ? 'notes/DEU' : 'communique'}`
    const late: { desk: Desk | null } = { desk: null }
    const room = await openRoom(storage, id, kind, () => late.desk)
    const desk = new Desk(storage, id, kind, room, writers)
    late.desk = desk
    for (const writer of desk.writers) writer.connect(room)
    return desk
  }

  get room(): Room {
    return this.#room
  }

  get doc(): Y.Doc {
    return this.#room.doc
  }

  get text(): string {
    return textOf(this.doc).toJSON()
  }

  tick(): number {
    return (this.#now += 7)
  }

  newClientId(): number {
    // Scattered, so that late comers win and lose against those who were there.
    return ((++this.#clients * 2_654_435_761) % 0x7fffffff) + 1
  }

  /** What a connection of the first seat is told when it sends these bytes; null if it goes on. */
  async send(raw: Uint8Array, actor = actorOf(0)): Promise<Link['closing']> {
    const link = new Link(actor)
    this.#room.audience.join(link)
    this.#room.submitUpdate(link, raw, false)
    await this.flush()
    this.#room.audience.leave(link)
    this.#room.ids.release(link)
    return link.closing
  }

  /** All that was handed to the room is decided and on disk. */
  async flush(): Promise<void> {
    for (let i = 0; i < 2; i++) await new Promise(setImmediate)
    await this.#room.settled()
  }

  /** The process ends, and another one takes over. */
  async restart(): Promise<void> {
    await this.flush()
    const online = this.writers.filter(({ isOnline }) => isOnline)
    for (const writer of online) writer.disconnect()
    await this.#room.close()
    this.#room = await openRoom(this.#storage, this.#id, this.kind, () => this)
    for (const writer of online) writer.connect(this.#room)
  }

  /** Everyone comes back, and all that is on its way arrives. */
  async settle(): Promise<void> {
    for (let round = 0; round < 50; round++) {
      for (const writer of this.writers) if (!writer.isOnline) writer.connect(this.#room)
      for (const writer of this.writers) await writer.send(Infinity)
      await this.flush()
      for (const writer of this.writers) {
        writer.receive(Infinity, false)
        if (writer.closing !== null) this.#startAfresh(writer)
      }
      if (this.writers.every(({ isQuiet }) => isQuiet)) return
    }
    throw new Error('the desk does not come to rest')
  }

  /** The one refusal that an honest seat can meet: others filled the text while it wrote (E2). */
  #startAfresh(writer: Replica): void {
    const reason = writer.closing?.reason
    if (reason?.code === 'too_large') this.refused += 1
    else this.surprises.push(reason?.message ?? '')
    writer.reload(this.newClientId(), false)
  }

  async close(): Promise<void> {
    for (const writer of this.writers) writer.disconnect()
    await this.#room.close()
    for (const { doc } of this.writers) doc.destroy()
  }
}

function actorOf(n: number): Actor {
  const seat = `seat-${String(n)}`
  return { seat, session: 'udcg-27', delegation: 'DEU', role: 'delegate', name: seat }
}

async function openRoom(storage: Storage, id: string, kind: TextKind, desk: () => Desk | null) {
  const guard = textGuard({ kind, mayWrite: () => null, isHidden: () => false })
  const room = await Room.open(id, guard, hostOf(storage, desk))
  if (room === null) throw new Error('there is no room')
  return room
}
