// The format in which a real meeting was written down: what a file must hold, and what is said when it does not.
import { currencySchema } from '#shared/money.ts'
import { answers, pledgeKinds } from '#shared/pledge.ts'
import { unitSchema } from '#shared/quantity.ts'
import { capabilitySchema, priorities } from '#shared/request.ts'
import { delegationIdSchema, textSchema } from '#shared/text.ts'
import { z } from '#shared/z.ts'

/** Whole units of the currency, as printed; the board keeps minor units. */
const amountSchema = z.int().positive().max(1e11)
const countSchema = z.int().positive().max(1e11)
const sourceSchema = textSchema(500)
/** Another row or an earlier announcement, in words; or only that there is one. */
const referenceSchema = z.union([textSchema(300), z.literal(true)])

const figure = {
  quantity: countSchema.optional(),
  unit: unitSchema.optional(),
  amount: amountSchema.optional(),
  currency: currencySchema.optional(),
}

const requestRowSchema = z
  .strictObject({
    capability: capabilitySchema,
    text: textSchema(300),
    source: sourceSchema,
    ...figure,
    amount_max: amountSchema.optional(),
    item: textSchema(120).optional(),
    priority: z.enum(priorities).optional(),
    period: textSchema(60).optional(),
    percent_of_gdp: z.number().positive().max(100).optional(),
    reported_outcome: textSchema(500).optional(),
  })
  .superRefine(requireMeasure)
export type RequestRow = z.infer<typeof requestRowSchema>

const pledgeRowSchema = z
  .strictObject({
    delegation: delegationIdSchema,
    capability: capabilitySchema,
    kind: z.enum(pledgeKinds),
    text: textSchema(500),
    source: sourceSchema,
    ...figure,
    quantity_text: textSchema(120).optional(),
    confidential_quantity: z.boolean().optional(),
    item: textSchema(120).optional(),
    joint_with: z.array(delegationIdSchema).min(1).optional(),
    condition: textSchema(300).optional(),
    deliver_by: textSchema(60).optional(),
    period: textSchema(60).optional(),
    programme: textSchema(60).optional(),
    reannounced: z.boolean().optional(),
    part_of: referenceSchema.optional(),
    values: referenceSchema.optional(),
    supersedes: referenceSchema.optional(),
    net_new_quantity: z.int().min(0).max(1e11).optional(),
    response: z.enum(answers).optional(),
    already_delivered: z.boolean().optional(),
    delivery_state: textSchema(60).optional(),
    later_reported_delivered: z.int().min(0).optional(),
    transfer_to_ukraine: z.boolean().optional(),
    conflicting_quantity: countSchema.optional(),
    conflicting_amount: amountSchema.optional(),
    conflicting_currency: currencySchema.optional(),
    conflicting_source: sourceSchema.optional(),
    converted_by_source: z.boolean().optional(),
    lead: z.boolean().optional(),
    possible_overlap: referenceSchema.optional(),
    adds_to: textSchema(300).optional(),
    implemented_in: textSchema(120).optional(),
    recipient: textSchema(120).optional(),
  })
  .superRefine(requireMeasure)
export type PledgeRow = z.infer<typeof pledgeRowSchema>

const sessionFileSchema = z.strictObject({
  meeting: textSchema(60),
  date: z.iso.date(),
  place: textSchema(120),
  format: textSchema(60),
  chair: textSchema(120),
  participants_reported: textSchema(300),
  sources: z.array(sourceSchema),
  requests: z.array(requestRowSchema),
  pledges: z.array(pledgeRowSchema),
  totals_reported: z.array(
    z.strictObject({
      text: textSchema(500),
      source: sourceSchema,
      amount: amountSchema.optional(),
      delivered_amount: amountSchema.optional(),
      currency: currencySchema.optional(),
    }),
  ),
})
export type SessionFile = z.infer<typeof sessionFileSchema>

/** Throws an error that names file, row and field. */
export function parseSessionFile(file: string, text: string): SessionFile {
  return parseFile(file, text, sessionFileSchema)
}

/** Throws an error that names file, row and field. */
export function parseFile<S extends z.ZodType>(file: string, text: string, schema: S): z.output<S> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: not JSON: ${String(error)}`, { cause: error })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(faultsOf(file, parsed.error))
}

/** One line a fault: "udcg-27.json: pledges, row 3, currency: …". Rows are numbered from 0. */
export function faultsOf(
  file: string,
  error: z.ZodError,
  prefix: readonly PropertyKey[] = [],
): string {
  return error.issues
    .map(({ path, message }) => `${placeOf(file, [...prefix, ...path])}: ${message}`)
    .join('\n')
}

export function placeOf(file: string, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `row ${step}` : String(step)))
  return `${file}: ${steps.join(', ') || 'file'}`
}

/** A number without what it counts in says nothing. */
function requireMeasure(
  row: { quantity?: unknown; unit?: unknown; amount?: unknown; currency?: unknown },
  context: z.RefinementCtx,
): void {
  if (row.quantity !== undefined && row.unit === undefined)
    context.addIssue({ code: 'custom', path: ['unit'], message: 'missing beside quantity' })
  if (row.amount !== undefined && row.currency === undefined)
    context.addIssue({ code: 'custom', path: ['currency'], message: 'missing beside amount' })
}
