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
    if (!this.has(now, cost)) return false
    this.#left -= cost
    return true
  }

  has(now: number, cost = 1): boolean {
    this.#refill(now)
    return this.#left >= cost
  }

  /** Books what was spent before it could be known; the debt is at most one burst. */
  spend(now: number, cost: number): void {
    this.#refill(now)
    this.#left = Math.max(-this.#allowance.burst, this.#left - cost)
  }

  /** Whole seconds until `cost` could be taken. */
  secondsUntil(now: number, cost = 1): number {
    this.#refill(now)
    return Math.max(1, Math.ceil((cost - this.#left) / this.#allowance.perSecond))
  }

  isFull(now: number): boolean {
    return this.has(now, this.#allowance.burst)
  }

  #refill(now: number): void {
    const { burst, perSecond } = this.#allowance
    // A clock that was set back refills nothing and takes nothing away.
    const elapsed = Math.max(0, now - this.#at)
    this.#left = Math.min(burst, this.#left + (elapsed / 1000) * perSecond)
    this.#at = now
  }
}

const sweepEvery = 1000

/**
 * A bucket for each name. Full ones are forgotten, so that memory follows what goes on, not who ever came; and there
 * are never more than `most`, however many addresses someone commands: the one made first gives way.
 */
export class Buckets {
  readonly #allowance: Allowance
  readonly #most: number
  readonly #buckets = new Map<string, Bucket>()
  #sweptAt = -Infinity

  constructor(allowance: Allowance, most = 10_000) {
    this.#allowance = allowance
    this.#most = most
  }

  get size(): number {
    return this.#buckets.size
  }

  of(name: string, now: number): Bucket {
    let bucket = this.#buckets.get(name)
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#most) this.#makeRoom(now)
      this.#buckets.set(name, (bucket = new Bucket(this.#allowance, now)))
    }
    return bucket
  }

  #makeRoom(now: number): void {
    if (Math.abs(now - this.#sweptAt) >= sweepEvery) {
      this.#sweptAt = now
      for (const [name, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(name)
    }
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size < this.#most) return
      this.#buckets.delete(oldest)
    }
  }
}
