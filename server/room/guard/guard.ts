// What guards a document, whatever it is made of: rows with fields (rows.ts) or one text (text.ts).
import type * as Y from 'yjs'
import type { Scalar } from '#shared/board.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import type { Bindings, Operation } from './judge.ts'
import type { Settlement } from './settle.ts'

export interface Guard {
  /** Update bytes → what becomes of them; the document is not touched. */
  judge(doc: Y.Doc, bindings: Bindings, actor: Actor, raw: Uint8Array): Ruling
  /** G12: all that the transaction changed must lie within what was permitted. Called once, before it ends. */
  verify(transaction: Y.Transaction, allowed: ReadonlySet<string>): void
  /** What stands where a refused operation would have gone; for the tray of its author. */
  standing(doc: Y.Doc, operation: Operation): Scalar
  /** Whether nobody may see who is here (Q8). */
  isHidden(doc: Y.Doc): boolean
}

export type Ruling =
  | Permit
  /** Nothing in it that the document does not have. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly reason: Refusal; readonly operations: readonly Operation[] }

interface Permit {
  readonly kind: 'accept'
  /** Client ids to be bound to the actor's seat with this update (G8). */
  readonly bindings: readonly number[]
  /** Adds the places that it may change, as `verify` asks for them. */
  allow(allowed: Set<string>): void
  /** Applies it inside the room's transaction; to be called next, or never. */
  settle(): Settlement
}
