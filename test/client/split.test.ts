import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitOf } from '../../client/split.ts'

const values = (remaining: number, scale: number, typed: (string | null)[]) =>
  splitOf(remaining, scale, typed).shares.map(({ value }) => value)

test('[T2] parts left alone share what is left evenly, to the last one', () => {
  expect(values(4, 1, [null])).toEqual([4])
  expect(values(100_000, 1, [null, null, null])).toEqual([33_334, 33_333, 33_333])
  expect(values(4, 1, ['3', null])).toEqual([3, 1])
  expect(splitOf(4, 1, ['3']).left).toBe(1)
})

test('[T2] money is shared in whole euros where that goes, and always to the cent', () => {
  expect(values(10_000, 100, [null, null, null])).toEqual([3400, 3300, 3300])
  expect(values(10_001, 100, [null, null])).toEqual([5001, 5000])
  expect(values(15_000_000_000, 100, ['100m', null])).toEqual([10_000_000_000, 5_000_000_000])
})

test('[T2] the part that goes beyond what is left is the one that is marked', () => {
  const faults = (typed: (string | null)[]) => splitOf(4, 1, typed).shares.map(({ fault }) => fault)
  expect(faults(['3', '3'])).toEqual([null, 'over'])
  expect(faults(['4', null])).toEqual([null, 'nothing'])
  expect(faults(['four', '', '0'])).toEqual(['unreadable', 'unreadable', 'unreadable'])
  expect(splitOf(4, 1, ['3', '3']).shares[1]?.available).toBe(1)
})

test('[T2] a split without a fault comes to no more than what is left, and nothing goes missing', () => {
  const part = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 1e6 }).map(String))
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(1, 100),
      fc.array(part, { minLength: 1, maxLength: 8 }),
      (remaining, scale, typed) => {
        const { shares, left } = splitOf(remaining, scale, typed)
        const sum = shares.reduce((total, { value }) => total + (value ?? 0), 0)
        expect(left).toBeGreaterThanOrEqual(0)
        if (shares.every(({ fault }) => fault === null)) expect(sum + left).toBe(remaining)
        else expect(sum >= remaining || shares.some(({ value }) => value === 0)).toBe(true)
      },
    ),
  )
})
