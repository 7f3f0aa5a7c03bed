// The agenda as the page sees it, and the acts by which whoever leads changes it while it runs.
import { createContext } from 'svelte'
import { type AgendaNode, branchOf, childrenOf, orderDigest, treeOf } from '#shared/agenda.ts'
import { refuse } from '#shared/refusals.ts'
import { type Timetable, timetableOf } from '#shared/timetable.ts'
import type { Acts } from './acts.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import { newCommandId } from './random.ts'
import type { Room } from './room.svelte.ts'

/** Where an item shall stand: under what, and before which of its siblings. */
export interface Place {
  readonly parent: string | null
  readonly before: string | null
}

export type Direction = 'up' | 'down' | 'in' | 'out'

export class Agenda {
  /** An act is on its way to the server. */
  busy = $state(false)
  /** A move that the agenda overtook: kept until it is made all the same, or left. */
  overtaken = $state.raw<{ readonly item: string; readonly place: Place } | null>(null)
  readonly #room: Room
  readonly #acts: Acts

  constructor(room: Room, acts: Acts) {
    this.#room = room
    this.#acts = acts
  }

  readonly nodes: readonly AgendaNode[] = $derived.by(() => {
    void this.#room.board.agendaVersion
    return treeOf(this.#room.board.agenda.rows)
  })

  /** Tracked, as all below; null before the first item. */
  get current(): AgendaNode | null {
    return this.find(this.#room.board.session.currentItem)
  }

  /** What _next_ opens (rule A1). */
  get next(): AgendaNode | null {
    const at = this.nodes.findIndex(({ id }) => id === this.current?.id)
    return this.nodes.find(({ item }, i) => i > at && item.state === 'pending') ?? null
  }

  /** What _previous_ opens (rule A2). */
  get previous(): AgendaNode | null {
    const at = this.nodes.findIndex(({ id }) => id === this.current?.id)
    return this.nodes.findLast(({ item }, i) => i < at && item.state !== 'deferred') ?? null
  }

  find(id: string | null): AgendaNode | null {
    return this.nodes.find((node) => node.id === id) ?? null
  }

  /** Whether an item that is done itself still has something under it. */
  isBegun({ id, item }: AgendaNode): boolean {
    if (item.state !== 'closed') return false
    return branchOf(this.nodes, id).some(
      (node) => node.item.state === 'open' || node.item.state === 'pending',
    )
  }

  timetable(now: number): Timetable | null {
    return timetableOf(this.nodes, this.#room.board.session, now)
  }

  /** Why this seat cannot change the agenda now; null where it can. */
  get why(): string | null {
    if (!this.#room.session.connected) return t('act_offline')
    if (this.#room.board.session.state === 'closed')
      return refusalText(refuse('session_closed', 'S3'))
    return this.#room.lead.why
  }

  /** Why it cannot go to an item now (rules A4, A10). */
  whyNotTo({ id, item }: AgendaNode): string | null {
    const { state, currentItem } = this.#room.board.session
    if (this.why !== null) return this.why
    if (state !== 'open')
      return refusalText(refuse('session_state', 'A4', { state, needed: 'open' }))
    return id === currentItem
      ? refusalText(refuse('agenda_here', 'A10', { title: item.title }))
      : null
  }

  /** Where a step in a direction leads; null where there is no such step. */
  stepOf(id: string, direction: Direction): Place | null {
    const node = this.find(id)
    if (node === null) return null
    const parent = this.#parentOf(node)
    const siblings = childrenOf(this.nodes, parent)
    const at = siblings.findIndex((sibling) => sibling.id === id)
    const before = siblings[at - 1]
    switch (direction) {
      case 'up':
        return before === undefined ? null : { parent, before: before.id }
      case 'down':
        return at === siblings.length - 1 ? null : { parent, before: siblings[at + 2]?.id ?? null }
      case 'in':
        return before === undefined ? null : { parent: before.id, before: null }
      case 'out': {
        const above = this.find(parent)
        if (above === null) return null
        const outer = this.#parentOf(above)
        const uncles = childrenOf(this.nodes, outer)
        const next = uncles[uncles.findIndex((uncle) => uncle.id === above.id) + 1]
        return { parent: outer, before: next?.id ?? null }
      }
    }
  }

  /** Right before another item, under the same parent as that; null for an item of the branch itself. */
  placeBefore(id: string, other: string | null): Place | null {
    if (other === null) return { parent: null, before: null }
    const node = this.find(other)
    if (node === null || branchOf(this.nodes, id).includes(node)) return null
    return { parent: this.#parentOf(node), before: other }
  }

  /** The order that is on the screen now: what a move that begins now will name. */
  get seen(): string {
    return orderDigest(this.nodes)
  }

  async move(item: string, place: Place, seen: string = this.seen): Promise<boolean> {
    if (!this.#begin(this.why)) return false
    const answer = await this.#room.session.act('agenda:move', { item, ...place, seen })
    this.busy = false
    this.overtaken = !answer.ok && answer.error.code === 'agenda_stale' ? { item, place } : null
    if (!answer.ok && this.overtaken === null) this.#acts.told = refusalText(answer.error)
    return answer.ok
  }

  async go(node: AgendaNode): Promise<void> {
    const from = this.current
    if (!this.#begin(this.whyNotTo(node))) return
    const answer = await this.#room.session.act('agenda:go', { item: node.id })
    this.busy = false
    if (!answer.ok) this.#acts.told = refusalText(answer.error)
    else if (from !== null) this.offerReturn(t('undo_go', { title: node.item.title }), from.id)
  }

  async defer({ id, item }: AgendaNode, deferred: boolean): Promise<void> {
    const isOpen = this.current?.id === id
    if (!this.#begin(this.why)) return
    const answer = await this.#room.session.act('agenda:defer', { item: id, deferred })
    this.busy = false
    if (!answer.ok) this.#acts.told = refusalText(answer.error)
    else if (deferred && !isOpen)
      this.#acts.undo.offer({
        name: t('undo_defer', { title: item.title }),
        run: async () => {
          const back = { item: id, deferred: false }
          const undone = await this.#room.session.act('agenda:defer', back)
          return undone.ok ? null : refusalText(undone.error)
        },
      })
    else if (deferred) this.offerReturn(t('undo_defer', { title: item.title }), id)
  }

  /** Adds an item right after another, or at the very top; answers whether it stands. */
  async add(after: AgendaNode | null, title: string, minutes: number | null): Promise<boolean> {
    if (!this.#begin(this.why)) return false
    const id = newCommandId().slice(0, 16)
    const parent = after === null ? null : this.#parentOf(after)
    const answer = await this.#room.session.act('agenda:add', {
      item: { id, title, minutes, parent },
      after: after?.id ?? null,
    })
    this.busy = false
    if (!answer.ok) this.#acts.told = refusalText(answer.error)
    return answer.ok
  }

  /** Offers the way back to an item; the one opened by a slip is still to come (rules A10, A12). */
  offerReturn(name: string, item: string): void {
    this.#acts.undo.offer({
      name,
      run: async () => {
        const back = { item, leave: 'pending' } as const
        const answer = await this.#room.session.act('agenda:go', back)
        return answer.ok ? null : refusalText(answer.error)
      },
    })
  }

  #begin(why: string | null): boolean {
    if (this.busy) return false
    this.#acts.told = why
    this.busy = why === null
    return this.busy
  }

  /** The parent that counts: one that does not stand above the item is none (rule A6). */
  #parentOf(node: AgendaNode): string | null {
    return node.depth === 0 ? null : node.item.parent
  }
}

export const [getAgenda, setAgenda] = createContext<Agenda>()
