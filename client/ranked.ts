// Ids kept in an order: to put one where it belongs costs a search by halves, not a sort of all.

export class Ranked<Rank> {
  readonly #before: (a: Rank, b: Rank) => number
  readonly #ids: string[] = []
  readonly #ranks = new Map<string, Rank>()

  /** `order` as for a sort; of equals the smaller id stands first. */
  constructor(order: (a: Rank, b: Rank) => number) {
    this.#before = order
  }

  /** The list itself, as it stands; whoever keeps it takes a copy. */
  get ids(): readonly string[] {
    return this.#ids
  }

  rankOf(id: string): Rank | undefined {
    return this.#ranks.get(id)
  }

  /** Null takes the id out. Answers whether the list became another. */
  put(id: string, rank: Rank | null): boolean {
    const old = this.#ranks.get(id)
    if (old !== undefined) {
      if (rank !== null && this.#before(old, rank) === 0) {
        this.#ranks.set(id, rank)
        return false
      }
      this.#ids.splice(this.#placeOf(id, old), 1)
      this.#ranks.delete(id)
    }
    if (rank === null) return old !== undefined
    this.#ids.splice(this.#placeOf(id, rank), 0, id)
    this.#ranks.set(id, rank)
    return true
  }

  #placeOf(id: string, rank: Rank): number {
    let low = 0
    let high = this.#ids.length
    while (low < high) {
      const middle = (low + high) >> 1
      const at = this.#ids[middle] ?? ''
      const other = this.#ranks.get(at)
      const order = other === undefined ? 0 : this.#before(other, rank)
      if (order < 0 || (order === 0 && at < id)) low = middle + 1
      else high = middle
    }
    return low
  }
}
