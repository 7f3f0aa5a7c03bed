// Who is at the communiqué (E4, E7): follows the board, lets in the chair's team and the drafting group, and puts out
// whoever has left the group.
import { readSession } from '#shared/board.ts'
import { mayOpenText, readDrafters } from '#shared/drafting.ts'
import { closeCodes, refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import type { TextAccess } from './guard/text.ts'
import type { Room } from './room.ts'

export class Drafting implements TextAccess {
  readonly kind = 'communique'
  /** Of the communiqué, once it is open. */
  room: Room | null = null
  readonly #board: Room
  readonly #unlisten: () => void
  #group: ReadonlySet<string> = new Set()
  #isClosed = false
  #isConfidential = false

  constructor(board: Room) {
    this.#board = board
    this.#read()
    this.#unlisten = board.onFacts(() => {
      this.#read()
      this.#putOut()
    })
  }

  mayOpen(actor: Actor): Refusal | null {
    return mayOpenText('communique', actor, this.#group) ? null : refuse('not_drafter', 'E4')
  }

  mayWrite(actor: Actor): Refusal | null {
    if (!mayOpenText('communique', actor, this.#group)) return refuse('drafter_left', 'E4')
    return this.#isClosed ? refuse('session_closed', 'E7') : null
  }

  isHidden(): boolean {
    return this.#isConfidential
  }

  close(): void {
    this.#unlisten()
  }

  #read(): void {
    const { doc } = this.#board
    const { state, attendance } = readSession(doc)
    this.#group = readDrafters(doc)
    this.#isClosed = state === 'closed'
    this.#isConfidential = attendance === 'confidential'
  }

  #putOut(): void {
    for (const peer of [...(this.room?.audience.peers() ?? [])])
      if (this.mayOpen(peer.actor) !== null)
        peer.close(closeCodes.refused, refuse('drafter_left', 'E4'))
  }
}
