// Where the room screen looks.
import { describe, expect, test } from 'vitest'
import { blankAgreement } from '#shared/agreement.ts'
import type { Capability } from '#shared/request.ts'
import { ulidOf } from '#shared/text.ts'
import { bornAt, lineUp, movedAt, turned } from '../../client/attention.ts'

const april = Date.UTC(2025, 3, 11, 9, 30)
const placed = (id: string, capability: Capability) => ({ id, capability })

describe('when a pledge last moved', () => {
  const id = `DEU~${ulidOf(april, new Uint8Array(10))}`

  test('is the time in its id until somebody answers it', () => {
    expect(bornAt(id)).toBe(april)
    expect(movedAt(id, null, [])).toBe(april)
  })

  test('is the last answer or the gavel after that', () => {
    const answered = { ...blankAgreement, answeredAt: april + 1 }
    expect(movedAt(id, answered, [])).toBe(april + 1)
    expect(movedAt(id, { ...answered, agreedAt: april + 2 }, [])).toBe(april + 2)
  })

  test('is the last receipt once something arrived', () => {
    const agreed = { ...blankAgreement, agreedAt: april + 2 }
    const tasks = [{ receivedAt: april + 9 }, { receivedAt: null }]
    expect(movedAt(id, agreed, tasks)).toBe(april + 9)
  })
})

describe('the line-up', () => {
  const board = [placed('a', 'iamd'), placed('b', 'artillery'), placed('c', 'drone')]

  test('shows the whole board where the item is about nothing that is asked', () => {
    expect(lineUp(board, null, new Set(['c']))).toEqual(board)
    expect(lineUp(board, 'maritime', new Set())).toEqual(board)
  })

  test('shows what the item is about, then what moved elsewhere', () => {
    const lined = lineUp(board, 'artillery', new Set(['c']))
    expect(lined.map(({ id }) => id)).toEqual(['b', 'c'])
  })
})

test('pages follow one another and begin again after the last', () => {
  expect([turned(0, 3, 7), turned(3, 3, 7), turned(6, 3, 7)]).toEqual([3, 6, 0])
  expect(turned(0, 0, 2)).toBe(1)
})
