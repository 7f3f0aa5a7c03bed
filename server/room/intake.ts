// What waits for the next tick, in the order of its arrival.
import type * as Y from 'yjs'
import type { Answer, CommandInput, FormalName } from '#shared/commands.ts'
import type { Agent } from '#shared/roles.ts'
import type { Statement } from '#shared/statement.ts'
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
  /** For `roster:import` alone: delegations that hold seats (L8). */
  readonly seated: ReadonlySet<string> | undefined
  /** For acts that give the floor: what was handed in for the open item (W10). */
  readonly statements: ReadonlyMap<string, Statement> | undefined
  /** For acts on the document of the chair's team: the session's board. */
  readonly board: Y.Doc | undefined
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
