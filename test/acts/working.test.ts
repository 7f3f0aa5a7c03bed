// The working level: confirmation, shares, consents, matches, and what becomes of tasks on their way.
import { describe, expect, it } from 'vitest'
import { readRow, readTasksOf } from '#shared/board.ts'
import type { CommandArgument } from '#shared/commands.ts'
import { totalsOf } from '#shared/count.ts'
import { coverageOf } from '#shared/coverage.ts'
import { firstHubs } from '#shared/hub.ts'
import { matchesOf } from '#shared/match.ts'
import { requestDigest, requestStageOf } from '#shared/review.ts'
import { consentsOf, sharesOf } from '#shared/share.ts'
import { taskedOf, taskIdOf } from '#shared/task.ts'
import { Board, requestOfMeeting } from '#test/support/board.ts'

/** The PURL package of August 2025: Denmark, Norway and Sweden fund it together; the sums in US dollars. */
const package_ = {
  capability: 'purl',
  kind: 'funding',
  title: 'Second PURL package, with Norway and Sweden',
  amountMinor: 51_100_000_000,
  currency: 'USD',
  jointWith: 'NOR SWE',
  shares:
    '[{"party":"DNK","value":9000000000},{"party":"NOR","value":14600000000},{"party":"SWE","value":27500000000}]',
} as const

function agreedSystems(fields = {}): { board: Board; pledge: string } {
  const board = new Board()
  const pledge = board.place('udcg-27', 1, fields)
  board.agree(pledge)
  return { board, pledge }
}

function withTask(quantity = 4, fields = {}): { board: Board; pledge: string; task: string } {
  const { board, pledge } = agreedSystems(fields)
  const parts = [{ kind: 'shipment' as const, title: 'IRIS-T by rail', quantity }]
  const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
  return { board, pledge, task }
}

function handOver(board: Board, task: string): void {
  board.must('task:move', { task, from: 'planned', to: 'cleared' })
  board.must('task:move', { task, from: 'cleared', to: 'moving' })
  board.must('task:move', { task, from: 'moving', to: 'handed_over' })
}

const agreementOf = (board: Board, pledge: string) => readRow(board.doc, 'agreements', pledge)
const rowOf = (board: Board, pledge: string) => {
  const row = readRow(board.doc, 'pledges', pledge)
  if (row === null) throw new Error('the pledge is gone')
  return row
}
const firmOf = (board: Board, measure: 'USD' | 'system') =>
  totalsOf(board.placed()).firm.get(measure)?.value

describe('a request', () => {
  const stageOf = (board: Board, id: string) => {
    const request = readRow(board.doc, 'requests', id)
    return request === null ? null : requestStageOf(request, readRow(board.doc, 'reviews', id))
  }
  const seenOf = (board: Board, id: string) => {
    const request = readRow(board.doc, 'requests', id)
    return request === null ? '' : requestDigest(request)
  }

  it('[R4] is validated in the words that were read, and submitted again in others', () => {
    const board = new Board()
    const request = board.request({ ...requestOfMeeting('udcg-27', 0) })
    const seen = seenOf(board, request)
    expect(board.act('request:validate', { request, seen: '0'.repeat(64) })).toMatchObject({
      code: 'request_stale',
      rule: 'R4',
    })
    board.must('request:validate', { request, seen })
    expect(stageOf(board, request)).toBe('validated')
    expect(board.act('request:validate', { request, seen })).toMatchObject({
      code: 'request_stage',
    })
    board.doc.getMap<Map<string, unknown>>('requests').get(request)?.set('priority', 'high')
    expect(stageOf(board, request)).toBe('validated')
    board.doc.getMap<Map<string, unknown>>('requests').get(request)?.set('quantity', 12)
    expect(stageOf(board, request)).toBe('submitted')
  })

  it('[R5] is closed by Kyiv and opened again', () => {
    const board = new Board()
    const request = board.request({ ...requestOfMeeting('udcg-27', 0) })
    expect(board.act('request:reopen', { request })).toMatchObject({ code: 'request_stage' })
    board.must('request:close', { request, why: 'Ten systems are on their way.' })
    expect(stageOf(board, request)).toBe('closed')
    expect(board.act('request:close', { request })).toMatchObject({ rule: 'R5' })
    board.must('request:reopen', { request })
    expect(stageOf(board, request)).toBe('submitted')
  })
})

