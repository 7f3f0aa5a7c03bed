// Door 1: `/board/<session>`, the caucuses and the texts written together beside it: the y-websocket protocol, for
// whoever holds a live seat.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { communiqueDocOf, draftingRoles, notesDocOf, textKinds } from '#shared/drafting.ts'
import { closeCodes, isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { presentRoles } from '#shared/roles.ts'
import { teamDocOf, teamRoles } from '#shared/team.ts'
import type { Config } from '../config.ts'
import { Buckets } from '../limits.ts'
import type { Rooms } from '../room/rooms.ts'
import { actorOf, type Pass, type Seats } from '../seats/seats.ts'
import type { DocId, SeatRow } from '../storage/storage.ts'
import { readVisitor } from '../seats/visitor.ts'
import { BoardConnection, closeReason } from './board-connection.ts'

const maxFrame = 1024 * 1024
const muchToRead = 128 * 1024

interface Deps {
  readonly rooms: Rooms
  readonly seats: Seats
  readonly config: Config
  readonly now: () => number
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

export interface BoardDoor {
  /** Takes the upgrade if it is for this door. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  close(): void
}

export function openBoardDoor({ rooms, seats, config, now, log }: Deps): BoardDoor {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrame,
    perMessageDeflate: false,
    skipUTF8Validation: true,
    autoPong: false,
  })
  const faults = new Buckets(config.limits.faults)
  const encoded = new Buckets(config.limits.encoded)
  const alive = new WeakSet<WebSocket>()
  const beat = setInterval(() => {
    for (const ws of wss.clients) {
      // A peer with much still to read cannot have seen the ping: whether it is too slow, its room decides (G19).
      if (ws.bufferedAmount > muchToRead) continue
      if (!alive.has(ws)) ws.terminate()
      else {
        alive.delete(ws)
        ws.ping()
      }
    }
  }, config.heartbeatMs)
  beat.unref()

  async function admit(
    request: IncomingMessage,
    url: URL,
    session: string,
  ): Promise<Pass | [number, Refusal]> {
    const visitor = readVisitor(request, url.searchParams, config)
    if (visitor.usesCookie && !visitor.isSameOrigin)
      return [closeCodes.notAuthenticated, refuse('not_authenticated', 'L6')]
    if (visitor.credential === null)
      return [closeCodes.notAuthenticated, refuse('not_authenticated', 'G1')]
    const pass = await seats.admit(visitor.credential)
    if (isRefusal(pass)) return [closeCodes.notAuthenticated, pass]
    // A seat of another session learns no more than that there is nothing here for it.
    if (pass.seat.session !== session)
      return [closeCodes.noSuchSession, refuse('not_found', 'G1', { what: 'session' })]
    const { connectionsPerSeat, connectionsPerViewerSeat } = config.limits
    const most = presentRoles.has(pass.seat.role) ? connectionsPerSeat : connectionsPerViewerSeat
    if (seats.connectionsOf(pass.seat.id) >= most || !faults.of(pass.seat.id, now()).has(now())) {
      return [closeCodes.tryAgain, refuse('too_many', 'G20', { seconds: 30 })]
    }
    return pass
  }

  async function open(
    ws: WebSocket,
    socket: Socket,
    pass: Pass,
    url: URL,
    kind: DoorKind,
  ): Promise<void> {
    const { seat } = pass
    const connection = new BoardConnection(ws, socket, actorOf(seat), {
      limits: config.limits,
      now,
      log,
      budget: { faults: faults.of(seat.id, now()), encoded: encoded.of(seat.id, now()) },
    })
    // What is no WebSocket frame, or too large a one, ws answers by itself.
    ws.on('error', () => faults.of(seat.id, now()).take(now()))
    // Nothing is read before there is a room to judge it: until then the network holds it back.
    ws.pause()
    ws.on('message', (data, isBinary) => {
      connection.receive(data, isBinary)
    })
    ws.on('ping', (data) => {
      connection.pinged(data)
    })
    ws.on('pong', () => {
      alive.add(ws)
      connection.ponged()
    })
    const forget = seats.connected(pass, (reason) => {
      connection.close(closeCodes.notAuthenticated, reason)
    })
    ws.once('close', forget)
    const id = docOf(kind, seat)
    if (typeof id !== 'string') {
      connection.close(closeCodes.refused, id)
      return
    }
    const entered = await rooms.enter(id, connection).catch((error: unknown) => {
      log.error({ err: error, room: id }, 'a room could not be opened')
      connection.close(closeCodes.tryAgain, refuse('storage_unavailable', 'D4'))
    })
    if (entered === undefined) return
    if (entered === null) {
      connection.close(closeCodes.noSuchSession, refuse('not_found', 'G1', { what: 'session' }))
      return
    }
    if (isRefusal(entered)) {
      connection.close(closeCodes.refused, entered)
      return
    }
    ws.once('close', entered.leave)
    if (ws.readyState !== ws.OPEN) {
      entered.leave()
      ws.off('close', entered.leave)
      return
    }
    const epoch = url.searchParams.get('epoch')
    if (epoch !== null && epoch !== entered.room.epoch) {
      connection.close(closeCodes.epochChanged, refuse('epoch_changed', 'G17'))
      return
    }
    connection.attach(entered.room)
    ws.resume()
  }

  return {
    upgrade(request, socket, head) {
      const url = URL.parse(request.url ?? '/', 'http://server')
      const [, kind, session, rest] = url?.pathname.split('/') ?? []
      if (url === null || !isDoor(kind) || session === undefined || rest !== undefined) return false
      void admit(request, url, session)
        .catch((error: unknown): [number, Refusal] => {
          log.error({ err: error }, 'a board connection could not be admitted')
          return [closeCodes.tryAgain, refuse('storage_unavailable', 'D4')]
        })
        .then((answer) => {
          wss.handleUpgrade(request, socket, head, (ws) => {
            ws.on('error', (error) => {
              log.warn({ reason: error.message }, 'a board connection broke')
            })
            alive.add(ws)
            if (Array.isArray(answer)) {
              const [code, reason] = answer
              // The code reaches a browser only through an opened socket.
              ws.close(code, closeReason(reason))
              setTimeout(() => {
                ws.terminate()
              }, 2000).unref()
              return
            }
            void open(ws, socket as Socket, answer, url, kind)
          })
        })
      return true
    },
    close() {
      clearInterval(beat)
      for (const ws of wss.clients) ws.close(1001, 'the server is stopping')
      const deadline = setTimeout(() => {
        for (const ws of wss.clients) ws.terminate()
      }, 500)
      deadline.unref()
      wss.close()
    },
  }
}

const doors = ['board', 'caucus', ...textKinds] as const
type DoorKind = (typeof doors)[number]

function isDoor(kind: string | undefined): kind is DoorKind {
  return (doors as readonly (string | undefined)[]).includes(kind)
}

/** The document behind a door; it follows from the seat, never from what is asked (G18, H8, E3). */
function docOf(kind: DoorKind, { session, role, delegation }: SeatRow): DocId | Refusal {
  if (kind === 'board') return session
  // Who may open it is on the board, so the room says it (E4).
  if (kind === 'communique') return communiqueDocOf(session)
  if (kind === 'notes')
    return delegation !== null && draftingRoles.has(role)
      ? notesDocOf(session, delegation)
      : refuse('forbidden', 'E3', { roles: 'delegate, kyiv, staff' })
  if (teamRoles.has(role)) return teamDocOf(session)
  return role === 'delegate' && delegation !== null
    ? `${session}/${delegation}`
    : refuse('forbidden', 'G18', { roles: 'secretary, chair, delegate' })
}
