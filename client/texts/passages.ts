// Who wrote what of a text: its characters in order, those of one author that stand together as one passage (rule E8).
import * as Y from 'yjs'

export interface Passage<A> {
  readonly author: A
  readonly from: number
  readonly to: number
}

/** `authorOf` answers alike for all clients of one author. */
export function passagesOf<A>(text: Y.Text, authorOf: (client: number) => A): Passage<A>[] {
  const passages: Passage<A>[] = []
  let at = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const author = authorOf(item.id.client)
    const last = passages.at(-1)
    const to = at + item.length
    if (last?.author === author) passages[passages.length - 1] = { ...last, to }
    else passages.push({ author, from: at, to })
    at = to
  }
  return passages
}
