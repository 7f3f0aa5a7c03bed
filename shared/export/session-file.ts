// A session as a session file (rule X4): the rows as whoever wrote them down has them, in the format that is imported.
// What the format has no field for stands in fields of its own (shared/import/file.ts).
import type { Rows } from '../board.ts'
import { pledgeIds, requestIds } from '../import/identity.ts'
import { onBoard, type PledgeRow, type RequestRow, type SessionFile } from '../import/file.ts'
import { requestFor } from '../import/rows.ts'
import { listOf } from '../list-field.ts'
import { type Currency, minorPerUnit } from '../money.ts'
import type { Pledge } from '../pledge.ts'
import type { Request } from '../request.ts'
import { ownerOf } from '../text.ts'
import type { Snapshot } from './snapshot.ts'
import { inOrder } from './table.ts'

type Row<R> = readonly [id: string, row: R]

/** `only` names one import: its rows alone, under its own head. */
export function sessionFileOf(snapshot: Snapshot, only: string | null = null): SessionFile {
  const { imports, provenance } = snapshot
  const wanted = <R>(rows: ReadonlyMap<string, R>) =>
    inFileOrder(rows, provenance).filter(
      ([id]) => only === null || provenance.get(id)?.import === only,
    )
  const requests = wanted(snapshot.requests)
  const pledges = wanted(snapshot.pledges)
  const name = only ?? (imports.size === 1 ? ([...imports.keys()][0] ?? null) : null)
  const from = name === null ? null : (imports.get(name) ?? null)
  const head = from === null ? headOf(snapshot) : headAsImported(from)
  const { marking } = snapshot.session
  const requestRows = requests.map((row) => requestRow(row, requests))
  const pledgeRows = pledges.map((row) => pledgeRow(row, pledges))
  const owner = [...snapshot.roster].find(([, { role }]) => role === 'requester')?.[0] ?? ''
  const meeting = { meeting: head.meeting, date: from?.date ?? head.date }
  const requestKeys = requestIds(meeting, owner, requestRows)
  const pledgeKeys = pledgeIds(meeting, pledgeRows)
  return {
    ...head,
    ...(marking === '' ? {} : { marking }),
    requests: requestRows.map((row, i) => ({ ...row, ...ownId(requests[i]?.[0], requestKeys[i]) })),
    pledges: pledgeRows.map((row, i) => ({
      ...row,
      ...answersOf(pledges[i]?.[1].request ?? null, row, requests, requestRows),
      ...ownId(pledges[i]?.[0], pledgeKeys[i]),
    })),
  }
}

/** As the files have them; rows of the board's own after those of its imports. */
function inFileOrder<R>(
  rows: ReadonlyMap<string, R>,
  provenance: Snapshot['provenance'],
): Row<R>[] {
  const placeOf = new Map(inOrder(rows).map(([id], place) => [id, place]))
  const key = (id: string) => {
    const from = provenance.get(id)
    return [from === undefined ? 1 : 0, from?.import ?? '', from?.row ?? placeOf.get(id) ?? 0]
  }
  return [...rows].sort(([a], [b]) => {
    const [one, other] = [key(a), key(b)]
    const i = one.findIndex((part, at) => part !== other[at])
    return i === -1 ? 0 : (one[i] ?? 0) < (other[i] ?? 0) ? -1 : 1
  })
}

type Head = Omit<SessionFile, 'requests' | 'pledges' | 'marking'>

function headAsImported(from: Rows['imports']): Head {
  const { meeting, date, place, format, chair, participants } = from
  return {
    meeting,
    date,
    place,
    format,
    chair,
    participants_reported: participants,
    sources: JSON.parse(from.sources) as Head['sources'],
    totals_reported: JSON.parse(from.totals) as Head['totals_reported'],
  }
}

/** Of a session that was held on this board. */
function headOf({ session, roster, imports }: Snapshot): Head {
  const leads = [...roster].filter(([, { chairing }]) => chairing === 'lead').map(([id]) => id)
  const all = [...imports.values()].map(headAsImported)
  return {
    meeting: session.title.slice(0, 60),
    date: session.date,
    place: session.place,
    format: 'session on the board',
    chair: leads.join(' + ') || 'not named',
    participants_reported: `${String(roster.size)} delegations on the roster`,
    sources: [...new Set(all.flatMap(({ sources }) => sources))],
    totals_reported: all.flatMap((head) => head.totals_reported),
  }
}

function ownId(id: string | undefined, key: string | null | undefined): { id?: string } {
  return id === undefined || id === key ? {} : { id }
}

