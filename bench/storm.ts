// Many connections at once, each of which must be brought up to date.
import { performance } from 'node:perf_hooks'
import { openRaw, type RawClient } from './raw-client.ts'
import { pause, syncMessage } from './hall.ts'
import type { Target } from './target.ts'

export interface Storm {
  /** Server CPU, ms. */
  readonly cpu: number
  /** Until the last was in sync, ms. */
  readonly elapsed: number
}

/** Opens so many connections at once; each is done when it has received `bytes`. */
export async function storm(
  target: Target,
  count: number,
  bytes: number,
  hello: readonly Uint8Array[],
): Promise<Storm> {
  const before = await target.ask('collect')
  const start = performance.now()
  const clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = await openRaw(target.port, target.reader)
      for (const message of hello) client.send(message)
      return client
    }),
  )
  const deadline = start + 60_000
  const isDone = (client: RawClient) => client.received() >= bytes
  while (!clients.every(isDone) && performance.now() < deadline) await pause(2)
  const elapsed = performance.now() - start
  const late = clients.filter((client) => !isDone(client)).length
  if (late > 0)
    throw new Error(`${target.name}: ${String(late)} of ${String(count)} were never in sync`)
  const after = await target.ask('usage')
  for (const client of clients) client.close()
  await pause(300)
  return { cpu: after.cpu - before.cpu, elapsed }
}

/** Tells the relay what it is to send to whoever joins. */
export async function setHistory(relay: Target, updates: readonly Uint8Array[]): Promise<number> {
  const client = await openRaw(relay.port, '/history')
  let bytes = 0
  for (const update of updates) {
    const message = syncMessage(2, update)
    bytes += message.length
    client.send(message)
  }
  await new Promise<void>((resolve) => {
    client.socket.end(() => {
      resolve()
    })
  })
  await pause(500)
  return bytes
}
