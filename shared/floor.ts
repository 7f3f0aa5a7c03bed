// The floor: who asked for it, who has it, in which order the others wait, and what follows from the times written down
// (rules F). Pure over the entries of one agenda item (`readSpeakersOf` in board.ts). Nothing here is stored: a reader
// passes its own reading of the server's clock as `now`.
import { digestOf } from './digest.ts'
import type { Delegation } from './session.ts'
import { bornAt, ownerOf } from './text.ts'

export const speakerKinds = ['statement', 'reply', 'order', 'tour'] as const
export type SpeakerKind = (typeof speakerKinds)[number]

export const tourAnswers = ['passes', 'nothing'] as const
export type TourAnswer = (typeof tourAnswers)[number]

/** Keyed by `<item>.<n>`, n from 1 without gaps. Times are ms since 1970, server clock. */
export interface Speaker {
  readonly delegation: string
  readonly kind: SpeakerKind
  /** The entry that a reply answers; null for all others. */
  readonly to: string | null
  /** Of a point of order: a lower one goes first; none goes last. */
  readonly rank: number | null
  /** Sort key among those who wait; the places of an item's entries are the numbers from 1, each once. */
  readonly place: number
  readonly askedAt: number
  /** Name of the seat. */
  readonly askedBy: string
  /** Who put it on the list in the delegation's place, for a hand raised in the hall; null where it asked itself. */
  readonly enteredBy: 'chair' | 'secretary' | null
  readonly beganAt: number | null
  /** The limit under which the speech began; a new limit is for those who begin after it. */
  readonly limitMs: number | null
  /** While it is set the clock stands. It stays set when a paused speech is ended. */
  readonly pausedAt: number | null
  /** Pauses that are over. */
  readonly pausedMs: number
  readonly endedAt: number | null
  readonly withdrawnAt: number | null
  /** Time granted beyond the limit. */
  readonly addedMs: number
  readonly ready: boolean
  /** What the delegation answered to its turn in a tour. That it placed pledges is derived: `placedDuring`. */
  readonly outcome: TourAnswer | null
  /** What was handed in as text; on the board once the delegation has been given the floor. */
  readonly statement: string | null
}

/** A row with its id, as the derivations take and give it. */
export interface Entry extends Speaker {
  readonly id: string
}

export const blankSpeaker = {
  to: null,
  rank: null,
  enteredBy: null,
  beganAt: null,
  limitMs: null,
  pausedAt: null,
  pausedMs: 0,
  endedAt: null,
  withdrawnAt: null,
  addedMs: 0,
  ready: false,
  outcome: null,
  statement: null,
} as const satisfies Partial<Speaker>

export function speakerIdOf(item: string, n: number): string {
  return `${item}.${String(n)}`
}

/** The agenda item of an entry. */
export function itemOf(entry: string): string {
  return entry.slice(0, entry.lastIndexOf('.'))
}

/** Whether the floor may still be given to it: not begun, not withdrawn, and no answer given in advance. */
export function isWaiting(entry: Speaker): boolean {
  return entry.beganAt === null && entry.withdrawnAt === null && entry.outcome === null
}

export function isUnderWay(entry: Speaker): boolean {
  return entry.beganAt !== null && entry.endedAt === null
}

/**
 * Who has the floor, its clock running or paused; null if nobody (F1). A point of order that interrupted a speech has
 * it until it ends; the floor then goes back to the interrupted speech, still paused.
 */
export function speakerNow(entries: readonly Entry[]): Entry | null {
  return entries.filter(isUnderWay).sort(byBeginning).at(-1) ?? null
}

/** The speech that a point of order interrupted, while that one has the floor. */
export function interruptedNow(entries: readonly Entry[]): Entry | null {
  return entries.filter(isUnderWay).sort(byBeginning).at(-2) ?? null
}

/** The last time that the floor was given or a speech ended, and to whom that happened. */
export interface LastTurn {
  readonly at: number
  readonly began: readonly Entry[]
  readonly ended: readonly Entry[]
}

