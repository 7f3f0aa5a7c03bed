// The tables of a session: what is asked, what is pledged and agreed, what is on its way, and what it adds up to.
import type { Agreement } from '../agreement.ts'
import {
  classOf,
  isDisputed,
  type PlacedPledge,
  type PledgeClass,
  type SumLine,
  totalsOf,
} from '../count.ts'
import { coverageOf } from '../coverage.ts'
import { isCurrency, type Measure } from '../figure.ts'
import { requestsOf } from '../match.ts'
import { minorPerUnit } from '../money.ts'
import type { Pledge } from '../pledge.ts'
import { RunningTotals } from '../running-totals.ts'
import { consentsOf, sharesOf } from '../share.ts'
import { pledgeOf, type Task } from '../task.ts'
import { ownerOf } from '../text.ts'
import type { Snapshot } from './snapshot.ts'
import { amountOf, type Cell, type Entry, inOrder, type Table, tableOf, timeOf } from './table.ts'
import { type ExportLanguage, nameIn } from './words.ts'

export const tableNames = ['requests', 'pledges', 'stocks', 'tasks', 'totals', 'left-out'] as const
export type TableName = (typeof tableNames)[number]

export function tableNamed(
  name: TableName,
  snapshot: Snapshot,
  lang: ExportLanguage = 'en',
): Table {
  return tableOf(name, snapshot.session.marking, entries[name](snapshot, lang), lang)
}

const entries: Readonly<Record<TableName, (snapshot: Snapshot, lang: ExportLanguage) => Entry[]>> =
  {
    requests: requestEntries,
    pledges: pledgeEntries,
    stocks: stockEntries,
    tasks: taskEntries,
    totals: totalEntries,
    'left-out': leftOutEntries,
  }

function requestEntries(snapshot: Snapshot): Entry[] {
  return coveredIn(snapshot).map(({ id, request, covered: { measure, coverage } }) => {
    const said = (value: number) => (measure === null ? null : inWhole(measure, value))
    return {
      id,
      ...cellsOf(request),
      needed: said(coverage.needed),
      received: said(coverage.received),
      agreed: said(coverage.agreed),
      firm: said(coverage.firm),
      conditional: said(coverage.conditional),
      open: said(coverage.open),
      over: said(coverage.over),
      countedIn: measure,
      atLeast: coverage.atLeast,
    }
  })
}

/** Each request with what is pledged for it. */
export function coveredIn({ requests, pledges, agreements, tasks }: Snapshot) {
  const offers = new Map<string, [string, Pledge][]>()
  for (const [id, pledge] of pledges)
    for (const request of requestsOf(pledge, agreements.get(id) ?? null))
      offers.set(request, [...(offers.get(request) ?? []), [id, pledge]])
  const tasksOf = Map.groupBy(tasks, ([id]) => pledgeOf(id))
  return inOrder(requests).map(([id, request]) => ({
    id,
    request,
    covered: coverageOf(
      request,
      (offers.get(id) ?? []).map(([key, pledge]) => ({
        pledge,
        agreement: agreements.get(key) ?? null,
        tasks: (tasksOf.get(key) ?? []).map(([, task]) => task),
      })),
      id,
    ),
  }))
}

function pledgeEntries({ pledges, agreements, roster }: Snapshot, lang: ExportLanguage): Entry[] {
  return inOrder(pledges).map(([id, pledge]) => {
    const agreement = agreements.get(id) ?? null
    const donor = roster.get(ownerOf(id))
    return {
      id,
      delegation: ownerOf(id),
      delegationName: donor === undefined ? null : nameIn(donor, lang),
      ...cellsOf(pledge),
      counts: classOf(pledge, agreement),
      disputed: isDisputed(pledge),
      ...agreementCells(pledge, agreement),
    }
  })
}

/** What delegations declare that they hold; no total has any of it (rule B3). */
function stockEntries({ stocks, roster }: Snapshot, lang: ExportLanguage): Entry[] {
  return inOrder(stocks).map(([id, { capability, item, ...stock }]) => {
    const holder = roster.get(ownerOf(id))
    return {
      id,
      delegation: ownerOf(id),
      delegationName: holder === undefined ? null : nameIn(holder, lang),
      ...{ capability, item },
      ...cellsOf(stock),
    }
  })
}

