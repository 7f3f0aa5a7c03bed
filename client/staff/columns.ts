// The columns of the board by state, and which of them a task may go to from where it stands.
import { releasedStates, type Task, type TaskState } from '#shared/task.ts'
import { endings, type Move } from '../conversion.ts'

/** What is lost, returned or cancelled stands together: nothing goes on from there. */
export const columns = [
  'planned',
  'cleared',
  'moving',
  'at_node',
  'handed_over',
  'received',
  'ended',
] as const
export type Column = (typeof columns)[number]

export function columnOf(state: TaskState): Column {
  return releasedStates.has(state) ? 'ended' : (state as Exclude<Column, 'ended'>)
}

/** The tasks of each column, what moved last on top. */
export function columnsOf(
  tasks: readonly (readonly [id: string, task: Task])[],
): Readonly<Record<Column, readonly string[]>> {
  const sorted = tasks.toSorted(
    ([a, one], [b, other]) => other.movedAt - one.movedAt || (a < b ? -1 : 1),
  )
  const groups = Map.groupBy(sorted, ([, { state }]) => columnOf(state))
  const idsOf = (column: Column) => (groups.get(column) ?? []).map(([id]) => id)
  return {
    planned: idsOf('planned'),
    cleared: idsOf('cleared'),
    moving: idsOf('moving'),
    at_node: idsOf('at_node'),
    handed_over: idsOf('handed_over'),
    received: idsOf('received'),
    ended: idsOf('ended'),
  }
}

/** The move that takes a task one way along the board, if one does; endings are never a matter of a slip of the hand. */
export function moveAlong(task: Task, moves: readonly Move[], way: 1 | -1): Move | null {
  const at = columns.indexOf(columnOf(task.state))
  const open = moves.filter((move) => !endings.has(move))
  if (way === -1) return open.find((move) => columns.indexOf(columnOf(move)) < at) ?? null
  return open.find((move) => columns.indexOf(columnOf(move)) > at) ?? null
}
