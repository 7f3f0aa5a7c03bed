// The session and its roster.
import { delegationSchema } from '../session.ts'
import { z } from '../z.ts'
import { formal, none } from './shape.ts'

export const meetingCommands = {
  'session:open': formal(['chair'], none),
  'session:suspend': formal(['chair'], none),
  'session:close': formal(['chair'], none),
  'roster:import': formal(
    ['secretary'],
    z.strictObject({ delegations: z.array(delegationSchema).min(1).max(300) }),
  ),
} as const
