// What falls due on a board by itself (rule C7): one timer to the next moment, wound anew whenever facts change.
import type * as Y from 'yjs'
import type { CommandInput } from '#shared/commands.ts'
import { readDecisions } from '#shared/decision.ts'
import type { Room } from './room.ts'

/** The server's own act, and the moment from which on it is due. */
export interface Due {
  readonly at: number
  readonly name: 'decision:expire'
  readonly input: CommandInput<'decision:expire'>
}

/** The next that is due on a board; null if nothing is. */
export function dueOf(doc: Y.Doc): Due | null {
  let next: Due | null = null
  for (const [decision, { state, expiresAt }] of readDecisions(doc))
    if (state === 'silence' && expiresAt !== null && (next === null || expiresAt < next.at))
      next = { at: expiresAt, name: 'decision:expire', input: { decision } }
  return next
}

/** A longer timeout fires at once; what lies beyond is waited for in parts. */
const longestTimeout = 2 ** 31 - 1
/** What the disk refused is tried again after so long, ms. */
const retryAfter = 1000

export class Clockwork {
  readonly #room: Pick<Room, 'doc' | 'serve' | 'onFacts'>
  readonly #now: () => number
  readonly #unlisten: () => void
  #timer: NodeJS.Timeout | null = null
  #isServing = false
  #isClosed = false

  /** Whatever fell due while the server was down is done at once. */
  constructor(room: Pick<Room, 'doc' | 'serve' | 'onFacts'>, now: () => number) {
    this.#room = room
    this.#now = now
    this.#unlisten = room.onFacts(() => {
      this.#wind()
    })
    this.#wind()
  }

  /** Whether something is still to come, for which the room has to stay. */
  get isWound(): boolean {
    return this.#timer !== null || this.#isServing
  }

  close(): void {
    this.#isClosed = true
    this.#unlisten()
    this.#stop()
  }

  #wind(): void {
    this.#stop()
    if (this.#isClosed || this.#isServing) return
    const due = dueOf(this.#room.doc)
    if (due === null) return
    const wait = due.at - this.#now()
    if (wait <= 0) this.#serve(due)
    else this.#wake(wait)
  }

  #wake(wait: number): void {
    this.#timer = setTimeout(
      () => {
        this.#wind()
      },
      Math.min(wait, longestTimeout),
    ).unref()
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** One at a time: facts that change meanwhile, its own among them, are looked at when it is answered. */
  #serve({ name, input }: Due): void {
    this.#isServing = true
    void this.#room.serve(name, input).then(({ ok }) => {
      this.#isServing = false
      if (ok) this.#wind()
      else if (!this.#isClosed) this.#wake(retryAfter)
    })
  }
}