describe('a pledge for a closed request', () => {
  const closing = () => {
    const board = new Board()
    const request = board.request({ ...requestOfMeeting('udcg-27', 0) })
    const place = (row: number) => board.place('udcg-27', row, { request })
    return { board, request, place }
  }

  it('[R6] waits, and is accepted once Kyiv takes the request up again', () => {
    const { board, request, place } = closing()
    board.must('request:close', { request })
    const pledge = place(1)
    const shut = { code: 'request_closed', rule: 'R6' }
    expect(board.act('pledge:accept', board.seen(pledge))).toMatchObject(shut)
    const partly = { ...board.seen(pledge), answer: 'partly', text: 'Two of the four.' } as const
    expect(board.act('pledge:answer', partly)).toMatchObject(shut)
    const asked = { ...partly, answer: 'question', text: 'Could they come as spares?' } as const
    board.must('pledge:answer', asked)
    board.must('request:reopen', { request })
    board.must('pledge:accept', board.seen(pledge))
  })

  it('[R6] stays accepted if it was before, and may be agreed', () => {
    const { board, request, place } = closing()
    const pledge = place(1)
    board.must('pledge:accept', board.seen(pledge))
    board.must('request:close', { request })
    board.must('pledge:agree', board.seen(pledge))
  })

  it('[R6] counts as it did', () => {
    const { board, request, place } = closing()
    place(1)
    const total = () => [...totalsOf(board.placed()).firm]
    const before = total()
    expect(before).not.toEqual([])
    board.must('request:close', { request })
    expect(total()).toEqual(before)
  })
})

describe('a confirmation', () => {
  it('[P11] is of the words that were read, and of the own pledge', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    expect(board.actFor('NOR', 'pledge:confirm', board.seen(pledge))).toMatchObject({
      code: 'edit_foreign',
      rule: 'P11',
    })
    const old = board.seen(pledge)
    board.doc.getMap<Map<string, unknown>>('pledges').get(pledge)?.set('quantity', 5)
    expect(board.actFor('DEU', 'pledge:confirm', old)).toMatchObject({ code: 'stale' })
    expect(board.actFor('DEU', 'pledge:confirm', board.seen(pledge))).toMatchObject({ output: {} })
    expect(board.actFor('DEU', 'pledge:confirm', board.seen(pledge))).toMatchObject({
      code: 'already_confirmed',
    })
  })
})

describe('a joint pledge', () => {
  it('[P12] each party confirms its share, staff say what was kept', () => {
    const board = new Board()
    const pledge = board.pledge('DNK', package_)
    const move = (
      by: string,
      party: string,
      from: 'offered' | 'confirmed',
      to: 'confirmed' | 'kept',
    ) => board.actFor(by, 'share:move', { pledge, party, from, to })
    expect(move('DNK', 'NOR', 'offered', 'confirmed')).toMatchObject({ code: 'edit_foreign' })
    expect(move('NOR', 'NOR', 'offered', 'kept')).toMatchObject({ code: 'edit_foreign' })
    expect(move('NOR', 'NOR', 'offered', 'confirmed')).toMatchObject({ output: {} })
    expect(move('NOR', 'NOR', 'offered', 'confirmed')).toMatchObject({ code: 'step_stale' })
    const staff = { actor: { ...actorOf('staff'), delegation: 'NATO' } }
    const kept = { pledge, party: 'SWE', from: 'offered', to: 'kept' } as const
    expect(board.act('share:move', kept, staff)).toMatchObject({ code: 'step_illegal' })
    board.must('share:move', { ...kept, to: 'confirmed' }, staff)
    board.must('share:move', { ...kept, from: 'confirmed' }, staff)
    expect(sharesOf(rowOf(board, pledge), agreementOf(board, pledge))).toMatchObject([
      { party: 'DNK', state: 'offered' },
      { party: 'NOR', state: 'confirmed' },
      { party: 'SWE', state: 'kept' },
    ])
  })

  it('[M8] counts once, and a share that is withdrawn is open again', () => {
    const board = new Board()
    const pledge = board.pledge('DNK', package_)
    expect(firmOf(board, 'USD')).toBe(51_100_000_000)
    board.actFor('SWE', 'share:move', { pledge, party: 'SWE', from: 'offered', to: 'withdrawn' })
    expect(firmOf(board, 'USD')).toBe(23_600_000_000)
    board.actFor('SWE', 'share:move', { pledge, party: 'SWE', from: 'withdrawn', to: 'confirmed' })
    expect(firmOf(board, 'USD')).toBe(51_100_000_000)
  })

  it('[M8] whose shares do not come to the whole is undivided and not agreed', () => {
    const board = new Board()
    const pledge = board.pledge('DNK', { ...package_, amountMinor: 50_000_000_000 })
    expect(sharesOf(rowOf(board, pledge), null)).toBeNull()
    expect(firmOf(board, 'USD')).toBe(50_000_000_000)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({
      code: 'shares_sum',
      rule: 'M8',
    })
  })

  it('[T2][M8] no more is tasked than is left of it', () => {
    const board = new Board()
    const pledge = board.pledge('DNK', package_)
    board.agree(pledge)
    board.actFor('SWE', 'share:move', { pledge, party: 'SWE', from: 'offered', to: 'withdrawn' })
    const pay = (amountMinor: number) =>
      board.act('task:create', {
        pledge,
        parts: [{ kind: 'payment', title: 'Package', amountMinor }],
      })
    expect(pay(23_600_000_001)).toMatchObject({ code: 'exceeds_agreed' })
    expect(pay(23_600_000_000)).toMatchObject({ output: {} })
  })
})

