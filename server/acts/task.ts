// Making tasks of an agreed pledge.
import { agreedOf } from '#shared/agreement.ts'
import { readRow, readTasksOf } from '#shared/board.ts'
import type { TaskPart } from '#shared/commands/pledges.ts'
import { type Figure, figureFields, figureText, isCurrency, measureText } from '#shared/figure.ts'
import { linesOf } from '#shared/line.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { blankTask, type Task, taskedOf, taskIdOf } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import type { Act } from './act.ts'
import { factsOf } from './fact.ts'

/** The running number in a task's id has four digits. */
export const maxTasks = 9999

/** What every task begins with. */
export const newTask = {
  ...blankTask,
  state: 'planned',
  received: null,
  receiptNote: null,
  receivedAt: null,
  receivedBy: null,
} as const

export const createTasks: Act<'task:create'> = (doc, { pledge: id, parts }, { now }) => {
  const pledge = readRow(doc, 'pledges', id)
  if (pledge === null) return refuse('not_found', 'T1', { what: 'pledge' })
  const agreement = readRow(doc, 'agreements', id)
  if (agreement === null || agreement.agreedAt === null) return refuse('not_agreed', 'T1')
  if (readRow(doc, 'roster', ownerOf(id))?.stance === 'opted_out') return refuse('opted_out', 'T7')
  const tasks = readTasksOf(doc, id)
  if (tasks.length + parts.length > maxTasks)
    return refuse('too_large', 'T1', {
      limit: `${maxTasks.toLocaleString('en')} tasks of a pledge`,
    })
  for (const [line, own] of Map.groupBy(parts, (part) => part.line)) {
    if (linesOf(pledge)[line] === undefined) return refuse('not_found', 'T10', { what: 'line' })
    const figure = agreedOf(pledge, agreement, line)
    const beside = tasks.filter((task) => task.line === line)
    const refusal = refuseFigures(figure, own) ?? refuseSum(figure, beside, own)
    if (refusal !== null) return refusal
  }
  const ids = parts.map((_, i) => taskIdOf(id, tasks.length + 1 + i))
  return {
    facts: parts.flatMap(({ quantity, amountMinor, ...part }, i) => {
      const figure = agreedOf(pledge, agreement, part.line)
      return factsOf('tasks', ids[i] ?? '', {
        ...newTask,
        ...part,
        ...figureFields(figure && { ...figure, value: quantity ?? amountMinor ?? 0 }),
        createdAt: now,
        movedAt: now,
      })
    }),
    output: { tasks: ids },
  }
}

/** Every part counts in the figure of its line and in nothing else (rule T10). */
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
