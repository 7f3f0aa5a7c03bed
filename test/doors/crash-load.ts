// Seats that never stop writing and acting, and remember what they were told: to be held against the disk.
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { readRow, readRows, type Scalar } from '#shared/board.ts'
import type { Answer, CommandName } from '#shared/commands.ts'
import { openAfter, partOvertaken, type Unsaved } from '../../client/unsaved.ts'
import type { SeatClient } from '../support/seat.ts'

/** Numbers from 0 to below 1, the same for the same seed. */
export type Random = () => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const pick = <T>(random: Random, list: readonly T[]) => list[Math.floor(random() * list.length)]

/** One value that a seat gave to a field, and its clock once it had. */
export interface Attempt {
  readonly clock: number
  readonly value: Scalar
}

export interface Field {
  readonly root: 'requests' | 'pledges'
  readonly row: string
  readonly field: string
  readonly attempts: Attempt[]
}

const offer = {
  capability: 'artillery',
  kind: 'ammunition',
  title: '155 mm rounds',
  quantity: 1,
  unit: 'round',
} as const
const wish = {
  capability: 'artillery',
  title: '155 mm rounds',
  quantity: 1,
  unit: 'round',
} as const

/** A writing seat: every value it writes is a new one, so that each can be told from all others. */
export class Writer {
  readonly seat: SeatClient
  readonly id: string
  readonly fields: Field[] = []
  /** What its device kept for it, because another's value won before the server had heard of it. */
  readonly aside: Unsaved[] = []
  /** Clock up to which the server said that it has the seat's edits. */
  saved = 0
  #unsaved: readonly Unsaved[] = []
  #value = 0

  constructor(seat: SeatClient, id: string) {
    this.seat = seat
    this.id = id
    const sync = seat.provider.messageHandlers[0]
    seat.provider.messageHandlers[0] = (encoder, decoder, ...rest) => {
      this.#hear(decoding.clone(decoder))
      sync?.(encoder, decoder, ...rest)
      const { open, overtaken } = partOvertaken(seat.doc, this.#unsaved)
      this.#unsaved = open
      this.aside.push(...overtaken)
    }
  }

  get clock(): number {
    return Y.getState(this.seat.doc.store, this.seat.doc.clientID)
  }

  write(random: Random): void {
    const { role, doc } = this.seat
    const value = ++this.#value
    const isBirth = this.fields.length === 0 || random() < 0.1
    if (isBirth) {
      const root = role === 'kyiv' ? 'requests' : 'pledges'
      const row =
        root === 'requests'
          ? this.seat.request({ ...wish, quantity: value })
          : this.seat.pledge({ ...offer, quantity: value })
      this.fields.push({ root, row, field: 'quantity', attempts: [{ clock: this.clock, value }] })
      this.#note(root, row, value, true)
      return
    }
    const field = pick(random, this.fields)
    if (field === undefined) return
    doc.getMap<Y.Map<Scalar>>(field.root).get(field.row)?.set('quantity', value)
    field.attempts.push({ clock: this.clock, value })
    this.#note(field.root, field.row, value, false)
  }

  #note(root: Field['root'], row: string, quantity: number, born: boolean): void {
    const { clientID: client } = this.seat.doc
    const edit = { client, clock: this.clock, at: 0, root, row, born, fields: { quantity } }
    this.#unsaved = [...this.#unsaved, edit]
  }

  #hear(decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    const has = kind === 0 ? Y.decodeStateVector(bytes) : Y.parseUpdateMeta(bytes).to
    this.saved = Math.max(this.saved, has.get(this.seat.doc.clientID) ?? 0)
    this.#unsaved = openAfter(this.#unsaved, has)
  }
}

export interface Act {
  readonly name: CommandName
  readonly input: object
  readonly commandId: string
  readonly seat: string
  answer: Answer<CommandName> | null
}

/** An acting seat: one command at a time, sent again under its id until it is answered. */
export class Player {
  readonly seat: SeatClient
  readonly id: string
  readonly acts: Act[] = []
  #stopped = false
  #next: Promise<void> | null = null

  constructor(seat: SeatClient, id: string) {
    this.seat = seat
    this.id = id
  }

  /** Starts the next act, unless one is still without its answer. */
  play(random: Random): void {
    this.#next ??= this.#playOne(random).finally(() => (this.#next = null))
  }

  stop(): void {
    this.#stopped = true
  }

  /** Resolves once nothing is without its answer. */
  async settled(): Promise<void> {
    await this.#next
  }

  async send({ name, input, commandId }: Act): Promise<Answer<CommandName>> {
    for (;;) {
      try {
        return await this.seat.act(name, input, commandId)
      } catch (error) {
        if (this.#stopped) throw error
        // Nobody knows whether it was done: only the server can tell.
      }
    }
  }

  async #playOne(random: Random): Promise<void> {
    const chosen = this.#choose(random)
    if (chosen === null) return
    const commandId = `${this.id}-${String(this.acts.length)}`
    const act: Act = { ...chosen, commandId, seat: this.id, answer: null }
    this.acts.push(act)
    act.answer = await this.send(act)
  }

  #choose(random: Random): { name: CommandName; input: object } | null {
    const { role, doc } = this.seat
    const agreed = [...readRows(doc, 'agreements')]
    if (role === 'secretary') return { name: 'link:create', input: { role: 'observer' } }
    if (role === 'kyiv') {
      const pledge = pick(random, [...doc.getMap('pledges').keys()])
      if (pledge === undefined) return null
      return { name: 'pledge:accept', input: { pledge, seen: this.seat.seen(pledge) } }
    }
    if (role === 'staff') {
      const [pledge] =
        pick(
          random,
          agreed.filter(([, row]) => row.agreedAt !== null),
        ) ?? []
      if (pledge === undefined) return null
      if (readRow(doc, 'tasks', `${pledge}.1`) !== null && random() < 0.5)
        return {
          name: 'task:move',
          input: { task: `${pledge}.1`, from: 'planned', to: 'cleared' },
        }
      const parts = [{ kind: 'shipment', title: 'A lot of rounds', quantity: 1 }]
      return { name: 'task:create', input: { pledge, parts } }
    }
    const [pledge] =
      pick(
        random,
        agreed.filter(([, row]) => row.agreedAt === null && row.acceptance !== null),
      ) ?? []
    if (pledge !== undefined && random() < 0.3)
      return { name: 'pledge:agree', input: { pledge, seen: this.seat.seen(pledge) } }
    return { name: random() < 0.5 ? 'agenda:next' : 'agenda:previous', input: {} }
  }
}
