// One document on this device: its copy in IndexedDB, its socket, and which of its own edits are saved.
// An edit counts as saved when the server says so: by echoing it, or by its state vector (rules G11, U3). What an edit
// is, rows and texts say each for themselves.
import * as decoding from 'lib0/decoding'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { between } from './random.ts'
import type { Heard } from './unsaved.ts'

/** From here on client ids belong to the server (rule G8). */
const serverIds = 0xfff00000
const syncMessage = 0
const syncStep1 = 0
/** A copy that cannot be opened (private windows, a full disk) must not keep anybody from the meeting. */
const copyPatience = 2000

export type Door = 'board' | 'caucus' | 'notes' | 'communique'

export interface ReplicaOptions {
  readonly door: Door
  readonly session: string
  readonly seat: string
  readonly epoch: string | null
  readonly copy: string
  /** Whether the seat shows others where it looks (rule G14). */
  readonly present: boolean
  /** The server ended the matter with this close code; the copy is to be set aside or the seat is out. */
  readonly onClosed: (code: number, reason: string) => void
}

/** `E`: an own edit that the server has not confirmed. */
export abstract class Replica<E = unknown> {
  readonly doc = new Y.Doc()
  readonly provider: WebsocketProvider
  /** There is something to show: from the copy, or from the server. */
  loaded = $state(false)
  online = $state(false)
  /** Whether it was in sync with the server at least once. */
  wasOnline = $state(false)
  unsaved = $state.raw<readonly E[]>([])

  readonly #copy: IndexeddbPersistence
  readonly #options: ReplicaOptions

  constructor(options: ReplicaOptions) {
    this.#options = options
    while (this.doc.clientID >= serverIds) this.doc.clientID = new Y.Doc().clientID
    this.#copy = new IndexeddbPersistence(options.copy, this.doc)
    const origin = location.origin.replace(/^http/u, 'ws')
    this.provider = new WebsocketProvider(`${origin}/${options.door}`, options.session, this.doc, {
      connect: false,
      params: paramsOf(options),
      disableBc: true,
      maxBackoffTime: between(1500, 4000),
    })
    if (!options.present) this.provider.awareness.setLocalState(null)
    this.#listen()
    void this.#open()
  }

  /** Those still open once this was heard. */
  protected abstract openAfter(heard: Heard): readonly E[]

  /** Looks at the edits once what was heard stands in the document. */
  protected settle(): void {
    // Most have nothing to settle.
  }

  setEpoch(epoch: string): void {
    this.provider.params = paramsOf({ ...this.#options, epoch })
  }

  /** Closes the socket and the copy; what is on the device stays. */
  close(): void {
    this.provider.destroy()
    this.provider.awareness.destroy()
    void this.#copy.destroy()
    this.doc.destroy()
  }

  /** Closes, and takes the copy off the device. */
  async discard(): Promise<void> {
    this.provider.destroy()
    this.provider.awareness.destroy()
    await this.#copy.clearData().catch(() => undefined)
    this.doc.destroy()
  }

  #listen(): void {
    const sync = this.provider.messageHandlers[syncMessage]
    this.provider.messageHandlers[syncMessage] = (encoder, decoder, ...rest) => {
      if (this.unsaved.length > 0) this.#heard(decoding.clone(decoder))
      sync?.(encoder, decoder, ...rest)
      if (this.unsaved.length > 0) this.settle()
    }
    this.provider.on('sync', (synced: boolean) => {
      this.online = synced
      if (synced) this.loaded = this.wasOnline = true
    })
    this.provider.on('status', ({ status }) => {
      if (status !== 'connected') this.online = false
      // Who was out of sight is known again at once: others pass over a state whose clock they have seen already.
      const { awareness } = this.provider
      const own = awareness.getLocalState()
      if (status === 'connected' && own !== null) awareness.setLocalState(own)
    })
    this.provider.on('closed', ({ code, reason }) => {
      this.#options.onClosed(code, reason)
    })
  }

  async #open(): Promise<void> {
    const opened = this.#copy.whenSynced.then(async () => {
      const kept = (await this.#copy.get('unsaved')) as readonly E[] | undefined
      if (kept !== undefined) this.unsaved = [...kept, ...this.unsaved]
      if (this.doc.share.size > 0 && this.doc.store.clients.size > 0) this.loaded = true
    })
    await Promise.race([opened, new Promise((resolve) => setTimeout(resolve, copyPatience))])
    if (!this.doc.isDestroyed) this.provider.connect()
  }

  #heard(decoder: decoding.Decoder): void {
    const type = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    const open = this.openAfter(
      type === syncStep1
        ? { has: Y.decodeStateVector(bytes), update: null }
        : { has: Y.parseUpdateMeta(bytes).to, update: bytes },
    )
    if (open !== this.unsaved) this.setUnsaved(open)
  }

  protected get clock(): number {
    return Y.getState(this.doc.store, this.doc.clientID)
  }

  protected setUnsaved(unsaved: readonly E[]): void {
    this.unsaved = unsaved
    this.#copy.set('unsaved', unsaved as never).catch(() => undefined)
  }
}

function paramsOf({ seat, epoch }: { seat: string; epoch: string | null }): Record<string, string> {
  return epoch === null ? { seat } : { seat, epoch }
}
