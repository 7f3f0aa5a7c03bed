// What a measured server tells the bench over the process channel: where it listens, what it has used.

export interface Usage {
  /** CPU of the process so far, user and system, ms. */
  readonly cpu: number
  /** Resident memory, MiB. */
  readonly rss: number
  /** Heap and buffers in use after a collection, MiB. */
  readonly used: number
}

export type Question = 'usage' | 'collect' | 'quit'

/** Answers the bench's questions about this process until it says quit. */
export function answerBench(ready: object, quit: () => Promise<void> | void): void {
  process.on('message', (question: Question) => {
    if (question === 'quit') {
      void Promise.resolve(quit()).then(() => process.exit(0))
      return
    }
    if (question === 'collect') globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed, external } = process.memoryUsage()
    const usage: Usage = {
      cpu: (user + system) / 1000,
      rss: rss / 2 ** 20,
      used: (heapUsed + external) / 2 ** 20,
    }
    process.send?.(usage)
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.(ready)
}
