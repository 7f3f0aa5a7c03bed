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

export const transportModes = ['road', 'rail', 'air', 'sea'] as const
export type TransportMode = (typeof transportModes)[number]
export const receiptConditions = ['good', 'damaged', 'incomplete'] as const
export type ReceiptCondition = (typeof receiptConditions)[number]
/** `surplus` where more came than the task held, the others where less did. */
export const adjustReasons = [
  'to_follow',
  'lost',
  'damaged',
  'miscounted',
  'written_off',
  'surplus',
] as const
export type AdjustReason = (typeof adjustReasons)[number]

/** Keyed by task id, which begins with the id of its pledge. Written by the server alone. */
export interface Task {
  readonly kind: TaskKind
  readonly title: string
  readonly quantity: number | null
  readonly unit: Unit | null
  readonly amountMinor: number | null
  readonly currency: Currency | null
  readonly state: TaskState
  /** Which line of the agreed pledge it holds of, from 0. */
  readonly line: number
  /** The hub it goes through, by its id; a place in words where it is none. */
  readonly node: string | null
  readonly mode: TransportMode | null
  /** Whole tonnes, for the load of a hub. */
  readonly tonnes: number | null
  /** When it is to arrive, or to be paid, as said; the field's history keeps earlier ones. */
  readonly window: string | null
  /** Why the window is another than before (rule T14). */
  readonly windowReason: string | null
  /** The task it was parted from, to leave apart (rule T13). */
  readonly partedFrom: string | null
  /** Trainees who began and who completed a course. */
  readonly started: number | null
  readonly completed: number | null
  readonly responsible: string | null
  readonly createdAt: number
  readonly movedAt: number
  /** What Kyiv confirmed, in the task's own figure; null until then. May be less than the task holds. */
  readonly received: number | null
  readonly receiptNote: string | null
  readonly receivedAt: number | null
  readonly receivedBy: string | null
  /** In what state it was when it was received. */
  readonly receivedAs: ReceiptCondition | null
  /** What became of the difference between what the task held and what was received (rule T15). */
  readonly adjustReason: AdjustReason | null
  readonly adjustNote: string | null
  readonly adjustedAt: number | null
  readonly adjustedBy: string | null
}

/** Of a task that was made before the field was. */
export const blankTask = {
  line: 0,
  mode: null,
  tonnes: null,
  windowReason: null,
  partedFrom: null,
  started: null,
  completed: null,
  receivedAs: null,
  adjustReason: null,
  adjustNote: null,
  adjustedAt: null,
  adjustedBy: null,
} as const

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

/** Until it is handed over a task may be planned anew, or leave in parts (rules T13, T14). */
export const openStates: ReadonlySet<TaskState> = new Set([
  'planned',
  'cleared',
  'moving',
  'at_node',
])

/** What a task holds of its line: what is missing at its receipt is held until it is said what becomes of it (T3, T15). */
export function heldBy(task: Task): number {
  if (releasedStates.has(task.state)) return 0
  const held = figureOf(task)?.value ?? 0
  const isSettled = task.adjustReason !== null && task.adjustReason !== 'written_off'
  return isSettled ? (task.received ?? held) : held
}

/** What the tasks hold together (rules T2, T3). */
export function taskedOf(tasks: Iterable<Task>): number {
  let tasked = 0
  for (const task of tasks) tasked += heldBy(task)
  return tasked
}

export function receivedOf(tasks: Iterable<Task>): number {
  let received = 0
  for (const task of tasks) received += task.received ?? 0
  return received
}

/** Received less what the task held: below zero where something is missing. Null as long as nothing was received. */
export function differenceOf(task: Task): number | null {
  const held = figureOf(task)
  return held === null || task.received === null ? null : task.received - held.value
}

/** What will never come, as staff settled it: it is open again in what it was pledged for. */
export function writtenOffOf(tasks: Iterable<Task>): number {
  let off = 0
  for (const task of tasks)
    if (task.adjustReason === 'written_off') off += Math.max(0, -(differenceOf(task) ?? 0))
  return off
}

/** The pledge a task was made of. */
export function pledgeOf(taskId: string): string {
  return taskId.slice(0, taskId.lastIndexOf('.'))
}

/** The id of a pledge's n-th task, n from 1 without gaps: a pledge's tasks are found without a search. */
export function taskIdOf(pledge: string, n: number): string {
  return `${pledge}.${String(n)}`
}
