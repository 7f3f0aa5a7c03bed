// What the room screen shows, and when it turns the page: it follows the chair and whatever moves.
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { pledgeOf } from '#shared/task.ts'
import { lineUp, movedAt, type Placed, turned } from './attention.ts'
import type { BoardNews } from './board.svelte.ts'
import { Ranked } from './ranked.ts'
import { hereSeenBy } from './roll.svelte.ts'
import type { Room } from './room.svelte.ts'
import { inOrder, type Line } from './sums.svelte.ts'

/** How long a page stands, ms; and how long at least before something that moved takes its place. */
const dwell = 12_000
const settle = 4_000
/** How long something counts as moved lately. */
const lately = 600_000
/** How long a mark of what just moved stays. */
const fresh = 20_000
/** How long a connection brings what was before it, ms: none of that has just moved. */
const catchUp = 1500
/** No wall has room for more. */
const most = 12

export interface Sums {
  readonly firm: readonly Line[]
  readonly conditional: readonly Line[]
  readonly agreed: readonly Line[]
  readonly agreedCount: number
}

export class Wall {
  /** How many of the requests from the first on the wall has room for; the view measures it. */
  fits = $state(0)
  /** When the wall was last live; null where it never was since the page opened. */
  lastLive = $state<number | null>(null)

  /** Grows with every page that was turned because its time was over. */
  turns = $state(0)

  readonly #room: Room
  readonly #moved = new SvelteMap<string, number>()
  readonly #arrived = new SvelteMap<string, number>()
  #lead = $state<string | null>(null)
  /** When each pledge that stands last moved, newest first. */
  readonly #newest = new Ranked<number>((a, b) => b - a)
  #newestVersion = $state(0)
  #live = false
  #wanted: string | null = null
  #turnedAt = Date.now()

  constructor(room: Room) {
    this.#room = room
    $effect(() => {
      const { board } = room
      untrack(() => {
        this.#rank(board.pledges.rows.keys())
      })
      return board.listen((news) => {
        this.#hear(news)
      })
    })
    $effect(() => {
      if (room.connection.state !== 'live') return
      const timer = setTimeout(() => (this.#live = true), catchUp)
      return () => {
        clearTimeout(timer)
        this.#live = false
        this.lastLive = room.session.now()
      }
    })
    $effect(() => {
      const timer = setInterval(() => {
        this.#second()
      }, 1000)
      return () => {
        clearInterval(timer)
      }
    })
  }

  /** Requests that stand, in the order of the board. */
  readonly requests: readonly Placed[] = $derived.by(() => {
    const { board } = this.#room
    return board
      .groups()
      .flatMap(({ capability, requests }) =>
        requests
          .filter((id) => board.requests.rows.get(id)?.withdrawn === false)
          .map((id) => ({ id, capability })),
      )
  })

  /** Those that take turns on the wall. */
  readonly lined: readonly Placed[] = $derived.by(() => {
    const { board } = this.#room
    const { currentItem } = board.session
    const focus = board.agenda.get(currentItem ?? '')?.capability ?? null
    return lineUp(this.requests, focus, this.#moved)
  })

  readonly start: number = $derived(
    Math.max(
      0,
      this.lined.findIndex(({ id }) => id === this.#lead),
    ),
  )

  /** From the first on; how many of them are seen is for the view to measure. */
  readonly page: readonly (Placed & { readonly key: string })[] = $derived(
    this.lined
      .slice(this.start, this.start + most)
      .map(({ id, capability }) => ({ key: id, id, capability })),
  )

  /** Pledges in the order in which they last moved, newest first. */
  readonly latest: readonly { readonly key: string }[] = $derived.by(() => {
    void this.#newestVersion
    return this.#newest.ids.slice(0, most).map((key) => ({ key }))
  })

  readonly pledgeCount: number = $derived.by(() => this.#room.board.sums.totals.standing)

  readonly sums: Sums = $derived.by(() => {
    const { totals } = this.#room.board.sums
    return {
      firm: inOrder(totals.sums('firm')),
      conditional: inOrder(totals.sums('conditional')),
      agreed: inOrder(totals.sums('agreed')),
      agreedCount: totals.agreed.size,
    }
  })

  /** What is missing to the requests that name a figure. */
  readonly open: { readonly lines: readonly Line[]; readonly asked: boolean } = $derived.by(() => {
    const lines = this.#room.board.sums.groupLines(null)
    const open = lines
      .filter(({ sums }) => sums.open > 0)
      .map(({ key, measure, thing, sums }) => ({
        ...{ key, measure, thing, value: sums.open },
        atLeast: false,
      }))
    return { lines: inOrder(open), asked: lines.length > 0 }
  })

  /** Delegations in the room, of all on the roster; null while attendance is confidential. */
  readonly presence = $derived.by(() => hereSeenBy(this.#room))

  /** Whether a request moved, or a pledge came, while the wall was watching, a moment ago. */
  isFresh(id: string): boolean {
    return this.#arrived.has(id)
  }

  #hear({ requests, pledges, agreements, tasks }: BoardNews): void {
    this.#rank(
      [...pledges, ...agreements].map(({ id }) => id).concat(tasks.map(({ id }) => pledgeOf(id))),
    )
    if (!this.#live) return
    const { board } = this.#room
    for (const { id } of requests) this.#move(id)
    const received = tasks
      .filter(({ before, after }) => before?.receivedAt !== after?.receivedAt)
      .map(({ id }) => pledgeOf(id))
    for (const id of [...pledges, ...agreements].map((change) => change.id).concat(received)) {
      this.#arrived.set(id, Date.now())
      this.#move(board.pledges.rows.get(id)?.request ?? null)
    }
  }

  #rank(pledges: Iterable<string>): void {
    const { board } = this.#room
    let isOther = false
    for (const id of pledges) {
      const stands = board.pledges.rows.get(id)?.withdrawn === false
      const offer = stands ? board.offerNow(id) : null
      const at = offer === null ? null : movedAt(id, offer.agreement, offer.tasks)
      isOther = this.#newest.put(id, at) || isOther
    }
    if (isOther) this.#newestVersion += 1
  }

  #move(request: string | null): void {
    if (request === null) return
    const now = Date.now()
    this.#moved.set(request, now)
    this.#arrived.set(request, now)
    this.#wanted = request
  }

  #second(): void {
    const now = Date.now()
    for (const [id, at] of this.#moved) if (now - at > lately) this.#moved.delete(id)
    for (const [id, at] of this.#arrived) if (now - at > fresh) this.#arrived.delete(id)
    const stood = now - this.#turnedAt
    if (this.#wanted !== null) {
      const at = this.lined.findIndex(({ id }) => id === this.#wanted)
      const isSeen = at >= this.start && at < this.start + this.fits
      if (at === -1 || isSeen) this.#turn(this.#lead)
      else if (stood >= settle) this.#turn(this.#wanted)
    } else if (stood >= dwell) {
      this.turns += 1
      this.#turn(this.lined[turned(this.start, this.fits, this.lined.length)]?.id ?? null)
    }
  }

  #turn(lead: string | null): void {
    this.#lead = lead
    this.#wanted = null
    this.#turnedAt = Date.now()
  }
}
