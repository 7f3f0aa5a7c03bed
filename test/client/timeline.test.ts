// What the timeline is drawn from: days on a scale, and what is late.
import { expect, test } from 'vitest'
import { blankTask, type Task } from '#shared/task.ts'
import { daysLate } from '../../client/staff/lateness.ts'
import { timescaleOf } from '../../client/staff/timescale.ts'

/** The delivery of air defence systems that Germany announced for the end of 2025. */
const battery: Task = {
  ...blankTask,
  kind: 'shipment',
  title: 'IRIS-T SLM, battery 1',
  quantity: 1,
  unit: 'system',
  amountMinor: null,
  currency: null,
  state: 'moving',
  node: 'rzeszow',
  window: '2025-Q3',
  responsible: null,
  createdAt: Date.UTC(2025, 3, 11),
  movedAt: Date.UTC(2025, 6, 2),
  received: null,
  receiptNote: null,
  receivedAt: null,
  receivedBy: null,
}

test('a task is late from the day after its window, until it has arrived', () => {
  expect(daysLate(battery, '2025-09-30')).toBe(0)
  expect(daysLate(battery, '2025-10-01')).toBe(1)
  expect(daysLate(battery, '2026-01-08')).toBe(100)
  for (const state of ['handed_over', 'received', 'lost', 'returned', 'cancelled'] as const)
    expect(daysLate({ ...battery, state }, '2026-01-08'), state).toBe(0)
  for (const state of ['planned', 'cleared', 'at_node'] as const)
    expect(daysLate({ ...battery, state }, '2026-01-08'), state).toBe(100)
})

test('what was said counts from the day it was said, and what gives no date is never late', () => {
  const soon = { ...battery, window: 'within 6 months' }
  expect(daysLate(soon, '2025-10-11')).toBe(0)
  expect(daysLate(soon, '2025-10-13')).toBe(2)
  expect(daysLate({ ...battery, window: 'as soon as possible' }, '2030-01-01')).toBe(0)
  expect(daysLate({ ...battery, window: null }, '2030-01-01')).toBe(0)
})

test('the scale holds every window and today, and says months, quarters or years as there is room', () => {
  const spans = [
    { from: '2025-07-01', to: '2025-09-30' },
    { from: '2026-02-10', to: '2026-02-10' },
  ]
  const year = timescaleOf(spans, '2025-11-23', 'all')
  expect([year.from, year.to]).toEqual(['2025-07-01', '2026-03-01'])
  expect(year.ticks.map(({ day }) => day)).toEqual([
    '2025-07-01',
    '2025-08-01',
    '2025-09-01',
    '2025-10-01',
    '2025-11-01',
    '2025-12-01',
    '2026-01-01',
    '2026-02-01',
  ])
  expect(year.at('2025-07-01')).toBe(0)
  expect(year.at('2026-03-01')).toBe(1)
  const years = timescaleOf([{ from: '2025-01-01', to: '2029-12-31' }], '2025-11-23', 'all')
  expect(years.ticks.map(({ day }) => day.slice(0, 4))).toEqual([
    '2025',
    '2026',
    '2027',
    '2028',
    '2029',
  ])
  const quarters = timescaleOf([{ from: '2025-02-01', to: '2027-01-31' }], '2025-11-23', 'all')
  expect(quarters.ticks[0]).toMatchObject({ day: '2025-04-01', step: 'quarter' })
})

test('around today, windows elsewhere lie beyond the scale', () => {
  const half = timescaleOf([{ from: '2029-01-01', to: '2029-12-31' }], '2025-11-23', 'half')
  expect([half.from, half.to]).toEqual(['2025-10-01', '2026-05-01'])
  expect(half.at('2029-01-01')).toBeGreaterThan(1)
  expect(half.at('2025-01-01')).toBeLessThan(0)
})
