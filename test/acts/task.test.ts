import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRow, editRow, readRow, readTasksOf } from '#shared/board.ts'
import { isRefusal } from '#shared/refusals.ts'
import {
  blankTask,
  releasedStates,
  taskIdOf,
  type TaskState,
  taskStates,
  taskTransitions,
} from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import { Board } from '#test/support/board.ts'

type Step = Exclude<TaskState, 'received'>
/** A way to each state, from `planned`. */
const ways: Readonly<Record<TaskState, readonly Step[]>> = {
  planned: [],
  cleared: ['cleared'],
  moving: ['cleared', 'moving'],
  at_node: ['cleared', 'moving', 'at_node'],
  handed_over: ['cleared', 'moving', 'handed_over'],
  received: ['cleared', 'moving', 'handed_over'],
  lost: ['cleared', 'moving', 'lost'],
  returned: ['cleared', 'moving', 'returned'],
  cancelled: ['cancelled'],
}
const steps = taskStates.filter((state): state is Step => state !== 'received')

function shipment(quantity: number) {
  return { kind: 'shipment' as const, title: 'IRIS-T to the node', quantity }
}

/** Four IRIS-T systems (row 1 of the meeting), agreed. */
function agreedSystems(): { board: Board; pledge: string } {
  const board = new Board()
  const pledge = board.place('udcg-27', 1)
  board.agree(pledge)
  return { board, pledge }
}

function walk(board: Board, task: string, to: TaskState): void {
  for (const step of ways[to]) move(board, task, step)
  if (to === 'received') board.must('task:receive', { task, received: 4 })
}

function move(board: Board, task: string, to: Step): void {
  const from = readRow(board.doc, 'tasks', task)?.state ?? 'planned'
  board.must('task:move', { task, from, to })
}

function taskIn(state: TaskState): { board: Board; pledge: string; task: string } {
  const { board, pledge } = agreedSystems()
  const [task = ''] = board.must('task:create', { pledge, parts: [shipment(4)] }).output.tasks
  walk(board, task, state)
  return { board, pledge, task }
}

