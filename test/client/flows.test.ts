// What the map of hubs and flows is drawn from.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstHubs, type Hub, hubNamed } from '#shared/hub.ts'
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
const hubs = new Map<string, Hub>(Object.entries(firstHubs))
const hubOf = (node: string | null) => hubNamed(hubs, node)

const tasks: [string, Task][] = [
  ['NOR~1.1', { ...lot, state: 'received' }],
  ['NOR~1.2', { ...lot, state: 'at_node', quantity: 30_000 }],
  ['NOR~1.3', { ...lot, node: 'campia-turzii', quantity: 30_000 }],
  ['CZE~1.1', { ...lot, quantity: 50_000, node: 'Dresden' }],
  ['DEU~1.1', { ...battery, state: 'moving' }],
  ['DEU~1.2', { ...battery, state: 'lost' }],
  ['DNK~1.1', money],
]

test('a hub is known by its id, and by its name as older tasks have it; a place that is none is no hub', () => {
  expect(['rzeszow', 'Rzeszów', 'Dresden', null].map(hubOf)).toEqual([
    'rzeszow',
    'rzeszow',
    null,
    null,
  ])
})

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
    { month: '2025-10', tonnes: 166, unweighed: 0, isOver: false },
    { month: '2025-11', tonnes: 19_167, unweighed: 0, isOver: true },
    { month: '2025-12', tonnes: 167, unweighed: 1, isOver: false },
    { month: null, tonnes: 2000, unweighed: 0, isOver: false },
  ])
  expect(loadsOf({ tonnesPerMonth: null }, due).some(({ isOver }) => isOver)).toBe(false)
})

test('[T16] what is due within several months weighs on each of them, and comes to the whole', () => {
  const months = (window: string, tonnes: number) =>
    loadsOf({ tonnesPerMonth: null }, [{ ...lot, window, tonnes }]).map((load) => [
      load.month,
      load.tonnes,
    ])
  expect(months('2025-Q4', 8)).toEqual([
    ['2025-10', 2],
    ['2025-11', 3],
    ['2025-12', 3],
  ])
  // Said on 11 April: it touches seven months.
  expect(months('within 6 months', 7).map(([month]) => month)).toEqual(
    [4, 5, 6, 7, 8, 9, 10].map((month) => `2025-${String(month).padStart(2, '0')}`),
  )
  const unweighed = loadsOf({ tonnesPerMonth: 1 }, [{ ...battery, window: '2025-11–2026-01' }])
  expect(unweighed.map((load) => [load.month, load.tonnes, load.unweighed])).toEqual([
    ['2025-11', 0, 1],
    ['2025-12', 0, 1],
    ['2026-01', 0, 1],
  ])
  const windows = ['2025-11-20', '2025-11', '2025-Q4', 'H2 2025', '2025–2027', 'within 5 weeks']
  fc.assert(
    fc.property(fc.constantFrom(...windows), fc.nat(1e6), (window, tonnes) => {
      const loads = months(window, tonnes).map(([, load]) => Number(load))
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(tonnes)
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
    }),
  )
})
