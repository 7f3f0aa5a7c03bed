// A client written from shared/PROTOCOL.md alone: its own framing, its own ids and digests; nothing of the product.
import { createHash, randomInt } from 'node:crypto'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { io, type Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

type Scalar = string | number | boolean | null
export type Fields = Record<string, Scalar>

export interface Answer {
  readonly ok: boolean
  readonly error?: { readonly code: string; readonly rule: string; readonly message: string }
  readonly [more: string]: unknown
}

export interface Entry {
  readonly id: string
  readonly kind: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar
  readonly kept: Scalar
  readonly reason: { readonly code: string; readonly rule: string }
}

/** How a seat shows who it is: one of the three ways. */
export interface Credential {
  readonly headers: Record<string, string>
  readonly query: Record<string, string>
  readonly auth: Record<string, string>
}

interface SeatInfo {
  readonly seat: string
  readonly session: string
  readonly role: string
  readonly delegation: string | null
  readonly named: boolean
}

/** As a browser does: the link, the cookie, the name. */
export async function joinWithCookie(origin: string, token: string, name: string) {
  const opened = await fetch(`${origin}/join/${token}`, { redirect: 'manual' })
  const seat = opened.headers.get('location')?.replace('/seat/', '') ?? ''
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  const headers = { Cookie: cookie, Origin: origin }
  const before = (await (await fetch(`${origin}/api/seat/${seat}`, { headers })).json()) as {
    seat: SeatInfo
  }
  const named = await fetch(`${origin}/api/seat/${seat}`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, function: 'Head of delegation' }),
  })
  const credential: Credential = { headers, query: { seat }, auth: {} }
  return {
    status: opened.status,
    before: before.seat,
    ...((await named.json()) as { seat: SeatInfo }),
    credential,
  }
}

/** As a program does: a credential of its own, in the header and in the handshake. */
export async function joinWithBearer(origin: string, token: string, name: string) {
  const answer = await fetch(`${origin}/api/seats`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, name, function: 'Adviser' }),
  })
  const body = (await answer.json()) as { credential: string; seat: SeatInfo }
  const credential: Credential = {
    headers: { Authorization: `Bearer ${body.credential}` },
    query: {},
    auth: { token: body.credential },
  }
  return { seat: body.seat, credential }
}

/** As a wall screen does: the link itself. */
export const withLinkToken = (token: string): Credential => ({
  headers: {},
  query: { token },
  auth: { token },
})

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function newRowId(delegation: string): string {
  const random = Array.from({ length: 25 }, () => crockford[randomInt(32)])
  return `${delegation}~${String(randomInt(8))}${random.join('')}`
}

/** What a field of a pledge is at when nothing is said of it; all others are then null. */
const unsaid: Fields = {
  withheld: false,
  alreadyDelivered: false,
  toUkraine: true,
  lead: false,
  convertedBySource: false,
  withdrawn: false,
}

export function digestOfPledge(fields: Fields): string {
  const said = Object.entries(fields)
    .filter(([field, value]) => value !== (unsaid[field] ?? null))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(said)))
    .digest('hex')
}

