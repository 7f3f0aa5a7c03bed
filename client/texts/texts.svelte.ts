// The texts that this seat writes with others: its delegation's notes, and the communiqué while it is in the group.
import { draftersOf, mayOpenText, readDrafters, type TextKind } from '#shared/drafting.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Room } from '../room.svelte.ts'
import { SharedText, type SharedTextOptions } from './shared-text.svelte.ts'

export class Texts {
  readonly notes: SharedText
  readonly communique: SharedText
  readonly #room: Room

  constructor(room: Room, options: Omit<SharedTextOptions, 'kind'>) {
    this.#room = room
    this.notes = new SharedText({ ...options, kind: 'notes' })
    this.communique = new SharedText({ ...options, kind: 'communique' })
    // Nobody tells a page that was closed meanwhile that its delegation was taken out of the group (rules E4, U6).
    $effect(() => {
      const { board, seat } = room
      void board.rosterVersion
      void board.drafterVersion
      // From the document itself: the tables follow a sync a moment later.
      if (room.inSync && !mayOpenText('communique', seat, readDrafters(board.doc)))
        this.communique.dropCopy()
    })
  }

  get all(): readonly SharedText[] {
    return [this.notes, this.communique]
  }

  /** The delegations of the drafting group, by name; tracked. */
  get group(): readonly string[] {
    const { board, lead } = this.#room
    void board.rosterVersion
    void board.drafterVersion
    return lead.sorted(draftersOf(board.drafters.rows, board.roster.rows))
  }

  /** Whether this seat opens it; tracked. */
  mayOpen(kind: TextKind): boolean {
    return mayOpenText(kind, this.#room.seat, new Set(this.group))
  }

  /** Whether it takes edits (rule E7); tracked. */
  writes(kind: TextKind): boolean {
    return kind === 'notes' || this.#room.board.session.state !== 'closed'
  }

  /** How many drafts of the communiqué were put before the meeting; tracked. */
  get drafts(): number {
    const { board } = this.#room
    void board.documentVersion
    return Math.max(0, ...[...board.documents.rows.values()].map(({ draft }) => draft ?? 0))
  }

  /** Names the whole group; why it did not happen, or null. */
  async draft(delegations: readonly string[]): Promise<Refusal | null> {
    const answer = await this.#room.session.act('communique:draft', {
      delegations: [...delegations],
    })
    return answer.ok ? null : answer.error
  }
}
