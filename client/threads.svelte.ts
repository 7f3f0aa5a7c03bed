// What is said beside the board, as far as this seat may read it: the threads, what of them is unread, and what was
// written and waits to be sent, kept on this device under its command id until the server has it (rules W1, W3).
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import type { Answer } from '#shared/commands.ts'
import { type Address, isChairsTeam, type Message, partsOf, type Thread } from '#shared/messages.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Seat } from './door.ts'
import { newCommandId } from './random.ts'
import type { SeatSession } from './session.svelte.ts'

/** A message of this seat that the server has not confirmed; with a refusal it waits for its author. */
export interface Outgoing {
  readonly commandId: string
  readonly at: number
  readonly thread: Thread
  readonly text: string
  readonly refusal: Refusal | null
}

const storeRetry = 3000

export class Threads {
  /** Oldest first. */
  messages = $state.raw<readonly Message[]>([])
  hasOlder = $state(false)
  outbox = $state.raw<readonly Outgoing[]>([])
  readonly #read = new SvelteMap<Thread, number>()
  readonly #seat: Seat
  readonly #session: SeatSession
  readonly #hearers = new Set<(message: Message) => void>()
  #epoch: string | null = null

  /** How many messages of others in each thread were not yet in front of this person. */
  readonly unread: ReadonlyMap<Thread, number> = $derived.by(() => {
    const unread = new Map<Thread, number>()
    for (const { thread, at, seat } of this.messages)
      if (seat !== this.#seat.seat && at > (this.#read.get(thread) ?? 0))
        unread.set(thread, (unread.get(thread) ?? 0) + 1)
    return unread
  })
  readonly unreadCount = $derived([...this.unread.values()].reduce((sum, n) => sum + n, 0))
  /** Threads in which something was said, the latest first. */
  readonly begun: readonly Thread[] = $derived(
    [...new Set([...this.messages, ...this.outbox].map(({ thread }) => thread))].sort(
      (a, b) => (this.lastOf(b)?.at ?? Infinity) - (this.lastOf(a)?.at ?? Infinity),
    ),
  )

  constructor(seat: Seat, session: SeatSession) {
    this.#seat = seat
    this.#session = session
    const read = localStorage.getItem(this.#readKey)
    for (const [thread, at] of Object.entries(JSON.parse(read ?? '{}') as Record<string, number>))
      this.#read.set(thread, at)
    this.outbox = this.#kept()
    for (const outgoing of this.outbox) if (outgoing.refusal === null) void this.#deliver(outgoing)
    session.onMessage((message) => {
      this.#take([message])
      for (const hear of this.#hearers) hear(message)
    })
    $effect(() => {
      const { connected, epoch } = session
      if (connected) untrack(() => void this.#catchUp(epoch))
    })
  }

  get writes(): boolean {
    return this.#seat.role !== 'observer'
  }

  /** Whether this seat is one of the chair's team, to whom delegations write. */
  get isTeam(): boolean {
    return isChairsTeam(this.#seat.role)
  }

  /** Threads that are there before anything is said in them. */
  get standing(): readonly Thread[] {
    const { role, delegation: own } = this.#seat
    if (role === 'observer') return ['all']
    return [
      'all',
      ...(this.isTeam ? ['chair'] : own === null ? [] : [`chair:${own}`]),
      ...(own === null ? [] : [`delegation:${own}`]),
    ]
  }

  of(thread: Thread): readonly Message[] {
    return this.messages.filter((message) => message.thread === thread)
  }

  lastOf(thread: Thread): Message | undefined {
    return this.messages.findLast((message) => message.thread === thread)
  }

  /** Until when the thread was read: what is later is new. */
  readUntil(thread: Thread): number {
    return this.#read.get(thread) ?? 0
  }

  isOwn({ seat }: Message): boolean {
    return seat === this.#seat.seat
  }

  /** What the chair's team has to notice: what delegations wrote to it. */
  get unreadToChair(): Message | undefined {
    if (!this.isTeam) return undefined
    return this.messages.findLast(
      ({ thread, role }) =>
        this.unread.has(thread) && partsOf(thread).kind === 'chair' && !isChairsTeam(role),
    )
  }

  /** The delegation that a thread is with, seen from this seat; null where it is with several or one's own. */
  otherOf(thread: Thread): string | null {
    const { kind, delegations } = partsOf(thread)
    const own = this.#seat.delegation
    if (kind === 'bilateral') return delegations.find((id) => id !== own) ?? null
    return kind === 'chair' && this.isTeam ? (delegations[0] ?? null) : null
  }

  markRead(thread: Thread): void {
    const last = this.lastOf(thread)
    if (last === undefined || last.at <= this.readUntil(thread)) return
    this.#read.set(thread, last.at)
    localStorage.setItem(this.#readKey, JSON.stringify(Object.fromEntries(this.#read)))
  }

  /** Calls `hear` with each message of others as it comes in; answers with what ends it. */
  listen(hear: (message: Message) => void): () => void {
    const others = (message: Message) => {
      if (!this.isOwn(message)) hear(message)
    }
    this.#hearers.add(others)
    return () => this.#hearers.delete(others)
  }

  send(thread: Thread, text: string): void {
    const at = this.#session.now()
    void this.#deliver({ commandId: newCommandId(), at, thread, text, refusal: null })
  }

  /** A refused message once more, as a new one. */
  repeat(outgoing: Outgoing): void {
    this.discard(outgoing)
    this.send(outgoing.thread, outgoing.text)
  }

  discard({ commandId }: Outgoing): void {
    localStorage.removeItem(this.#outboxKey + commandId)
    this.outbox = this.outbox.filter((entry) => entry.commandId !== commandId)
  }

  async readOlder(): Promise<void> {
    const before = this.messages[0]?.id ?? null
    const answer = await this.#session.act('message:list', { before })
    if (!answer.ok) return
    this.#take(answer.messages)
    this.hasOlder = answer.hasOlder
  }

  async #deliver(outgoing: Outgoing): Promise<void> {
    const { commandId, thread, text } = outgoing
    this.#keep(outgoing)
    const to = this.#addressOf(thread)
    const answer = await this.#session.act('message:send', { to, text }, commandId)
    if (answer.ok) this.discard(outgoing)
    else if (answer.error.code === 'too_many' || answer.error.code === 'storage_unavailable') {
      const seconds = Number(answer.error.params['seconds'] ?? 0)
      setTimeout(() => void this.#deliver(outgoing), seconds * 1000 || storeRetry)
    } else this.#keep({ ...outgoing, refusal: answer.error })
  }

  #keep(outgoing: Outgoing): void {
    const { commandId } = outgoing
    localStorage.setItem(this.#outboxKey + commandId, JSON.stringify(outgoing))
    const others = this.outbox.filter((entry) => entry.commandId !== commandId)
    this.outbox = [...others, outgoing].sort((a, b) => a.at - b.at)
  }

  #kept(): Outgoing[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.#outboxKey))
      .map((key) => JSON.parse(localStorage.getItem(key) ?? '') as Outgoing)
      .sort((a, b) => a.at - b.at)
  }

  #addressOf(thread: Thread): Address {
    return { kind: partsOf(thread).kind, delegation: this.otherOf(thread) }
  }

  /** Everything said since this page last heard; after a restored backup, everything afresh. */
  async #catchUp(epoch: string | null): Promise<void> {
    if (this.#epoch !== epoch) this.messages = []
    this.#epoch = epoch
    const known = new Set(this.messages.map(({ id }) => id))
    for (let before: string | null = null; ;) {
      const answer: Answer<'message:list'> = await this.#session.act('message:list', { before })
      if (!answer.ok || this.#epoch !== epoch) return
      const first: Message | undefined = answer.messages[0]
      const meets = answer.messages.some(({ id }) => known.has(id))
      this.#take(answer.messages)
      if (!meets) this.hasOlder = answer.hasOlder
      if (meets || known.size === 0 || !answer.hasOlder || first === undefined) return
      before = first.id
    }
  }

  #take(fresh: readonly Message[]): void {
    const all = new Map([...this.messages, ...fresh].map((message) => [message.id, message]))
    this.messages = [...all.values()].sort((a, b) => a.at - b.at)
    for (const message of fresh) if (this.isOwn(message)) this.#hideSent(message)
  }

  /** The server has it, although its answer is still on the way. */
  #hideSent({ thread, text, at }: Message): void {
    const sent = this.outbox.find(
      (entry) =>
        entry.thread === thread && entry.text === text && entry.refusal === null && entry.at <= at,
    )
    if (sent !== undefined) this.outbox = this.outbox.filter((entry) => entry !== sent)
  }

  get #readKey(): string {
    return `pledgehall.desk.${this.#seat.seat}.read`
  }

  get #outboxKey(): string {
    return `pledgehall.desk.${this.#seat.seat}.outbox.`
  }
}
