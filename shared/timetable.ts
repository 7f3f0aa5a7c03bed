// What the clock says of an agenda: over-run, and when each item and the session will end. Nothing of it is stored
// (rule A13); the caller brings the time.
import type { AgendaNode } from './agenda.ts'
import type { Session } from './session.ts'

export interface Span {
  readonly beginsAt: number
  readonly endsAt: number
}

export interface Timetable {
  /** Of what is open or still to come: as it is expected. Of what was: as it was. Nothing for what is deferred. */
  readonly spans: ReadonlyMap<string, Span>
  /** When the last item is expected to end. */
  readonly endsAt: number
  /** How much later that is than the time boxes said when the session was opened; negative is earlier. */
  readonly delay: number
}

const minute = 60_000

/** How far the item has run over its time box, ms; 0 while it has not, and without a box. */
export function overrunOf(
  { item: { minutes, beganAt, endedAt } }: Pick<AgendaNode, 'item'>,
  now: number,
): number {
  if (minutes === null || beganAt === null) return 0
  return Math.max(0, (endedAt ?? now) - beganAt - minutes * minute)
}

/**
 * What is open ends when its time box is over, or now if that has passed; what is to come follows in the order in
 * which _next_ comes to it, and what was passed over comes last. Null while the session does not run: an estimate
 * needs a beginning.
 */
export function timetableOf(
  nodes: readonly AgendaNode[],
  session: Pick<Session, 'state' | 'currentItem' | 'itemSince' | 'openedAt'>,
  now: number,
): Timetable | null {
  if (session.state === 'planned' || session.state === 'closed') return null
  const spans = new Map<string, Span>()
  for (const { id, item } of nodes)
    if (item.state === 'closed' && item.beganAt !== null && item.endedAt !== null)
      spans.set(id, { beginsAt: item.beganAt, endsAt: item.endedAt })
  let clock = now
  const at = nodes.findIndex(({ id }) => id === session.currentItem)
  const current = nodes[at]
  if (current !== undefined) {
    const beginsAt = session.itemSince ?? now
    clock = Math.max(now, beginsAt + lengthOf(current))
    spans.set(current.id, { beginsAt, endsAt: clock })
  }
  const coming = [...nodes.slice(at + 1), ...nodes.slice(0, Math.max(0, at))]
  for (const node of coming) {
    if (node.item.state !== 'pending') continue
    const endsAt = clock + lengthOf(node)
    spans.set(node.id, { beginsAt: clock, endsAt })
    clock = endsAt
  }
  const planned = nodes
    .filter(({ item }) => item.state !== 'deferred')
    .reduce((sum, node) => sum + lengthOf(node), 0)
  return { spans, endsAt: clock, delay: clock - (session.openedAt ?? now) - planned }
}

/** The time box, ms; what has none takes no time as far as anyone knows. */
export function lengthOf({ item: { minutes } }: Pick<AgendaNode, 'item'>): number {
  return (minutes ?? 0) * minute
}
