// The live rooms of this process: opened when someone comes or something is due, let go of when all have left.
import { boardPolicy, caucusPolicy, type Policy, teamPolicy } from './guard/policy.ts'
import { teamDocOf } from '#shared/team.ts'
import type { DocId } from '../storage/storage.ts'
import { ChairWatch } from './chair-watch.ts'
import { Clockwork } from './clockwork.ts'
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

  /** Brings a peer into a room; null if there is no such session. The returned function takes it out again. */
  async enter(id: string, peer: Peer): Promise<{ room: Room; leave: () => void } | null> {
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
    for (const entry of entries) {
      if (entry.idle) clearTimeout(entry.idle)
      await (await entry.room.catch(() => null))?.close()
    }
    await this.#look
  }

  #hold(id: string): Entry {
    let entry = this.#entries.get(id)
    if (entry === undefined) {
      entry = { room: Room.open(id, policyOf(id), this.#host), users: 0, idle: null }
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

function policyOf(id: DocId): Policy {
  const [session = '', part] = id.split('/')
  if (part === undefined) return boardPolicy
  return id === teamDocOf(session) ? teamPolicy : caucusPolicy
}
