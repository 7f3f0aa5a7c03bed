// The list of speakers of an agenda item: who asks for the floor, and in which order the chair has them wait.
import type * as Y from 'yjs'
import type { AgendaItem } from '#shared/agenda.ts'
import { readRow, readSession, readSpeakersOf } from '#shared/board.ts'
import {
  blankSpeaker,
  type Entry,
  isUnderWay,
  isWaiting,
  type Speaker,
  speakerIdOf,
  waitingOf,
} from '#shared/floor.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { CommandInput } from '#shared/commands.ts'
import type { Act, Done, Fact } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { refuseNaming } from './naming.ts'
import { refuseIfClosed } from './session.ts'

/** So often one delegation may ask on one item: a list that is read whole must not grow without end. */
const mostAsked = 30

export const askFloor: Act<'floor:ask'> = (doc, input, { actor, now }) =>
  enter(doc, input, actor.delegation ?? '', { askedAt: now, askedBy: actor.name })

/** The chair's or the secretary's, in the place of a delegation, which may withdraw it as its own (F14). */
export const enterDelegation: Act<'floor:enter'> = (
  doc,
  { delegation, ...input },
  { actor: { role, name }, now },
) => {
  if (readRow(doc, 'roster', delegation) === null)
    return refuse('not_found', 'F14', { what: 'delegation' })
  const enteredBy = role === 'chair' || role === 'secretary' ? role : null
  return enter(doc, input, delegation, { askedAt: now, askedBy: name, enteredBy })
}

function enter(
  doc: Y.Doc,
  { item, kind, to, rank }: CommandInput<'floor:ask'>,
  delegation: string,
  by: Pick<Speaker, 'askedAt' | 'askedBy'> & Partial<Speaker>,
): Pick<Done<'floor:ask'>, 'facts' | 'output'> | Refusal {
  const id = item ?? readSession(doc).currentItem
  if (id === null) return refuse('item_none', 'F2')
  const row = readItem(doc, id, 'F2')
  if (isRefusal(row)) return row
  if (row.state === 'closed') return refuse('item_closed', 'F2', { title: row.title })
  const entries = readSpeakersOf(doc, id)
  const own = entries.filter((entry) => entry.delegation === delegation && entry.kind !== 'tour')
  if (own.some((entry) => isWaiting(entry) && (entry.kind === 'order') === (kind === 'order')))
    return refuseNaming(doc, 'already_asked', 'F2', { delegation })
  if (own.length >= mostAsked) return refuse('asked_often', 'F2', { limit: mostAsked })
  if (kind !== 'order' && row.listClosesAt !== null && by.askedAt >= row.listClosesAt)
    return refuse('list_closed', 'F4')
  if ((to === null) === (kind === 'reply'))
    return badInput('to', 'a reply names the entry it answers, and nothing else does')
  if (rank !== null && kind !== 'order') return badInput('rank', 'only a point of order has one')
  const answered = entries.find((entry) => entry.id === to)
  if (to !== null && (answered === undefined || answered.withdrawnAt !== null))
    return refuse('not_found', 'F2', { what: 'entry' })
  const asked = { delegation, kind, to, rank, ...by }
  return {
    facts: factsOfEntry(id, entries.length + 1, asked),
    output: { entry: speakerIdOf(id, entries.length + 1) },
  }
}

/** Its own by whoever asked; any, also a turn in a tour, by the chair. */
export const withdrawEntry: Act<'floor:withdraw'> = (doc, { entry }, { actor, now }) => {
  const isChair = actor.role === 'chair'
  const row = readWaiting(doc, entry, 'F2', isChair ? null : actor.delegation)
  if (isRefusal(row)) return row
  if (row.kind === 'tour' && !isChair) return refuse('turn_to_answer', 'F11')
  return { facts: factsOf('speakers', entry, { withdrawnAt: now }), output: {} }
}

export const readyEntry: Act<'floor:ready'> = (doc, { entry, ready }, { actor }) => {
  const row = readWaiting(doc, entry, 'F2', actor.delegation)
  if (isRefusal(row)) return row
  return { facts: changesOf('speakers', entry, row, { ready }), output: {} }
}

