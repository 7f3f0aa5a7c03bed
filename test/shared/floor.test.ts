import { describe, expect, it } from 'vitest'
import { createRow, readSpeakersOf } from '#shared/board.ts'
import {
  blankSpeaker,
  clocksOf,
  endOf,
  type Entry,
  interruptedNow,
  isWaiting,
  itemOf,
  placedDuring,
  placeOf,
  remainingMs,
  sharesOf,
  speakerIdOf,
  speakerNow,
  spokenMs,
  tourOf,
  waitingOf,
} from '#shared/floor.ts'
import { bornAt, ulidOf } from '#shared/text.ts'
import { Board, startedAt } from '#test/support/board.ts'

const minute = 60_000
const item = 'round-iamd'

/** The n-th entry of the round on air defence, asked for in the n-th minute. */
function entryOf(n: number, delegation: string, fields: Partial<Entry> = {}): Entry {
  return {
    ...blankSpeaker,
    id: speakerIdOf(item, n),
    delegation,
    kind: 'statement',
    place: n,
    askedAt: startedAt + n * minute,
    askedBy: 'Ingrid Larsen',
    enteredBy: null,
    ...fields,
  }
}

const ids = (entries: readonly Entry[]) => entries.map(({ delegation }) => delegation)

describe('an entry', () => {
  it('names its agenda item in its id', () => {
    expect(itemOf(speakerIdOf('round-iamd', 12))).toBe('round-iamd')
  })

  it('waits until it begins, is withdrawn, or answers in advance', () => {
    expect(isWaiting(entryOf(1, 'DEU'))).toBe(true)
    expect(isWaiting(entryOf(1, 'DEU', { beganAt: startedAt }))).toBe(false)
    expect(isWaiting(entryOf(1, 'DEU', { withdrawnAt: startedAt }))).toBe(false)
    expect(isWaiting(entryOf(1, 'DEU', { kind: 'tour', outcome: 'passes' }))).toBe(false)
  })
})

describe('the list of an agenda item', () => {
  it('is found by its numbers alone, with the defaults of what no board has yet', () => {
    const { doc } = new Board()
    const { id: _, ...row } = entryOf(1, 'DEU')
    const { limitMs: __, ...older } = row
    createRow(doc, 'speakers', speakerIdOf(item, 1), older)
    createRow(doc, 'speakers', speakerIdOf(item, 2), { ...row, place: 2 })
    createRow(doc, 'speakers', speakerIdOf('tour-de-table', 1), row)
    expect(readSpeakersOf(doc, item)).toEqual([
      { ...row, id: speakerIdOf(item, 1) },
      { ...row, id: speakerIdOf(item, 2), place: 2 },
    ])
    expect(readSpeakersOf(doc, 'opening')).toEqual([])
  })
})

