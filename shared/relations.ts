// How pledges may stand to each other (rule P13): no row to itself, no circles, and only an own row is replaced or repeated.
import { type Pledge, type Relation, relations } from './pledge.ts'
import { ownerOf, rowIdSchema } from './text.ts'

/** A row, as far as it says how it stands to others. */
type Related = Partial<Pick<Pledge, Relation>>

/** An own announcement alone can be repeated or replaced. */
const ownOnly: ReadonlySet<Relation> = new Set(['reannounces', 'supersedes'])

/** In words, what is wrong with a relation of the row with the id; null where nothing is. */
export function relationFault(
  id: string,
  field: string,
  value: unknown,
  read: (id: string) => Related | null,
): string | null {
  const relation = relations.find((name) => name === field)
  if (relation === undefined || !isRow(value)) return null
  if (value === id) return 'a pledge cannot stand in this relation to itself'
  if (ownOnly.has(relation) && ownerOf(value) !== ownerOf(id))
    return `only a pledge of ${ownerOf(id)} itself can be named here, not one of ${ownerOf(value)}`
  return leadsBack(id, value, namedBy(read))
    ? 'it would lead back to this pledge in a circle'
    : null
}

function namedBy(read: (id: string) => Related | null): (id: string) => readonly string[] {
  return (id) => {
    const row = read(id)
    return row === null ? [] : relations.map((relation) => row[relation]).filter(isRow)
  }
}

/** Whether whoever follows what rows name, from one row, comes to the other. */
export function leadsBack<Row>(
  target: Row,
  from: Row,
  named: (row: Row) => readonly Row[],
): boolean {
  const seen = new Set<Row>()
  const next = [from]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === target) return true
    if (seen.has(at)) continue
    seen.add(at)
    next.push(...named(at))
  }
  return false
}

function isRow(value: unknown): value is string {
  return rowIdSchema.safeParse(value).success
}
