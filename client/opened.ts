// A figure of the screen opened to its rows: what it is called, what makes it up, what it leaves out and why (rule K2).
import type { Counted } from '#shared/count.ts'
import { isCurrency, type Measure } from '#shared/figure.ts'
import {
  coverageMakeup,
  type MadeOf,
  type Makeup,
  pledgedOf,
  segmentsAt,
  type Reason,
} from '#shared/makeup.ts'
import { thingKey } from '#shared/running.ts'
import type { GroupLine } from '#shared/running-groups.ts'
import type { Heading } from '#shared/running-totals.ts'
import type { FigureOf } from './desk.svelte.ts'
import { asked, bare, figure, figureAfterOf, measured, offered } from './messages/figures.ts'
import { currencyName, say, t } from './messages/messages.svelte.ts'
import { remarkOf } from './messages/remark.ts'
import type { Room } from './room.svelte.ts'

export interface OpenedRow {
  readonly id: string
  readonly root: 'pledges' | 'requests'
  /** What it adds; of a row that is left out, what it says. Put in words where it is shown, not for rows further down. */
  readonly figure: () => string
  readonly note: () => string | null
}

export interface Opened {
  readonly over: string
  readonly title: string
  /** How the figure follows from the rows, where it is not their sum. */
  readonly sums: readonly (readonly [name: string, figure: string])[]
  readonly counted: readonly OpenedRow[]
  readonly leftOut: readonly OpenedRow[]
}

export function headingName(heading: Heading): string {
  return { firm: t('sums_firm'), conditional: t('sums_conditional'), agreed: t('sums_agreed') }[
    heading
  ]
}

/** What is counted: the thing by its name, else by its capability; money by that of its currency. */
export function thingName({ measure, thing }: Counted): string {
  if (thing !== null) return thing.item ?? say().capability[thing.capability]
  return isCurrency(measure) ? currencyName(measure) : ''
}

/** "4 of 10 systems open". */
export function openText({ measure, sums }: GroupLine): string {
  const open = bare({ measure, value: sums.open })
  return t('sums_open_of', { open, needed: figureAfterOf({ measure, value: sums.needed }) })
}

/** Tracked; null where there is no such figure any more. */
export function openedFigure(room: Room, opened: FigureOf): Opened | null {
  if (opened.of === 'total') return openedTotal(room, opened.heading, opened.line)
  if (opened.of === 'class') return openedClass(room, opened.kind)
  if (opened.of === 'group' && opened.line !== null)
    return openedGroup(room, opened.capability, opened.line)
  if (opened.of === 'coverage') return openedCoverage(room, opened)
  return null
}

function openedTotal(room: Room, heading: Heading, key: string): Opened | null {
  const { totals } = room.board.sums
  const line = totals.line(heading, key)
  if (line === null) return null
  const { measure, sums, atLeast } = line
  const makeup = totals.makeup(heading, key)
  return {
    over: headingName(heading),
    title: `${measured(sums.value, measure, atLeast)} · ${thingName(line)}`,
    sums: [],
    ...rowsOf(room, makeup, measure),
  }
}

function openedClass(room: Room, kind: Extract<FigureOf, { of: 'class' }>['kind']): Opened {
  const { totals } = room.board.sums
  const ids = kind === 'disputed' ? totals.disputed : totals.rowsOf(kind)
  const rows = [...ids].map((id) =>
    pledgeRow(room, id, () =>
      kind === 'disputed' || kind === 'firm' ? remarkOfRow(room, id) : reasonText(room, id, kind),
    ),
  )
  const isOut = kind !== 'disputed'
  return {
    over: isOut ? t('sums_nothing') : t('sums_disputed_hint'),
    title:
      kind === 'disputed'
        ? t('sums_disputed')
        : kind === 'firm'
          ? t('sums_firm')
          : say().reason[kind],
    sums: [],
    counted: isOut ? [] : rows,
    leftOut: isOut ? rows : [],
  }
}

function openedGroup(
  room: Room,
  capability: Extract<FigureOf, { of: 'group' }>['capability'],
  key: string,
): Opened | null {
  const { board } = room
  const line = board.sums.groupLine(capability, key)
  if (line === null) return null
  const { measure, sums, rows } = line
  const said = (value: number) => figure({ measure, value })
  const parts = [
    [t('sums_asks'), sums.needed],
    [t('part_received'), sums.received],
    [t('part_agreed'), sums.agreed],
    [t('part_firm'), sums.firm],
    [t('part_conditional'), sums.conditional],
    [t('part_open'), sums.open],
    [t('part_over'), sums.over],
  ] as const
  const others = board
    .groups()
    .filter((group) => capability === null || group.capability === capability)
    .flatMap(({ requests }) => requests)
    .filter((id) => !rows.has(id) && isAlike(room, id, line))
  return {
    over: capability === null ? t('sums_asked') : say().capability[capability],
    title: `${openText(line)} · ${thingName(line)}`,
    sums: parts.filter(([, value]) => value > 0).map(([name, value]) => [name, said(value)]),
    counted: [...rows].map(([id, own]) => {
      const open = own.reduce((sum, part) => sum + part.sums.open, 0)
      const needed = own.reduce((sum, part) => sum + part.sums.needed, 0)
      return {
        id,
        root: 'requests' as const,
        figure: () => said(needed),
        note: () => (open === 0 ? t('coverage_full') : t('coverage_open', { figure: said(open) })),
      }
    }),
    leftOut: others.map((id) => requestRow(room, id)),
  }
}

