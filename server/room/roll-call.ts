// Which delegations are connected, as a fact: not derived from what clients say of themselves. It stands on the board,
// or, while attendance is confidential, with the chair's team (rule Q8).
import type { CommandInput } from '#shared/commands.ts'
import { readSession, rootOf } from '#shared/board.ts'
import type { Room } from './room.ts'

/** Comings and goings are written together, so that a hall that connects at once costs a few rows. */
const gather = 500

export type ComingsAndGoings = CommandInput<'presence:note'>

export class RollCall {
  readonly #room: Room
  readonly #grace: number
  readonly #tellTeam: (note: ComingsAndGoings) => Promise<{ ok: boolean }>
  readonly #unlisten: () => void
  readonly #seats = new Map<string, number>()
  readonly #leaving = new Map<string, NodeJS.Timeout>()
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #isConfidential: boolean
  #isClosed = false

  /** `grace`: for how many ms a delegation whose last seat dropped out is still called present. */
  constructor(
    room: Room,
    grace: number,
    tellTeam: (note: ComingsAndGoings) => Promise<{ ok: boolean }>,
  ) {
    this.#room = room
    this.#grace = grace
    this.#tellTeam = tellTeam
    this.#isConfidential = this.#readMode()
    // Whoever a stopped server left marked as present, and has not come back, is not.
    for (const [id, row] of rootOf(room.doc, 'roster'))
      if (this.#isConfidential || row.get('present') === true) this.#leave(id)
    this.#unlisten = room.onFacts(() => {
      this.#followMode()
    })
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

  /** Whoever leaves after it, as the doors close, is noted by the next server. */
  close(): void {
    this.#isClosed = true
    this.#unlisten()
    if (this.#timer) clearTimeout(this.#timer)
    for (const timer of this.#leaving.values()) clearTimeout(timer)
  }

  #readMode(): boolean {
    return readSession(this.#room.doc).attendance === 'confidential'
  }

  /** What was noted in one place is noted anew in the other. */
  #followMode(): void {
    const isConfidential = this.#readMode()
    if (isConfidential === this.#isConfidential) return
    this.#isConfidential = isConfidential
    for (const id of rootOf(this.#room.doc, 'roster').keys()) this.#note(id)
  }

  #leave(delegation: string): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#leaving.delete(delegation)
      this.#note(delegation)
    }, this.#grace)
    timer.unref()
    this.#leaving.set(delegation, timer)
  }

  #isPresent(delegation: string): boolean {
    return (this.#seats.get(delegation) ?? 0) > 0 || this.#leaving.has(delegation)
  }

  #note(delegation: string): void {
    if (this.#isClosed) return
    const row = rootOf(this.#room.doc, 'roster').get(delegation)
    if (row === undefined) return
    const isNews = row.get('present') !== this.#isPresent(delegation)
    if (!this.#isConfidential && !isNews) return
    this.#changed.add(delegation)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#write()
    }, gather).unref()
  }

  #write(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    const { came = [], left = [] } = Object.groupBy(changed, (id) =>
      this.#isPresent(id) ? 'came' : 'left',
    )
    const note = { came, left }
    const noted = this.#isConfidential
      ? this.#tellTeam(note)
      : this.#room.serve('presence:note', note)
    // What the disk refused is tried again with what comes next.
    const failed = () => ({ ok: false })
    void noted.catch(failed).then(({ ok }) => {
      if (!ok) for (const id of changed) this.#note(id)
    })
  }
}
