// What staff would do next: settle what the script knows to be met, make lots of what is agreed, and move them on.
import { figureOf, isCurrency } from '#shared/figure.ts'
import type { Pledge } from '#shared/pledge.ts'
import { type Task, type TaskKind, taskTransitions } from '#shared/task.ts'
import { act, type Cue } from './cues.ts'
import { hasBegun, isAgreed, type Placed, type Scene } from './scene.ts'
import { type Line, type Lot, seconds, workFrom } from './script.ts'

type Agreed = Placed & { readonly line: Line }
type Moved = Exclude<Task['state'], 'received'>

const kinds: Readonly<Record<Pledge['kind'], TaskKind>> = {
  equipment: 'shipment',
  ammunition: 'shipment',
  funding: 'payment',
  training: 'training',
  maintenance: 'maintenance',
}
/** The usual way; what has no node goes past it. */
const way: Readonly<Partial<Record<Task['state'], Moved>>> = {
  planned: 'cleared',
  cleared: 'moving',
  moving: 'at_node',
  at_node: 'handed_over',
}

/** Beyond so many the oldest is seen through first. */
const mostUnderway = 4

export function* staffCues(scene: Scene, name: string): Iterable<Cue> {
  if (!hasBegun(scene, workFrom)) return
  const agreed = scene.entries.flatMap(({ line, placed }) =>
    placed !== null && isAgreed(placed.agreement) ? [{ line, ...placed }] : [],
  )
  for (const { id, line, pledge, agreement } of agreed)
    if (agreement?.condition === 'open' && line.condition !== undefined)
      yield act(
        'condition:settle',
        { pledge: id, state: line.condition },
        seconds.condition,
        { root: 'pledges', row: id },
        `settles the condition as ${line.condition}: ${pledge.title}`,
      )
  for (const entry of agreed) yield* conversion(entry, name)
  const isOver = scene.at === scene.agenda.length - 1
  const own = agreed
    .filter(({ agreement }) => agreement?.condition !== 'open' && agreement?.condition !== 'failed')
    .flatMap(({ tasks }) => tasks)
    .filter(({ task }) => task.responsible === name)
    .sort((a, b) => a.task.movedAt - b.task.movedAt)
  // Goods first, money after: nobody waits for a transfer as for a launcher.
  const waiting = own
    .filter(({ task }) => task.state === 'planned')
    .sort((a, b) => Number(a.task.kind === 'payment') - Number(b.task.kind === 'payment'))
  const underway = own.filter(({ task }) => task.state !== 'planned' && way[task.state])
  const ordered =
    underway.length < mostUnderway ? [...waiting, ...underway] : [...underway, ...waiting]
  for (const { id, task } of ordered) yield* move(id, task, isOver)
}

/** Nothing is made of a pledge that has tasks already, whoever made them. */
function* conversion({ id, line, pledge, agreement, tasks }: Agreed, name: string): Iterable<Cue> {
  const figure = agreement === null ? null : figureOf(agreement)
  if (figure === null || line.lots === undefined || tasks.length > 0) return
  const inMoney = isCurrency(figure.measure)
  const shares = divide(figure.value, line.lots)
  const parts = line.lots.flatMap(({ node, window }, i) => {
    const value = shares[i] ?? 0
    if (value === 0) return []
    const which = inMoney ? ` ${window}` : shares.length === 1 ? '' : `, lot ${String(i + 1)}`
    return {
      kind: kinds[pledge.kind],
      title: `${inMoney ? 'Payment' : goodsOf(pledge)}${which}`,
      ...(inMoney ? { amountMinor: value } : { quantity: value }),
      node,
      window,
      responsible: name,
    }
  })
  yield act(
    'task:create',
    { pledge: id, parts },
    seconds.convert,
    { root: 'pledges', row: id },
    `makes ${String(parts.length)} ${parts.length === 1 ? 'task' : 'tasks'} of: ${pledge.title}`,
  )
}

function* move(id: string, task: Task, isOver: boolean): Iterable<Cue> {
  const usual = way[task.state]
  const to = usual === 'at_node' && task.node === null ? 'handed_over' : usual
  if (to === undefined || !taskTransitions[task.state].includes(to)) return
  yield act(
    'task:move',
    { task: id, from: task.state, to },
    isOver ? seconds.moveAfter : seconds.move,
    { root: 'tasks', row: id },
    `moves to ${to.replace('_', ' ')}: ${task.title}`,
  )
}

/** What it is without how many: "14 artillery systems" in lots are artillery systems. */
function goodsOf({ item, title }: Pledge): string {
  const goods = item ?? title.replace(/^[\d,.]+ /u, '')
  return goods.charAt(0).toUpperCase() + goods.slice(1)
}

/** Whole parts in the proportion of the lots; the last takes what is left, so that all of it is shared out. */
export function divide(value: number, lots: readonly Lot[]): number[] {
  const whole = lots.reduce((sum, { share }) => sum + share, 0)
  let rest = value
  return lots.map(({ share }, i) => {
    const part = i === lots.length - 1 ? rest : Math.floor((value * share) / whole)
    rest -= part
    return part
  })
}