describe('the order of those who wait', () => {
  it('is that of their places, and a delegation sees its own', () => {
    const entries = [
      entryOf(1, 'DEU', { place: 3 }),
      entryOf(2, 'NLD', { place: 1 }),
      entryOf(3, 'NOR', { place: 2 }),
    ]
    expect(ids(waitingOf(entries))).toEqual(['NLD', 'NOR', 'DEU'])
    expect(placeOf(entries, 'DEU')).toBe(3)
    expect(placeOf(entries, 'GBR')).toBeNull()
  })

  it('puts points of order first, the lowest rank before the others, none last', () => {
    const entries = [
      entryOf(1, 'DEU'),
      entryOf(2, 'NLD', { kind: 'order' }),
      entryOf(3, 'NOR', { kind: 'order', rank: 2 }),
      entryOf(4, 'GBR', { kind: 'order', rank: 1 }),
      entryOf(5, 'FRA', { kind: 'order', rank: 2 }),
    ]
    expect(ids(waitingOf(entries))).toEqual(['GBR', 'NOR', 'FRA', 'NLD', 'DEU'])
  })

  it('puts replies before the others while what they answer is the last that was said', () => {
    const speech = entryOf(1, 'DEU', { beganAt: startedAt })
    const others = [entryOf(2, 'NLD'), entryOf(3, 'NOR', { kind: 'reply', to: speech.id })]
    expect(ids(waitingOf([speech, ...others]))).toEqual(['NOR', 'NLD'])
    const ended = { ...speech, endedAt: startedAt + minute }
    expect(ids(waitingOf([ended, ...others]))).toEqual(['NOR', 'NLD'])
    const later = entryOf(4, 'GBR', { beganAt: startedAt + minute })
    expect(ids(waitingOf([ended, ...others, later]))).toEqual(['NLD', 'NOR'])
  })

  it('puts replies under what they answer while that waits too', () => {
    const entries = [
      entryOf(1, 'DEU'),
      entryOf(2, 'NLD'),
      entryOf(3, 'NOR', { kind: 'reply', to: speakerIdOf(item, 1) }),
      entryOf(4, 'DNK', { kind: 'reply', to: speakerIdOf(item, 3) }),
    ]
    expect(ids(waitingOf(entries))).toEqual(['DEU', 'NOR', 'DNK', 'NLD'])
  })

  it('keeps an exchange together: a reply to a reply, then the other replies', () => {
    const entries = [
      entryOf(1, 'DEU', { beganAt: startedAt, endedAt: startedAt + 1 }),
      entryOf(2, 'NLD'),
      entryOf(3, 'NOR', { kind: 'reply', to: speakerIdOf(item, 1), beganAt: startedAt + 2 }),
      entryOf(4, 'DNK', { kind: 'reply', to: speakerIdOf(item, 1) }),
      entryOf(5, 'SWE', { kind: 'reply', to: speakerIdOf(item, 3) }),
    ]
    expect(ids(waitingOf(entries))).toEqual(['SWE', 'DNK', 'NLD'])
  })
})

describe('the clock of a speech', () => {
  const limited = { beganAt: startedAt, limitMs: 3 * minute }

  it('ends at an absolute time, later by pauses and by what was granted', () => {
    expect(endOf(entryOf(1, 'DEU', limited))).toBe(startedAt + 3 * minute)
    const longer = { ...limited, pausedMs: 10_000, addedMs: minute }
    expect(endOf(entryOf(1, 'DEU', longer))).toBe(startedAt + 4 * minute + 10_000)
  })

  it('has no end before it begins, without a limit, while it is paused, and once it is over', () => {
    expect(endOf(entryOf(1, 'DEU'))).toBeNull()
    expect(endOf(entryOf(1, 'DEU', { beganAt: startedAt }))).toBeNull()
    expect(endOf(entryOf(1, 'DEU', { ...limited, pausedAt: startedAt + 1 }))).toBeNull()
    expect(endOf(entryOf(1, 'DEU', { ...limited, endedAt: startedAt + 1 }))).toBeNull()
  })

  it('stands while it is paused, and after it', () => {
    const paused = entryOf(1, 'DEU', { ...limited, pausedAt: startedAt + 2 * minute })
    for (const now of [startedAt + 2 * minute, startedAt + 60 * minute]) {
      expect(spokenMs(paused, now)).toBe(2 * minute)
      expect(remainingMs(paused, now)).toBe(minute)
    }
    const ended = { ...paused, endedAt: startedAt + 5 * minute }
    expect(spokenMs(ended, startedAt + 60 * minute)).toBe(2 * minute)
  })

  it('says by how much a speech runs over', () => {
    const entry = entryOf(1, 'DEU', { ...limited, addedMs: minute })
    expect(remainingMs(entry, startedAt + 5 * minute)).toBe(-minute)
    expect(remainingMs(entryOf(1, 'DEU', { beganAt: startedAt }), startedAt)).toBeNull()
  })

  it('is never negative for a reader whose clock is behind', () => {
    expect(spokenMs(entryOf(1, 'DEU', limited), startedAt - 500)).toBe(0)
  })
})

