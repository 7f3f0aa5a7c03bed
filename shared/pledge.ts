// A pledge of a delegation, as written on the board by its own seats, and as a private draft.
import { z } from './z.ts'
import { digestOf } from './digest.ts'
import { pledgeLinesSchema } from './line.ts'
import { currencySchema, minorSchema } from './money.ts'
import { quantitySchema, unitSchema } from './quantity.ts'
import { capabilitySchema } from './request.ts'
import { sharesSchema } from './share.ts'
import { delegationIdSchema, rowIdSchema, textSchema } from './text.ts'

export const pledgeKinds = [
  'equipment',
  'ammunition',
  'funding',
  'training',
  'maintenance',
] as const
/** The fields in which a pledge says how it stands to another; a row may say more than one of them. */
export const relations = ['reannounces', 'partOf', 'values', 'supersedes', 'backfills'] as const
export type Relation = (typeof relations)[number]
export const channels = [
  'bilateral',
  'coalition',
  'nsatu',
  'purl',
  'ifu',
  'national',
  'eu',
] as const
export const conditionKinds = [
  'others_give',
  'budget_vote',
  'replacement',
  'partner',
  'date',
  'other',
] as const
export const answers = ['declined', 'partial', 'not_committed'] as const

/** Another pledge: its id, or the earlier announcement in words; true where only that there is one is known. */
const referenceSchema = z
  .union([textSchema(300), z.literal(true)])
  .nullable()
  .default(null)

/** Ids separated by spaces. */
const idsSchema = z
  .string()
  .max(400)
  .refine(
    (ids) => ids.split(' ').every((id) => delegationIdSchema.safeParse(id).success),
    'must be roster ids',
  )
  .nullable()
  .default(null)

/** Fields of a pledge on the board; one key of the row's Y.Map each. Only the first three are required. */
export const pledgeSchema = z.strictObject({
  capability: capabilitySchema,
  kind: z.enum(pledgeKinds),
  title: textSchema(500),
  /** The request it answers; null for an offer nobody asked for. */
  request: rowIdSchema.nullable().default(null),
  item: textSchema(120).nullable().default(null),
  quantity: quantitySchema.nullable().default(null),
  unit: unitSchema.nullable().default(null),
  /** Said in words instead of a number: "thousands". Counts as unknown, not as zero (rule M4). */
  quantityText: textSchema(120).nullable().default(null),
  withheld: z.boolean().default(false),
  amountMinor: minorSchema.nullable().default(null),
  currency: currencySchema.nullable().default(null),
  /** What it depends on, in words; whether that is met is a formal act (rule T6). */
  condition: textSchema(300).nullable().default(null),
  conditionKind: z.enum(conditionKinds).nullable().default(null),
  deliverBy: textSchema(60).nullable().default(null),
  period: textSchema(60).nullable().default(null),
  programme: textSchema(60).nullable().default(null),
  /** Roster ids of the partners of a joint pledge, separated by spaces. */
  jointWith: idsSchema,
  /** Who gives how much of a joint pledge, in its own figure: a list of `{party, value}` (rule M8). */
  shares: sharesSchema.nullable().default(null),
  /** Further lines of one gift: a list (shared/line.ts). The row's own figure is the first line. */
  lines: pledgeLinesSchema.nullable().default(null),
  channel: z.enum(channels).nullable().default(null),
  /** Third states whose consent it needs, as ISO 3166-1 alpha-3 (rule T12). */
  consentOf: idsSchema,
  reannounces: referenceSchema,
  partOf: referenceSchema,
  values: referenceSchema,
  supersedes: referenceSchema,
  /** The gift whose donor it makes up for (rule M11). */
  backfills: referenceSchema,
  /**
   * How much a superseding row adds to what it replaces, in the row's own figure (count, else minor units); below zero
   * where it takes back.
   */
  netNew: z.int().min(-1e13).max(1e13).nullable().default(null),
  possibleOverlap: referenceSchema,
  /** What it comes on top of, in words; it counts in full. */
  addsTo: textSchema(300).nullable().default(null),
  /** "No" and "partly" are answers too. */
  answer: z.enum(answers).nullable().default(null),
  alreadyDelivered: z.boolean().default(false),
  toUkraine: z.boolean().default(true),
  /** Who gets it where that is not Ukraine. */
  recipient: textSchema(120).nullable().default(null),
  implementedIn: textSchema(120).nullable().default(null),
  /** How far delivery was when the row was written down, as its source says. */
  deliveryState: textSchema(60).nullable().default(null),
  /** How much a later source says has arrived. */
  deliveredLater: z.int().min(0).max(1e13).nullable().default(null),
  /** The lead of a coalition; nothing is given. */
  lead: z.boolean().default(false),
  conflictingQuantity: quantitySchema.nullable().default(null),
  conflictingAmountMinor: minorSchema.nullable().default(null),
  conflictingCurrency: currencySchema.nullable().default(null),
  conflictingSource: textSchema(500).nullable().default(null),
  /** The amount is a conversion by the source; in which currency it was pledged is not known. */
  convertedBySource: z.boolean().default(false),
  source: textSchema(500).nullable().default(null),
  note: textSchema(2000).nullable().default(null),
  withdrawn: z.boolean().default(false),
})
export type Pledge = z.infer<typeof pledgeSchema>

const unsaid = new Map<string, unknown>(
  Object.entries(pledgeSchema.shape).map(([field, type]) => [
    field,
    type.safeParse(undefined).data,
  ]),
)

/**
 * What "the words on the screen" are: all that the row says, without what it leaves at its default. So a field that comes
 * to the schema later changes the words of no pledge that was accepted before (rules P5, P6).
 */
export function pledgeDigest(pledge: Pledge): string {
  return digestOf(
    Object.fromEntries(
      Object.entries(pledge).filter(([field, value]) => value !== unsaid.get(field)),
    ),
  )
}

/** A draft in the delegation's own document: a pledge that nobody else has seen. */
export const draftSchema = pledgeSchema.extend({
  /** Id of the pledge it became; null while private. */
  placedAs: rowIdSchema.nullable().default(null),
})
export type Draft = z.infer<typeof draftSchema>
