// The roll call on the real roster: 57 states of which one opted out, Kyiv, and two organisations.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRow, readRows, readSession } from '#shared/board.ts'
import {
  type Attendance,
  attendances,
  discrepancyOf,
  isCounted,
  quorumOf,
} from '#shared/presence.ts'
import { isRefusal } from '#shared/refusals.ts'
import { Board, rosterIds } from '#test/support/board.ts'

const row = (board: Board, id: string) => {
  const delegation = readRow(board.doc, 'roster', id)
  if (delegation === null) throw new Error(`${id} is not on the roster`)
  return delegation
}
const quorum = (board: Board) => {
  const roster = readRows(board.doc, 'roster')
  return quorumOf(roster, roster, readSession(board.doc))
}
const mark = (
  board: Board,
  delegation: string,
  as: Attendance | null,
  representedBy: string | null = null,
) => board.act('roll:mark', { delegation, mark: as, representedBy })

/** A roll call that has begun, with some connected. */
function rollCall(...here: string[]): Board {
  const board = new Board()
  board.must('presence:note', { came: here, left: [] })
  board.must('roll:begin', {})
  return board
}

describe('a roll call', () => {
  it('[Q1] knows no marks before it begins, and forgets them when it begins anew', () => {
    const board = new Board()
    expect(mark(board, 'DEU', 'present')).toMatchObject({ code: 'roll_none', rule: 'Q1' })
    board.must('roll:begin', {})
    expect(readSession(board.doc).rollCallAt).toBe(board.now)
    mark(board, 'DEU', 'present')
    expect(quorum(board).counted).toBe(1)
    board.must('roll:begin', {})
    expect(row(board, 'DEU')).toMatchObject({ attendance: null, attendanceAt: null })
    expect(quorum(board).counted).toBe(0)
  })

  it('[Q2] marks, changes a mark and takes it back', () => {
    const board = rollCall()
    mark(board, 'LVA', 'present')
    const since = board.now
    expect(row(board, 'LVA')).toMatchObject({ attendance: 'present', attendanceAt: since })
    expect(mark(board, 'LVA', 'present')).toMatchObject({ facts: [] })
    expect(row(board, 'LVA').attendanceAt).toBe(since)
    mark(board, 'LVA', 'excused')
    expect(row(board, 'LVA')).toMatchObject({ attendance: 'excused', attendanceAt: board.now })
    mark(board, 'LVA', null)
    expect(row(board, 'LVA')).toMatchObject({ attendance: null, attendanceAt: null })
    expect(mark(board, 'ATL', 'present')).toMatchObject({ code: 'not_found', rule: 'Q2' })
  })

  it('[Q3] takes nobody for another who is not there, the same, or represented too', () => {
    const board = rollCall()
    expect(mark(board, 'LVA', 'represented')).toMatchObject({ code: 'represented_by', rule: 'Q3' })
    expect(mark(board, 'LVA', 'present', 'EST')).toMatchObject({ code: 'represented_none' })
    expect(mark(board, 'LVA', 'represented', 'LVA')).toMatchObject({ code: 'represented_chain' })
    expect(mark(board, 'LVA', 'represented', 'ATL')).toMatchObject({ code: 'not_found' })
    mark(board, 'EST', 'absent')
    expect(mark(board, 'LVA', 'represented', 'EST')).toMatchObject({
      code: 'represented_away',
      message: 'Estonia is marked as absent or excused and can represent nobody.',
    })
    mark(board, 'EST', 'present')
    expect(mark(board, 'LVA', 'represented', 'EST')).toMatchObject({ output: {} })
    // A chain from either end, and a circle.
    expect(mark(board, 'LTU', 'represented', 'LVA')).toMatchObject({ code: 'represented_chain' })
    expect(mark(board, 'EST', 'represented', 'LTU')).toMatchObject({ code: 'represents' })
    expect(mark(board, 'EST', 'represented', 'LVA')).toMatchObject({ code: 'represented_chain' })
  })

  it('[Q3] a represented delegation is in the meeting while its representative is present', () => {
    const board = rollCall()
    mark(board, 'LVA', 'represented', 'EST')
    expect(quorum(board).counted).toBe(0)
    mark(board, 'EST', 'present')
    expect(quorum(board).counted).toBe(2)
    mark(board, 'EST', 'excused')
    expect(quorum(board).counted).toBe(0)
  })

  it('[Q5] all at once follows the sockets, and leaves an excuse and a representation', () => {
    const board = rollCall('GBR', 'DEU', 'POL', 'HUN', 'EU')
    mark(board, 'FRA', 'excused')
    mark(board, 'LVA', 'represented', 'DEU')
    mark(board, 'POL', 'absent')
    board.must('roll:all', {})
    const marks = Object.groupBy(rosterIds, (id) => row(board, id).attendance ?? 'none')
    expect(marks).toMatchObject({
      present: ['DEU', 'GBR', 'HUN', 'POL', 'EU'],
      excused: ['FRA'],
      represented: ['LVA'],
    })
    expect(marks.absent).toHaveLength(rosterIds.size - 7)
    expect(marks.none).toBeUndefined()
    expect(board.must('roll:all', {}).facts).toEqual([])
  })

  it('[Q5] all at once begins the first roll call by itself', () => {
    const board = new Board()
    board.must('presence:note', { came: ['GBR'], left: [] })
    board.must('roll:all', {})
    expect(readSession(board.doc).rollCallAt).toBe(board.now)
    expect(quorum(board).counted).toBe(1)
  })

  it('[Q6] tells who came late and who went, and changes no mark by itself', () => {
    const board = rollCall('GBR', 'DEU')
    board.must('roll:all', {})
    const seen = (id: string) =>
      discrepancyOf(row(board, id), row(board, id), readSession(board.doc))
    expect([seen('GBR'), seen('NOR')]).toEqual([null, null])
    board.must('presence:note', { came: ['NOR'], left: ['DEU'] })
    expect(seen('NOR')).toEqual({ what: 'arrived', at: board.now })
    expect(seen('DEU')).toEqual({ what: 'departed', at: board.now })
    expect([row(board, 'NOR').attendance, row(board, 'DEU').attendance]).toEqual([
      'absent',
      'present',
    ])
    mark(board, 'NOR', 'present')
    mark(board, 'DEU', 'excused')
    expect([seen('NOR'), seen('DEU')]).toEqual([null, null])
  })

  it('[S3] is over when the session is closed', () => {
    const board = new Board('closed')
    for (const refused of [
      board.act('roll:begin', {}),
      board.act('roll:all', {}),
      mark(board, 'DEU', 'present'),
      board.act('quorum:set', { quorum: 30 }),
    ])
      expect(refused).toMatchObject({ code: 'session_closed', rule: 'S3' })
  })
})

