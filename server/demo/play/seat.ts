// A simulated seat at the real doors: it names itself over HTTP, edits through an unmodified y-websocket provider and
// acts through a socket.io client, as a page does.
import { io, type Socket } from 'socket.io-client'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type {
  Answer,
  ClientEvents,
  CommandArgument,
  FormalName,
  ServerEvents,
} from '#shared/commands.ts'
import { textOf } from '#shared/drafting.ts'
import { closeCodes, type Refusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'
import { serverClientIds } from '../../room/guard/judge.ts'
import type { Part } from './script.ts'

export interface SeatAddress {
  readonly origin: string
  readonly session: string
  readonly seat: string
  readonly credential: string
  /** ms since 1970. */
  readonly now: () => number
}

/** Someone at the board, as the server says. */
export interface Someone {
  readonly seat: string
  readonly role: Role
  readonly delegation: string | null
}

const answerTimeout = 10_000
/** A refused copy is not followed by another at once, ms. */
const afreshAfter = 2000
/** Close codes after which a seat has nothing more to do here. */
const finalCodes: ReadonlySet<number> = new Set([
  closeCodes.notAuthenticated,
  closeCodes.noSuchSession,
])

type Door = 'board' | 'caucus' | 'communique'

function drop(copy: WebsocketProvider | null): null {
  copy?.destroy()
  copy?.awareness.destroy()
  copy?.doc.destroy()
  return null
}

export class PlaySeat {
  /** Why the seat is out for good, in words for the log; null while it is not. */
  gone: string | null = null
  readonly #address: SeatAddress
  readonly #socket: Socket<ServerEvents, ClientEvents>
  #board: WebsocketProvider
  #caucus: WebsocketProvider | null
  /** The communiqué, while the part drafts it. */
  #text: WebsocketProvider | null = null
  #commands = 0
  #isClosed = false

  /** Rejects if the server cannot be reached; a seat that is not admitted is `gone`. */
  static async open(address: SeatAddress, part: Part): Promise<PlaySeat> {
    const response = await fetch(`${address.origin}/api/seat/${address.seat}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${address.credential}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: part.name, function: part.function }),
    })
    const answer = (await response.json()) as { ok: true } | { ok: false; error: Refusal }
    const seat = new PlaySeat(address, part.role)
    if (!answer.ok) seat.#leave(answer.error.message)
    return seat
  }

  private constructor(address: SeatAddress, role: Role) {
    this.#address = address
    this.#board = this.#open('board')
    this.#caucus = role === 'delegate' ? this.#open('caucus') : null
    this.#socket = io(address.origin, {
      auth: { token: address.credential },
      transports: ['websocket'],
      forceNew: true,
    })
    this.#socket.on('seat:revoked', ({ message }) => {
      this.#leave(message)
    })
  }

  get doc(): Y.Doc {
    return this.#board.doc
  }

  /** The delegation's private drafts. */
  get drafts(): Y.Doc | null {
    return this.#caucus?.doc ?? null
  }

  /** The communiqué as it stands; null where the seat does not have it before it. */
  get text(): Y.Doc | null {
    return this.#text?.synced === true ? this.#text.doc : null
  }

  /** Opens the communiqué, or lets go of it. */
  openText(isDrafting: boolean): void {
    if (!isDrafting) this.#text = drop(this.#text)
    else if (!this.#isClosed) this.#text ??= this.#open('communique')
  }

  /** Adds to the end of the communiqué, with the caret behind it. */
  write(words: string): void {
    if (this.text === null) return
    const text = textOf(this.text)
    text.insert(text.length, words)
    const at = Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(text, text.length),
    ) as object
    this.#text?.awareness.setLocalState({ looking: null, at: { anchor: at, head: at } })
  }

  get isReady(): boolean {
    return (
      this.gone === null &&
      this.#board.synced &&
      (this.#caucus?.synced ?? true) &&
      this.#socket.connected
    )
  }

  /** Everyone the board shows as present, this seat among them. */
  *everyone(): Iterable<Someone> {
    for (const { user } of this.#board.awareness.getStates().values() as Iterable<{
      user?: Someone
    }>)
      if (user !== undefined) yield user
  }

  look(at: { root: string; row: string } | null): void {
    this.#board.awareness.setLocalStateField('looking', at)
  }

  /** Null if no answer came: what became of the act will show on the board. */
  async act<N extends FormalName>(name: N, input: CommandArgument<N>): Promise<Answer<N> | null> {
    const { seat, now } = this.#address
    // Never the same twice, also after a restart: an id answers as it did before (rule C3).
    const commandId = `${seat}-${now().toString(36)}-${String(++this.#commands)}`
    // One cast where a name chosen at run time meets a table typed name by name.
    const emitter = this.#socket.timeout(answerTimeout) as unknown as {
      emitWithAck(name: string, payload: object): Promise<Answer<N>>
    }
    return emitter.emitWithAck(name, { commandId, ...input }).catch(() => null)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.disconnect()
    for (const copy of [this.#board, this.#caucus, this.#text]) drop(copy)
  }

  #open(door: Door): WebsocketProvider {
    const { origin, session, credential } = this.#address
    const doc = new Y.Doc()
    while (doc.clientID >= serverClientIds.from) doc.clientID = new Y.Doc().clientID
    const copy = new WebsocketProvider(`${origin.replace(/^http/, 'ws')}/${door}`, session, doc, {
      params: { token: credential },
      disableBc: true,
    })
    copy.on('closed', ({ code, reason }) => {
      if (finalCodes.has(code)) this.#leave(reason)
      else
        setTimeout(() => {
          if (!this.#isClosed) this.#startAfresh(door)
        }, afreshAfter).unref()
    })
    return copy
  }

  /** What the server refused is on this copy and nowhere else: it is set aside. */
  #startAfresh(door: Door): void {
    const old = { board: this.#board, caucus: this.#caucus, communique: this.#text }[door]
    if (door === 'board') this.#board = this.#open(door)
    else if (door === 'caucus') this.#caucus = this.#open(door)
    // It is opened again while the part drafts.
    else this.#text = null
    drop(old)
  }

  #leave(why: string): void {
    this.gone ??= why
    this.close()
  }
}
