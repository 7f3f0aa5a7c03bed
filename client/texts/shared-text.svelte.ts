// One text written together, as this seat has it: its document while it is open, who else is at it, who wrote it, and
// the own words that the server did not take.
import { untrack } from 'svelte'
import * as Y from 'yjs'
import type { TextAuthor, TextKind } from '#shared/drafting.ts'
import { closeCodes, type Refusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'
import { isOut, reasonOf } from '../closing.ts'
import type { Seat } from '../door.ts'
import { deleteCopy, textCopyName } from '../keep.ts'
import { between, newCommandId } from '../random.ts'
import type { SeatSession } from '../session.svelte.ts'
import { TextReplica } from './text-replica.ts'

/** Somebody who has the text open now. */
export interface Writer {
  readonly client: number
  readonly seat: string
  readonly name: string
  readonly delegation: string | null
  readonly role: Role
  /** Relative positions of the selection; null where there is none. */
  readonly at: { readonly anchor: unknown; readonly head: unknown } | null
}

/** Own words that do not stand in the text, and why. */
export interface KeptWords {
  readonly id: string
  readonly at: number
  readonly words: string
  readonly reason: Refusal
}

/** What the device remembers of a text beside its copy. */
interface Remembered {
  readonly generation: number
  readonly kept: readonly KeptWords[]
  /** Something in it is not saved: it is opened with the page. */
  readonly isUnsaved: boolean
}

export interface SharedTextOptions {
  readonly kind: TextKind
  readonly seat: Seat
  readonly session: SeatSession
  readonly epoch: () => string | null
  /** The seat is out of the session. */
  readonly onOut: (code: number, reason: string) => void
}

const authorsAgain = 3000

export class SharedText {
  readonly kind: TextKind
  replica = $state.raw<TextReplica | null>(null)
  /** Grows with each change of the text. */
  version = $state(0)
  writers = $state.raw<readonly Writer[]>([])
  authors = $state.raw<ReadonlyMap<number, TextAuthor>>(new Map())
  kept = $state.raw<readonly KeptWords[]>([])
  /** Why it was closed to this seat; null while it is not. */
  why = $state.raw<Refusal | null>(null)
  undo = $state.raw<Y.UndoManager | null>(null)
  mayUndo = $state(false)
  mayRedo = $state(false)
  /** What this page writes is written under it. */
  readonly origin = {}

  readonly #options: SharedTextOptions
  #remembered: Remembered
  #asked = 0

  constructor(options: SharedTextOptions) {
    this.#options = options
    this.kind = options.kind
    const said = localStorage.getItem(this.#key)
    this.#remembered =
      said === null
        ? { generation: 0, kept: [], isUnsaved: false }
        : (JSON.parse(said) as Remembered)
    this.kept = this.#remembered.kept
    if (this.#remembered.isUnsaved) this.open()
    $effect(() => {
      if (this.replica !== null) this.#remember({ isUnsaved: this.unsaved > 0 })
    })
  }

  get unsaved(): number {
    return this.replica?.unsaved.length ?? 0
  }

  /** Not cut off: one that is only on its way is not amiss. */
  get online(): boolean {
    return this.replica === null || this.replica.online || !this.replica.wasOnline
  }

  open(): void {
    if (this.replica !== null) return
    this.why = null
    const { seat, session, epoch, kind } = this.#options
    const replica: TextReplica = new TextReplica({
      door: kind,
      session: seat.session,
      seat: seat.seat,
      epoch: epoch(),
      copy: this.#copy,
      present: false,
      now: () => session.now(),
      onClosed: (code, reason) => {
        this.#closed(replica, code, reason)
      },
    })
    replica.text.observe(() => {
      this.version += 1
    })
    replica.provider.awareness.on('change', () => {
      this.#see(replica)
    })
    const undo = new Y.UndoManager(replica.text, { trackedOrigins: new Set([this.origin]) })
    const look = () => {
      this.mayUndo = undo.canUndo()
      this.mayRedo = undo.canRedo()
    }
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const)
      undo.on(event, look)
    this.undo = undo
    look()
    this.replica = replica
  }

  /** Others see that this seat is at the text, and where. */
  show(at: Writer['at']): void {
    this.replica?.provider.awareness.setLocalState({ looking: null, at })
  }

  hide(): void {
    this.replica?.provider.awareness.setLocalState(null)
  }

  setEpoch(epoch: string): void {
    this.replica?.setEpoch(epoch)
  }

  /** What is on this device led to a refusal: own words are kept, the text goes on from the server's. */
  startAfresh(why: Refusal): void {
    const isOpen = this.replica !== null
    this.#discard(why)
    if (isOpen) this.open()
  }

  /** Takes what is on this device of a text that is not open; with own words in it, opening it and being refused does. */
  dropCopy(): void {
    if (untrack(() => this.replica) === null && !this.#remembered.isUnsaved)
      void deleteCopy(this.#copy)
  }

  /** Whether the device keeps these words for its author already. */
  keeps(words: unknown): boolean {
    return typeof words === 'string' && this.kept.some((entry) => entry.words.includes(words))
  }

  forget(id: string): void {
    this.#remember({ kept: this.kept.filter((words) => words.id !== id) })
  }

  /** Asks who wrote what; not again at once. */
  async askAuthors(): Promise<void> {
    const now = performance.now()
    if (now - this.#asked < authorsAgain && this.#asked > 0) return
    this.#asked = now
    const answer = await this.#options.session.act('text:authors', { text: this.kind })
    if (answer.ok) this.authors = new Map(answer.authors.map((author) => [author.client, author]))
  }

  async leave(): Promise<void> {
    await this.replica?.discard()
  }

  close(): void {
    this.replica?.close()
  }

  get #copy(): string {
    return textCopyName(this.#options.seat.seat, this.kind, this.#remembered.generation)
  }

  get #key(): string {
    return `pledgehall.desk.${this.#options.seat.seat}.text.${this.#options.kind}`
  }

  #closed(replica: TextReplica, code: number, reason: string): void {
    if (this.replica !== replica) return
    if (code === closeCodes.tooMany) {
      setTimeout(
        () => {
          replica.provider.connect()
        },
        between(4000, 8000),
      )
      return
    }
    const why = reasonOf(code, reason)
    if (isOut(code, why)) this.#options.onOut(code, reason)
    else if (
      why.code === 'not_drafter' ||
      why.code === 'drafter_left' ||
      why.code === 'forbidden'
    ) {
      // Whoever may not read it keeps nothing of it but the own words.
      this.#discard(why)
      this.why = why
    } else this.startAfresh(why)
  }

  #discard(why: Refusal): void {
    const { replica } = this
    if (replica === null) return
    const words = replica.unsavedWords
    const entry = { id: newCommandId(), at: this.#options.session.now(), words, reason: why }
    this.#remember({
      generation: this.#remembered.generation + 1,
      isUnsaved: false,
      kept: words.trim() === '' ? this.kept : [...this.kept, entry],
    })
    this.replica = null
    this.undo = null
    this.mayUndo = this.mayRedo = false
    this.writers = []
    void replica.discard()
  }

  #remember(change: Partial<Remembered>): void {
    this.#remembered = { ...this.#remembered, ...change }
    this.kept = this.#remembered.kept
    localStorage.setItem(this.#key, JSON.stringify(this.#remembered))
  }

  #see(replica: TextReplica): void {
    const { awareness } = replica.provider
    this.writers = [...awareness.getStates()].flatMap(([client, state]) => {
      const { user, at } = state as { user?: Omit<Writer, 'client' | 'at'>; at?: Writer['at'] }
      if (client === awareness.clientID || user === undefined) return []
      return [{ ...user, client, at: at ?? null }]
    })
  }
}
