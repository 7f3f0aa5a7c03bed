import { describe, expect, it } from 'vitest'
import { readSession } from '#shared/board.ts'
import { commands } from '#shared/commands.ts'
import { isRefusal } from '#shared/refusals.ts'
import type { SessionState } from '#shared/session.ts'
import { planSeen } from '#test/support/agenda.ts'
import { Board } from '#test/support/board.ts'

describe('opening, suspending and closing', () => {
  it.each<[SessionState, 'session:open' | 'session:suspend' | 'session:close', SessionState]>([
    ['planned', 'session:open', 'open'],
    ['suspended', 'session:open', 'open'],
    ['open', 'session:suspend', 'suspended'],
    ['open', 'session:close', 'closed'],
    ['suspended', 'session:close', 'closed'],
  ])('[S1] from %s, %s makes it %s', (from, name, to) => {
    const board = new Board(from)
    board.must(name, {})
    expect(readSession(board.doc).state).toBe(to)
  })

  it.each<[SessionState, 'session:open' | 'session:suspend' | 'session:close', string]>([
    ['open', 'session:open', 'The session is open; this needs it to be planned or suspended.'],
    ['closed', 'session:open', 'The session is closed; this needs it to be planned or suspended.'],
    ['planned', 'session:suspend', 'The session is planned; this needs it to be open.'],
    ['suspended', 'session:suspend', 'The session is suspended; this needs it to be open.'],
    ['closed', 'session:suspend', 'The session is closed; this needs it to be open.'],
    ['planned', 'session:close', 'The session is planned; this needs it to be open or suspended.'],
    ['closed', 'session:close', 'The session is closed; this needs it to be open or suspended.'],
  ])('[S1] from %s, %s is refused', (from, name, message) => {
    const board = new Board(from)
    expect(board.act(name, {})).toMatchObject({ code: 'session_state', rule: 'S1', message })
    expect(readSession(board.doc).state).toBe(from)
  })

  it('[S1] the time of opening is that of the first opening', () => {
    const board = new Board('planned')
    board.must('session:open', {})
    const opened = board.now
    board.must('session:suspend', {})
    board.must('session:open', {})
    board.must('session:close', {})
    expect(readSession(board.doc)).toMatchObject({ openedAt: opened, closedAt: board.now })
  })

  it('[S1] opening leaves the agenda before its first item', () => {
    const board = new Board('planned')
    board.must('agenda:set', {
      items: [{ id: 'opening', title: 'Opening by the co-chairs' }],
      seen: planSeen(board.doc),
    })
    board.must('session:open', {})
    expect(readSession(board.doc)).toMatchObject({ currentItem: null, itemSince: null })
  })

  it('[S2] the three are for the chair alone', () => {
    for (const name of ['session:open', 'session:suspend', 'session:close'] as const)
      expect(commands[name].roles).toEqual(['chair'])
  })
})

describe('a closed session', () => {
  it('[S3] has its board as it was: agenda and roster stand', () => {
    const board = new Board('closed')
    const refusal = { code: 'session_closed', rule: 'S3' }
    const items = [{ id: 'opening', title: 'Opening by the co-chairs' }]
    expect(board.act('agenda:set', { items, seen: planSeen(board.doc) })).toMatchObject(refusal)
    const delegations = [
      {
        id: 'UKR',
        nameEn: 'Ukraine',
        nameFr: 'Ukraine',
        nameUk: 'Україна',
        kind: 'state' as const,
        role: 'requester' as const,
      },
    ]
    expect(board.act('roster:import', { delegations })).toMatchObject(refusal)
  })

  it('[S3] lets tasks, conditions and receipts go on', () => {
    const board = new Board()
    const pledge = board.place('2025-07-21-udcg-29', 0)
    board.agree(pledge)
    board.must('session:close', {})
    board.must('condition:settle', { pledge, state: 'met' })
    const part = { kind: 'shipment' as const, title: 'Patriot systems', quantity: 5 }
    const [task = ''] = board.must('task:create', { pledge, parts: [part] }).output.tasks
    board.must('task:move', { task, from: 'planned', to: 'cleared' })
    board.must('task:move', { task, from: 'cleared', to: 'moving' })
    board.must('task:move', { task, from: 'moving', to: 'handed_over' })
    expect(isRefusal(board.act('task:receive', { task, received: 5 }))).toBe(false)
  })

  it.each<[SessionState]>([['planned'], ['suspended'], ['closed']])(
    '[S4] while it is %s nothing is accepted, answered or agreed',
    (state) => {
      const board = new Board(state)
      const seen = board.seen(board.place('udcg-27', 1))
      const refusal = { code: 'session_state', rule: 'S4', params: { state, needed: 'open' } }
      expect(board.act('pledge:accept', seen)).toMatchObject(refusal)
      expect(
        board.act('pledge:answer', { ...seen, answer: 'question', text: 'By when?' }),
      ).toMatchObject(refusal)
      expect(board.act('pledge:agree', seen)).toMatchObject(refusal)
    },
  )
})
