// How the page calls what becomes of a pledge.
import { expect, test } from 'vitest'
import { blankAgreement } from '#shared/agreement.ts'
import { pledgeDigest, type Pledge } from '#shared/pledge.ts'
import { readRow } from '#shared/board.ts'
import { Board } from '#test/support/board.ts'
import { awaitsKyiv, stageOf } from '../../client/stage.ts'

function placed(): Pledge {
  const board = new Board()
  const pledge = readRow(board.doc, 'pledges', board.place('udcg-27', 1))
  if (pledge === null) throw new Error('the pledge is gone')
  return pledge
}

test('[R6] a pledge for a closed request reads so, and waits for no answer of Kyiv', () => {
  const pledge = placed()
  expect([stageOf(pledge, null, []), stageOf(pledge, null, [], true)]).toEqual([
    'placed',
    'shelved',
  ])
  expect([awaitsKyiv(pledge, null, false), awaitsKyiv(pledge, null, true)]).toEqual([true, false])
})

test('[R6] what was accepted or agreed before the request was closed still reads so', () => {
  const pledge = placed()
  const accepted = {
    ...blankAgreement,
    acceptance: 'accepted' as const,
    acceptedDigest: pledgeDigest(pledge),
  }
  expect(stageOf(pledge, accepted, [], true)).toBe('accepted')
  expect(stageOf(pledge, { ...accepted, agreedAt: 1 }, [], true)).toBe('agreed')
})
