// What the next session takes over from one that has closed (rule S5): requests that are still open, pledges that were not
// delivered, their tasks, and stocks that are still declared, each under its own id, with where it comes from.
import type * as Y from 'yjs'
import type { Agreement } from '#shared/agreement.ts'
import { readRow, readRows, readSession, readTasksOf, type RowRoot } from '#shared/board.ts'
import { additionsOf, classOf, type PledgeClass } from '#shared/count.ts'
import { askedLines, coverageOf, type Offer, type RequestCoverage } from '#shared/coverage.ts'
import { requestsOf } from '#shared/match.ts'
import type { Pledge } from '#shared/pledge.ts'
import { receivedOf, type Task, taskIdOf, writtenOffOf } from '#shared/task.ts'
import type { Fact } from '../acts/act.ts'
import { factsOf } from '../acts/fact.ts'

const counting: ReadonlySet<PledgeClass> = new Set(['firm', 'conditional', 'unquantified'])

export function carriedFacts(doc: Y.Doc, session: string): Fact[] {
  const offers = new Map<string, Offer>()
  const offersOf = new Map<string, Offer[]>()
  for (const [id, pledge] of readRows(doc, 'pledges')) {
    const agreement = readRow(doc, 'agreements', id)
    const offer = { pledge, agreement, tasks: readTasksOf(doc, id) }
    offers.set(id, offer)
    for (const request of requestsOf(pledge, agreement))
      offersOf.set(request, [...(offersOf.get(request) ?? []), offer])
  }
  const { title, date } = readSession(doc)
  const facts: Fact[] = []
  const carry = (root: RowRoot & Fact['root'], id: string) => {
    const row = readRow(doc, root, id)
    if (row !== null) facts.push(...factsOf(root, id, { ...row }))
  }
  const comesFrom = (id: string) => {
    facts.push(...factsOf('carried', id, { session, title, date }))
  }
  for (const [id, request] of readRows(doc, 'requests')) {
    const isClosed = (readRow(doc, 'reviews', id)?.closedAt ?? null) !== null
    const covered = coverageOf(request, offersOf.get(id) ?? [], id)
    if (request.withdrawn || isClosed || isFulfilled(covered)) continue
    carry('requests', id)
    carry('reviews', id)
    comesFrom(id)
  }
  for (const [id, { pledge, agreement, tasks }] of offers) {
    if (isDone(pledge, agreement, tasks)) continue
    carry('pledges', id)
    carry('agreements', id)
    for (const n of tasks.keys()) carry('tasks', taskIdOf(id, n + 1))
    comesFrom(id)
  }
  for (const [id, { withdrawn }] of readRows(doc, 'stocks')) {
    if (withdrawn) continue
    carry('stocks', id)
    comesFrom(id)
  }
  for (const root of ['hubs', 'rates'] as const)
    for (const id of readRows(doc, root).keys()) carry(root, id)
  return facts
}

/** Whether all that the request names has arrived; one without a figure is never fulfilled by itself. */
function isFulfilled(covered: RequestCoverage): boolean {
  return (
    covered.measure !== null &&
    askedLines(covered, null).every(({ coverage }) => coverage.received >= coverage.needed)
  )
}

/** Whether nothing of the pledge is still to come: it never promised anything, or all of it has been received. */
function isDone(pledge: Pledge, agreement: Agreement | null, tasks: readonly Task[]): boolean {
  const kind = classOf(pledge, agreement)
  if (!counting.has(kind)) return true
  if (tasks.length === 0) return false
  if (kind === 'unquantified') return tasks.every(({ state }) => state === 'received')
  return additionsOf(pledge, agreement).every(({ line, value, atLeast }) => {
    const own = tasks.filter((task) => task.line === line)
    return !atLeast && receivedOf(own) + writtenOffOf(own) >= value
  })
}
