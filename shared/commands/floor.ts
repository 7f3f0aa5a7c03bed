// The list of speakers, the floor, and the tour de table.
import { speakerKinds, tourAnswers } from '../floor.ts'
import { delegationIdSchema, entryIdSchema, plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal } from './shape.ts'

const entry = z.strictObject({ entry: entryIdSchema })
const entries = z.array(entryIdSchema).max(2000)

const asking = z.strictObject({
  /** Null means the item that is open now. */
  item: plainIdSchema.nullable().default(null),
  kind: z.enum(speakerKinds).exclude(['tour']),
  /** The entry that a reply answers. */
  to: entryIdSchema.nullable().default(null),
  /** Of a point of order; a lower one goes first. */
  rank: z.int().min(1).max(9).nullable().default(null),
})

export const floorCommands = {
  'floor:ask': formal(['kyiv', 'delegate'], asking),
  /** For a delegation that raised its hand in the hall. */
  'floor:enter': formal(['secretary', 'chair'], asking.extend({ delegation: delegationIdSchema })),
  'floor:withdraw': formal(['chair', 'kyiv', 'delegate'], entry),
  'floor:ready': formal(['kyiv', 'delegate'], entry.extend({ ready: z.boolean() })),
  'floor:next': formal(
    ['chair'],
    /** Who had the floor on the actor's screen: two chairs who go on at once must not skip anybody. */
    z.strictObject({ speaking: entryIdSchema.nullable() }),
  ),
  'floor:give': formal(['chair'], entry.extend({ speaking: entryIdSchema.nullable() })),
  'floor:pause': formal(['chair'], entry),
  'floor:resume': formal(['chair'], entry),
  'floor:end': formal(['chair'], entry),
  /** `at`: the time of what is to be taken back, as the actor saw it (`lastTurnOf`). */
  'floor:undo': formal(['chair'], z.strictObject({ at: z.int().min(0) })),
  'floor:order': formal(
    ['chair'],
    /** All who wait: `seen` in the order on the actor's screen, `entries` in the order to be. */
    z.strictObject({ item: plainIdSchema, entries, seen: entries }),
  ),
  'floor:close': formal(
    ['chair'],
    z.strictObject({ item: plainIdSchema, at: z.int().min(0).max(8.64e15).nullable() }),
  ),
  'floor:limit': formal(
    ['chair'],
    z.strictObject({ item: plainIdSchema, seconds: z.int().min(10).max(3600).nullable() }),
  ),
  'floor:grant': formal(['chair'], entry.extend({ seconds: z.int().min(1).max(3600) })),
  'tour:start': formal(
    ['chair'],
    z.strictObject({
      item: plainIdSchema,
      order: z.enum(['name', 'lot']),
      /** In whose alphabet the names are put in order. */
      language: z.enum(['en', 'fr', 'uk']).default('en'),
    }),
  ),
  /** Null takes an answer back. */
  'tour:answer': formal(['delegate'], entry.extend({ outcome: z.enum(tourAnswers).nullable() })),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface FloorOutputs {
  'floor:ask': { entry: string }
  'floor:enter': { entry: string }
  /** Who has the floor now; null if nobody. */
  'floor:next': { entry: string | null }
  'floor:end': { entry: string | null }
  'floor:undo': { entry: string | null }
  'tour:start': { entries: readonly string[] }
}
