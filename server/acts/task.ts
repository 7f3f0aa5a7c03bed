// Making tasks of an agreed pledge, moving them, and confirming their receipt.
import type * as Y from 'yjs'
import { readRow, readTasksOf } from '#shared/board.ts'
import type { TaskPart } from '#shared/commands/pledges.ts'
import {
  type Figure,
  figureFields,
  figureOf,
  figureText,
  isCurrency,
  measureText,
} from '#shared/figure.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import {
  gatedStates,
  pledgeOf,
  type Task,
  taskedOf,
  taskIdOf,
  taskTransitions,
} from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import type { Act } from './act.ts'
import { factsOf, stateText } from './fact.ts'

/** The running number in a task's id has four digits. */
const maxTasks = 9999

export const createTasks: Act<'task:create'> = (doc, { pledge, parts }, { now }) => {
  if (readRow(doc, 'pledges', pledge) === null) return refuse('not_found', 'T1', { what: 'pledge' })
  const agreement = readRow(doc, 'agreements', pledge)
  if (agreement === null || agreement.agreedAt === null) return refuse('not_agreed', 'T1')
  if (readRow(doc, 'roster', ownerOf(pledge))?.stance === 'opted_out')
    return refuse('opted_out', 'T7')
  const figure = figureOf(agreement)
  const tasks = readTasksOf(doc, pledge)
  if (tasks.length + parts.length > maxTasks)
    return refuse('too_large', 'T1', {
      limit: `${maxTasks.toLocaleString('en')} tasks of a pledge`,
    })
  const refusal = refuseFigures(figure, parts) ?? refuseSum(figure, tasks, parts)
  if (refusal !== null) return refusal
  const ids = parts.map((_, i) => taskIdOf(pledge, tasks.length + 1 + i))
  return {
    facts: parts.flatMap(({ quantity, amountMinor, ...part }, i) =>
      factsOf('tasks', ids[i] ?? '', {
        ...part,
        ...figureFields(figure && { ...figure, value: quantity ?? amountMinor ?? 0 }),
        state: 'planned',
        createdAt: now,
        movedAt: now,
        received: null,
        receiptNote: null,
        receivedAt: null,
        receivedBy: null,
      }),
    ),
    output: { tasks: ids },
  }
}

export const moveTask: Act<'task:move'> = (doc, { task: id, from, to }, { now }) => {
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
  const held = gatedStates.has(to) ? refuseCondition(doc, pledgeOf(id)) : null
  return held ?? { facts: factsOf('tasks', id, { state: to, movedAt: now }), output: {} }
}

export const receiveTask: Act<'task:receive'> = (
  doc,
  { task: id, received, note },
  { actor, now },
) => {
  const task = readRow(doc, 'tasks', id)
  if (task === null) return refuse('not_found', 'T8', { what: 'task' })
  if (task.state !== 'handed_over')
    return refuse('receipt_state', 'T8', { state: stateText(task.state) })
  const refusal = refuseReceipt(figureOf(task), received, note)
  if (refusal !== null) return refusal
  return {
    facts: factsOf('tasks', id, {
      state: 'received',
      movedAt: now,
      received,
      receiptNote: note,
      receivedAt: now,
      receivedBy: actor.name,
    }),
    output: {},
  }
}

/** Every part counts in the agreement's figure and in nothing else (rule T10). */
function refuseFigures(figure: Figure | null, parts: readonly TaskPart[]): Refusal | null {
  const inMoney = figure !== null && isCurrency(figure.measure)
  const inCount = figure !== null && !inMoney
  for (const part of parts) {
    if (part.quantity !== null && !inCount)
      return refuse('figure_foreign', 'T10', { figure: 'quantities' })
    if (part.amountMinor !== null && !inMoney)
      return refuse('figure_foreign', 'T10', { figure: 'money' })
    if (figure !== null && part.quantity === null && part.amountMinor === null)
      return refuse('figure_missing', 'T10', {
        figure: `${inMoney ? 'amount' : 'quantity'} in ${measureText(figure.measure)}`,
      })
  }
  return null
}

/** What is tasked already, unless released, and what is to be stay within the agreement (rules T2, T3). */
function refuseSum(
  agreed: Figure | null,
  tasks: readonly Task[],
  parts: readonly TaskPart[],
): Refusal | null {
  if (agreed === null) return null
  const tasked = taskedOf(tasks)
  let sum = tasked
  for (const part of parts) sum += part.quantity ?? part.amountMinor ?? 0
  if (sum <= agreed.value) return null
  const say = (value: number) => figureText({ ...agreed, value })
  return refuse('exceeds_agreed', 'T2', {
    sum: say(sum),
    agreed: say(agreed.value),
    tasked: say(tasked),
  })
}

function refuseCondition(doc: Y.Doc, pledge: string): Refusal | null {
  const state = readRow(doc, 'agreements', pledge)?.condition
  if (state !== 'open' && state !== 'failed') return null
  const condition = readRow(doc, 'pledges', pledge)?.condition ?? ''
  return refuse(state === 'open' ? 'condition_open' : 'condition_failed', 'T6', { condition })
}

function refuseReceipt(
  held: Figure | null,
  received: number | null,
  note: string | null,
): Refusal | null {
  if (held === null) return received === null ? null : refuse('receipt_no_figure', 'T10')
  if (received === null)
    return refuse('receipt_figure', 'T10', { figure: measureText(held.measure) })
  if (received > held.value)
    return refuse('receipt_exceeds', 'T9', {
      received: figureText({ ...held, value: received }),
      quantity: figureText(held),
    })
  return received < held.value && note === null ? refuse('receipt_note', 'T9') : null
}
