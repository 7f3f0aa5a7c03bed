// Internal notes of the chair's team beside the agenda.
import { readRow } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { factsOf } from './fact.ts'

/** Given on the team's own document: no note is ever a fact of the board or of the ledger (rule H8). */
export const setNote: Act<'note:set'> = (team, { item, seen, text }, { actor, now, board }) => {
  if (board !== undefined && readRow(board, 'agenda', item) === null)
    return refuse('not_found', 'H9', { what: 'agenda item' })
  const standing = readRow(team, 'notes', item)
  if ((standing?.at ?? null) !== seen)
    return refuse('note_stale', 'H9', { by: standing?.by ?? actor.name })
  return { facts: factsOf('notes', item, { text, at: now, by: actor.name }), output: { at: now } }
}
