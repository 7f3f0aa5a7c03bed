// Documents: content in the store, the row on the board by a formal act in the name of the seat (W4–W8).
import { createHash } from 'node:crypto'
import type { Answer, CommandInput } from '#shared/commands.ts'
import { readRow, readRows } from '#shared/board.ts'
import { digestOf, textDigest } from '#shared/digest.ts'
import { documentName, type TabledDocument } from '#shared/document.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import type { Paper } from '../acts/act.ts'
import { Lanes } from '../lanes.ts'
import type { Rooms } from '../room/rooms.ts'
import { idFor } from '../seats/sessions.ts'
import type { Storage } from '../storage/storage.ts'
import { typeOf } from './content-type.ts'

interface Host {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly now: () => number
  /** Bytes that the documents of one session may hold together. */
  readonly quota: number
  readonly log: { error(fields: object, message: string): void }
}

export class Documents {
  readonly #host: Host
  /** Being tabled: no row names them yet, and they are not to be swept away. */
  readonly #coming = new Set<string>()
  readonly #lanes = new Lanes()

  constructor(host: Host) {
    this.#host = host
  }

  /** Sent twice with one command id it is one document (C3). */
  async add(
    actor: Actor,
    wish: { readonly item: string; readonly name: string; readonly commandId: string },
    bytes: Uint8Array,
  ): Promise<Answer<'document:add'>> {
    const type = typeOf(bytes)
    if (type === null) return failed(refuse('document_type', 'W5'))
    const { session, seat } = actor
    const document = idFor('document', seat, wish.commandId)
    const input: CommandInput<'document:add'> = {
      item: wish.item,
      document,
      name: documentName(wish.name, type),
      type,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }
    const digest = digestOf({ name: 'document:add', input })
    return this.#bring(session, document, bytes, async () => {
      const answer = await this.#host.rooms.use(session, (room) =>
        room.act(actor, 'document:add', input, wish.commandId, digest),
      )
      return answer ?? failed(refuse('not_found', 'G1', { what: 'session' }))
    })
  }

  /** A text that an act may make a document of: its content lies ready when the act is given with it (E6). */
  keep<A>(
    { session, seat }: Actor,
    commandId: string,
    text: string,
    give: (given: { paper: Paper }) => Promise<A>,
  ): Promise<A | { ok: false; error: Refusal }> {
    const bytes = new TextEncoder().encode(text)
    const document = idFor('document', seat, commandId)
    const isBlank = text.trim() === ''
    const paper = { document, size: bytes.length, sha256: textDigest(text), isBlank }
    return this.#bring(session, document, isBlank ? null : bytes, () => give({ paper }))
  }

  /** The row of a document that may be read, and its content part by part. */
  async open(
    session: string,
    document: string,
  ): Promise<
    { row: TabledDocument; read: (part: number) => Promise<Uint8Array | null> } | Refusal
  > {
    const row = await this.#host.rooms.use(session, ({ doc }) =>
      readRow(doc, 'documents', document),
    )
    if (row === null || row.removedAt !== null)
      return refuse('not_found', 'W8', { what: 'document' })
    return { row, read: (part) => this.#host.storage.readContent(session, document, part) }
  }

  /** A removed document's content leaves the store; its row and its SHA-256 stay (W7). */
  async forget(session: string, document: string): Promise<void> {
    try {
      await this.#host.storage.dropContent(session, document)
    } catch (error) {
      // It is not served any more, and the next that needs its place sweeps it away.
      this.#host.log.error({ err: error, session, document }, 'a removed document is still stored')
    }
  }

  /** Keeps the content, then gives the act; what does not come to a row leaves no content behind (W6). */
  #bring<A>(
    session: string,
    document: string,
    bytes: Uint8Array | null,
    give: () => Promise<A>,
  ): Promise<A | { ok: false; error: Refusal }> {
    const key = `${session} ${document}`
    return this.#lanes.run(key, async () => {
      this.#coming.add(key)
      try {
        const full = bytes && (await this.#keep(session, document, bytes))
        return full === null ? await give() : failed(full)
      } finally {
        this.#coming.delete(key)
        await this.#dropUnlessNamed(session, document)
      }
    })
  }

  /** Null once it is kept, or was before. */
  async #keep(session: string, document: string, bytes: Uint8Array): Promise<Refusal | null> {
    const { storage, quota, now } = this.#host
    // What an upload left behind that never came to its row may be of other bytes.
    await this.#dropUnlessNamed(session, document)
    const content = { id: document, at: now(), bytes }
    if (await storage.addContent(session, content, quota)) return null
    await this.#sweep(session)
    if (await storage.addContent(session, content, quota)) return null
    const limit = `${String(Math.floor(quota / 1024 / 1024))} MiB`
    return refuse('document_quota', 'W6', { limit })
  }

  /** Content that no row names: its upload was cut off by the end of a server, or it was removed. */
  async #sweep(session: string): Promise<void> {
    const { storage, rooms } = this.#host
    const rows = await rooms.use(session, ({ doc }) => readRows(doc, 'documents'))
    for (const id of await storage.listContents(session)) {
      const row = rows?.get(id)
      const isNamed = row !== undefined && row.removedAt === null
      if (!isNamed && !this.#coming.has(`${session} ${id}`)) await storage.dropContent(session, id)
    }
  }

  async #dropUnlessNamed(session: string, document: string): Promise<void> {
    if (isRefusal(await this.open(session, document))) await this.forget(session, document)
  }
}

const failed = (error: Refusal) => ({ ok: false as const, error })
