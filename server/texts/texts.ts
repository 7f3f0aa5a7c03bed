// Texts written together, beside their doors: who wrote in one (E8), and what the communiqué says now (E6).
import type { CommandInput } from '#shared/commands.ts'
import {
  communiqueDocOf,
  mayOpenText,
  notesDocOf,
  readDrafters,
  type TextAuthor,
  textOf,
} from '#shared/drafting.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Storage } from '../storage/storage.ts'

interface Host {
  readonly storage: Storage
  readonly rooms: Rooms
}

export class Texts {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Whose the client ids of a text are, for whoever may read it. */
  async authors(
    actor: Actor,
    { text }: CommandInput<'text:authors'>,
  ): Promise<{ authors: readonly TextAuthor[] } | Refusal> {
    const { rooms, storage } = this.#host
    const { session, delegation } = actor
    const mayOpen = await rooms.use(session, async (board) => {
      await board.settled()
      return mayOpenText(text, actor, readDrafters(board.doc))
    })
    if (mayOpen !== true)
      return text === 'notes'
        ? refuse('forbidden', 'E3', { roles: 'delegate, kyiv, staff' })
        : refuse('not_drafter', 'E4')
    const doc = text === 'notes' ? notesDocOf(session, delegation ?? '') : communiqueDocOf(session)
    const seats = new Map((await storage.listSeats(session)).map((seat) => [seat.id, seat]))
    const bound = await rooms.use(doc, async (room) => {
      await room.settled()
      return [...room.ids.bound()]
    })
    return {
      authors: (bound ?? []).flatMap(([client, id]) => {
        const seat = seats.get(id)
        if (seat === undefined) return []
        const { name, delegation, role } = seat
        return [{ client, name, delegation, role }]
      }),
    }
  }

  /** The communiqué of a session as it is on disk. */
  async communique(session: string): Promise<string> {
    const text = await this.#host.rooms.use(communiqueDocOf(session), async (room) => {
      await room.settled()
      return textOf(room.doc).toJSON()
    })
    return text ?? ''
  }
}
