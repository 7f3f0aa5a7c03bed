// The server put together: one HTTP server, three doors, the rooms behind them.
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { openCommandDoor } from './commands/command-door.ts'
import type { Config } from './config.ts'
import { Documents } from './documents/documents.ts'
import { Exporter } from './export/exporter.ts'
import { openGate } from './gate.ts'
import { createHttpDoor } from './http/http-door.ts'
import { Messages } from './messages/messages.ts'
import { Reminders } from './reminders/reminders.ts'
import { serverClientIdOf } from './room/room.ts'
import { Rooms } from './room/rooms.ts'
import { Seats } from './seats/seats.ts'
import { newId } from './seats/sessions.ts'
import { createTokens, type Tokens } from './seats/tokens.ts'
import { Statements } from './statements/statements.ts'
import type { Storage } from './storage/storage.ts'
import { openBoardDoor } from './sync/board-door.ts'
import { Texts } from './texts/texts.ts'

export interface AppDeps {
  readonly config: Config
  readonly storage: Storage
  readonly now: () => number
  readonly log: Logger
  /** Where the page lies, if not where it is built. */
  readonly pageFolder?: string
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

export async function createApp({ config, storage, now, log, ...more }: AppDeps): Promise<App> {
  const tokens = createTokens(await storage.secret('tokens', () => randomBytes(32)))
  const seats = new Seats(storage, tokens, now)
  const rooms = new Rooms({
    storage,
    now,
    newId,
    serverClientId: serverClientIdOf(randomBytes(4)),
    tick: config.tick,
    patience: config.patience,
    log,
    onTray: (_session, seat, entry) => {
      commandDoor.tellTray(seat, entry)
    },
  })
  const messages = new Messages({
    storage,
    rooms,
    now,
    allowance: config.limits.messages,
    onAdded: (session, message) => {
      commandDoor.tellMessage(session, message)
    },
  })
  const documents = new Documents({ storage, rooms, now, quota: config.documentBytes, log })
  const statements = new Statements({
    storage,
    rooms,
    now,
    onChanged: (session, statement) => {
      commandDoor.tellStatement(session, statement)
    },
  })
  const reminders = new Reminders({ storage, rooms, now })
  const texts = new Texts({ storage, rooms })
  const exporter = new Exporter()
  const door = {
    storage,
    rooms,
    seats,
    tokens,
    messages,
    documents,
    exporter,
    statements,
    reminders,
    texts,
    config,
    now,
    log,
  }
  const commandDoor = openCommandDoor(door)
  const boardDoor = openBoardDoor(door)
  const http = openGate(
    { http: createHttpDoor({ ...door, ...more }), commandDoor, boardDoor },
    door,
  )

  return {
    rooms,
    seats,
    tokens,
    async listen() {
      const address = await listen(http, config)
      void rooms.lookAtAll()
      return address
    },
    async close() {
      const closed = new Promise((resolve) => http.close(resolve))
      boardDoor.close()
      commandDoor.close()
      await exporter.close()
      await rooms.close()
      seats.close()
      http.closeAllConnections()
      await closed
    },
  }
}

function listen(http: Server, { port, host }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `port ${String(port)} on ${host} is in use by another program; set PORT to a free one, such as ${String(port + 1)}`
          : error.code === 'EACCES'
            ? `port ${String(port)} may not be used by this account; set PORT to one above 1023`
            : `HOST is ${host}: ${error.message}`
      reject(new Error(`The server cannot listen: ${why}.`, { cause: error }))
    }
    http.once('error', refused)
    http.listen(port, host, () => {
      http.off('error', refused)
      const { address, port: bound, family } = http.address() as AddressInfo
      const name = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
      resolve(
        `http://${family === 'IPv6' && name !== '127.0.0.1' ? `[${name}]` : name}:${String(bound)}`,
      )
    })
  })
}
