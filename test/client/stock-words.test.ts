// What the form of a stock makes of what is typed: the least its author must say, and what follows from the thing.
import { expect, test } from 'vitest'
import { stockSchema } from '#shared/stock.ts'
import { requestOfMeeting, startedAt, stockOf } from '#test/support/board.ts'
import {
  followsFrom,
  heldText,
  stockFields,
  stockWords,
  timeRead,
  wordsFrom,
} from '../../client/stock-words.ts'
import { changed } from '../../client/words.ts'

const otherwise = { unit: 'system', capability: 'iamd' } as const

test('[B2] a thing is enough: unit and capability follow, and the number stays unsaid', () => {
  const { fields, faults } = stockFields({ ...stockWords(null), item: ' Patriot ' }, otherwise)
  expect(faults).toEqual({})
  expect(stockSchema.parse(fields)).toEqual(stockOf({ quantity: null }))
  expect(heldText(stockOf({ quantity: null }))).toBe('number not stated')
})

test('[B2] without a thing, or with what is no number, it is not sent', () => {
  expect(Object.keys(stockFields(stockWords(null), otherwise).faults)).toEqual(['item'])
  for (const quantity of ['several', '-4', '0', '1.5'])
    expect([
      quantity,
      stockFields({ ...stockWords(stockOf()), quantity }, otherwise).faults,
    ]).toEqual([quantity, { quantity: expect.any(String) as string }])
})

test('a stock that is opened and saved is not changed by it', () => {
  for (const stock of [
    stockOf(),
    stockOf({ quantity: 12_000, unit: 'round', item: '155 mm', availableFrom: 'within 6 months' }),
    stockOf({ quantity: null, note: 'From the reserve.' }),
  ])
    expect(changed(stockFields(stockWords(stock), otherwise).fields, stock)).toEqual({})
})

test('unit and capability come from the catalogue and from who asked for the thing, by any of its names', () => {
  const asked = requestOfMeeting('udcg-27', 0)
  expect(followsFrom('MIM-104', [asked])).toEqual({ unit: 'system', capability: 'iamd' })
  expect(followsFrom('155mm shell', [asked])).toEqual({ unit: 'round', capability: null })
  const bridges = { item: 'pontoon bridge', unit: 'item', capability: 'logistics' } as const
  expect(followsFrom('Pontoon-bridge', [asked, bridges])).toEqual({
    unit: 'item',
    capability: 'logistics',
  })
  // A request that names no thing is of no thing.
  expect(followsFrom(' ', [{ ...asked, item: null }])).toEqual({ unit: null, capability: null })
})

test('[B2] a time is read back as it is understood, and kept where nothing can be made of it', () => {
  expect(timeRead('Q3 2025', startedAt)).toBe('Understood as 1 July 2025 to 30 September 2025')
  expect(timeRead('2025-09-01', startedAt)).toBe('Understood as 1 September 2025')
  expect(timeRead('once it is replaced', startedAt)).toBe('Kept as you say it')
  expect(timeRead(' ', startedAt)).toBeNull()
})

test('[B3] a pledge from it begins with its thing, its number and its capability, and with no words of its own', () => {
  expect(wordsFrom(stockOf())).toMatchObject({
    ...{ title: 'Patriot', item: 'Patriot', capability: 'iamd' },
    figure: { mode: 'number', quantity: '2', unit: 'system' },
  })
  expect(wordsFrom(stockOf({ quantity: null })).figure?.quantity).toBe('')
})
