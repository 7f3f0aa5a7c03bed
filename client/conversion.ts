// What is agreed and not yet turned into tasks: the work of staff, derived from the board.
import type { Agreement } from '#shared/agreement.ts'
import { type Figure, figureOf } from '#shared/figure.ts'
import type { pledgeKinds } from '#shared/pledge.ts'
import {
  releasedStates,
  type Task,
  taskedOf,
  taskIdOf,
  type TaskKind,
  taskTransitions,
  gatedStates,
  type TaskState,
} from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import type { Board } from './board.svelte.ts'

/** An agreed pledge and how much of it is in tasks already. */
export interface Conversion {
  /** Null where the pledge was agreed without a figure: then one task is all it takes. */
  readonly agreed: Figure | null
  readonly tasked: number
  readonly remaining: number
  readonly isDone: boolean
}

export function conversionOf(agreement: Agreement, tasks: readonly Task[]): Conversion {
  const agreed = figureOf(agreement)
  const tasked = taskedOf(tasks)
  const remaining = Math.max(0, (agreed?.value ?? 0) - tasked)
  const isDone =
    agreed === null ? tasks.some(({ state }) => !releasedStates.has(state)) : remaining === 0
  return { agreed, tasked, remaining, isDone }
}

/** Ids of agreed pledges with something left to convert, oldest gavel first. */
export interface Worklist {
  /** Their condition is open: nothing of them moves before it is settled (rule T6). */
  readonly settle: readonly string[]
  readonly ready: readonly string[]
  /** Their delegation takes no part and is given no task (rule T7). */
  readonly barred: readonly string[]
}

/** What waits for staff; tracks the versions of the roots it reads, not their cells. */
export function worklistOf(board: Board): Worklist {
  void [board.agreementVersion, board.taskVersion, board.rosterVersion, board.structure]
  const gavelled = [...board.agreements.rows]
    .filter(([id, { agreedAt, condition }]) => {
      return agreedAt !== null && condition !== 'failed' && board.pledges.rows.has(id)
    })
    .sort(([, a], [, b]) => (a.agreedAt ?? 0) - (b.agreedAt ?? 0))
  const settle: string[] = []
  const ready: string[] = []
  const barred: string[] = []
  for (const [id, agreement] of gavelled) {
    if (conversionOf(agreement, tasksIn(board, id)).isDone) continue
    if (board.roster.rows.get(ownerOf(id))?.stance === 'opted_out') barred.push(id)
    else if (agreement.condition === 'open') settle.push(id)
    else ready.push(id)
  }
  return { settle, ready, barred }
}

/** The kind of task that a kind of pledge becomes unless staff say otherwise. */
export const usualTask: Readonly<Record<(typeof pledgeKinds)[number], TaskKind>> = {
  equipment: 'shipment',
  ammunition: 'shipment',
  funding: 'payment',
  training: 'training',
  maintenance: 'maintenance',
}

export type Move = Exclude<TaskState, 'received' | 'planned'>

/** Where staff may move a task now, the likeliest step first (rules T4, T6). */
export function movesOf(task: Task, condition: Agreement['condition']): readonly Move[] {
  const isHeld = condition === 'open' || condition === 'failed'
  const moves = taskTransitions[task.state].filter((next): next is Move => {
    return next !== 'received' && next !== 'planned' && !(isHeld && gatedStates.has(next))
  })
  // From a hub, and where there is none on the way, the next step is the last one.
  const isNearEnd = task.state === 'at_node' || (task.state === 'moving' && task.node === null)
  return isNearEnd ? moves.sort((a, b) => rank(a) - rank(b)) : moves
}

function rank(move: Move): number {
  return move === 'handed_over' ? 0 : 1
}

/** These end a task; they are asked twice. */
export const endings: ReadonlySet<TaskState> = releasedStates

/** What a received task lacks, in its own figure. */
export function shortOf(task: Task): number {
  const held = figureOf(task)
  return held === null || task.received === null ? 0 : held.value - task.received
}

function tasksIn(board: Board, pledge: string): Task[] {
  const tasks: Task[] = []
  for (let n = 1; ; n++) {
    const task = board.tasks.rows.get(taskIdOf(pledge, n))
    if (task === undefined) return tasks
    tasks.push(task)
  }
}
