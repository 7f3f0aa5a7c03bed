// What one person has in front of them: what is selected, unfolded, searched, half written. Never shared.
import { SvelteMap } from 'svelte/reactivity'
import type { PledgeClass } from '#shared/count.ts'
import type { TextKind } from '#shared/drafting.ts'
import type { CoverageLine, CoveragePart } from '#shared/makeup.ts'
import type { Thread } from '#shared/messages.ts'
import type { Capability } from '#shared/request.ts'
import type { Heading } from '#shared/running-totals.ts'
import { Unfinished } from './unfinished.ts'

export const filters = ['all', 'open', 'own', 'waiting', 'withdrawn'] as const
export type Filter = (typeof filters)[number]

/** What the drawer shows. */
export type Selected =
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'pledge'; readonly id: string }
  | { readonly kind: 'task'; readonly id: string }
  /** `pledged`: what its delegation has just pledged from it. */
  | { readonly kind: 'stock'; readonly id: string; readonly pledged?: string }
  | { readonly kind: 'form'; readonly form: FormOf }
  | { readonly kind: 'tray' }
  /** `thread` null: all of them. */
  | { readonly kind: 'messages'; readonly thread: Thread | null }
  | { readonly kind: 'decision'; readonly id: string }
  /** `writes`: in order to write the statement. */
  | { readonly kind: 'papers'; readonly item: string; readonly writes?: true }
  | { readonly kind: 'figure'; readonly figure: FigureOf }
  /** Written together with others. */
  | { readonly kind: 'text'; readonly text: TextKind }
  | { readonly kind: 'panel'; readonly panel: Panel; readonly id: string | null }

/** A figure of the screen, to be opened to its rows (rule K2). */
export type FigureOf =
  /** All of them. */
  | { readonly of: 'board' }
  /** A line of the session's totals. */
  | { readonly of: 'total'; readonly heading: Heading; readonly line: string }
  /** All rows that count in one way, or in none. */
  | { readonly of: 'class'; readonly kind: PledgeClass | 'disputed' }
  /** What is asked under a capability, or under all of them; `line` null: every line. */
  | { readonly of: 'group'; readonly capability: Capability | null; readonly line: string | null }
  /** The coverage of a line of a request; `part` null: all that is pledged for it. */
  | {
      readonly of: 'coverage'
      readonly request: string
      readonly line: CoverageLine
      readonly part: CoveragePart | 'open' | 'over' | null
    }

/** What a seat of one role has in the drawer, of which the frame knows only that it is there. */
export type Panel = 'gavel' | 'silent' | 'roll' | 'lead' | 'floor' | 'screen'

/** A form that is open: a new row (`id` null) or the edit of one. */
export type FormOf =
  | {
      readonly what: 'pledge'
      readonly id: string | null
      readonly draft: string | null
      readonly request: string | null
      /** The agreed pledge that the new one shall replace. */
      readonly supersedes: string | null
      /** The own stock that it comes from. */
      readonly stock?: string
    }
  /** `request`: what it is declared in view of. */
  | { readonly what: 'stock'; readonly id: string | null; readonly request: string | null }
  | { readonly what: 'request'; readonly id: string | null; readonly capability: Capability | null }
  /** A text to be proposed, perhaps to take up again what a decision ended. */
  | { readonly what: 'motion'; readonly reopens: string | null }
  /** Tasks to be made of an agreed pledge. */
  | { readonly what: 'split'; readonly pledge: string }

export const tabs = ['board', 'agenda', 'drafts', 'detail'] as const
export type Tab = (typeof tabs)[number]

export class Desk {
  selected = $state.raw<Selected | null>(null)
  /** The part that a phone shows. */
  tab = $state<Tab>('board')
  query = $state('')
  filter = $state<Filter>('all')
  /** Only the pledges of this delegation. */
  delegation = $state<string | null>(null)
  /** What was half written when a form was left; found again when it is opened again. */
  readonly unfinished: Unfinished
  /** Words that the next form begins with: what was tried on a row that was locked. */
  carried: { readonly field: string; readonly text: string } | null = null
  /** What this seat has just done, in a sentence; until it turns to something else. */
  done = $state('')
  readonly #unfolded = new SvelteMap<string, boolean>()
  /** What led to what is selected, step by step: a figure to its rows. */
  #trail = $state.raw<readonly Selected[]>([])

  constructor(seat: string) {
    this.unfinished = new Unfinished(seat)
  }

  select(selected: Selected | null): void {
    this.#trail = []
    this.#show(selected)
  }

  /** Goes further from what is selected; `back` comes back to it. */
  enter(selected: Selected): void {
    const from = this.selected
    this.#trail = from === null ? [] : [...this.#trail, from]
    this.#show(selected)
  }

  get hasBack(): boolean {
    return this.#trail.length > 0
  }

  back(): void {
    const last = this.#trail.at(-1)
    if (last === undefined) return
    this.#trail = this.#trail.slice(0, -1)
    this.#show(last)
  }

  #show(selected: Selected | null): void {
    this.selected = selected
    this.done = ''
    this.tab = selected === null ? 'board' : 'detail'
  }

  isUnfolded(key: string, otherwise: boolean): boolean {
    return this.#unfolded.get(key) ?? otherwise
  }

  unfold(key: string, unfolded: boolean): void {
    this.#unfolded.set(key, unfolded)
  }

  clearSearch(): void {
    this.query = ''
    this.filter = 'all'
    this.delegation = null
  }
}
