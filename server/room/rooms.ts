// The live rooms of this process: opened when someone comes or something is due, let go of when all have left.
import { communiqueDocOf, notesDocOf } from '#shared/drafting.ts'
import type { Refusal } from '#shared/refusals.ts'
import { teamDocOf } from '#shared/team.ts'
import type { DocId } from '../storage/storage.ts'
import { ChairWatch } from './chair-watch.ts'
import { Clockwork } from './clockwork.ts'
import { Drafting } from './drafting.ts'
import type { Guard } from './guard/guard.ts'
import { boardPolicy, caucusPolicy, teamPolicy } from './guard/policy.ts'
import { rowGuard } from './guard/rows.ts'
import { textGuard } from './guard/text.ts'
import type { Peer } from './peer.ts'
import { QuorumWatch } from './quorum-watch.ts'
import { RollCall } from './roll-call.ts'
import { Room, type RoomHost } from './room.ts'

const idleAfter = 60_000

/** Those who note who is at a board, and what follows from it. */
interface Porters {
  readonly rollCall: RollCall
  readonly chairWatch: ChairWatch
  readonly quorumWatch: QuorumWatch
}

interface Entry {
  readonly room: Promise<Room | null>
  users: number
  idle: NodeJS.Timeout | null
}

export class Rooms {
  readonly #host: RoomHost
  readonly #entries = new Map<string, Entry>()
  readonly #porters = new Map<string, Porters>()
  readonly #clockworks = new Map<string, Clockwork>()
  /** By communiqué: who is at it, and the hold on the board that it follows. */
  readonly #draftings = new Map<string, { drafting: Drafting; release: () => void }>()
  #isClosed = false
  #look: Promise<void> | null = null

  constructor(host: RoomHost) {
    this.#host = host
  }

  /** Uses a room; it stays open at least until `done` settles. Null if there is no such session. */
  async use<T>(id: string, done: (room: Room) => T | Promise<T>): Promise<T | null> {
    const entry = this.#hold(id)
    try {
      const room = await entry.room
      return room === null ? null : await done(room)
    } finally {
      this.#release(id, entry)
    }
  }

  /** An act on the document of the chair's team; what follows from it for the board is said there before this resolves. */
  onTeam<T>(session: string, give: (team: Room, board: Room) => Promise<T>): Promise<T | null> {
    return this.use(session, async (board) => {
      const given = await this.use(teamDocOf(session), (team) => give(team, board))
      await this.#portersOf(board).quorumWatch.look()
      return given
    })
  }

  /**
   * Brings a peer into a room; null if there is no such session, a refusal if the room is not open to it (E4). The
   * returned function takes it out again.
   */
  async enter(id: string, peer: Peer): Promise<{ room: Room; leave: () => void } | Refusal | null> {
    const entry = this.#hold(id)
    let room: Room | null = null
    try {
      room = await entry.room
    } finally {
      if (room === null) this.#release(id, entry)
    }
    if (room === null) return null
    const entered = room
    // The greeting tells what the room has, and a client takes that for saved (G11).
    await entered.settled()
    const refusal = this.#draftings.get(id)?.drafting.mayOpen(peer.actor) ?? null
    if (refusal !== null) {
      this.#release(id, entry)
      return refusal
    }
    entered.audience.join(peer)
    const { delegation } = peer.actor
    // They are of those who sit at the board; a caucus has none.
    const porters = id === entered.session ? this.#portersOf(entered) : undefined
    if (delegation) porters?.rollCall.came(delegation)
    porters?.chairWatch.came(peer.actor)
    return {
      room: entered,
      leave: () => {
        entered.audience.leave(peer)
        entered.ids.release(peer)
        if (delegation) porters?.rollCall.left(delegation)
        porters?.chairWatch.left(peer.actor)
        this.#release(id, entry)
      },
    }
  }

