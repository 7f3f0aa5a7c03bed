// A root of a document as runes: one cell a row, so that an edit of one row costs one row however many
// there are. Changes are gathered and handed on once per microtask.
import { untrack } from 'svelte'
import type * as Y from 'yjs'
import { plainRow, rootOf, type RowRoot, type Rows, type YRow } from '#shared/board.ts'

class Cell<T> {
  value: T | null = $state.raw<T | null>(null)
  /** How often others changed the row since this page saw it first: what motion shows. */
  touched = $state(0)

  constructor(value: T | null) {
    this.value = value
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

  /** The row, tracked: whoever reads it here is told when it changes. */
  get(id: string): Rows[R] | null {
    return this.#cell(id).value
  }

  touched(id: string): number {
    return this.#cell(id).touched
  }

  /** Brings the cells up to date and says what changed. */
  flush(): Change<R>[] {
    const changes: Change<R>[] = []
    for (const [id, local] of this.#dirty) {
      const row = this.#source.get(id)
      const before = this.rows.get(id) ?? null
      const after = row === undefined ? null : plainRow(this.#root, row)
      if (after === null) this.rows.delete(id)
      else this.rows.set(id, after)
      const cell = this.#cells.get(id)
      if (cell !== undefined) {
        cell.value = after
        if (!local && before !== null) cell.touched += 1
      }
      changes.push({ id, before, after, local })
    }
    this.#dirty.clear()
    return changes
  }

  #cell(id: string): Cell<Rows[R]> {
    let cell = this.#cells.get(id)
    if (cell === undefined) {
      // Untracked: whoever makes a cell while computing would otherwise own it and not hear of it.
      cell = untrack(() => new Cell<Rows[R]>(this.rows.get(id) ?? null))
      this.#cells.set(id, cell)
    }
    return cell
  }
}
