// The roll call, the quorum, and what the server notes of comings and goings.
import { attendances } from '../presence.ts'
import { delegationIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, none } from './shape.ts'

export const presenceCommands = {
  'roll:begin': formal(['secretary', 'chair'], none),
  'roll:mark': formal(
    ['secretary', 'chair'],
    z.strictObject({
      delegation: delegationIdSchema,
      /** Null takes the mark back. */
      mark: z.enum(attendances).nullable(),
      representedBy: delegationIdSchema.nullable().default(null),
    }),
  ),
  'roll:all': formal(['secretary', 'chair'], none),
  'quorum:set': formal(
    ['secretary', 'chair'],
    z.strictObject({ quorum: z.int().min(1).max(300).nullable() }),
  ),
  'presence:note': formal(
    [],
    z.strictObject({
      came: z.array(delegationIdSchema).max(300),
      left: z.array(delegationIdSchema).max(300),
    }),
  ),
} as const