export const orderSpeakers: Act<'floor:order'> = (doc, { item, entries: order, seen }) => {
  const refusal = refusalOf(readItem(doc, item, 'F8'))
  if (refusal !== null) return refusal
  const entries = readSpeakersOf(doc, item)
  const waiting = waitingOf(entries)
  if (!isSame(idsOf(waiting), seen)) return refuse('list_stale', 'F8')
  if (!isSame(order.toSorted(), seen.toSorted()))
    return badInput('entries', 'they must be those seen, each once', 'F8')
  // They share out among themselves the places they have, so that places stay those of a single row.
  const free = waiting.map(({ place }) => place).sort((a, b) => a - b)
  const places = new Map(order.map((id, i) => [id, free[i] ?? 0]))
  const moved = entries.map((entry) => ({ ...entry, place: places.get(entry.id) ?? entry.place }))
  if (!isSame(idsOf(waitingOf(moved)), order)) return refuse('list_order', 'F8')
  return {
    facts: waiting.flatMap((entry) =>
      changesOf('speakers', entry.id, entry, { place: places.get(entry.id) ?? entry.place }),
    ),
    output: {},
  }
}

export const closeList: Act<'floor:close'> = (doc, { item, at }) =>
  refusalOf(readItem(doc, item, 'F4')) ?? {
    facts: factsOf('agenda', item, { listClosesAt: at }),
    output: {},
  }

export const limitSpeeches: Act<'floor:limit'> = (doc, { item, seconds }) =>
  refusalOf(readItem(doc, item, 'F6')) ?? {
    facts: factsOf('agenda', item, { secondsEach: seconds }),
    output: {},
  }

export const grantTime: Act<'floor:grant'> = (doc, { entry, seconds }) => {
  const row = readEntry(doc, entry, 'F6')
  if (isRefusal(row)) return row
  if (!isWaiting(row) && !isUnderWay(row)) return refuse('speech_over', 'F6')
  return {
    facts: factsOf('speakers', entry, { addedMs: row.addedMs + seconds * 1000 }),
    output: {},
  }
}

/** The item, if there is one, in a session that is not closed. */
export function readItem(doc: Y.Doc, item: string, rule: string): AgendaItem | Refusal {
  return (
    refuseIfClosed(doc) ??
    readRow(doc, 'agenda', item) ??
    refuse('not_found', rule, { what: 'item' })
  )
}

/** The entry, if there is one, in a session that is not closed; its delegation's own, where one is named. */
export function readEntry(
  doc: Y.Doc,
  entry: string,
  rule: string,
  owner: string | null = null,
): Entry | Refusal {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const row = readRow(doc, 'speakers', entry)
  if (row === null) return refuse('not_found', rule, { what: 'entry' })
  if (owner !== null && row.delegation !== owner)
    return refuseNaming(doc, 'edit_foreign', rule, { owner: row.delegation })
  return { ...row, id: entry }
}

/** A new entry, born whole at the end of the list. */
export function factsOfEntry(
  item: string,
  n: number,
  asked: Pick<Speaker, 'delegation' | 'kind' | 'askedAt' | 'askedBy'> & Partial<Speaker>,
): Fact[] {
  return factsOf('speakers', speakerIdOf(item, n), { ...blankSpeaker, place: n, ...asked })
}

function readWaiting(
  doc: Y.Doc,
  entry: string,
  rule: string,
  owner: string | null,
): Entry | Refusal {
  const row = readEntry(doc, entry, rule, owner)
  return isRefusal(row) || isWaiting(row) ? row : refuse('not_waiting', rule)
}

function refusalOf(read: object): Refusal | null {
  return isRefusal(read) ? read : null
}

function badInput(where: string, why: string, rule = 'F2'): Refusal {
  return refuse('bad_input', rule, { where, why })
}

function idsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ id }) => id)
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id, i) => id === others[i])
}
