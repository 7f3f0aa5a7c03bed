// What importing a session file into a board would do, row by row. The page shows it before, the act does it: both
// by this one function, so that what was seen is what happens (rule I3).
import type * as Y from 'yjs'
import { readRow, readRows, type Scalar } from '../board.ts'
import { classOf, isDisputed, type PledgeClass } from '../count.ts'
import { canonicalJson, digestOf } from '../digest.ts'
import { isCountedIn } from '../items.ts'
import { type Pledge, pledgeSchema } from '../pledge.ts'
import { type Request, requestSchema } from '../request.ts'
import type { Delegation } from '../session.ts'
import { type ShareFault, shareFault } from '../share.ts'
import { ownerOf } from '../text.ts'
import { type Fault, faultsIn } from './faults.ts'
import { weightFaults } from './weights.ts'
import { type PledgeRow, type ReadFile, readSessionFile, type SessionHead } from './file.ts'
import { pledgeIds, requestIds, slugOf } from './identity.ts'
import { nameInFile } from './names.ts'
import type { Import, Provenance } from './provenance.ts'
import { numberedRow, referencesTo, type Referred, relationFaults } from './relations.ts'
import { type Fields, pledgeFields, requestFields, requestFor, strangerIn } from './rows.ts'

export type Warning =
  'item_unit' | 'disputed' | 'unquantified' | 'opted_out' | 'edited' | ShareFault

export interface Change {
  readonly field: string
  readonly before: Scalar
  readonly after: Scalar
}

export interface PlannedRow {
  readonly list: 'requests' | 'pledges'
  /** In the file, from 0. */
  readonly row: number
  /** Null where the row cannot be read. */
  readonly id: string | null
  readonly title: string
  /** `kept`: it was changed on the board since it was imported, and that stands. */
  readonly state: 'new' | 'changed' | 'same' | 'kept' | 'faulty'
  readonly counts: PledgeClass | null
  readonly changes: readonly Change[]
  readonly warnings: readonly Warning[]
  readonly faults: readonly Fault[]
  /** As the board would hold it: what the file says, and only that. */
  readonly fields: Fields
  readonly provenance: Provenance | null
}

export interface Plan {
  readonly head: Omit<Import, 'file' | 'at' | 'by'> | null
  readonly slug: string
  readonly rows: readonly PlannedRow[]
  /** All of them: those of rows too. While there is one, nothing is imported. */
  readonly faults: readonly Fault[]
  /** Rows of an earlier edition that the file no longer has; they stay. */
  readonly gone: readonly string[]
  /** Of all that it would do: what "the plan on the screen" is. */
  readonly digest: string
}

/** Rows that one file may bring. */
export const mostRows = 2000

export function planOf(doc: Y.Doc, text: string): Plan {
  const file = readSessionFile(text, mostRows)
  const roster = readRows(doc, 'roster')
  const requester = [...roster].find(([, { role }]) => role === 'requester')?.[0] ?? null
  const slug = file.head === null ? '' : slugOf(file.head.meeting)
  const faults = [...file.faults, ...headFaults(file, requester)]
  const rows =
    file.head === null ? [] : plannedRows(doc, file, file.head, slug, roster, requester ?? '')
  for (const list of ['requests', 'pledges'] as const) {
    const own = rows.filter((row) => row.list === list && row.state !== 'faulty')
    const ids = new Set(own.map(({ id }) => id))
    const others = [...readRows(doc, list)].filter(([id]) => !ids.has(id))
    faults.push(
      ...weightFaults(
        list,
        own,
        others.map(([, row]) => row),
      ),
    )
  }
  const told = new Set(file.faults)
  for (const row of rows) for (const fault of row.faults) if (!told.has(fault)) faults.push(fault)
  const known = new Set(rows.map(({ id }) => id))
  const gone = [...readRows(doc, 'provenance')]
    .filter(([id, from]) => from.import === slug && !known.has(id))
    .map(([id]) => id)
  const head = file.head && headOf(file.head)
  const done = rows.map(({ id, state, changes, fields }) => ({
    id,
    state,
    changes: changes.map((change) => ({ ...change })),
    fields: state === 'new' ? fields : {},
  }))
  return { head, slug, rows, faults, gone, digest: digestOf({ head, done }) }
}

function headFaults(file: ReadFile, requester: string | null): Fault[] {
  return [
    ...(requester === null && file.requests.length > 0
      ? [
          {
            path: ['requests'],
            code: 'stranger',
            why: 'nobody on the roster makes requests',
          } as const,
        ]
      : []),
  ]
}

