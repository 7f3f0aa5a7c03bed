// Who leads the session: the delegations named on the roster, a deputy in their absence, or nobody for a while.
import type * as Y from 'yjs'
import type { Delegation, Session } from './session.ts'

export interface Lead {
  /** Several are co-chairs; as long as there is none, every chair's seat leads. */
  readonly leads: readonly string[]
  readonly deputies: readonly string[]
  /** The deputy that took over, until a lead is back. */
  readonly acting: string | null
  /** Since when nobody leads, ms since 1970. */
  readonly frozenAt: number | null
}

export function leadOf(
  roster: Iterable<readonly [string, Pick<Delegation, 'chairing'>]>,
  { acting, frozenAt }: Pick<Session, 'acting' | 'frozenAt'>,
): Lead {
  const leads: string[] = []
  const deputies: string[] = []
  for (const [id, { chairing }] of roster) {
    if (chairing === 'lead') leads.push(id)
    else if (chairing === 'deputy') deputies.push(id)
  }
  // A map's order is not the same on every board.
  return { leads: leads.sort(), deputies: deputies.sort(), acting, frozenAt }
}

/** The same from a board, without reading more of a roster's row than it takes. */
export function readLead(doc: Y.Doc): Lead {
  const session = doc.getMap('session')
  const roster = doc.getMap<Y.Map<unknown>>('roster')
  return leadOf(
    [...roster].map(([id, row]) => [
      id,
      { chairing: (row.get('chairing') ?? null) as Delegation['chairing'] },
    ]),
    {
      acting: (session.get('acting') ?? null) as Session['acting'],
      frozenAt: (session.get('frozenAt') ?? null) as Session['frozenAt'],
    },
  )
}

/** Whether a delegation has the lead in its own right, not in somebody's absence. */
export function isLead({ leads }: Lead, delegation: string | null): boolean {
  return delegation !== null && (leads.length === 0 || leads.includes(delegation))
}

/** Whether the chair's seats of a delegation lead (rule H1); while the floor is frozen nobody does. */
export function isLeading(lead: Lead, delegation: string | null): boolean {
  const isActing = delegation !== null && lead.acting === delegation
  return lead.frozenAt === null && (isActing || isLead(lead, delegation))
}
