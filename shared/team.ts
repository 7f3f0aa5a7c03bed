// The document of the chair's team: what stands there is read by chair's seats and the secretary, by nobody else.
import type { Role } from './roles.ts'

/** Opened at the door of the caucuses; no delegation is called so. */
export function teamDocOf(session: string): string {
  return `${session}/chair`
}

/** All seats of these roles are the team, whether their delegation leads or not (rule H8). */
export const teamRoles: ReadonlySet<Role> = new Set(['chair', 'secretary'])

/** An internal note beside an agenda item; keyed by the item. A text that was taken away is null. */
export interface Note {
  readonly text: string | null
  readonly at: number
  /** Name of whoever wrote it last. */
  readonly by: string
}