describe('a consent', () => {
  it('[T12] gates every movement until it is granted', () => {
    const { board, pledge, task } = withTask(4, { consentOf: 'CHE' })
    const clear = () => board.act('task:move', { task, from: 'planned', to: 'cleared' })
    expect(clear()).toMatchObject({
      code: 'consent_missing',
      rule: 'T12',
      params: { origin: 'CHE', state: 'needed' },
    })
    const step = { pledge, origin: 'CHE' } as const
    board.must('consent:move', { ...step, from: 'needed', to: 'requested' })
    board.must('consent:move', { ...step, from: 'requested', to: 'refused', reference: 'No. 12' })
    expect(clear()).toMatchObject({ params: { state: 'refused' } })
    expect(board.act('consent:move', { ...step, from: 'refused', to: 'granted' })).toMatchObject({
      code: 'step_illegal',
    })
    expect(board.act('consent:move', { ...step, from: 'needed', to: 'granted' })).toMatchObject({
      code: 'step_stale',
    })
    board.must('consent:move', { ...step, from: 'refused', to: 'requested' })
    board.must('consent:move', { ...step, from: 'requested', to: 'granted' })
    expect(clear()).toMatchObject({ output: {} })
    expect(consentsOf(rowOf(board, pledge), agreementOf(board, pledge))).toMatchObject([
      { origin: 'CHE', state: 'granted', reference: 'No. 12' },
    ])
    board.must('consent:move', { ...step, from: 'granted', to: 'expired' })
    expect(board.act('task:move', { task, from: 'cleared', to: 'moving' })).toMatchObject({
      code: 'consent_missing',
    })
  })

  it('[T12] is added by staff where the words name none, once', () => {
    const { board, pledge, task } = withTask()
    board.must('consent:add', { pledge, origin: 'SWE', item: 'radar' })
    expect(board.act('consent:add', { pledge, origin: 'SWE' })).toMatchObject({
      code: 'consent_known',
    })
    expect(board.act('task:move', { task, from: 'planned', to: 'cleared' })).toMatchObject({
      code: 'consent_missing',
    })
  })
})

