// Which tone stands for whom in a text: for a delegation in the communiqué, for a person in its delegation's notes.
import type { TextKind } from '#shared/drafting.ts'
import { tones } from './shades.ts'
import type { Author } from './surface.svelte.ts'

interface Who {
  readonly name: string
  readonly delegation: string | null
}

/** `first`: those whose tones are the same on every screen, in their order. */
export class Hues {
  readonly #kind: TextKind
  readonly #tones = new Map<string, number>()
  readonly #authors = new Map<string, Author>()

  constructor(kind: TextKind, first: Iterable<string>) {
    this.#kind = kind
    for (const key of first) this.#toneAt(key)
  }

  of({ name, delegation }: Who): number {
    return this.#toneAt(this.#kind === 'notes' ? name : (delegation ?? ''))
  }

  /** One object for all that somebody wrote, on whatever page. */
  author(name: string, delegation: string | null): Author {
    const key = `${delegation ?? ''}\n${name}`
    let author = this.#authors.get(key)
    if (author === undefined)
      this.#authors.set(key, (author = { name, delegation, tone: this.of({ name, delegation }) }))
    return author
  }

  #toneAt(key: string): number {
    const known = this.#tones.get(key)
    if (known !== undefined) return known
    const tone = this.#tones.size % tones
    this.#tones.set(key, tone)
    return tone
  }
}
