// The last slip that can still be taken back: offered for a minute beside its key, then gone. Taking it back is a new
// act; nothing is erased.
import { undoWindow } from '#shared/undo.ts'

export interface Undoable {
  /** What was done, in a sentence. */
  readonly name: string
  /** Takes it back; answers with why it could not be, in a sentence. */
  readonly run: () => Promise<string | null>
}

/** The server judges by its own clock; an offer that it would refuse is none. */
const margin = 2000

export class Undo {
  current = $state.raw<(Undoable & { readonly until: number }) | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #tell: (sentence: string) => void

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell
  }

  /** The last offer stands. */
  offer(undoable: Undoable): void {
    clearTimeout(this.#timer)
    const stands = undoWindow - margin
    this.current = { ...undoable, until: Date.now() + stands }
    this.#timer = setTimeout(() => {
      this.drop()
    }, stands)
  }

  drop(): void {
    clearTimeout(this.#timer)
    this.current = null
  }

  async take(): Promise<void> {
    const { current } = this
    if (current === null) return
    this.drop()
    const why = await current.run()
    if (why !== null) this.#tell(why)
  }
}
