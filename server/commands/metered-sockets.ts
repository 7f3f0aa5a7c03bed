// The WebSocket server beneath socket.io: every frame counts, control frames too, and answers wait for nobody (G20).
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { Bucket, type Allowance } from '../limits.ts'

/** Answers to pings that a peer has not read; beyond it, further pings are not answered. */
const maxUnread = 64 * 1024

/** The class that socket.io makes its server of; it takes no more than ws's own options. */
export function meteredSockets(frames: Allowance, now: () => number): typeof WebSocketServer {
  return class extends WebSocketServer {
    constructor(options: ServerOptions) {
      super({ ...options, autoPong: false })
    }

    override handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (ws: WebSocket, request: IncomingMessage) => void,
    ): void {
      super.handleUpgrade(request, socket, head, (ws, upgraded) => {
        meter(ws, new Bucket(frames, now()), now)
        done(ws, upgraded)
      })
    }
  } as typeof WebSocketServer
}

function meter(ws: WebSocket, bucket: Bucket, now: () => number): void {
  const count = () => {
    if (!bucket.take(now())) ws.terminate()
  }
  ws.on('message', count)
  ws.on('pong', count)
  ws.on('ping', (data) => {
    count()
    if (ws.readyState === ws.OPEN && ws.bufferedAmount < maxUnread) ws.pong(data)
  })
}
