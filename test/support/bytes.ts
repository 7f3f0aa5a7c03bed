// Updates made by hand, byte by byte, as no honest client would write them (Yjs' first format).
import * as encoding from 'lib0/encoding'
import type * as Y from 'yjs'

export type Id = readonly [client: number, clock: number]
type Write = (encoder: encoding.Encoder) => void

/** One struct of a block. */
export type Struct = Write

export interface Block {
  readonly client: number
  readonly clock: number
  readonly structs: readonly Struct[]
  /** What the block says of how many structs it has; the truth if left out. */
  readonly count?: number
}

export interface Place {
  readonly origin?: Id | null
  readonly rightOrigin?: Id | null
  /** Name of a root, or id of a container; written only without both origins, as the format has it. */
  readonly parent?: string | Id
  readonly key?: string
}

interface Content {
  readonly ref: number
  readonly write: Write
}

const content = (ref: number, write: Write): Content => ({ ref, write })
const uint =
  (value: number): Write =>
  (encoder) => {
    encoding.writeVarUint(encoder, value)
  }
const text =
  (value: string): Write =>
  (encoder) => {
    encoding.writeVarString(encoder, value)
  }

/** Kinds of content; a board knows `values`, `map` and `deleted`. */
export const contents = {
  deleted: (length: number) => content(1, uint(length)),
  json: (...values: readonly unknown[]) =>
    content(2, (encoder) => {
      encoding.writeVarUint(encoder, values.length)
      for (const value of values) encoding.writeVarString(encoder, JSON.stringify(value))
    }),
  binary: (bytes: Uint8Array) =>
    content(3, (encoder) => {
      encoding.writeVarUint8Array(encoder, bytes)
    }),
  string: (value: string) => content(4, text(value)),
  embed: (value: unknown) => content(5, text(JSON.stringify(value))),
  format: (key: string, value: unknown) =>
    content(6, (encoder) => {
      encoding.writeVarString(encoder, key)
      encoding.writeVarString(encoder, JSON.stringify(value))
    }),
  /** 0 list, 1 map, 2 text, 3 XML element, 4 XML fragment, 5 XML hook, 6 XML text. */
  type: (kind: number, name = 'p') =>
    content(7, (encoder) => {
      encoding.writeVarUint(encoder, kind)
      if (kind === 3 || kind === 5) encoding.writeVarString(encoder, name)
    }),
  values: (...values: readonly unknown[]) =>
    content(8, (encoder) => {
      encoding.writeVarUint(encoder, values.length)
      for (const value of values) encoding.writeAny(encoder, value as never)
    }),
  /** Bytes of lib0's `any` encoding as they are, for one value. */
  rawValue: (bytes: Uint8Array) =>
    content(8, (encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeUint8Array(encoder, bytes)
    }),
  subdocument: (guid: string) =>
    content(9, (encoder) => {
      encoding.writeVarString(encoder, guid)
      encoding.writeAny(encoder, {})
    }),
} as const

export function item(
  { origin = null, rightOrigin = null, parent, key }: Place,
  { ref, write }: Content,
): Struct {
  return (encoder) => {
    encoding.writeUint8(
      encoder,
      ref | (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (key === undefined ? 0 : 0x20),
    )
    for (const id of [origin, rightOrigin]) if (id) writeId(encoder, id)
    if (!origin && !rightOrigin) {
      if (typeof parent === 'string') {
        encoding.writeVarUint(encoder, 1)
        encoding.writeVarString(encoder, parent)
      } else {
        encoding.writeVarUint(encoder, 0)
        writeId(encoder, parent ?? [0, 0])
      }
      if (key !== undefined) encoding.writeVarString(encoder, key)
    }
    write(encoder)
  }
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

export const collected = (length: number): Struct => filler(0, length)
export const skip = (length: number): Struct => filler(10, length)

function filler(info: number, length: number): Struct {
  return (encoder) => {
    encoding.writeUint8(encoder, info)
    encoding.writeVarUint(encoder, length)
  }
}

/** Client, clock, length. */
export type Range = readonly [client: number, clock: number, length: number]

export function updateOf(blocks: readonly Block[], deletions: readonly Range[] = []): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, blocks.length)
  for (const { client, clock, structs, count } of blocks) {
    encoding.writeVarUint(encoder, count ?? structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    for (const write of structs) write(encoder)
  }
  const byClient = Map.groupBy(deletions, ([client]) => client)
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, ranges] of byClient) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const [, clock, length] of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

export const idOf = ({ id }: Y.Item): Id => [id.client, id.clock]

export interface Said {
  readonly client: number
  readonly clock: number
  /** JSON. */
  readonly state: string
}

export function presenceMessage(said: readonly Said[]): Uint8Array {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, said.length)
  for (const { client, clock, state } of said) {
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, state)
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner))
  return encoding.toUint8Array(encoder)
}
