// The board as the play sees it: each line of the script with what has become of it. All that anyone does next follows
// from this, so that a play goes on from whatever stands.
import { createHash } from 'node:crypto'
import type * as Y from 'yjs'
import { type AgendaNode, treeOf } from '#shared/agenda.ts'
import type { Agreement } from '#shared/agreement.ts'
import {
  readRow,
  readRows,
  readSession,
  readSpeakersOf,
  readTasksOf,
  rootOf,
  type Scalar,
} from '#shared/board.ts'
import { type Entry as Speech, speakerNow, waitingOf } from '#shared/floor.ts'
import { type Lead, readLead } from '#shared/lead.ts'
import type { Pledge } from '#shared/pledge.ts'
import type { Session } from '#shared/session.ts'
import { type Task, taskIdOf } from '#shared/task.ts'
import { ownerOf, ulidOf } from '#shared/text.ts'
import { demoSession } from '../demo.ts'
import { demoRowId } from '../links.ts'
import type { Fields } from '#shared/import/rows.ts'
import { type Line, lines } from './script.ts'

export interface Entry {
  readonly line: Line
  /** Id of the draft that the delegation has prepared. */
  readonly draft: string
  readonly documented: Fields
  /** The id that its row gets when it is placed now. */
  readonly idAt: (now: number) => string
  /** Null while it is not on the board. */
  readonly placed: Placed | null
}

/** The row of a line: known again by the end of its id, which in people's rows is random. */
export interface Placed {
  readonly id: string
  readonly pledge: Pledge
  readonly agreement: Agreement | null
  readonly tasks: readonly { readonly id: string; readonly task: Task }[]
}

export interface Scene {
  readonly session: Session
  readonly lead: Lead
  /** The agenda in order, and where the current item stands in it; -1 before the first. */
  readonly agenda: readonly AgendaNode[]
  readonly at: number
  /** Who has the floor of the current item, and who waits for it. */
  readonly speaker: Speech | null
  readonly waiting: readonly Speech[]
  readonly entries: readonly Entry[]
}

/** A ULID ends in sixteen characters of chance; those of the play's rows follow from the line. */
const chance = 16

const demo = demoSession()
const documented = Map.groupBy(demo.pledges, ({ delegation }) => delegation)
const cast = lines.map((line) => {
  const fields = documented.get(line.delegation)?.[line.n]?.fields
  if (fields === undefined)
    throw new Error(`the play names pledge ${String(line.n)} of ${line.delegation}; there is none`)
  const { delegation, n } = line
  const random = createHash('sha256')
    .update(`play ${delegation} ${String(n)}`)
    .digest()
  const idAt = (now: number) => `${delegation}~${ulidOf(now, random)}`
  const draft = demoRowId(delegation, demo.date, n)
  return { line, draft, documented: fields, idAt, mark: markOf(idAt(0)) }
})
const marks = new Set(cast.map(({ mark }) => mark))

export function requestId(n: number): string {
  return demoRowId('UKR', demo.date, n)
}

export function readScene(doc: Y.Doc): Scene {
  const session = readSession(doc)
  const agenda = treeOf(readRows(doc, 'agenda'))
  const speeches = session.currentItem === null ? [] : readSpeakersOf(doc, session.currentItem)
  const placed = new Map([...rootOf(doc, 'pledges').keys()].map((id) => [markOf(id), id]))
  return {
    session,
    lead: readLead(doc),
    agenda,
    at: agenda.findIndex(({ id }) => id === session.currentItem),
    speaker: speakerNow(speeches),
    waiting: waitingOf(speeches),
    entries: cast.map(({ mark, ...entry }) => ({
      ...entry,
      placed: readPlaced(doc, placed.get(mark)),
    })),
  }
}

function readPlaced(doc: Y.Doc, id: string | undefined): Placed | null {
  const pledge = id === undefined ? null : readRow(doc, 'pledges', id)
  if (id === undefined || pledge === null) return null
  const tasks = readTasksOf(doc, id).map((task, i) => ({ id: taskIdOf(id, i + 1), task }))
  return { id, pledge, agreement: readRow(doc, 'agreements', id), tasks }
}

/** Owner and end of an id. */
function markOf(id: string): string {
  return `${ownerOf(id)} ${id.slice(-chance)}`
}

/** Pledges that people placed, with what was answered. */
export function* readOthers(doc: Y.Doc): Iterable<[string, Pledge, Agreement | null]> {
  for (const id of rootOf(doc, 'pledges').keys()) {
    const pledge = marks.has(markOf(id)) ? null : readRow(doc, 'pledges', id)
    if (pledge !== null) yield [id, pledge, readRow(doc, 'agreements', id)]
  }
}

/** Whether the meeting has come to the item. What is no longer on the agenda may come at any time. */
export function hasBegun({ agenda, at }: Scene, item: string): boolean {
  return agenda.findIndex(({ id }) => id === item) <= at
}

export function isDue(scene: Scene, { at }: Line): boolean {
  const { state } = scene.session
  return at === null ? state !== 'closed' : state === 'open' && hasBegun(scene, at)
}

/** Whether the delegation has something left to announce by now. */
export function hasMore(scene: Scene, delegation: string): boolean {
  return scene.entries.some(
    ({ line, placed }) =>
      line.delegation === delegation && line.at !== null && placed === null && isDue(scene, line),
  )
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

export function isAgreed(agreement: Agreement | null): boolean {
  return agreement !== null && agreement.agreedAt !== null
}
