// The thread in which one export is made.
import { parentPort, workerData } from 'node:worker_threads'
import { type Job, run } from './job.ts'

const { job, update } = workerData as { job: Job; update: Uint8Array }
const bytes = run(job, update)
parentPort?.postMessage(bytes, [bytes.buffer])
