// What goes in comes out, and what comes out goes in again: the same rows, in the same session or in another.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editRow, readRows, type Scalar } from '#shared/board.ts'
import { canonicalJson } from '#shared/digest.ts'
import { sessionFileOf } from '#shared/export/session-file.ts'
import { snapshotOf } from '#shared/export/snapshot.ts'
import { planOf } from '#shared/import/plan.ts'
import { slugOf } from '#shared/import/identity.ts'
import { Board, type Meeting, meetingFile, meetingRows, meetings } from '#test/support/board.ts'

const textOf = (meeting: Meeting) => readFileSync(meetingFile(meeting), 'utf8')
const bring = (board: Board, text: string) =>
  board.must('rows:import', {
    file: 'session.json',
    text,
    seen: planOf(board.doc, text).digest,
  }).output
const exported = (board: Board, only: string | null = null) =>
  JSON.parse(JSON.stringify(sessionFileOf(snapshotOf(board.doc), only))) as Record<string, unknown>
const marking = 'UNCLASSIFIED, RELEASABLE TO UDCG'
const rowsOf = (board: Board) => [
  Object.fromEntries(readRows(board.doc, 'requests')),
  Object.fromEntries(readRows(board.doc, 'pledges')),
]

describe('a session file', () => {
  it.each(meetings)('[X4] %s comes out as it went in, every field of it', (meeting) => {
    const board = new Board('planned')
    bring(board, textOf(meeting))
    expect(exported(board)).toEqual({ ...(JSON.parse(textOf(meeting)) as object), marking })
  })

  it('[X4] each of seven imports comes out alone, and all of them together', () => {
    const board = new Board('planned')
    for (const meeting of meetings) bring(board, textOf(meeting))
    for (const meeting of meetings) {
      const file = JSON.parse(textOf(meeting)) as { meeting: string }
      expect(exported(board, slugOf(file.meeting))).toEqual({ ...file, marking })
    }
    const other = new Board('planned')
    bring(other, JSON.stringify(exported(board)))
    expect(rowsOf(other)).toEqual(rowsOf(board))
  })

  it('[X4] imported into the session that it comes from, it changes nothing', () => {
    const board = new Board('open')
    bring(board, textOf('udcg-27'))
    board.place('udcg-27', 3, { title: 'Said in the room', source: null })
    const text = JSON.stringify(exported(board))
    const plan = planOf(board.doc, text)
    expect(plan.faults).toEqual([])
    expect(plan.rows.filter(({ state }) => state !== 'same')).toEqual([])
    bring(board, text)
    expect(readRows(board.doc, 'pledges').size).toBe(21)
  })

  const list = (...entries: object[]) => canonicalJson(entries)
  const changes = fc.record<Record<string, Scalar>>(
    {
      amountMinor: fc.constantFrom(12_345, 100, 9_000_000_000),
      currency: fc.constantFrom('EUR', 'JPY', 'TND'),
      netNew: fc.constantFrom(-40, 0, 250),
      shares: fc.constant(list({ party: 'NOR', value: 5 }, { party: 'DNK', value: 7 })),
      lines: fc.constant(list({ item: 'NASAMS', quantity: 2, unit: 'launcher' })),
      consentOf: fc.constant('CHE BRA'),
      channel: fc.constantFrom('purl', 'eu', 'nsatu'),
      conditionKind: fc.constantFrom('budget_vote', 'others_give'),
      condition: fc.constantFrom('If five others give too', null),
      reannounces: fc.constantFrom<Scalar>(true, 'the pledge of February', null),
      partOf: fc.constantFrom<Scalar>(true, 'a package of the Nordic states', null),
      values: fc.constantFrom<Scalar>(true, null),
      backfills: fc.constantFrom<Scalar>(true, 'the gift to Greece', null),
      possibleOverlap: fc.constantFrom<Scalar>(true, 'UDCG-26', null),
      answer: fc.constantFrom('partial', null),
      alreadyDelivered: fc.boolean(),
      toUkraine: fc.boolean(),
      withheld: fc.boolean(),
      lead: fc.boolean(),
      convertedBySource: fc.boolean(),
      withdrawn: fc.boolean(),
      deliveredLater: fc.constantFrom(0, 12),
      note: fc.constantFrom('In three lots.\nSecond lot in May.', null),
      source: fc.constantFrom('https://www.gov.uk', null),
      request: fc.constant(null),
    },
    { requiredKeys: [] },
  )

  it('[X4] whatever a pledge says on the board comes whole into another session', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(19), changes), { maxLength: 6 }), (placed) => {
        const board = new Board('open')
        bring(board, textOf('2025-09-09-udcg-30'))
        const { pledges } = meetingRows('udcg-27')
        const ids = placed.map(([row, change]) => {
          const { delegation = '', fields = {} } = pledges[row] ?? {}
          return board.pledge(delegation, { ...fields, ...change })
        })
        // One names another by its id.
        if (ids.length > 1 && ids[0] !== undefined && ids[1] !== undefined)
          editRow(board.doc, 'pledges', ids[1], { partOf: ids[0] })
        const other = new Board('open')
        const text = JSON.stringify(exported(board))
        expect(planOf(other.doc, text).faults).toEqual([])
        bring(other, text)
        expect(rowsOf(other)).toEqual(rowsOf(board))
        expect(exported(other)['pledges']).toEqual(exported(board)['pledges'])
      }),
      { numRuns: 40 },
    )
  })

  it('[X4] a row that another delegation owns is not brought in under its id', () => {
    const board = new Board('open')
    board.place('udcg-27', 3)
    const file = exported(board) as { pledges: { delegation: string }[] }
    for (const row of file.pledges) row.delegation = 'FJI'
    expect(planOf(board.doc, JSON.stringify(file)).faults).toMatchObject([
      { path: ['pledges', 0, 'id'], code: 'foreign' },
    ])
  })
})