function headOf(head: SessionHead): NonNullable<Plan['head']> {
  const { meeting, date, place, format, chair } = head
  return {
    meeting,
    date,
    place,
    format,
    chair,
    participants: head.participants_reported,
    sources: canonicalJson(head.sources),
    totals: canonicalJson(head.totals_reported),
    marking: head.marking ?? null,
  }
}

function plannedRows(
  doc: Y.Doc,
  file: ReadFile,
  head: SessionHead,
  slug: string,
  roster: ReadonlyMap<string, Delegation>,
  requester: string,
): PlannedRow[] {
  // Ids hold the date under which the meeting was first imported: a date that is corrected makes no new rows.
  const { meeting, date } = readRow(doc, 'imports', slug) ?? head
  const keys = {
    requests: requestIds({ meeting, date }, requester, file.requests),
    pledges: pledgeIds({ meeting, date }, file.pledges),
  }
  // An export of the board names rows whose id does not follow from the file.
  const ids = {
    requests: file.requests.map((row, i) => row?.id ?? keys.requests[i] ?? null),
    pledges: file.pledges.map((row, i) => row?.id ?? keys.pledges[i] ?? null),
  }
  const faults = [
    ...file.faults,
    ...relationFaults(file.pledges),
    ...idFaults(file, requester),
    ...answerFaults(file),
  ]
  const context = { doc, slug, faults: Map.groupBy(faults, placeOf) }
  const referred = referencesTo(file.pledges)
  return [
    ...file.requests.map((row, i) =>
      row === null
        ? unreadable(context, 'requests', i)
        : planned(context, 'requests', i, ids.requests[i] ?? '', {
            ...requestFields(row),
            ...linkTo('supersedes', row.supersedes, ids.requests),
          }),
    ),
    ...file.pledges.map((row, i) =>
      row === null
        ? unreadable(context, 'pledges', i)
        : planned(
            context,
            'pledges',
            i,
            ids.pledges[i] ?? '',
            { ...pledgeFields(row), ...linksOf(row, file, referred, ids) },
            roster.get(row.delegation)?.stance === 'opted_out',
            strangerFault(row, i, roster),
          ),
    ),
  ]
}

/** Rows of the file that the row names, as the board names them. */
function linksOf(
  row: PledgeRow,
  file: ReadFile,
  referred: Referred,
  ids: {
    readonly requests: readonly (string | null)[]
    readonly pledges: readonly (string | null)[]
  },
): Record<string, Scalar> {
  const request = requestFor(row, file.requests)
  const links: Record<string, Scalar> = {}
  if (request !== null && ids.requests[request]) links['request'] = ids.requests[request]
  for (const [field, reference] of [
    ['reannounces', row.reannounces],
    ['partOf', row.part_of],
    ['values', row.values],
    ['supersedes', row.supersedes],
    ['backfills', row.backfills],
    ['possibleOverlap', row.possible_overlap],
  ] as const) {
    const at = referred(reference)
    const id = at === null ? null : (ids.pledges[at] ?? null)
    if (id !== null) links[field] = id
  }
  return links
}

/** A request of the file that another names by its number. */
function linkTo(
  field: string,
  reference: string | undefined,
  ids: readonly (string | null)[],
): Record<string, Scalar> {
  const at = numberedRow(reference)
  const id = at === null ? null : (ids[at] ?? null)
  return id === null ? {} : { [field]: id }
}

/** An id is the row's own: of its delegation, and of no other row of the file. */
function idFaults({ requests, pledges }: ReadFile, requester: string): Fault[] {
  const named = [
    ...requests.map((row, i) => ({ list: 'requests', i, id: row?.id, owner: requester })),
    ...pledges.map((row, i) => ({ list: 'pledges', i, id: row?.id, owner: row?.delegation ?? '' })),
  ].flatMap(({ id, ...rest }) => (id === undefined ? [] : [{ id, ...rest }]))
  const twice = Map.groupBy(named, ({ id }) => id)
  return named.flatMap(({ list, i, id, owner }): Fault[] => {
    if (ownerOf(id) !== owner)
      return [{ path: [list, i, 'id'], code: 'foreign', why: `is a row of ${ownerOf(id)}` }]
    return (twice.get(id)?.length ?? 0) > 1
      ? [{ path: [list, i, 'id'], code: 'itself', why: 'stands at two rows' }]
      : []
  })
}

