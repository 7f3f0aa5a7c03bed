// The doors without a library's kindness: bare WebSockets, bare HTTP, and whatever bytes a test wishes to send.
import { once } from 'node:events'
import { connect, type Socket as NetSocket } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import type { Refusal } from '#shared/refusals.ts'
import type { TestServer } from './server.ts'
import { until } from './until.ts'

type Origin = Pick<TestServer, 'origin'>
type Headers = Readonly<Record<string, string>>

export interface RawBoard {
  readonly ws: WebSocket
  readonly frames: Buffer[]
  /** Null while it is open. */
  close(): { code: number; reason: string } | null
  /** Resolves with the code and reason the server closed it with. */
  closed(): Promise<{ code: number; reason: string }>
}

export function openBoard(server: Origin, path: string, headers: Headers = {}): RawBoard {
  const ws = new WebSocket(`${server.origin.replace('http', 'ws')}${path}`, { headers })
  const frames: Buffer[] = []
  let close: { code: number; reason: string } | null = null
  ws.on('message', (data: Buffer) => frames.push(data))
  ws.on('close', (code, reason) => (close = { code, reason: reason.toString() }))
  ws.on('error', () => undefined)
  return {
    ws,
    frames,
    close: () => close,
    closed: () => until(() => close, 'the server to close the socket'),
  }
}

/** y-websocket frames as a stranger would build them. */
export const step1 = (stateVector: Uint8Array) => syncFrame(0, stateVector)
export const step2 = (update: Uint8Array) => syncFrame(1, update)
export const updateFrame = (update: Uint8Array) => syncFrame(2, update)
export const emptyStep1 = step1(new Uint8Array([0]))

function syncFrame(kind: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0, kind]), varUint(content.length), content])
}

export function presenceFrame(clientId: number, clock: number, state: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(state))
  const inner = [varUint(1), varUint(clientId), varUint(clock), varUint(json.length), json]
  const content = Buffer.concat(inner)
  return Buffer.concat([Buffer.from([1]), varUint(content.length), content])
}

export function varUint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}

/** A command channel; `refused` holds what the server said to a connection it did not admit. */
export interface RawCommands {
  readonly socket: Socket
  refused(): Refusal | null
  /** Resolves once it is admitted, or with the refusal. */
  settled(): Promise<Refusal | 'admitted'>
  /** Sends whatever is given and waits for the acknowledgement. */
  send(...event: unknown[]): Promise<unknown>
}

export function openCommands(
  server: Origin,
  options: {
    auth?: object
    query?: Record<string, string>
    headers?: Headers
    transports?: string[]
  },
): RawCommands {
  const { auth = {}, query = {}, headers = {}, transports = ['websocket'] } = options
  const socket = io(server.origin, {
    auth,
    query,
    transports,
    extraHeaders: headers,
    forceNew: true,
    reconnection: false,
  })
  let refused: Refusal | null = null
  let failed: Error | null = null
  socket.on('connect_error', (error: Error & { data?: Refusal }) => {
    refused = error.data ?? null
    failed = error
  })
  return {
    socket,
    refused: () => refused,
    async settled() {
      await until(() => socket.connected || failed !== null, 'an answer of the command door')
      if (socket.connected) return 'admitted'
      if (refused === null) throw failed ?? new Error('no answer')
      return refused
    },
    send: (name, ...rest) => socket.timeout(10_000).emitWithAck(String(name), ...rest),
  }
}

export interface Joined {
  readonly seat: string
  /** `seat.<id>=<credential>` */
  readonly cookie: string
  readonly setCookie: string
}

/** Opens a join link as a browser does; what is not a redirect to a seat is an error. */
export async function join(server: Origin, token: string, headers: Headers = {}): Promise<Joined> {
  const response = await fetch(`${server.origin}/join/${token}`, { redirect: 'manual', headers })
  const location = response.headers.get('location') ?? ''
  const seat = /^\/seat\/([\w-]+)$/.exec(location)?.[1]
  const setCookie = response.headers.get('set-cookie')
  if (response.status !== 303 || seat === undefined || setCookie === null)
    throw new Error(`no seat: ${String(response.status)} ${location}`)
  return { seat, setCookie, cookie: setCookie.split(';', 1)[0] ?? '' }
}

/** Sits down: says name and function. */
export function sitDown(
  server: Origin,
  { seat, cookie }: Pick<Joined, 'seat' | 'cookie'>,
  name: string,
  headers: Headers = {},
): Promise<Response> {
  return fetch(`${server.origin}/api/seat/${seat}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie, ...headers },
    body: JSON.stringify({ name, function: 'Adviser' }),
  })
}

/** What the server answers to these bytes until it hangs up, or until `enough` is satisfied. */
export async function speak(
  server: Origin,
  bytes: string | Uint8Array,
  enough: (answer: string) => boolean = () => false,
): Promise<string> {
  const socket = await dial(server)
  let answer = ''
  let isOver = false
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
  socket.on('close', () => (isOver = true))
  socket.write(bytes)
  await until(() => isOver || enough(answer), `an answer to ${String(bytes).slice(0, 60)}`)
  socket.destroy()
  return answer
}

export async function dial(server: Origin): Promise<NetSocket> {
  const { port, hostname } = new URL(server.origin)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