/** Which request it answers, where that does not follow from the two rows. */
function answersOf(
  request: string | null,
  row: PledgeRow,
  requests: readonly Row<Request>[],
  rows: readonly RequestRow[],
): { answers?: number | null } {
  const answered = requests.findIndex(([id]) => id === request)
  const index = answered === -1 ? null : answered
  return requestFor(row, rows) === index ? {} : { answers: index }
}

function requestRow([, request]: Row<Request>, rows: readonly Row<Request>[]): RequestRow {
  const { currency } = request
  return said({
    capability: request.capability,
    text: request.title,
    source: request.source ?? onBoard,
    item: request.item,
    ...countOf(request),
    quantity_max: request.quantityMax,
    unit: request.unit,
    ...amountIn('amount', request.amountMinor, currency),
    ...amountIn('amount_max', request.amountMaxMinor, currency),
    currency,
    percent_of_gdp: request.percentOfGdp,
    priority: request.priority === 'normal' ? null : request.priority,
    period: request.neededBy,
    reported_outcome: request.outcome,
    lines: linesIn(request.lines),
    supersedes: referenceTo(request.supersedes, rows),
    order: request.order,
    note: request.note,
    withdrawn: request.withdrawn,
  }) as RequestRow
}

function pledgeRow([id, pledge]: Row<Pledge>, rows: readonly Row<Pledge>[]): PledgeRow {
  const { currency } = pledge
  const disputedIn = pledge.conflictingCurrency ?? currency
  const row = said({
    delegation: ownerOf(id),
    capability: pledge.capability,
    kind: pledge.kind,
    text: pledge.title,
    source: pledge.source ?? onBoard,
    item: pledge.item,
    ...countOf(pledge),
    unit: pledge.unit,
    quantity_text: pledge.quantityText,
    confidential_quantity: pledge.withheld,
    ...amountIn('amount', pledge.amountMinor, currency),
    currency,
    joint_with: pledge.jointWith?.split(' '),
    shares: linesIn(pledge.shares),
    lines: linesIn(pledge.lines),
    condition: pledge.condition,
    condition_kind: pledge.conditionKind,
    consent_of: pledge.consentOf?.split(' '),
    channel: pledge.channel,
    deliver_by: pledge.deliverBy,
    period: pledge.period,
    programme: pledge.programme,
    reannounced: pledge.reannounces !== null,
    reannounces:
      typeof pledge.reannounces === 'string' ? referenceTo(pledge.reannounces, rows) : null,
    part_of: referenceTo(pledge.partOf, rows),
    values: referenceTo(pledge.values, rows),
    supersedes: referenceTo(pledge.supersedes, rows),
    backfills: referenceTo(pledge.backfills, rows),
    possible_overlap: referenceTo(pledge.possibleOverlap, rows),
    [pledge.quantity === null || pledge.unit === null ? 'net_new_minor' : 'net_new_quantity']:
      pledge.netNew,
    adds_to: pledge.addsTo,
    response: pledge.answer,
    already_delivered: pledge.alreadyDelivered,
    delivery_state: pledge.deliveryState,
    later_reported_delivered: pledge.deliveredLater,
    recipient: pledge.recipient,
    implemented_in: pledge.implementedIn,
    conflicting_quantity: pledge.conflictingQuantity,
    ...amountIn('conflicting_amount', pledge.conflictingAmountMinor, disputedIn),
    conflicting_currency: pledge.conflictingCurrency,
    conflicting_source: pledge.conflictingSource,
    converted_by_source: pledge.convertedBySource,
    lead: pledge.lead,
    note: pledge.note,
    withdrawn: pledge.withdrawn,
  })
  return (pledge.toUkraine ? row : { ...row, transfer_to_ukraine: false }) as PledgeRow
}

/** Without what says nothing. */
function said(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== undefined && value !== false,
    ),
  )
}

/** Whole units of the currency where it comes to whole ones, as the format has it. */
function amountIn(
  name: string,
  minor: number | null,
  currency: Currency | null,
): Record<string, number | null> {
  const perUnit = currency === null ? null : minorPerUnit(currency)
  if (minor === null) return {}
  return perUnit === null || minor % perUnit !== 0
    ? { [`${name}_minor`]: minor }
    : { [name]: minor / perUnit }
}

function countOf({ quantity, unit }: Pick<Pledge, 'quantity' | 'unit'>): object {
  return unit === null ? { number: quantity } : { quantity }
}

function linesIn(text: string | null): unknown[] | null {
  return text === null ? null : [...listOf(text)]
}

/** A row of the same file by its number; anything else as it is written. */
function referenceTo(
  reference: string | boolean | null,
  rows: readonly Row<unknown>[],
): string | boolean | null {
  const row = rows.findIndex(([id]) => id === reference)
  return row === -1 ? reference : `row ${String(row)}`
}
