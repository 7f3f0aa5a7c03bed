// When to flush: at once while the room is quiet, in widening batches as fan-out grows.

/** So many changes in a flush make its sends worth more, up to `mostWorth` times: a full hall waits less, not longer. */
const fairBatch = 4
const mostWorth = 2.5

/**
 * A bucket of sends. Each flush costs as many sends as it has receivers; the bucket refills at a fixed rate. While it
 * holds enough, an edit is flushed on arrival (a commit costs 0.3 ms); once the room is busy, edits wait and share a
 * flush, at most `maxWait`. So latency at rest is that of a relay, and cost under load that of a batch.
 */
export class TickPace {
  readonly #sendsPerMs: number
  readonly #burst: number
  readonly #maxWait: number
  #sends: number
  #worth = 1
  #at = 0

  constructor({ sendsPerSecond, maxWait }: { sendsPerSecond: number; maxWait: number }) {
    this.#sendsPerMs = sendsPerSecond / 1000
    this.#burst = sendsPerSecond / 10
    this.#maxWait = maxWait
    this.#sends = this.#burst
  }

  /** Milliseconds from `now` until a flush to so many receivers is due. */
  waitFor(now: number, receivers: number): number {
    this.#refill(now)
    const cost = Math.min(receivers, this.#burst)
    const wait = (cost - this.#sends) / (this.#sendsPerMs * this.#worth)
    return Math.min(this.#maxWait, Math.max(0, wait))
  }

  /** Books a flush of so many changes. The debt is bounded, so that a burst does not slow what comes after it. */
  spend(now: number, receivers: number, changes: number): void {
    this.#refill(now)
    this.#worth = Math.min(mostWorth, Math.max(1, changes / fairBatch))
    this.#sends = Math.max(this.#sends - receivers, -this.#maxWait * this.#sendsPerMs)
  }

  #refill(now: number): void {
    const gained = (now - this.#at) * this.#sendsPerMs * this.#worth
    this.#sends = Math.min(this.#burst, this.#sends + gained)
    this.#at = now
  }
}
