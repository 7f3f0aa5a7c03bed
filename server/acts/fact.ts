// Builds facts, and reads what several acts look at.
import type { Scalar, ServerRoot } from '#shared/board.ts'
import type { Fact } from './act.ts'

/** A fact for each field of a row; `row` is '' for the flat root `session`. */
export function factsOf(root: ServerRoot, row: string, fields: Record<string, Scalar>): Fact[] {
  return Object.entries(fields).map(([field, value]) => ({ root, row, field, value }))
}
