// What it costs Yjs to place characters (G20): from where they were written it walks over all that was written there
// meanwhile. What goes on where the same client left off is placed in one step.
import * as Y from 'yjs'

/** About 10 ms. A day of offline writing in hundreds of places, met by as much of others, stays below. */
const maxSteps = 100_000

/** Whether a piece continues the one that its client wrote before it, in the same place. */
export function goesOn({ origin, rightOrigin }: Y.Item, before: Y.Item | undefined): boolean {
  return (
    before !== undefined &&
    Y.compareIDs(origin, before.lastId) &&
    Y.compareIDs(rightOrigin, before.rightOrigin)
  )
}

/** A place of the document in which pieces of the update stand: after which of its characters. */
interface Gap {
  readonly after: Y.ID | null
  pieces: number
}

interface Piece {
  readonly item: Y.Item
  readonly end: number
  readonly gap: Gap
  /** The character of the document before which it stands; null at the end. */
  readonly before: Y.ID | null
}

export class TextEffort {
  #steps = 0
  readonly #doc: Y.Doc
  readonly #gaps = new Map<string, Gap>()
  /** Pieces of the update by client, in the order of their clocks. */
  readonly #pieces = new Map<number, Piece[]>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  get isExcessive(): boolean {
    return this.#steps > maxSteps
  }

  /** Counts a piece in; all that it refers to must be of the document or counted before. */
  count(item: Y.Item): void {
    if (this.isExcessive) return
    const { id, origin, rightOrigin } = item
    let pieces = this.#pieces.get(id.client)
    if (pieces === undefined) this.#pieces.set(id.client, (pieces = []))
    const last = pieces.at(-1)
    const isContinued = last !== undefined && goesOn(item, last.item)
    const gap = isContinued ? last.gap : (this.#pieceAt(origin)?.gap ?? this.#gapAfter(origin))
    const before = isContinued
      ? last.before
      : rightOrigin && (this.#pieceAt(rightOrigin)?.before ?? this.#known(rightOrigin))
    if (!isContinued) {
      this.#steps += gap.pieces
      this.#walk(gap.after, before)
    }
    gap.pieces += 1
    pieces.push({ item, end: id.clock + item.length, gap, before })
  }

  #known(id: Y.ID | null): Y.ID | null {
    return id !== null && id.clock < Y.getState(this.#doc.store, id.client) ? id : null
  }

  #gapAfter(origin: Y.ID | null): Gap {
    const after = this.#known(origin)
    const key = after === null ? '' : `${String(after.client)} ${String(after.clock)}`
    let gap = this.#gaps.get(key)
    if (gap === undefined) this.#gaps.set(key, (gap = { after, pieces: 0 }))
    return gap
  }

  /** The piece of the update that holds a character which the document has not. */
  #pieceAt(id: Y.ID | null): Piece | undefined {
    if (id === null || this.#known(id) !== null) return undefined
    const pieces = this.#pieces.get(id.client) ?? []
    let low = 0
    for (let high = pieces.length; low < high;) {
      const middle = (low + high) >>> 1
      if ((pieces[middle]?.end ?? 0) <= id.clock) low = middle + 1
      else high = middle
    }
    return pieces[low]
  }

  #walk(after: Y.ID | null, before: Y.ID | null): void {
    const { store } = this.#doc
    const start = after && Y.getItem(store, after)
    const end = before && Y.getItem(store, before)
    if (start !== null && start === end) return
    let item = start === null ? this.#doc.getText('text')._start : start.right
    for (; item !== null && item !== end && !this.isExcessive; item = item.right) this.#steps += 1
  }
}
