// Where everything comes in: counted by address (G20), then handed to the door it is for.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { CommandDoor } from './commands/command-door.ts'
import type { Config } from './config.ts'
import { Buckets } from './limits.ts'
import { addressOf, loggablePath } from './seats/visitor.ts'
import type { BoardDoor } from './sync/board-door.ts'

interface Doors {
  readonly http: RequestListener
  readonly commandDoor: CommandDoor
  readonly boardDoor: BoardDoor
}

interface Deps {
  readonly config: Config
  readonly now: () => number
  readonly log: {
    debug(fields: object, message: string): void
    info(fields: object, message: string): void
  }
}

/** A browser brings the cookies of all the seats it ever opened. */
const maxHeaderSize = 32 * 1024
const isForCommands = (url = '') => url.startsWith('/socket.io/')
const isWithinSession = (url = '') => /[?&]sid=/.test(url)

export function openGate(doors: Doors, { config, now, log }: Deps): Server {
  const connects = new Buckets(config.limits.connects)
  /** Null if one more connection of its address is welcome. */
  const refuseConnect = (request: IncomingMessage): Refusal | null => {
    const bucket = connects.of(addressOf(request, config), now())
    return bucket.take(now())
      ? null
      : refuse('too_many', 'G20', { seconds: bucket.secondsUntil(now()) })
  }

  const http = createServer(
    {
      maxHeaderSize,
      headersTimeout: config.limits.headersMs,
      requestTimeout: config.limits.headersMs * 2,
      connectionsCheckingInterval: config.limits.headersMs / 5,
      keepAliveTimeout: 10_000,
      // Clients that merely offer another protocol (h2c) are served as they are.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => {
      if (!isForCommands(request.url)) {
        doors.http(request, response)
        return
      }
      const refusal = isWithinSession(request.url) ? null : refuseConnect(request)
      if (refusal === null) doors.commandDoor.request(request, response)
      else answer(response, 429, refusal)
    },
  )
  http.on('upgrade', (request, socket, head) => {
    // Without a listener a peer that drops dead in the handshake would end the process.
    socket.on('error', (error: Error) => {
      log.debug({ reason: error.message }, 'a connection broke')
    })
    const refusal = refuseConnect(request)
    if (refusal !== null) end(socket, 429, refusal)
    else if (isForCommands(request.url)) doors.commandDoor.upgrade(request, socket, head)
    else if (!doors.boardDoor.upgrade(request, socket, head)) {
      log.info({ path: loggablePath(request.url ?? '/') }, 'an upgrade to nowhere was refused')
      end(socket, 404, refuse('not_found', 'C6', { what: 'socket' }))
    }
  })
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    log.debug({ reason: error.code ?? error.message }, 'a request was not understood')
    const [status, refusal] = faultOf(error)
    end(socket, status, refusal)
  })
  // Behind a proxy all connections are the proxy's own.
  if (!config.trustProxy) limitConnections(http, config.limits.connectionsPerAddress)
  return http
}

/** What is open of one address, whether or not it ever says a word. */
function limitConnections(http: Server, most: number): void {
  const open = new Map<string, number>()
  http.on('connection', (socket) => {
    const address = addressOf({ headers: {}, socket }, { trustProxy: false, publicUrl: undefined })
    const count = open.get(address) ?? 0
    if (count >= most) {
      socket.destroy()
      return
    }
    open.set(address, count + 1)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
}

function faultOf({ code }: NodeJS.ErrnoException): [number, Refusal] {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const limit = `${String(maxHeaderSize / 1024)} KiB of headers`
    return [431, refuse('too_large', 'G20', { limit })]
  }
  const isSlow = code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const why = isSlow ? 'it took too long to arrive' : 'it is not HTTP'
  return [isSlow ? 408 : 400, refuse('bad_input', 'C1', { where: 'request', why })]
}

function answer(response: ServerResponse, status: number, error: Refusal): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...retryAfter(error) })
  response.end(JSON.stringify({ ok: false, error }))
}

/** Answers on a bare socket, and does not wait for the peer to hang up. */
function end(socket: Duplex, status: number, error: Refusal): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify({ ok: false, error })
  const headers = {
    Connection: 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...retryAfter(error),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`,
    () => socket.destroy(),
  )
}

const retryAfter = ({ params }: Refusal): Record<string, string> =>
  params['seconds'] === undefined ? {} : { 'Retry-After': String(params['seconds']) }
