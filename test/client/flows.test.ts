// What the map of hubs and flows is drawn from.
import { expect, test } from 'vitest'
import { blankTask, type Task } from '#shared/task.ts'
import { flowsOf, loadsOf } from '../../client/staff/flows.ts'

const lot: Task = {
  ...blankTask,
  kind: 'shipment',
  title: '155 mm, lot 1',
  quantity: 40_000,
  unit: 'round',
  amountMinor: null,
  currency: null,
  state: 'planned',
  node: 'rzeszow',
  window: '2025-11',
  tonnes: 2000,
  responsible: null,
  createdAt: Date.UTC(2025, 3, 11),
  movedAt: Date.UTC(2025, 3, 11),
  received: null,
  receiptNote: null,
  receivedAt: null,
  receivedBy: null,
}
const battery = { ...lot, title: 'IRIS-T SLM', quantity: 1, unit: 'system', tonnes: null } as const
const money = {
  ...lot,
  kind: 'payment',
  quantity: null,
  unit: null,
  amountMinor: 5e9,
  currency: 'EUR',
} as const
const hubOf = (node: string | null) =>
  node === 'rzeszow' || node === 'campia-turzii' ? node : null

const tasks: [string, Task][] = [
  ['NOR~1.1', { ...lot, state: 'received' }],
  ['NOR~1.2', { ...lot, state: 'at_node', quantity: 30_000 }],
  ['NOR~1.3', { ...lot, node: 'campia-turzii', quantity: 30_000 }],
  ['CZE~1.1', { ...lot, quantity: 50_000, node: 'Dresden' }],
  ['DEU~1.1', { ...battery, state: 'moving' }],
  ['DEU~1.2', { ...battery, state: 'lost' }],
  ['DNK~1.1', money],
]

test('[M1] flows are added in one measure at a time, and what is not in it is counted as left out', () => {
  const rounds = flowsOf(tasks, hubOf, 'round')
  expect(rounds.flows.map(({ key, value }) => [key, value])).toEqual([
    ['NOR rzeszow', 70_000],
    ['CZE ', 50_000],
    ['NOR campia-turzii', 30_000],
  ])
  expect(rounds.flows[0]).toMatchObject({ waiting: 0, moving: 30_000, there: 40_000 })
  // The battery under way; what is lost, and the money, are carried nowhere.
  expect(rounds.unmeasured).toBe(1)
  expect(rounds.units).toEqual(['round', 'system'])
  const whole = flowsOf(tasks, hubOf, 'tasks')
  expect(whole.flows.reduce((sum, { value }) => sum + value, 0)).toBe(5)
  expect(whole.unmeasured).toBe(0)
  expect(flowsOf(tasks, hubOf, 'tonnes').unmeasured).toBe(1)
})

test('the parts of every flow come to its value', () => {
  for (const measure of ['tasks', 'tonnes', 'round', 'system'] as const)
    for (const { waiting, moving, there, value } of flowsOf(tasks, hubOf, measure).flows)
      expect(waiting + moving + there).toBe(value)
})

test('[T16] a hub is loaded month by month with what is still to pass it, and says where that is too much', () => {
  const due = [
    lot,
    { ...lot, window: '2025-11-20', tonnes: 17_000 },
    { ...lot, window: '2025-Q4', tonnes: 500 },
    { ...battery, window: '2025-12' },
    { ...lot, window: null },
    { ...lot, state: 'received', tonnes: 9000 } as const,
  ]
  expect(loadsOf({ tonnesPerMonth: 18_000 }, due)).toEqual([
    { month: '2025-11', tonnes: 19_000, unweighed: 0, isOver: true },
    { month: '2025-12', tonnes: 500, unweighed: 1, isOver: false },
    { month: null, tonnes: 2000, unweighed: 0, isOver: false },
  ])
  expect(loadsOf({ tonnesPerMonth: null }, due).some(({ isOver }) => isOver)).toBe(false)
})
