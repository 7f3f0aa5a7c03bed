// Decisions as a seat sees them: which are there, what is asked now, who stands where. All of it tracked.
import {
  againstOf,
  type Decision,
  decisionIdOf,
  isAsking,
  isExpired,
  type Position,
  positionId,
  type Standing,
  standingsOf,
} from '#shared/decision.ts'
import { language, t } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'

export interface Listed {
  readonly id: string
  readonly decision: Decision
}

/** In the order in which they were proposed. */
export function decisionsIn(room: Room): Listed[] {
  const all: Listed[] = []
  for (let n = 1; ; n++) {
    const id = decisionIdOf(n)
    const decision = room.board.decisions.get(id)
    if (decision === null) return all
    all.push({ id, decision })
  }
}

/** What delegations are asked now: the text before the room, then whatever silence runs out first. */
export function askedNow(room: Room): Listed[] {
  const all = decisionsIn(room)
  if (!all.some(({ decision: { state } }) => state === 'calling' || state === 'silence')) return []
  const now = room.session.time()
  return all
    .filter(({ decision }) => isAsking(decision, now))
    .sort((a, b) => (a.decision.expiresAt ?? 0) - (b.decision.expiresAt ?? 0))
}

export function standingIn(room: Room, id: string): Standing[] {
  const { board } = room
  const decision = board.decisions.get(id)
  if (decision === null) return []
  void board.rosterVersion
  return standingsOf(decision, board.roster.rows, (delegation) =>
    board.positions.get(positionId(id, delegation)),
  )
}

/** What the seat's own delegation has said; null if nothing, or if the seat speaks for none. */
export function ownPosition(room: Room, id: string): Position | null {
  const { delegation } = room.seat
  return delegation === null ? null : room.board.positions.get(positionId(id, delegation))
}

/** Names of those who stand against it. */
export function opponentsOf(room: Room, standing: readonly Standing[]): string[] {
  return againstOf(standing).map((id) => room.nameOf(id))
}

export function stateOf(decision: Decision, now: number): string {
  return isExpired(decision, now) ? t('dec_state_expired') : t(`dec_state_${decision.state}`)
}

/** What is asked of delegations, in a sentence. */
export function askOf({ kind, state, expiresAt }: Decision): string | null {
  if (state === 'silence') return t('dec_asks_until', { time: exactTime(expiresAt ?? 0) })
  if (state === 'proposed') return t('dec_asks_proposed')
  return state === 'calling' ? t(`dec_asks_${kind}`) : null
}

/** To the second, with the day if it is not today's: an expiry is exact. */
export function exactTime(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : language(), {
    ...(isToday ? {} : { day: 'numeric', month: 'long' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}

/** What became of a decision, for those who hear the page. */
export function newsOf(room: Room, before: Decision | null, after: Decision): string | null {
  const { title, state, expiresAt, announcedAt, brokenBy } = after
  if (before?.state === state)
    return before.announcedAt === announcedAt ? null : t('did_dec_announced', { title })
  if (state === 'silence') return t('did_dec_silence', { title, time: exactTime(expiresAt ?? 0) })
  if (state === 'broken') return t('did_dec_broken', { title, name: room.nameOf(brokenBy) })
  return t(`did_dec_${state}`, { title })
}
