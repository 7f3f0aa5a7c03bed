// A network cable between one visitor and the server, to be pulled and plugged in again.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Cable {
  /** Where the visitor finds the server: `http://127.0.0.1:<port>`. */
  readonly origin: string
  /** Whatever goes through breaks off; whatever comes is cut at once. */
  pull(): void
  plug(): void
  close(): Promise<void>
}

export async function openCable(origin: string): Promise<Cable> {
  const port = Number(new URL(origin).port)
  const ends = new Set<Socket>()
  let isPlugged = true
  const server = createServer((near) => {
    if (!isPlugged) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => other.destroy())
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const end of ends) end.destroy()
  }
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    pull() {
      isPlugged = false
      cut()
    },
    plug() {
      isPlugged = true
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
