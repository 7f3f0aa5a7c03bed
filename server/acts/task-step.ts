// What becomes of a task: it moves, leaves in parts, is planned anew, received, and what is missing is settled.
import type * as Y from 'yjs'
import { readRow, readRows, readTasksOf } from '#shared/board.ts'
import { type Figure, figureFields, figureOf, figureText, measureText } from '#shared/figure.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { consentsOf } from '#shared/share.ts'
import {
  differenceOf,
  gatedStates,
  openStates,
  pledgeOf,
  type Task,
  taskIdOf,
  type TaskState,
  taskTransitions,
} from '#shared/task.ts'
import { mostSurplus } from '#shared/weight-limit.ts'
import type { Act } from './act.ts'
import { changesOf, factsOf, stateText } from './fact.ts'
import { maxTasks, newTask } from './task.ts'

export const moveTask: Act<'task:move'> = (doc, { task: id, from, to, trainees }, { now }) => {
  const task = readRow(doc, 'tasks', id)
  if (task === null) return refuse('not_found', 'T4', { what: 'task' })
  if (task.state !== from) return refuse('task_stale', 'T5', { state: stateText(task.state) })
  const next = taskTransitions[from]
  if (!next.includes(to))
    return refuse('task_transition', 'T4', {
      from: stateText(from),
      to: stateText(to),
      next: next.map(stateText).join(', ') || 'nothing',
    })
  const held = gatedStates.has(to) ? refuseHeld(doc, pledgeOf(id)) : null
  if (held !== null) return held
  const counted = countTrainees(task, from, to, trainees)
  if ('code' in counted) return counted
  return { facts: factsOf('tasks', id, { state: to, movedAt: now, ...counted }), output: {} }
}

/** Of a course: who began it when it starts, who completed it when it ends, never more than began (rule T17). */
function countTrainees(
  task: Task,
  from: TaskState,
  to: TaskState,
  trainees: number | null,
): Refusal | { readonly started?: number } | { readonly completed?: number } {
  if (trainees === null) return {}
  const begins = from === 'cleared' && to === 'moving'
  const ends = to === 'handed_over'
  if (task.kind !== 'training' || (!begins && !ends)) return refuse('trainees_misplaced', 'T17')
  if (begins) return { started: trainees }
  return task.started !== null && trainees > task.started
    ? refuse('trainees_exceed', 'T17', { completed: trainees, started: task.started })
    : { completed: trainees }
}

/** Part of a consignment leaves apart, as a task of its own; the two together hold what the one held. */
export const partTask: Act<'task:part'> = (doc, { task: id, value, ...plan }, { now }) => {
  const task = readRow(doc, 'tasks', id)
  if (task === null) return refuse('not_found', 'T13', { what: 'task' })
  if (!openStates.has(task.state))
    return refuse('task_settled', 'T13', { state: stateText(task.state) })
  const held = figureOf(task)
  if (held === null) return refuse('receipt_no_figure', 'T13')
  if (value >= held.value)
    return refuse('part_whole', 'T13', {
      part: figureText({ ...held, value }),
      held: figureText(held),
    })
  const pledge = pledgeOf(id)
  const n = readTasksOf(doc, pledge).length + 1
  if (n > maxTasks)
    return refuse('too_large', 'T13', {
      limit: `${maxTasks.toLocaleString('en')} tasks of a pledge`,
    })
  const { kind, title, line, state, responsible } = task
  return {
    facts: [
      ...changesOf('tasks', id, task, {
        ...figureFields({ ...held, value: held.value - value }),
      }),
      ...factsOf('tasks', taskIdOf(pledge, n), {
        ...newTask,
        ...{ kind, title, line, state, responsible, ...plan },
        node: plan.node ?? task.node,
        window: plan.window ?? task.window,
        mode: plan.mode ?? task.mode,
        ...figureFields({ ...held, value }),
        partedFrom: id,
        createdAt: now,
        movedAt: now,
      }),
    ],
    output: { task: taskIdOf(pledge, n) },
  }
}

