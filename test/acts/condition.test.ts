import { describe, expect, it } from 'vitest'
import { readRow } from '#shared/board.ts'
import { Board } from '#test/support/board.ts'

const states = ['met', 'waived', 'failed'] as const

describe('the condition of an agreed pledge', () => {
  it.each(states)('[T11] is settled as %s and stays settled', (state) => {
    const board = new Board()
    const pledge = board.place('udcg-27', 0)
    board.agree(pledge)
    expect(readRow(board.doc, 'agreements', pledge)?.condition).toBe('open')
    board.must('condition:settle', { pledge, state })
    for (const other of states)
      expect(board.act('condition:settle', { pledge, state: other })).toMatchObject({
        code: 'condition_none',
        rule: 'T11',
      })
    expect(readRow(board.doc, 'agreements', pledge)?.condition).toBe(state)
  })

  it('[T11] is not settled before the pledge is agreed', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 0)
    const refusal = { code: 'condition_none', rule: 'T11' }
    expect(board.act('condition:settle', { pledge, state: 'met' })).toMatchObject(refusal)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('condition:settle', { pledge, state: 'met' })).toMatchObject(refusal)
  })

  it('[T11] cannot be settled where there is none', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.agree(pledge)
    expect(board.act('condition:settle', { pledge, state: 'waived' })).toMatchObject({
      code: 'condition_none',
      rule: 'T11',
    })
    expect(
      board.act('condition:settle', { pledge: 'DEU~01JRHW5A800000000000000000', state: 'met' }),
    ).toMatchObject({ code: 'not_found', rule: 'T11' })
  })
})
