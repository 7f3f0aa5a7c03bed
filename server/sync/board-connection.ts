// One y-websocket connection: frames in, judged for size, pace and kind, handed to the room; frames out.
import type { Socket } from 'node:net'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { RawData, WebSocket } from 'ws'
import { closeCodes, refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import { Bucket, type Allowance } from '../limits.ts'
import { serverClientIds } from '../room/guard/judge.ts'
import type { Peer } from '../room/peer.ts'
import type { Room } from '../room/room.ts'
import type { Frame } from '../room/wire.ts'

export interface ConnectionLimits {
  readonly frames: Allowance
  readonly bytes: Allowance
  readonly syncs: Allowance
}

/** What a connection is given by its door. */
export interface ConnectionHost {
  readonly limits: ConnectionLimits
  readonly now: () => number
  readonly log: { info(fields: object, message: string): void }
  /** Shared by the connections of one seat. */
  readonly budget: SeatBudget
}

export interface SeatBudget {
  /** Refused updates and broken limits: a seat that goes on is asked to stay away for a while. */
  readonly faults: Bucket
  /** Bytes that had to be encoded for this seat alone: what bringing it up to date costs the others. */
  readonly encoded: Bucket
}

/** Closes that are the peer's own fault. */
const faulty: ReadonlySet<number> = new Set([
  closeCodes.refused,
  closeCodes.tooMany,
  closeCodes.tooLarge,
])
const maxUpdate = 64 * 1024
const maxFirstSync = 1024 * 1024
const maxStateVector = 256 * 1024
const maxPresence = 2 * 1024
const maxUnreadPongs = 64 * 1024
/** Signs of the y-websocket protocol. */
const [messageSync, messageAwareness, messageQueryAwareness] = [0, 1, 3] as const
const [syncStep1, syncStep2, syncUpdate] = [0, 1, 2] as const
const awarenessAllowance: Allowance = { burst: 20, perSecond: 10 }

export class BoardConnection implements Peer {
  readonly actor: Actor
  readonly #ws: WebSocket
  readonly #socket: Socket
  readonly #now: () => number
  readonly #budget: SeatBudget
  readonly #log: ConnectionHost['log']
  readonly #frames: Bucket
  readonly #bytes: Bucket
  readonly #syncs: Bucket
  readonly #awareness: Bucket
  #room: Room | null = null
  #clientId: number | null = null
  #hasSynced = false
  #isClosing = false
  /** Client ids that it has more of than the server, and that nobody holds. */
  #unknownIds: number[] = []

  constructor(
    ws: WebSocket,
    socket: Socket,
    actor: Actor,
    { limits, now, log, budget }: ConnectionHost,
  ) {
    this.#ws = ws
    this.#socket = socket
    this.actor = actor
    this.#now = now
    this.#budget = budget
    this.#log = log
    const at = now()
    this.#frames = new Bucket(limits.frames, at)
    this.#bytes = new Bucket(limits.bytes, at)
    this.#syncs = new Bucket(limits.syncs, at)
    this.#awareness = new Bucket(awarenessAllowance, at)
  }

  attach(room: Room): void {
    this.#room = room
  }

  backlog(): number {
    return this.#socket.writableLength
  }

  hasSeenMore(): boolean {
    return this.#unknownIds.some((id) => id !== this.#clientId)
  }

  send(frames: readonly Frame[]): void {
    if (this.#isClosing || this.#socket.destroyed) return
    // Complete frames, straight to the socket: no per-receiver framing. Nothing else of `ws` is under way on it,
    // because compression is off and the server sends no fragments.
    if (frames.length > 1) this.#socket.cork()
    for (const frame of frames) this.#socket.write(frame)
    if (frames.length > 1) this.#socket.uncork()
  }

  close(code: number, reason: Refusal): void {
    if (this.#isClosing) return
    this.#isClosing = true
    if (faulty.has(code)) this.#budget.faults.take(this.#now())
    const { seat } = this.actor
    this.#log.info(
      { seat, code, rule: reason.rule, why: reason.code },
      'a board connection is closed',
    )
    this.#ws.close(code, closeReason(reason))
    this.#ws.resume()
    // A peer that does not answer the closing handshake is not waited for; a slow one has to read its way to it.
    const patience = code === closeCodes.tryAgain ? 10_000 : 2_000
    setTimeout(() => {
      this.#ws.terminate()
    }, patience).unref()
  }

  /** Control frames count like any other, and are not answered to a peer that does not read. */
  pinged(data: Buffer): void {
    if (!this.#isClosing && this.#pay(0) && this.backlog() < maxUnreadPongs) this.#ws.pong(data)
  }

  ponged(): void {
    if (!this.#isClosing) this.#pay(0)
  }

  receive(data: RawData, isBinary: boolean): void {
    const room = this.#room
    if (room === null || this.#isClosing) return
    const bytes =
      data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : Array.isArray(data)
          ? Buffer.concat(data)
          : data
    if (!this.#pay(bytes.length)) return
    if (!isBinary) {
      this.#malformed('text frames are not part of it')
      return
    }
    const now = this.#now()
    try {
      const decoder = decoding.createDecoder(bytes)
      const message = decoding.readVarUint(decoder)
      if (message === messageSync) this.#receiveSync(room, decoder, now)
      else if (message === messageAwareness) this.#receivePresence(room, decoder, now)
      else if (message === messageQueryAwareness) {
        if (this.#syncs.take(now)) this.send([room.audience.presence.everyone()])
      } else this.#malformed(`it has no message ${String(message)}`)
    } catch {
      this.#malformed('the frame ends too early')
    }
  }

  /** Takes a frame of so many bytes from the connection's allowance, or closes it. */
  #pay(bytes: number): boolean {
    const now = this.#now()
    const isPaid = this.#frames.take(now) && this.#bytes.take(now, bytes)
    if (!isPaid) {
      const seconds = Math.max(this.#frames.secondsUntil(now), this.#bytes.secondsUntil(now, bytes))
      this.close(closeCodes.tooMany, refuse('too_many', 'G20', { seconds }))
    }
    return isPaid
  }

  #receiveSync(room: Room, decoder: decoding.Decoder, now: number): void {
    const kind = decoding.readVarUint(decoder)
    const content = decoding.readVarUint8Array(decoder)
    const limit =
      kind === syncUpdate ? maxUpdate : kind === syncStep2 ? maxFirstSync : maxStateVector
    if (content.length > limit) {
      this.close(
        closeCodes.tooLarge,
        refuse('too_large', 'G13', { limit: `${String(limit / 1024)} KiB` }),
      )
    } else if (kind === syncStep1) this.#sync(room, content, now)
    else if (kind === syncStep2 || kind === syncUpdate) {
      // The two bytes of an update that says nothing: what every viewer answers a SyncStep1 with.
      const isEmpty = content.length === 2 && content[0] === 0 && content[1] === 0
      if (!isEmpty)
        room.submitUpdate(this, content.slice(), kind === syncUpdate && !this.#hasSynced)
      if (kind === syncStep2) this.#hasSynced = true
    } else this.#malformed(`it has no sync message ${String(kind)}`)
  }

  #sync(room: Room, stateVector: Uint8Array, now: number): void {
    if (!this.#syncs.take(now)) {
      this.close(
        closeCodes.tooMany,
        refuse('too_many', 'G20', { seconds: this.#syncs.secondsUntil(now) }),
      )
      return
    }
    if (!this.#budget.encoded.has(now)) {
      const seconds = this.#budget.encoded.secondsUntil(now)
      this.close(closeCodes.tryAgain, refuse('too_many', 'G20', { seconds }))
    } else if (this.#isFromAnotherTime(room, stateVector)) {
      this.close(closeCodes.epochChanged, refuse('epoch_changed', 'G17'))
    } else {
      void room.sync(this, stateVector.slice()).then((bytes) => {
        this.#budget.encoded.spend(this.#now(), bytes)
      })
    }
  }

  /**
   * G17: what a peer has seen, the server must have; else a backup was restored behind its back. An id that nobody
   * holds may be the peer's own, from before it was reloaded: what it writes will show.
   */
  #isFromAnotherTime(room: Room, stateVector: Uint8Array): boolean {
    this.#unknownIds = []
    for (const [client, clock] of Y.decodeStateVector(stateVector)) {
      if (clock <= Y.getState(room.doc.store, client)) continue
      const owner = room.ids.seatOf(client)
      if (client >= serverClientIds.from || (owner !== undefined && owner !== this.actor.seat))
        return true
      if (owner === undefined) this.#unknownIds.push(client)
    }
    return false
  }

  #receivePresence(room: Room, decoder: decoding.Decoder, now: number): void {
    const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
    const count = decoding.readVarUint(inner)
    for (let i = 0; i < count; i++) {
      const clientId = decoding.readVarUint(inner)
      const clock = decoding.readVarUint(inner)
      const json = decoding.readVarString(inner)
      // A y-websocket client also sends back what it heard of others: only its own word counts (G14), and the end of
      // somebody's presence claims no id.
      if (this.#clientId === null && json === 'null') continue
      if (!this.#isOwn(room, clientId, count)) continue
      if (json.length > maxPresence) {
        this.close(closeCodes.refused, refuse('too_large', 'G14', { limit: '2 KiB' }))
      } else if (this.#awareness.take(now)) {
        room.audience.presence.say(this, clientId, clock, JSON.parse(json))
      }
      return
    }
  }

  #isOwn(room: Room, clientId: number, count: number): boolean {
    if (this.#clientId !== null) return clientId === this.#clientId
    if (count !== 1 || clientId >= serverClientIds.from) return false
    const owner = room.ids.seatOf(clientId)
    if (owner !== undefined && owner !== this.actor.seat) return false
    const holder = room.ids.holderOf(clientId)
    if (holder !== undefined && holder !== this) {
      // The same seat came back before its old connection was noticed to be dead.
      holder.close(closeCodes.clientIdTaken, refuse('client_id_taken', 'G8'))
    }
    room.ids.reserve(clientId, this)
    this.#clientId = clientId
    return true
  }

  #malformed(why: string): void {
    this.close(closeCodes.refused, refuse('bad_input', 'G7', { where: 'the board protocol', why }))
  }
}

/** At most 123 bytes of UTF-8 fit into a close frame. */
export function closeReason({ rule, code, message }: Refusal): string {
  const text = `${rule} ${code}: ${message}`
  const bytes = Buffer.from(text)
  return bytes.length <= 123
    ? text
    : `${new TextDecoder().decode(bytes.subarray(0, 117)).replace(/\ufffd$/, '')}…`
}
