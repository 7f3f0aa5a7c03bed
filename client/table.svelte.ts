// A root of a document as runes: one cell a row, so that an edit of one row costs one row however many
// there are. Changes are gathered and handed on once per microtask.
import type * as Y from 'yjs'
import { plainRow, rootOf, type RowRoot, type Rows, type YRow } from '#shared/board.ts'

/** `touched` counts how often others changed the row since this page saw it first: what motion shows. */
class Cell<T> {
  state = $state.raw<{ readonly row: T | null; readonly touched: number }>({
    row: null,
    touched: 0,
  })
}

/** Answers with the way to ask for a flush; however often it is asked, one comes, in the next microtask. */
export function gathered(flush: () => void): () => void {
  let isAsked = false
  return () => {
    if (isAsked) return
    isAsked = true
    queueMicrotask(() => {
      isAsked = false
      flush()
    })
  }
}

export interface Change<R extends RowRoot> {
  readonly id: string
  readonly before: Rows[R] | null
  readonly after: Rows[R] | null
  readonly local: boolean
}

export class Table<R extends RowRoot> {
  /** The rows as they stand, for those who count; reading it tracks nothing. */
  readonly rows = new Map<string, Rows[R]>()
  readonly #cells = new Map<string, Cell<Rows[R]>>()
  readonly #dirty = new Map<string, boolean>()
  /** Grows when rows come. */
  #known = $state(0)
  readonly #root: R
  readonly #source: Y.Map<YRow>

  constructor(doc: Y.Doc, root: R, schedule: () => void) {
    this.#root = root
    this.#source = rootOf(doc, root)
    for (const id of this.#source.keys()) this.#dirty.set(id, false)
    this.#source.observeDeep((events, transaction) => {
      for (const event of events) {
        if (event.target === this.#source)
          for (const id of event.changes.keys.keys()) this.#dirty.set(id, transaction.local)
        else this.#dirty.set(String(event.path[0]), transaction.local)
      }
      schedule()
    })
  }

  /** The row, tracked: whoever reads it here is told when it changes, or comes to be. */
  get(id: string): Rows[R] | null {
    return this.#read(id)?.row ?? null
  }

  touched(id: string): number {
    return this.#read(id)?.touched ?? 0
  }

  /** Brings the cells up to date and says what changed. Cells are made here, never while something is computed. */
  flush(): Change<R>[] {
    const changes: Change<R>[] = []
    let isNew = false
    for (const [id, local] of this.#dirty) {
      const row = this.#source.get(id)
      const before = this.rows.get(id) ?? null
      const after = row === undefined ? null : plainRow(this.#root, row)
      if (after === null) this.rows.delete(id)
      else this.rows.set(id, after)
      let cell = this.#cells.get(id)
      if (cell === undefined) {
        cell = new Cell<Rows[R]>()
        this.#cells.set(id, cell)
        isNew = true
      }
      const { touched } = cell.state
      cell.state = { row: after, touched: !local && before !== null ? touched + 1 : touched }
      changes.push({ id, before, after, local })
    }
    this.#dirty.clear()
    if (isNew) this.#known += 1
    return changes
  }

  #read(id: string): Cell<Rows[R]>['state'] | null {
    const cell = this.#cells.get(id)
    if (cell !== undefined) return cell.state
    // Nothing to wait on yet: any new row may be the one.
    void this.#known
    return null
  }
}
