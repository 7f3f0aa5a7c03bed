// Delivery, training, payment and maintenance tasks that staff make of an agreed pledge.
import { figureOf } from './figure.ts'
import type { Currency } from './money.ts'
import type { Unit } from './quantity.ts'
import { z } from './z.ts'

export const taskKinds = ['shipment', 'training', 'payment', 'maintenance'] as const
export type TaskKind = (typeof taskKinds)[number]

export const taskStates = [
  'planned',
  'cleared',
  'moving',
  'at_node',
  'handed_over',
  'received',
  'lost',
  'returned',
  'cancelled',
] as const
export const taskStateSchema = z.enum(taskStates)
export type TaskState = z.infer<typeof taskStateSchema>

/** Keyed by task id, which begins with the id of its pledge. Written by the server alone. */
export interface Task {
  readonly kind: TaskKind
  readonly title: string
  readonly quantity: number | null
  readonly unit: Unit | null
  readonly amountMinor: number | null
  readonly currency: Currency | null
  readonly state: TaskState
  readonly node: string | null
  readonly window: string | null
  readonly responsible: string | null
  readonly createdAt: number
  readonly movedAt: number
  /** What Kyiv confirmed, in the task's own figure; null until then. May be less than the task holds. */
  readonly received: number | null
  readonly receiptNote: string | null
  readonly receivedAt: number | null
  readonly receivedBy: string | null
}

/** Legal transitions by formal act of staff (rule T4). `received` is reached by Kyiv's receipt only (rule T8). */
export const taskTransitions: Readonly<Record<TaskState, readonly TaskState[]>> = {
  planned: ['cleared', 'cancelled'],
  cleared: ['moving', 'cancelled'],
  moving: ['at_node', 'handed_over', 'lost', 'returned'],
  at_node: ['moving', 'handed_over', 'lost', 'returned'],
  handed_over: ['returned'],
  received: [],
  lost: [],
  returned: [],
  cancelled: [],
}

/** Tasks in these states hold nothing of the agreed quantity any more: it may be tasked again (rule T3). */
export const releasedStates: ReadonlySet<TaskState> = new Set(['lost', 'returned', 'cancelled'])

/** States that mean the goods have left, or may leave, their owner (rule T6). */
export const gatedStates: ReadonlySet<TaskState> = new Set([
  'cleared',
  'moving',
  'at_node',
  'handed_over',
])

/** What the tasks of a pledge hold of its agreed figure (rules T2, T3). */
export function taskedOf(tasks: Iterable<Task>): number {
  let tasked = 0
  for (const task of tasks)
    if (!releasedStates.has(task.state)) tasked += figureOf(task)?.value ?? 0
  return tasked
}

/** The pledge a task was made of. */
export function pledgeOf(taskId: string): string {
  return taskId.slice(0, taskId.lastIndexOf('.'))
}

/** The id of a pledge's n-th task, n from 1 without gaps: a pledge's tasks are found without a search. */
export function taskIdOf(pledge: string, n: number): string {
  return `${pledge}.${String(n)}`
}
