// Says on the board whether there is a quorum while the marks that show it are in the team's document (rule Q8): yes or
// no, as soon as it changes, and nothing else.
import type * as Y from 'yjs'
import { readRows, readSession } from '#shared/board.ts'
import { quorumOf } from '#shared/presence.ts'
import type { Room } from './room.ts'

/** Reads the document of the chair's team; null if there is none. */
export type ReadTeam = <T>(read: (team: Y.Doc) => T) => Promise<T | null>

export class QuorumWatch {
  readonly #board: Room
  readonly #readTeam: ReadTeam
  readonly #unlisten: () => void
  #looking: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(board: Room, readTeam: ReadTeam) {
    this.#board = board
    this.#readTeam = readTeam
    this.#unlisten = board.onFacts(() => void this.look())
    void this.look()
  }

  /** One look after the other, so that the last one says how it is. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#note())
    return this.#looking
  }

  close(): void {
    this.#isClosed = true
    this.#unlisten()
  }

  async #note(): Promise<void> {
    if (this.#isClosed || readSession(this.#board.doc).attendance === 'open') return
    const isMet = await this.#readTeam((team) => {
      const { doc } = this.#board
      return quorumOf(readRows(doc, 'roster'), readRows(team, 'attendance'), readSession(doc)).isMet
    })
    // What the disk refuses is looked at again with the next act.
    if (!this.#isClosed && isMet !== readSession(this.#board.doc).quorumNoted)
      await this.#board.serve('quorum:note', { isMet })
  }
}
