// Whose value stands in a field, by the log of edits: where the server set it (back) on somebody's behalf (G9).
import type { Scalar } from '#shared/board.ts'
import type { EditRow } from '../storage/storage.ts'

export interface Standing {
  readonly root: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar
}

/** The edit that gave the field its value, of edits oldest first. */
export function findEdit(edits: readonly EditRow[], standing: Standing): EditRow | undefined {
  return edits.findLast((edit) => isEditOf(edit, standing))
}

function isEditOf(edit: EditRow, { root, row, field, attempted }: Standing): boolean {
  if (edit.root !== root || edit.row !== row) return false
  if (edit.field === field) return edit.after === attempted
  if (edit.field !== '') return false
  const born = JSON.parse(String(edit.after)) as Record<string, Scalar>
  return Object.hasOwn(born, field) && born[field] === attempted
}
