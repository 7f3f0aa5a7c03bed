// What this device wrote in a shared text and the server has not confirmed: characters put in, and characters taken out.
// The server's clocks tell of the first; of the others only what it says was deleted.
import * as Y from 'yjs'
import type { Heard } from '../unsaved.ts'

/** Characters of a client, by its clock. */
type Range = readonly [client: number, clock: number, length: number]

export interface TextEdit {
  readonly client: number
  /** The characters put in are those of the client from this clock up to the other. */
  readonly from: number
  readonly clock: number
  readonly at: number
  readonly deleted: readonly Range[]
}

/** Writing goes on as one edit while nothing can be saved and the pauses are short. */
const pause = 2000

/** The edit that a transaction of this page was; null if it changed no text. */
export function editOf(transaction: Y.Transaction, at: number): TextEdit | null {
  const { beforeState, afterState, deleteSet, doc } = transaction
  const client = doc.clientID
  const from = beforeState.get(client) ?? 0
  const clock = afterState.get(client) ?? 0
  const deleted = [...deleteSet.clients].flatMap(([of, items]) =>
    items.map((item): Range => [of, item.clock, item.len]),
  )
  return clock === from && deleted.length === 0 ? null : { client, from, clock, at, deleted }
}

/** Adds an edit; `joins`: to the last one, if it goes on from there. */
export function withEdit(
  unsaved: readonly TextEdit[],
  edit: TextEdit,
  joins: boolean,
): readonly TextEdit[] {
  const last = unsaved.at(-1)
  if (!joins || last?.client !== edit.client || edit.at - last.at > pause) return [...unsaved, edit]
  const from = last.from === last.clock ? edit.from : last.from
  const deleted = joined([...last.deleted, ...edit.deleted])
  return [...unsaved.slice(0, -1), { ...edit, from, deleted }]
}

/** Those still open once the server is known to have this; the same list if it settled nothing. */
export function openEdits(
  unsaved: readonly TextEdit[],
  { has, update }: Heard,
): readonly TextEdit[] {
  const gone = update === null ? new Map<number, never[]>() : Y.decodeUpdate(update).ds.clients
  let isSame = true
  const open = unsaved.flatMap((edit): TextEdit[] => {
    const from = Math.min(edit.clock, Math.max(edit.from, has.get(edit.client) ?? 0))
    const deleted = edit.deleted.flatMap((range) => without(range, gone.get(range[0]) ?? []))
    if (from === edit.clock && deleted.length === 0) {
      isSame = false
      return []
    }
    if (from === edit.from && amount(deleted) === amount(edit.deleted)) return [edit]
    isSame = false
    return [{ ...edit, from, deleted }]
  })
  return isSame ? unsaved : open
}

/** The passages of the text that the edits put in and that stand there, for their author to keep (rule G9). */
export function wordsOf(text: Y.Text, unsaved: readonly TextEdit[]): string {
  const passages: string[] = []
  let isOpen = false
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    const { client, clock } = item.id
    const { str } = item.content
    let own = ''
    for (const edit of unsaved) {
      if (edit.client !== client) continue
      own += str.slice(Math.max(0, edit.from - clock), Math.max(0, edit.clock - clock))
    }
    if (own === '') isOpen = false
    else if (isOpen) passages.push((passages.pop() ?? '') + own)
    else passages.push(own)
    if (own !== '') isOpen = str.endsWith(own)
  }
  return passages.join('\n')
}

function without([client, clock, length]: Range, gone: readonly { clock: number; len: number }[]) {
  let left: Range[] = [[client, clock, length]]
  for (const { clock: start, len } of gone) {
    const end = start + len
    left = left.flatMap(([, from, size]): Range[] => [
      [client, from, Math.min(from + size, start) - from],
      [client, Math.max(from, end), from + size - Math.max(from, end)],
    ])
    left = left.filter(([, , size]) => size > 0)
  }
  return left
}

/** In order, with neighbours as one. */
function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = []
  for (const range of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = all.at(-1)
    if (last?.[0] === range[0] && last[1] + last[2] >= range[1])
      all[all.length - 1] = [last[0], last[1], Math.max(last[2], range[1] + range[2] - last[1])]
    else all.push(range)
  }
  return all
}

function amount(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [, , length]) => sum + length, 0)
}