function agreementCells(pledge: Pledge, agreement: Agreement | null): Entry {
  const { quantity, unit, amountMinor, currency } = agreement ?? {}
  return {
    kyivAnswered: agreement?.acceptance ?? null,
    answerText: agreement?.answer ?? null,
    answeredAt: timeOf(agreement?.answeredAt),
    agreedAt: timeOf(agreement?.agreedAt),
    agreedBy: agreement?.agreedBy ?? null,
    agreedQuantity: quantity ?? null,
    agreedUnit: unit ?? null,
    agreedAmount: amountOf(amountMinor ?? null, currency ?? null),
    agreedCurrency: currency ?? null,
    stateOfCondition: agreement?.condition ?? null,
    confirmedAt: timeOf(agreement?.confirmedAt),
    confirmedBy: agreement?.confirmedBy ?? null,
    statesOfShares: listed(
      (sharesOf(pledge, agreement) ?? []).map(({ party, state }) => `${party}: ${state}`),
    ),
    statesOfConsents: listed(
      consentsOf(pledge, agreement).map(({ origin, state }) => `${origin}: ${state}`),
    ),
  }
}

function listed(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join('; ')
}

function taskEntries({ tasks, pledges }: Snapshot): Entry[] {
  return inOrder(tasks).map(([id, task]) => {
    const { received, createdAt, movedAt, receivedAt, adjustedAt, ...rest } = task
    return {
      id,
      pledge: pledgeOf(id),
      delegation: ownerOf(id),
      pledged: pledges.get(pledgeOf(id))?.title ?? null,
      ...cellsOf(rest),
      received: receivedIn(task, received),
      createdAt: timeOf(createdAt),
      movedAt: timeOf(movedAt),
      receivedAt: timeOf(receivedAt),
      adjustedAt: timeOf(adjustedAt),
    }
  })
}

function receivedIn({ quantity, currency }: Task, received: number | null): number | null {
  return quantity === null && currency !== null ? amountOf(received, currency) : received
}

/** The lines of the session's total: money over all rows, things among their like (rule M1). */
export function linesIn(snapshot: Snapshot, kind: 'firm' | 'conditional'): readonly SumLine[] {
  const totals = new RunningTotals(Infinity)
  for (const { id, ...placed } of placedIn(snapshot)) totals.put(id, placed)
  return totals.sums(kind)
}

function totalEntries(snapshot: Snapshot): Entry[] {
  return (['firm', 'conditional'] as const).flatMap((kind) =>
    linesIn(snapshot, kind).map(({ measure, thing, value, atLeast }) => ({
      kind,
      capability: thing?.capability ?? null,
      item: thing?.item ?? null,
      countedIn: measure,
      total: inWhole(measure, value),
      atLeast,
    })),
  )
}

const counted: ReadonlySet<PledgeClass> = new Set(['firm', 'conditional'])

/** What no total holds, with the reason (rule M2). */
function leftOutEntries(snapshot: Snapshot): Entry[] {
  return [...totalsOf(placedIn(snapshot)).rows]
    .filter(([reason]) => !counted.has(reason))
    .flatMap(([reason, ids]) =>
      ids.map((id) => ({
        id,
        delegation: ownerOf(id),
        title: snapshot.pledges.get(id)?.title ?? null,
        reason,
      })),
    )
}

export function placedIn({ pledges, agreements }: Snapshot): PlacedPledge[] {
  return inOrder(pledges).map(([id, pledge]) => ({
    id,
    pledge,
    agreement: agreements.get(id) ?? null,
  }))
}

/** A row's fields as they stand, amounts in the currency's own unit. */
function cellsOf(row: object): Entry {
  const fields = Object.entries(row) as [string, Cell][]
  const currencyOf = new Map(fields.filter(([field]) => /currency$/iu.test(field)))
  return Object.fromEntries(
    fields.map(([field, value]) => {
      if (!field.endsWith('Minor') || typeof value !== 'number') return [field, value]
      const own = field.startsWith('conflicting') ? currencyOf.get('conflictingCurrency') : null
      const currency = own ?? currencyOf.get('currency')
      return [field, typeof currency === 'string' ? inWhole(currency as Measure, value) : value]
    }),
  )
}

function inWhole(measure: Measure, value: number): number {
  return isCurrency(measure) ? value / minorPerUnit(measure) : value
}
