// Who leads, as this seat sees it, and the acts by which the lead moves.
import { isLead, isLeading, type Lead, leadOf } from '#shared/lead.ts'
import { refuse } from '#shared/refusals.ts'
import { collator, list, t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

export class LeadState {
  /** The act on its way to the server. */
  busy = $state(false)
  /** Why the last act did not happen, in a sentence. */
  told = $state<string | null>(null)
  readonly #room: Room

  constructor(room: Room) {
    this.#room = room
  }

  /** Tracked, as all below. */
  get now(): Lead {
    const { board } = this.#room
    void board.rosterVersion
    return leadOf(board.roster.rows, board.session)
  }

  get isChair(): boolean {
    return this.#room.seat.role === 'chair'
  }

  /** Whether this seat gives the acts of the chair (rule H1). */
  get isOwn(): boolean {
    return this.isChair && isLeading(this.now, this.#room.seat.delegation)
  }

  /** Whether this seat's delegation has the lead for good, not in somebody's absence. */
  get isOwnForGood(): boolean {
    return this.isChair && isLead(this.now, this.#room.seat.delegation)
  }

  /** Whether this seat may take over when the chair is lost. */
  get isDeputy(): boolean {
    return this.isChair && this.now.deputies.includes(this.#room.seat.delegation ?? '')
  }

  /** Whether it may at this moment (rule H4). */
  get mayTake(): boolean {
    return this.isDeputy && this.now.frozenAt !== null
  }

  /** Why a deputy does not take over now; null when it may. */
  get whyNotTake(): string | null {
    const { frozenAt, acting } = this.now
    if (frozenAt !== null) return null
    return acting === null
      ? refusalText(refuse('not_frozen', 'H4'))
      : refusalText(refuse('lead_taken', 'H4', { delegation: acting }))
  }

  /** Why this seat gives no act of the chair; null when it leads. The server judges by the same rules. */
  get why(): string | null {
    const { frozenAt, leads, acting } = this.now
    if (this.isOwn) return null
    if (frozenAt !== null) return refusalText(refuse('floor_frozen', 'H3'))
    const leading = acting ?? leads.join(', ')
    return refusalText(refuse('not_leading', 'H1', { leading }))
  }

  /** Whether a chair's seat of the delegation is connected. */
  isHere(delegation: string): boolean {
    const isOwnSeat = this.isChair && delegation === this.#room.seat.delegation
    return isOwnSeat || this.#room.board.chairs.has(delegation)
  }

  /** To whom the lead can be handed now: in the order of their names. */
  get heirs(): readonly string[] {
    const { leads } = this.now
    return this.sorted(
      [...this.#room.board.chairs].filter(
        (id) => id !== this.#room.seat.delegation && !leads.includes(id),
      ),
    )
  }

  namesOf(ids: readonly string[]): string {
    return list(this.sorted(ids).map((id) => this.#room.nameOf(id)))
  }

  sorted(ids: readonly string[]): string[] {
    return ids.toSorted((a, b) => collator().compare(this.#room.nameOf(a), this.#room.nameOf(b)))
  }

  take(): Promise<boolean> {
    return this.#give(() => this.#room.session.act('lead:take', {}))
  }

  hand(to: string): Promise<boolean> {
    return this.#give(() => this.#room.session.act('lead:hand', { to }))
  }

  name(leads: readonly string[], deputies: readonly string[]): Promise<boolean> {
    const input = { leads: [...leads], deputies: [...deputies] }
    return this.#give(() => this.#room.session.act('lead:name', input))
  }

  async #give(act: () => ReturnType<Room['session']['act']>): Promise<boolean> {
    if (this.busy) return false
    this.told = this.#room.session.connected ? null : t('act_offline')
    if (this.told !== null) return false
    this.busy = true
    const answer = await act()
    this.busy = false
    if (!answer.ok) this.told = refusalText(answer.error)
    return answer.ok
  }
}