/** Whether a request asks for what the line counts; of money, whether it asks for money at all. */
function isAlike(room: Room, id: string, { thing }: Counted): boolean {
  const request = room.board.requests.get(id)
  if (request === null) return false
  return thing === null ? request.currency !== null : thingKey(request) === thingKey(thing)
}

function openedCoverage(
  room: Room,
  { request: id, line, part }: Extract<FigureOf, { of: 'coverage' }>,
): Opened | null {
  const { board } = room
  const request = board.requests.get(id)
  const counted = board.coverage(id)
  const segments = counted === undefined ? null : segmentsAt(counted, line)
  if (request === null || counted === undefined || segments === null) return null
  const own = line === 0 ? counted : typeof line === 'number' ? counted.more[line - 1] : null
  const measure = typeof line === 'string' ? line : own?.measure
  if (measure === null || measure === undefined) return null
  const offers = board.pledgesOf(id).flatMap((pledge) => {
    const offer = board.offer(pledge)
    return offer === null ? [] : [[pledge, offer] as const]
  })
  const isRest = part === 'open' || part === 'over'
  const makeup = coverageMakeup(request, offers, line, isRest ? null : part, id)
  const pledged = measured(pledgedOf(segments), measure, segments.atLeast)
  const rest = isRest && own ? figure({ measure, value: own.coverage[part] }) : null
  const said =
    rest ??
    (part === null || isRest ? pledged : measured(segments[part], measure, segments.atLeast))
  return {
    over: t('sums_counted', { title: request.title }),
    title: `${partName(part)} · ${said}`,
    sums:
      rest === null || !own
        ? []
        : [
            [t('sums_asks'), figure({ measure, value: own.coverage.needed })],
            [t('sums_less'), pledged],
            [partName(part), rest],
          ],
    ...rowsOf(room, makeup, measure),
  }
}

export function partName(part: Extract<FigureOf, { of: 'coverage' }>['part']): string {
  if (part === null) return t('pledges')
  return {
    received: t('part_received'),
    agreed: t('part_agreed'),
    firm: t('part_firm'),
    conditional: t('part_conditional'),
    open: t('part_open'),
    over: t('part_over'),
  }[part]
}

function rowsOf(
  room: Room,
  { counted, leftOut }: Makeup,
  measure: Measure,
): Pick<Opened, 'counted' | 'leftOut'> {
  const said = ({ value, atLeast }: MadeOf) =>
    atLeast && value === 0 ? t('sums_unknown') : measured(value, measure, atLeast)
  return {
    counted: counted.map((row) => ({
      ...{ id: row.id, root: 'pledges', figure: () => said(row) },
      note: () => remarkOfRow(room, row.id),
    })),
    leftOut: leftOut.map(({ id, reason }) =>
      pledgeRow(room, id, () => reasonText(room, id, reason)),
    ),
  }
}

/** The reason, and what the row says about it: which earlier pledge, which condition. */
function reasonText(room: Room, id: string, reason: Reason): string {
  const pledge = room.board.pledges.get(id)
  const told: Partial<Record<Reason, unknown>> = {
    're-announced': pledge?.reannounces,
    'part-of': pledge?.partOf,
    'value-of': pledge?.values,
    'not-to-ukraine': pledge?.backfills ?? pledge?.recipient,
    conditional: pledge?.condition,
    'condition-failed': pledge?.condition,
    'part-conditional': pledge?.condition,
  }
  const said = told[reason]
  const words = say().reason[reason]
  if (typeof said !== 'string') return words
  return `${words}: ${room.board.pledges.get(said)?.title ?? said}`
}

function pledgeRow(room: Room, id: string, note: OpenedRow['note']): OpenedRow {
  const figure = () => {
    const pledge = room.board.pledges.get(id)
    return pledge === null ? '' : (offered(pledge) ?? '')
  }
  return { id, root: 'pledges', figure, note }
}

function requestRow(room: Room, id: string): OpenedRow {
  const request = room.board.requests.get(id)
  const says = request === null ? null : asked(request)
  const { withdrawn, unquantified, 'other-measure': other } = say().reason
  const note = request?.withdrawn === true ? withdrawn : says === null ? unquantified : other
  return { id, root: 'requests', figure: () => says ?? '', note: () => note }
}

function remarkOfRow(room: Room, id: string): string | null {
  const offer = room.board.offer(id)
  return offer === null ? null : remarkOf(offer)
}
