// What goes down a board socket: y-websocket 3.1 messages as ready WebSocket frames, built once and shared by all.
import * as encoding from 'lib0/encoding'

/** A complete, unmasked, binary WebSocket frame (RFC 6455 §5.2): the same bytes for every receiver. */
export type Frame = Buffer

const messageSync = 0
const messageAwareness = 1
const [syncStep1, syncStep2, syncUpdate] = [0, 1, 2] as const

export const step1Frame = (stateVector: Uint8Array): Frame => syncFrame(syncStep1, stateVector)
export const step2Frame = (update: Uint8Array): Frame => syncFrame(syncStep2, update)
export const updateFrame = (update: Uint8Array): Frame => syncFrame(syncUpdate, update)

function syncFrame(kind: number, content: Uint8Array): Frame {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageSync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint(encoder, content.length)
  return frame(encoding.toUint8Array(encoder), content)
}

export interface AwarenessEntry {
  readonly clientId: number
  readonly clock: number
  /** JSON of the state; `null` when the client has gone. */
  readonly state: string
}

export function awarenessFrame(entries: readonly AwarenessEntry[]): Frame {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, entries.length)
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(inner, clientId)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, state)
  }
  const content = encoding.toUint8Array(inner)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageAwareness)
  encoding.writeVarUint(encoder, content.length)
  return frame(encoding.toUint8Array(encoder), content)
}

function frame(head: Uint8Array, content: Uint8Array): Frame {
  const length = head.length + content.length
  const extended = length < 126 ? 0 : length < 0x10000 ? 2 : 8
  const bytes = Buffer.allocUnsafe(2 + extended + length)
  bytes[0] = 0x82
  if (extended === 0) bytes[1] = length
  else if (extended === 2) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  bytes.set(head, 2 + extended)
  bytes.set(content, 2 + extended + head.length)
  return bytes
}
