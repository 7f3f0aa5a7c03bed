// Who may come in: links, seats, and the connections that are turned out when either is withdrawn (L1–L3).
import { randomBytes } from 'node:crypto'
import { refuse, type Refusal, isRefusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import { Lanes } from '../lanes.ts'
import type { LinkRow, SeatRow, Storage } from '../storage/storage.ts'
import type { Tokens } from './tokens.ts'

/** What a visitor shows: a seat's credential (cookie or bearer), or the link's own token. */
export interface Pass {
  readonly seat: SeatRow
  readonly link: LinkRow
}

type TurnOut = (reason: Refusal) => void

interface Connection {
  readonly link: LinkRow
  readonly turnOut: TurnOut
}

/** How often the links of those connected are looked at for having expired, ms (L2). */
const expiryEvery = 500

export class Seats {
  readonly #storage: Storage
  readonly #tokens: Tokens
  readonly #now: () => number
  readonly #naming = new Lanes()
  readonly #live = new Map<string, Set<Connection>>()
  /** Links and seats revoked since the start: for those who were being admitted meanwhile. */
  readonly #revoked = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(storage: Storage, tokens: Tokens, now: () => number) {
    this.#storage = storage
    this.#tokens = tokens
    this.#now = now
  }

  /** The link a token stands for, if it still admits anyone. */
  async openLink(token: string): Promise<LinkRow | Refusal> {
    const id = this.#tokens.readLinkToken(token)
    const link = id === null ? null : await this.#storage.readLink(id)
    return link === null ? refuse('link_invalid', 'L1') : (this.#fault(link) ?? link)
  }

  /** A seat to be, with its credential. It takes a place only when first used. */
  reserve(link: LinkRow): { seat: string; credential: string } {
    const seat = randomBytes(9).toString('base64url')
    return { seat, credential: this.#tokens.seatCredential(seat, link.id) }
  }

  /**
   * The seat behind a credential or a link token; a seat used for the first time is created, if its link has room.
   * A link token shown directly stands for one seat of that link, whoever shows it.
   */
  async admit(credential: string): Promise<Pass | Refusal> {
    const known = this.#tokens.readSeatCredential(credential)
    const link = known ? await this.#storage.readLink(known.link) : await this.openLink(credential)
    if (link === null) return refuse('link_invalid', 'L1')
    if (isRefusal(link)) return link
    const id = known?.seat ?? `d-${link.id}`
    const seat = await this.#storage.readSeat(id)
    const fault = this.#fault(link)
    if (fault !== null) return fault
    if (seat === null) return this.#create(id, link)
    return seat.revokedAt === null ? { seat, link } : refuse('seat_revoked', 'L2')
  }

  /** The seat behind a credential without taking a place: null if it has not been used yet. */
  async peek(
    credential: string,
  ): Promise<{ seat: SeatRow | null; id: string; link: LinkRow } | Refusal> {
    return this.#look(this.#tokens.readSeatCredential(credential))
  }

  /** The live seat whose calendar a token opens. */
  async peekCalendar(token: string): Promise<SeatRow | Refusal> {
    const found = await this.#look(this.#tokens.readCalendarToken(token))
    if (isRefusal(found)) return found
    return found.seat ?? refuse('not_authenticated', 'G1')
  }

  calendarToken({ id, link }: SeatRow): string {
    return this.#tokens.calendarToken(id, link)
  }

  async #look(
    known: { seat: string; link: string } | null,
  ): Promise<{ seat: SeatRow | null; id: string; link: LinkRow } | Refusal> {
    const link = known && (await this.#storage.readLink(known.link))
    if (!known || !link) return refuse('not_authenticated', 'G1')
    const seat = await this.#storage.readSeat(known.seat)
    const fault = this.#fault(link)
    if (fault !== null) return fault
    return seat?.revokedAt ? refuse('seat_revoked', 'L2') : { seat, id: known.seat, link }
  }

  /** L3: each seat says name and function once. */
  name({ seat: { id } }: Pass, name: string, fn: string): Promise<SeatRow> {
    return this.#naming.run(id, async () => {
      const seat = await this.#storage.readSeat(id)
      if (seat === null) throw new Error(`seat ${id} was admitted and is not there`)
      if (seat.name !== '') return seat
      await this.#storage.renameSeat(id, name, fn)
      return { ...seat, name, function: fn }
    })
  }

  async revokeLink(link: LinkRow): Promise<void> {
    await this.#storage.revokeLink(link.id, this.#now())
    this.#revoked.add(link.id)
    for (const connections of [...this.#live.values()])
      for (const connection of [...connections])
        if (connection.link.id === link.id) connection.turnOut(refuse('link_revoked', 'L2'))
  }

  /** Its place is free again; whoever still sits there hears why. */
  async revokeSeat(seat: string, why: Refusal = refuse('seat_revoked', 'L2')): Promise<void> {
    await this.#storage.revokeSeat(seat, this.#now())
    this.#revoked.add(seat)
    for (const { turnOut } of [...(this.#live.get(seat) ?? [])]) turnOut(why)
  }

  /**
   * Notes a connection of a seat, to be turned out when the seat or its link is withdrawn or the link expires, never
   * before this returns. The returned function forgets it.
   */
  connected({ seat, link }: Pass, turnOut: TurnOut): () => void {
    let connections = this.#live.get(seat.id)
    if (connections === undefined) this.#live.set(seat.id, (connections = new Set()))
    const connection: Connection = { link, turnOut }
    connections.add(connection)
    this.#timer ??= setInterval(() => {
      this.#turnOutExpired()
    }, expiryEvery).unref()
    const isRevoked = this.#revoked.has(link.id) || this.#revoked.has(seat.id)
    if (isRevoked) {
      queueMicrotask(() => {
        turnOut(refuse('seat_revoked', 'L2'))
      })
    }
    return () => {
      connections.delete(connection)
      if (connections.size > 0 || this.#live.get(seat.id) !== connections) return
      this.#live.delete(seat.id)
      if (this.#live.size === 0) this.close()
    }
  }

  connectionsOf(seat: string): number {
    return this.#live.get(seat)?.size ?? 0
  }

  /** Stops looking for expired links. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #turnOutExpired(): void {
    const now = this.#now()
    for (const connections of [...this.#live.values()])
      for (const { link, turnOut } of [...connections])
        if (link.expiresAt <= now) turnOut(refuse('link_expired', 'L2'))
  }

  #fault(link: LinkRow): Refusal | null {
    if (link.revokedAt !== null) return refuse('link_revoked', 'L2')
    return link.expiresAt <= this.#now() ? refuse('link_expired', 'L2') : null
  }

  async #create(id: string, link: LinkRow): Promise<Pass | Refusal> {
    const { session, role, delegation } = link
    const seat: SeatRow = {
      id,
      link: link.id,
      session,
      role,
      delegation,
      name: '',
      function: '',
      createdAt: this.#now(),
      revokedAt: null,
    }
    const isAdmitted = await this.#storage.createSeat(seat)
    if (isAdmitted) return { seat, link }
    return refuse('link_full', 'L3', { limit: link.seatLimit })
  }
}

export function actorOf({ id, session, delegation, role, name }: SeatRow): Actor {
  return { seat: id, session, delegation, role, name }
}
