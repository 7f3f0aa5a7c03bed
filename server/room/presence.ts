// Who is on the board and where they look (G14): y-awareness without trust. Nothing of it is kept or counted.
import { presentRoles } from '#shared/roles.ts'
import { z } from '#shared/z.ts'
import type { Peer } from './peer.ts'
import { type AwarenessEntry, awarenessFrame, type Frame } from './wire.ts'

/** A place in a text, as Yjs says it to others: it stays where it is while they write. */
const positionSchema = z.object({
  tname: z.literal('text'),
  item: z
    .object({ client: z.int().min(0).max(0xffffffff), clock: z.int().min(0).max(0x7fffffff) })
    .nullish(),
  assoc: z.int().min(-1).max(0).nullish(),
})

/** What a client may say of itself; the server adds `user`. Anything else is dropped. */
const stateSchema = z.object({
  /** Of a text written together: the caret, or what is selected. */
  at: z.object({ anchor: positionSchema, head: positionSchema }).nullish().catch(null),
  looking: z
    .object({ root: z.string().max(20), row: z.string().max(64) })
    .nullish()
    .catch(null),
})

interface Entry extends AwarenessEntry {
  readonly peer: Peer
  readonly said: string
}

export class Presence {
  readonly #isHidden: () => boolean
  readonly #entries = new Map<number, Entry>()
  readonly #ids = new Map<Peer, number>()
  #changed = new Map<number, AwarenessEntry>()
  #renewed = new Map<number, AwarenessEntry>()

  /** `isHidden`: nobody may see who is here; whoever was seen before, goes. */
  constructor(isHidden: () => boolean) {
    this.#isHidden = isHidden
  }

  /** The client id a peer speaks under; undefined before it has. */
  idOf(peer: Peer): number | undefined {
    return this.#ids.get(peer)
  }

  /** Takes what a peer says of itself under its own, bound, client id. `json` has been parsed from its frame. */
  say(peer: Peer, clientId: number, clock: number, json: unknown): void {
    if (!presentRoles.has(peer.actor.role)) return
    if (json === null) {
      this.leave(peer)
      return
    }
    const parsed = stateSchema.safeParse(json)
    const looking = parsed.success ? (parsed.data.looking ?? null) : null
    const at = parsed.success ? parsed.data.at : null
    const where = { looking, ...(at && { at }) }
    const { seat, name, delegation, role } = peer.actor
    const said = JSON.stringify(where)
    if (this.#isHidden()) {
      this.#ids.set(peer, clientId)
      return
    }
    const before = this.#entries.get(clientId)
    if (before && clock <= before.clock && said === before.said) return
    const state = JSON.stringify({ ...where, user: { seat, name, delegation, role } })
    // One later than said: y-awareness begins at 0 and takes no notice of a 0, so nobody would see who has just come.
    const entry = { clientId, clock: clock + 1, state, peer, said }
    this.#ids.set(peer, clientId)
    this.#entries.set(clientId, entry)
    const isRenewal = before?.state === state
    if (isRenewal && !this.#changed.has(clientId)) this.#renewed.set(clientId, entry)
    else this.#changed.set(clientId, entry)
  }

  leave(peer: Peer): void {
    const clientId = this.#ids.get(peer)
    if (clientId === undefined) return
    this.#ids.delete(peer)
    const entry = this.#entries.get(clientId)
    if (entry?.peer === peer) this.#withdraw(entry)
  }

  /** Everyone present, for a peer that has just come. */
  everyone(): Frame {
    this.#hide()
    return awarenessFrame([...this.#entries.values()])
  }

  /** What changed since it was last asked; null if nothing did. */
  changes(): Frame | null {
    this.#hide()
    if (this.#changed.size === 0) return null
    const frame = awarenessFrame([...this.#changed.values()])
    this.#changed = new Map()
    return frame
  }

  /**
   * Signs of life, gathered: y-awareness forgets a peer after 30 s without one, and y-websocket drops a socket after
   * 30 s without a message, so this frame goes out also when it is empty.
   */
  renewals(): Frame {
    const frame = awarenessFrame([...this.#renewed.values()])
    this.#renewed = new Map()
    return frame
  }

  #hide(): void {
    if (this.#isHidden()) for (const entry of [...this.#entries.values()]) this.#withdraw(entry)
  }

  #withdraw({ clientId, clock }: Entry): void {
    this.#entries.delete(clientId)
    this.#renewed.delete(clientId)
    this.#changed.set(clientId, { clientId, clock: clock + 1, state: 'null' })
  }
}
