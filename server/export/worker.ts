// The thread in which exports are made.
import { parentPort } from 'node:worker_threads'
import { type Job, run } from './job.ts'

parentPort?.on('message', ({ job, update }: { job: Job; update: Uint8Array }) => {
  void run(job, update).then((bytes) => parentPort?.postMessage(bytes, [bytes.buffer]))
})
