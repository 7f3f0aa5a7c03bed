// The agenda of a session: its items, and the tree that they are (rule A6). Written by the server alone.
import { digestOf } from './digest.ts'
import { capabilitySchema } from './request.ts'
import { plainIdSchema, textSchema } from './text.ts'
import { z } from './z.ts'

export const itemKinds = ['statement', 'requests', 'decision', 'break', 'consultation'] as const
export type ItemKind = (typeof itemKinds)[number]

export const itemStates = ['pending', 'open', 'closed', 'deferred'] as const
export type ItemState = (typeof itemStates)[number]

/** As many as an agenda holds. */
export const mostItems = 100

/** One item as it is written down. */
export const agendaItemSchema = z
  .strictObject({
    id: plainIdSchema,
    title: textSchema(200),
    owner: textSchema(100).nullable().default(null),
    minutes: z.int().min(0).max(600).nullable().default(null),
    kind: z.enum(itemKinds).default('statement'),
    /** What is announced under an item of requests; null for whatever is left. */
    capability: capabilitySchema.nullable().default(null),
    /** How long each may speak. */
    secondsEach: z.int().min(10).max(3600).nullable().default(null),
    /** The item it stands under. */
    parent: plainIdSchema.nullable().default(null),
  })
  .refine(({ kind, capability }) => kind === 'requests' || capability === null, {
    path: ['capability'],
    message: 'only an item of requests has one',
  })
export type AgendaEntry = z.infer<typeof agendaItemSchema>

/** Keyed by item id. Times are ms since 1970, server clock. */
export interface AgendaItem extends Omit<AgendaEntry, 'id'> {
  /** Its place when the agenda is read from top to bottom, from 0. */
  readonly order: number
  readonly state: ItemState
  readonly beganAt: number | null
  readonly endedAt: number | null
  /** From then on the list of speakers takes nothing but points of order (rule F4). */
  readonly listClosesAt: number | null
  /** What the order of its tour de table was drawn from; null if it was not drawn (rule F10). */
  readonly lot: string | null
}

/** What an item is born with, and what its fields count as on a board that does not have them. */
export const blankItem = {
  owner: null,
  minutes: null,
  kind: 'statement',
  capability: null,
  secondsEach: null,
  parent: null,
  state: 'pending',
  beganAt: null,
  endedAt: null,
  listClosesAt: null,
  lot: null,
} as const satisfies Partial<AgendaItem>

type Placed = Pick<AgendaItem, 'order' | 'parent'>

/** An item where it stands in the tree. */
export interface AgendaNode<T extends Placed = AgendaItem> {
  readonly id: string
  readonly item: T
  /** 0 at the top. */
  readonly depth: number
  /** "4.2": its place among its siblings, after that of its parent. */
  readonly number: string
}

/**
 * The items as they are read, from top to bottom, each before what is under it. A parent that does not exist, or
 * stands below its child, counts as none: whatever the rows say, each item comes exactly once.
 */
export function treeOf<T extends Placed>(
  rows: Iterable<readonly [id: string, item: T]>,
): AgendaNode<T>[] {
  const sorted = [...rows].sort(([, a], [, b]) => a.order - b.order)
  const placeOf = new Map(sorted.map(([id], place) => [id, place]))
  const children = Map.groupBy(sorted, ([, { parent }], place) =>
    parent !== null && (placeOf.get(parent) ?? place) < place ? parent : null,
  )
  const under = (parent: string | null, depth: number, prefix: string): AgendaNode<T>[] =>
    (children.get(parent) ?? []).flatMap(([id, item], i) => {
      const number = `${prefix}${String(i + 1)}`
      return [{ id, item, depth, number }, ...under(id, depth + 1, `${number}.`)]
    })
  return under(null, 0, '')
}

/** An item and all that is under it, as they are read; empty where there is no such item. */
export function branchOf<T extends Placed>(
  nodes: readonly AgendaNode<T>[],
  id: string,
): readonly AgendaNode<T>[] {
  const from = nodes.findIndex((node) => node.id === id)
  const top = nodes[from]
  if (top === undefined) return []
  const end = nodes.findIndex(({ depth }, i) => i > from && depth <= top.depth)
  return nodes.slice(from, end === -1 ? undefined : end)
}

/** Where the branch that stands under `parent` would go on: the items that stand directly under it. */
export function childrenOf<T extends Placed>(
  nodes: readonly AgendaNode<T>[],
  parent: string | null,
): readonly AgendaNode<T>[] {
  if (parent === null) return nodes.filter(({ depth }) => depth === 0)
  const [top, ...rest] = branchOf(nodes, parent)
  return rest.filter(({ depth }) => top !== undefined && depth === top.depth + 1)
}

/** What "the order on the screen" is: which items there are, where, and under what (rule A7). */
export function orderDigest(nodes: readonly AgendaNode[]): string {
  return digestOf(nodes.map(({ id, item: { parent } }) => ({ id, parent })))
}

/** What "the agenda on the screen" is: the order, and every word of it (rule A7). */
export function planDigest(nodes: readonly AgendaNode[]): string {
  return digestOf(nodes.map(agendaEntryOf))
}

/** An item as it is written down, without what became of it. */
export function agendaEntryOf({ id, item }: AgendaNode): AgendaEntry {
  const { title, owner, minutes, kind, capability, secondsEach, parent } = item
  return { id, title, owner, minutes, kind, capability, secondsEach, parent }
}
