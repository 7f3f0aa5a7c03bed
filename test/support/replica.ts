// A seat's copy of the board and the wire between it and a room, both in the hand of the test: nothing arrives before
// it is let through. Behaves as a y-websocket client does.
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Room } from '#server/room/room.ts'
import type { Peer } from '#server/room/peer.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { RowRoot, Scalar } from '#shared/board.ts'
import type { Actor } from '#shared/roles.ts'
import { openAfter, partOvertaken, type Unsaved } from '../../client/unsaved.ts'

type Message = readonly [kind: 'step1' | 'step2' | 'update', bytes: Uint8Array]
const kinds = ['step1', 'step2', 'update'] as const

/** One connection of a replica, as the room sees it. */
export class Link implements Peer {
  readonly actor: Actor
  readonly inbox: Message[] = []
  readonly outbox: Message[] = []
  readonly sent: Message[] = []
  hasSynced = false
  closing: { readonly code: number; readonly reason: Refusal } | null = null

  constructor(actor: Actor) {
    this.actor = actor
  }

  hasSeenMore(): boolean {
    return false
  }

  backlog(): number {
    return 0
  }

  send(frames: readonly Uint8Array[]): void {
    for (const frame of frames) {
      const short = (frame[1] ?? 0) & 0x7f
      const decoder = decoding.createDecoder(
        frame.subarray(short < 126 ? 2 : short === 126 ? 4 : 10),
      )
      if (decoding.readVarUint(decoder) !== 0) continue
      const kind = kinds[decoding.readVarUint(decoder)]
      if (kind) this.inbox.push([kind, decoding.readVarUint8Array(decoder).slice()])
    }
  }

  close(code: number, reason: Refusal): void {
    this.closing ??= { code, reason }
  }
}

export class Replica {
  readonly actor: Actor
  doc = new Y.Doc()
  /** What the page notes of its edits, and what it keeps because another's value won before the room heard of it. */
  unsaved: readonly Unsaved[] = []
  readonly aside: Unsaved[] = []
  #link: Link | null = null
  #room: Room | null = null

  constructor(actor: Actor, clientId: number) {
    this.actor = actor
    this.#use(this.doc, clientId)
  }

  get isOnline(): boolean {
    return this.#link !== null
  }

  /** Whether nothing is on its way in either direction. */
  get isQuiet(): boolean {
    return this.#link !== null && this.#link.inbox.length + this.#link.outbox.length === 0
  }

  get closing(): Link['closing'] {
    return this.#link?.closing ?? null
  }

  connect(room: Room): void {
    const link = new Link(this.actor)
    this.#link = link
    this.#room = room
    link.outbox.push(['step1', Y.encodeStateVector(this.doc)])
    room.audience.join(link)
    // What its first word of presence does at the door (G14).
    if (room.ids.seatOf(this.doc.clientID) === undefined) room.ids.reserve(this.doc.clientID, link)
  }

  disconnect(): void {
    if (this.#link === null || this.#room === null) return
    this.#room.audience.leave(this.#link)
    this.#room.ids.release(this.#link)
    this.#link = null
  }

  /** Lets so many messages through to the room. */
  async send(count: number): Promise<void> {
    const link = this.#link
    if (link === null || this.#room === null) return
    for (const message of link.outbox.splice(0, count)) {
      link.sent.push(message)
      await this.#hand(link, this.#room, message)
    }
  }

  /** The network says something twice. */
  async repeat(which: number): Promise<void> {
    const link = this.#link
    const message = link?.sent[which % Math.max(1, link.sent.length)]
    if (link && this.#room && message) await this.#hand(link, this.#room, message)
  }

  /** Takes so many messages from the room; `disorder` swaps updates and applies one of them twice. */
  receive(count: number, disorder: boolean): void {
    const link = this.#link
    if (link === null) return
    const messages = link.inbox.splice(0, count)
    const firstUpdate = messages.findIndex(([kind]) => kind === 'update')
    if (disorder && firstUpdate >= 0) messages.push(...messages.splice(firstUpdate, 1))
    for (const [kind, bytes] of messages) {
      const has = kind === 'step1' ? Y.decodeStateVector(bytes) : Y.parseUpdateMeta(bytes).to
      this.unsaved = openAfter(this.unsaved, has)
      if (kind === 'step1') link.outbox.push(['step2', Y.encodeStateAsUpdate(this.doc, bytes)])
      else Y.applyUpdate(this.doc, bytes, 'room')
      if (disorder && kind !== 'step1') Y.applyUpdate(this.doc, bytes, 'room')
      const { open, overtaken } = partOvertaken(this.doc, this.unsaved)
      this.unsaved = open
      this.aside.push(...overtaken)
    }
  }

  /** To be told of each edit that the page makes. */
  note(root: RowRoot, row: string, fields: Readonly<Record<string, Scalar>>, born: boolean): void {
    const { clientID: client } = this.doc
    const clock = Y.getState(this.doc.store, client)
    this.unsaved = [...this.unsaved, { client, clock, at: 0, root, row, born, fields }]
  }

  /** The page is loaded again: under a new client id, with or without what it kept. */
  reload(clientId: number, keeps: boolean): void {
    this.disconnect()
    const before = Y.encodeStateAsUpdate(this.doc)
    this.doc.destroy()
    this.doc = new Y.Doc()
    if (keeps) Y.applyUpdate(this.doc, before, 'room')
    else this.unsaved = []
    this.#use(this.doc, clientId)
  }

  #use(doc: Y.Doc, clientId: number): void {
    doc.clientID = clientId
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'room' && this.doc === doc) this.#link?.outbox.push(['update', update])
    })
  }

  async #hand(link: Link, room: Room, [kind, bytes]: Message): Promise<void> {
    if (link.closing) return
    if (kind === 'step1') await room.sync(link, bytes)
    else {
      room.submitUpdate(link, bytes, kind === 'update' && !link.hasSynced)
      if (kind === 'step2') link.hasSynced = true
    }
  }
}
