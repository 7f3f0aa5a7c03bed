// What the room screen shows, and when it turns the page: it follows the chair and whatever moves.
import { SvelteMap } from 'svelte/reactivity'
import { sumLines, type SumLine, totalsOf } from '#shared/count.ts'
import { groupCoverage } from '#shared/coverage.ts'
import { capabilities } from '#shared/request.ts'
import { pledgeOf } from '#shared/task.ts'
import { lineUp, movedAt, type Placed, turned } from './attention.ts'
import type { BoardNews } from './board.svelte.ts'
import { currencyChoices, unitChoices } from './messages/messages.svelte.ts'
import { hereSeenBy } from './roll.svelte.ts'
import type { Room } from './room.svelte.ts'

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
/** Counting the whole board waits for a burst of edits to end. */
const pause = 250

/** One line of a total: never more than one currency, or than things of one name and unit. */
export interface Line extends SumLine {
  readonly key: string
}

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
  /** Grows when pledges or what became of them changed; what is counted over the board hangs on it. */
  #counted = $state(0)
  #live = false
  #wanted: string | null = null
  #turnedAt = Date.now()
  #counting: ReturnType<typeof setTimeout> | null = null

  constructor(room: Room) {
    this.#room = room
    $effect(() => room.board.listen((news) => { this.#hear(news) })) // prettier-ignore
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
        if (this.#counting !== null) clearTimeout(this.#counting)
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
    void this.#counted
    const { pledges, agreements, tasks } = this.#room.board
    const tasksOf = Map.groupBy(tasks.rows, ([id]) => pledgeOf(id))
    return [...pledges.rows]
      .filter(([, { withdrawn }]) => !withdrawn)
      .map(([key]) => {
        const own = tasksOf.get(key)?.map(([, task]) => task) ?? []
        return { key, at: movedAt(key, agreements.rows.get(key) ?? null, own) }
      })
      .sort((a, b) => b.at - a.at)
      .slice(0, most)
  })

  readonly pledgeCount: number = $derived.by(() => {
    void this.#counted
    return this.#room.board.pledges.rows
      .values()
      .filter(({ withdrawn }) => !withdrawn)
      .toArray().length
  })

  readonly sums: Sums = $derived.by(() => {
    void this.#counted
    const { board } = this.#room
    const openedAt = board.session.openedAt ?? 0
    const placed = [...board.pledges.rows].map(([id, pledge]) => ({
      id,
      pledge,
      agreement: board.agreements.rows.get(id) ?? null,
    }))
    const agreed = placed.filter(({ agreement }) => (agreement?.agreedAt ?? -1) >= openedAt)
    const sum = (rows: typeof placed, kind: 'firm' | 'conditional') =>
      inOrder(sumLines(rows, ({ pledge }) => pledge, (rows) => totalsOf(rows)[kind])) // prettier-ignore
    return {
      firm: sum(placed, 'firm'),
      conditional: sum(placed, 'conditional'),
      agreed: sum(agreed, 'firm'),
      agreedCount: agreed.length,
    }
  })

  /** What is missing to the requests that name a figure. */
  readonly open: { readonly lines: readonly Line[]; readonly asked: boolean } = $derived.by(() => {
    const { board } = this.#room
    const counted = this.requests.flatMap(({ id }) => {
      const request = board.requests.rows.get(id)
      const coverage = board.coverage(id)
      return request === undefined || coverage === undefined ? [] : [{ request, coverage }]
    })
    const lines = sumLines(
      counted,
      ({ request }) => request,
      (rows) =>
        new Map(
          [...groupCoverage(rows.map(({ coverage }) => coverage))]
            .filter(([, { open }]) => open > 0)
            .map(([measure, { open }]) => [measure, { value: open, atLeast: false }]),
        ),
    )
    const asked = counted.some(({ coverage }) => coverage.measure !== null)
    return { lines: inOrder(lines), asked }
  })

  /** Delegations in the room, of all on the roster; null while attendance is confidential. */
  readonly presence = $derived.by(() => hereSeenBy(this.#room))

  /** Whether a request moved, or a pledge came, while the wall was watching, a moment ago. */
  isFresh(id: string): boolean {
    return this.#arrived.has(id)
  }

  #hear({ requests, pledges, agreements, tasks }: BoardNews): void {
    this.#counting ??= setTimeout(() => {
      this.#counting = null
      this.#counted += 1
    }, pause)
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

/** The currencies first, then what is counted, by capability, each unit in the order in which the page offers it. */
function inOrder(lines: readonly SumLine[]): Line[] {
  const order: readonly string[] = [...currencyChoices, ...unitChoices]
  const capability = ({ thing }: SumLine) =>
    thing === null ? -1 : capabilities.indexOf(thing.capability)
  return lines
    .map((line) => ({
      ...line,
      key: [line.measure, line.thing?.capability, line.thing?.item].join(' '),
    }))
    .sort(
      (a, b) =>
        capability(a) - capability(b) ||
        order.indexOf(a.measure) - order.indexOf(b.measure) ||
        b.value - a.value,
    )
}