describe('who has the floor', () => {
  it('is whoever began and has not ended; a point of order has it before the speech it interrupts', () => {
    const speech = entryOf(1, 'DEU', { beganAt: startedAt, pausedAt: startedAt + minute })
    expect(speakerNow([speech, entryOf(2, 'NLD')])).toBe(speech)
    const order = entryOf(3, 'NOR', { kind: 'order', beganAt: startedAt + minute })
    expect(speakerNow([speech, order])).toBe(order)
    expect(interruptedNow([speech, order])).toBe(speech)
    const over = { ...order, endedAt: startedAt + 2 * minute }
    expect(speakerNow([speech, over])).toBe(speech)
    expect(interruptedNow([speech, over])).toBeNull()
    expect(speakerNow([entryOf(2, 'NLD')])).toBeNull()
  })
})

describe('the clocks of delegations', () => {
  const entries = [
    entryOf(1, 'DEU', { beganAt: startedAt, endedAt: startedAt + 3 * minute, limitMs: 2 * minute }),
    entryOf(2, 'NLD', { beganAt: startedAt, endedAt: startedAt + minute, kind: 'tour' }),
    entryOf(3, 'DEU', { beganAt: startedAt, endedAt: startedAt + minute, kind: 'reply' }),
    entryOf(4, 'NOR', { beganAt: startedAt, endedAt: startedAt + minute, kind: 'order' }),
    entryOf(5, 'DNK'),
  ]

  it('hold statements and turns in a tour; replies and points of order consume nothing', () => {
    const clocks = clocksOf(entries, startedAt + 60 * minute)
    expect([...clocks]).toEqual([
      ['DEU', { spokenMs: 3 * minute, overMs: minute, speeches: 1 }],
      ['NLD', { spokenMs: minute, overMs: 0, speeches: 1 }],
    ])
    expect([...sharesOf(clocks)]).toEqual([
      ['DEU', 0.75],
      ['NLD', 0.25],
    ])
  })
})

describe('a tour de table', () => {
  const turn = (n: number, delegation: string, fields: Partial<Entry> = {}) =>
    entryOf(n, delegation, { kind: 'tour', askedAt: startedAt, ...fields })

  it('knows the next three, who is ready, and who has not answered', () => {
    const entries = [
      turn(1, 'ALB', { beganAt: startedAt, endedAt: startedAt + minute }),
      turn(2, 'AUS', { outcome: 'passes' }),
      turn(3, 'AUT'),
      turn(4, 'BEL', { withdrawnAt: startedAt }),
      turn(5, 'BGR', { ready: true }),
      turn(6, 'CAN'),
      turn(7, 'CZE', { ready: true }),
      entryOf(8, 'DEU'),
    ]
    const tour = tourOf(entries)
    expect(ids(tour?.turns ?? [])).toEqual(['ALB', 'AUS', 'AUT', 'BGR', 'CAN', 'CZE'])
    expect(ids(tour?.next ?? [])).toEqual(['AUT', 'BGR', 'CAN'])
    expect(ids(tour?.ready ?? [])).toEqual(['BGR', 'CZE'])
    expect(ids(tour?.unanswered ?? [])).toEqual(['AUT', 'BGR', 'CAN', 'CZE'])
  })

  it('is the latest one where an item has seen several, and none where it has seen none', () => {
    const first = turn(1, 'ALB', { beganAt: startedAt, endedAt: startedAt + minute })
    const second = turn(2, 'ALB', { askedAt: startedAt + minute })
    expect(tourOf([first, second])?.turns).toEqual([second])
    expect(tourOf([entryOf(1, 'DEU')])).toBeNull()
  })

  it('[F13] shows what a delegation placed while it had the floor, by the time in the ids', () => {
    const pledgeAt = (owner: string, at: number) => `${owner}~${ulidOf(at, new Uint8Array(10))}`
    const during = pledgeAt('DEU', startedAt + 10)
    const pledges = [
      pledgeAt('DEU', startedAt - 1),
      during,
      pledgeAt('NLD', startedAt + 10),
      pledgeAt('DEU', startedAt + minute + 1),
    ]
    expect(bornAt(during)).toBe(startedAt + 10)
    const speech = turn(1, 'DEU', { beganAt: startedAt })
    expect(placedDuring({ ...speech, endedAt: startedAt + minute }, pledges)).toEqual([during])
    expect(placedDuring(speech, pledges)).toHaveLength(2)
    expect(placedDuring(turn(1, 'DEU'), pledges)).toEqual([])
  })
})
