// All that one tick decided, until it is committed and told.
import type { Answer, FormalName } from '#shared/commands.ts'
import type { TrayEntry } from '#shared/commands/reading.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { AnswerRow, BindingRow, EditRow, LedgerRow, RefusalRow } from '../storage/storage.ts'
import type { Peer } from './peer.ts'

export class TickResult {
  readonly edits: EditRow[] = []
  readonly ledger: LedgerRow[] = []
  readonly refusals: RefusalRow[] = []
  /** Lost values whose owner is to be found in the log; `earlier`: how many edits of this tick came before. */
  readonly unclaimed: {
    /** Seat of whoever made them lose. */
    readonly author: string
    readonly entry: Omit<RefusalRow, 'seat'>
    readonly earlier: number
  }[] = []
  readonly bindings: BindingRow[] = []
  readonly answers: AnswerRow[] = []
  /** Places that the tick's updates may change; null once the server itself wrote, whose code is trusted. */
  allowed: Set<string> | null = new Set()
  readonly closings: { readonly peer: Peer; readonly code: number; readonly reason: Refusal }[] = []
  readonly answered: { readonly tell: () => void; readonly fail: (error: Refusal) => void }[] = []

  get isEmpty(): boolean {
    return (
      this.edits.length +
        this.ledger.length +
        this.refusals.length +
        this.bindings.length +
        this.answers.length ===
      0
    )
  }
}

export function trayEntryOf({ seat: _seat, raw: _raw, ...entry }: RefusalRow): TrayEntry {
  return entry
}

export type AnswerOf = Answer<FormalName>
