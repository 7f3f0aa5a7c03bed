// The agenda in the writing: follows the board until somebody writes, then holds what is written until it is saved.
import { canonicalJson } from '#shared/digest.ts'
import type { Refusal } from '#shared/refusals.ts'
import {
  type AgendaEntry,
  agendaEntryOf,
  agendaItemSchema,
  type ItemState,
  planDigest,
  treeOf,
} from '#shared/agenda.ts'
import { newCommandId } from '../random.ts'
import type { Room } from '../room.svelte.ts'
import { faultsOf, textOrNull } from '../words.ts'

export interface ItemWords extends Pick<
  AgendaEntry,
  'id' | 'kind' | 'capability' | 'secondsEach' | 'parent'
> {
  readonly title: string
  readonly owner: string
  readonly minutes: string
}

export class AgendaDraft {
  refused = $state.raw<Refusal | null>(null)
  busy = $state(false)
  /** Faults are told from the first attempt to save. */
  tried = $state(false)
  #written = $state.raw<readonly ItemWords[] | null>(null)
  #begunOn = $state.raw('')
  /** The agenda on which the writing began, or which was read since (rule A7). */
  #seen = ''
  readonly #room: Room

  readonly standing = $derived.by(() => this.#readStanding())
  readonly items = $derived(this.#written ?? this.standing)
  readonly isDirty = $derived(this.#written !== null)
  /** Somebody else set the agenda since this one was begun. */
  readonly isOvertaken = $derived(
    this.#written !== null && canonicalJson(this.standing) !== this.#begunOn,
  )
  /** By item id and field. */
  readonly faults = $derived(
    Object.fromEntries(
      this.items.map((item) => [item.id, faultsOf(agendaItemSchema, entryOf(item))]),
    ),
  )
  readonly isSound = $derived(
    this.items.length > 0 &&
      Object.values(this.faults).every((faults) => Object.keys(faults).length === 0),
  )
  readonly minutes = $derived(
    this.items.reduce((sum, { minutes }) => sum + (minutesOf(minutes) || 0), 0),
  )

  constructor(room: Room) {
    this.#room = room
    // What is written and what stands are one again: saved, or taken back by hand.
    $effect(() => {
      if (canonicalJson(this.#written) === canonicalJson(this.standing)) this.discard()
    })
  }

  stateOf(id: string): ItemState {
    return this.#room.board.agenda.get(id)?.state ?? 'pending'
  }

  set(id: string, field: 'title' | 'owner' | 'minutes', text: string): void {
    this.#write(this.items.map((item) => (item.id === id ? { ...item, [field]: text } : item)))
  }

  /** Answers with the id of the new item. */
  add(): string {
    const id = newCommandId().slice(0, 16)
    this.#write([...this.items, wordsOf({ ...blank, id, title: '' })])
    return id
  }

  remove(id: string): void {
    this.#write(this.items.filter((item) => item.id !== id))
  }

  /** Puts an item at another place; false where it is there already. */
  move(id: string, to: number): boolean {
    const from = this.items.findIndex((item) => item.id === id)
    const item = this.items[from]
    if (item === undefined || to < 0 || to >= this.items.length || to === from) return false
    const rest = this.items.filter((other) => other !== item)
    this.#write([...rest.slice(0, to), item, ...rest.slice(to)])
    return true
  }

  discard(): void {
    this.#written = null
    this.tried = false
    this.refused = null
  }

  async save(): Promise<boolean> {
    this.tried = true
    if (!this.isSound) return false
    this.busy = true
    const items = this.items.map(entryOf)
    this.#written = items.map(wordsOf)
    const answer = await this.#room.session.act('agenda:set', { items, seen: this.#seen })
    this.busy = false
    this.refused = answer.ok ? null : answer.error
    // The board may tell of it later than the answer comes.
    if (answer.ok) this.#begunOn = canonicalJson(this.#written)
    else if (answer.error.code === 'agenda_stale') this.#seen = planDigest(this.#nodes())
    return answer.ok
  }

  #write(items: readonly ItemWords[]): void {
    if (this.#written === null) {
      this.#begunOn = canonicalJson(this.standing)
      this.#seen = planDigest(this.#nodes())
    }
    this.#written = items
    this.refused = null
  }

  #readStanding(): readonly ItemWords[] {
    void this.#room.board.agendaVersion
    return this.#nodes().map((node) => wordsOf(agendaEntryOf(node)))
  }

  #nodes() {
    return treeOf(this.#room.board.agenda.rows)
  }
}

const blank = agendaItemSchema.parse({ id: 'blank', title: 'blank' })

function wordsOf({ owner, minutes, ...entry }: AgendaEntry): ItemWords {
  return { ...entry, owner: owner ?? '', minutes: minutes === null ? '' : String(minutes) }
}

function entryOf({ title, owner, minutes, ...rest }: ItemWords): AgendaEntry {
  return { ...rest, title: title.trim(), owner: textOrNull(owner), minutes: minutesOf(minutes) }
}

/** Null where nothing is said, NaN where it is no whole number, which no schema accepts. */
function minutesOf(text: string): number | null {
  if (text.trim() === '') return null
  return /^\d{1,4}$/u.test(text.trim()) ? Number(text) : NaN
}
