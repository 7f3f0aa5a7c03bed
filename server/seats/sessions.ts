// Sessions and their links: made by the secretary, or by the demo.
import { createHash, randomBytes } from 'node:crypto'
import { type AgendaEntry, blankItem } from '#shared/agenda.ts'
import { createRow, type Scalar } from '#shared/board.ts'
import type { Lead } from '#shared/lead.ts'
import { type Role, defaultSeatLimit } from '#shared/roles.ts'
import {
  blankDelegation,
  blankSession,
  type DelegationEntry,
  type Session,
} from '#shared/session.ts'
import { applyFacts } from '../room/facts.ts'
import type { Fact } from '../acts/act.ts'
import type { Rooms } from '../room/rooms.ts'
import type { LinkRow, Storage } from '../storage/storage.ts'

/** What a session begins with. */
export interface SessionPlan {
  readonly title: string
  readonly date: string
  readonly place: string
  readonly marking: string
  readonly roster: readonly DelegationEntry[]
  /** Who leads and who may stand in; without it every chair's seat leads. */
  readonly lead?: Pick<Lead, 'leads' | 'deputies'>
  readonly agenda: readonly AgendaEntry[]
  /** Board id → fields: requests that are carried over or documented. */
  readonly requests: ReadonlyMap<string, Readonly<Record<string, Scalar>>>
  /** What it takes over from the session before it. */
  readonly carried?: { readonly from: string; readonly facts: readonly Fact[] }
}

const day = 24 * 60 * 60 * 1000

export const newId = () => randomBytes(9).toString('base64url')

/** An id that follows from who asked with which command, so that asking twice makes one thing (C3). */
export function idFor(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 16)
}

/** Creates the session and writes what it begins with. Doing it again for an id that exists changes nothing. */
export async function createSession(
  { storage, rooms, now }: { storage: Storage; rooms: Rooms; now: () => number },
  id: string,
  plan: SessionPlan,
): Promise<void> {
  if ((await storage.readSession(id)) === null)
    await storage.createSession({ id, createdAt: now() })
  await rooms.use(id, (room) => {
    if (room.doc.getMap('session').has('state')) return
    return room.write((doc) => {
      // A server stopped between the two steps is made good here.
      if (doc.getMap('session').has('state')) return
      applyFacts(doc, { facts: [...factsOf(plan), ...(plan.carried?.facts ?? [])] })
      for (const [row, fields] of plan.requests) createRow(doc, 'requests', row, fields)
    })
  })
}

function factsOf(plan: SessionPlan): Fact[] {
  const { title, date, place, marking, roster, lead, agenda } = plan
  const continues = plan.carried?.from ?? null
  const session: Session = { ...blankSession, title, date, place, marking, continues }
  const chairingOf = (id: string) =>
    lead?.leads.includes(id) ? 'lead' : lead?.deputies.includes(id) ? 'deputy' : null
  const fact = (root: Fact['root'], row: string) => (entry: [string, unknown]) => ({
    root,
    row,
    field: entry[0],
    value: entry[1] as Scalar,
  })
  return [
    ...Object.entries(session).map(fact('session', '')),
    ...roster.flatMap(({ id, ...fields }) =>
      Object.entries({ ...fields, ...blankDelegation, chairing: chairingOf(id) }).map(
        fact('roster', id),
      ),
    ),
    ...agenda.flatMap(({ id, ...fields }, order) =>
      Object.entries({ ...blankItem, ...fields, order }).map(fact('agenda', id)),
    ),
  ]
}

/** Creates a link, or finds the one that was made under this id before. */
export async function createLink(
  { storage, now }: { storage: Storage; now: () => number },
  wish: {
    readonly id: string
    readonly session: string
    readonly role: Role
    readonly delegation: string | null
    readonly seatLimit?: number | null
    readonly days: number
  },
): Promise<LinkRow> {
  const existing = await storage.readLink(wish.id)
  if (existing !== null) return existing
  const { id, session, role, delegation } = wish
  const link: LinkRow = {
    id,
    session,
    role,
    delegation,
    seatLimit: wish.seatLimit ?? defaultSeatLimit[role],
    createdAt: now(),
    expiresAt: now() + wish.days * day,
    revokedAt: null,
  }
  await storage.createLink(link)
  return link
}
