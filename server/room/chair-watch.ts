// Whether somebody who leads is connected (rules H3, H5): a lost chair freezes the floor after a grace, and a chair
// that is back leads again. What it decides is on the board, so that it holds over a restart.
import { readSession } from '#shared/board.ts'
import { isLead, readLead } from '#shared/lead.ts'
import type { Actor } from '#shared/roles.ts'
import type { Room } from './room.ts'

/** What the disk refused is tried again after so long, ms. */
const retryAfter = 1000

export class ChairWatch {
  readonly #room: Room
  readonly #grace: number
  /** Connections of chair's seats, by delegation. */
  readonly #chairs = new Map<string, number>()
  readonly #unlisten: () => void
  #losing: NodeJS.Timeout | null = null
  #isServing = false
  #isClosed = false

  /** `grace`: for how many ms nobody who leads may be connected before the floor is frozen. */
  constructor(room: Room, grace: number) {
    this.#room = room
    this.#grace = grace
    this.#unlisten = room.onFacts(() => {
      this.#look()
    })
    // Whoever a stopped server left leading, and does not come back within the grace, is lost.
    this.#look()
  }

  came({ role, delegation }: Actor): void {
    if (role !== 'chair' || delegation === null) return
    this.#chairs.set(delegation, (this.#chairs.get(delegation) ?? 0) + 1)
    this.#look()
  }

  left({ role, delegation }: Actor): void {
    if (role !== 'chair' || delegation === null) return
    const connections = (this.#chairs.get(delegation) ?? 1) - 1
    if (connections > 0) this.#chairs.set(delegation, connections)
    else this.#chairs.delete(delegation)
    this.#look()
  }

  close(): void {
    this.#isClosed = true
    this.#unlisten()
    this.#wait(false)
  }

  #look(): void {
    if (this.#isClosed) return
    const { state } = readSession(this.#room.doc)
    const lead = readLead(this.#room.doc)
    const isLeadHere = [...this.#chairs.keys()].some((id) => isLead(lead, id))
    const isStoodIn = lead.acting !== null && this.#chairs.has(lead.acting)
    this.#wait(state === 'open' && lead.frozenAt === null && !isLeadHere && !isStoodIn)
    if (isLeadHere && state !== 'closed' && (lead.frozenAt !== null || lead.acting !== null))
      this.#serve('lead:return')
  }

  #wait(isAlone: boolean): void {
    if (!isAlone) {
      if (this.#losing !== null) clearTimeout(this.#losing)
      this.#losing = null
    } else
      this.#losing ??= setTimeout(() => {
        this.#losing = null
        this.#serve('lead:lost')
      }, this.#grace).unref()
  }

  /** One at a time; what came in between is looked at afterwards. */
  #serve(name: 'lead:lost' | 'lead:return'): void {
    if (this.#isServing) return
    this.#isServing = true
    void this.#room.serve(name, {}).then(({ ok }) => {
      this.#isServing = false
      if (ok) this.#look()
      else
        setTimeout(() => {
          this.#look()
        }, retryAfter).unref()
    })
  }
}