/**
 * What `floor:undo` takes back (`isUndoable`), named by its time (F7): the acts see to it that no two turns have
 * the same. Null if the floor was never given.
 */
export function lastTurnOf(entries: readonly Entry[]): LastTurn | null {
  const at = Math.max(0, ...entries.map(({ beganAt, endedAt }) => endedAt ?? beganAt ?? 0))
  if (at === 0) return null
  return {
    at,
    began: entries.filter(({ beganAt }) => beganAt === at),
    ended: entries.filter(({ endedAt }) => endedAt === at),
  }
}

/**
 * Everyone who waits, in the order in which the floor is to be given (F3): points of order by rank; then replies to what
 * is being said or was said last; then the others by place, each followed by the replies that wait for it.
 */
export function waitingOf(entries: readonly Entry[]): Entry[] {
  const waiting = entries.filter(isWaiting).sort(byPlace)
  const ordinary = waiting.filter(({ kind }) => kind !== 'order')
  const exchange = exchangeOf(entries)
  const answered = new Set([...exchange, ...ordinary.map(({ id }) => id)])
  const hangs = ({ kind, to }: Entry) => kind === 'reply' && to !== null && answered.has(to)
  const replies = Map.groupBy(ordinary.filter(hangs), ({ to }) => to)
  const under = (id: string): Entry[] =>
    (replies.get(id) ?? []).flatMap((reply) => [reply, ...under(reply.id)])
  return [
    ...waiting.filter(({ kind }) => kind === 'order').sort(byRank),
    ...exchange.flatMap(under),
    ...ordinary.filter((entry) => !hangs(entry)).flatMap((entry) => [entry, ...under(entry.id)]),
  ]
}

/** How many are called before the delegation's next entry, plus one; null if it does not wait. */
export function placeOf(entries: readonly Entry[], delegation: string): number | null {
  const before = waitingOf(entries).findIndex((entry) => entry.delegation === delegation)
  return before === -1 ? null : before + 1
}

/** How long it has spoken, or spoke: pauses do not count. */
export function spokenMs(entry: Speaker, now: number): number {
  if (entry.beganAt === null) return 0
  const until = entry.pausedAt ?? entry.endedAt ?? now
  return Math.max(0, until - entry.beganAt - entry.pausedMs)
}

/** When a running speech is over, as an absolute time: nobody needs ticks. Null without a limit, or while the clock stands. */
export function endOf(entry: Speaker): number | null {
  const { beganAt, limitMs, pausedAt, pausedMs, addedMs } = entry
  if (beganAt === null || limitMs === null || pausedAt !== null || !isUnderWay(entry)) return null
  return beganAt + limitMs + addedMs + pausedMs
}

/** What is left of a speech that began, negative when it runs over; null without a limit. Stands while it is paused. */
export function remainingMs(entry: Speaker, now: number): number | null {
  if (entry.beganAt === null || entry.limitMs === null) return null
  return entry.limitMs + entry.addedMs - spokenMs(entry, now)
}

export interface FloorClock {
  readonly spokenMs: number
  /** Beyond its limits, summed over its speeches. */
  readonly overMs: number
  readonly speeches: number
}

/** Delegation → its clock: of statements and turns in a tour; points of order and replies consume nothing (F9). */
export function clocksOf(entries: Iterable<Speaker>, now: number): Map<string, FloorClock> {
  const clocks = new Map<string, FloorClock>()
  for (const entry of entries) {
    if (entry.beganAt === null || entry.kind === 'order' || entry.kind === 'reply') continue
    const clock = clocks.get(entry.delegation) ?? { spokenMs: 0, overMs: 0, speeches: 0 }
    clocks.set(entry.delegation, {
      spokenMs: clock.spokenMs + spokenMs(entry, now),
      overMs: clock.overMs + Math.max(0, -(remainingMs(entry, now) ?? 0)),
      speeches: clock.speeches + 1,
    })
  }
  return clocks
}

