// What this device wrote and the server has not confirmed, and what of it another's value took the place of.
import * as Y from 'yjs'
import { readRow, rootOf, type RowRoot, type Scalar } from '#shared/board.ts'

/** What the server has, as told by a sync message of its. */
export interface Heard {
  /** Up to which clock of which client. */
  readonly has: ReadonlyMap<number, number>
  /** What was told of the document itself; null where only clocks were. */
  readonly update: Uint8Array | null
}

/** An own edit that the server has not confirmed. */
export interface Unsaved {
  readonly client: number
  /** The client's clock after the edit. */
  readonly clock: number
  readonly at: number
  readonly root: RowRoot
  readonly row: string
  /** Whether the edit made the row. */
  readonly born: boolean
  /** What it wrote, as far as it stands in this copy. */
  readonly fields: Readonly<Record<string, Scalar>>
}

/** Those still open, once the server is known to have the edits of each client up to these clocks. */
export function openAfter(
  unsaved: readonly Unsaved[],
  has: ReadonlyMap<number, number>,
): readonly Unsaved[] {
  return unsaved.filter(({ client, clock }) => (has.get(client) ?? 0) < clock)
}

/**
 * Parts what stands in this copy from what does not any more. Yjs forgets a value as soon as another wins over it,
 * so the server will never hear it: only this device can keep it for its author (rule G9). One edit for each field.
 */
export function partOvertaken(
  doc: Y.Doc,
  unsaved: readonly Unsaved[],
): { open: readonly Unsaved[]; overtaken: readonly Unsaved[] } {
  const overtaken: Unsaved[] = []
  /** Field → whether its author's newest value stands; older ones its author gave up itself. */
  const stands = new Map<string, boolean>()
  const open = unsaved
    .toReversed()
    .map((edit) => {
      const row = rootOf(doc, edit.root).get(edit.row)
      const fields = Object.entries(edit.fields).filter(([field, value]) => {
        const key = `${edit.root} ${edit.row} ${field}`
        if (!stands.has(key)) {
          stands.set(key, row?.get(field) === value)
          if (row?.get(field) !== value) overtaken.push({ ...edit, fields: { [field]: value } })
        }
        return stands.get(key)
      })
      const isWhole = fields.length === Object.keys(edit.fields).length
      return isWhole ? edit : { ...edit, fields: Object.fromEntries(fields) }
    })
    .reverse()
  return { open, overtaken: overtaken.reverse() }
}

/** Whether an edit that was set aside may be made again on this document. */
export function mayRepeat(doc: Y.Doc, { root, row, born }: Unsaved): boolean {
  return (readRow(doc, root, row) === null) === born
}