describe('matching', () => {
  function board_(): { board: Board; pledge: string; systems: string; more: string } {
    const board = new Board()
    const systems = board.request({ ...requestOfMeeting('udcg-27', 0) })
    const more = board.request({ ...requestOfMeeting('2025-01-09-udcg-25', 1) })
    const pledge = board.place('udcg-27', 1, { request: systems })
    return { board, pledge, systems, more }
  }
  const openOf = (board: Board, request: string, pledge: string) => {
    const row = readRow(board.doc, 'requests', request)
    if (row === null) throw new Error('the request is gone')
    const agreement = agreementOf(board, pledge)
    const offer = { pledge: rowOf(board, pledge), agreement, tasks: readTasksOf(board.doc, pledge) }
    return coverageOf(row, [offer], request).coverage
  }

  it('[M13] divides a pledge among requests, and nothing counts twice', () => {
    const { board, pledge, systems, more } = board_()
    expect(openOf(board, systems, pledge).firm).toBe(4)
    const part = (request: string, value: number) =>
      board.act('match:add', { pledge, line: 0, request, requestLine: 0, value })
    expect(part(systems, 3)).toMatchObject({ output: {} })
    expect([systems, more].map((id) => openOf(board, id, pledge).firm)).toEqual([3, 0])
    expect(part(more, 2)).toMatchObject({
      code: 'match_exceeds',
      params: { sum: '5 systems', net: '4 systems', matched: '3 systems' },
    })
    expect(part(more, 1)).toMatchObject({ output: {} })
    expect(part(more, 1)).toMatchObject({ code: 'match_twice' })
    expect([systems, more].map((id) => openOf(board, id, pledge).firm)).toEqual([3, 1])
    board.must('match:remove', { pledge, line: 0, request: systems, requestLine: 0 })
    expect([systems, more].map((id) => openOf(board, id, pledge).firm)).toEqual([0, 1])
  })

  it('[M13] what was received of a matched line lies in one match alone', () => {
    const { board, pledge, systems, more } = board_()
    board.agree(pledge)
    board.must('match:add', { pledge, line: 0, request: more, requestLine: 0, value: 2 })
    board.must('match:add', { pledge, line: 0, request: systems, requestLine: 0, value: 2 })
    const parts = [{ kind: 'shipment' as const, title: 'By rail', quantity: 3 }]
    const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
    handOver(board, task)
    board.must('task:receive', { task, received: 3 })
    expect(openOf(board, more, pledge)).toMatchObject({ received: 2, agreed: 0 })
    expect(openOf(board, systems, pledge)).toMatchObject({ received: 1, agreed: 1 })
  })

  it('[M1][M13] takes one measure, a request that stands, and a pledge of something', () => {
    const { board, pledge, systems } = board_()
    const money = board.request({ ...requestOfMeeting('2025-07-21-udcg-29', 0) })
    const part = { pledge, line: 0, request: money, requestLine: 0, value: 1 }
    expect(board.act('match:add', part)).toMatchObject({ code: 'match_measure', rule: 'M1' })
    expect(board.act('match:add', { ...part, line: 3 })).toMatchObject({ code: 'not_found' })
    expect(board.act('match:remove', { ...end(part), request: systems })).toMatchObject({
      code: 'not_found',
    })
    const no = board.place('2024-04-26-udcg-21', 12)
    expect(board.act('match:add', { ...part, pledge: no })).toMatchObject({ code: 'not_a_pledge' })
  })

  function end({ value: _value, ...ends }: CommandArgument<'match:add'>) {
    return ends
  }

  it('[M13] stands on the list with who said it', () => {
    const { board, pledge, systems } = board_()
    board.must('match:add', { pledge, line: 0, request: systems, requestLine: 0, value: 3 })
    expect(matchesOf(agreementOf(board, pledge))).toMatchObject([
      { line: 0, request: systems, value: 3, by: "staff's seat" },
    ])
  })
})

