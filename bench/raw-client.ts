// A WebSocket client with next to no cost of its own, so that the load does not measure itself: the handshake by hand,
// frames written unmasked in effect (a mask of zeros), and messages skipped unread unless somebody listens to them.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface RawClient {
  readonly socket: Socket
  /** Bytes received after the handshake. */
  received(): number
  send(message: Uint8Array): void
  close(): void
}

/** Resolves once the server has agreed to speak WebSocket. */
export function openRaw(
  port: number,
  path: string,
  onMessage?: (message: Buffer) => void,
): Promise<RawClient> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = 0
    let isOpen = false
    let rest: Buffer = Buffer.alloc(0)
    const client: RawClient = {
      socket,
      received: () => received,
      send: (message) => {
        socket.write(clientFrame(message))
      },
      close: () => {
        socket.destroy()
      },
    }
    socket.on('error', reject)
    socket.on('close', () => {
      if (!isOpen) reject(new Error(`the server closed the handshake of ${path.slice(0, 20)}`))
    })
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    /** Bytes of a message under way that nobody listens to. */
    let skip = 0
    const take = (chunk: Buffer) => {
      received += chunk.length
      if (skip >= chunk.length) {
        skip -= chunk.length
        return
      }
      const unread = skip === 0 ? chunk : chunk.subarray(skip)
      skip = 0
      rest = rest.length === 0 ? unread : Buffer.concat([rest, unread])
      rest = readFrames(rest, onMessage, (payload) => {
        socket.write(pongFrame(payload))
      })
      const missing = onMessage === undefined ? missingOf(rest) : 0
      if (missing > 0) {
        skip = missing
        rest = Buffer.alloc(0)
      }
    }
    socket.on('data', (chunk: Buffer) => {
      if (isOpen) {
        take(chunk)
        return
      }
      rest = Buffer.concat([rest, chunk])
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) return
      const first = rest.subarray(0, 12).toString()
      if (first !== 'HTTP/1.1 101') {
        reject(new Error(`the server answered ${first}`))
        return
      }
      isOpen = true
      const after = Buffer.from(rest.subarray(end + 4))
      rest = Buffer.alloc(0)
      if (after.length > 0) take(after)
      resolve(client)
    })
  })
}

function clientFrame(message: Uint8Array): Buffer {
  return frameOf(0x82, message)
}

function pongFrame(payload: Uint8Array): Buffer {
  return frameOf(0x8a, payload)
}

function frameOf(first: number, message: Uint8Array): Buffer {
  const { length } = message
  const extended = length < 126 ? 0 : length < 0x10000 ? 2 : 8
  const frame = Buffer.alloc(2 + extended + 4 + length)
  frame[0] = first
  frame[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127)
  if (extended === 2) frame.writeUInt16BE(length, 2)
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.set(message, 2 + extended + 4)
  return frame
}

interface Head {
  readonly opcode: number
  readonly head: number
  readonly length: number
}

/** The head of the frame at `at`; null while it is incomplete. */
function headAt(bytes: Buffer, at: number): Head | null {
  const left = bytes.length - at
  if (left < 2) return null
  const opcode = (bytes[at] ?? 0) & 0x0f
  const length = (bytes[at + 1] ?? 0) & 0x7f
  if (length === 126)
    return left < 4 ? null : { opcode, head: 4, length: bytes.readUInt16BE(at + 2) }
  if (length === 127)
    return left < 10 ? null : { opcode, head: 10, length: Number(bytes.readBigUInt64BE(at + 2)) }
  return { opcode, head: 2, length }
}

/** What is still to come of a message (no ping) that `bytes` begins with. */
function missingOf(bytes: Buffer): number {
  const head = headAt(bytes, 0)
  return head?.opcode === 2 ? head.head + head.length - bytes.length : 0
}

/** Hands on complete messages; returns what is left. */
function readFrames(
  bytes: Buffer,
  onMessage: ((message: Buffer) => void) | undefined,
  onPing: (payload: Buffer) => void,
): Buffer {
  let at = 0
  for (;;) {
    const next = headAt(bytes, at)
    if (next === null || bytes.length - at < next.head + next.length) break
    const payload = bytes.subarray(at + next.head, at + next.head + next.length)
    if (next.opcode === 2) onMessage?.(payload)
    else if (next.opcode === 9) onPing(payload)
    at += next.head + next.length
  }
  return at === 0 ? bytes : bytes.subarray(at)
}
