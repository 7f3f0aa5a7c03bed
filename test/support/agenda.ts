// What a seat that looks at the agenda now would send as `seen` (rule A7).
import type * as Y from 'yjs'
import { orderDigest, planDigest, treeOf } from '#shared/agenda.ts'
import { readRows } from '#shared/board.ts'

export function planSeen(doc: Y.Doc): string {
  return planDigest(treeOf(readRows(doc, 'agenda')))
}

export function orderSeen(doc: Y.Doc): string {
  return orderDigest(treeOf(readRows(doc, 'agenda')))
}
