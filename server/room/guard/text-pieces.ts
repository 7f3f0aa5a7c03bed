// The pieces of a text and of an update to it: which of them holds a character, and which character it is.
import * as Y from 'yjs'

export class TextPieces {
  readonly #doc: Y.Doc
  /** Of the update by client, in the order of their clocks. */
  readonly #added = new Map<number, Y.Item[]>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** All that it refers to must be of the document or added before. */
  add(piece: Y.Item): void {
    const { client } = piece.id
    const pieces = this.#added.get(client)
    if (pieces) pieces.push(piece)
    else this.#added.set(client, [piece])
  }

  lastOf(client: number): Y.Item | undefined {
    return this.#added.get(client)?.at(-1)
  }

  /** Whether the character is of the document. */
  isKnown({ client, clock }: Y.ID): boolean {
    return clock < Y.getState(this.#doc.store, client)
  }

  at(id: Y.ID): Y.Item | undefined {
    if (this.isKnown(id)) return Y.getItem(this.#doc.store, id)
    const pieces = this.#added.get(id.client) ?? []
    let low = 0
    for (let high = pieces.length; low < high;) {
      const middle = (low + high) >>> 1
      const piece = pieces[middle]
      if (piece && piece.id.clock + piece.length <= id.clock) low = middle + 1
      else high = middle
    }
    return pieces[low]
  }

  /** Whether a cut before the character would take it from the first half of its pair. */
  isSecondHalf(id: Y.ID): boolean {
    const code = this.#codeAt(id)
    return code >= 0xdc00 && code <= 0xdfff
  }

  /** Whether a cut behind it would take it from the second. */
  isFirstHalf(id: Y.ID): boolean {
    const code = this.#codeAt(id)
    return code >= 0xd800 && code <= 0xdbff
  }

  /** NaN where it has been deleted. */
  #codeAt(id: Y.ID): number {
    const piece = this.at(id)
    return piece === undefined ? NaN : stringOf(piece).charCodeAt(id.clock - piece.id.clock)
  }
}

/** The characters of a piece; none if they have been deleted. */
export function stringOf({ content }: Y.Item): string {
  return content instanceof Y.ContentString ? content.str : ''
}
