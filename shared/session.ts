// The donor meeting itself, and its roster. Written by the server alone.
import { type AttendanceMode, blankMark, type Mark } from './presence.ts'
import { z } from './z.ts'
import { delegationIdSchema, textSchema } from './text.ts'

export const sessionStates = ['planned', 'open', 'suspended', 'closed'] as const
export type SessionState = (typeof sessionStates)[number]

export interface Session {
  readonly title: string
  readonly date: string
  readonly place: string
  /** For example "UNCLASSIFIED, RELEASABLE TO UDCG"; on every screen (feature G4). */
  readonly marking: string
  readonly state: SessionState
  /** Agenda item id; null before the first. */
  readonly currentItem: string | null
  /** When the current item began, ms since 1970. */
  readonly itemSince: number | null
  readonly openedAt: number | null
  readonly closedAt: number | null
  /** How many counted delegations must be in the meeting; null where the session asks for none (rule Q4). */
  readonly quorum: number | null
  /** When the last roll call began; null before the first. */
  readonly rollCallAt: number | null
  readonly attendance: AttendanceMode
  /** Whether there is a quorum, where the marks that show it are confidential; else null (rule Q8). */
  readonly quorumNoted: boolean | null
  /** Since when nobody leads: the chair was lost and no deputy took over (rule H3). */
  readonly frozenAt: number | null
  /** The deputy's delegation that leads until the chair is back (rule H4). */
  readonly acting: string | null
  /** The session whose open work this one took over, and the one that took over this one's; ids (rule S5). */
  readonly continues: string | null
  readonly continuedIn: string | null
}

/** What a field counts as on a board that does not have it. */
export const blankSession: Session = {
  title: '',
  date: '',
  place: '',
  marking: '',
  state: 'planned',
  currentItem: null,
  itemSince: null,
  openedAt: null,
  closedAt: null,
  quorum: null,
  rollCallAt: null,
  attendance: 'open',
  quorumNoted: null,
  frozenAt: null,
  acting: null,
  continues: null,
  continuedIn: null,
}

/** Where a row that was carried over comes from; keyed by its id, which it kept (rule S5). */
export interface Carried {
  readonly session: string
  readonly title: string
  readonly date: string
}

/** Legal transitions of a session (rule S1). */
export const sessionTransitions: Readonly<Record<SessionState, readonly SessionState[]>> = {
  planned: ['open'],
  open: ['suspended', 'closed'],
  suspended: ['open', 'closed'],
  closed: [],
}

export const delegationKinds = ['state', 'organisation'] as const
export const delegationRoles = ['donor', 'requester', 'organisation'] as const

/** One delegation as the roster import takes it. */
export const delegationSchema = z.strictObject({
  id: delegationIdSchema,
  nameEn: textSchema(100),
  nameFr: textSchema(100),
  nameUk: textSchema(100),
  kind: z.enum(delegationKinds),
  role: z.enum(delegationRoles),
  /** `opted_out`: takes no part in the NATO effort and does not object (feature S7). */
  stance: z.enum(['participates', 'opted_out']).default('participates'),
  /** What a delegation that opted out takes no part in, as it stated it. */
  stanceScope: textSchema(300).nullable().default(null),
})
export type DelegationEntry = z.infer<typeof delegationSchema>

/** Keyed by roster id; the marks of an open roll call stand with it. */
export interface Delegation extends Omit<DelegationEntry, 'id'>, Mark {
  /** At least one of its seats is connected, with a grace after the last leaves. A hint, no mark. */
  readonly present: boolean
  /** When that was last noted. */
  readonly presentAt: number | null
  /** Whether its chair's seats lead, or may when no lead is here (rules H1, H4). */
  readonly chairing: (typeof chairings)[number] | null
}

export const chairings = ['lead', 'deputy'] as const

/** What a delegation begins with beside its entry. */
export const blankDelegation: Omit<Delegation, keyof DelegationEntry> = {
  present: false,
  presentAt: null,
  chairing: null,
  ...blankMark,
}

/** A row of the roster as an import would bring it. */
export function entryOf(id: string, row: Delegation): DelegationEntry {
  const { nameEn, nameFr, nameUk, kind, role, stance, stanceScope } = row
  return { id, nameEn, nameFr, nameUk, kind, role, stance, stanceScope }
}
