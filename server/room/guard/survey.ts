// A first look at hostile bytes: what Yjs would have to build is counted and refused before it is built.
import * as decoding from 'lib0/decoding'
import { refuse, type Refusal } from '#shared/refusals.ts'

const maxClients = 500
const maxStructs = 20_000
const maxDeletions = 100_000

/** What a document is made of: rows with fields of plain values (G7), or one text of plain characters (E1). */
export type Form = 'rows' | 'text'

/** What stands in the low five bits of a struct's first byte, as far as a document holds it. */
const kinds = { collected: 0, deleted: 1, string: 4, type: 7, values: 8, skip: 10 } as const
const mapType = 1
const [hasOrigin, hasRightOrigin, hasKey] = [0x80, 0x40, 0x20] as const

const foreign = (form: Form) =>
  form === 'rows'
    ? refuse('edit_structure', 'G7', { why: 'it holds what is no plain value' })
    : refuse('edit_structure', 'E1', { why: 'it holds more than plain characters' })
const tooMuch = () => refuse('edit_structure', 'G13', { why: 'it holds too many changes at once' })
export const unreadable = () => refuse('edit_structure', 'G10', { why: 'its bytes cannot be read' })

/** The clients that write in an update of Yjs' first format, or why it need not be looked at any further. */
export function survey(update: Uint8Array, form: Form): ReadonlySet<number> | Refusal {
  try {
    const decoder = decoding.createDecoder(update)
    const clients = new Set<number>()
    let structs = 0
    for (let blocks = decoding.readVarUint(decoder); blocks > 0; blocks--) {
      const count = decoding.readVarUint(decoder)
      const client = decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      // A client in two blocks is read differently by Yjs' own two readers.
      if (clients.has(client)) return unreadable()
      clients.add(client)
      structs += count
      if (structs > maxStructs || clients.size > maxClients) return tooMuch()
      for (let i = 0; i < count; i++) {
        const fault = passStruct(decoder, form)
        if (fault) return fault
      }
    }
    let deletions = 0
    for (let blocks = decoding.readVarUint(decoder); blocks > 0; blocks--) {
      decoding.readVarUint(decoder)
      const count = decoding.readVarUint(decoder)
      deletions += count
      if (deletions > maxDeletions) return tooMuch()
      for (let i = 0; i < count; i++) {
        decoding.readVarUint(decoder)
        if (decoding.readVarUint(decoder) === 0) return unreadable()
      }
    }
    // Bytes of Yjs' second format begin like an empty update: its author must hear that they are not taken.
    return decoder.pos === update.length ? clients : unreadable()
  } catch {
    return unreadable()
  }
}

function passStruct(decoder: decoding.Decoder, form: Form): Refusal | null {
  const info = decoding.readUint8(decoder)
  const kind = info & 0x1f
  if (kind !== kinds.collected && kind !== kinds.skip) passPlace(decoder, info)
  if (kind === kinds.string && form === 'text')
    return decoding.readVarUint8Array(decoder).length === 0 ? unreadable() : null
  if (kind === kinds.type && form === 'rows')
    return decoding.readVarUint(decoder) === mapType ? null : foreign(form)
  if (
    !(kind === kinds.values && form === 'rows') &&
    kind !== kinds.deleted &&
    kind !== kinds.collected &&
    kind !== kinds.skip
  )
    return foreign(form)
  const length = decoding.readVarUint(decoder)
  // A struct without length would stand twice at one clock.
  if (length === 0) return unreadable()
  for (let i = 0; kind === kinds.values && i < length; i++)
    if (!passScalar(decoder)) return foreign(form)
  return null
}

function passPlace(decoder: decoding.Decoder, info: number): void {
  if (info & hasOrigin) passId(decoder)
  if (info & hasRightOrigin) passId(decoder)
  if (info & (hasOrigin | hasRightOrigin)) return
  if (decoding.readVarUint(decoder) === 1) passString(decoder)
  else passId(decoder)
  if (info & hasKey) passString(decoder)
}

function passId(decoder: decoding.Decoder): void {
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
}

function passString(decoder: decoding.Decoder): void {
  decoding.readVarUint8Array(decoder)
}

/** Steps over one value of lib0's `any` encoding; false if it is none of string, number, boolean and null. */
function passScalar(decoder: decoding.Decoder): boolean {
  switch (decoding.readUint8(decoder)) {
    case 119:
      passString(decoder)
      return true
    case 120: // true
    case 121: // false
    case 126: // null
      return true
    case 123:
      decoder.pos += 8
      return true
    case 124:
      decoder.pos += 4
      return true
    case 125:
      decoding.readVarInt(decoder)
      return true
    default:
      return false
  }
}
