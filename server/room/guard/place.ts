// Where a struct stands: root, row, field. `field` is null for the row's own container.
import * as Y from 'yjs'

export interface Place {
  readonly root: string
  readonly row: string
  readonly field: string | null
}

/** Key of a place in maps; ids and fields never hold the separator. */
export function placeKey(root: string, row: string, field: string): string {
  return `${root}\u0000${row}\u0000${field}`
}

/** The place of an item of the document, or null where the schema has none (collected, or nested deeper). */
export function placeOfItem(item: Y.Item | Y.GC): Place | null {
  if (!(item instanceof Y.Item) || item.parentSub === null) return null
  const parent = item.parent
  if (!(parent instanceof Y.AbstractType)) return null
  if (parent._item === null) {
    return { root: Y.findRootTypeKey(parent), row: item.parentSub, field: null }
  }
  const row = placeOfItem(parent._item)
  return row === null || row.field !== null ? null : { ...row, field: item.parentSub }
}

/** Finds the places of an update's own items, which the document does not hold yet. */
export class UpdatePlaces {
  readonly #byClient = new Map<number, { readonly end: number; readonly place: Place }[]>()
  readonly #doc: Y.Doc

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Resolves an item whose references are all known; null if it has no place, or two. */
  resolve(item: Y.Item): Place | null {
    const place = this.#resolve(item)
    if (place !== null) {
      const { client, clock } = item.id
      const list = this.#byClient.get(client)
      const entry = { end: clock + item.length, place }
      if (list) list.push(entry)
      else this.#byClient.set(client, [entry])
    }
    return place
  }

  #resolve(item: Y.Item): Place | null {
    // A map's newest value has nothing to its right; an item that claims so could stand in two places.
    if (item.rightOrigin !== null) return null
    if (item.origin !== null) return this.#placeAt(item.origin)
    if (item.parentSub === null) return null
    // After decoding, a parent is a root's name or the id of its container; the declared type knows neither.
    const parent: unknown = item.parent
    if (typeof parent === 'string') return { root: parent, row: item.parentSub, field: null }
    if (!(parent instanceof Y.ID)) return null
    const row = this.#placeAt(parent)
    return row === null || row.field !== null ? null : { ...row, field: item.parentSub }
  }

  #placeAt(id: Y.ID): Place | null {
    if (id.clock < Y.getState(this.#doc.store, id.client)) {
      return placeOfItem(Y.getItem(this.#doc.store, id))
    }
    const list = this.#byClient.get(id.client) ?? []
    let low = 0
    for (let high = list.length; low < high;) {
      const middle = (low + high) >>> 1
      if ((list[middle]?.end ?? 0) <= id.clock) low = middle + 1
      else high = middle
    }
    return list[low]?.place ?? null
  }
}
