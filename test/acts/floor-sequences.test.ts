// Whatever any seats do on the floor, in whatever order, fresh or stale: beside the board runs a model that knows
// nothing but stopwatches, and both must agree.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoRoster, demoSession } from '#server/demo/demo.ts'
import { readRows, readSession, readSpeakersOf } from '#shared/board.ts'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import {
  clocksOf,
  type Entry,
  isUnderWay,
  isWaiting,
  itemOf,
  lastTurnOf,
  speakerNow,
  spokenMs,
  waitingOf,
} from '#shared/floor.ts'
import { isRefusal } from '#shared/refusals.ts'
import { planSeen } from '#test/support/agenda.ts'
import { Board } from '#test/support/board.ts'

/** Hungary opted out; the European Union is no donor. */
const delegations = ['DEU', 'NLD', 'NOR', 'HUN', 'EU', 'UKR', 'GBR', 'NATO']
const items = demoSession().agenda.slice(0, 3)
const itemIds = items.map(({ id }) => id)

const step = fc.record({
  what: fc.constantFrom(
    ...(['ask', 'ask', 'ask', 'next', 'next', 'give', 'give', 'undo', 'undo', 'pause'] as const),
    ...(['resume', 'end', 'withdraw', 'ready', 'order', 'grant', 'tour', 'answer'] as const),
    ...(['turn', 'suspend', 'freeze', 'limit', 'close'] as const),
  ),
  who: fc.constantFrom(...delegations),
  kind: fc.constantFrom('statement' as const, 'reply' as const, 'order' as const),
  pick: fc.nat(1000),
  item: fc.constantFrom(...itemIds),
  isStale: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  wait: fc.constantFrom(0, 0, 5000, 45_000),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A stopwatch: what it had counted when it was last started. */
interface Watch {
  readonly ms: number
  readonly since: number | null
}
type Watches = ReadonlyMap<string, Watch>

class Meeting {
  readonly board = new Board()
  /** Of every entry that was ever given the floor. */
  watches: Watches = new Map()
  /** The watches before each turn of the floor, newest last, by item. */
  readonly turns = new Map<string, Watches[]>()

  constructor() {
    this.board.must('roster:import', {
      delegations: demoRoster().filter(({ id }) => delegations.includes(id)),
    })
    this.board.must('agenda:set', { items, seen: planSeen(this.board.doc) })
    this.board.must('agenda:next', {})
  }

  get item(): string {
    return readSession(this.board.doc).currentItem ?? ''
  }

  list(item = this.item): Entry[] {
    return readSpeakersOf(this.board.doc, item)
  }

  all(): Entry[] {
    return itemIds.flatMap((item) => this.list(item))
  }

  read(entry: Entry): number {
    const watch = this.watches.get(entry.id) ?? { ms: 0, since: null }
    return watch.since === null ? watch.ms : watch.ms + this.board.now - watch.since
  }

  stop(...ids: readonly (string | undefined)[]): void {
    const { now } = this.board
    this.watches = new Map(
      [...this.watches].map(([id, { ms, since }]) =>
        ids.includes(id) && since !== null
          ? [id, { ms: ms + now - since, since: null }]
          : [id, { ms, since }],
      ),
    )
  }

  start(id: string): void {
    const ms = this.watches.get(id)?.ms ?? 0
    this.watches = new Map([...this.watches, [id, { ms, since: this.board.now }]])
  }

  /** A turn of the floor: what is done to the watches can be undone. */
  turn(change: () => void): void {
    const before = this.turns.get(this.item) ?? []
    this.turns.set(this.item, [...before, this.watches])
    change()
  }

  /** Takes the watches of the item back to before its last turn. */
  undo(): void {
    const { item } = this
    const before = this.turns.get(item)?.pop() ?? new Map<string, Watch>()
    const isHere = ([id]: readonly [string, Watch]) => itemOf(id) === item
    const elsewhere = [...this.watches].filter((watch) => !isHere(watch))
    this.watches = new Map([...elsewhere, ...[...before].filter(isHere)])
  }

  /** Gives the act, and says whether it was done. */
  act<N extends FormalName>(name: N, argument: CommandArgument<N>, who?: string): boolean {
    const done =
      who === undefined ? this.board.act(name, argument) : this.board.actFor(who, name, argument)
    return !isRefusal(done)
  }
}

function oneOf<T>(some: readonly T[], pick: number): T | undefined {
  return some[pick % Math.max(1, some.length)]
}

/** Does the step to both, and checks what is to be seen of it alone. */
function take(meeting: Meeting, { what, who, kind, pick, item, isStale, wait }: Step): void {
  const { board } = meeting
  board.now += wait
  const list = meeting.list()
  const current = speakerNow(list)
  const underWay = list.filter(isUnderWay).map(({ id }) => id)
  const entry = oneOf(list, pick)?.id ?? 'opening.1'
  const speaking = isStale ? entry : (current?.id ?? null)
  const named = isStale ? entry : (current?.id ?? entry)
  switch (what) {
    case 'ask': {
      const there = meeting.list(item)
      const to = kind === 'reply' ? (oneOf(there, pick)?.id ?? null) : null
      const rank = kind === 'order' && pick % 2 === 0 ? 1 + (pick % 9) : null
      meeting.act('floor:ask', { item, kind, to, rank }, who)
      return
    }
    case 'withdraw':
      meeting.act('floor:withdraw', { entry }, isStale ? undefined : who)
      return
    case 'ready':
      meeting.act('floor:ready', { entry, ready: pick % 2 === 0 }, who)
      return
    case 'answer':
      meeting.act(
        'tour:answer',
        { entry, outcome: oneOf(['passes', 'nothing', null], pick) ?? null },
        who,
      )
      return
    case 'next': {
      const [first] = waitingOf(list)
      const isBack = underWay.length === 2
      if (!meeting.act('floor:next', { speaking })) return
      expect(speaking).toBe(current?.id ?? null)
      meeting.turn(() => {
        meeting.stop(current?.id)
        if (first !== undefined && !isBack) meeting.start(first.id)
      })
      return
    }
    case 'give': {
      const given = list.find(({ id }) => id === entry)
      if (!meeting.act('floor:give', { entry, speaking: isStale ? null : speaking })) return
      expect(given !== undefined && isWaiting(given)).toBe(true)
      meeting.turn(() => {
        meeting.stop(...underWay)
        meeting.start(entry)
      })
      return
    }
    case 'end':
      if (meeting.act('floor:end', { entry: named }))
        meeting.turn(() => {
          meeting.stop(named)
        })
      return
    case 'pause':
      if (meeting.act('floor:pause', { entry: named })) meeting.stop(named)
      return
    case 'resume':
      if (meeting.act('floor:resume', { entry: named })) meeting.start(named)
      return
    case 'undo': {
      const at = lastTurnOf(list)?.at ?? 0
      if (!meeting.act('floor:undo', { at: isStale ? at + 1 : at })) return
      expect(isStale).toBe(false)
      meeting.undo()
      return
    }
    case 'order': {
      const seen = waitingOf(meeting.list(item)).map(({ id }) => id)
      const cut = seen.length === 0 ? 0 : pick % seen.length
      const entries = [...seen.slice(cut), ...seen.slice(0, cut)]
      const isOld = isStale && seen.length > 1
      const done = meeting.act('floor:order', {
        item,
        entries,
        seen: isOld ? seen.toReversed() : seen,
      })
      const after = waitingOf(meeting.list(item)).map(({ id }) => id)
      expect(after).toEqual(done ? entries : seen)
      if (isOld) expect(done).toBe(false)
      return
    }
    case 'grant':
      meeting.act('floor:grant', { entry, seconds: 1 + (pick % 60) })
      return
    case 'limit':
      meeting.act('floor:limit', { item, seconds: pick % 2 === 0 ? null : 60 })
      return
    case 'close':
      meeting.act('floor:close', { item, at: pick % 2 === 0 ? null : board.now + 60_000 })
      return
    case 'tour':
      meeting.act('tour:start', { item, order: pick % 2 === 0 ? 'lot' : 'name' })
      return
    case 'turn': {
      const left = meeting.item
      const turns = meeting.turns.get(left) ?? []
      const before = meeting.watches
      if (!meeting.act('agenda:go', { item, leave: 'pending' })) return
      // What was being said ended there, and can go on there.
      if (underWay.length > 0) meeting.turns.set(left, [...turns, before])
      meeting.stop(...underWay)
      return
    }
    case 'suspend':
      if (
        meeting.act(
          readSession(board.doc).state === 'open' ? 'session:suspend' : 'session:open',
          {},
        )
      )
        meeting.stop(current?.id)
      return
    case 'freeze':
      if (meeting.act(readSession(board.doc).frozenAt === null ? 'lead:lost' : 'lead:return', {}))
        meeting.stop(current?.id)
  }
}

/** What never changes, once it stands. */
const askedIn = ({ id, delegation, kind, to, rank, askedAt, askedBy }: Entry) => [
  id, delegation, kind, to, rank, askedAt, askedBy,
] // prettier-ignore

function check(meeting: Meeting, before: readonly Entry[]): void {
  const { board } = meeting
  const entries = meeting.all()
  const running = entries.filter((entry) => isUnderWay(entry) && entry.pausedAt === null)
  expect(running.length).toBeLessThanOrEqual(1)
  const underWay = entries.filter(isUnderWay)
  expect(underWay.length).toBeLessThanOrEqual(2)
  if (underWay.length === 2) expect(speakerNow(meeting.list())?.kind).toBe('order')
  const here = new Set(meeting.list().map(({ id }) => id))
  expect(underWay.every(({ id }) => here.has(id))).toBe(true)

  for (const entry of entries)
    expect([entry.id, spokenMs(entry, board.now)]).toEqual([entry.id, meeting.read(entry)])
  const counted = entries.filter(({ kind }) => kind === 'statement' || kind === 'tour')
  const clocks = [...clocksOf(entries, board.now).values()]
  expect(clocks.reduce((sum, clock) => sum + clock.spokenMs, 0)).toBe(
    counted.reduce((sum, entry) => sum + meeting.read(entry), 0),
  )

  for (const item of itemIds) {
    const list = meeting.list(item)
    expect(list.map(({ place }) => place).sort((a, b) => a - b)).toEqual(list.map((_, i) => i + 1))
    const waiting = waitingOf(list)
    expect(waiting.map(({ id }) => id).sort()).toEqual(
      list
        .filter(isWaiting)
        .map(({ id }) => id)
        .sort(),
    )
    const orders = waiting.findLastIndex(({ kind }) => kind === 'order')
    expect(waiting.slice(0, orders + 1).every(({ kind }) => kind === 'order')).toBe(true)
  }

  const now = new Map(entries.map((entry) => [entry.id, entry]))
  for (const entry of before) {
    const row = now.get(entry.id)
    expect(row && askedIn(row)).toEqual(askedIn(entry))
    if (entry.withdrawnAt !== null) expect(row?.withdrawnAt).toBe(entry.withdrawnAt)
  }
  const touring = entries.filter(({ kind }) => kind === 'tour').map(({ delegation }) => delegation)
  expect(touring).not.toContain('HUN')
  expect(touring).not.toContain('EU')
}

describe('whatever seats do on the floor', { timeout: 60_000 }, () => {
  it('[F1][F3][F8][F9] at most one speaks, times add up, places are an order, nothing is erased', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const meeting = new Meeting()
        for (const next of steps) {
          const before = meeting.all()
          take(meeting, next)
          check(meeting, before)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[F7] the last turn taken back leaves the board as it was', () => {
    const turns = new Set<Step['what']>(['next', 'give', 'end'])
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const meeting = new Meeting()
        for (const next of steps) {
          const before = meeting.board.doc.toJSON()
          const last = lastTurnOf(meeting.list())?.at
          take(meeting, next)
          const at = lastTurnOf(meeting.list())?.at
          if (!turns.has(next.what) || at === last || at === undefined) continue
          const after = readRows(meeting.board.doc, 'speakers')
          meeting.board.must('floor:undo', { at })
          expect(meeting.board.doc.toJSON()).toEqual(before)
          expect(readRows(meeting.board.doc, 'speakers')).not.toEqual(after)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[F2] a delegation that opted out is heard like any other', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
        const meeting = new Meeting()
        for (const next of steps)
          take(meeting, { ...next, what: next.what === 'close' ? 'ask' : next.what })
        const list = meeting.list()
        const asks = list.some(
          (entry) => entry.delegation === 'HUN' && isWaiting(entry) && entry.kind !== 'order',
        )
        expect(meeting.act('floor:ask', { item: meeting.item, kind: 'statement' }, 'HUN')).toBe(
          !asks,
        )
      }),
      { numRuns: 50 },
    )
  })
})
