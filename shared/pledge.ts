// A pledge of a delegation, as written on the board by its own seats, and as a private draft.
import { z } from './z.ts'
import { digestOf } from './digest.ts'
import { currencySchema, minorSchema } from './money.ts'
import { quantitySchema, unitSchema } from './quantity.ts'
import { capabilitySchema } from './request.ts'
import { delegationIdSchema, rowIdSchema, textSchema } from './text.ts'

export const pledgeKinds = [
  'equipment',
  'ammunition',
  'funding',
  'training',
  'maintenance',
] as const
export const relations = ['re-announces', 'part-of', 'supersedes', 'values', 'backfills'] as const
export const answers = ['declined', 'partial', 'not_committed'] as const

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
  deliverBy: textSchema(60).nullable().default(null),
  period: textSchema(60).nullable().default(null),
  programme: textSchema(60).nullable().default(null),
  /** Roster ids of the partners of a joint pledge, separated by spaces. */
  jointWith: z
    .string()
    .max(400)
    .refine(
      (ids) => ids.split(' ').every((id) => delegationIdSchema.safeParse(id).success),
      'must be roster ids',
    )
    .nullable()
    .default(null),
  relation: z.enum(relations).nullable().default(null),
  /** What it re-announces, is part of, …: a pledge id, or the earlier pledge in words. */
  relatedTo: textSchema(300).nullable().default(null),
  /** How much a superseding row adds to what it replaces, in the row's own figure (count, else minor units); may be 0. */
  netNew: z.int().min(0).max(1e13).nullable().default(null),
  /** "No" and "partly" are answers too. */
  answer: z.enum(answers).nullable().default(null),
  alreadyDelivered: z.boolean().default(false),
  toUkraine: z.boolean().default(true),
  lead: z.boolean().default(false),
  conflictingQuantity: quantitySchema.nullable().default(null),
  conflictingAmountMinor: minorSchema.nullable().default(null),
  conflictingCurrency: currencySchema.nullable().default(null),
  conflictingSource: textSchema(500).nullable().default(null),
  source: textSchema(500).nullable().default(null),
  note: textSchema(2000).nullable().default(null),
  withdrawn: z.boolean().default(false),
})
export type Pledge = z.infer<typeof pledgeSchema>

/** What "the words on the screen" are: the whole row as `readRow` gives it (rules P5, P6). */
export function pledgeDigest(pledge: Pledge): string {
  return digestOf(pledge)
}

/** A draft in the delegation's own document: a pledge that nobody else has seen. */
export const draftSchema = pledgeSchema.extend({
  /** Id of the pledge it became; null while private. */
  placedAs: rowIdSchema.nullable().default(null),
})
export type Draft = z.infer<typeof draftSchema>