describe('the quorum', () => {
  const counted = [...readRows(new Board().doc, 'roster')]
    .filter(([, delegation]) => isCounted(delegation))
    .map(([id]) => id)

  it('[Q4] counts 56 of the 60 on the roster: not Hungary, not Kyiv, not the EU and NATO', () => {
    expect([...rosterIds].filter((id) => !counted.includes(id)).sort()).toEqual([
      'EU',
      'HUN',
      'NATO',
      'UKR',
    ])
    const board = rollCall(...rosterIds)
    board.must('roll:all', {})
    expect(quorum(board)).toEqual({ counted: 56, of: 56, needed: null, isMet: null })
  })

  it('[Q4] is set up to what counts, and taken away', () => {
    const board = rollCall(...counted.slice(0, 29))
    expect(board.act('quorum:set', { quorum: 57 })).toMatchObject({
      code: 'quorum_beyond',
      params: { quorum: 57, counted: 56 },
    })
    board.must('quorum:set', { quorum: 29 })
    expect(quorum(board)).toMatchObject({ counted: 0, isMet: false })
    board.must('roll:all', {})
    expect(quorum(board)).toMatchObject({ counted: 29, needed: 29, isMet: true })
    board.must('quorum:set', { quorum: null })
    expect(quorum(board).isMet).toBeNull()
  })

  const anyone = fc.constantFrom(...rosterIds)
  const step = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        delegation: anyone,
        mark: fc.constantFrom<Attendance | null>(...attendances, 'represented', null),
        representedBy: fc.option(anyone),
      }),
    },
    { weight: 1, arbitrary: fc.constant('all' as const) },
    { weight: 1, arbitrary: fc.constant('begin' as const) },
  )

  it('[Q3][Q4] whatever is marked in whatever order: nobody counts twice, through a chain, or without being there', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.subarray([...rosterIds]), (steps, here) => {
        const board = rollCall(...here)
        for (const given of steps) {
          if (given === 'all') board.must('roll:all', {})
          else if (given === 'begin') board.must('roll:begin', {})
          else {
            const before = quorum(board)
            const { mark: as, representedBy } = given
            const by = as === 'represented' ? representedBy : null
            const result = board.act('roll:mark', { ...given, representedBy: by })
            if (isRefusal(result)) expect(quorum(board)).toEqual(before)
          }
          const roster = readRows(board.doc, 'roster')
          for (const [id, { attendance, representedBy: by }] of roster) {
            expect(attendance === 'represented').toBe(by !== null)
            if (by === null) continue
            expect(by).not.toBe(id)
            expect(roster.get(by)?.attendance).not.toBe('represented')
          }
          // Said again in other words: the present ones, and those whom one of the present represents.
          const present = new Set(
            [...roster].filter(([, r]) => r.attendance === 'present').map(([id]) => id),
          )
          const there = counted.filter(
            (id) => present.has(id) || present.has(roster.get(id)?.representedBy ?? ''),
          )
          expect(quorum(board)).toMatchObject({ counted: there.length, of: 56 })
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[Q4] what those outside the denominator do changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('HUN', 'EU', 'NATO', 'UKR'),
        fc.constantFrom<Attendance>('present', 'absent', 'excused'),
        fc.subarray(counted),
        (outside, as, here) => {
          const board = rollCall(...here)
          board.must('roll:all', {})
          const before = quorum(board)
          mark(board, outside, as)
          expect(quorum(board)).toEqual(before)
        },
      ),
      { numRuns: 40 },
    )
  })
})
