// Tasks as a seat has them before it: which of them, in which groups, in which order.
import { capabilities } from '#shared/request.ts'
import { pledgeOf, type Task, type TaskKind, taskKinds, type TaskState } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import { holdOf, shortOf } from './conversion.ts'
import { placeName } from './hubs.ts'
import { collator, say } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'
import { dayOf, daysLate } from './staff/lateness.ts'

export const groupings = ['state', 'delegation', 'capability', 'kind'] as const
export type Grouping = (typeof groupings)[number]
/** `short`: less was received than they hold. `held`: they wait for a condition or a consent. `late`: they should have arrived. */
export type StateChoice = TaskState | 'all' | 'short' | 'held' | 'late'

export interface TaskFilter {
  query: string
  state: StateChoice
  kind: TaskKind | 'all'
}

/** With the delegation, which the desk has for all its views. */
export type WholeFilter = Readonly<TaskFilter> & { readonly delegation: string | null }

export interface TaskChoice extends TaskFilter {
  grouping: Grouping
  /** In which order the states stand: what waits for this seat comes first. */
  readonly order: readonly TaskState[]
}

/** All tasks, by how far they are, in the order of states of whoever looks. */
export function allTasks(order: readonly TaskState[]): TaskChoice {
  return { query: '', state: 'all', kind: 'all', grouping: 'state', order }
}

export type TaskLine =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly rem: number
      readonly name: string
      readonly count: number
      readonly unfolded: boolean
    }
  | { readonly kind: 'task'; readonly key: string; readonly rem: number; readonly id: string }

/** In rem. */
export interface Heights {
  readonly group: number
  readonly task: number
}

/** Tracks the tasks as a whole, not one by one: made anew when any of them changes. */
export function tasksThat(room: Room, filter: WholeFilter): [id: string, task: Task][] {
  const { board } = room
  void [board.taskVersion, board.structure, board.rosterVersion, board.agreementVersion]
  const words = filter.query.toLowerCase().split(/\s+/u).filter(Boolean)
  return [...board.tasks.rows].filter(
    ([id, task]) =>
      (filter.delegation === null || ownerOf(id) === filter.delegation) &&
      (filter.kind === 'all' || task.kind === filter.kind) &&
      isInState(room, id, task, filter.state) &&
      hasWords(room, id, task, words),
  )
}

export function isFiltered({ query, state, kind, delegation }: WholeFilter): boolean {
  return query !== '' || state !== 'all' || kind !== 'all' || delegation !== null
}

export function taskLinesOf(
  room: Room,
  choice: TaskChoice,
  heights: Heights,
): { lines: TaskLine[]; count: number } {
  const { desk } = room
  const shown = tasksThat(room, { ...choice, delegation: desk.delegation })
  const groups = Map.groupBy(shown, ([id, task]) => groupOf(room, id, task, choice.grouping))
  const lines: TaskLine[] = []
  for (const group of orderOf(room, [...groups.keys()], choice)) {
    const tasks = groups.get(group) ?? []
    tasks.sort((a, b) => byState(choice.order, a, b))
    const key = `group-${choice.grouping}-${group}`
    const unfolded = desk.isUnfolded(key, true)
    const name = nameOf(room, group, choice.grouping)
    lines.push({ kind: 'group', key, rem: heights.group, name, count: tasks.length, unfolded })
    if (unfolded)
      for (const [id] of tasks) lines.push({ kind: 'task', key: id, rem: heights.task, id })
  }
  return { lines, count: shown.length }
}

/** The delegations that have tasks, by name. */
export function taskDelegationsOf(room: Room): { id: string; name: string }[] {
  void [room.board.taskVersion, room.board.rosterVersion]
  const ids = new Set([...room.board.tasks.rows.keys()].map(ownerOf))
  return [...ids]
    .map((id) => ({ id, name: room.nameOf(id) }))
    .sort((a, b) => collator().compare(a.name, b.name))
}

function isInState(room: Room, id: string, task: Task, state: StateChoice): boolean {
  if (state === 'all') return true
  if (state === 'short') return shortOf(task) > 0
  if (state === 'held') return isHeld(room, id, task)
  if (state === 'late') return daysLate(task, dayOf(room.session.now())) > 0
  return task.state === state
}

/** It might go, if its condition were settled and every consent given (rules T6, T12). */
function isHeld({ board }: Room, id: string, { state }: Task): boolean {
  if (state !== 'planned' && state !== 'cleared') return false
  const pledge = board.pledges.rows.get(pledgeOf(id))
  const agreement = board.agreements.rows.get(pledgeOf(id)) ?? null
  return pledge !== undefined && holdOf(pledge, agreement) !== null
}

function hasWords(room: Room, id: string, task: Task, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const { capability, taskKind, taskState } = say()
  const pledge = room.board.pledges.rows.get(pledgeOf(id))
  const text = [
    task.title,
    pledge?.title,
    room.nameOf(ownerOf(id)),
    ownerOf(id),
    placeName(room.board, task.node),
    task.window,
    task.responsible,
    task.receiptNote,
    taskKind[task.kind],
    taskState[task.kind][task.state],
    pledge === undefined ? null : capability[pledge.capability],
  ]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

function groupOf(room: Room, id: string, task: Task, grouping: Grouping): string {
  if (grouping === 'state') return task.state
  if (grouping === 'kind') return task.kind
  if (grouping === 'delegation') return ownerOf(id)
  return room.board.pledges.rows.get(pledgeOf(id))?.capability ?? 'general'
}

function orderOf(room: Room, groups: string[], { grouping, order }: TaskChoice): string[] {
  if (grouping === 'delegation')
    return groups.sort((a, b) => collator().compare(room.nameOf(a), room.nameOf(b)))
  const known: readonly string[] = { state: order, kind: taskKinds, capability: capabilities }[
    grouping
  ]
  return groups.sort((a, b) => known.indexOf(a) - known.indexOf(b))
}

function nameOf(room: Room, group: string, grouping: Grouping): string {
  if (grouping === 'delegation') return room.nameOf(group)
  const { capability, taskKind, taskState } = say()
  const names: Readonly<Record<string, string>> = {
    state: taskState.any,
    kind: taskKind,
    capability,
  }[grouping]
  return names[group] ?? group
}

/** Within a group by state, then what was moved last, then by the order in which tasks were made. */
function byState(
  order: readonly TaskState[],
  [a, one]: [string, Task],
  [b, other]: [string, Task],
): number {
  return (
    order.indexOf(one.state) - order.indexOf(other.state) ||
    other.movedAt - one.movedAt ||
    (a < b ? -1 : 1)
  )
}
