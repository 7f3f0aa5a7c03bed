// The shared board as the page sees it: rows, what belongs together, and coverage, each kept up to date
// by what a change touches and by nothing else.
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import type * as Y from 'yjs'
import { readSession, readTasksOf } from '#shared/board.ts'
import { coverageOf, type Offer, type RequestCoverage } from '#shared/coverage.ts'
import { requestsOf } from '#shared/match.ts'
import type { Pledge } from '#shared/pledge.ts'
import type { Role } from '#shared/roles.ts'
import type { Request } from '#shared/request.ts'
import { blankSession } from '#shared/session.ts'
import { pledgeOf } from '#shared/task.ts'
import { type Group, Grouping, timeOf } from './grouping.ts'
import type { Replica } from './replica.svelte.ts'
import { Sums } from './sums.svelte.ts'
import { type Change, gathered, Table } from './table.svelte.ts'

export interface Looker {
  readonly seat: string
  readonly name: string
  readonly delegation: string | null
}

export interface BoardNews {
  readonly requests: readonly Change<'requests'>[]
  readonly pledges: readonly Change<'pledges'>[]
  readonly agreements: readonly Change<'agreements'>[]
  readonly tasks: readonly Change<'tasks'>[]
  readonly decisions: readonly Change<'decisions'>[]
}

const noPledges: readonly string[] = []
const noRequests: ReadonlySet<string> = new Set()

export class Board {
  readonly requests: Table<'requests'>
  readonly pledges: Table<'pledges'>
  readonly stocks: Table<'stocks'>
  readonly agreements: Table<'agreements'>
  readonly tasks: Table<'tasks'>
  readonly roster: Table<'roster'>
  readonly agenda: Table<'agenda'>
  readonly documents: Table<'documents'>
  readonly drafters: Table<'drafters'>
  readonly speakers: Table<'speakers'>
  readonly decisions: Table<'decisions'>
  readonly positions: Table<'positions'>
  readonly screens: Table<'screens'>
  readonly overlays: Table<'overlays'>
  /** The figures of the whole board. */
  readonly sums = new Sums()
  readonly reviews: Table<'reviews'>
  readonly hubs: Table<'hubs'>
  readonly rates: Table<'rates'>
  readonly carried: Table<'carried'>
  session = $state.raw(blankSession)
  /** Delegations of which another chair's seat is at the board. */
  chairs = $state.raw<ReadonlySet<string>>(new Set())

  /** Grow when rows come, go or change (of requests and pledges: their place); for lists, which are made anew then. */
  structure = $state(0)
  rosterVersion = $state(0)
  agendaVersion = $state(0)
  documentVersion = $state(0)
  drafterVersion = $state(0)
  agreementVersion = $state(0)
  taskVersion = $state(0)
  stockVersion = $state(0)
  hubVersion = $state(0)
  rateVersion = $state(0)

  readonly #replica: Replica
  readonly #grouping = new Grouping()
  readonly #coverage = new SvelteMap<string, RequestCoverage>()
  /** Ids of the pledges for a request, in the order they were placed; a new list whenever one comes or goes. */
  readonly #pledgesOf = new SvelteMap<string, readonly string[]>()
  /** By pledge, the requests in whose lists it stands. */
  readonly #servedBy = new Map<string, ReadonlySet<string>>()
  readonly #lookers = new SvelteMap<string, readonly Looker[]>()
  readonly #listeners = new Set<(news: BoardNews) => void>()

  constructor(replica: Replica) {
    this.#replica = replica
    const { doc } = replica
    const schedule = gathered(() => {
      this.#flush()
    })
    this.requests = new Table(doc, 'requests', schedule)
    this.pledges = new Table(doc, 'pledges', schedule)
    this.stocks = new Table(doc, 'stocks', schedule)
    this.agreements = new Table(doc, 'agreements', schedule)
    this.tasks = new Table(doc, 'tasks', schedule)
    this.roster = new Table(doc, 'roster', schedule)
    this.agenda = new Table(doc, 'agenda', schedule)
    this.documents = new Table(doc, 'documents', schedule)
    this.drafters = new Table(doc, 'drafters', schedule)
    this.speakers = new Table(doc, 'speakers', schedule)
    this.decisions = new Table(doc, 'decisions', schedule)
    this.positions = new Table(doc, 'positions', schedule)
    this.screens = new Table(doc, 'screens', schedule)
    this.overlays = new Table(doc, 'overlays', schedule)
    this.reviews = new Table(doc, 'reviews', schedule)
    this.hubs = new Table(doc, 'hubs', schedule)
    this.rates = new Table(doc, 'rates', schedule)
    this.carried = new Table(doc, 'carried', schedule)
    doc.getMap('session').observe(() => {
      const { openedAt } = this.session
      this.session = readSession(doc)
      if (this.session.openedAt !== openedAt) this.#beginSums()
    })
    replica.provider.awareness.on('change', () => {
      this.#see()
    })
    schedule()
  }

