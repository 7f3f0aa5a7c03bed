// What is agreed and not yet turned into tasks: the work of staff, derived from the board.
import { agreedOf, type Agreement } from '#shared/agreement.ts'
import type { Figure } from '#shared/figure.ts'
import { linesOf } from '#shared/line.ts'
import type { Pledge } from '#shared/pledge.ts'
import { consentsOf } from '#shared/share.ts'
import {
  differenceOf,
  releasedStates,
  type Task,
  taskedOf,
  taskIdOf,
  taskTransitions,
  gatedStates,
  type TaskState,
} from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import type { Board } from './board.svelte.ts'

/** A line of an agreed pledge and how much of it is in tasks already. */
export interface Conversion {
  /** From 0. */
  readonly line: number
  /** Null where it was agreed without a figure: then one task is all it takes. */
  readonly agreed: Figure | null
  readonly item: string | null
  readonly tasked: number
  readonly remaining: number
  readonly isDone: boolean
}

/** The lines of an agreed pledge in their order. */
export function conversionsOf(
  pledge: Pledge,
  agreement: Agreement,
  tasks: readonly Task[],
): readonly Conversion[] {
  return linesOf(pledge).flatMap(({ item }, line): Conversion[] => {
    const own = tasks.filter((task) => task.line === line)
    const agreed = agreedOf(pledge, agreement, line)
    // A line in words beside others that count is nothing to make tasks of.
    if (agreed === null && pledge.lines !== null) return []
    const tasked = taskedOf(own)
    const remaining = Math.max(0, (agreed?.value ?? 0) - tasked)
    const isDone =
      agreed === null ? own.some(({ state }) => !releasedStates.has(state)) : remaining === 0
    return [{ line, agreed, item, tasked, remaining, isDone }]
  })
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
    const pledge = board.pledges.rows.get(id)
    if (pledge === undefined) continue
    if (conversionsOf(pledge, agreement, tasksIn(board, id)).every(({ isDone }) => isDone)) continue
    if (board.roster.rows.get(ownerOf(id))?.stance === 'opted_out') barred.push(id)
    else if (agreement.condition === 'open') settle.push(id)
    else ready.push(id)
  }
  return { settle, ready, barred }
}

export type Move = Exclude<TaskState, 'received' | 'planned'>

/** Why nothing of a pledge moves: its condition, or the first consent that is not granted (rules T6, T12). */
export function holdOf(
  pledge: Pledge,
  agreement: Agreement | null,
): { readonly condition: 'open' | 'failed' } | { readonly origin: string } | null {
  const condition = agreement?.condition
  if (condition === 'open' || condition === 'failed') return { condition }
  const missing = consentsOf(pledge, agreement).find(({ state }) => state !== 'granted')
  return missing === undefined ? null : { origin: missing.origin }
}

/** Where staff may move a task now, the likeliest step first (rule T4). */
export function movesOf(task: Task, isHeld: boolean): readonly Move[] {
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

/** A course starts or ends with that: how many began or completed it is part of the act (rule T17). */
export function asksTrainees(task: Task, to: Move): boolean {
  const starts = task.state === 'cleared' && to === 'moving'
  return task.kind === 'training' && (starts || to === 'handed_over')
}

/** These end a task; they are asked twice. */
export const endings: ReadonlySet<TaskState> = releasedStates

/** What a received task lacks, in its own figure; 0 where nothing does. */
export function shortOf(task: Task): number {
  return Math.max(0, -(differenceOf(task) ?? 0))
}

function tasksIn(board: Board, pledge: string): Task[] {
  const tasks: Task[] = []
  for (let n = 1; ; n++) {
    const task = board.tasks.rows.get(taskIdOf(pledge, n))
    if (task === undefined) return tasks
    tasks.push(task)
  }
}
