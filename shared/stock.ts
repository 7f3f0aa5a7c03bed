// A stock: what a delegation says that it holds and could give. It is no pledge and counts nowhere (rules B1–B4).
import { isCurrency, type Measure } from './figure.ts'
import { itemKey } from './items.ts'
import { quantitySchema, unitSchema } from './quantity.ts'
import { type Capability, capabilitySchema } from './request.ts'
import { textSchema } from './text.ts'
import { z } from './z.ts'

/** Fields of a stock on the board; one key of the row's Y.Map each. Only the first two are required. */
export const stockSchema = z.strictObject({
  capability: capabilitySchema,
  /** The thing by its name in the catalogue of items, or in words. */
  item: textSchema(120),
  /** Null where no number is stated. */
  quantity: quantitySchema.nullable().default(null),
  unit: unitSchema.nullable().default(null),
  /** From when it could be given, as it was said (shared/dates.ts). */
  availableFrom: textSchema(60).nullable().default(null),
  note: textSchema(500).nullable().default(null),
  withdrawn: z.boolean().default(false),
})
export type Stock = z.infer<typeof stockSchema>

/** What a line of a request asks for. */
interface Asked {
  readonly capability: Capability
  readonly item: string | null
  /** Null where it names no figure. */
  readonly measure: Measure | null
}

/**
 * Whether it is of what a line asks for: of its capability and item, in its unit or in none (rule B4). A line that names
 * neither an item nor a figure asks for no thing.
 */
export function fits(stock: Pick<Stock, 'capability' | 'item' | 'unit'>, asked: Asked): boolean {
  const { capability, item, measure } = asked
  if (stock.capability !== capability) return false
  if (item !== null && itemKey(stock.item) !== itemKey(item)) return false
  if (measure === null) return item !== null
  return stock.unit === null ? !isCurrency(measure) : stock.unit === measure
}
