// How much one seat, one connection, one address may ask for (G20). Buckets in memory; nothing is kept of them.

export interface Allowance {
  /** How many at once. */
  readonly burst: number
  readonly perSecond: number
}

/** One bucket: full at first, refilled evenly. */
export class Bucket {
  readonly #allowance: Allowance
  #left: number
  #at: number

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance
    this.#left = allowance.burst
    this.#at = now
  }

  /** Takes `cost` if there is as much; otherwise takes nothing. */
  take(now: number, cost = 1): boolean {
    this.#refill(now)
    if (this.#left < cost) return false
    this.#left -= cost
    return true
  }

  /** Whole seconds until `cost` could be taken. */
  secondsUntil(now: number, cost = 1): number {
    this.#refill(now)
    return Math.max(1, Math.ceil((cost - this.#left) / this.#allowance.perSecond))
  }

  isFull(now: number): boolean {
    this.#refill(now)
    return this.#left >= this.#allowance.burst
  }

  #refill(now: number): void {
    const { burst, perSecond } = this.#allowance
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * perSecond)
    this.#at = now
  }
}

const sweepAt = 10_000

/** A bucket for each name; full ones are forgotten, so memory follows what goes on, not who ever came. */
export class Buckets {
  readonly #allowance: Allowance
  readonly #buckets = new Map<string, Bucket>()

  constructor(allowance: Allowance) {
    this.#allowance = allowance
  }

  of(name: string, now: number): Bucket {
    let bucket = this.#buckets.get(name)
    if (bucket === undefined) {
      if (this.#buckets.size >= sweepAt) this.#sweep(now)
      this.#buckets.set(name, (bucket = new Bucket(this.#allowance, now)))
    }
    return bucket
  }

  #sweep(now: number): void {
    for (const [name, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(name)
  }
}
