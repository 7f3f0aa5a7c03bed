// Who leads: named, handed on, taken over, lost and found; and what the chair's team notes for itself.
import { delegationIdSchema, plainIdSchema, textSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, internal, none } from './shape.ts'

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
  'note:set': internal(
    ['secretary', 'chair'],
    z.strictObject({
      item: plainIdSchema,
      /** `at` of the note that was read; null where there was none. */
      seen: z.int().nullable(),
      text: textSchema(4000).nullable(),
    }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface LeadOutputs {
  'note:set': { at: number }
}
