// Setting the agenda, and changing it while it runs: what stands where, never what is open.
import type * as Y from 'yjs'
import {
  type AgendaEntry,
  type AgendaNode,
  blankItem,
  branchOf,
  childrenOf,
  mostItems,
  orderDigest,
  planDigest,
  treeOf,
} from '#shared/agenda.ts'
import { readRows, readSession } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act, Fact } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { refuseIfClosed } from './session.ts'

export const setAgenda: Act<'agenda:set'> = (doc, { items, seen }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const standing = new Map(readAgenda(doc).map((node) => [node.id, node]))
  const ids = new Set(items.map((item) => item.id))
  if (ids.size < items.length)
    return refuse('bad_input', 'A5', { where: 'items', why: 'two of them have the same id' })
  const above = new Set<string | null>([null])
  for (const { id, parent } of items) {
    if (!above.has(parent))
      return refuse('bad_input', 'A6', { where: 'items', why: `${id} stands before its parent` })
    above.add(id)
  }
  if (planDigest([...standing.values()]) !== seen) return refuse('agenda_stale', 'A7')
  const current = readSession(doc).currentItem
  if (current !== null && !ids.has(current))
    return refuse('agenda_current', 'A5', { title: standing.get(current)?.item.title ?? current })
  const rows = items.map(({ id, ...item }, order) => [id, { ...item, order }] as const)
  return {
    facts: treeOf(rows).flatMap(({ id, item }, order) => {
      const row = standing.get(id)?.item
      return row === undefined
        ? factsOf('agenda', id, { ...blankItem, ...item, order })
        : changesOf('agenda', id, row, { ...item, order })
    }),
    remove: [...standing.keys()]
      .filter((id) => !ids.has(id))
      .map((row) => ({ root: 'agenda', row })),
    output: {},
  }
}

export const addItem: Act<'agenda:add'> = (doc, { item: { id, ...item }, after }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const nodes = readAgenda(doc)
  if (nodes.length >= mostItems)
    return refuse('too_large', 'A8', { limit: `${String(mostItems)} items` })
  if (nodes.some((node) => node.id === id))
    return refuse('bad_input', 'A8', { where: 'item', why: 'there is one with this id' })
  const place = placeAfter(nodes, item.parent, after)
  if (place === null) return refuse('not_found', 'A8', { what: 'item' })
  return {
    facts: [
      ...factsOf('agenda', id, { ...blankItem, ...item, order: place }),
      ...reordered([...nodes.slice(0, place), null, ...nodes.slice(place)]),
    ],
    output: {},
  }
}

export const moveItem: Act<'agenda:move'> = (doc, { item, parent, before, seen }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const nodes = readAgenda(doc)
  const branch = branchOf(nodes, item)
  const [moved] = branch
  if (moved === undefined) return refuse('not_found', 'A9', { what: 'item' })
  if (orderDigest(nodes) !== seen) return refuse('agenda_stale', 'A7')
  if (branch.some(({ id }) => id === parent))
    return refuse('bad_input', 'A9', { where: 'parent', why: 'it stands under the item itself' })
  const rest = nodes.filter((node) => !branch.includes(node))
  const siblings = parent === null || rest.some(({ id }) => id === parent) ? rest : null
  const place = siblings === null ? null : placeBefore(siblings, parent, before)
  if (place === null) return refuse('not_found', 'A9', { what: 'item' })
  return {
    facts: [
      ...changesOf('agenda', item, moved.item, { parent }),
      ...reordered([...rest.slice(0, place), ...branch, ...rest.slice(place)]),
    ],
    output: {},
  }
}

/** The agenda as it is read from top to bottom. */
export function readAgenda(doc: Y.Doc): AgendaNode[] {
  return treeOf(readRows(doc, 'agenda'))
}

/** Where an item would stand right after a sibling, or as the first under its parent; null where there is no such place. */
function placeAfter(
  nodes: readonly AgendaNode[],
  parent: AgendaEntry['parent'],
  after: string | null,
): number | null {
  const at = (id: string) => nodes.findIndex((node) => node.id === id)
  if (after !== null) {
    const isThere = childrenOf(nodes, parent).some(({ id }) => id === after)
    return isThere ? at(after) + branchOf(nodes, after).length : null
  }
  if (parent === null) return 0
  return at(parent) === -1 ? null : at(parent) + 1
}

/** Where an item would stand right before a sibling, or as the last under its parent. */
function placeBefore(
  nodes: readonly AgendaNode[],
  parent: string | null,
  before: string | null,
): number | null {
  const at = (id: string) => nodes.findIndex((node) => node.id === id)
  if (before !== null)
    return childrenOf(nodes, parent).some(({ id }) => id === before) ? at(before) : null
  return parent === null ? nodes.length : at(parent) + branchOf(nodes, parent).length
}

/** The places that differ once the items stand like this; null is one that is not on the board yet. */
function reordered(nodes: readonly (AgendaNode | null)[]): Fact[] {
  return nodes.flatMap((node, order) =>
    node === null ? [] : changesOf('agenda', node.id, node.item, { order }),
  )
}
