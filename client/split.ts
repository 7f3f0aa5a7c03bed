// An agreed figure shared out among the parts of a conversion: what is typed stands, the rest is divided.
import { readNumber } from './numerals.ts'

export interface Share {
  /** In the agreement's figure; null where the text says no number above zero. */
  readonly value: number | null
  /** `over`: more than the parts before it leave. `nothing`: they leave nothing. */
  readonly fault: 'unreadable' | 'over' | 'nothing' | null
  /** What the parts before it leave. */
  readonly available: number
}

export interface Split {
  readonly shares: readonly Share[]
  /** What stays to be converted later; never below zero. */
  readonly left: number
}

/**
 * `typed` holds a text a part, null where the part takes its even share of what is left. `scale` is how many
 * counted units one typed unit has: an even share is a whole number of typed units where that goes.
 */
export function splitOf(
  remaining: number,
  scale: number,
  typed: readonly (string | null)[],
): Split {
  const values = typed.map((text) => (text === null ? null : valueOf(text, scale)))
  const said = values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  const even = evenly(Math.max(0, remaining - said), scale, typed.filter((t) => t === null).length)
  let used = 0
  const shares = typed.map((text, i): Share => {
    const value = text === null ? (even.shift() ?? 0) : (values[i] ?? null)
    const available = Math.max(0, remaining - used)
    used += value ?? 0
    return { value, available, fault: faultOf(text, value, available) }
  })
  return { shares, left: Math.max(0, remaining - used) }
}

function faultOf(text: string | null, value: number | null, available: number): Share['fault'] {
  if (value === null) return 'unreadable'
  if (available === 0) return 'nothing'
  if (text === null) return value === 0 ? 'nothing' : null
  return value > available ? 'over' : null
}

function valueOf(text: string, scale: number): number | null {
  const value = Math.round((readNumber(text) ?? 0) * scale)
  return value > 0 ? value : null
}

/** As even as it goes; what cannot be divided is spread over the first ones. */
function evenly(value: number, scale: number, parts: number): number[] {
  const step = value % scale === 0 && value / scale >= parts ? scale : 1
  const steps = Math.floor(value / step)
  const each = Math.floor(steps / Math.max(1, parts))
  const more = steps - each * parts
  return Array.from({ length: parts }, (_, i) => (each + (i < more ? 1 : 0)) * step)
}
