// Two people write the agenda at once: what the other one changed, and both changes brought together.
import type { AgendaEntry } from '#shared/agenda.ts'

/** An agenda item as it is written: figures as text, until they are read. */
export interface ItemWords extends Pick<AgendaEntry, 'id' | 'kind' | 'capability' | 'parent'> {
  readonly title: string
  readonly owner: string
  readonly minutes: string
  readonly secondsEach: string
}

type Items = readonly ItemWords[]

/** What became of an agenda, by the titles of its items. */
export interface AgendaNews {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
  /** What stayed stands in another order, or under something else. */
  readonly isMoved: boolean
}

export function newsBetween(before: Items, after: Items): AgendaNews {
  const was = byId(before)
  const is = byId(after)
  return {
    added: after.flatMap(({ id, title }) => (was.has(id) ? [] : [title])),
    removed: before.flatMap(({ id, title }) => (is.has(id) ? [] : [title])),
    changed: after.flatMap((item) => {
      const old = was.get(item.id)
      return old !== undefined && saysOther(old, item) ? [item.title] : []
    }),
    isMoved: isMoved(before, after),
  }
}

/**
 * The newer agenda with what was written on the older one: field by field what was written stands where it was
 * changed, and the newer elsewhere. What was removed on one side and left alone on the other is gone; `stays` is never.
 */
export function merge(base: Items, mine: Items, theirs: Items, stays: string | null): ItemWords[] {
  const [old, own, newer] = [byId(base), byId(mine), byId(theirs)]
  const isKept = (id: string): boolean => {
    const before = old.get(id)
    const [a, b] = [own.get(id), newer.get(id)]
    if (before === undefined || (a !== undefined && b !== undefined)) return true
    if (id === stays) return true
    const left = a ?? b
    return left !== undefined && saysOther(before, left)
  }
  // Whoever moved something decides the order; the other one's new items stand behind what they stood behind.
  const [first, second] = isMoved(base, mine) ? [mine, theirs] : [theirs, mine]
  return inOrder(first, second)
    .filter(isKept)
    .flatMap((id) => {
      const [before, a, b] = [old.get(id), own.get(id), newer.get(id)]
      if (a === undefined || b === undefined || before === undefined) return a ?? b ?? []
      return [{ ...b, ...changesFrom(before, a) }]
    })
}

function byId(items: Items): ReadonlyMap<string, ItemWords> {
  return new Map(items.map((item) => [item.id, item]))
}

function changesFrom(before: ItemWords, after: ItemWords): Partial<ItemWords> {
  const was = new Map<string, unknown>(Object.entries(before))
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => was.get(field) !== value),
  )
}

/** In other words than where it stands. */
function saysOther(before: ItemWords, after: ItemWords): boolean {
  return Object.keys(changesFrom(before, after)).some((field) => field !== 'parent')
}

function isMoved(before: Items, after: Items): boolean {
  const [was, is] = [byId(before), byId(after)]
  const common = (items: Items, others: ReadonlyMap<string, ItemWords>) =>
    items.filter(({ id }) => others.has(id)).map(({ id, parent }) => `${id} ${parent ?? ''}`)
  return common(before, is).join() !== common(after, was).join()
}

function inOrder(first: Items, second: Items): string[] {
  const ids = first.map(({ id }) => id)
  for (const [i, { id }] of second.entries()) {
    if (ids.includes(id)) continue
    const before = second[i - 1]?.id
    ids.splice(before === undefined ? 0 : ids.indexOf(before) + 1, 0, id)
  }
  return ids
}