  /** The document itself, for what is read as a whole; not tracked. */
  get doc(): Y.Doc {
    return this.#replica.doc
  }

  /** The pledges for a request; tracked. */
  pledgesOf(request: string): readonly string[] {
    return this.#pledgesOf.get(request) ?? noPledges
  }

  /** How far a request is covered; tracked. */
  coverage(request: string): RequestCoverage | undefined {
    return this.#coverage.get(request)
  }

  /** Whether Kyiv closed the request that the pledge names (rule R6); tracked. */
  isShelved({ request }: Pledge): boolean {
    return request !== null && (this.reviews.get(request)?.closedAt ?? null) !== null
  }

  /** A pledge with what became of it; tracked. */
  offer(id: string): Offer | null {
    const pledge = this.pledges.get(id)
    if (pledge === null) return null
    const agreement = this.agreements.get(id)
    return { pledge, agreement, tasks: this.tasksOf(id).map(({ task }) => task) }
  }

  /** The same as it stands at this moment, for those who count; tracks nothing. */
  offerNow(id: string): Offer | null {
    const standing = this.#standing(id)
    if (standing === null) return null
    const tasks = standing.agreement === null ? [] : readTasksOf(this.#replica.doc, id)
    return { ...standing, tasks }
  }

  tasksOf(pledge: string): { id: string; task: Offer['tasks'][number] }[] {
    const tasks = []
    for (let n = 1; ; n++) {
      const id = `${pledge}.${String(n)}`
      const task = this.tasks.get(id)
      if (task === null) return tasks
      tasks.push({ id, task })
    }
  }

  /** Who else looks at a row; tracked. */
  lookersAt(row: string): readonly Looker[] {
    return this.#lookers.get(row) ?? []
  }

  look(root: string, row: string | null): void {
    const { awareness } = this.#replica.provider
    if (awareness.getLocalState() === null) return
    awareness.setLocalStateField('looking', row === null ? null : { root, row })
  }

  /** Requests of each capability in their order, and pledges that answer no request. Tracks `structure`. */
  groups(): readonly Group[] {
    void this.structure
    return this.#grouping.groups()
  }

  /** Hears what others changed. Answers with the way to stop. */
  listen(listener: (news: BoardNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #flush(): void {
    untrack(() => {
      const news = {
        requests: this.requests.flush(),
        pledges: this.pledges.flush(),
        agreements: this.agreements.flush(),
        tasks: this.tasks.flush(),
        decisions: this.decisions.flush(),
      }
      if (news.agreements.length > 0) this.agreementVersion += 1
      if (news.tasks.length > 0) this.taskVersion += 1
      if (this.stocks.flush().length > 0) this.stockVersion += 1
      this.positions.flush()
      if (this.roster.flush().length > 0) this.rosterVersion += 1
      if (this.agenda.flush().length > 0) this.agendaVersion += 1
      if (this.documents.flush().length > 0) this.documentVersion += 1
      if (this.drafters.flush().length > 0) this.drafterVersion += 1
      this.speakers.flush()
      this.screens.flush()
      this.overlays.flush()
      this.reviews.flush()
      if (this.hubs.flush().length > 0) this.hubVersion += 1
      this.carried.flush()
      if (this.rates.flush().length > 0) this.rateVersion += 1
      const touched = this.#index(news)
      for (const { id } of news.agreements) this.#touch(id, touched)
      for (const { id } of news.tasks) this.#touch(pledgeOf(id), touched)
      for (const request of touched) this.#recount(request)
      const counted = new Set([...news.pledges, ...news.agreements].map(({ id }) => id))
      this.sums.putPledges([...counted].map((id) => [id, this.#standing(id)]))
      for (const listener of this.#listeners) listener(news)
    })
  }

  /** Keeps the indexes; answers with the requests whose coverage may have changed. */
  #index({ requests, pledges, agreements }: BoardNews): Set<string> {
    const touched = new Set<string>()
    const lists = new Map<string, Set<string>>()
    const listOf = (request: string) => {
      touched.add(request)
      let list = lists.get(request)
      if (list === undefined) lists.set(request, (list = new Set(this.pledgesOf(request))))
      return list
    }
    let moved = false
    for (const { id, before, after } of requests) {
      touched.add(id)
      if (placeOfRequest(before) === placeOfRequest(after)) continue
      moved = true
      this.#grouping.putRequest(id, after)
      // What was pledged for it before it was on the board stood among the offers.
      if (before === null)
        for (const pledge of this.pledgesOf(id)) this.#grouping.putOffer(pledge, null)
    }
    for (const { id, before, after } of pledges) {
      moved ||= before === null || after === null || before.capability !== after.capability
      moved ||= before?.request !== after?.request || before?.withdrawn !== after?.withdrawn
      const answers = after !== null && this.requests.rows.has(after.request ?? '')
      this.#grouping.putOffer(id, answers ? null : after)
    }
    for (const id of new Set([...pledges, ...agreements].map((change) => change.id))) {
      const before = this.#servedBy.get(id) ?? noRequests
      const after = requestsOf(
        this.pledges.rows.get(id) ?? null,
        this.agreements.rows.get(id) ?? null,
      )
      for (const request of before) if (!after.has(request)) listOf(request).delete(id)
      for (const request of after) if (!before.has(request)) listOf(request).add(id)
      if (after.size === 0) this.#servedBy.delete(id)
      else this.#servedBy.set(id, after)
    }
    for (const { id } of pledges) this.#touch(id, touched)
    for (const [request, ids] of lists) this.#pledgesOf.set(request, [...ids].sort(byTime))
    if (moved) this.structure += 1
    return touched
  }

  #touch(pledge: string, touched: Set<string>): void {
    for (const request of this.#servedBy.get(pledge) ?? noRequests) touched.add(request)
  }

  #beginSums(): void {
    untrack(() => {
      const ids = [...this.pledges.rows.keys()]
      this.sums.begin(
        this.session.openedAt ?? 0,
        ids.flatMap((id) => {
          const standing = this.#standing(id)
          return standing === null ? [] : [[id, standing] as const]
        }),
      )
    })
  }

  #standing(id: string): Pick<Offer, 'pledge' | 'agreement'> | null {
    const pledge = this.pledges.rows.get(id)
    return pledge === undefined ? null : { pledge, agreement: this.agreements.rows.get(id) ?? null }
  }

  #recount(id: string): void {
    const request = this.requests.rows.get(id)
    if (request === undefined) {
      this.sums.putRequest(id, null)
      return
    }
    const counted = coverageOf(
      request,
      this.pledgesOf(id).flatMap((pledge) => this.offerNow(pledge) ?? []),
      id,
    )
    this.#coverage.set(id, counted)
    this.sums.putRequest(id, { request, counted })
  }

  #see(): void {
    const { awareness } = this.#replica.provider
    const seen = new Map<string, Looker[]>()
    const chairs = new Set<string>()
    for (const [client, state] of awareness.getStates()) {
      const { looking, user } = state as {
        looking?: { row?: string } | null
        user?: Looker & { readonly role: Role }
      }
      if (client !== awareness.clientID && user?.role === 'chair' && user.delegation !== null)
        chairs.add(user.delegation)
      if (client === awareness.clientID || user === undefined || !looking?.row) continue
      const others = seen.get(looking.row)
      if (others === undefined) seen.set(looking.row, [user])
      else if (!others.some(({ seat }) => seat === user.seat)) others.push(user)
    }
    if (chairs.symmetricDifference(this.chairs).size > 0) this.chairs = chairs
    for (const row of [...this.#lookers.keys()]) if (!seen.has(row)) this.#lookers.delete(row)
    for (const [row, lookers] of seen) this.#lookers.set(row, lookers)
  }
}

function placeOfRequest(request: Request | null): string {
  if (request === null) return ''
  const { capability, order, priority, withdrawn } = request
  return `${capability} ${order ?? ''} ${priority} ${String(withdrawn)}`
}

function byTime(a: string, b: string): number {
  const one = timeOf(a)
  const other = timeOf(b)
  return one < other ? -1 : one > other ? 1 : 0
}
