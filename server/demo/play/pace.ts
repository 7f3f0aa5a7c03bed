// The time and the chance of a play, passed in, so that a test plays a meeting in seconds and twice alike.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  /** ms of the play. */
  now(): number
  /** Resolves after so many ms of the play, or at once when it is stopped. */
  wait(ms: number): Promise<void>
  /** From 0 to below 1. */
  random(): number
  readonly stopped: AbortSignal
  stop(): void
}

/** `speed` 1 is a person's pace, 60 plays a minute in a second. */
export function startPace(now: () => number, speed = 1, seed = 27): Pace {
  const stopping = new AbortController()
  const start = now()
  let state = seed >>> 0
  return {
    now: () => (now() - start) * speed,
    wait: (ms) =>
      sleep(ms / speed, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined),
    // A Weyl sequence with a mixing step: plenty for pauses.
    random() {
      state = (state + 0x9e3779b9) >>> 0
      const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
      return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32
    },
    stopped: stopping.signal,
    stop: () => {
      stopping.abort()
    },
  }
}
