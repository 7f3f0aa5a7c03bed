// What keeps every sum of a board a whole number that arithmetic holds exactly, whatever is added to what (rule M15).
// Heavy rows are bounded by what they come to, light ones by how many there are; both together stay below 2^53.

/** EUR 1bn, or a hundred billion pieces. */
export const lightest = 1e11
/** All heavy requests together, and all heavy pledges: EUR 40 trillion. */
export const mostHeavy = 4e15
/** Rows of a root after which none is created; what one update brings at once comes on top. */
export const mostOfRoot = 20_000
/** What may have been received beyond what tasks held, all in all. */
export const mostSurplus = 1e15

/** Fields of requests and pledges that are added up. */
export const weighed: ReadonlySet<string> = new Set([
  'quantity',
  'quantityMax',
  'amountMinor',
  'amountMaxMinor',
  'netNew',
  'lines',
])

/** At least what the row may add to any sum, in either direction; nothing where a field holds no such number. */
export function weightOf(row: object): number {
  const fields = row as Readonly<Record<string, unknown>>
  let weight = 0
  for (const field of weighed) {
    const value = fields[field]
    if (typeof value === 'number' && !Number.isNaN(value)) weight += Math.abs(value)
  }
  for (const line of entriesOf(fields['lines'])) weight += weightOf(line)
  return weight
}

/** What counts of it towards `mostHeavy`. */
export function heavyOf(row: object): number {
  const weight = weightOf(row)
  return weight > lightest ? weight : 0
}

/** The lines as far as they are some: what another has just written may be anything. */
function entriesOf(text: unknown): object[] {
  if (typeof text !== 'string') return []
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list)) return []
    return list.filter(
      (line): line is object => typeof line === 'object' && line !== null && !('lines' in line),
    )
  } catch {
    return []
  }
}
