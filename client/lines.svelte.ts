// The lines of the board as a seat sees them: groups, requests, unfolded pledges; searched and filtered.
import type { Capability } from '#shared/request.ts'
import { ownerOf } from '#shared/text.ts'
import { say } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'
import { awaitsKyiv } from './stage.ts'

export type Line =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly rem: number
      readonly capability: Capability
    }
  | {
      readonly kind: 'request'
      readonly key: string
      readonly rem: number
      readonly id: string
      readonly unfolded: boolean
    }
  | {
      readonly kind: 'pledge'
      readonly key: string
      readonly rem: number
      readonly id: string
      readonly unfolded: boolean
    }
  | {
      readonly kind: 'offers'
      readonly key: string
      readonly rem: number
      readonly count: number
      readonly unfolded: boolean
    }

/** Heights in rem: a laptop's, and a phone's, where a row is a small card. */
const wide = { group: 3.5, request: 4.75, offers: 2.25, pledge: 3.25 }
const narrow = { group: 3.25, request: 9.75, offers: 2.75, pledge: 4.5 }

/** A group with few offers shows them; one with many keeps them folded. */
const fewOffers = 12

/** `whole`: nothing folded, for paper. */
export function linesOf(
  room: Room,
  isNarrow: boolean,
  whole = false,
): { lines: Line[]; requests: number } {
  const { board, desk } = room
  const heights = isNarrow ? narrow : wide
  const words = desk.query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
  const isFiltered = words.length > 0 || desk.filter !== 'all' || desk.delegation !== null
  const lines: Line[] = []
  let count = 0
  for (const { capability, requests, offers } of board.groups()) {
    const group: Line[] = []
    const name = say().capability[capability].toLowerCase()
    for (const id of requests) {
      const pledges = board.pledgesOf(id)
      const matching = isFiltered
        ? pledges.filter((pledge) => showsPledge(room, pledge, words, name))
        : pledges
      const byItself = showsRequest(room, id, words, name)
      if (!byItself && (matching.length === 0 || !showsByPledges(room, id))) continue
      count += 1
      const searched = isFiltered && !byItself
      const unfolded = (whole || desk.isUnfolded(id, searched)) && pledges.length > 0
      group.push({ kind: 'request', key: id, id, rem: heights.request, unfolded })
      if (unfolded)
        for (const pledge of searched ? matching : pledges)
          group.push({
            kind: 'pledge',
            key: pledge,
            id: pledge,
            rem: heights.pledge,
            unfolded: false,
          })
    }
    const free = offers.filter((id) => showsPledge(room, id, words, name))
    if (free.length > 0) {
      const key = `offers-${capability}`
      const unfolded = whole || desk.isUnfolded(key, isFiltered || free.length <= fewOffers)
      group.push({ kind: 'offers', key, rem: heights.offers, count: free.length, unfolded })
      if (unfolded)
        for (const id of free)
          group.push({ kind: 'pledge', key: id, id, rem: heights.pledge, unfolded: false })
    }
    if (group.length > 0)
      lines.push(
        {
          kind: 'group',
          key: `group-${capability}`,
          rem: heights.group,
          capability,
        },
        ...group,
      )
  }
  return { lines, requests: count }
}

/** Whether a request is shown for what it says itself. */
function showsRequest(room: Room, id: string, words: readonly string[], group: string): boolean {
  const { board, desk } = room
  const request = board.requests.rows.get(id)
  if (request === undefined || desk.delegation !== null) return false
  if (request.withdrawn !== (desk.filter === 'withdrawn')) return false
  if (desk.filter === 'own' || desk.filter === 'waiting') return false
  if (desk.filter === 'open' && (board.coverage(id)?.coverage.open ?? 0) === 0) return false
  return (
    words.length === 0 ||
    has(`${request.title} ${request.item ?? ''} ${request.note ?? ''} ${group}`, words)
  )
}

/** Whether a request may be shown for the pledges under it. */
function showsByPledges(room: Room, id: string): boolean {
  const { board, desk } = room
  return desk.filter !== 'open' || (board.coverage(id)?.coverage.open ?? 0) > 0
}

function showsPledge(room: Room, id: string, words: readonly string[], group: string): boolean {
  const { board, desk } = room
  const pledge = board.pledges.rows.get(id)
  if (pledge === undefined) return false
  if (desk.delegation !== null && ownerOf(id) !== desk.delegation) return false
  if (
    pledge.withdrawn !== (desk.filter === 'withdrawn') &&
    !(desk.filter === 'own' && room.isOwn(id))
  )
    return false
  if (desk.filter === 'own' && !room.isOwn(id)) return false
  if (desk.filter === 'open' && pledge.request === null) return false
  if (
    desk.filter === 'waiting' &&
    !awaitsKyiv(pledge, board.agreements.get(id), board.isShelved(pledge))
  )
    return false
  if (words.length === 0) return true
  const text = `${room.nameOf(ownerOf(id))} ${ownerOf(id)} ${pledge.title} ${pledge.item ?? ''} ${pledge.programme ?? ''} ${pledge.note ?? ''} ${group}`
  return has(text, words)
}

function has(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase()
  return words.every((word) => lower.includes(word))
}