function answerFaults({ requests, pledges }: ReadFile): Fault[] {
  return pledges.flatMap((row, i): Fault[] => {
    const { answers = null, quantity, unit } = row ?? {}
    if (answers === null) return []
    const asked = requests[answers]
    if (asked === undefined)
      return [
        {
          path: ['pledges', i, 'answers'],
          code: 'no_row',
          why: `there is no request ${String(answers)}`,
        },
      ]
    const isOther = asked?.quantity !== undefined && quantity !== undefined && asked.unit !== unit
    return isOther
      ? [
          {
            path: ['pledges', i, 'unit'],
            code: 'unit_mismatch',
            why: `request ${String(answers)} counts in ${String(asked.unit)}`,
          },
        ]
      : []
  })
}

function strangerFault(row: PledgeRow, i: number, roster: ReadonlyMap<string, unknown>): Fault[] {
  const stranger = strangerIn(row, new Set(roster.keys()))
  return stranger === null
    ? []
    : [{ path: ['pledges', i, stranger.field], code: 'stranger', why: stranger.why }]
}

interface Context {
  readonly doc: Y.Doc
  readonly slug: string
  readonly faults: ReadonlyMap<string, readonly Fault[]>
}

/** "pledges 3": the row that a fault is of. */
function placeOf({ path: [list, row] }: Fault): string {
  return `${String(list)} ${String(row)}`
}

function faultsAt({ faults }: Context, list: string, row: number): readonly Fault[] {
  return faults.get(`${list} ${String(row)}`) ?? []
}

function unreadable(context: Context, list: PlannedRow['list'], row: number): PlannedRow {
  return {
    list,
    row,
    id: null,
    title: '',
    state: 'faulty',
    counts: null,
    changes: [],
    warnings: [],
    faults: faultsAt(context, list, row),
    fields: {},
    provenance: null,
  }
}

function planned(
  context: Context,
  list: PlannedRow['list'],
  row: number,
  id: string,
  given: Record<string, Scalar | undefined>,
  isOptedOut = false,
  more: readonly Fault[] = [],
): PlannedRow {
  const { doc, slug } = context
  const fields = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, Scalar] => entry[1] !== undefined),
  )
  const schema = list === 'requests' ? requestSchema : pledgeSchema
  const { data, error } = schema.safeParse(fields)
  const faults = [
    ...faultsAt(context, list, row),
    ...more,
    ...(error === undefined ? [] : faultsIn(error)).map((fault) => ({
      ...fault,
      path: [list, row, ...fault.path.map((step) => nameInFile(String(step)))],
    })),
  ]
  const title = String(fields['title'] ?? '')
  const blank = { list, row, id, title, counts: null, changes: [], warnings: [], fields }
  if (data === undefined || faults.length > 0)
    return { ...blank, state: 'faulty', faults, provenance: null }
  const digest = digestOf(data)
  const provenance = { import: slug, row, digest }
  const standing = readRow(doc, list, id)
  const counts = list === 'pledges' ? classOf(data as Pledge, null) : null
  const unfit = list === 'pledges' ? shareFault(data as Pledge) : null
  const warnings: Warning[] = [
    ...(list === 'pledges' && isDisputed(data as Pledge) ? (['disputed'] as const) : []),
    ...(counts === 'unquantified' ? (['unquantified'] as const) : []),
    ...(isOther(data) ? (['item_unit'] as const) : []),
    ...(unfit === null ? [] : [unfit]),
    ...(isOptedOut ? (['opted_out'] as const) : []),
  ]
  const judged = { ...blank, faults, counts, warnings, provenance }
  if (standing === null) return { ...judged, state: 'new' }
  const changes = changesBetween(standing, data)
  if (changes.length === 0) return { ...judged, state: 'same' }
  const imported = readRow(doc, 'provenance', id)
  if (imported !== null && imported.digest !== digestOf(standing))
    return { ...judged, state: 'kept', changes, warnings: [...warnings, 'edited'] }
  const [first] = changes
  const isLocked =
    list === 'pledges' && typeof readRow(doc, 'agreements', id)?.agreedAt === 'number'
  if (!isLocked) return { ...judged, state: 'changed', changes }
  const why = 'the pledge was agreed; its words are locked'
  return {
    ...judged,
    state: 'faulty',
    changes,
    faults: [{ path: [list, row, nameInFile(first?.field ?? '')], code: 'locked', why }],
  }
}

/** The catalogue counts this item in another unit: twelve Patriot missiles are no twelve systems. */
function isOther({ item, unit }: Request | Pledge): boolean {
  return unit !== null && !isCountedIn(item, unit)
}

function changesBetween(before: Request | Pledge, after: Request | Pledge): Change[] {
  const was = new Map<string, Scalar>(Object.entries(before))
  return Object.entries(after)
    .filter(([field, value]) => was.get(field) !== value)
    .map(([field, value]) => ({ field, before: was.get(field) ?? null, after: value }))
}
