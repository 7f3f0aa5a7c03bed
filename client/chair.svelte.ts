// The chair's seat: the acts that lead the session, why one of them is not possible now, and what was refused.
import { createContext } from 'svelte'
import { refuse } from '#shared/refusals.ts'
import type { Acts } from './acts.svelte.ts'
import type { Agenda } from './agenda.svelte.ts'
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
  readonly #agenda: Agenda

  constructor(room: Room, acts: Acts, agenda: Agenda) {
    this.#room = room
    this.silence = new Silence(room)
    this.#acts = acts
    this.#agenda = agenda
    this.gavel = new Gavel(room, acts)
  }

  /** Why an act is not possible now; null when it is; tracked. The server judges by the same rules. */
  why(act: ChairAct): string | null {
    if (!this.#room.session.connected) return t('act_offline')
    const { why } = this.#room.lead
    if (why !== null) return why
    const { state } = this.#room.board.session
    if (act === 'agenda:next' || act === 'agenda:previous') {
      const { nodes, next, previous } = this.#agenda
      if (state !== 'open')
        return refusalText(refuse('session_state', 'A4', { state, needed: 'open' }))
      if (nodes.length === 0) return refusalText(refuse('agenda_empty', 'A3'))
      if (act === 'agenda:next' && next === null) return refusalText(refuse('agenda_end', 'A3'))
      if (act === 'agenda:previous' && previous === null)
        return refusalText(refuse('agenda_start', 'A3'))
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
      this.#agenda.offerReturn(t('undo_item', { title: this.#titleOf(answer.item) }), from)
  }

  #titleOf(item: string): string {
    return this.#room.board.agenda.rows.get(item)?.title ?? ''
  }

  /** Opens what is planned or suspended, suspends what is open. */
  turn(): Promise<void> {
    const { state } = this.#room.board.session
    return this.give(state === 'open' ? 'session:suspend' : 'session:open')
  }
}

export const [getChair, setChair] = createContext<Chair>()
