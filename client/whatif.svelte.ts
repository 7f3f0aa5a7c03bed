// The question "what if they left" as one seat asks it: who is chosen, and what follows from the board as it stands.
// It lives on this page alone and is written nowhere (rule K3).
import { SvelteSet } from 'svelte/reactivity'
import type { Offer } from '#shared/coverage.ts'
import type { Role } from '#shared/roles.ts'
import { sharesOf } from '#shared/share.ts'
import { pledgeOf } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import { fallOf, type WhatIf, whatIf } from '#shared/whatif.ts'
import { collator } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'

/** Those who answer for the whole of the board: a delegation does not work out what becomes of it without others. */
export const askingRoles: ReadonlySet<Role> = new Set(['chair', 'kyiv', 'staff', 'secretary'])

export interface Leaver {
  readonly id: string
  readonly name: string
  /** How many pledges it placed or has a share in. */
  readonly pledges: number
}

export class Question {
  readonly leaving = new SvelteSet<string>()
  readonly #room: Room

  constructor(room: Room) {
    this.#room = room
  }

  /** All pledges with what became of them; made anew when the board changed. */
  readonly #offers: ReadonlyMap<string, Offer> = $derived.by(() => {
    const { board } = this.#room
    void [board.sums.totals, board.taskVersion, board.structure]
    const offers = new Map<string, Offer>()
    for (const id of board.pledges.rows.keys()) {
      const offer = board.offerNow(id)
      if (offer !== null) offers.set(id, offer)
    }
    return offers
  })

  /** Who has something on the board that could go, by name. */
  readonly leavers: readonly Leaver[] = $derived.by(() => {
    const counts = new Map<string, number>()
    for (const [id, { pledge, agreement }] of this.#offers) {
      if (pledge.withdrawn) continue
      const parties = sharesOf(pledge, agreement)?.map(({ party }) => party) ?? []
      for (const one of new Set([ownerOf(id), ...parties]))
        counts.set(one, (counts.get(one) ?? 0) + 1)
    }
    return [...counts]
      .map(([id, pledges]) => ({ id, name: this.#room.nameOf(id), pledges }))
      .sort((a, b) => collator().compare(a.name, b.name))
  })

  readonly answer: WhatIf = $derived.by(() => {
    const { board } = this.#room
    void board.sums.groupLines(null)
    void [board.stockVersion, board.rosterVersion]
    const roster = [...board.roster.rows]
    const optedOut = roster.filter(([, { stance }]) => stance === 'opted_out')
    return whatIf(
      {
        requests: board.requests.rows,
        offers: this.#offers,
        stocks: board.stocks.rows,
        optedOut: new Set(optedOut.map(([id]) => id)),
        names: new Map(
          roster.map(([id, { nameEn, nameFr, nameUk }]) => [id, [nameEn, nameFr, nameUk]]),
        ),
      },
      new Set(this.leaving),
    )
  })

  /** Requests that would be less covered than they are. */
  readonly falling: number = $derived.by(
    () =>
      new Set(this.answer.gaps.filter((gap) => fallOf(gap) > 0).map(({ request }) => request)).size,
  )

  turn(delegation: string): void {
    if (!this.leaving.delete(delegation)) this.leaving.add(delegation)
  }
}

/** Shows a row of the answer where the seat reads rows: the secretary has a section for it, and no tasks there. */
export function openRow(
  room: Room,
  kind: 'request' | 'pledge' | 'task' | 'stock',
  id: string,
): void {
  const isSecretary = room.seat.role === 'secretary'
  if (isSecretary) location.hash = 'board'
  if (isSecretary && kind === 'task') room.desk.select({ kind: 'pledge', id: pledgeOf(id) })
  else room.desk.select({ kind, id })
}
