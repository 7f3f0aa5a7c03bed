// The hall's mere readers, in a process of their own with the lowest priority: in a real hall each is another machine,
// and its reading does not delay what the probes measure.
import { constants, setPriority } from 'node:os'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openRaw } from './raw-client.ts'

interface Order {
  readonly port: number
  readonly path: string
  readonly count: number
  /** What each says on arriving. */
  readonly hello: readonly number[][]
}

export interface Crowd {
  /** So many more readers; resolves once all have been let in. */
  grow(count: number): Promise<void>
  leave(): Promise<void>
}

export function openCrowd(port: number, path: string, hello: readonly Uint8Array[]): Crowd {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['crowd'])
  return {
    async grow(count) {
      const order: Order = { port, path, count, hello: hello.map((message) => [...message]) }
      child.send(order)
      await once(child, 'message')
    },
    async leave() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

async function enter({ port, path, count, hello }: Order): Promise<void> {
  for (let n = 0; n < count; n++) {
    const client = await openRaw(port, path)
    for (const message of hello) client.send(Uint8Array.from(message))
  }
  process.send?.('here')
}

if (process.argv[2] === 'crowd') {
  setPriority(constants.priority.PRIORITY_LOW)
  process.on('disconnect', () => process.exit(0))
  process.on('message', (order: Order) => {
    enter(order).catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
  })
}
