// The floor as the page sees it: who has it, who waits, what this seat may do there, and why an act of its was refused.
import { createContext } from 'svelte'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import {
  type Entry,
  interruptedNow,
  isWaiting,
  lastTurnOf,
  placeOf,
  speakerIdOf,
  speakerNow,
  tourOf,
  waitingOf,
} from '#shared/floor.ts'
import { tick } from './clock.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

export type FloorAct = Extract<FormalName, `floor:${string}` | `tour:${string}`>

export class Floor {
  /** The act on its way to the server. */
  busy = $state<FloorAct | null>(null)
  /** Why the last act did not happen, in a sentence. */
  told = $state<string | null>(null)
  readonly #room: Room

  constructor(room: Room) {
    this.#room = room
  }

  /** The agenda item whose list is open; null before the first. */
  readonly item: string | null = $derived.by(() => this.#room.board.session.currentItem)

  /** All entries of the current item's list, in the order in which they were made. */
  readonly entries: readonly Entry[] = $derived.by(() => {
    const { item } = this
    const entries: Entry[] = []
    if (item === null) return entries
    for (let n = 1; ; n++) {
      const id = speakerIdOf(item, n)
      const row = this.#room.board.speakers.get(id)
      if (row === null) return entries
      entries.push({ ...row, id })
    }
  })

  readonly now = $derived(speakerNow(this.entries))
  readonly interrupted = $derived(interruptedNow(this.entries))
  readonly waiting: readonly Entry[] = $derived(waitingOf(this.entries))
  readonly tour = $derived(tourOf(this.entries))

  /** Who spoke last, or speaks: what a reply answers. */
  readonly answerable: Entry | null = $derived(
    this.entries
      .filter(({ beganAt, kind }) => beganAt !== null && kind !== 'order')
      .sort((a, b) => (a.beganAt ?? 0) - (b.beganAt ?? 0))
      .at(-1) ?? null,
  )

  /** The time of the last turn of the floor; null before the first. */
  get lastTurn(): number | null {
    return lastTurnOf(this.entries)?.at ?? null
  }

  /** Entries of this seat's delegation that wait. */
  readonly own: readonly Entry[] = $derived.by(() => {
    const { delegation } = this.#room.seat
    return this.entries.filter((entry) => entry.delegation === delegation && isWaiting(entry))
  })

  /** Whether this seat's delegation has the floor; the chair's seats speak for the chair. */
  readonly isOurs: boolean = $derived.by(() => {
    const { delegation, role } = this.#room.seat
    return this.now !== null && this.now.delegation === delegation && role !== 'chair'
  })

  /** How many are called before the own delegation, plus one; null if it does not wait. */
  readonly place: number | null = $derived.by(() => {
    const { delegation } = this.#room.seat
    return delegation === null ? null : placeOf(this.entries, delegation)
  })

  /** The server's time, moving on every second for whoever reads it in markup. */
  time(): number {
    return tick() - Date.now() + this.#room.session.now()
  }

  /** Gives an act; true if it was done. */
  async act<N extends FloorAct>(name: N, input: CommandArgument<N>): Promise<boolean> {
    if (this.busy !== null) return false
    this.busy = name
    this.told = null
    const answer = await this.#room.session.act(name, input)
    this.busy = null
    if (!answer.ok) this.told = refusalText(answer.error)
    return answer.ok
  }
}

export const [getFloor, setFloor] = createContext<Floor>()
