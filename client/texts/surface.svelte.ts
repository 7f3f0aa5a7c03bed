// The surface on which a shared text is written: field and mirror on the text, the carets of others, and who wrote what.
import * as Y from 'yjs'
import { mostInText, plainText } from '#shared/drafting.ts'
import { Field } from './field.ts'
import { Mirror } from './mirror.ts'
import { type Passage, passagesOf } from './passages.ts'
import { shade } from './shades.ts'
import type { SharedText, Writer } from './shared-text.svelte.ts'
import { holdView } from './view.ts'

export interface Caret {
  readonly writer: Writer
  /** Within the mirror. */
  readonly x: number
  readonly y: number
  readonly height: number
  /** It has just moved. */
  readonly isNew: boolean
}

/** Whose words a passage is. */
export interface Author {
  readonly name: string
  readonly delegation: string | null
  readonly tone: number
}

export interface SurfaceOptions {
  readonly shared: SharedText
  readonly field: HTMLTextAreaElement
  readonly mirror: HTMLElement
  readonly scroller: HTMLElement
  readonly toneOf: (writer: Writer) => number
  readonly authorOf: (client: number) => Author
  /** Something was typed for which there is no room. */
  readonly onFull: () => void
}

const sayAgain = 150
const shadeAgain = 250
/** So long a name stands at a caret that has moved. */
const newFor = 2500

export class Surface {
  carets = $state.raw<readonly Caret[]>([])
  passages = $state.raw<readonly Passage<Author>[]>([])
  /** Where the caret of this seat is. */
  caret = $state(0)
  readonly #options: SurfaceOptions
  readonly #mirror: Mirror
  readonly #field: Field
  readonly #text: Y.Text
  readonly #moved = new Map<number, { at: string; since: number }>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #sizes: ResizeObserver
  #shows = false

  constructor(options: SurfaceOptions, text: Y.Text, undo: Y.UndoManager) {
    const { shared, field, mirror, scroller, onFull } = options
    this.#options = options
    this.#text = text
    this.#mirror = new Mirror(mirror, text.toJSON())
    const { origin } = shared
    const most = mostInText[shared.kind]
    this.#field = new Field({
      ...{ field, text, undo, origin, mirror: this.#mirror },
      admit: (inserted, length) => {
        const plain = plainText(inserted)
        if (plain === '' || length + plain.length <= most) return plain
        onFull()
        return null
      },
      hold: (change) => {
        holdView(scroller, field, this.#mirror, change)
      },
      onChange: () => {
        this.#changed()
      },
    })
    // Lines break elsewhere where the page is wider.
    this.#sizes = new ResizeObserver(() => {
      this.place()
    })
    this.#sizes.observe(mirror)
    this.#changed()
  }

  turn(step: 'undo' | 'redo'): void {
    this.#field.turn(step)
  }

  /** Whether it is shown who wrote what. */
  show(shows: boolean): void {
    this.#shows = shows
    this.#shade()
  }

  /** Puts the carets of others where they are. */
  place(): void {
    this.#soon('place', 0, () => {
      this.#place()
    })
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#sizes.disconnect()
    this.#field.close()
    this.#options.shared.hide()
    shade('written', [])
    shade('chosen', [])
  }

  #changed(): void {
    this.caret = this.#options.field.selectionEnd
    this.place()
    this.#soon('say', sayAgain, () => {
      this.#say()
    })
    if (this.#shows)
      this.#soon('shade', shadeAgain, () => {
        this.#shade()
      })
  }

  /** Whoever does not write there shows no caret. */
  #say(): void {
    const { shared, field } = this.#options
    if (document.activeElement !== field) {
      shared.show(null)
      return
    }
    const [anchor, head] = [field.selectionStart, field.selectionEnd].map((place) =>
      Y.createRelativePositionFromTypeIndex(this.#text, this.#field.inText(place), -1),
    )
    shared.show({ anchor, head })
  }

  #place(): void {
    // What the field does not show yet has no place on it.
    if (!this.#field.isAbreast) return
    const { shared, mirror, toneOf } = this.#options
    const home = mirror.getBoundingClientRect()
    const now = performance.now()
    const chosen: [number, Range][] = []
    this.carets = shared.writers.flatMap((writer): Caret[] => {
      const [anchor, head] = [writer.at?.anchor, writer.at?.head].map((at) => this.#placeOf(at))
      const box = head === null || head === undefined ? null : this.#mirror.boxOf(head)
      if (head === null || head === undefined || box === null) return []
      const at = JSON.stringify(writer.at)
      const before = this.#moved.get(writer.client)
      if (before?.at !== at) this.#moved.set(writer.client, { at, since: now })
      const isNew = before?.at !== at || now - before.since < newFor
      if (anchor !== null && anchor !== undefined && anchor !== head)
        for (const range of this.#mirror.rangesOf(Math.min(anchor, head), Math.max(anchor, head)))
          chosen.push([toneOf(writer), range])
      return [{ writer, isNew, x: box.left - home.left, y: box.top - home.top, height: box.height }]
    })
    shade('chosen', chosen)
    if (this.carets.some(({ isNew }) => isNew))
      this.#soon('fade', newFor, () => {
        this.#place()
      })
  }

  #placeOf(at: unknown): number | null {
    if (typeof at !== 'object' || at === null) return null
    const position = Y.createRelativePositionFromJSON(at)
    const { doc } = this.#text
    if (doc === null) return null
    const found = Y.createAbsolutePositionFromRelativePosition(position, doc)
    return found?.type === this.#text ? found.index : null
  }

  #shade(): void {
    if (!this.#shows) {
      this.passages = []
      shade('written', [])
      return
    }
    this.passages = passagesOf(this.#text, this.#options.authorOf)
    shade(
      'written',
      this.passages.flatMap(({ author, from, to }) =>
        this.#mirror.rangesOf(from, to).map((range) => [author.tone, range] as const),
      ),
    )
  }

  #soon(what: string, delay: number, act: () => void): void {
    if (this.#timers.has(what)) return
    this.#timers.set(
      what,
      setTimeout(() => {
        this.#timers.delete(what)
        act()
      }, delay),
    )
  }
}
