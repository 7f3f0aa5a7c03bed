// The session's join links as the secretary has them: made, listed, withdrawn. A token is known only to the
// page that made it, and only until the page is closed.
import { SvelteMap } from 'svelte/reactivity'
import type { LinkInfo } from '#shared/commands/seats.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { SeatSession } from '../session.svelte.ts'
import type { Place } from './places.ts'

export interface Terms {
  /** Null: as many as is usual for the role. */
  readonly seatLimit: number | null
  readonly days: number
}

export class Links {
  /** Null until the server told. */
  all = $state.raw<readonly LinkInfo[] | null>(null)
  refused = $state.raw<Refusal | null>(null)
  /** How far the making of many has come. */
  making = $state.raw<{ readonly done: number; readonly of: number } | null>(null)
  readonly #tokens = new SvelteMap<string, string>()
  readonly #session: SeatSession

  constructor(session: SeatSession) {
    this.#session = session
  }

  /** Whether a link still lets somebody in. */
  isLive(link: LinkInfo): boolean {
    return link.revokedAt === null && link.expiresAt > this.#session.now()
  }

  /** Live links of a place, newest last. */
  liveAt({ role, delegation }: Place): LinkInfo[] {
    return (this.all ?? []).filter(
      (link) => link.role === role && link.delegation === delegation && this.isLive(link),
    )
  }

  /** The address a link's holder opens; null if this page did not make it. */
  addressOf(link: string): string | null {
    const token = this.#tokens.get(link)
    return token === undefined ? null : joinAddress(token)
  }

  async refresh(): Promise<void> {
    const answer = await this.#session.act('link:list', {})
    if (answer.ok) this.all = answer.links
    else this.refused = answer.error
  }

  /** Makes a link for each place, one after the other; answers with those made. */
  async make(places: readonly Place[], terms: Terms): Promise<LinkInfo[]> {
    const made: LinkInfo[] = []
    this.refused = null
    this.making = { done: 0, of: places.length }
    for (const place of places) {
      const link = await this.#makeOne(place, terms)
      if (link === null) break
      made.push(link)
      this.making = { done: made.length, of: places.length }
    }
    this.making = null
    await this.refresh()
    return made
  }

  /** A new link on the same terms; the old one ends once the new one is there. */
  async replace(old: LinkInfo, terms: Terms): Promise<LinkInfo | null> {
    const [made] = await this.make([old], { ...terms, seatLimit: old.seatLimit })
    if (made === undefined) return null
    await this.revokeLink(old.id)
    return made
  }

  async revokeLink(link: string): Promise<void> {
    const answer = await this.#session.act('link:revoke', { link })
    this.refused = answer.ok ? null : answer.error
    await this.refresh()
  }

  async revokeSeat(seat: string): Promise<void> {
    const answer = await this.#session.act('seat:revoke', { seat })
    this.refused = answer.ok ? null : answer.error
    await this.refresh()
  }

  async #makeOne({ role, delegation }: Place, terms: Terms): Promise<LinkInfo | null> {
    for (;;) {
      const answer = await this.#session.act('link:create', { role, delegation, ...terms })
      if (answer.ok) {
        this.#tokens.set(answer.link.id, answer.token)
        this.all = [...(this.all ?? []), answer.link]
        return answer.link
      }
      const { code, params } = answer.error
      if (code !== 'too_many') {
        this.refused = answer.error
        return null
      }
      // Many at once are let through at the server's pace (rule G20).
      await new Promise((resolve) => setTimeout(resolve, Number(params['seconds'] ?? 1) * 1000))
    }
  }
}

export function joinAddress(token: string): string {
  return `${location.origin}/join/${token}`
}

/** People who sit on a link now, or may come back to it. */
export function seated(link: LinkInfo): LinkInfo['seats'] {
  return link.seats.filter((seat) => seat.revokedAt === null)
}
