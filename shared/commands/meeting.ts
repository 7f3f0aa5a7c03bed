// The session and its roster.
import { delegationSchema } from '../session.ts'
import { documentNameSchema } from '../document.ts'
import { plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, none } from './shape.ts'

/** UTF-16 units of a session file; in bytes it must also fit the command channel. */
export const mostText = 240 * 1024

export const meetingCommands = {
  'session:open': formal(['chair'], none),
  'session:suspend': formal(['chair'], none),
  'session:close': formal(['chair'], none),
  /** The server's own, once another session has taken over what this one left open. */
  'session:continue': formal([], z.strictObject({ in: plainIdSchema })),
  'roster:import': formal(
    ['secretary'],
    z.strictObject({ delegations: z.array(delegationSchema).min(1).max(300) }),
  ),
  'rows:import': formal(
    ['secretary'],
    z.strictObject({
      file: documentNameSchema,
      /** The session file itself, so that the ledger holds what was imported. */
      text: z.string().max(mostText),
      /** Digest of the plan that was on the screen. */
      seen: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface MeetingOutputs {
  'rows:import': { added: number; changed: number; same: number; kept: number }
}
