// The format in which a real meeting was written down: what a file must hold, and what is said when it does not.
import { type Currency, currencySchema, minorPerUnit, minorSchema, mostMinor } from '../money.ts'
import { answers, channels, conditionKinds, pledgeKinds } from '../pledge.ts'
import { unitSchema } from '../quantity.ts'
import { capabilitySchema, priorities } from '../request.ts'
import { delegationIdSchema, rowIdSchema, textSchema } from '../text.ts'
import { z } from '../z.ts'
import { type Fault, faultsIn, faultText } from './faults.ts'

/** The source of what was said on the board itself. */
export const onBoard = 'announced on the board'

/** Whole units of the currency, as printed; the board keeps minor units. */
const amountSchema = z.int().positive()
const countSchema = z.int().positive().max(1e11)
const sourceSchema = textSchema(500)
/** Another row or an earlier announcement, in words; or only that there is one. */
const referenceSchema = z.union([textSchema(300), z.literal(true)])

/** Of a list within a row only the shape: what stands in it, the board's own schema judges. */
const entrySchema = z.custom<Readonly<Record<string, unknown>>>(
  (entry) =>
    typeof entry === 'object' &&
    entry !== null &&
    Object.values(entry).every((value) => typeof value !== 'object'),
  'must be an object of plain values',
)

const figure = {
  quantity: countSchema.optional(),
  unit: unitSchema.optional(),
  amount: amountSchema.optional(),
  currency: currencySchema.optional(),
}

/**
 * What the board holds beyond the format, so that an export of it comes back whole (rule X4). A row's id stands only where
 * it does not follow from the file; amounts in minor units only where they are no whole ones.
 */
const ownOfAll = {
  id: rowIdSchema.optional(),
  amount_minor: minorSchema.optional(),
  /** A quantity of which no unit is said. */
  number: countSchema.optional(),
  note: textSchema(2000).optional(),
  withdrawn: z.literal(true).optional(),
}
const ownOfRequests = {
  ...ownOfAll,
  amount_max_minor: minorSchema.optional(),
  quantity_max: countSchema.optional(),
  lines: z.array(entrySchema).optional(),
  supersedes: textSchema(300).optional(),
  order: textSchema(60).optional(),
}
const ownOfPledges = {
  ...ownOfAll,
  conflicting_amount_minor: minorSchema.optional(),
  /** Row of the request it answers; null where it answers none, though one of them would fit. */
  answers: z.int().min(0).nullable().optional(),
  reannounces: textSchema(300).optional(),
  backfills: referenceSchema.optional(),
  net_new_minor: z.int().min(-1e13).max(1e13).optional(),
  condition_kind: z.enum(conditionKinds).optional(),
  channel: z.enum(channels).optional(),
  consent_of: z.array(delegationIdSchema).min(1).optional(),
  shares: z.array(entrySchema).optional(),
  lines: z.array(entrySchema).optional(),
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
    ...ownOfRequests,
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
    net_new_quantity: z.int().min(-1e11).max(1e11).optional(),
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
    ...ownOfPledges,
  })
  .superRefine(requireMeasure)
export type PledgeRow = z.infer<typeof pledgeRowSchema>

