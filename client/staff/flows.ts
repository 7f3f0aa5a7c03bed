// What flows from whom through which hub to Ukraine, in one measure at a time (rule M1), and how full the hubs get.
import { type Span, spanOf } from '#shared/dates.ts'
import { figureOf, isCurrency } from '#shared/figure.ts'
import type { Hub } from '#shared/hub.ts'
import type { Unit } from '#shared/quantity.ts'
import { releasedStates, type Task, type TaskState } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'

/** Whole tasks, their weight, or what they hold in one unit. */
export type FlowMeasure = 'tasks' | 'tonnes' | Unit

/** Disjoint parts of what flows. */
export interface Progress {
  /** Planned or cleared. */
  readonly waiting: number
  readonly moving: number
  /** Handed over or received. */
  readonly there: number
}

export interface Flow extends Progress {
  readonly key: string
  readonly delegation: string
  /** Null where it goes straight there, or through a place that is no hub. */
  readonly hub: string | null
  readonly value: number
  readonly tasks: readonly string[]
}

export interface Flows {
  /** The greatest first. */
  readonly flows: readonly Flow[]
  /** The units in which tasks hold something, for those who choose a measure. */
  readonly units: readonly Unit[]
  /** How many tasks say nothing in the measure. */
  readonly unmeasured: number
}

const partOf: Partial<Record<TaskState, keyof Progress>> = {
  planned: 'waiting',
  cleared: 'waiting',
  moving: 'moving',
  at_node: 'moving',
  handed_over: 'there',
  received: 'there',
}

/** Money takes no road, and what is lost, returned or cancelled takes none any more. */
export function isCarried(task: Task): boolean {
  return task.kind !== 'payment' && !releasedStates.has(task.state)
}

export function flowsOf(
  tasks: readonly (readonly [id: string, task: Task])[],
  hubOf: (node: string | null) => string | null,
  measure: FlowMeasure,
): Flows {
  const flows = new Map<string, Flow>()
  const units = new Set<Unit>()
  let unmeasured = 0
  for (const [id, task] of tasks) {
    const part = partOf[task.state]
    if (!isCarried(task) || part === undefined) continue
    const figure = figureOf(task)
    if (figure !== null && !isCurrency(figure.measure)) units.add(figure.measure)
    const value = valueOf(task, measure)
    if (value === null) {
      unmeasured += 1
      continue
    }
    const delegation = ownerOf(id)
    const hub = hubOf(task.node)
    const key = `${delegation} ${hub ?? ''}`
    const flow = flows.get(key)
    flows.set(key, {
      waiting: 0,
      moving: 0,
      there: 0,
      ...flow,
      key,
      delegation,
      hub,
      [part]: (flow?.[part] ?? 0) + value,
      value: (flow?.value ?? 0) + value,
      tasks: [...(flow?.tasks ?? []), id],
    })
  }
  const sorted = [...flows.values()].sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1))
  return { flows: sorted, units: [...units].sort(), unmeasured }
}

function valueOf(task: Task, measure: FlowMeasure): number | null {
  if (measure === 'tasks') return 1
  if (measure === 'tonnes') return task.tonnes
  const figure = figureOf(task)
  return figure?.measure === measure ? figure.value : null
}

/** What a hub has to pass on in a month; what is due within several counts evenly in each of them. */
export interface Load {
  /** `2026-11`; null for tasks without a date. */
  readonly month: string | null
  readonly tonnes: number
  /** Tasks of which nobody said what they weigh: the load is at least that much. */
  readonly unweighed: number
  readonly isOver: boolean
}

/** The loads of a hub in the order of months; what has passed it is none any more. */
export function loadsOf(hub: Pick<Hub, 'tonnesPerMonth'>, tasks: readonly Task[]): Load[] {
  const ahead = tasks.filter((task) => {
    return isCarried(task) && partOf[task.state] !== 'there' && task.kind !== 'training'
  })
  const parts = ahead.flatMap((task) => {
    const span = spanOf(task.window, task.createdAt)
    const months = span === null ? [null] : monthsOf(span)
    const shares = task.tonnes === null ? null : sharedOut(task.tonnes, months.length)
    return months.map((month, i) => ({ month, tonnes: shares?.[i] ?? null }))
  })
  return [...Map.groupBy(parts, ({ month }) => month)]
    .map(([month, due]) => {
      const tonnes = due.reduce((sum, part) => sum + (part.tonnes ?? 0), 0)
      const unweighed = due.filter((part) => part.tonnes === null).length
      const isOver = month !== null && hub.tonnesPerMonth !== null && tonnes > hub.tonnesPerMonth
      return { month, tonnes, unweighed, isOver }
    })
    .sort((a, b) => ((a.month ?? '~') < (b.month ?? '~') ? -1 : 1))
}

/** The months that a span touches: `2025-10`, `2025-11`, `2025-12`. */
function monthsOf({ from, to }: Span): string[] {
  const months: string[] = []
  const last = to.slice(0, 7)
  const day = new Date(`${from.slice(0, 7)}-01`)
  for (let month = ''; month < last; day.setUTCMonth(day.getUTCMonth() + 1)) {
    month = day.toISOString().slice(0, 7)
    months.push(month)
  }
  return months
}

/** A whole number in whole parts that differ by one at most and come to it. */
function sharedOut(whole: number, n: number): number[] {
  const upTo = (i: number) => Math.floor((whole * i) / n)
  return Array.from({ length: n }, (_, i) => upTo(i + 1) - upTo(i))
}
