// Exports are made beside the thread that serves the rooms: of a large board they take longer than a meeting may wait.
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { Lanes } from '../lanes.ts'
import type { Room } from '../room/room.ts'
import type { Job } from './job.ts'

/** How many may wait for the thread. */
const mostWaiting = 20
const patienceMs = 60_000
/** How long the thread stays after its last job. */
const idleMs = 30_000

export class Exporter {
  readonly #lane = new Lanes()
  #waiting = 0
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | null = null

  /** Of what the room holds when its turn comes; one after another. */
  async make(room: Room, job: Job): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    if (this.#waiting >= mostWaiting) return refuse('too_many', 'G20', { seconds: 10 })
    this.#waiting += 1
    try {
      return await this.#lane.run('', async () => {
        await room.settled()
        return this.#work(job, Y.encodeStateAsUpdate(room.doc))
      })
    } finally {
      this.#waiting -= 1
    }
  }

  async close(): Promise<void> {
    await this.#end()
  }

  #work(job: Job, update: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#idle !== null) clearTimeout(this.#idle)
    const worker = (this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url)))
    // A server that has nothing else to do may end.
    worker.unref()
    return new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
      const fail = (error: Error) => {
        clearTimeout(late)
        worker.off('error', fail).off('exit', exit)
        reject(error)
        void this.#end()
      }
      const late = setTimeout(() => {
        fail(new Error(`an export took longer than ${String(patienceMs)} ms`))
      }, patienceMs)
      const exit = () => {
        fail(new Error('the thread of the exports ended'))
      }
      worker.once('error', fail)
      worker.once('exit', exit)
      worker.once('message', (bytes: Uint8Array<ArrayBuffer>) => {
        clearTimeout(late)
        worker.off('error', fail).off('exit', exit)
        this.#idle = setTimeout(() => void this.#end(), idleMs).unref()
        resolve(bytes)
      })
      worker.postMessage({ job, update })
    })
  }

  async #end(): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }
}
