// The board as the play sees it: each line of the script with what has become of it. All that anyone does next follows
// from this, so that a play goes on from whatever stands.
import type * as Y from 'yjs'
import type { Agreement } from '#shared/agreement.ts'
import { readRow, readRows, readSession, readTasksOf, type Scalar } from '#shared/board.ts'
import type { Pledge } from '#shared/pledge.ts'
import type { Session } from '#shared/session.ts'
import { type Task, taskIdOf } from '#shared/task.ts'
import { demoSession } from '../demo.ts'
import { demoRowId } from '../links.ts'
import type { Fields } from '../rows.ts'
import { type Line, lines } from './script.ts'

/** A line with the row it is about. A pledge of the play has the id of its draft, one that a person places has not. */
export interface Entry {
  readonly line: Line
  readonly id: string
  readonly documented: Fields
  readonly pledge: Pledge | null
  readonly agreement: Agreement | null
  readonly tasks: readonly { readonly id: string; readonly task: Task }[]
}

export interface Scene {
  readonly session: Session
  /** The agenda in order, and where the current item stands in it; -1 before the first. */
  readonly agenda: readonly { readonly id: string; readonly title: string }[]
  readonly at: number
  readonly entries: readonly Entry[]
}

const demo = demoSession()
const documented = Map.groupBy(demo.pledges, ({ delegation }) => delegation)
const cast = lines.map((line) => {
  const fields = documented.get(line.delegation)?.[line.n]?.fields
  if (fields === undefined)
    throw new Error(`the play names pledge ${String(line.n)} of ${line.delegation}; there is none`)
  return { line, id: demoRowId(line.delegation, demo.date, line.n), documented: fields }
})
const playedIds = new Set(cast.map(({ id }) => id))

export function requestId(n: number): string {
  return demoRowId('UKR', demo.date, n)
}

export function readScene(doc: Y.Doc): Scene {
  const session = readSession(doc)
  const agenda = [...readRows(doc, 'agenda')]
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([id, { title }]) => ({ id, title }))
  return {
    session,
    agenda,
    at: agenda.findIndex(({ id }) => id === session.currentItem),
    entries: cast.map(({ line, id, documented }) => ({
      line,
      id,
      documented,
      pledge: readRow(doc, 'pledges', id),
      agreement: readRow(doc, 'agreements', id),
      tasks: readTasksOf(doc, id).map((task, i) => ({ id: taskIdOf(id, i + 1), task })),
    })),
  }
}

/** Pledges that people placed, with what was answered. */
export function* readOthers(doc: Y.Doc): Iterable<[string, Pledge, Agreement | null]> {
  for (const id of doc.getMap('pledges').keys()) {
    const pledge = playedIds.has(id) ? null : readRow(doc, 'pledges', id)
    if (pledge !== null) yield [id, pledge, readRow(doc, 'agreements', id)]
  }
}

/** Whether the line's turn has come. What is no longer on the agenda may come at any time. */
export function isDue({ session, agenda, at }: Scene, line: Line): boolean {
  if (line.at === null) return session.state !== 'closed'
  return session.state === 'open' && agenda.findIndex(({ id }) => id === line.at) <= at
}

export function shows(row: object | null, fields: Fields | undefined): boolean {
  if (row === null || fields === undefined) return false
  const standing = row as Record<string, Scalar>
  return Object.entries(fields).every(([field, value]) => standing[field] === value)
}

/** The fields of the slip as they should be. */
export function corrected({ line, documented }: Entry): Fields {
  return Object.fromEntries(
    Object.keys(line.slip ?? {}).map((field) => [field, documented[field] ?? null]),
  )
}

export function isAgreed({ agreement }: Entry): boolean {
  return hasGavel(agreement)
}

export function hasGavel(agreement: Agreement | null): boolean {
  return agreement !== null && agreement.agreedAt !== null
}
