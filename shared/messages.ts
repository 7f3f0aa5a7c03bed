// Messages between seats: who speaks to whom, and who may therefore read it (rules W1, W2). Never on a board.
import { refuse, type Refusal } from './refusals.ts'
import type { Role } from './roles.ts'
import { delegationIdSchema, textSchema } from './text.ts'
import { z } from './z.ts'

export const audiences = ['all', 'chair', 'delegation', 'bilateral'] as const
export type Audience = (typeof audiences)[number]

/** The longest message, in UTF-16 units. */
export const maxMessage = 2000
export const messageTextSchema = textSchema(maxMessage)

/** `delegation`: the other one of `bilateral`; of `chair`, the one that the chair's team writes to. */
export const addressSchema = z.strictObject({
  kind: z.enum(audiences),
  delegation: delegationIdSchema.nullable().default(null),
})
export type Address = z.output<typeof addressSchema>

/**
 * `all`, `chair` (within the chair's team), `chair:DEU`, `delegation:DEU`, `bilateral:DEU:NLD` (in this order of
 * letters, whoever writes).
 */
export type Thread = string

export interface Message {
  readonly id: string
  readonly at: number
  readonly thread: Thread
  readonly seat: string
  readonly by: string
  readonly role: Role
  readonly delegation: string | null
  readonly text: string
}

type Speaker = { readonly role: Role; readonly delegation: string | null }

/** Roles that lead a session and serve the one who does: they read what is written to the chair. */
export const isChairsTeam = (role: Role | 'server'): boolean =>
  role === 'chair' || role === 'secretary'

/** The thread in which a seat writes with this address. */
export function threadOf({ role, delegation: own }: Speaker, to: Address): Thread | Refusal {
  const { kind, delegation: other } = to
  const wrong = (why: string) => refuse('bad_input', 'W2', { where: 'to', why })
  if (kind === 'chair' && isChairsTeam(role)) return other === null ? 'chair' : `chair:${other}`
  if (kind !== 'bilateral' && other !== null)
    return wrong('a delegation is named only to write to it')
  if (kind === 'all') return 'all'
  if (own === null) return wrong('your seat speaks for no delegation')
  if (kind !== 'bilateral') return `${kind}:${own}`
  if (other === null || other === own) return wrong('name the other delegation')
  return ['bilateral', ...[own, other].sort()].join(':')
}

export function partsOf(thread: Thread): { kind: Audience; delegations: readonly string[] } {
  const [kind, ...delegations] = thread.split(':')
  return { kind: kind as Audience, delegations }
}

/** The circles that may read a thread: `all`, `team`, or a delegation's id. */
export function circlesOf(thread: Thread): readonly string[] {
  const { kind, delegations } = partsOf(thread)
  return kind === 'all' ? ['all'] : kind === 'chair' ? ['team', ...delegations] : delegations
}

/** The circles that a seat belongs to. A screen shows what the chair shows, and reads nobody's messages. */
export function circlesAround({ role, delegation }: Speaker): readonly string[] {
  if (role === 'screen') return []
  return ['all', ...(isChairsTeam(role) ? ['team'] : []), ...(delegation ? [delegation] : [])]
}
