import { expect, test } from 'vitest'
import { readNumber } from '../../client/numerals.ts'

test.each([
  ['12', 12],
  ['1,200', 1200],
  ['1 800 000', 1_800_000],
  ['1\u00a0800\u202f000', 1_800_000],
  ['1.500.000', 1_500_000],
  ["12'400", 12_400],
  ['1,234.50', 1234.5],
  ['1.234,50', 1234.5],
  ['0,25', 0.25],
  ['3bn', 3_000_000_000],
  ['4,5 млрд', 4_500_000_000],
  ['1.125bn', 1_125_000_000],
  ['350m', 350_000_000],
  ['2 Md', 2_000_000_000],
  ['500 тис.', 500_000],
])('%s is read as the number its author means', (text, value) => {
  expect(readNumber(text)).toBe(value)
})

test.each(['', 'thousands', '3 apples', '-4', '1e9', '12 000 €', '4..'])(
  '%s is no number, and none is made up',
  (text) => {
    expect(readNumber(text)).toBeNull()
  },
)
