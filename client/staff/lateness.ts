// Which tasks are late: those that should have arrived by now and have not.
import { spanOf } from '#shared/dates.ts'
import type { Task, TaskState } from '#shared/task.ts'

/** Not there yet. What is handed over has arrived: it waits for Kyiv alone. */
const awaited: ReadonlySet<TaskState> = new Set(['planned', 'cleared', 'moving', 'at_node'])

/** The day of a moment where this device is, as an ISO date. */
export function dayOf(at: number): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Days beyond the end of its window; 0 where it is not late, or nobody said when. */
export function daysLate(task: Task, today: string): number {
  const span = awaited.has(task.state) ? spanOf(task.window, task.createdAt) : null
  return span === null ? 0 : Math.max(0, daysBetween(span.to, today))
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000
}
