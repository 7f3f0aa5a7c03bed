// The server put together: one HTTP server, three doors, the rooms behind them.
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { refuse } from '#shared/refusals.ts'
import { openCommandDoor } from './commands/command-door.ts'
import type { Config } from './config.ts'
import { createHttpDoor } from './http/http-door.ts'
import { Buckets } from './limits.ts'
import { serverClientIdOf } from './room/room.ts'
import { Rooms } from './room/rooms.ts'
import { Seats } from './seats/seats.ts'
import { newId } from './seats/sessions.ts'
import { createTokens, type Tokens } from './seats/tokens.ts'
import { loggablePath, readVisitor } from './seats/visitor.ts'
import type { Storage } from './storage/storage.ts'
import { openBoardDoor } from './sync/board-door.ts'

export interface AppDeps {
  readonly config: Config
  readonly storage: Storage
  readonly now: () => number
  readonly log: Logger
}

export interface App {
  readonly rooms: Rooms
  readonly seats: Seats
  readonly tokens: Tokens
  /** Resolves to the base address once it accepts connections; rejects with what an operator can act on. */
  listen(): Promise<string>
  /** Finishes what is under way, keeps snapshots, closes every connection. The store stays open. */
  close(): Promise<void>
}

export async function createApp({ config, storage, now, log }: AppDeps): Promise<App> {
  const tokens = createTokens(await storage.secret('tokens', () => randomBytes(32)))
  const seats = new Seats(storage, tokens, now)
  const rooms = new Rooms({
    storage,
    now,
    newId,
    serverClientId: serverClientIdOf(randomBytes(4)),
    tick: config.tick,
    log,
    onTray: (_session, seat, entry) => {
      commandDoor.tellTray(seat, entry)
    },
  })
  const door = { storage, rooms, seats, tokens, config, now, log }
  const http = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 20_000,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 10_000,
    },
    createHttpDoor(door),
  )
  const commandDoor = openCommandDoor(http, door)
  const boardDoor = openBoardDoor(door)
  guardUpgrades(http, boardDoor, { config, now, log })

  return {
    rooms,
    seats,
    tokens,
    listen: () => listen(http, config),
    async close() {
      boardDoor.close()
      await commandDoor.close()
      http.close()
      await rooms.close()
      http.closeAllConnections()
    },
  }
}

/** Upgrades: counted by address, then taken by the door they name, or refused. */
function guardUpgrades(
  http: Server,
  boardDoor: ReturnType<typeof openBoardDoor>,
  { config, now, log }: Pick<AppDeps, 'config' | 'now' | 'log'>,
): void {
  const connects = new Buckets(config.limits.connects)
  http.prependListener('upgrade', (request, socket) => {
    // Without a listener a peer that drops dead in the handshake would end the process.
    socket.on('error', (error: Error) => {
      log.debug({ reason: error.message }, 'a connection broke')
    })
    const { address } = readVisitor(request, new URLSearchParams(), config)
    const bucket = connects.of(address, now())
    if (!bucket.take(now())) {
      const seconds = String(bucket.secondsUntil(now()))
      socket.end(
        `HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${seconds}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      )
    }
  })
  http.on('upgrade', (request, socket, head) => {
    if (!socket.writable || request.url?.startsWith('/socket.io/')) return
    let isTaken = false
    try {
      isTaken = boardDoor.upgrade(
        request,
        socket,
        head,
        new URL(request.url ?? '/', 'http://server'),
      )
    } catch {
      // An address that is none: refused below.
    }
    if (!isTaken) {
      log.info({ path: loggablePath(request.url ?? '/') }, 'an upgrade to nowhere was refused')
      const body = JSON.stringify({
        ok: false,
        error: refuse('not_found', 'C6', { what: 'socket' }),
      })
      socket.end(
        `HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
      )
    }
  })
  http.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
}

function listen(http: Server, { port, host }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `port ${String(port)} on ${host} is in use by another program; set PORT to a free one`
          : error.code === 'EACCES'
            ? `port ${String(port)} may not be used by this account; set PORT to one above 1023`
            : error.message
      reject(new Error(`The server cannot listen: ${why}.`, { cause: error }))
    })
    http.listen(port, host, () => {
      const { address, port: bound, family } = http.address() as AddressInfo
      const name = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
      resolve(
        `http://${family === 'IPv6' && name !== '127.0.0.1' ? `[${name}]` : name}:${String(bound)}`,
      )
    })
  })
}
