// One change of a text: so many characters go at a place, others come there; found between two states of a field, and
// carried over what others changed meanwhile.

export interface Splice {
  readonly at: number
  readonly removed: number
  readonly inserted: string
}

/** What Yjs says of a change, step by step from the beginning of the text. */
export interface DeltaStep {
  readonly retain?: number | undefined
  readonly insert?: unknown
  readonly delete?: number | undefined
}
export type Delta = readonly DeltaStep[]

/** A run of characters: from where, how many. */
export type Run = readonly [at: number, length: number]

/**
 * The smallest change between two texts; null if there is none. Where letters repeat, several are equally small: it is
 * the one that ends at the caret. A pair of surrogates is changed whole.
 */
export function spliceBetween(before: string, after: string, caret: number): Splice | null {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let rest = 0
  while (
    rest < shorter &&
    before.charCodeAt(before.length - 1 - rest) === after.charCodeAt(after.length - 1 - rest)
  )
    rest++
  if (start + rest > shorter) {
    const most = rest
    rest = Math.max(shorter - start, Math.min(rest, after.length - caret))
    if (rest < most && isHighSurrogate(before, shorter - rest - 1)) rest++
    start = shorter - rest
  }
  if (start > 0 && isHighSurrogate(before, start - 1)) start--
  if (rest > 0 && isLowSurrogate(before, before.length - rest)) rest--
  return {
    at: start,
    removed: before.length - rest - start,
    inserted: after.slice(start, after.length - rest),
  }
}

export function spliced(text: string, { at, removed, inserted }: Splice): string {
  return text.slice(0, at) + inserted + text.slice(at + removed)
}

/** The splices of a delta, each in the text as the ones before have left it. */
export function splicesOf(delta: Delta): Splice[] {
  const splices: Splice[] = []
  let at = 0
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) at += retain
    else if (typeof insert === 'string') {
      splices.push({ at, removed: 0, inserted: insert })
      at += insert.length
    } else if (removed !== undefined) {
      const last = splices.at(-1)
      // What comes in the place of something is one change.
      if (last !== undefined && last.removed === 0 && last.at + last.inserted.length === at)
        splices[splices.length - 1] = { ...last, removed }
      else splices.push({ at, removed, inserted: '' })
    }
  }
  return splices
}

/** Where a place is after a change. What comes exactly there is before it or, if it `sticks` to what precedes, after it. */
export function carried(place: number, { at, removed, inserted }: Splice, sticks: boolean): number {
  if (place < at || (place === at && sticks)) return place
  if (place >= at + removed) return place - removed + inserted.length
  // What it stood in is gone.
  return sticks ? at : at + inserted.length
}

/** Where runs are after a change, without what of them it took away or put among them; in their order. */
export function carriedRuns(runs: readonly Run[], splice: Splice): Run[] {
  const { at, removed, inserted } = splice
  const end = at + removed
  const moved = inserted.length - removed
  return runs.flatMap(([from, length]): Run[] => {
    const to = from + length
    const before: Run = [from, Math.min(to, at) - from]
    const behind: Run = [Math.max(from, end) + moved, to - Math.max(from, end)]
    return [before, behind].filter(([, left]) => left > 0)
  })
}

/**
 * What others changed, told anew for a text in which the own change stands already; null where it cannot be told so:
 * both took the same words away, or theirs came between what was put in and what it was put in the place of. What both
 * put at one place stands there as `carried` has it: the own first.
 */
export function retold(others: readonly Splice[], own: Splice): Splice[] | null {
  let { at } = own
  const told: Splice[] = []
  for (const other of others) {
    if (other.at >= at + own.removed)
      told.push({ ...other, at: other.at + own.inserted.length - own.removed })
    else if (other.at < at && other.at + other.removed <= at) {
      told.push(other)
      at += other.inserted.length - other.removed
    } else return null
  }
  return told
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00
}

/** A text in parts of at most so many characters; no pair of surrogates is parted. */
export function partsOf(text: string, most: number): string[] {
  const parts: string[] = []
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + most)
    if (to < text.length && isHighSurrogate(text, to - 1)) to--
    parts.push(text.slice(from, to))
    from = to
  }
  return parts
}
