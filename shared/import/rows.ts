// Turns the rows of a session file into rows of the board. Figures stand as printed and text in the words of
// whoever wrote it down.
import type { Scalar } from '../board.ts'
import { canonicalJson } from '../digest.ts'
import { type Currency, minorPerUnit } from '../money.ts'
import { itemKey } from '../items.ts'
import { pledgeSchema } from '../pledge.ts'
import { requestSchema } from '../request.ts'
import type { z } from '../z.ts'
import { faultText } from './faults.ts'
import { faultsOf, onBoard, type PledgeRow, type RequestRow, type SessionFile } from './file.ts'

/** The fields that the row has; the board's defaults stand for the rest. */
export type Fields = Record<string, Scalar>

export interface PledgeToPlace {
  readonly delegation: string
  readonly fields: Fields
  /** Which of the session's requests it plainly answers. */
  readonly requestIndex: number | null
}

export interface SessionRows {
  readonly requests: readonly { readonly fields: Fields }[]
  readonly pledges: readonly PledgeToPlace[]
}

/** Throws an error that names file, row and field where a row does not fit the board or the roster. */
export function rowsOf(
  file: string,
  session: SessionFile,
  roster: ReadonlySet<string>,
): SessionRows {
  return {
    requests: session.requests.map((row, i) => ({
      fields: fitted(file, ['requests', i], requestSchema, requestFields(row)),
    })),
    pledges: session.pledges.map((row, i) => {
      const stranger = strangerIn(row, roster)
      if (stranger !== null)
        throw new Error(
          faultText(file, { path: ['pledges', i, stranger.field], why: stranger.why }),
        )
      return {
        delegation: row.delegation,
        fields: fitted(file, ['pledges', i], pledgeSchema, pledgeFields(row)),
        requestIndex: requestFor(row, session.requests),
      }
    }),
  }
}

/** A delegation that the row names and the roster has not. */
export function strangerIn(
  { delegation, joint_with: partners = [] }: PledgeRow,
  roster: ReadonlySet<string>,
): { readonly field: keyof PledgeRow; readonly why: string } | null {
  const stranger = [delegation, ...partners].find((id) => !roster.has(id))
  if (stranger === undefined) return null
  const field = stranger === delegation ? 'delegation' : 'joint_with'
  return { field, why: `${stranger} is not on the roster` }
}

export function requestFields(row: RequestRow): Record<string, Scalar | undefined> {
  return {
    capability: row.capability,
    title: row.text,
    item: row.item,
    quantity: row.quantity ?? row.number,
    unit: row.unit,
    quantityMax: row.quantity_max,
    amountMinor: row.amount_minor ?? minor(row.amount, row.currency),
    amountMaxMinor: row.amount_max_minor ?? minor(row.amount_max, row.currency),
    currency: row.currency,
    percentOfGdp: row.percent_of_gdp,
    priority: row.priority,
    neededBy: row.period,
    source: sourceOf(row),
    outcome: row.reported_outcome,
    lines: listField(row.lines),
    supersedes: row.supersedes,
    order: row.order,
    note: row.note,
    withdrawn: row.withdrawn,
  }
}

export function pledgeFields(row: PledgeRow): Record<string, Scalar | undefined> {
  return {
    capability: row.capability,
    kind: row.kind,
    title: row.text,
    item: row.item,
    quantity: row.quantity ?? row.number,
    unit: row.unit,
    quantityText: row.quantity_text,
    withheld: row.confidential_quantity,
    amountMinor: row.amount_minor ?? minor(row.amount, row.currency),
    currency: row.currency,
    condition: row.condition,
    conditionKind: row.condition_kind,
    channel: row.channel,
    consentOf: row.consent_of?.join(' '),
    shares: listField(row.shares),
    lines: listField(row.lines),
    deliverBy: row.deliver_by,
    period: row.period,
    programme: row.programme,
    jointWith: row.joint_with?.join(' '),
    reannounces: row.reannounces ?? (row.reannounced === true ? true : undefined),
    backfills: row.backfills,
    partOf: row.part_of,
    values: row.values,
    supersedes: row.supersedes,
    possibleOverlap: row.possible_overlap,
    addsTo: row.adds_to,
    netNew: row.net_new_minor ?? row.net_new_quantity,
    answer: row.response,
    alreadyDelivered: row.already_delivered,
    toUkraine: row.transfer_to_ukraine,
    lead: row.lead,
    conflictingQuantity: row.conflicting_quantity,
    conflictingAmountMinor:
      row.conflicting_amount_minor ??
      minor(row.conflicting_amount, row.conflicting_currency ?? row.currency),
    conflictingCurrency: row.conflicting_currency,
    conflictingSource: row.conflicting_source,
    source: sourceOf(row),
    note: row.note,
    withdrawn: row.withdrawn,
    recipient: row.recipient,
    implementedIn: row.implemented_in,
    deliveryState: row.delivery_state,
    deliveredLater: row.later_reported_delivered,
    convertedBySource: row.converted_by_source,
  }
}

/**
 * The first request of the same capability, of the same item if the request names one, and in the same unit
 * or currency if it names a figure. A near miss is no answer: a launcher of another kind is not the one asked for.
 */
export function requestFor(
  pledge: PledgeRow,
  requests: readonly (RequestRow | null)[],
): number | null {
  if (pledge.answers !== undefined) return pledge.answers
  const index = requests.findIndex(
    (request) =>
      request !== null &&
      request.capability === pledge.capability &&
      (request.item === undefined || itemKey(request.item) === itemKey(pledge.item ?? null)) &&
      (request.quantity === undefined || request.unit === pledge.unit) &&
      (request.amount === undefined || request.currency === pledge.currency),
  )
  return index === -1 ? null : index
}

function sourceOf({ source }: { source: string }): string | undefined {
  return source === onBoard ? undefined : source
}

/** A list as the board holds it; whatever stands in it, the board's own schema judges. */
function listField(entries: readonly unknown[] | undefined): string | undefined {
  return entries === undefined || entries.length === 0 ? undefined : canonicalJson(entries)
}

function minor(amount: number | undefined, currency: Currency | undefined): number | undefined {
  return amount === undefined || currency === undefined
    ? undefined
    : amount * minorPerUnit(currency)
}

function fitted(
  file: string,
  path: readonly PropertyKey[],
  schema: z.ZodObject,
  fields: Record<string, Scalar | undefined>,
): Fields {
  const said = Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Scalar] => entry[1] !== undefined),
  )
  const parsed = schema.safeParse(said)
  if (!parsed.success) throw new Error(faultsOf(file, parsed.error, path))
  return said
}
