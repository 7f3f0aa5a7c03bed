// How a command of the table is written down.
import type { Role } from '../roles.ts'
import { z } from '../z.ts'

/** A formal act: goes through the session's lane into the ledger. Without roles it is the server's own (rule C7). */
export function formal<Input extends z.ZodObject>(allowed: readonly Role[], input: Input) {
  return { formal: true, document: 'board', roles: allowed, input } as const
}

/** A formal act on the document of the chair's team: in that document's lane and log, not in the ledger (rule H8). */
export function internal<Input extends z.ZodObject>(allowed: readonly Role[], input: Input) {
  return { formal: true, document: 'team', roles: allowed, input } as const
}

/** Anything else: reads, or sets up links and sessions. */
export function plain<Input extends z.ZodObject>(allowed: readonly Role[], input: Input) {
  return { formal: false, roles: allowed, input } as const
}

export const none = z.strictObject({})
