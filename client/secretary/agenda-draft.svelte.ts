// The agenda in the writing: follows the board until somebody writes, then holds what is written until it is saved.
import { canonicalJson } from '#shared/digest.ts'
import type { Refusal } from '#shared/refusals.ts'
import {
  type AgendaEntry,
  agendaEntryOf,
  agendaItemSchema,
  branchOf,
  childrenOf,
  type ItemKind,
  type ItemState,
  planDigest,
  treeOf,
} from '#shared/agenda.ts'
import { newCommandId } from '../random.ts'
import type { Room } from '../room.svelte.ts'
import { faultsOf, textOrNull } from '../words.ts'
import { type AgendaNews, type ItemWords, merge, newsBetween } from './agenda-merge.ts'

export class AgendaDraft {
  refused = $state.raw<Refusal | null>(null)
  busy = $state(false)
  /** Faults are told from the first attempt to save. */
  tried = $state(false)
  #written = $state.raw<readonly ItemWords[] | null>(null)
  /** The agenda as it stood when the writing began, or was brought together with a newer one. */
  #begunOn = $state.raw<readonly ItemWords[]>([])
  /** What that agenda is called when it is saved over (rule A7). */
  #seen = ''
  readonly #room: Room

  readonly standing = $derived.by(() => this.#readStanding())
  readonly items = $derived(this.#written ?? this.standing)
  readonly #tree = $derived(treeOf(placed(this.items)))
  readonly isDirty = $derived(this.#written !== null)
  /** What somebody else made of the agenda since this one was begun; null if nothing. */
  readonly news: AgendaNews | null = $derived.by(() => {
    const stands = canonicalJson(this.standing)
    const isKnown = [this.#begunOn, this.#written].some((known) => canonicalJson(known) === stands)
    return this.#written === null || isKnown ? null : newsBetween(this.#begunOn, this.standing)
  })
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
    this.items.reduce((sum, { minutes }) => sum + (numberOf(minutes) || 0), 0),
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

  set(id: string, words: Partial<ItemWords>): void {
    this.#write(this.items.map((item) => (item.id === id ? { ...item, ...words } : item)))
  }

  /** A capability is named where something is announced, and nowhere else. */
  setKind(id: string, kind: ItemKind): void {
    this.set(id, kind === 'requests' ? { kind } : { kind, capability: null })
  }

  /** How deep an item stands, and its number. */
  nodeOf(id: string): { readonly depth: number; readonly number: string } {
    return this.#tree.find((node) => node.id === id) ?? { depth: 0, number: '' }
  }

  /** Puts an item under the one above it, or one level out, with all that is under it. */
  nest(id: string, way: 'in' | 'out'): void {
    const parent = this.#parentFor(id, way)
    if (parent !== undefined) this.set(id, { parent })
  }

  mayNest(id: string, way: 'in' | 'out'): boolean {
    return this.#parentFor(id, way) !== undefined
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

  /** Puts an item, with all that is under it, at another place; false where it is there already. */
  move(id: string, to: number): boolean {
    const from = this.items.findIndex((item) => item.id === id)
    const item = this.items[from]
    if (item === undefined || to < 0 || to >= this.items.length || to === from) return false
    const branch = new Set(branchOf(this.#tree, id).map((node) => node.id))
    const there = this.items[to]
    if (there === undefined || branch.has(there.id)) return false
    const moved = this.items
      .filter((other) => branch.has(other.id))
      .map((other) => (other.id === id ? { ...item, parent: there.parent } : other))
    const rest = this.items.filter((other) => !branch.has(other.id))
    const isDown = to > from
    const at = rest.indexOf(there) + (isDown ? branchOf(this.#tree, there.id).length : 0)
    this.#write([...rest.slice(0, at), ...moved, ...rest.slice(at)])
    return true
  }

  discard(): void {
    this.#written = null
    this.tried = false
    this.refused = null
  }

  /** Goes on from the newer agenda, with what was written on the older one. */
  takeNewer(): void {
    if (this.#written === null) return
    const { currentItem } = this.#room.board.session
    const both = merge(this.#begunOn, this.#written, this.standing, currentItem)
    this.#begin()
    this.#arrange(both)
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
    return answer.ok
  }

  #write(items: readonly ItemWords[]): void {
    if (this.#written === null) this.#begin()
    this.#arrange(items)
  }

  #begin(): void {
    this.#begunOn = this.standing
    this.#seen = planDigest(this.#nodes())
  }

  #arrange(items: readonly ItemWords[]): void {
    // As it is read, each item below what it stands under (rule A6).
    const words = new Map(items.map((item) => [item.id, item]))
    this.#written = treeOf(placed(items)).flatMap(({ id, depth }) => {
      const item = words.get(id)
      return item === undefined ? [] : [depth === 0 ? { ...item, parent: null } : item]
    })
    this.refused = null
  }

  #parentFor(id: string, way: 'in' | 'out'): string | null | undefined {
    const parent = this.items.find((item) => item.id === id)?.parent ?? null
    if (way === 'out')
      return parent === null
        ? undefined
        : (this.items.find((item) => item.id === parent)?.parent ?? null)
    const siblings = childrenOf(this.#tree, parent)
    return siblings[siblings.findIndex((sibling) => sibling.id === id) - 1]?.id
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

function placed(items: readonly ItemWords[]) {
  return items.map((item, order) => [item.id, { ...item, order }] as const)
}

function wordsOf({ owner, minutes, secondsEach, ...entry }: AgendaEntry): ItemWords {
  const text = (value: number | null) => (value === null ? '' : String(value))
  return {
    ...entry,
    owner: owner ?? '',
    minutes: text(minutes),
    secondsEach: text(secondsEach),
  }
}

function entryOf({ title, owner, minutes, secondsEach, ...rest }: ItemWords): AgendaEntry {
  return {
    ...rest,
    title: title.trim(),
    owner: textOrNull(owner),
    minutes: numberOf(minutes),
    secondsEach: numberOf(secondsEach),
  }
}

/** Null where nothing is said, NaN where it is no whole number, which no schema accepts. */
function numberOf(text: string): number | null {
  if (text.trim() === '') return null
  return /^\d{1,4}$/u.test(text.trim()) ? Number(text) : NaN
}
