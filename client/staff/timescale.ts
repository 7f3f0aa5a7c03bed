// The scale of the timeline: from which day to which it goes, where on it a day stands, and what is written along it.
import type { Span } from '#shared/dates.ts'
import { daysBetween } from './lateness.ts'

export const ranges = ['half', 'year', 'all'] as const
export type Range = (typeof ranges)[number]

export interface Tick {
  /** From 0 to 1. */
  readonly at: number
  /** First day of the month, quarter or year that begins there, as an ISO date. */
  readonly day: string
  readonly step: Step
}
type Step = 'month' | 'quarter' | 'year'
const monthsOf = { month: 1, quarter: 3, year: 12 } as const

export interface Timescale {
  readonly from: string
  readonly to: string
  readonly ticks: readonly Tick[]
  /** Where a day stands, from 0 to 1; before and after the scale, beyond them. */
  at(day: string): number
}

/** Months before today and after it. */
const around = { half: [1, 5], year: [3, 9] } as const

export function timescaleOf(spans: readonly Span[], today: string, range: Range): Timescale {
  const [from, to] =
    range === 'all'
      ? [
          monthFrom(least([today, ...spans.map(({ from }) => from)]), 0),
          monthFrom(most([today, ...spans.map(({ to }) => to)]), 1),
        ]
      : [monthFrom(today, -around[range][0]), monthFrom(today, around[range][1] + 1)]
  const whole = daysBetween(from, to)
  const at = (day: string) => daysBetween(from, day) / whole
  const step: Step = whole < 550 ? 'month' : whole < 1700 ? 'quarter' : 'year'
  const ticks: Tick[] = []
  for (let day = firstOf(from, step); day < to; day = monthFrom(day, monthsOf[step]))
    ticks.push({ at: at(day), day, step })
  return { from, to, ticks, at }
}

/** The first day of the month so many months on. */
export function monthFrom(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

/** The first one that begins on that day or after it. */
function firstOf(day: string, step: Step): string {
  let first = monthFrom(day, 0)
  while ((Number(first.slice(5, 7)) - 1) % monthsOf[step] !== 0) first = monthFrom(first, 1)
  return first
}

function least(days: readonly string[]): string {
  return days.reduce((a, b) => (a < b ? a : b))
}

function most(days: readonly string[]): string {
  return days.reduce((a, b) => (a > b ? a : b))
}
