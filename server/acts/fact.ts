// What several acts build and say alike: facts, and states in words.
import type { Scalar } from '#shared/board.ts'
import type { Fact } from './act.ts'

/** A fact for each field of a row; `row` is '' for the flat root `session`. */
export function factsOf(root: Fact['root'], row: string, fields: Record<string, Scalar>): Fact[] {
  return Object.entries(fields).map(([field, value]) => ({ root, row, field, value }))
}

/** Only the fields in which `fields` differ from the row that stands. */
export function changesOf(
  root: Fact['root'],
  row: string,
  standing: object,
  fields: Record<string, Scalar>,
): Fact[] {
  const before = new Map(Object.entries(standing))
  return factsOf(root, row, fields).filter(({ field, value }) => before.get(field) !== value)
}

/** A state as a sentence says it: "handed over". */
export function stateText(state: string): string {
  return state.replaceAll('_', ' ')
}
