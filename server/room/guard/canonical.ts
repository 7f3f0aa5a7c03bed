// From hostile bytes to what Yjs would integrate: the only form that is judged, and the only one applied (G12).
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { type Form, survey, unreadable } from './survey.ts'

export interface Deletion {
  readonly client: number
  readonly clock: number
  readonly len: number
}

/** An update reduced to what the document does not have yet. `structs` are in causal order. */
export interface Canonical {
  readonly update: Uint8Array
  readonly structs: readonly Y.Item[]
  /** Deletions of what still stands, each within one struct of the document; and those inside the update itself. */
  readonly deletions: readonly Deletion[]
  /** Client → clock that the document will have reached once the structs are applied. */
  readonly reached: ReadonlyMap<number, number>
  /** Whether the update itself says that one of its items is overwritten. */
  isOverwritten(item: Y.Item): boolean
}

type Ranges = ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>

/** Clocks beyond this are no meeting's: 2^31 edits of one client. */
const maxClock = 0x7fffffff

const gap = () => refuse('edit_causality', 'G10')
const removal = () => refuse('edit_structure', 'G6', { why: 'it removes more than it writes' })

/** Decodes, drops what the document has, and orders; refuses what would not integrate at once (G10). */
export function canonicalise(doc: Y.Doc, raw: Uint8Array, form: Form): Canonical | Refusal {
  const clients = survey(raw, form)
  if ('code' in clients) return clients
  let update: Uint8Array
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    update = Y.diffUpdate(raw, stateVectorOf(doc, clients))
    decoded = Y.decodeUpdate(update)
  } catch {
    return unreadable()
  }
  const queues = new Map<number, Y.Item[]>()
  for (const struct of decoded.structs) {
    if (!(struct instanceof Y.Item)) {
      return refuse('edit_structure', 'G7', { why: 'it holds gaps or collected content' })
    }
    const { client, clock } = struct.id
    let queue = queues.get(client)
    if (queue === undefined) queues.set(client, (queue = []))
    const previous = queue.at(-1)
    const expected = previous ? previous.id.clock + previous.length : Y.getState(doc.store, client)
    if (clock !== expected) return gap()
    if (clock + struct.length > maxClock) return unreadable()
    queue.push(struct)
  }
  const reached = new Map<number, number>()
  const structs = order(doc, queues, reached)
  if (structs === null) return gap()

  const said = decoded.ds.clients
  const merged = mergeRanges(said)
  // In rows an overwritten value goes for each that is written, so there is no need to list a whole board.
  const most = form === 'rows' ? structs.length : Infinity
  const deletions = freshDeletions(doc, merged, reached, most)
  if (!Array.isArray(deletions)) return deletions
  return {
    update: withDeletions(update, said, deletions),
    structs,
    deletions,
    reached,
    isOverwritten: (item) => covers(merged.get(item.id.client), item.id.clock, item.length),
  }
}

/** Sorted and disjoint: a hostile list of overlapping ranges must cost no more than what it covers. */
function mergeRanges(said: Ranges): Ranges {
  const merged = new Map<number, { clock: number; len: number }[]>()
  for (const [client, ranges] of said) {
    const disjoint: { clock: number; len: number }[] = []
    for (const { clock, len } of ranges.toSorted((a, b) => a.clock - b.clock)) {
      const last = disjoint.at(-1)
      if (last && clock <= last.clock + last.len)
        last.len = Math.max(last.len, clock + len - last.clock)
      else disjoint.push({ clock, len })
    }
    merged.set(client, disjoint)
  }
  return merged
}

function covers(
  ranges: Ranges extends ReadonlyMap<number, infer R> ? R | undefined : never,
  clock: number,
  len: number,
): boolean {
  if (ranges === undefined) return false
  let low = 0
  for (let high = ranges.length; low < high;) {
    const middle = (low + high) >>> 1
    const range = ranges[middle]
    if (range && range.clock + range.len <= clock) low = middle + 1
    else high = middle
  }
  const range = ranges[low]
  return range !== undefined && range.clock <= clock && range.clock + range.len >= clock + len
}

/** What of the deletions the document does not have; a refusal if one names what neither it nor the update holds. */
function freshDeletions(
  doc: Y.Doc,
  merged: Ranges,
  reached: ReadonlyMap<number, number>,
  most: number,
): Deletion[] | Refusal {
  const fresh: Deletion[] = []
  let standing = 0
  for (const [client, ranges] of merged) {
    const structs = doc.store.clients.get(client) ?? []
    const state = Y.getState(doc.store, client)
    for (const { clock, len } of ranges) {
      const end = clock + len
      if (end > (reached.get(client) ?? state)) return gap()
      for (
        let i = clock < state ? Y.findIndexSS(structs, clock) : structs.length;
        i < structs.length;
        i++
      ) {
        const struct = structs[i]
        if (struct === undefined || struct.id.clock >= end) break
        if (struct.deleted) continue
        if (++standing > most) return removal()
        const from = Math.max(clock, struct.id.clock)
        const to = Math.min(end, struct.id.clock + struct.length)
        fresh.push({ client, clock: from, len: to - from })
      }
      const start = Math.max(clock, state)
      if (end > start) fresh.push({ client, clock: start, len: end - start })
    }
  }
  return fresh
}

/**
 * The update with only these deletions. A first synchronisation carries all deletions its client ever saw;
 * Yjs would walk them all again. In the V1 format the delete set is the tail of the update.
 */
function withDeletions(update: Uint8Array, said: Ranges, fresh: readonly Deletion[]): Uint8Array {
  const ranges = new Map<number, { clock: number; len: number }[]>()
  for (const { client, clock, len } of fresh) {
    const list = ranges.get(client)
    if (list) list.push({ clock, len })
    else ranges.set(client, [{ clock, len }])
  }
  const head = update.subarray(0, update.length - encodeRanges(said).length)
  const tail = encodeRanges(ranges)
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

function encodeRanges(ranges: Ranges): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, ranges.size)
  for (const [client, list] of ranges) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, list.length)
    for (const { clock, len } of list) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, len)
    }
  }
  return encoding.toUint8Array(encoder)
}

/** Encoded clocks of the document, of these clients only: a whole state vector would cost O(clients ever seen). */
function stateVectorOf(doc: Y.Doc, clients: ReadonlySet<number>): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clients.size)
  for (const client of clients) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, Y.getState(doc.store, client))
  }
  return encoding.toUint8Array(encoder)
}

/** Structs so that each comes after what it refers to; null if there is no such order. Fills `reached`. */
function order(
  doc: Y.Doc,
  queues: ReadonlyMap<number, Y.Item[]>,
  reached: Map<number, number>,
): readonly Y.Item[] | null {
  const isKnown = (id: Y.ID | null) =>
    id === null || id.clock < (reached.get(id.client) ?? Y.getState(doc.store, id.client))
  const isReady = (item: Y.Item) =>
    isKnown(item.origin) &&
    isKnown(item.rightOrigin) &&
    (item.parent instanceof Y.ID ? isKnown(item.parent) : true)

  const ordered: Y.Item[] = []
  const next = new Map<number, number>()
  let left = 0
  for (const queue of queues.values()) left += queue.length
  for (let before = -1; ordered.length > before && left > ordered.length;) {
    before = ordered.length
    for (const [client, queue] of queues) {
      let i = next.get(client) ?? 0
      for (let item = queue[i]; item !== undefined && isReady(item); item = queue[++i]) {
        reached.set(client, item.id.clock + item.length)
        ordered.push(item)
      }
      next.set(client, i)
    }
  }
  return ordered.length === left ? ordered : null
}