/** The part of all that was spoken, from 0 to 1, of each delegation that spoke. */
export function sharesOf(clocks: ReadonlyMap<string, FloorClock>): Map<string, number> {
  let all = 0
  for (const clock of clocks.values()) all += clock.spokenMs
  return new Map([...clocks].map(([id, clock]) => [id, all === 0 ? 0 : clock.spokenMs / all]))
}

export interface Tour {
  /** Every turn of the item's latest tour, in its order; those struck from it left out. */
  readonly turns: readonly Entry[]
  /** The next three to be called, in the order of the list. */
  readonly next: readonly Entry[]
  /** Wait, and say that they are ready. */
  readonly ready: readonly Entry[]
  /** Have neither spoken nor answered: not done. */
  readonly unanswered: readonly Entry[]
  /** How many have spoken or answered. */
  readonly done: number
}

type Named = readonly [string, Pick<Delegation, 'nameEn' | 'nameFr' | 'nameUk'>]
const nameIn = { en: 'nameEn', fr: 'nameFr', uk: 'nameUk' } as const

/** Ids in the order of the names in a language's own alphabet (F10). */
export function orderByName(named: Iterable<Named>, language: keyof typeof nameIn): string[] {
  const { compare } = new Intl.Collator(language)
  const name = nameIn[language]
  return [...named]
    .sort(([idA, a], [idB, b]) => compare(a[name], b[name]) || (idA < idB ? -1 : 1))
    .map(([id]) => id)
}

/** The order that a lot draws: by the digest of lot and delegation, so that anybody can draw it again (F10). */
export function orderByLot(delegations: Iterable<string>, lot: string): string[] {
  return [...delegations]
    .map((delegation) => [digestOf({ delegation, lot }), delegation] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, delegation]) => delegation)
}

/** Null if the item has seen no tour. */
export function tourOf(entries: readonly Entry[]): Tour | null {
  const all = entries.filter(({ kind }) => kind === 'tour')
  if (all.length === 0) return null
  const latest = Math.max(...all.map(({ askedAt }) => askedAt))
  const turns = all
    .filter(({ askedAt, withdrawnAt }) => askedAt === latest && withdrawnAt === null)
    .sort(byPlace)
  const unanswered = turns.filter(isWaiting)
  return {
    turns,
    next: waitingOf(entries)
      .filter(({ kind }) => kind === 'tour')
      .slice(0, 3),
    ready: unanswered.filter(({ ready }) => ready),
    unanswered,
    done: turns.length - unanswered.length,
  }
}

/** Of these pledges, those that the delegation placed while it had the floor: by the time in their ids. */
export function placedDuring(entry: Speaker, pledges: Iterable<string>): string[] {
  const { delegation, beganAt, endedAt } = entry
  if (beganAt === null) return []
  return [...pledges].filter((id) => {
    if (ownerOf(id) !== delegation) return false
    const placedAt = bornAt(id)
    return placedAt >= beganAt && placedAt <= (endedAt ?? Infinity)
  })
}

function byPlace(a: Entry, b: Entry): number {
  return a.place - b.place
}

function byRank(a: Entry, b: Entry): number {
  return (a.rank ?? Infinity) - (b.rank ?? Infinity) || byPlace(a, b)
}

function byBeginning(a: Entry, b: Entry): number {
  return (a.beganAt ?? 0) - (b.beganAt ?? 0)
}

/** What is being said or was said last, points of order aside: what a reply answers. Null before anything was. */
export function lastSaid(entries: readonly Entry[]): Entry | null {
  const said = entries.filter(({ beganAt, kind }) => beganAt !== null && kind !== 'order')
  return said.sort(byBeginning).at(-1) ?? null
}

/** What was said last; and, if that is a reply, what it answers, and so on. */
function exchangeOf(entries: readonly Entry[]): string[] {
  const exchange: string[] = []
  let link = lastSaid(entries)
  while (link !== null) {
    const { id, to } = link
    exchange.push(id)
    link = entries.find((entry) => entry.id === to) ?? null
  }
  return exchange
}
