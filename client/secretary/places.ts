// Who is to get a link: the table, every delegation, and those who look on.
import type { LinkInfo } from '#shared/commands/seats.ts'
import type { Role } from '#shared/roles.ts'
import type { DelegationEntry } from '#shared/session.ts'

/** Whom a link is for. */
export interface Place {
  readonly role: Role
  readonly delegation: string | null
}

export interface PlaceGroup {
  readonly role: Role
  readonly places: readonly Place[]
}

/** In the order in which a hall is set up. */
const order: readonly Role[] = [
  'chair',
  'kyiv',
  'staff',
  'delegate',
  'observer',
  'screen',
  'secretary',
]

/** The places of a session: those its roster foresees, and those that have a link. Delegations come in the order given. */
export function placesOf(
  roster: readonly Pick<DelegationEntry, 'id' | 'role'>[],
  links: readonly LinkInfo[],
): PlaceGroup[] {
  return order.map((role) => {
    const foreseen = roster.filter((delegation) => isForeseen(role, delegation)).map(({ id }) => id)
    const linked = links.filter((link) => link.role === role).map(({ delegation }) => delegation)
    const alone = role === 'observer' || role === 'screen' || role === 'secretary'
    const rank = new Map(roster.map(({ id }, i) => [id, i]))
    const delegations = alone
      ? [null]
      : [...new Set([...foreseen, ...linked])].sort(
          (a, b) => (rank.get(a ?? '') ?? Infinity) - (rank.get(b ?? '') ?? Infinity),
        )
    return { role, places: delegations.map((delegation) => ({ role, delegation })) }
  })
}

function isForeseen(role: Role, { id, role: part }: Pick<DelegationEntry, 'id' | 'role'>): boolean {
  if (role === 'kyiv') return part === 'requester'
  if (role === 'staff') return id === 'NATO'
  return role === 'delegate' && part !== 'requester' && id !== 'NATO'
}

export const keyOf = ({ role, delegation }: Place) => `${role} ${delegation ?? ''}`
