// Statements handed in as text for an agenda item, until the floor is given for them (rules W9, W10). Never on a board before.
import { textSchema } from './text.ts'

export const statementTextSchema = textSchema(4000)

/** The newest that a delegation handed in for an item; null when it was taken back. */
export interface Statement {
  readonly item: string
  readonly delegation: string
  readonly text: string | null
  readonly at: number
  /** Name of the seat. */
  readonly by: string
}
