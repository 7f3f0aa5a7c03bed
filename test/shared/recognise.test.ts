// What was announced before is known again, on rows of the meetings in which it was.
import { describe, expect, it } from 'vitest'
import type { Pledge } from '#shared/pledge.ts'
import { recognise } from '#shared/recognise.ts'
import { type Meeting, meetingRows, pledgeOfMeeting } from '#test/support/board.ts'
import { ulidOf } from '#shared/text.ts'

const dates: Readonly<Record<string, number>> = {
  '2024-04-26-udcg-21': Date.UTC(2024, 3, 26),
  'udcg-27': Date.UTC(2025, 3, 11),
  '2025-07-21-udcg-29': Date.UTC(2025, 6, 21),
}

function idOf(owner: string, at: number, n = 0): string {
  return `${owner}~${ulidOf(at, new Uint8Array(10).fill(n))}`
}

/** All pledges of a meeting, as they stand on a board into which it was imported. */
function carried(meeting: Meeting): [string, Pledge][] {
  return meetingRows(meeting).pledges.map(({ delegation }, row) => [
    idOf(delegation, dates[meeting] ?? 0, row),
    pledgeOfMeeting(meeting, row),
  ])
}

/** The words as their delegation would write them anew: without saying how they stand to others. */
function anew(meeting: Meeting, row: number, changes: Partial<Pledge> = {}): Pledge {
  return pledgeOfMeeting(meeting, row, {
    reannounces: null,
    partOf: null,
    supersedes: null,
    netNew: null,
    ...changes,
  })
}

describe('a sum that is announced again', () => {
  const january = idOf('GBR', Date.UTC(2025, 0, 9))
  const first = pledgeOfMeeting('udcg-27', 11, { reannounces: null })
  const april = idOf('GBR', Date.UTC(2025, 3, 11))

  it('the GBP 4.5bn of January are known again in April', () => {
    expect(recognise('GBR', anew('udcg-27', 11), [[january, first]])).toEqual({
      id: january,
      by: 'figure',
    })
  })

  it('in July they are known by the first announcement, not by the repetition in April', () => {
    const rows = [
      [april, pledgeOfMeeting('udcg-27', 11)],
      [january, first],
    ] as const
    expect(recognise('GBR', anew('udcg-27', 11), rows)?.id).toBe(january)
  })

  it('the surge out of it is another sum, and the same sum of another delegation is its own', () => {
    expect(recognise('GBR', anew('udcg-27', 12), [[january, first]])).toBeNull()
    expect(recognise('NOR', anew('udcg-27', 11), [[january, first]])).toBeNull()
  })

  it('Norway’s EUR 1bn for drones are known again, the EUR 400m inside them are not', () => {
    const board = carried('2025-07-21-udcg-29')
    const package_ = board[5]?.[0]
    expect(recognise('NOR', anew('2025-07-21-udcg-29', 5), board)).toEqual({
      id: package_,
      by: 'figure',
    })
    expect(recognise('NOR', anew('2025-07-21-udcg-29', 6), board)).toBeNull()
    expect(
      recognise('NOR', anew('2025-07-21-udcg-29', 5, { amountMinor: 140_000_000_000 }), board),
    ).toBeNull()
  })
})

describe('a thing that is announced again', () => {
  const board = carried('2024-04-26-udcg-21')
  const skyRangers = board[7]?.[0]

  it('Canada’s "first of the 900 promised drones" are the SkyRangers of April', () => {
    expect(recognise('CAN', anew('2024-06-13-udcg-23', 10), board)).toEqual({
      id: skyRangers,
      by: 'item',
    })
  })

  it('the 900 in place of 800 are known by their name, and say themselves that they replace them', () => {
    const february = idOf('CAN', Date.UTC(2024, 1, 14))
    const eightHundred = anew('2024-04-26-udcg-21', 7, { quantity: 800 })
    expect(recognise('CAN', anew('2024-04-26-udcg-21', 7), [[february, eightHundred]])).toEqual({
      id: february,
      by: 'item',
    })
    expect(
      recognise('CAN', pledgeOfMeeting('2024-04-26-udcg-21', 7), [[february, eightHundred]]),
    ).toBeNull()
  })

  it('one name in another spelling is one thing; a system is not its missile, nor four of one thing four of another', () => {
    const april = carried('udcg-27')
    const systems = april[1]?.[0]
    expect(recognise('DEU', anew('udcg-27', 1, { item: 'IRIS-T SLM' }), april)).toEqual({
      id: systems,
      by: 'figure',
    })
    expect(recognise('DEU', anew('udcg-27', 2, { quantity: 150 }), april)?.id).toBe(april[2]?.[0])
    expect(recognise('DEU', anew('udcg-27', 1, { item: 'Skynex' }), april)).toBeNull()
  })

  it('what was withdrawn, or declined, was not announced; a "no" repeats nothing', () => {
    const withdrawn = board.map(([id, pledge]) => [id, { ...pledge, withdrawn: true }] as const)
    expect(recognise('CAN', anew('2024-06-13-udcg-23', 10), withdrawn)).toBeNull()
    expect(
      recognise('CAN', anew('2024-06-13-udcg-23', 10, { answer: 'declined' }), board),
    ).toBeNull()
  })
})

describe('new gifts stay new', () => {
  it('of the five rows that Canada brought in June, only the one that repeats April is known again', () => {
    const april = carried('2024-04-26-udcg-21')
    const rows = meetingRows('2024-06-13-udcg-23').pledges
    const known = rows.flatMap(({ delegation }, row) =>
      recognise(delegation, anew('2024-06-13-udcg-23', row), april) === null ? [] : [row],
    )
    expect(known.filter((row) => rows[row]?.delegation === 'CAN')).toEqual([10])
  })
})