  /**
   * Looks at each session once, one after another, so that what fell due while the server was down is done though
   * nobody comes (V10). Where something is to come the room stays, any other is let go of at once.
   */
  lookAtAll(): Promise<void> {
    this.#look ??= this.#lookAtAll().catch((error: unknown) => {
      this.#host.log.error({ err: error }, 'what is due could not be looked for')
    })
    return this.#look
  }

  async #lookAtAll(): Promise<void> {
    for (const { id } of await this.#host.storage.listSessions()) {
      if (this.#isClosed) return
      const entry = this.#hold(id)
      try {
        await entry.room
      } catch (error) {
        this.#host.log.error({ err: error, room: id }, 'what is due could not be looked at')
      }
      entry.users -= 1
      if (entry.users > 0 || this.#entries.get(id) !== entry) continue
      if (this.#clockworks.get(id)?.isWound) this.#lapse(id, entry)
      else await this.#letGo(id, entry)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const entries = [...this.#entries.values()]
    this.#entries.clear()
    for (const id of this.#porters.keys()) this.#dismiss(id)
    for (const clockwork of this.#clockworks.values()) clockwork.close()
    this.#clockworks.clear()
    for (const { drafting } of this.#draftings.values()) drafting.close()
    this.#draftings.clear()
    for (const entry of entries) {
      if (entry.idle) clearTimeout(entry.idle)
      await (await entry.room.catch(() => null))?.close()
    }
    await this.#look
  }

  #hold(id: string): Entry {
    let entry = this.#entries.get(id)
    if (entry === undefined) {
      entry = { room: this.#open(id), users: 0, idle: null }
      // A room that could not be opened must not stay: the next visitor tries again.
      const opened = entry
      entry.room.then(
        (room) => {
          if (room === null) this.#forget(id, opened)
          else if (id === room.session && this.#entries.get(id) === opened)
            this.#clockworks.set(id, new Clockwork(room, this.#host.now))
        },
        () => {
          this.#forget(id, opened)
        },
      )
      this.#entries.set(id, entry)
    }
    if (entry.idle) clearTimeout(entry.idle)
    entry.idle = null
    entry.users += 1
    return entry
  }

  /** The communiqué follows the board, which stays open as long as it does. */
  async #open(id: DocId): Promise<Room | null> {
    const session = id.split('/')[0] ?? id
    if (id !== communiqueDocOf(session)) return Room.open(id, guardOf(id), this.#host)
    const entry = this.#hold(session)
    let drafting: Drafting | null = null
    const release = () => {
      drafting?.close()
      this.#release(session, entry)
    }
    let room: Room | null = null
    try {
      const board = await entry.room
      if (board === null) return null
      await board.settled()
      drafting = new Drafting(board)
      room = await Room.open(id, textGuard(drafting), this.#host)
      drafting.room = room
      this.#draftings.set(id, { drafting, release })
      return room
    } finally {
      if (room === null) release()
    }
  }

  #release(id: string, entry: Entry): void {
    entry.users -= 1
    if (entry.users === 0 && this.#entries.get(id) === entry) this.#lapse(id, entry)
  }

  /** Lets go of a room in which nobody is and nothing is to come. */
  #lapse(id: string, entry: Entry): void {
    entry.idle = setTimeout(() => {
      if (this.#clockworks.get(id)?.isWound) this.#lapse(id, entry)
      else void this.#letGo(id, entry)
    }, idleAfter)
    entry.idle.unref()
  }

  async #letGo(id: string, entry: Entry): Promise<void> {
    this.#forget(id, entry)
    await (await entry.room)?.close()
  }

  #forget(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
    this.#dismiss(id)
    this.#clockworks.get(id)?.close()
    this.#clockworks.delete(id)
    this.#draftings.get(id)?.release()
    this.#draftings.delete(id)
  }

  #portersOf(room: Room): Porters {
    let porters = this.#porters.get(room.id)
    if (porters === undefined) {
      const { absence, chair } = this.#host.patience
      const team = teamDocOf(room.session)
      porters = {
        rollCall: new RollCall(
          room,
          absence,
          async (note) =>
            (await this.onTeam(room.session, (doc, board) =>
              doc.serve('attendance:note', note, { board: board.doc }),
            )) ?? { ok: false },
        ),
        chairWatch: new ChairWatch(room, chair),
        quorumWatch: new QuorumWatch(room, (read) => this.use(team, ({ doc }) => read(doc))),
      }
      this.#porters.set(room.id, porters)
    }
    return porters
  }

  #dismiss(id: string): void {
    const porters = this.#porters.get(id)
    porters?.rollCall.close()
    porters?.chairWatch.close()
    porters?.quorumWatch.close()
    this.#porters.delete(id)
  }
}

const boardGuard = rowGuard(boardPolicy)
const teamGuard = rowGuard(teamPolicy)
const caucusGuard = rowGuard(caucusPolicy)
/** Who may open the notes of a delegation may write in them (E3). */
const notesGuard = textGuard({ kind: 'notes', mayWrite: () => null, isHidden: () => false })

function guardOf(id: DocId): Guard {
  const [session = '', part, delegation] = id.split('/')
  if (part === undefined) return boardGuard
  if (id === teamDocOf(session)) return teamGuard
  return delegation !== undefined && id === notesDocOf(session, delegation)
    ? notesGuard
    : caucusGuard
}
