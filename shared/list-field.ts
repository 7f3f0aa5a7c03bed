// A list inside one field of a row. Rows hold plain values only (rule G7), so a list stands there as canonical JSON:
// it is written, locked, overtaken and kept for its author as one value, and its digest is that of its text.
import { canonicalJson } from './digest.ts'
import { z } from './z.ts'

/** A text that holds a list of 1 to `max` entries of a kind; nothing else of it may stand in a row. */
export function listSchema(entry: z.ZodType, max: number) {
  const list = z.array(entry).min(1).max(max)
  return z
    .string()
    .max(8000)
    .superRefine((text, context) => {
      let json: unknown
      try {
        json = JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a list as JSON' })
        return
      }
      const parsed = list.safeParse(json)
      if (!parsed.success)
        for (const { path, message } of parsed.error.issues)
          context.addIssue({ code: 'custom', message: `${placeIn(path)}: ${message}` })
      else if (canonicalJson(json) !== text)
        context.addIssue({
          code: 'custom',
          message: 'must be canonical JSON: keys in order, no spaces',
        })
    })
}

/** "entry 2, quantity": entries are numbered from 1, as they are read. */
function placeIn(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `entry ${step + 1}` : String(step)))
    .join(', ')
}

/** The entries of a list that passed the schema; none where the field is null. */
export function listOf<T>(text: string | null): readonly T[] {
  return text === null ? [] : (JSON.parse(text) as T[])
}

/** A list as its field holds it: null where it is empty. */
export function listText(entries: readonly object[]): string | null {
  return entries.length === 0 ? null : canonicalJson(entries)
}
