// Who leads: named, handed on, taken over, lost and found.
import { delegationIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, none } from './shape.ts'

export const leadCommands = {
  'lead:name': formal(
    ['secretary', 'chair'],
    z.strictObject({
      leads: z.array(delegationIdSchema).min(1).max(10),
      deputies: z.array(delegationIdSchema).max(10),
    }),
  ),
  'lead:hand': formal(['chair'], z.strictObject({ to: delegationIdSchema })),
  'lead:take': formal(['chair'], none),
  'lead:lost': formal([], none),
  'lead:return': formal([], none),
} as const
