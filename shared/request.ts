// A request of Kyiv: what is asked, how much, by when.
import { z } from './z.ts'
import { requestLinesSchema } from './line.ts'
import { currencySchema, minorSchema } from './money.ts'
import { quantitySchema, unitSchema } from './quantity.ts'
import { rowIdSchema, textSchema } from './text.ts'

export const capabilities = [
  'air_force',
  'armour',
  'artillery',
  'demining',
  'drone',
  'electronic_warfare',
  'iamd',
  'it',
  'long_range_strike',
  'maritime',
  'small_arms',
  'logistics',
  'training',
  'production',
  'purl',
  'general',
] as const
export const capabilitySchema = z.enum(capabilities)
export type Capability = z.infer<typeof capabilitySchema>

export const priorities = ['urgent', 'high', 'normal'] as const

/** Fields of a request on the board; one key of the row's Y.Map each. Only the first two are required. */
export const requestSchema = z.strictObject({
  capability: capabilitySchema,
  title: textSchema(300),
  item: textSchema(120).nullable().default(null),
  quantity: quantitySchema.nullable().default(null),
  quantityMax: quantitySchema.nullable().default(null),
  unit: unitSchema.nullable().default(null),
  amountMinor: minorSchema.nullable().default(null),
  amountMaxMinor: minorSchema.nullable().default(null),
  currency: currencySchema.nullable().default(null),
  percentOfGdp: z.number().positive().max(100).nullable().default(null),
  /** Further lines of one need: a list (shared/line.ts). */
  lines: requestLinesSchema.nullable().default(null),
  priority: z.enum(priorities).default('normal'),
  neededBy: textSchema(60).nullable().default(null),
  note: textSchema(2000).nullable().default(null),
  source: textSchema(500).nullable().default(null),
  /** What a source says came of it. */
  outcome: textSchema(500).nullable().default(null),
  /** The earlier request that it takes the place of, which Kyiv withdraws with it. */
  supersedes: rowIdSchema.nullable().default(null),
  order: textSchema(60).nullable().default(null),
  withdrawn: z.boolean().default(false),
})
export type Request = z.infer<typeof requestSchema>
