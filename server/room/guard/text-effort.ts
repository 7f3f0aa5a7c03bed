// What it costs Yjs to place characters (G20): from where they were written it walks over all that was written there
// meanwhile. What goes on where the same client left off is placed in one step.
import * as Y from 'yjs'
import type { TextPieces } from './text-pieces.ts'

/** About 10 ms. A day of offline writing in hundreds of places, met by as much of others, stays below. */
const maxSteps = 100_000

/** Whether a piece continues the one that its client wrote before it, in the same place. */
export function goesOn(
  { origin, rightOrigin }: Y.Item,
  before: Y.Item | undefined,
): before is Y.Item {
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

interface Placed {
  readonly gap: Gap
  /** The character of the document before which it stands; null at the end. */
  readonly before: Y.ID | null
}

export class TextEffort {
  #steps = 0
  readonly #doc: Y.Doc
  readonly #pieces: TextPieces
  readonly #gaps = new Map<string, Gap>()
  readonly #placed = new Map<Y.Item, Placed>()

  constructor(doc: Y.Doc, pieces: TextPieces) {
    this.#doc = doc
    this.#pieces = pieces
  }

  get isExcessive(): boolean {
    return this.#steps > maxSteps
  }

  /** Counts a piece in that is to be added to the others next. */
  count(piece: Y.Item): void {
    if (this.isExcessive) return
    const { id, origin, rightOrigin } = piece
    const last = this.#pieces.lastOf(id.client)
    const placed = goesOn(piece, last) ? this.#placed.get(last) : undefined
    const gap = placed?.gap ?? this.#placedAt(origin)?.gap ?? this.#gapAfter(origin)
    const before = placed
      ? placed.before
      : (this.#placedAt(rightOrigin)?.before ?? this.#known(rightOrigin))
    if (!placed) {
      this.#steps += gap.pieces
      this.#walk(gap.after, before)
    }
    gap.pieces += 1
    this.#placed.set(piece, { gap, before })
  }

  #known(id: Y.ID | null): Y.ID | null {
    return id !== null && this.#pieces.isKnown(id) ? id : null
  }

  /** Where a piece of the update stands that holds the character; undefined if the document holds it. */
  #placedAt(id: Y.ID | null): Placed | undefined {
    if (id === null || this.#pieces.isKnown(id)) return undefined
    const piece = this.#pieces.at(id)
    return piece && this.#placed.get(piece)
  }

  #gapAfter(origin: Y.ID | null): Gap {
    const after = this.#known(origin)
    const key = after === null ? '' : `${String(after.client)} ${String(after.clock)}`
    let gap = this.#gaps.get(key)
    if (gap === undefined) this.#gaps.set(key, (gap = { after, pieces: 0 }))
    return gap
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
