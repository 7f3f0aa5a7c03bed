// Walking through the agenda, and setting it.
import type * as Y from 'yjs'
import { readRows, readSession } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import type { AgendaItem } from '#shared/session.ts'
import type { Act, Fact } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { refuseIfClosed, refuseUnlessOpen } from './session.ts'

export const nextItem: Act<'agenda:next'> = (doc, _, { now }) => {
  const notOpen = refuseUnlessOpen(doc, 'A4')
  if (notOpen !== null) return notOpen
  const { ids, at } = readAgenda(doc)
  if (ids.length === 0) return refuse('agenda_empty', 'A3')
  const item = ids[at + 1]
  return item === undefined
    ? refuse('agenda_end', 'A3')
    : turnTo(item, { item: ids[at], state: 'closed' }, now)
}

export const previousItem: Act<'agenda:previous'> = (doc, _, { now }) => {
  const notOpen = refuseUnlessOpen(doc, 'A4')
  if (notOpen !== null) return notOpen
  const { ids, at } = readAgenda(doc)
  if (ids.length === 0) return refuse('agenda_empty', 'A3')
  const item = ids[at - 1]
  return item === undefined
    ? refuse('agenda_start', 'A3')
    : turnTo(item, { item: ids[at], state: 'pending' }, now)
}

export const setAgenda: Act<'agenda:set'> = (doc, { items }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const standing = readRows(doc, 'agenda')
  const current = readSession(doc).currentItem
  const ids = new Set(items.map((item) => item.id))
  if (ids.size < items.length)
    return refuse('bad_input', 'A5', { where: 'items', why: 'two of them have the same id' })
  if (current !== null && !ids.has(current))
    return refuse('agenda_current', 'A5', { title: standing.get(current)?.title ?? current })
  return {
    facts: items.flatMap(({ id, ...item }, order) => {
      const row = standing.get(id)
      return row === undefined
        ? factsOf('agenda', id, { ...item, order, state: 'pending' })
        : changesOf('agenda', id, row, { ...item, order })
    }),
    remove: [...standing.keys()]
      .filter((id) => !ids.has(id))
      .map((row) => ({ root: 'agenda', row })),
    output: {},
  }
}

/** Item ids in order, and where the current one stands among them: -1 before the first. */
function readAgenda(doc: Y.Doc): { ids: string[]; at: number } {
  const ids = [...readRows(doc, 'agenda')]
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([id]) => id)
  const { currentItem } = readSession(doc)
  return { ids, at: currentItem === null ? -1 : ids.indexOf(currentItem) }
}

function turnTo(
  item: string,
  left: { item: string | undefined; state: AgendaItem['state'] },
  now: number,
): { facts: Fact[]; output: { item: string } } {
  return {
    facts: [
      ...(left.item === undefined ? [] : factsOf('agenda', left.item, { state: left.state })),
      ...factsOf('agenda', item, { state: 'open' }),
      ...factsOf('session', '', { currentItem: item, itemSince: now }),
    ],
    output: { item },
  }
}
