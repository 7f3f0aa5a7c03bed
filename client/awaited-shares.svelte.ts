// The shares that others announced in this delegation's name, and that it has not confirmed yet: kept by what changes.
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { type Figure, figureOf } from '#shared/figure.ts'
import { sharesOf } from '#shared/share.ts'
import { ownerOf } from '#shared/text.ts'
import type { Board } from './board.svelte.ts'
import type { Room } from './room.svelte.ts'

export class AwaitedShares {
  /** By pledge, the share that is asked of this delegation; tracked. */
  readonly byPledge = new SvelteMap<string, Figure>()
  readonly #own: string | null

  constructor(room: Room) {
    this.#own = room.seat.delegation
    $effect.pre(() => {
      const { board } = room
      untrack(() => {
        this.byPledge.clear()
        for (const id of board.pledges.rows.keys()) this.#look(board, id)
      })
      return board.listen(({ pledges, agreements }) => {
        for (const { id } of pledges) this.#look(board, id)
        for (const { id } of agreements) this.#look(board, id)
      })
    })
  }

  #look(board: Board, id: string): void {
    const pledge = board.pledges.rows.get(id)
    const figure = pledge === undefined ? null : figureOf(pledge)
    const shares =
      pledge === undefined || pledge.withdrawn || ownerOf(id) === this.#own
        ? null
        : sharesOf(pledge, board.agreements.rows.get(id) ?? null)
    const share = shares?.find(({ party, state }) => party === this.#own && state === 'offered')
    if (share === undefined || figure === null) this.byPledge.delete(id)
    else this.byPledge.set(id, { ...figure, value: share.value })
  }
}