describe('making tasks of a pledge', () => {
  it('[T1] a task is born planned, whole, under the number after the last', () => {
    const { board, pledge } = agreedSystems()
    const first = board.must('task:create', { pledge, parts: [shipment(1), shipment(1)] })
    expect(first.output.tasks).toEqual([`${pledge}.1`, `${pledge}.2`])
    const part = { ...shipment(2), node: 'Rzeszów', window: 'May 2025', responsible: 'NSATU' }
    const second = board.must('task:create', { pledge, parts: [part] })
    expect(second.output.tasks).toEqual([`${pledge}.3`])
    expect(readRow(board.doc, 'tasks', `${pledge}.3`)).toEqual({
      kind: 'shipment',
      title: 'IRIS-T to the node',
      quantity: 2,
      unit: 'system',
      amountMinor: null,
      currency: null,
      state: 'planned',
      node: 'Rzeszów',
      window: 'May 2025',
      responsible: 'NSATU',
      createdAt: board.now,
      movedAt: board.now,
      received: null,
      receiptNote: null,
      receivedAt: null,
      receivedBy: null,
      ...blankTask,
    })
  })

  it('[T1] only an agreed pledge is converted', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    const refusal = { code: 'not_agreed', rule: 'T1' }
    const parts = [shipment(1)]
    expect(board.act('task:create', { pledge, parts })).toMatchObject(refusal)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('task:create', { pledge, parts })).toMatchObject(refusal)
    expect(
      board.act('task:create', { pledge: 'DEU~01JRHW5A800000000000000000', parts }),
    ).toMatchObject({ code: 'not_found', rule: 'T1' })
    expect(readTasksOf(board.doc, pledge)).toEqual([])
  })

  it('[T2] the parts of one conversion are within what was agreed', () => {
    const { board, pledge } = agreedSystems()
    expect(board.act('task:create', { pledge, parts: [shipment(3), shipment(2)] })).toMatchObject({
      code: 'exceeds_agreed',
      rule: 'T2',
    })
    expect(readTasksOf(board.doc, pledge)).toEqual([])
    board.must('task:create', { pledge, parts: [shipment(3), shipment(1)] })
  })

  it('[T2] of two seats that convert the same rest, the second is told what is left', () => {
    const { board, pledge } = agreedSystems()
    board.must('task:create', { pledge, parts: [shipment(3)] })
    expect(board.act('task:create', { pledge, parts: [shipment(3)] })).toMatchObject({
      code: 'exceeds_agreed',
      rule: 'T2',
      message:
        'The tasks would come to 6 systems, but 4 systems were agreed and 3 systems are already tasked.',
    })
    board.must('task:create', { pledge, parts: [shipment(1)] })
    expect(board.act('task:create', { pledge, parts: [shipment(1)] })).toMatchObject({
      code: 'exceeds_agreed',
    })
  })

  it('[T2] no sequence of conversions, moves and receipts brings the tasks beyond what was agreed', () => {
    const act = fc.oneof(
      fc.record({
        parts: fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ task: fc.nat({ max: 12 }), to: fc.constantFrom(...steps) }),
      fc.record({ task: fc.nat({ max: 12 }), received: fc.nat({ max: 60_000 }) }),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (sequence) => {
        const board = new Board()
        const pledge = board.place('udcg-27', 8)
        board.agree(pledge)
        for (const one of sequence) {
          if ('parts' in one)
            board.act('task:create', { pledge, parts: one.parts.map((part) => shipment(part)) })
          else if ('to' in one) {
            const from = readRow(board.doc, 'tasks', `${pledge}.${one.task + 1}`)?.state
            if (from === undefined) continue
            board.act('task:move', { task: `${pledge}.${one.task + 1}`, from, to: one.to })
          } else
            board.act('task:receive', {
              task: `${pledge}.${one.task + 1}`,
              received: one.received,
              note: 'The rest is missing.',
            })
          const tasks = readTasksOf(board.doc, pledge)
          const held = tasks.filter(({ state }) => !releasedStates.has(state))
          const sum = held.reduce((total, { quantity }) => total + (quantity ?? 0), 0)
          const received = tasks.reduce((total, task) => total + (task.received ?? 0), 0)
          expect(sum).toBeLessThanOrEqual(100_000)
          expect(received).toBeLessThanOrEqual(sum)
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each<[TaskState, boolean]>([
    ['planned', false],
    ['cleared', false],
    ['moving', false],
    ['at_node', false],
    ['handed_over', false],
    ['received', false],
    ['lost', true],
    ['returned', true],
    ['cancelled', true],
  ])('[T3] a task that is %s releases what it held: %s', (state, releases) => {
    const { board, pledge } = taskIn(state)
    expect(isRefusal(board.act('task:create', { pledge, parts: [shipment(4)] }))).toBe(!releases)
  })

  it('[T7] a delegation that opted out is given no task', () => {
    const { board, pledge } = agreedSystems()
    board.must('task:create', { pledge, parts: [shipment(1)] })
    editRow(board.doc, 'roster', ownerOf(pledge), { stance: 'opted_out' })
    expect(board.act('task:create', { pledge, parts: [shipment(1)] })).toMatchObject({
      code: 'opted_out',
      rule: 'T7',
    })
  })

  it('[T1] a pledge has room for 9,999 tasks', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 8)
    board.agree(pledge)
    const parts = Array.from({ length: 50 }, () => shipment(1))
    for (let n = 1; n <= 9950; n++)
      createRow(board.doc, 'tasks', taskIdOf(pledge, n), { quantity: 1, unit: 'round' })
    expect(board.act('task:create', { pledge, parts })).toMatchObject({
      code: 'too_large',
      rule: 'T1',
      message: 'This is too large: at most 9,999 tasks of a pledge are accepted.',
    })
    board.must('task:create', { pledge, parts: parts.slice(1) })
  })
})

describe('the figure of a task', () => {
  const payment = { kind: 'payment' as const, title: 'First instalment' }

  it('[T10] is money where money was agreed', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 16)
    board.agree(pledge)
    board.must('task:create', { pledge, parts: [{ ...payment, amountMinor: 10_000_000_000 }] })
    expect(readRow(board.doc, 'tasks', `${pledge}.1`)).toMatchObject({
      quantity: null,
      unit: null,
      amountMinor: 10_000_000_000,
      currency: 'EUR',
    })
    expect(
      board.act('task:create', { pledge, parts: [{ ...payment, amountMinor: 5_000_000_050 }] }),
    ).toMatchObject({
      code: 'exceeds_agreed',
      message:
        'The tasks would come to EUR 150,000,000.50, but EUR 150,000,000 were agreed and EUR 100,000,000 are already tasked.',
    })
    expect(board.act('task:create', { pledge, parts: [payment] })).toMatchObject({
      code: 'figure_missing',
      rule: 'T10',
      message: 'Give each task its amount in EUR: the agreed pledge counts in it.',
    })
    expect(board.act('task:create', { pledge, parts: [shipment(1)] })).toMatchObject({
      code: 'figure_foreign',
      rule: 'T10',
      message: 'The agreed pledge does not count in quantities, so its tasks cannot either.',
    })
  })

  it('[T10] is a quantity where a quantity was agreed', () => {
    const { board, pledge } = agreedSystems()
    expect(board.act('task:create', { pledge, parts: [shipment(1), payment] })).toMatchObject({
      code: 'figure_missing',
      rule: 'T10',
      message: 'Give each task its quantity in systems: the agreed pledge counts in it.',
    })
    expect(
      board.act('task:create', { pledge, parts: [{ ...shipment(1), amountMinor: 100 }] }),
    ).toMatchObject({ code: 'figure_foreign', rule: 'T10' })
    expect(readTasksOf(board.doc, pledge)).toEqual([])
  })

  it('[T10] is none where none was agreed, in tasks and receipts', () => {
    const board = new Board()
    const pledge = board.place('2024-04-26-udcg-21', 10)
    board.agree(pledge)
    const plain = { kind: 'maintenance' as const, title: 'Speed up the F-16' }
    for (const part of [
      { ...plain, quantity: 1 },
      { ...plain, amountMinor: 100 },
    ])
      expect(board.act('task:create', { pledge, parts: [part] })).toMatchObject({
        code: 'figure_foreign',
        rule: 'T10',
      })
    const [task = ''] = board.must('task:create', { pledge, parts: [plain] }).output.tasks
    for (const step of ways.handed_over) move(board, task, step)
    expect(board.act('task:receive', { task, received: 1 })).toMatchObject({
      code: 'receipt_no_figure',
      rule: 'T10',
    })
    board.must('task:receive', { task, received: null })
    expect(readRow(board.doc, 'tasks', task)).toMatchObject({ state: 'received', received: null })
  })
})

