// Hands raised in the hall: the chair, or the secretary, puts a delegation on the list in its place (rule F14).
import { isWaiting } from '#shared/floor.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './acts.svelte.ts'
import type { Floor } from './floor.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

/** Whoever does not wait with an intervention, by name; tracked. */
export function enterable(room: Room, floor: Floor): string[] {
  void room.board.rosterVersion
  const waiting = new Set(
    floor.entries.flatMap((entry) =>
      isWaiting(entry) && entry.kind !== 'order' && entry.kind !== 'tour' ? entry.delegation : [],
    ),
  )
  return room.lead.sorted([...room.board.roster.rows.keys()].filter((id) => !waiting.has(id)))
}

/** Why nobody can be put on the list now; null when it is possible. The server judges by the same rules. */
export function whyNotEnter(room: Room, floor: Floor): string | null {
  const { session, board, lead, seat } = room
  if (!session.connected) return t('act_offline')
  if (seat.role === 'chair' && lead.why !== null) return lead.why
  if (lead.now.frozenAt !== null) return refusalText(refuse('floor_frozen', 'H3'))
  if (board.session.state === 'closed') return refusalText(refuse('session_closed', 'S3'))
  if (floor.item === null) return refusalText(refuse('item_none', 'F2'))
  const closesAt = board.agenda.get(floor.item)?.listClosesAt ?? null
  const isClosed = closesAt !== null && closesAt <= session.now()
  return isClosed ? refusalText(refuse('list_closed', 'F4')) : null
}

/** One for each, found by what is typed: "Put on the list: Norway". */
export function enteringActs(room: Room, floor: Floor): Act[] {
  return enterable(room, floor).map((delegation) => ({
    id: `floor:enter ${delegation}`,
    group: 'floor',
    name: t('floor_enter_it', { name: room.nameOf(delegation) }),
    why: whyNotEnter(room, floor),
    sought: true,
    run: () => void floor.act('floor:enter', { delegation, kind: 'statement' }),
  }))
}
