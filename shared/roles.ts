// Who may do what. One table, from which the guard, the command door and the permission tests derive.

export const roles = [
  'secretary',
  'chair',
  'kyiv',
  'delegate',
  'staff',
  'observer',
  'screen',
] as const
export type Role = (typeof roles)[number]

/** One invited person or screen, as the server knows it: what every change is attributed to. */
export interface Actor {
  readonly seat: string
  readonly session: string
  /** Roster id (`DEU`, `EU`, `NATO`, `UKR`); null for screens, observers and the secretary. */
  readonly delegation: string | null
  readonly role: Role
  readonly name: string
}

/** Who does a formal act: a seat, or the server itself, in whose name arrivals are noted and deadlines run out (rule C7). */
export interface Agent extends Omit<Actor, 'role'> {
  readonly role: Role | 'server'
}

export function serverAgent(session: string): Agent {
  return { seat: 'server', session, delegation: null, role: 'server', name: 'Server' }
}

/** Roles whose seats write on the board by CRDT edits (rule G2); all others only read it. */
export const writerOf = {
  requests: 'kyiv',
  pledges: 'delegate',
  stocks: 'delegate',
} as const satisfies Record<string, Role>

/** Roles whose seats show who and where they are on the board; viewers stay out of the fan-out (G14). */
export const presentRoles: ReadonlySet<Role> = new Set([
  'secretary',
  'chair',
  'kyiv',
  'delegate',
  'staff',
])

/** Roles whose links carry a delegation. */
export const delegationRoles: ReadonlySet<Role> = new Set(['chair', 'kyiv', 'delegate', 'staff'])

/** How many people one link of a role admits unless the secretary says otherwise (rule L3). */
export const defaultSeatLimit: Readonly<Record<Role, number>> = {
  secretary: 5,
  chair: 5,
  kyiv: 10,
  delegate: 5,
  staff: 20,
  observer: 2000,
  screen: 50,
}
