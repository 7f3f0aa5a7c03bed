// The agenda: setting and changing it, and going through it.
import { agendaItemSchema, mostItems } from '../agenda.ts'
import { plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, none } from './shape.ts'

const seenSchema = z.string().regex(/^[0-9a-f]{64}$/)

export const agendaCommands = {
  'agenda:next': formal(['chair'], none),
  'agenda:previous': formal(['chair'], none),
  'agenda:go': formal(
    ['chair'],
    z.strictObject({
      item: plainIdSchema,
      /** What becomes of the item that is open: done, or to come again if it was opened by a slip. */
      leave: z.enum(['closed', 'pending']).default('closed'),
    }),
  ),
  'agenda:defer': formal(
    ['secretary', 'chair'],
    z.strictObject({ item: plainIdSchema, deferred: z.boolean().default(true) }),
  ),
  'agenda:set': formal(
    ['secretary', 'chair'],
    z.strictObject({
      items: z.array(agendaItemSchema).min(1).max(mostItems),
      /** `planDigest` of the agenda as it stood on the actor's screen. */
      seen: seenSchema,
    }),
  ),
  'agenda:add': formal(
    ['secretary', 'chair'],
    z.strictObject({
      item: agendaItemSchema,
      /** The sibling it comes after; null to be the first under its parent. */
      after: plainIdSchema.nullable(),
    }),
  ),
  'agenda:move': formal(
    ['secretary', 'chair'],
    z.strictObject({
      item: plainIdSchema,
      parent: plainIdSchema.nullable(),
      /** The item under that parent before which it shall stand; null for the last place. */
      before: plainIdSchema.nullable(),
      /** `orderDigest` of the agenda as it stood on the actor's screen. */
      seen: seenSchema,
    }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface AgendaOutputs {
  'agenda:next': { item: string }
  'agenda:previous': { item: string }
}
