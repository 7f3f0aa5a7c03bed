// A seat at the real doors: an unmodified y-websocket provider and a socket.io client, as a stranger would build it.
import { io, type Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { createRow, readRow, type Scalar } from '#shared/board.ts'
import type {
  Answer,
  ClientEvents,
  CommandArgument,
  CommandName,
  ServerEvents,
} from '#shared/commands.ts'
import type { TextKind } from '#shared/drafting.ts'
import type { TrayEntry } from '#shared/commands/reading.ts'
import { pledgeDigest } from '#shared/pledge.ts'
import type { Role } from '#shared/roles.ts'
import { ulidOf } from '#shared/text.ts'
import { serverClientIds } from '#server/room/guard/judge.ts'
import type { TestServer } from './server.ts'
import { until } from './until.ts'

export interface SeatClient {
  readonly role: Role
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  readonly socket: Socket<ServerEvents, ClientEvents>
  /** Close codes of the board socket, in the order they came. */
  readonly closes: { readonly code: number; readonly reason: string }[]
  readonly tray: TrayEntry[]
  act<N extends CommandName>(
    name: N,
    input: CommandArgument<N>,
    commandId?: string,
  ): Promise<Answer<N>>
  /** Places a pledge of the seat's delegation; resolves at once, as an edit does. */
  pledge(fields: Record<string, Scalar>): string
  request(fields: Record<string, Scalar>): string
  /** Digest of a pledge as this seat sees it. */
  seen(pledge: string): string
  close(): void
}

let count = 0

/** A row id whose random part is a running number: tests need no randomness. From the day after the demo's own. */
export function rowId(owner: string): string {
  const random = new Uint8Array(10)
  new DataView(random.buffer).setUint32(6, ++count)
  return `${owner}~${ulidOf(1_744_416_000_000, random)}`
}

export function commandId(): string {
  return `command-${String(++count)}`
}

/** Opens both sockets of a seat and waits until the board is in sync. */
export async function connectSeat(
  server: Pick<TestServer, 'origin' | 'session' | 'token'>,
  role: Role,
  delegation: string | null = null,
  options: {
    doc?: Y.Doc
    door?: 'board' | 'caucus' | TextKind
    token?: string
    expectSync?: boolean
  } = {},
): Promise<SeatClient> {
  const token = options.token ?? (await server.token(role, delegation))
  const doc = options.doc ?? new Y.Doc()
  // One random id in four thousand is the server's (G8): a page takes another, and so must whoever stands for one.
  while (doc.clientID >= serverClientIds.from) doc.clientID = new Y.Doc().clientID
  const closes: { code: number; reason: string }[] = []
  const provider = new WebsocketProvider(
    `${server.origin.replace('http', 'ws')}/${options.door ?? 'board'}`,
    server.session,
    doc,
    {
      params: { token },
      disableBc: true,
      maxBackoffTime: 200,
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    },
  )
  provider.on('connection-close', (event) => {
    if (event) closes.push({ code: event.code, reason: event.reason })
  })
  const socket: Socket<ServerEvents, ClientEvents> = io(server.origin, {
    auth: { token },
    transports: ['websocket'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    forceNew: true,
  })
  const tray: TrayEntry[] = []
  socket.on('tray:added', (entry) => tray.push(entry))
  const seat: SeatClient = {
    role,
    doc,
    provider,
    socket,
    closes,
    tray,
    async act(name, input, id = commandId()) {
      // The table's name and input agree by the signature; socket.io's types cannot follow a generic name.
      const emit = socket.timeout(10_000).emitWithAck.bind(socket.timeout(10_000)) as (
        name: string,
        payload: object,
      ) => Promise<never>
      return emit(name, { commandId: id, ...input })
    },
    pledge(fields) {
      const id = rowId(delegation ?? '')
      createRow(doc, 'pledges', id, fields)
      return id
    },
    request(fields) {
      const id = rowId(delegation ?? '')
      createRow(doc, 'requests', id, fields)
      return id
    },
    seen(id) {
      const pledge = readRow(doc, 'pledges', id)
      if (pledge === null) throw new Error(`the seat does not see ${id}`)
      return pledgeDigest(pledge)
    },
    close() {
      provider.destroy()
      socket.disconnect()
      doc.destroy()
    },
  }
  if (options.expectSync !== false) {
    await until(() => provider.synced, 'the board to be in sync')
    await until(() => socket.connected, 'the command channel')
  }
  return seat
}
