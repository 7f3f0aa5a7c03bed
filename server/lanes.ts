// Work under one name runs one after the other, so that the second finds what the first left behind (C3, L3).

export class Lanes {
  readonly #ends = new Map<string, Promise<unknown>>()

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#ends.get(name)
    const turn = before === undefined ? work() : before.then(work, work)
    this.#ends.set(name, turn)
    try {
      return await turn
    } finally {
      if (this.#ends.get(name) === turn) this.#ends.delete(name)
    }
  }
}