describe('a task on its way', () => {
  it('[T13] leaves in parts that hold together what it held', () => {
    const { board, pledge, task } = withTask()
    const part = (value: number) => board.act('task:part', { task, value, node: 'rzeszow' })
    expect(part(4)).toMatchObject({ code: 'part_whole', rule: 'T13' })
    expect(part(1)).toMatchObject({ output: { task: taskIdOf(pledge, 2) } })
    expect(readTasksOf(board.doc, pledge)).toMatchObject([
      { quantity: 3, state: 'planned' },
      { quantity: 1, state: 'planned', node: 'rzeszow', partedFrom: task },
    ])
    expect(taskedOf(readTasksOf(board.doc, pledge))).toBe(4)
    handOver(board, task)
    expect(part(1)).toMatchObject({ code: 'task_settled' })
  })

  it('[T14] gets another date with a reason, over the one that was seen', () => {
    const { board, task } = withTask()
    const plan = (seen: string | null, window: string | null, reason: string | null = null) =>
      board.act('task:plan', {
        ...{ task, seen, window, reason, node: 'rzeszow' },
        ...{ mode: 'rail', tonnes: 120, responsible: 'NSATU' },
      })
    expect(plan(null, '2025-06')).toMatchObject({ output: {} })
    expect(plan(null, '2025-07')).toMatchObject({ code: 'window_stale', rule: 'T14' })
    expect(plan('2025-06', '2025-07')).toMatchObject({ code: 'window_reason' })
    expect(plan('2025-06', '2025-07', 'The crews are trained in July.')).toMatchObject({
      output: {},
    })
    expect(readRow(board.doc, 'tasks', task)).toMatchObject({
      window: '2025-07',
      windowReason: 'The crews are trained in July.',
      tonnes: 120,
    })
  })

  it('[T16] does not go through a hub that is closed', () => {
    const { board, task } = withTask()
    board.must('hub:set', { hub: 'rzeszow', ...firstHubs.rzeszow, closed: true })
    const plan = { task, seen: null, window: null, node: 'rzeszow', mode: null, tonnes: null }
    expect(board.act('task:plan', { ...plan, responsible: null })).toMatchObject({
      code: 'hub_closed',
      rule: 'T16',
    })
    board.must('hub:set', { hub: 'rzeszow', ...firstHubs.rzeszow, tonnesPerMonth: 20_000 })
    board.must('task:plan', { ...plan, responsible: null })
  })

  it('[T15] a shortage is settled once, and says what may be tasked again', () => {
    for (const [reason, again] of [
      ['to_follow', 1],
      ['lost', 1],
      ['damaged', 1],
      ['miscounted', 1],
      ['written_off', 0],
    ] as const) {
      const { board, pledge, task } = withTask()
      const adjust = { task, reason, note: 'One system is missing.' }
      expect(board.act('task:adjust', adjust)).toMatchObject({ code: 'adjust_none' })
      handOver(board, task)
      board.must('task:receive', { task, received: 3, note: 'Three came.', as: 'good' })
      const parts = [{ kind: 'shipment' as const, title: 'The fourth', quantity: 1 }]
      expect(board.act('task:create', { pledge, parts })).toMatchObject({ code: 'exceeds_agreed' })
      expect(board.act('task:adjust', { ...adjust, reason: 'surplus' })).toMatchObject({
        code: 'adjust_reason',
      })
      board.must('task:adjust', adjust)
      expect(board.act('task:adjust', adjust)).toMatchObject({ code: 'adjust_done' })
      const made = board.act('task:create', { pledge, parts })
      expect([reason, 'output' in made]).toEqual([reason, again === 1])
    }
  })

  it('[T15][M9] what is written off is open again in the request', () => {
    const { board, pledge, task } = withTask()
    const ten = requestOfMeeting('udcg-27', 0)
    const coverage = () => {
      const agreement = agreementOf(board, pledge)
      const tasks = readTasksOf(board.doc, pledge)
      return coverageOf(ten, [{ pledge: rowOf(board, pledge), agreement, tasks }]).coverage
    }
    handOver(board, task)
    board.must('task:receive', { task, received: 3, note: 'Three came.' })
    expect(coverage()).toMatchObject({ received: 3, agreed: 1, open: 6 })
    board.must('task:adjust', { task, reason: 'written_off', note: 'Germany keeps the fourth.' })
    expect(coverage()).toMatchObject({ received: 3, agreed: 0, open: 7 })
  })

  it('[T9][T15] a surplus is received, shown as received, and explained', () => {
    const { board, pledge, task } = withTask()
    handOver(board, task)
    board.must('task:receive', { task, received: 5, note: 'A fifth came along.' })
    board.must('task:adjust', { task, reason: 'surplus', note: 'From the next lot.' })
    const agreement = agreementOf(board, pledge)
    const offer = { pledge: rowOf(board, pledge), agreement, tasks: readTasksOf(board.doc, pledge) }
    expect(coverageOf(requestOfMeeting('udcg-27', 0), [offer]).coverage).toMatchObject({
      received: 5,
      agreed: 0,
      open: 5,
    })
  })

  it('[T17] a course counts who began and who completed it', () => {
    const board = new Board()
    const pledge = board.pledge('NOR', {
      ...{ capability: 'training', kind: 'training', title: 'A brigade trained in Poland' },
      ...{ quantity: 3000, unit: 'trainee' },
    })
    board.agree(pledge)
    const parts = [{ kind: 'training' as const, title: 'First battalion', quantity: 1000 }]
    const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
    const clear = { task, from: 'planned', to: 'cleared' } as const
    expect(board.act('task:move', { ...clear, trainees: 10 })).toMatchObject({
      code: 'trainees_misplaced',
      rule: 'T17',
    })
    board.must('task:move', clear)
    board.must('task:move', { task, from: 'cleared', to: 'moving', trainees: 980 })
    const end = { task, from: 'moving', to: 'handed_over' } as const
    expect(board.act('task:move', { ...end, trainees: 981 })).toMatchObject({
      code: 'trainees_exceed',
    })
    board.must('task:move', { ...end, trainees: 955 })
    expect(readRow(board.doc, 'tasks', task)).toMatchObject({ started: 980, completed: 955 })
  })
})

describe('rates', () => {
  it('[M12] are of a day that was', () => {
    const board = new Board()
    const rate = { currency: 'USD', perEuro: 1_108_300, source: 'European Central Bank' } as const
    expect(board.act('rate:set', { ...rate, date: '2025-04-12' })).toMatchObject({ rule: 'M12' })
    board.must('rate:set', { ...rate, date: '2025-04-10' })
    expect(readRow(board.doc, 'rates', 'USD')).toMatchObject({ perEuro: 1_108_300 })
  })
})

function actorOf(role: 'staff') {
  return { seat: `seat-${role}`, session: 'udcg-27', role, name: 'The duty officer' }
}
