// Everything this seat can do now, in one list: the palette (Ctrl/Cmd+K), the single keys and the sheet of keys (?) are
// made of it. A view or a part adds its own with one call while it is made, and they go when it goes:
//
//   offerActs(() => [
//     {
//       id: 'floor:next',
//       group: 'floor',
//       name: t('floor_next'),
//       key: 'F',
//       why: floor.why('floor:next'),
//       run: () => void floor.next(),
//     },
//   ])
//
// The list is read anew whenever what it reads changes, so a name is a plain sentence in the language of the page and
// `why` is the reason of this moment. Letters are given once: the first act that holds a key has it. Many acts of one
// kind (one for each delegation, each item) are `sought`: they show once something is typed. What can be taken back is
// told to `acts.undo`, what did not happen to `acts.told`; both show at the foot of every view.
import { createContext } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import { Undo } from './undo.svelte.ts'

export const actGroups = [
  'session',
  'agenda',
  'floor',
  'gavel',
  'decisions',
  'presence',
  'words',
  'screen',
  'board',
  'page',
] as const
export type ActGroup = (typeof actGroups)[number]

export interface Act {
  readonly id: string
  readonly group: ActGroup
  /** What it does, in the language of the page. */
  readonly name: string
  /** Beside the name: a number, a place, a time. */
  readonly detail?: string
  /** The single key that does it, as it is printed on the sheet: `N`, `/`, `Enter`. */
  readonly key?: string
  /** Whether the key means this at this moment; where not, it is left to the page. */
  readonly isKeyMeant?: () => boolean
  /** Why it is not possible now, in a sentence; null, or nothing, where it is. */
  readonly why?: string | null
  /** One of many: found by what is typed, not listed before. */
  readonly sought?: boolean
  readonly run: () => void
}

export class Acts {
  readonly undo = new Undo((sentence) => (this.told = sentence))
  /** Which of them is open. */
  shown = $state<'palette' | 'keys' | 'files' | 'whatif' | null>(null)
  /** Why what was tried did not happen, in a sentence. */
  told = $state<string | null>(null)
  readonly #sources = new SvelteSet<() => readonly Act[]>()

  /** All of them in the order of their groups; tracked. */
  get all(): readonly Act[] {
    const offered = [...this.#sources].flatMap((source) => source())
    return actGroups.flatMap((group) => offered.filter((act) => act.group === group))
  }

  /** Answers with the way to take the offer back. */
  offer(source: () => readonly Act[]): () => void {
    this.#sources.add(source)
    return () => this.#sources.delete(source)
  }

  /** The act that the key means now; null where it means none. */
  ofKey(key: string): Act | null {
    const held = this.all.filter((act) => act.key?.toLowerCase() === key)
    return held.find(({ isKeyMeant }) => isKeyMeant?.() ?? true) ?? null
  }

  /** Does it, or tells why not. */
  run({ why, run }: Act): void {
    this.told = why ?? null
    if (this.told === null) run()
  }
}

export const [getActs, setActs] = createContext<Acts>()

/** Offers acts for as long as the part that calls this is on the page. */
export function offerActs(source: () => readonly Act[]): void {
  const acts = getActs()
  $effect.pre(() => acts.offer(source))
}