describe('moving a task', () => {
  const pairs = taskStates.flatMap((from) => steps.map((to) => [from, to] as const))

  it.each(pairs.filter(([from, to]) => taskTransitions[from].includes(to)))(
    '[T4] from %s to %s',
    (from, to) => {
      const { board, task } = taskIn(from)
      board.must('task:move', { task, from, to })
      expect(readRow(board.doc, 'tasks', task)).toMatchObject({ state: to, movedAt: board.now })
    },
  )

  it.each(pairs.filter(([from, to]) => !taskTransitions[from].includes(to)))(
    '[T4] not from %s to %s',
    (from, to) => {
      const { board, task } = taskIn(from)
      expect(board.act('task:move', { task, from, to })).toMatchObject({
        code: 'task_transition',
        rule: 'T4',
      })
      expect(readRow(board.doc, 'tasks', task)?.state).toBe(from)
    },
  )

  it('[T4] runs as the rule says it, and in no other way', () => {
    expect(pairs.filter(([from, to]) => taskTransitions[from].includes(to))).toEqual([
      ['planned', 'cleared'],
      ['planned', 'cancelled'],
      ['cleared', 'moving'],
      ['cleared', 'cancelled'],
      ['moving', 'at_node'],
      ['moving', 'handed_over'],
      ['moving', 'lost'],
      ['moving', 'returned'],
      ['at_node', 'moving'],
      ['at_node', 'handed_over'],
      ['at_node', 'lost'],
      ['at_node', 'returned'],
      ['handed_over', 'returned'],
    ])
  })

  it('[T4] a refusal says what comes next', () => {
    const planned = taskIn('planned')
    expect(
      planned.board.act('task:move', { task: planned.task, from: 'planned', to: 'handed_over' }),
    ).toMatchObject({
      message: 'A task that is planned cannot become handed over. Next: cleared, cancelled.',
    })
    const lost = taskIn('lost')
    expect(
      lost.board.act('task:move', { task: lost.task, from: 'lost', to: 'moving' }),
    ).toMatchObject({ message: 'A task that is lost cannot become moving. Next: nothing.' })
    expect(
      lost.board.act('task:move', { task: `${lost.task}9`, from: 'lost', to: 'moving' }),
    ).toMatchObject({ code: 'not_found', rule: 'T4' })
  })

  it('[T5] of two seats that move it from the same state, the second moves nothing', () => {
    const { board, task } = taskIn('moving')
    board.must('task:move', { task, from: 'moving', to: 'at_node' })
    const seenBefore = { task, from: 'moving', to: 'handed_over' } as const
    expect(board.act('task:move', seenBefore)).toMatchObject({
      code: 'task_stale',
      rule: 'T5',
      message: 'The task has moved on: it is at node now.',
    })
    expect(readRow(board.doc, 'tasks', task)?.state).toBe('at_node')
  })
})

