// The order of the board: requests under their capabilities, and pledges that answer none; kept by what a change moves.
import type { Pledge } from '#shared/pledge.ts'
import { capabilities, type Capability, priorities, type Request } from '#shared/request.ts'
import { Ranked } from './ranked.ts'

export interface Group {
  readonly capability: Capability
  readonly requests: readonly string[]
  readonly offers: readonly string[]
}

interface Place {
  readonly order: string
  readonly priority: number
  readonly time: string
}

class Kept {
  readonly requests = new Ranked<Place>(byPlace)
  readonly offers = new Ranked<string>((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  /** How many requests that stand have each priority. */
  readonly standing = priorities.map(() => 0)

  /** What Kyiv ranks highest in a group decides where the group stands. */
  get rank(): number {
    const highest = this.standing.findIndex((n) => n > 0)
    return highest === -1 ? priorities.length : highest
  }
}

export class Grouping {
  readonly #groups = new Map<Capability, Kept>(capabilities.map((name) => [name, new Kept()]))
  readonly #requests = new Map<string, Request>()
  readonly #offers = new Map<string, Capability>()

  putRequest(id: string, request: Request | null): void {
    const before = this.#requests.get(id)
    if (before !== undefined) {
      this.#count(before, -1)
      if (before.capability !== request?.capability)
        this.#of(before.capability).requests.put(id, null)
    }
    if (request === null) {
      this.#requests.delete(id)
      return
    }
    this.#requests.set(id, request)
    this.#count(request, 1)
    this.#of(request.capability).requests.put(id, {
      order: request.order ?? '~',
      priority: priorities.indexOf(request.priority),
      time: timeOf(id),
    })
  }

  /** A pledge that answers no request of the board; null where it answers one, or is gone. */
  putOffer(id: string, pledge: Pick<Pledge, 'capability'> | null): void {
    const before = this.#offers.get(id)
    if (before === pledge?.capability) return
    if (before !== undefined) this.#of(before).offers.put(id, null)
    if (pledge === null) this.#offers.delete(id)
    else {
      this.#offers.set(id, pledge.capability)
      this.#of(pledge.capability).offers.put(id, timeOf(id))
    }
  }

  /** Those with anything in them, in their order; the lists are live and are read at once. */
  groups(): Group[] {
    return [...this.#groups]
      .filter(([, { requests, offers }]) => requests.ids.length + offers.ids.length > 0)
      .sort(([, a], [, b]) => a.rank - b.rank)
      .map(([capability, { requests, offers }]) => ({
        capability,
        requests: requests.ids,
        offers: offers.ids,
      }))
  }

  #of(capability: Capability): Kept {
    const group = this.#groups.get(capability)
    if (group === undefined) throw new Error(`${capability} is no capability`)
    return group
  }

  #count({ capability, priority, withdrawn }: Request, by: 1 | -1): void {
    const { standing } = this.#of(capability)
    const at = priorities.indexOf(priority)
    if (!withdrawn) standing[at] = (standing[at] ?? 0) + by
  }
}

/** The time in an id: a ULID sorts as it was made. */
export function timeOf(id: string): string {
  return id.slice(id.indexOf('~'))
}

function byPlace(a: Place, b: Place): number {
  const order = a.order === b.order ? 0 : a.order.localeCompare(b.order, 'en')
  return order || a.priority - b.priority || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)
}
