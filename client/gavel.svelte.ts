// What lies under the gavel: the queue of what Kyiv accepted, and the one pledge on the chair's screen in the
// words that were read. The gavel falls on those words or not at all (rule P6).
import { untrack } from 'svelte'
import type { Agreement } from '#shared/agreement.ts'
import { exclusionOf } from '#shared/count.ts'
import { type Pledge, pledgeDigest } from '#shared/pledge.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Acts } from './acts.svelte.ts'
import type { Board } from './board.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import { t } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'

/** Whether Kyiv accepted these very words (rule P5). */
export function isAccepted(pledge: Pledge, agreement: Agreement | null): boolean {
  return agreement?.acceptance === 'accepted' && agreement.acceptedDigest === pledgeDigest(pledge)
}

/** Accepted and not yet agreed, oldest answer first; and agreed, newest first. */
export class GavelQueue {
  waiting = $state.raw<readonly string[]>([])
  agreed = $state.raw<readonly string[]>([])
  readonly #waiting = new Map<string, number>()
  readonly #agreed = new Map<string, number>()

  constructor(room: Room) {
    $effect(() => {
      const { board } = room
      untrack(() => {
        this.#waiting.clear()
        this.#agreed.clear()
        this.#place(board, board.agreements.rows.keys())
      })
      return board.listen(({ pledges, agreements }) => {
        this.#place(
          board,
          [...pledges, ...agreements].map(({ id }) => id),
        )
      })
    })
  }

  /** Costs what changed: a queue of thousands is not judged anew for every edit on the board. */
  #place(board: Board, ids: Iterable<string>): void {
    for (const id of ids) {
      const pledge = board.pledges.rows.get(id)
      const agreement = board.agreements.rows.get(id) ?? null
      this.#waiting.delete(id)
      this.#agreed.delete(id)
      if (pledge === undefined || agreement === null) continue
      if (agreement.agreedAt !== null) this.#agreed.set(id, agreement.agreedAt)
      else if (exclusionOf(pledge) === null && isAccepted(pledge, agreement))
        this.#waiting.set(id, agreement.answeredAt ?? 0)
    }
    this.waiting = byTime(this.#waiting)
    this.agreed = byTime(this.#agreed).reverse()
  }
}

export class Gavel {
  readonly queue: GavelQueue
  /** The pledge on the screen, in the words that the chair has read. */
  shown = $state.raw<{ readonly id: string; readonly words: Pledge } | null>(null)
  /** Enter was pressed once; the second time the gavel falls. */
  armed = $state(false)
  busy = $state(false)
  /** Why the last stroke did not count. */
  refused = $state.raw<Refusal | null>(null)
  /** Where it all stands on the page; the gavel falls on nothing that is out of sight. */
  panel = $state<HTMLElement | null>(null)

  readonly #room: Room
  readonly #acts: Acts
  /** The row as this page had it when the server said that it is no longer so. */
  #outdated = $state.raw<Pledge | null>(null)

  constructor(room: Room, acts: Acts) {
    this.#room = room
    this.#acts = acts
    this.queue = new GavelQueue(room)
  }

  get isOnScreen(): boolean {
    return this.panel?.checkVisibility() === true
  }

  /** Puts a pledge under the gavel, in the words it has now; without one, the first of the queue. */
  take(id: string | null = this.queue.waiting[0] ?? null): void {
    const words = id === null ? undefined : this.#room.board.pledges.rows.get(id)
    this.shown = id === null || words === undefined ? null : { id, words }
    this.armed = false
    this.refused = null
    this.#outdated = null
    this.#room.desk.select({ kind: 'panel', panel: 'gavel', id })
  }

  /** The next or the previous of the queue. Whoever has left it makes room for the first. */
  step(by: 1 | -1): void {
    const { waiting } = this.queue
    const at = waiting.indexOf(this.shown?.id ?? '')
    const to = at === -1 ? 0 : Math.min(waiting.length - 1, Math.max(0, at + by))
    if (waiting.length > 0) this.take(waiting[to])
    else this.take(null)
  }

  /** The pledge as the board has it; null where nothing is shown. Tracked, as all below. */
  get standing(): Pledge | null {
    return this.shown === null ? null : this.#room.board.pledges.get(this.shown.id)
  }

  get agreement(): Agreement | null {
    return this.shown === null ? null : this.#room.board.agreements.get(this.shown.id)
  }

  get isAgreed(): boolean {
    return (this.agreement?.agreedAt ?? null) !== null
  }

  /** Whether the words became others after the chair read them. */
  get isChanged(): boolean {
    const { shown, standing } = this
    if (shown === null || standing === null || shown.words === standing) return false
    return pledgeDigest(shown.words) !== pledgeDigest(standing)
  }

  /** Why the gavel cannot fall on what is shown; the server judges by the same rules. */
  get why(): string | null {
    const { shown, standing } = this
    if (shown === null || standing === null) return null
    if (!this.#room.session.connected) return t('act_offline')
    const { why } = this.#room.lead
    if (why !== null) return why
    const { state } = this.#room.board.session
    if (state !== 'open')
      return refusalText(refuse('session_state', 'S4', { state, needed: 'open' }))
    if (this.isAgreed) return refusalText(refuse('already_agreed', 'P6'))
    if (standing.withdrawn) return refusalText(refuse('withdrawn', 'P4'))
    if (this.isChanged || standing === this.#outdated) return refusalText(refuse('stale', 'P6'))
    if (exclusionOf(standing) !== null) return refusalText(refuse('not_a_pledge', 'P8'))
    if (!isAccepted(standing, this.agreement)) return refusalText(refuse('not_accepted', 'P6'))
    return null
  }

  /** The chair has read the words that changed. */
  readAgain(): void {
    if (this.shown !== null) this.take(this.shown.id)
  }

  /** The one act that is due: to go on, to read again, or, the second time, to agree. */
  press(): void {
    if (this.isAgreed || this.shown === null) this.step(1)
    else if (this.isChanged) this.readAgain()
    else if (this.armed || this.why !== null) void this.strike()
    else this.armed = true
  }

  /** Agrees what is shown. What was read is what is sent, whatever the board has become meanwhile. */
  async strike(): Promise<void> {
    const { shown, why } = this
    if (shown === null || this.busy) return
    this.armed = false
    if (why !== null) {
      this.#acts.told = why
      return
    }
    this.busy = true
    const answer = await this.#room.session.act('pledge:agree', {
      pledge: shown.id,
      seen: pledgeDigest(shown.words),
    })
    this.busy = false
    if (answer.ok) {
      this.#acts.undo.offer({
        name: t('undo_gavel', { title: shown.words.title }),
        run: () => this.#reopen(shown.id),
      })
      return
    }
    if (this.shown?.id !== shown.id) {
      this.#acts.told = `${shown.words.title}: ${refusalText(answer.error)}`
      return
    }
    this.refused = answer.error
    if (answer.error.code === 'stale') this.#outdated = shown.words
  }

  async #reopen(pledge: string): Promise<string | null> {
    const answer = await this.#room.session.act('pledge:reopen', { pledge })
    return answer.ok ? null : refusalText(answer.error)
  }
}

function byTime(times: ReadonlyMap<string, number>): string[] {
  return [...times]
    .sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1))
    .map(([id]) => id)
}
