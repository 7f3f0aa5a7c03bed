// Knows again what a delegation has announced before: the same sum in April as in January, the same drones "to be
// shipped". A proposal to whoever writes, never a judgement: what a row says of itself decides how it counts (rule M2).
import { exclusionOf } from './count.ts'
import { type Figure, figureOf } from './figure.ts'
import { itemKey } from './items.ts'
import { type Pledge, relations } from './pledge.ts'
import { ownerOf } from './text.ts'

export interface Recognised {
  readonly id: string
  /** The same figure of the same thing; or the same thing in another number, or in none. */
  readonly by: 'figure' | 'item'
}

/** What is looked at, of the row being written as of those before it. */
type Said = Pick<Pledge, 'capability' | 'item' | 'quantity' | 'unit' | 'amountMinor' | 'currency'>

/**
 * The earlier row of the same delegation that the words look like; the one with its figure before one that only names its
 * thing, and of several the first announcement. Null where there is none, or where the words say themselves how they
 * stand to another row. `rows` may be those of a whole board, those of earlier meetings among them.
 */
export function recognise(
  delegation: string,
  words: Pledge,
  rows: Iterable<readonly [id: string, pledge: Pledge]>,
): Recognised | null {
  if (relations.some((relation) => words[relation] !== null) || exclusionOf(words) !== null)
    return null
  let found: Recognised | null = null
  for (const [id, earlier] of rows) {
    if (ownerOf(id) !== delegation || !isAnnouncement(earlier)) continue
    const by = likeness(words, earlier)
    if (by !== null && isBetter({ id, by }, found)) found = { id, by }
  }
  return found
}

/** Something given, by this row or by one that it repeats; a part or a value of another row is neither. */
function isAnnouncement(pledge: Pledge): boolean {
  const exclusion = exclusionOf(pledge)
  return exclusion === null || exclusion === 're-announced' || exclusion === 'delivery-report'
}

function likeness(words: Said, earlier: Said): Recognised['by'] | null {
  if (words.capability !== earlier.capability) return null
  const one = itemKey(words.item)
  const other = itemKey(earlier.item)
  // Four of one thing are not four of another.
  if (one !== '' && other !== '' && one !== other) return null
  if (isSame(figureOf(words), figureOf(earlier))) return 'figure'
  return one !== '' && one === other ? 'item' : null
}

function isSame(one: Figure | null, other: Figure | null): boolean {
  return one !== null && one.measure === other?.measure && one.value === other.value
}

function isBetter(one: Recognised, other: Recognised | null): boolean {
  if (other === null) return true
  return one.by === other.by ? one.id < other.id : one.by === 'figure'
}
