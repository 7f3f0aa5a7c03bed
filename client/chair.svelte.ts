// The chair's seat: the acts that lead the session, why one of them is not possible now, and what was refused.
import { createContext } from 'svelte'
import { treeOf } from '#shared/agenda.ts'
import { refuse } from '#shared/refusals.ts'
import type { Acts } from './acts.svelte.ts'
import { Gavel } from './gavel.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'
import { Silence } from './silence.svelte.ts'

export type ChairAct =
  'session:open' | 'session:suspend' | 'session:close' | 'agenda:next' | 'agenda:previous'

export class Chair {
  readonly gavel: Gavel
  readonly silence: Silence
  /** The act on its way to the server. */
  busy = $state<ChairAct | null>(null)
  /** The question before closing is open. */
  closing = $state(false)
  readonly #room: Room
  readonly #acts: Acts

  constructor(room: Room, acts: Acts) {
    this.#room = room
    this.silence = new Silence(room)
    this.#acts = acts
    this.gavel = new Gavel(room, acts)
  }

  /** Agenda items in their order; tracked, as all below. */
  get items(): readonly string[] {
    const { board } = this.#room
    void board.agendaVersion
    return treeOf(board.agenda.rows).map(({ id }) => id)
  }

  /** Where the current item stands; -1 before the first. */
  get at(): number {
    const { currentItem } = this.#room.board.session
    return currentItem === null ? -1 : this.items.indexOf(currentItem)
  }

  /** Why an act is not possible now; null when it is. The server judges by the same rules. */
  why(act: ChairAct): string | null {
    if (!this.#room.session.connected) return t('act_offline')
    const { why } = this.#room.lead
    if (why !== null) return why
    const { state } = this.#room.board.session
    if (act === 'agenda:next' || act === 'agenda:previous') {
      const { items, at } = this
      if (state !== 'open')
        return refusalText(refuse('session_state', 'A4', { state, needed: 'open' }))
      if (items.length === 0) return refusalText(refuse('agenda_empty', 'A3'))
      if (act === 'agenda:next' && at === items.length - 1)
        return refusalText(refuse('agenda_end', 'A3'))
      if (act === 'agenda:previous' && at <= 0) return refusalText(refuse('agenda_start', 'A3'))
    } else if (state === 'closed')
      return refusalText(refuse('session_state', 'S1', { state, needed: 'open' }))
    return null
  }

  async give(act: ChairAct): Promise<void> {
    if (this.busy !== null) return
    this.#acts.told = this.why(act)
    if (this.#acts.told !== null) return
    this.busy = act
    const from = this.#room.board.session.currentItem
    const answer = await this.#room.session.act(act, {})
    this.busy = null
    this.closing = false
    if (!answer.ok) this.#acts.told = refusalText(answer.error)
    else if (act === 'agenda:next' && from !== null && 'item' in answer)
      this.#offerReturn(from, answer.item)
  }

  /** Goes back to an item, whose clock goes on; the one opened by a slip is still to come (rules A10, A12). */
  #offerReturn(item: string, slip: string): void {
    const title = this.#room.board.agenda.rows.get(slip)?.title ?? ''
    this.#acts.undo.offer({
      name: t('undo_item', { title }),
      run: async () => {
        const back = { item, leave: 'pending' } as const
        const answer = await this.#room.session.act('agenda:go', back)
        return answer.ok ? null : refusalText(answer.error)
      },
    })
  }

  /** Opens what is planned or suspended, suspends what is open. */
  turn(): Promise<void> {
    const { state } = this.#room.board.session
    return this.give(state === 'open' ? 'session:suspend' : 'session:open')
  }
}

export const [getChair, setChair] = createContext<Chair>()
