// What any seat may ask: its tray, the history of a row, the time.
import type { Scalar } from '../board.ts'
import type { Refusal } from '../refusals.ts'
import { roles } from '../roles.ts'
import { plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { none, plain } from './shape.ts'

/** One changed field in the history of a row, or one formal act on it. Newest last. */
export interface HistoryEntry {
  readonly at: number
  /** Who: name and delegation of the seat; null for the server. */
  readonly by: string | null
  readonly delegation: string | null
  readonly kind: 'edit' | 'act'
  /** Field for an edit, command name for an act. */
  readonly what: string
  readonly before: Scalar
  readonly after: Scalar
}

/** An attempted change that does not stand, kept for its author (rule G9). */
export interface TrayEntry {
  readonly id: string
  readonly at: number
  readonly kind: 'amended' | 'overtaken' | 'refused'
  readonly root: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar
  readonly kept: Scalar
  readonly reason: Refusal
}

export const readingCommands = {
  'tray:list': plain(roles, none),
  'tray:dismiss': plain(roles, z.strictObject({ entry: plainIdSchema })),
  'history:read': plain(
    roles,
    z.strictObject({
      root: z.enum(['requests', 'pledges', 'stocks', 'tasks', 'decisions']),
      row: z.string().min(1).max(64),
    }),
  ),
  'time:read': plain(roles, none),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface ReadingOutputs {
  'tray:list': { entries: readonly TrayEntry[] }
  'history:read': { entries: readonly HistoryEntry[] }
  'time:read': { now: number }
}