const headSchema = z.strictObject({
  meeting: textSchema(60),
  /** Ids hold it, counted from 1970. */
  date: z.iso.date().refine((date) => date >= '1970-01-01', 'is before 1970'),
  place: textSchema(120),
  format: textSchema(60),
  chair: textSchema(120),
  participants_reported: textSchema(300),
  sources: z.array(sourceSchema),
  marking: textSchema(120).optional(),
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
export type SessionHead = z.infer<typeof headSchema>

const sessionFileSchema = headSchema.extend({
  requests: z.array(requestRowSchema),
  pledges: z.array(pledgeRowSchema),
})
export type SessionFile = z.infer<typeof sessionFileSchema>

/** Throws an error that names file, row and field. */
export function parseSessionFile(file: string, text: string): SessionFile {
  return parseFile(file, text, sessionFileSchema)
}

/** What can be read of a file, faults and all: a row that cannot be read is null, in its place. */
export interface ReadFile {
  readonly head: SessionHead | null
  readonly requests: readonly (RequestRow | null)[]
  readonly pledges: readonly (PledgeRow | null)[]
  readonly faults: readonly Fault[]
}

/** Reads as much as there is to read, and says of the rest what is wrong where; of more than `most` rows, none. */
export function readSessionFile(text: string, most = Infinity): ReadFile {
  const faults: Fault[] = []
  let json: unknown
  try {
    // Some editors put a byte order mark before everything.
    json = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch (error) {
    faults.push({ path: [], code: 'not_json', why: `not JSON: ${String(error)}` })
  }
  const whole = z.record(z.string(), z.unknown()).safeParse(json)
  if (!whole.success) {
    if (faults.length === 0)
      faults.push({
        path: [],
        code: 'type',
        why: 'must be one object with the fields of a session',
      })
    return { head: null, requests: [], pledges: [], faults }
  }
  const { requests, pledges, ...rest } = whole.data
  const count = lengthOf(requests) + lengthOf(pledges)
  if (count > most) {
    const why = `${String(count)} rows; at most ${String(most)} are taken at once`
    return { head: null, requests: [], pledges: [], faults: [{ path: [], code: 'too_big', why }] }
  }
  const head = headSchema.safeParse(rest)
  if (!head.success) faults.push(...faultsIn(head.error))
  const read = <T>(name: string, schema: z.ZodType<T>, rows: unknown) => {
    const list = z.array(z.unknown()).safeParse(rows)
    if (!list.success) faults.push(...faultsIn(list.error, [name]))
    return (list.data ?? []).map((row, i) => {
      const { data, error } = readRow(schema, row)
      if (error !== null) faults.push(...faultsIn(error, [name, i]))
      return data
    })
  }
  return {
    head: head.data ?? null,
    requests: read('requests', requestRowSchema, requests),
    pledges: read('pledges', pledgeRowSchema, pledges),
    faults,
  }
}

function lengthOf(rows: unknown): number {
  return Array.isArray(rows) ? rows.length : 0
}

/** A row with a field that nobody knows is at fault, and still says what its other fields say. */
function readRow<T>(
  schema: z.ZodType<T>,
  row: unknown,
): { data: T | null; error: z.ZodError | null } {
  const { data, error } = schema.safeParse(row)
  if (error === undefined) return { data, error: null }
  const unknown = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
  const known = Object.entries(z.record(z.string(), z.unknown()).safeParse(row).data ?? {})
  const rest = schema.safeParse(
    Object.fromEntries(known.filter(([field]) => !unknown.includes(field))),
  )
  return { data: rest.data ?? null, error }
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
  return faultsIn(error, prefix)
    .map((fault) => faultText(file, fault))
    .join('\n')
}

/** A number without what it counts in says nothing. */
function requireMeasure(
  row: {
    quantity?: unknown
    unit?: unknown
    amount?: number | undefined
    amount_max?: number | undefined
    conflicting_amount?: number | undefined
    currency?: Currency | undefined
    conflicting_currency?: Currency | undefined
  },
  context: z.RefinementCtx,
): void {
  if (row.quantity !== undefined && row.unit === undefined)
    context.addIssue({
      code: 'custom',
      path: ['unit'],
      message: 'missing beside quantity',
      params: { code: 'unit_missing' },
    })
  if (row.amount !== undefined && row.currency === undefined)
    context.addIssue({
      code: 'custom',
      path: ['currency'],
      message: 'missing beside amount',
      params: { code: 'unit_missing' },
    })
  const { currency, conflicting_currency: other = currency } = row
  const amounts = [
    ['amount', row.amount, currency],
    ['amount_max', row.amount_max, currency],
    ['conflicting_amount', row.conflicting_amount, other],
  ] as const
  for (const [field, amount, code] of amounts)
    if (
      code !== undefined &&
      Number.isSafeInteger(amount) &&
      (amount ?? 0) * minorPerUnit(code) > mostMinor
    )
      context.addIssue({
        code: 'custom',
        path: [field],
        params: { code: 'too_big' },
        message: `more than ${code} ${String(mostMinor / minorPerUnit(code))}, the most a row can hold`,
      })
}
