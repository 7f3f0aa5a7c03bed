// What the next session takes over, on the rows of April 2025.
import { describe, expect, it } from 'vitest'
import { readRow, readRows, readTasksOf } from '#shared/board.ts'
import { coverageOf } from '#shared/coverage.ts'
import { applyFacts } from '#server/room/facts.ts'
import { carriedFacts } from '#server/seats/carry.ts'
import { Board, requestOfMeeting, stockOf } from '#test/support/board.ts'

/** A system asked for and given, one given in part, money that stays open, a repetition. */
function april() {
  const board = new Board()
  const systems = board.request({ ...requestOfMeeting('udcg-27', 0) })
  const met = board.request({ ...requestOfMeeting('udcg-27', 0), quantity: 1, title: 'One more' })
  const closed = board.request({ ...requestOfMeeting('udcg-27', 1) })
  board.must('request:close', { request: closed })
  const part = board.place('udcg-27', 1, { request: systems })
  const whole = board.place('udcg-27', 4, { request: met, quantity: 1 })
  const repeated = board.place('udcg-27', 11)
  const promised = board.place('udcg-27', 2)
  for (const [pledge, tasked, received] of [
    [part, 4, 3],
    [whole, 1, 1],
  ] as const) {
    board.agree(pledge)
    const parts = [{ kind: 'shipment' as const, title: 'By rail', quantity: tasked }]
    const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
    board.must('task:move', { task, from: 'planned', to: 'cleared' })
    board.must('task:move', { task, from: 'cleared', to: 'moving' })
    board.must('task:move', { task, from: 'moving', to: 'handed_over' })
    board.must('task:receive', { task, received, note: 'As counted in Rzeszów.' })
  }
  return { board, systems, met, closed, part, whole, repeated, promised }
}

describe('what the next session takes over', () => {
  it('[S5] is what is open: requests, pledges with agreements and tasks, under their own ids', () => {
    const { board, systems, part, promised } = april()
    board.must('hub:set', {
      ...{ hub: 'constanta', name: 'Constanța', country: 'ROU', lat: 4417, lon: 2865 },
      ...{ tonnesPerMonth: 9_000, closed: false },
    })
    const next = new Board('planned')
    applyFacts(next.doc, { facts: carriedFacts(board.doc, 'udcg-27') })
    expect([...readRows(next.doc, 'requests').keys()]).toEqual([systems])
    expect([...readRows(next.doc, 'pledges').keys()].sort()).toEqual([part, promised].sort())
    expect(readRow(next.doc, 'pledges', part)).toEqual(readRow(board.doc, 'pledges', part))
    expect(readRow(next.doc, 'agreements', part)).toEqual(readRow(board.doc, 'agreements', part))
    expect(readTasksOf(next.doc, part)).toEqual(readTasksOf(board.doc, part))
    expect(readRow(next.doc, 'hubs', 'constanta')?.name).toBe('Constanța')
    expect(readRow(next.doc, 'carried', part)).toEqual({
      session: 'udcg-27',
      title: 'Ukraine Defense Contact Group (UDCG-27)',
      date: '2025-04-11',
    })
  })

  it('[S5] is also what delegations still declare that they hold, and not what they withdrew', () => {
    const { board } = april()
    const held = board.stock('ESP', { ...stockOf({ availableFrom: 'Q3 2025' }) })
    board.stock('GRC', { ...stockOf({ withdrawn: true }) })
    const next = new Board('planned')
    applyFacts(next.doc, { facts: carriedFacts(board.doc, 'udcg-27') })
    expect(readRows(next.doc, 'stocks')).toEqual(
      new Map([[held, stockOf({ availableFrom: 'Q3 2025' })]]),
    )
    expect(readRow(next.doc, 'carried', held)?.session).toBe('udcg-27')
  })

  it('[S5] counts there as it counted before', () => {
    const { board, systems, part } = april()
    const next = new Board('planned')
    applyFacts(next.doc, { facts: carriedFacts(board.doc, 'udcg-27') })
    const covered = ({ doc }: Board) => {
      const request = readRow(doc, 'requests', systems)
      const pledge = readRow(doc, 'pledges', part)
      if (request === null || pledge === null) throw new Error('it was not carried over')
      const offer = {
        pledge,
        agreement: readRow(doc, 'agreements', part),
        tasks: readTasksOf(doc, part),
      }
      return coverageOf(request, [offer], systems)
    }
    expect(covered(next)).toEqual(covered(board))
    expect(covered(next).coverage).toMatchObject({ received: 3, agreed: 1 })
  })

  it('[S5] is over in the session it comes from, where only reading goes on', () => {
    const { board, part, systems } = april()
    board.must('session:close', {})
    const adjust = { task: `${part}.1`, reason: 'to_follow', note: 'In May.' } as const
    board.must('session:continue', { in: 'udcg-28' })
    expect(board.act('task:adjust', adjust)).toMatchObject({ code: 'carried', rule: 'S5' })
    expect(board.act('request:close', { request: systems })).toMatchObject({ code: 'carried' })
    expect(board.act('session:continue', { in: 'udcg-29' })).toMatchObject({ code: 'carried' })
  })
})