export const planTask: Act<'task:plan'> = (doc, { task: id, seen, reason, ...plan }) => {
  const task = readRow(doc, 'tasks', id)
  if (task === null) return refuse('not_found', 'T14', { what: 'task' })
  if (!openStates.has(task.state))
    return refuse('task_settled', 'T14', { state: stateText(task.state) })
  if (task.window !== seen) return refuse('window_stale', 'T14', { window: task.window ?? '–' })
  // The first date needs no reason; another one does.
  const isMoved = plan.window !== seen
  if (isMoved && seen !== null && reason === null) return refuse('window_reason', 'T14')
  const hub = plan.node === null ? null : readRow(doc, 'hubs', plan.node)
  if (hub?.closed === true && plan.node !== task.node)
    return refuse('hub_closed', 'T16', { hub: hub.name })
  const facts = changesOf('tasks', id, task, {
    ...plan,
    windowReason: isMoved ? reason : task.windowReason,
  })
  return { facts, output: {} }
}

export const receiveTask: Act<'task:receive'> = (doc, input, { actor, now }) => {
  const { task: id, received, note, as } = input
  const task = readRow(doc, 'tasks', id)
  if (task === null) return refuse('not_found', 'T8', { what: 'task' })
  if (task.state !== 'handed_over')
    return refuse('receipt_state', 'T8', { state: stateText(task.state) })
  const refusal =
    refuseReceipt(figureOf(task), received, note) ?? refuseSurplus(doc, task, received)
  if (refusal !== null) return refusal
  return {
    facts: factsOf('tasks', id, {
      state: 'received',
      movedAt: now,
      received,
      receiptNote: note,
      receivedAt: now,
      receivedBy: actor.name,
      receivedAs: as,
    }),
    output: {},
  }
}

/** Staff say what became of the difference; until then what is missing is still held (rules T3, T15). */
export const adjustTask: Act<'task:adjust'> = (doc, { task: id, reason, note }, { actor, now }) => {
  const task = readRow(doc, 'tasks', id)
  if (task === null) return refuse('not_found', 'T15', { what: 'task' })
  const held = figureOf(task)
  const difference = differenceOf(task)
  if (held === null || difference === null || difference === 0) return refuse('adjust_none', 'T15')
  if (task.adjustReason !== null) return refuse('adjust_done', 'T15')
  if ((reason === 'surplus') !== difference > 0)
    return refuse('adjust_reason', 'T15', {
      difference: figureText({ ...held, value: Math.abs(difference) }),
      side: difference > 0 ? 'more' : 'less',
    })
  return {
    facts: factsOf('tasks', id, {
      adjustReason: reason,
      adjustNote: note,
      adjustedAt: now,
      adjustedBy: actor.name,
    }),
    output: {},
  }
}

/** What a pledge depends on holds its tasks: its condition (rule T6), and the consents of third states (rule T12). */
function refuseHeld(doc: Y.Doc, id: string): Refusal | null {
  const pledge = readRow(doc, 'pledges', id)
  const agreement = readRow(doc, 'agreements', id)
  if (pledge === null) return null
  const state = agreement?.condition
  if (state === 'open' || state === 'failed')
    return refuse(state === 'open' ? 'condition_open' : 'condition_failed', 'T6', {
      condition: pledge.condition ?? '',
    })
  const missing = consentsOf(pledge, agreement).find((consent) => consent.state !== 'granted')
  return missing === undefined
    ? null
    : refuse('consent_missing', 'T12', { origin: missing.origin, state: missing.state })
}

/** Rule M15: what came beyond what tasks held is added up too. */
function refuseSurplus(doc: Y.Doc, task: Task, received: number | null): Refusal | null {
  const more = differenceOf({ ...task, received }) ?? 0
  if (more <= 0) return null
  let surplus = more
  for (const other of readRows(doc, 'tasks').values())
    surplus += Math.max(0, differenceOf(other) ?? 0)
  return surplus > mostSurplus ? refuse('too_large', 'M15', { limit: String(mostSurplus) }) : null
}

function refuseReceipt(
  held: Figure | null,
  received: number | null,
  note: string | null,
): Refusal | null {
  if (held === null) return received === null ? null : refuse('receipt_no_figure', 'T10')
  if (received === null)
    return refuse('receipt_figure', 'T10', { figure: measureText(held.measure) })
  if (received > held.value && note === null)
    return refuse('receipt_exceeds', 'T9', {
      received: figureText({ ...held, value: received }),
      quantity: figureText(held),
    })
  return received < held.value && note === null ? refuse('receipt_note', 'T9') : null
}
