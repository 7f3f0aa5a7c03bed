// Messages: kept first, then told to exactly the seats that may read them (W1–W3).
import type { CommandInput, CommandOutput } from '#shared/commands.ts'
import { circlesAround, circlesOf, type Message, threadOf } from '#shared/messages.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import { type Allowance, Buckets } from '../limits.ts'
import type { Rooms } from '../room/rooms.ts'
import { idFor } from '../seats/sessions.ts'
import type { Storage } from '../storage/storage.ts'

interface Host {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly now: () => number
  /** How much one seat may write. */
  readonly allowance: Allowance
  /** A message is on disk. */
  readonly onAdded: (session: string, message: Message) => void
}

const page = 200

export class Messages {
  readonly #host: Host
  readonly #buckets: Buckets

  constructor(host: Host) {
    this.#host = host
    this.#buckets = new Buckets(host.allowance)
  }

  /** Sent twice with one command id it is one message, also after a restart (C3). */
  async send(
    actor: Actor,
    { to, text }: CommandInput<'message:send'>,
    commandId: string,
  ): Promise<CommandOutput<'message:send'> | Refusal> {
    const { storage, rooms, now, onAdded } = this.#host
    const { session, seat, name: by, role, delegation } = actor
    const thread = threadOf(actor, to)
    if (isRefusal(thread)) return thread
    const other = to.delegation
    const isOnRoster = await rooms.use(
      session,
      ({ doc }) => other === null || doc.getMap('roster').has(other),
    )
    if (!isOnRoster) return refuse('not_found', 'W2', { what: 'delegation' })
    const bucket = this.#buckets.of(seat, now())
    if (!bucket.take(now()))
      return refuse('too_many', 'G20', { seconds: bucket.secondsUntil(now()) })
    const id = idFor('message', seat, commandId)
    const message: Message = { id, at: now(), thread, seat, by, role, delegation, text }
    if (await storage.addMessage(session, message, circlesOf(thread))) onAdded(session, message)
    return { message: id }
  }

  /** The newest that the seat may read, oldest first; with `before`, the newest that are older than it. */
  async list(actor: Actor, before: string | null): Promise<CommandOutput<'message:list'>> {
    const circles = circlesAround(actor)
    const rows = await this.#host.storage.readMessages(actor.session, circles, before, page + 1)
    return { messages: rows.slice(-page), hasOlder: rows.length > page }
  }
}
