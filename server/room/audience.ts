// Who is connected to a room, and what each has been sent: joins, broadcasts, slow peers (G19), signs of life.
import * as Y from 'yjs'
import { closeCodes, refuse } from '#shared/refusals.ts'
import type { Peer } from './peer.ts'
import { Presence } from './presence.ts'
import { SyncAnswers } from './sync-answers.ts'
import { type Frame, step1Frame } from './wire.ts'

/** A peer that does not read: what it had been sent when it was first skipped. */
interface Lag {
  readonly since: number
  readonly stateVector: Uint8Array
}

interface Listener {
  /** Has been answered a SyncStep1, so that ticks make sense to it. */
  synced: boolean
  lag: Lag | null
}

const maxBacklog = 256 * 1024
const drained = 16 * 1024
const presenceEvery = 200
const renewEvery = 5_000

/** What an audience is given by its room. */
export interface AudienceHost {
  readonly doc: () => Y.Doc
  readonly now: () => number
  /** Whether the document is as it is on disk, so that it may be shown (G11). */
  readonly isSettled: () => boolean
  /** Whether nobody may see who is here (rule Q8). */
  readonly isConfidential: () => boolean
  /** For how many ms a peer may leave unread what it was sent (G19). */
  readonly maxLag: number
}

export class Audience {
  readonly presence: Presence
  readonly #host: AudienceHost
  readonly #listeners = new Map<Peer, Listener>()
  #answers: SyncAnswers
  #synced = 0
  #stateVector: Uint8Array | null = null
  #timer: NodeJS.Timeout | null = null
  #renewedAt = 0

  constructor(host: AudienceHost, seq: number) {
    this.#host = host
    this.presence = new Presence(host.isConfidential)
    this.#answers = new SyncAnswers(host.doc(), seq)
  }

  /** How many receive a broadcast. */
  get size(): number {
    return this.#synced
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0
  }

  /** Delegations of which a chair's seat is here. */
  chairs(): ReadonlySet<string> {
    const chairs = new Set<string>()
    for (const { actor } of this.#listeners.keys())
      if (actor.role === 'chair' && actor.delegation !== null) chairs.add(actor.delegation)
    return chairs
  }

  peers(): Iterable<Peer> {
    return this.#listeners.keys()
  }

  /** Asks the peer for what the room has not, and shows it who is here. */
  join(peer: Peer): void {
    this.#listeners.set(peer, { synced: false, lag: null })
    peer.send([step1Frame(this.#currentVector()), this.presence.everyone()])
    this.#timer ??= setInterval(() => {
      this.#beat()
    }, presenceEvery)
  }

  leave(peer: Peer): void {
    if (this.#listeners.get(peer)?.synced) this.#synced -= 1
    this.#listeners.delete(peer)
    this.presence.leave(peer)
    if (this.#listeners.size === 0) this.#stop()
  }

  /** Answers a SyncStep1; returns how many bytes had to be encoded for it. The document must be as it is on disk. */
  sync(peer: Peer, stateVector: Uint8Array): number {
    const listener = this.#listeners.get(peer)
    if (listener === undefined) return 0
    if (!listener.synced) this.#synced += 1
    listener.synced = true
    // Whoever has not read the last answer is given none on top of it: one diff, when it has.
    if (listener.lag !== null) listener.lag = { ...listener.lag, stateVector }
    else if (peer.backlog() > maxBacklog) listener.lag = { since: this.#host.now(), stateVector }
    else {
      const before = this.#answers.encodedBytes
      peer.send(this.#answers.answer(stateVector))
      return this.#answers.encodedBytes - before
    }
    return 0
  }

  /** Tells a committed tick to everyone who keeps up. */
  broadcast(seq: number, frame: Frame): void {
    this.#stateVector = null
    this.#answers.committed(seq, frame)
    const frames = [frame]
    for (const [peer, listener] of this.#listeners) {
      if (!listener.synced || listener.lag !== null) continue
      peer.send(frames)
      if (peer.backlog() > maxBacklog)
        listener.lag = { since: this.#host.now(), stateVector: this.#currentVector() }
    }
  }

  /** The room has a new document, with nothing in it that peers have not been told. */
  restarted(seq: number): void {
    this.#stateVector = null
    this.#answers = new SyncAnswers(this.#host.doc(), seq)
  }

  close(): void {
    this.#stop()
  }

  /** Tells who is here also to those who are not in sync yet: what they were shown as they came may be of before. */
  #show(frame: Frame): void {
    const frames = [frame]
    for (const [peer, listener] of this.#listeners)
      if (listener.lag === null && peer.backlog() <= maxBacklog) peer.send(frames)
  }

  #currentVector(): Uint8Array {
    this.#stateVector ??= Y.encodeStateVector(this.#host.doc())
    return this.#stateVector
  }

  #beat(): void {
    const now = this.#host.now()
    const changes = this.presence.changes()
    if (changes) this.#show(changes)
    if (now - this.#renewedAt >= renewEvery) {
      this.#renewedAt = now
      this.#show(this.presence.renewals())
    }
    for (const [peer, listener] of this.#listeners) {
      if (listener.lag === null) continue
      if (peer.backlog() <= drained) {
        if (!this.#host.isSettled()) continue
        peer.send(this.#answers.answer(listener.lag.stateVector))
        listener.lag = null
      } else if (now - listener.lag.since > this.#host.maxLag) {
        peer.close(closeCodes.tryAgain, refuse('too_slow', 'G19'))
      }
    }
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
