// What a formal act is: a pure function from the board and an input to facts, or to a refusal.
import type * as Y from 'yjs'
import type { ClientRoot, Scalar, ServerRoot } from '#shared/board.ts'
import type { CommandInput, CommandOutput, FormalName } from '#shared/commands.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Agent } from '#shared/roles.ts'
import type { Statement } from '#shared/statement.ts'

/** What some acts are given beside their document; gathered before they enter the lane. */
export interface ActGiven {
  /** Delegations that hold seats, connected or not; needed by `roster:import` alone (rule L8). */
  readonly seated?: ReadonlySet<string>
  /** By delegation, what it handed in for the open item; needed where the floor is given (rule W10). */
  readonly statements?: ReadonlyMap<string, Statement>
  /** The session's board, for acts on the document of the chair's team. */
  readonly board?: Y.Doc
  /** The communiqué as it is kept for the meeting; needed by `communique:table` alone (rule E6). */
  readonly paper?: Paper
}

/** A text that is to become a document. */
export interface Paper {
  readonly document: string
  readonly size: number
  readonly sha256: string
  readonly isBlank: boolean
}

export interface ActContext extends ActGiven {
  readonly actor: Agent
  /** ms since 1970, server clock. */
  readonly now: number
  /** A fresh random id: for what the act makes, or draws lots with. It stands in the facts, so in the ledger. */
  readonly fresh: string
  /** Delegations of which a chair's seat is connected to the board; needed by `lead:hand` alone (rule H6). */
  readonly chairs?: ReadonlySet<string>
}

/**
 * One value to stand on the board. `row` is '' for the flat root `session`. Roots of clients are written by the import
 * alone (rule I3): what a delegation or Kyiv said elsewhere, as the secretary has it in a file.
 */
export interface Fact {
  readonly root: ServerRoot | ClientRoot
  readonly row: string
  readonly field: string
  readonly value: Scalar
}

/** `remove` names whole rows that leave a server root (roster, agenda). */
export interface Done<N extends FormalName> {
  readonly facts: readonly Fact[]
  readonly remove?: readonly { readonly root: ServerRoot; readonly row: string }[]
  readonly output: CommandOutput<N>
}

/** Reads the board, never writes it; must cost what it touches, not what the board holds. */
export type Act<N extends FormalName> = (
  doc: Y.Doc,
  input: CommandInput<N>,
  context: ActContext,
) => Done<N> | Refusal
