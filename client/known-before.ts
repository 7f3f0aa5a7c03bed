// Whether a private draft looks like what its delegation announced before: then its form asks, before everybody sees it.
import type { Draft } from '#shared/pledge.ts'
import { recognise } from '#shared/recognise.ts'
import type { Room } from './room.svelte.ts'

export function isKnownBefore({ board, seat }: Room, draft: Draft): boolean {
  void board.structure
  return recognise(seat.delegation ?? '', draft, board.pledges.rows) !== null
}

/** Opens the draft's form. */
export function writeDraft({ desk }: Room, draft: string | null): void {
  desk.select({
    kind: 'form',
    form: { what: 'pledge', id: null, draft, request: null, supersedes: null },
  })
}
