// What it costs Yjs to place values (G20): it walks whatever was written after the same value, so that two frames of
// 54 KiB could keep a server, and every page, busy for seconds. Honest values are placed at the end, in one step.
import * as Y from 'yjs'

/** About 2 ms. An hour of offline edits of one field, met by as many of a colleague, stays below. */
const maxSteps = 20_000

export class Effort {
  #steps = 0
  readonly #doc: Y.Doc
  readonly #fields = new Map<string, { values: number; branches: number }>()
  readonly #tips = new Map<string, Y.ID>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  get isExcessive(): boolean {
    return this.#steps > maxSteps
  }

  /** Counts a value in; `standing` is the newest item that the document has in this field. */
  count(field: string, item: Y.Item, standing: Y.Item | undefined): void {
    if (this.isExcessive) return
    let sums = this.#fields.get(field)
    if (sums === undefined) this.#fields.set(field, (sums = { values: 0, branches: -1 }))
    sums.values += 1
    const line = `${field}\u0000${String(item.id.client)}`
    if (Y.compareIDs(item.origin, this.#tips.get(line) ?? null) && item.origin !== null) {
      // It continues its client's own line: next to nothing to walk, but for the lines that branch off.
      this.#steps += Math.max(0, sums.branches)
    } else {
      sums.branches += 1
      if (sums.branches > 0) this.#steps += sums.values
      this.#walk(item.origin, standing)
    }
    this.#tips.set(line, item.lastId)
  }

  #walk(origin: Y.ID | null, standing: Y.Item | undefined): void {
    if (origin !== null && origin.clock >= Y.getState(this.#doc.store, origin.client)) return
    const end = origin === null ? null : Y.getItem(this.#doc.store, origin)
    for (
      let item: Y.Item | null = standing ?? null;
      item !== null && item !== end && !this.isExcessive;
      item = item.left
    ) {
      this.#steps += 1
    }
  }
}
