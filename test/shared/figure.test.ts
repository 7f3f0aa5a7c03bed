import { describe, expect, it } from 'vitest'
import { figureFields, figureOf, figureText, measureText } from '#shared/figure.ts'
import { pledgeOfMeeting } from '#test/support/board.ts'

describe('a figure', () => {
  it.each([
    [{ measure: 'system', value: 6 }, '6 systems'],
    [{ measure: 'system', value: 1 }, '1 system'],
    [{ measure: 'aircraft', value: 2 }, '2 aircraft'],
    [{ measure: 'round', value: 100_000 }, '100,000 rounds'],
    [{ measure: 'EUR', value: 15_000_000_000 }, 'EUR 150,000,000'],
    [{ measure: 'EUR', value: 15_000_000_050 }, 'EUR 150,000,000.50'],
    [{ measure: 'JPY', value: 300 }, 'JPY 300'],
    [{ measure: 'TND', value: 1_000_005 }, 'TND 1,000.005'],
  ] as const)('%o reads "%s"', (figure, text) => {
    expect(figureText(figure)).toBe(text)
  })

  it('names what it counts in', () => {
    expect([measureText('system'), measureText('aircraft'), measureText('EUR')]).toEqual([
      'systems',
      'aircraft',
      'EUR',
    ])
  })

  it('[M5] of a row is the quantity, else the amount, else none; its fields give it back', () => {
    const rows = [
      pledgeOfMeeting('2025-01-09-udcg-25', 1),
      pledgeOfMeeting('udcg-27', 16),
      pledgeOfMeeting('udcg-27', 19),
    ]
    const figures = [
      { measure: 'drone', value: 30_000 },
      { measure: 'EUR', value: 15_000_000_000 },
      null,
    ]
    expect(rows.map(figureOf)).toEqual(figures)
    expect(rows.map((row) => figureOf(figureFields(figureOf(row))))).toEqual(figures)
  })
})
