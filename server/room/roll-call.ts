// Which delegations are present, as a fact on the board: not derived from what clients say of themselves.
import { rootOf } from '#shared/board.ts'
import type { Room } from './room.ts'

/** Comings and goings are written together, so that a hall that connects at once costs a few rows. */
const gather = 500

export class RollCall {
  readonly #room: Room
  readonly #grace: number
  readonly #seats = new Map<string, number>()
  readonly #leaving = new Map<string, NodeJS.Timeout>()
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  /** `grace`: for how many ms a delegation whose last seat dropped out is still called present. */
  constructor(room: Room, grace: number) {
    this.#room = room
    this.#grace = grace
    // Whoever a stopped server left marked as present, and has not come back, is not.
    for (const [id, row] of rootOf(room.doc, 'roster'))
      if (row.get('present') === true) this.#leave(id)
  }

  came(delegation: string): void {
    this.#seats.set(delegation, (this.#seats.get(delegation) ?? 0) + 1)
    clearTimeout(this.#leaving.get(delegation))
    this.#leaving.delete(delegation)
    this.#note(delegation)
  }

  left(delegation: string): void {
    const seats = (this.#seats.get(delegation) ?? 1) - 1
    this.#seats.set(delegation, seats)
    if (seats === 0) this.#leave(delegation)
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    for (const timer of this.#leaving.values()) clearTimeout(timer)
  }

  #leave(delegation: string): void {
    const timer = setTimeout(() => {
      this.#leaving.delete(delegation)
      this.#note(delegation)
    }, this.#grace)
    timer.unref()
    this.#leaving.set(delegation, timer)
  }

  #note(delegation: string): void {
    const isPresent = (this.#seats.get(delegation) ?? 0) > 0 || this.#leaving.has(delegation)
    const row = rootOf(this.#room.doc, 'roster').get(delegation)
    if (row === undefined || row.get('present') === isPresent) return
    this.#changed.add(delegation)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#write()
    }, gather).unref()
  }

  #write(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    const isPresent = (id: string) => (this.#seats.get(id) ?? 0) > 0 || this.#leaving.has(id)
    const { came = [], left = [] } = Object.groupBy(changed, (id) =>
      isPresent(id) ? 'came' : 'left',
    )
    void this.#room.serve('presence:note', { came, left }).then((answer) => {
      // What the disk refused is tried again with what comes next.
      if (!answer.ok) for (const id of changed) this.#note(id)
    })
  }
}