describe('a task whose pledge has a condition', () => {
  /** Five Patriot systems, if other owners and a replacement are found. */
  function conditional(): { board: Board; pledge: string; task: string } {
    const board = new Board()
    const pledge = board.place('2025-07-21-udcg-29', 0)
    board.agree(pledge)
    const [task = ''] = board.must('task:create', { pledge, parts: [shipment(5)] }).output.tasks
    return { board, pledge, task }
  }

  it('[T6] is neither cleared nor moved while it is open, but may be cancelled', () => {
    const { board, task } = conditional()
    expect(board.act('task:move', { task, from: 'planned', to: 'cleared' })).toMatchObject({
      code: 'condition_open',
      rule: 'T6',
      message:
        'The condition of this pledge is still open: joint effort with other owners and US replacement. Nothing moves before it is met or waived.',
    })
    board.must('task:move', { task, from: 'planned', to: 'cancelled' })
  })

  it('[T6] is neither cleared nor moved once it failed, but may be cancelled', () => {
    const { board, pledge, task } = conditional()
    board.must('condition:settle', { pledge, state: 'failed' })
    expect(board.act('task:move', { task, from: 'planned', to: 'cleared' })).toMatchObject({
      code: 'condition_failed',
      rule: 'T6',
    })
    board.must('task:move', { task, from: 'planned', to: 'cancelled' })
  })

  it.each(['cleared', 'moving', 'at_node'] as const)(
    '[T6] stands still when it is %s and the condition is open',
    (state) => {
      const { board, pledge, task } = conditional()
      board.must('condition:settle', { pledge, state: 'met' })
      for (const step of ways[state]) move(board, task, step)
      editRow(board.doc, 'agreements', pledge, { condition: 'open' })
      const to = ({ cleared: 'moving', moving: 'at_node', at_node: 'handed_over' } as const)[state]
      expect(board.act('task:move', { task, from: state, to })).toMatchObject({ rule: 'T6' })
    },
  )

  it.each(['met', 'waived'] as const)('[T6] moves once it is %s', (state) => {
    const { board, pledge, task } = conditional()
    board.must('condition:settle', { pledge, state })
    for (const step of ways.handed_over) move(board, task, step)
  })
})

describe('confirming receipt', () => {
  it.each(taskStates.filter((state) => state !== 'handed_over'))(
    '[T8] is refused while the task is %s',
    (state) => {
      const { board, task } = taskIn(state)
      expect(board.act('task:receive', { task, received: 4 })).toMatchObject({
        code: 'receipt_state',
        rule: 'T8',
      })
      expect(readRow(board.doc, 'tasks', task)?.state).toBe(state)
    },
  )

  it('[T8] ends a task that is handed over', () => {
    const { board, task } = taskIn('handed_over')
    board.must('task:receive', { task, received: 4 })
    expect(readRow(board.doc, 'tasks', task)).toMatchObject({
      state: 'received',
      received: 4,
      receiptNote: null,
      receivedAt: board.now,
      receivedBy: "kyiv's seat",
      movedAt: board.now,
    })
    expect(board.act('task:receive', { task, received: 4 })).toMatchObject({ rule: 'T8' })
    expect(board.act('task:receive', { task: `${task}9`, received: 4 })).toMatchObject({
      code: 'not_found',
      rule: 'T8',
    })
  })

  it('[T9] of less than the task holds needs a note', () => {
    const { board, task } = taskIn('handed_over')
    expect(board.act('task:receive', { task, received: 3 })).toMatchObject({
      code: 'receipt_note',
      rule: 'T9',
    })
    const note = 'One radar vehicle is missing.'
    board.must('task:receive', { task, received: 3, note })
    expect(readRow(board.doc, 'tasks', task)).toMatchObject({ received: 3, receiptNote: note })
  })

  it('[T9] of more than the task holds needs a note that says how it came', () => {
    const { board, task } = taskIn('handed_over')
    expect(board.act('task:receive', { task, received: 5 })).toMatchObject({
      code: 'receipt_exceeds',
      rule: 'T9',
      message:
        'More was received (5 systems) than the task holds (4 systems): say in a note how that came.',
    })
    board.must('task:receive', { task, received: 5, note: 'A fifth came along.' })
    expect(readRow(board.doc, 'tasks', task)).toMatchObject({ state: 'received', received: 5 })
  })

  it('[T10] names the figure of the task', () => {
    const { board, task } = taskIn('handed_over')
    expect(board.act('task:receive', { task, received: null })).toMatchObject({
      code: 'receipt_figure',
      rule: 'T10',
      message: 'Say how much was received: this task counts in systems.',
    })
  })
})
