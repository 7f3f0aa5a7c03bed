// From asked to received: no step holds more than what went on to it.
import { expect, test } from 'vitest'
import { type Agreement, blankAgreement } from '#shared/agreement.ts'
import type { Offer } from '#shared/coverage.ts'
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import { RunningGroups } from '#shared/running-groups.ts'
import { coverageOf } from '#shared/coverage.ts'
import { requestSchema } from '#shared/request.ts'
import { blankTask, type Task } from '#shared/task.ts'
import { journeysOf, sentOf } from '../../client/staff/journey.ts'

const lot: Task = {
  ...blankTask,
  kind: 'shipment',
  title: '155 mm, lot 1',
  quantity: 40_000,
  unit: 'round',
  amountMinor: null,
  currency: null,
  state: 'moving',
  node: 'rzeszow',
  window: '2025-11',
  responsible: null,
  createdAt: Date.UTC(2025, 3, 11),
  movedAt: Date.UTC(2025, 3, 11),
  received: null,
  receiptNote: null,
  receivedAt: null,
  receivedBy: null,
}
const pledge: Pledge = pledgeSchema.parse({
  capability: 'artillery',
  kind: 'ammunition',
  title: '100,000 rounds of 155 mm',
  item: '155 mm',
  quantity: 100_000,
  unit: 'round',
})
const agreed: Agreement = {
  ...blankAgreement,
  agreedAt: 1,
  quantity: 100_000,
  unit: 'round',
}
const tasks: Task[] = [
  lot,
  { ...lot, state: 'received', quantity: 30_000, received: 29_000 },
  { ...lot, state: 'planned', quantity: 30_000 },
]

test('[M1] an offer that answers no request goes from pledged to received in its own line', () => {
  const [rounds] = journeysOf('artillery', [], new Map(), [{ pledge, agreement: agreed, tasks }])
  expect(rounds).toMatchObject({
    measure: 'round',
    steps: { asked: 0, pledged: 100_000, agreed: 100_000, moving: 70_000, received: 29_000 },
  })
})

test('[M1] things under other names, units and currencies stand in lines of their own', () => {
  const offers: Offer[] = [
    { pledge, agreement: agreed, tasks },
    { pledge: { ...pledge, item: '152 mm' }, agreement: null, tasks: [] },
    { pledge: { ...pledge, unit: 'tonne', quantity: 5 }, agreement: null, tasks: [] },
    { pledge: { ...pledge, request: null, quantity: 7 }, agreement: null, tasks: [] },
  ]
  const journeys = journeysOf('artillery', [], new Map(), offers)
  expect(journeys.map(({ steps }) => steps.pledged)).toEqual([100_007, 100_000, 5])
  expect(journeys[0]?.steps.agreed).toBe(100_000)
})

test('what is asked comes from the requests, and what was sent for them is never more than what is agreed', () => {
  const request = requestSchema.parse({
    capability: 'artillery',
    title: '155 mm rounds',
    item: '155 mm',
    quantity: 250_000,
    unit: 'round',
  })
  const groups = new RunningGroups()
  const offer = { pledge, agreement: agreed, tasks }
  groups.put('UKR~1', { request, counted: coverageOf(request, [offer]) })
  const lines = groups.lines('artillery')
  const [key = ''] = lines.map((line) => line.key)
  const sent = tasks.reduce((sum, task) => sum + sentOf(task), 0)
  const [rounds] = journeysOf('artillery', lines, new Map([[key, sent]]), [])
  expect(rounds?.steps).toEqual({
    asked: 250_000,
    pledged: 100_000,
    agreed: 100_000,
    moving: 70_000,
    received: 29_000,
  })
  const [capped] = journeysOf('artillery', lines, new Map([[key, 1e9]]), [])
  expect(capped?.steps.moving).toBe(100_000)
})

test('[M6] what hangs on a condition is pledged and told apart, not agreed; what failed is on no way', () => {
  const held = { ...pledge, condition: 'Budget vote' }
  const open = { ...agreed, condition: 'open' } as const
  const [rounds] = journeysOf('artillery', [], new Map(), [
    { pledge: held, agreement: open, tasks: [] },
  ])
  expect(rounds).toMatchObject({ conditional: 100_000, steps: { pledged: 100_000, agreed: 0 } })
  const failed = { ...agreed, condition: 'failed' } as const
  expect(
    journeysOf('artillery', [], new Map(), [{ pledge: held, agreement: failed, tasks: [] }]),
  ).toEqual([])
})
