// Going through the agenda: which item is open, which are done, and which are put off.
import type * as Y from 'yjs'
import { type AgendaNode, branchOf, type ItemState } from '#shared/agenda.ts'
import { readSession } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import { isUndoable } from '#shared/undo.ts'
import type { Act, Fact } from './act.ts'
import { readAgenda } from './agenda.ts'
import { endBreakFacts } from './break.ts'
import { factsOf } from './fact.ts'
import { stopSpeechFacts } from './floor.ts'
import { refuseIfClosed, refuseUnlessOpen } from './session.ts'

export const nextItem: Act<'agenda:next'> = (doc, _, { now }) => {
  const notOpen = refuseUnlessOpen(doc, 'A4')
  if (notOpen !== null) return notOpen
  const { nodes, at } = readPlace(doc)
  if (nodes.length === 0) return refuse('agenda_empty', 'A3')
  const to = nodes.find(({ item }, i) => i > at && item.state === 'pending')
  if (to === undefined) return refuse('agenda_end', 'A3')
  return { facts: turn(doc, nodes[at], 'closed', to, now), output: { item: to.id } }
}

export const previousItem: Act<'agenda:previous'> = (doc, _, { now }) => {
  const notOpen = refuseUnlessOpen(doc, 'A4')
  if (notOpen !== null) return notOpen
  const { nodes, at } = readPlace(doc)
  if (nodes.length === 0) return refuse('agenda_empty', 'A3')
  const to = nodes.findLast(({ item }, i) => i < at && item.state !== 'deferred')
  if (to === undefined) return refuse('agenda_start', 'A3')
  return { facts: turn(doc, nodes[at], 'pending', to, now), output: { item: to.id } }
}

export const goToItem: Act<'agenda:go'> = (doc, { item, leave }, { now }) => {
  const notOpen = refuseUnlessOpen(doc, 'A4')
  if (notOpen !== null) return notOpen
  const { nodes, at } = readPlace(doc)
  const to = nodes.find(({ id }) => id === item)
  if (to === undefined) return refuse('not_found', 'A10', { what: 'item' })
  if (to === nodes[at]) return refuse('agenda_here', 'A10', { title: to.item.title })
  return { facts: turn(doc, nodes[at], leave, to, now), output: {} }
}

export const deferItem: Act<'agenda:defer'> = (doc, { item, deferred }, { now }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const { nodes, at } = readPlace(doc)
  const branch = branchOf(nodes, item)
  const [top] = branch
  if (top === undefined) return refuse('not_found', 'A11', { what: 'item' })
  const { state, title } = top.item
  const has = (...wanted: ItemState[]) => branch.some(({ item }) => wanted.includes(item.state))
  if (!deferred) {
    if (!has('deferred')) return refuse('agenda_not_deferred', 'A11', { title })
    return { facts: stated(branch, 'deferred', 'pending'), output: {} }
  }
  if (!has('pending', 'open'))
    return refuse(state === 'deferred' ? 'agenda_deferred' : 'agenda_done', 'A11', { title })
  const facts = stated(branch, 'pending', 'deferred')
  const current = nodes[at]
  if (current === undefined || !branch.includes(current)) return { facts, output: {} }
  const notOpen = refuseUnlessOpen(doc, 'A4')
  if (notOpen !== null) return notOpen
  const to = nodes.find(
    (node, i) => i > at && node.item.state === 'pending' && !branch.includes(node),
  )
  return { facts: [...facts, ...turn(doc, current, 'deferred', to, now)], output: {} }
}

/** The agenda as it is read, and where the current item stands in it: -1 before the first. */
function readPlace(doc: Y.Doc): { nodes: AgendaNode[]; at: number } {
  const nodes = readAgenda(doc)
  const { currentItem } = readSession(doc)
  return { nodes, at: nodes.findIndex(({ id }) => id === currentItem) }
}

/** Leaves one item and opens another, or none. What was left a moment ago goes on by its own clock (rule A12). */
function turn(
  doc: Y.Doc,
  from: AgendaNode | undefined,
  left: Exclude<ItemState, 'open'>,
  to: AgendaNode | undefined,
  now: number,
): Fact[] {
  const goesOn = to !== undefined && isUndoable(to.item.endedAt, now)
  const beganAt = (goesOn ? to.item.beganAt : null) ?? now
  return [
    ...stopSpeechFacts(doc, now),
    ...(to?.item.kind === 'break' ? [] : endBreakFacts(doc)),
    ...(from === undefined
      ? []
      : factsOf('agenda', from.id, {
          state: left,
          ...(left === 'closed' ? { endedAt: now } : { beganAt: null, endedAt: null }),
        })),
    ...(to === undefined
      ? []
      : factsOf('agenda', to.id, { state: 'open', beganAt, endedAt: null })),
    ...factsOf('session', '', {
      currentItem: to?.id ?? null,
      itemSince: to === undefined ? null : beganAt,
    }),
  ]
}

function stated(branch: readonly AgendaNode[], from: ItemState, to: ItemState): Fact[] {
  return branch
    .filter(({ item }) => item.state === from)
    .flatMap(({ id }) => factsOf('agenda', id, { state: to }))
}
