// Exports are made beside the thread that serves the rooms: of a large board they take longer than a meeting may wait.
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Room } from '../room/room.ts'
import type { Job } from './job.ts'

/** Threads at once, and how many may wait for one. */
const mostAtOnce = 2
const mostWaiting = 20
const patienceMs = 60_000

export class Exporter {
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #workers = new Set<Worker>()

  /** Of what the room holds when its turn comes. */
  async make(room: Room, job: Job): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    if (this.#running < mostAtOnce) this.#running += 1
    else if (this.#waiting.length >= mostWaiting) return refuse('too_many', 'G20', { seconds: 10 })
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      await room.settled()
      return await this.#work(job, Y.encodeStateAsUpdate(room.doc))
    } finally {
      // Whoever waits takes the place over.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()))
  }

  #work(job: Job, update: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: { job, update },
      })
      this.#workers.add(worker)
      const late = setTimeout(() => {
        reject(new Error(`an export took longer than ${String(patienceMs)} ms`))
        void worker.terminate()
      }, patienceMs)
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => {
        clearTimeout(late)
        this.#workers.delete(worker)
        reject(new Error('an export ended without a result'))
      })
    })
  }
}
