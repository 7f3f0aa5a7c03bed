// The board's roots and how rows are read and written: `Y.Map<id, Y.Map<field, scalar>>` throughout.
import * as Y from 'yjs'
import type { z } from './z.ts'
import { type AgendaItem, blankItem } from './agenda.ts'
import { type Agreement, blankAgreement } from './agreement.ts'
import { blankSpeaker, type Entry, type Speaker, speakerIdOf } from './floor.ts'
import type { Decision, Position } from './decision.ts'
import { blankDocument, type TabledDocument } from './document.ts'
import type { Drafter } from './drafting.ts'
import { type Draft, draftSchema, type Pledge, pledgeSchema } from './pledge.ts'
import { type Attendee, blankAttendee } from './presence.ts'
import type { Import, Provenance } from './import/provenance.ts'
import { type Request, requestSchema } from './request.ts'
import {
  blankDelegation,
  blankSession,
  type Carried,
  type Delegation,
  type Session,
} from './session.ts'
import type { Overlay, Screen } from './screen.ts'
import { type Stock, stockSchema } from './stock.ts'
import { blankTask, type Task, taskIdOf } from './task.ts'
import { blankReview, type Review } from './review.ts'
import type { Hub } from './hub.ts'
import type { Rate } from './rate.ts'
import type { Note } from './team.ts'

export type Scalar = string | number | boolean | null

/** Roots that clients write, with the schema of their rows. */
export const clientRoots = {
  requests: requestSchema,
  pledges: pledgeSchema,
  stocks: stockSchema,
} as const
/** The one root of a delegation's own document. */
export const caucusRoots = { drafts: draftSchema } as const
/** Roots that only the server writes. `session` is one flat map; the others map ids to rows. */
export const serverRoots = [
  'session',
  'roster',
  'agenda',
  'agreements',
  'tasks',
  'reviews',
  'hubs',
  'rates',
  'carried',
  'speakers',
  'decisions',
  'positions',
  'documents',
  'drafters',
  'screens',
  'overlays',
  'imports',
  'provenance',
] as const

/** Roots of the document of the chair's team, which only the server writes too. */
export const teamRoots = ['notes', 'attendance'] as const

export type ClientRoot = keyof typeof clientRoots
export type ServerRoot = (typeof serverRoots)[number] | (typeof teamRoots)[number]

/** Row type of each root. */
export interface Rows {
  requests: Request
  pledges: Pledge
  stocks: Stock
  drafts: Draft
  roster: Delegation
  agenda: AgendaItem
  agreements: Agreement
  tasks: Task
  reviews: Review
  hubs: Hub
  rates: Rate
  carried: Carried
  speakers: Speaker
  decisions: Decision
  positions: Position
  documents: TabledDocument
  drafters: Drafter
  screens: Screen
  overlays: Overlay
  imports: Import
  provenance: Provenance
  notes: Note
  attendance: Attendee
}
export type RowRoot = keyof Rows

export type YRow = Y.Map<Scalar>

/** A row's fields with their defaults where the board has none. */
const blanks: Partial<Record<RowRoot, object>> = {
  requests: defaultsOf(requestSchema),
  pledges: defaultsOf(pledgeSchema),
  stocks: defaultsOf(stockSchema),
  drafts: defaultsOf(draftSchema),
  roster: { stanceScope: null, ...blankDelegation },
  attendance: blankAttendee,
  agenda: blankItem,
  agreements: blankAgreement,
  tasks: blankTask,
  reviews: blankReview,
  speakers: blankSpeaker,
  documents: blankDocument,
}

function defaultsOf(schema: z.ZodObject): Record<string, unknown> {
  const blank: Record<string, unknown> = {}
  for (const [field, type] of Object.entries<z.ZodType>(schema.shape)) {
    const parsed = type.safeParse(undefined)
    if (parsed.success) blank[field] = parsed.data
  }
  return blank
}

export function rootOf(doc: Y.Doc, root: RowRoot): Y.Map<YRow> {
  return doc.getMap<YRow>(root)
}

/**
 * One row as plain data, or null where there is none. Values are not parsed again: whatever stands
 * on the board has passed the server's guard.
 */
export function readRow<R extends RowRoot>(doc: Y.Doc, root: R, id: string): Rows[R] | null {
  const row = rootOf(doc, root).get(id)
  return row === undefined ? null : plainRow(root, row)
}

/** A row's map as plain data, defaults filled in. */
export function plainRow<R extends RowRoot>(root: R, row: YRow): Rows[R] {
  return {
    ...blanks[root],
    ...(root === 'pledges' ? current(row.toJSON()) : row.toJSON()),
  } as Rows[R]
}

/** The field in which a pledge says what its one relation said, on a board from before there were five. */
const relationFields = new Map<unknown, string>([
  ['re-announces', 'reannounces'],
  ['part-of', 'partOf'],
  ['values', 'values'],
  ['supersedes', 'supersedes'],
  ['backfills', 'backfills'],
])

function current({ relation, relatedTo, ...fields }: Record<string, unknown>): object {
  const field = relationFields.get(relation)
  return field === undefined ? fields : { [field]: relatedTo ?? true, ...fields }
}

/** All rows of a root, O(rows). Not for hot paths. */
export function readRows<R extends RowRoot>(doc: Y.Doc, root: R): Map<string, Rows[R]> {
  const rows = new Map<string, Rows[R]>()
  for (const [id, row] of rootOf(doc, root)) rows.set(id, plainRow(root, row))
  return rows
}

/** The tasks of a pledge in the order of their numbers; costs what the pledge has, not what the board holds. */
export function readTasksOf(doc: Y.Doc, pledge: string): Task[] {
  const tasks: Task[] = []
  for (let n = 1; ; n++) {
    const task = readRow(doc, 'tasks', taskIdOf(pledge, n))
    if (task === null) return tasks
    tasks.push(task)
  }
}

/** The entries of an agenda item's list of speakers in the order of their numbers; costs what the list has. */
export function readSpeakersOf(doc: Y.Doc, item: string): Entry[] {
  const entries: Entry[] = []
  for (let n = 1; ; n++) {
    const id = speakerIdOf(item, n)
    const speaker = readRow(doc, 'speakers', id)
    if (speaker === null) return entries
    entries.push({ ...speaker, id })
  }
}

export function readSession(doc: Y.Doc): Session {
  return { ...blankSession, ...doc.getMap('session').toJSON() }
}

/** A new row, born whole in one transaction (rule G5). */
export function createRow(
  doc: Y.Doc,
  root: RowRoot,
  id: string,
  fields: Record<string, Scalar>,
): void {
  doc.transact(() => {
    rootOf(doc, root).set(id, new Y.Map<Scalar>(Object.entries(fields)))
  })
}

/** Sets the fields that differ. Null stands for "nothing"; keys are never deleted (rule G6). */
export function editRow(
  doc: Y.Doc,
  root: RowRoot,
  id: string,
  fields: Record<string, Scalar>,
): void {
  const row = rootOf(doc, root).get(id)
  if (row === undefined) return
  doc.transact(() => {
    for (const [field, value] of Object.entries(fields))
      if (row.get(field) !== value) row.set(field, value)
  })
}
