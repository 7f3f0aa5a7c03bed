// The pace of flushes, on a clock of the test's own.
import { describe, expect, it } from 'vitest'
import { TickPace } from '#server/room/tick.ts'

const defaults = { sendsPerSecond: 6000, maxWait: 38 }

/** Edits at an even pace for two seconds; how long the slowest of the second second waited, and flushes per second. */
function play(perSecond: number, receivers: number) {
  const pace = new TickPace(defaults)
  const start = 1_000_000
  let waiting: number[] = []
  let due: number | null = null
  let flushes = 0
  let longest = 0
  for (let ms = 0; ms < 2000; ms++) {
    const now = start + ms
    const arrived = Math.floor(((ms + 1) * perSecond) / 1000) - Math.floor((ms * perSecond) / 1000)
    for (let i = 0; i < arrived; i++) waiting.push(now)
    if (waiting.length > 0) due ??= now + pace.waitFor(now, receivers)
    if (due === null || now < due) continue
    if (ms >= 1000) longest = Math.max(longest, now - (waiting[0] ?? now))
    flushes += 1
    pace.spend(now, receivers, waiting.length)
    waiting = []
    due = null
  }
  return { longest, perSecond: flushes / 2 }
}

describe('[G11] the pace of flushes', () => {
  it('at rest nobody waits', () => {
    expect(play(5, 285)).toEqual({ longest: 0, perSecond: 5 })
    expect(play(57, 20).longest).toBe(0)
  })

  it('a hall that writes steadily shares flushes, and waits no longer than it may', () => {
    const { longest, perSecond } = play(57, 285)
    expect(longest).toBeLessThanOrEqual(defaults.maxWait + 1)
    expect(perSecond).toBeLessThan(25)
  })

  it('a hall in a hurry waits less, because each flush carries more', () => {
    const steady = play(57, 285)
    const burst = play(570, 285)
    expect(burst.longest).toBeLessThan(steady.longest)
    expect(burst.perSecond).toBeLessThan(60)
  })

  it('a thousand receivers are waited for as long as may be', () => {
    expect(play(570, 1000).perSecond).toBeLessThan(30)
  })
})
