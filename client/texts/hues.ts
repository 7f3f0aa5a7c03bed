// Which tone stands for whom in a text: for a delegation in the communiqué, for a person in its delegation's notes.
import type { TextKind } from '#shared/drafting.ts'
import { tones } from './shades.ts'

interface Who {
  readonly name: string
  readonly delegation: string | null
}

/** The chair's team has the first tone of a communiqué; whoever is in the group next has the next. */
export class Hues {
  readonly #kind: TextKind
  readonly #of = new Map<string, number>()

  constructor(kind: TextKind, group: Iterable<string>) {
    this.#kind = kind
    if (kind === 'communique') this.#of.set('', 0)
    for (const delegation of group) this.#of.set(delegation, this.#of.size)
  }

  of({ name, delegation }: Who): number {
    const key = this.#kind === 'notes' ? name : (delegation ?? '')
    const known = this.#of.get(key)
    if (known !== undefined) return known
    const tone = this.#of.size % tones
    this.#of.set(key, tone)
    return tone
  }
}
