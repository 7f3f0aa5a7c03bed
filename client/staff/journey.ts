// How much of what was asked went on from step to step, from the request to Kyiv's receipt: a line for each thing in
// one measure, or for the money of a capability in one currency (rule M1).
import { additionsOf, classOf, type Counted } from '#shared/count.ts'
import type { Offer } from '#shared/coverage.ts'
import { figureOf } from '#shared/figure.ts'
import type { Capability } from '#shared/request.ts'
import { countedIn, lineKey } from '#shared/running.ts'
import type { GroupLine } from '#shared/running-groups.ts'
import type { Task, TaskState } from '#shared/task.ts'

export const steps = ['asked', 'pledged', 'agreed', 'moving', 'received'] as const
export type Step = (typeof steps)[number]

export interface Journey extends Counted {
  /** Of the line among those of its capability. */
  readonly key: string
  readonly capability: Capability
  /** Each holds what went on to the next: what is received has moved, and what has moved is agreed. */
  readonly steps: Readonly<Record<Step, number>>
  /** Of what is pledged, what hangs on a condition. */
  readonly conditional: number
  readonly atLeast: boolean
}

/** Sent off, wherever it is now. */
const sent: ReadonlySet<TaskState> = new Set(['moving', 'at_node', 'handed_over', 'received'])

/** What of the task has left its owner, in its figure. */
export function sentOf(task: Task): number {
  return sent.has(task.state) ? (figureOf(task)?.value ?? 0) : 0
}

/**
 * The journeys of a capability: of what is asked (`lines`, with what was sent for each by its key), and of what is
 * offered without a request.
 */
export function journeysOf(
  capability: Capability,
  lines: readonly Pick<GroupLine, 'key' | 'measure' | 'thing' | 'sums' | 'atLeast'>[],
  sentFor: ReadonlyMap<string, number>,
  offers: readonly Offer[],
): Journey[] {
  const journeys = new Map<string, Journey>()
  for (const { key, measure, thing, sums, atLeast } of lines) {
    const { needed, received, agreed, firm, conditional } = sums
    const pledged = received + agreed + firm + conditional
    journeys.set(
      key,
      journeyOf({ key, capability, measure, thing }, needed, pledged, received + agreed, {
        moving: sentFor.get(key) ?? 0,
        received,
        conditional,
        atLeast,
      }),
    )
  }
  for (const offer of offers)
    for (const journey of unasked(capability, offer)) {
      const before = journeys.get(journey.key)
      journeys.set(journey.key, before === undefined ? journey : added(before, journey))
    }
  return [...journeys.values()].filter((one) => steps.some((step) => one.steps[step] > 0))
}

/** What an offer adds that answers no request. */
function unasked(capability: Capability, { pledge, agreement, tasks }: Offer): Journey[] {
  const kind = classOf(pledge, agreement)
  if (kind !== 'firm' && kind !== 'conditional') return []
  return additionsOf(pledge, agreement).map(({ measure, value, item, line, atLeast }) => {
    const counted = countedIn(measure, { capability, item })
    const own = tasks.filter((task) => task.line === line && figureOf(task)?.measure === measure)
    const received = own.reduce((sum, task) => sum + (task.received ?? 0), 0)
    const isAgreed = kind === 'firm' && typeof agreement?.agreedAt === 'number'
    return journeyOf(
      { key: lineKey(counted), capability, ...counted },
      0,
      value,
      isAgreed ? value : 0,
      {
        moving: own.reduce((sum, task) => sum + sentOf(task), 0),
        received,
        conditional: kind === 'conditional' ? value : 0,
        atLeast,
      },
    )
  })
}

/** No step holds more than the one before it, but for what is pledged beyond what was asked. */
function journeyOf(
  line: Pick<Journey, 'key' | 'capability' | 'measure' | 'thing'>,
  asked: number,
  pledged: number,
  agreed: number,
  rest: { moving: number; received: number; conditional: number; atLeast: boolean },
): Journey {
  const received = Math.min(agreed, rest.received)
  const moving = Math.min(agreed, Math.max(received, rest.moving))
  const { conditional, atLeast } = rest
  return { ...line, steps: { asked, pledged, agreed, moving, received }, conditional, atLeast }
}

function added(a: Journey, b: Journey): Journey {
  const sum = (step: Step) => a.steps[step] + b.steps[step]
  return {
    ...a,
    steps: {
      asked: sum('asked'),
      pledged: sum('pledged'),
      agreed: sum('agreed'),
      moving: sum('moving'),
      received: sum('received'),
    },
    conditional: a.conditional + b.conditional,
    atLeast: a.atLeast || b.atLeast,
  }
}
