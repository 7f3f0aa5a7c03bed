// One connection as its room sees it.
import type { Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import type { Frame } from './wire.ts'

export interface Peer {
  readonly actor: Actor
  /** Whether it said that it knows edits of others which the server does not (G17). */
  hasSeenMore(): boolean
  /** Bytes handed over that the network has not taken yet. */
  backlog(): number
  /** Hands over complete frames; never blocks, never throws. */
  send(frames: readonly Frame[]): void
  close(code: number, reason: Refusal): void
}
