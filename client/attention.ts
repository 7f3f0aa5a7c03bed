// What a hall should look at: what is asked under an agenda item, when a pledge last moved, whose turn the wall is.
import type { Agreement } from '#shared/agreement.ts'
import type { Capability } from '#shared/request.ts'
import type { Task } from '#shared/task.ts'

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** When a row was made: the time in the ULID of its id, ms since 1970. */
export function bornAt(id: string): number {
  const time = id.slice(id.indexOf('~') + 1, id.indexOf('~') + 11)
  return Array.from(time).reduce((sum, sign) => sum * 32 + crockford.indexOf(sign), 0)
}

/** When a pledge was placed, answered, agreed or received in part, whichever came last. */
export function movedAt(
  id: string,
  agreement: Agreement | null,
  tasks: readonly Pick<Task, 'receivedAt'>[],
): number {
  const { answeredAt, agreedAt } = agreement ?? {}
  const received = tasks.map(({ receivedAt }) => receivedAt ?? 0)
  return Math.max(bornAt(id), answeredAt ?? 0, agreedAt ?? 0, ...received)
}

export interface Placed {
  readonly id: string
  readonly capability: Capability
}

/** Those of the item first, then what moved lately elsewhere; all of them where nothing is asked of what it is about. */
export function lineUp(
  requests: readonly Placed[],
  focus: Capability | null,
  moved: { has(id: string): boolean },
): readonly Placed[] {
  const first = requests.filter(({ capability }) => capability === focus)
  if (first.length === 0) return requests
  const beside = requests.filter(({ id, capability }) => capability !== focus && moved.has(id))
  return [...first, ...beside]
}

/** Where the next page begins. */
export function turned(start: number, fits: number, all: number): number {
  const next = start + Math.max(1, fits)
  return next < all ? next : 0
}