/** Of a list of objects whose fields come in any order. */
export function digestOfList(list: readonly Fields[]): string {
  const sorted = list.map((fields) =>
    Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}

/** The board's socket: one document on one connection, which never comes back by itself. */
export class Board {
  readonly doc = new Y.Doc()
  /** Client id → what others are told of it. */
  readonly present = new Map<number, Record<string, unknown>>()
  isSynced = false
  closed: { code: number; reason: string } | null = null
  readonly #ws: WebSocket
  readonly #saved = new Map<number, number>()
  #presenceClock = 0

  constructor(origin: string, path: string, credential: Credential, more: Fields = {}) {
    this.doc.clientID = randomInt(0xfff00000)
    const query = new URLSearchParams({ ...credential.query, ...(more as Record<string, string>) })
    this.#ws = new WebSocket(`${origin.replace('http', 'ws')}${path}?${query.toString()}`, {
      headers: credential.headers,
    })
    this.#ws.on('message', (data: Buffer) => {
      this.#read(decoding.createDecoder(new Uint8Array(data)))
    })
    this.#ws.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }))
    this.#ws.on('error', () => undefined)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(0, 2, update)
    })
  }

  /** Everything of one's own that is in the document is on the server's disk. */
  get isSaved(): boolean {
    const own = this.doc.clientID
    const written = Y.decodeStateVector(Y.encodeStateVector(this.doc)).get(own) ?? 0
    return (this.#saved.get(own) ?? 0) >= written
  }

  create(root: string, id: string, fields: Fields): string {
    this.doc.getMap(root).set(id, new Y.Map(Object.entries(fields)))
    return id
  }

  set(root: string, id: string, fields: Fields): void {
    const row = this.doc.getMap<Y.Map<Scalar>>(root).get(id)
    if (row === undefined) throw new Error(`${id} is not on this board`)
    this.doc.transact(() => {
      for (const [field, value] of Object.entries(fields)) row.set(field, value)
    })
  }

  row(root: string, id: string): Fields | undefined {
    return this.doc.getMap<Y.Map<Scalar>>(root).get(id)?.toJSON()
  }

  look(root: string, row: string): void {
    const entry = encoding.createEncoder()
    encoding.writeVarUint(entry, 1)
    encoding.writeVarUint(entry, this.doc.clientID)
    encoding.writeVarUint(entry, ++this.#presenceClock)
    encoding.writeVarString(entry, JSON.stringify({ looking: { root, row } }))
    this.#send(1, null, encoding.toUint8Array(entry))
  }

  askWhoIsHere(): void {
    this.#ws.send(new Uint8Array([3]))
  }

  sendText(text: string): void {
    this.#ws.send(text)
  }

  leave(): void {
    this.#ws.close()
  }

  #send(message: number, kind: number | null, bytes: Uint8Array): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, message)
    if (kind !== null) encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
    this.#ws.send(encoding.toUint8Array(encoder))
  }

  #read(decoder: decoding.Decoder): void {
    const message = decoding.readVarUint(decoder)
    if (message === 1) {
      this.#readPresence(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
      return
    }
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === 0) {
      this.#noteSaved(Y.decodeStateVector(bytes))
      this.#send(0, 0, Y.encodeStateVector(this.doc))
      this.#send(0, 1, Y.encodeStateAsUpdate(this.doc, bytes))
    } else {
      this.#noteSaved(Y.parseUpdateMeta(bytes).to)
      Y.applyUpdate(this.doc, bytes, this)
      if (kind === 1) this.isSynced = true
    }
  }

  #noteSaved(clocks: ReadonlyMap<number, number>): void {
    for (const [client, clock] of clocks)
      this.#saved.set(client, Math.max(clock, this.#saved.get(client) ?? 0))
  }

  #readPresence(decoder: decoding.Decoder): void {
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      const state = JSON.parse(decoding.readVarString(decoder)) as Record<string, unknown> | null
      if (state === null) this.present.delete(client)
      else this.present.set(client, state)
    }
  }
}

/** The command channel of a seat. */
export class Commands {
  welcome: Record<string, unknown> | null = null
  refused: { code: string; rule: string } | null = null
  revoked: { code: string } | null = null
  readonly tray: Entry[] = []
  readonly #socket: Socket
  #count = 0

  constructor(origin: string, { headers, query, auth }: Credential) {
    this.#socket = io(origin, {
      path: '/socket.io',
      transports: ['websocket'],
      extraHeaders: headers,
      query,
      auth,
      forceNew: true,
    })
    this.#socket.on('seat:welcomed', (welcome) => (this.welcome = welcome as never))
    this.#socket.on('seat:revoked', (reason) => (this.revoked = reason as never))
    this.#socket.on('tray:added', (entry) => this.tray.push(entry as Entry))
    this.#socket.on('connect_error', (error: Error & { data?: unknown }) => {
      this.refused = (error.data as never) ?? null
    })
  }

  get isConnected(): boolean {
    return this.#socket.connected
  }

  send(name: string, input: object = {}, commandId?: string): Promise<Answer> {
    const id = commandId ?? `stranger-${String(++this.#count)}`
    return this.#socket.timeout(5000).emitWithAck(name, { commandId: id, ...input }) as never
  }

  leave(): void {
    this.#socket.disconnect()
  }
}
