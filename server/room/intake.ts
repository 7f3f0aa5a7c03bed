// What waits for the next tick, in the order of its arrival.
import type * as Y from 'yjs'
import type { Answer, CommandInput, FormalName } from '#shared/commands.ts'
import type { Agent } from '#shared/roles.ts'
import type { ActGiven } from '../acts/act.ts'
import type { Peer } from './peer.ts'

/** An update frame of a peer. `beforeSync`: it came before the peer's first SyncStep2, which will carry it again. */
export interface UpdateWork {
  readonly kind: 'update'
  readonly peer: Peer
  readonly raw: Uint8Array
  readonly beforeSync: boolean
}

/** A formal act, already parsed and allowed to the actor's role. */
export interface ActWork<N extends FormalName = FormalName> {
  readonly kind: 'act'
  readonly actor: Agent
  readonly name: N
  readonly input: CommandInput<N>
  readonly commandId: string
  /** Digest of name and input (C4). */
  readonly digest: string
  readonly given: ActGiven
  readonly answer: (answer: Answer<N>) => void
}

/** A write of the server itself: seeding a session, noting who is present. */
export interface WriteWork {
  readonly kind: 'write'
  readonly write: (doc: Y.Doc) => void
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

export type Work = UpdateWork | ActWork | WriteWork
