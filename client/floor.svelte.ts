// The floor as the page sees it: who has it, who waits, what this seat may do there, and its acts there.
import { createContext } from 'svelte'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import {
  type Entry,
  interruptedNow,
  isWaiting,
  lastSaid,
  lastTurnOf,
  placeOf,
  speakerIdOf,
  speakerNow,
  tourOf,
  waitingOf,
} from '#shared/floor.ts'
import type { Acts } from './acts.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

export type FloorAct = Extract<FormalName, `floor:${string}` | `tour:${string}`>

export class Floor {
  /** The act on its way to the server. */
  busy = $state<FloorAct | null>(null)
  readonly #room: Room
  readonly #acts: Acts
  readonly #pressed = new Set<string>()
  #underWay: Promise<unknown> = Promise.resolve()

  constructor(room: Room, acts: Acts) {
    this.#room = room
    this.#acts = acts
  }

  /** The agenda item whose list is open; null before the first. */
  readonly item: string | null = $derived.by(() => this.#room.board.session.currentItem)

  /** All entries of the current item's list, in the order in which they were made. */
  readonly entries: readonly Entry[] = $derived.by(() => speakersIn(this.#room, this.item))

  readonly now = $derived(speakerNow(this.entries))
  readonly interrupted = $derived(interruptedNow(this.entries))
  readonly waiting: readonly Entry[] = $derived(waitingOf(this.entries))
  readonly tour = $derived(tourOf(this.entries))

  /** Who spoke last, or speaks: what a reply answers. */
  readonly answerable: Entry | null = $derived(lastSaid(this.entries))

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

  /**
   * Gives an act, once the one before it is answered: `input` is read then, from what the page shows by then; null of
   * it gives none. The same act, pressed again while it is on its way and the page shows the same speaker, is one wish.
   * True if it was done; why it was not is told at the foot of the page.
   */
  async act<N extends FloorAct>(
    name: N,
    input: CommandArgument<N> | (() => CommandArgument<N> | null),
  ): Promise<boolean> {
    const about = typeof input === 'function' ? (this.now?.id ?? '') : JSON.stringify(input)
    const wish = `${name} ${about}`
    if (this.#pressed.has(wish)) return false
    this.#pressed.add(wish)
    const done = this.#underWay.then(async () => {
      const given = typeof input === 'function' ? input() : input
      if (given !== null) this.busy = name
      const answer = given === null ? null : await this.#room.session.act(name, given)
      this.#pressed.delete(wish)
      this.busy = null
      if (answer === null) return false
      this.#acts.told = answer.ok ? null : refusalText(answer.error)
      return answer.ok
    })
    this.#underWay = done
    return done
  }
}

/** All entries of an item's list, in the order in which they were made; tracked. */
export function speakersIn({ board }: Room, item: string | null): Entry[] {
  const entries: Entry[] = []
  if (item === null) return entries
  for (let n = 1; ; n++) {
    const id = speakerIdOf(item, n)
    const row = board.speakers.get(id)
    if (row === null) return entries
    entries.push({ ...row, id })
  }
}

export const [getFloor, setFloor] = createContext<Floor>()
