// Whose words are whose in a shared text (E8), read from the text itself.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { passagesOf } from '../../client/texts/passages.ts'

test('[E8] passages cover a text from its beginning to its end, each with one author, and no two alike side by side', () => {
  const steps = fc.array(
    fc.record({
      who: fc.nat(2),
      at: fc.nat(60),
      removed: fc.nat(8),
      words: fc.string({ maxLength: 6 }),
    }),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(steps, (written) => {
      const docs = [1, 2, 3].map((client) => {
        const doc = new Y.Doc()
        doc.clientID = client
        return doc
      })
      /** Who wrote each character, kept beside. */
      let authors = ''
      for (const { who, at, removed, words } of written) {
        const text = docs[who]?.getText('text')
        if (text === undefined || text.doc === null) continue
        const place = Math.min(at, text.length)
        const gone = Math.min(removed, text.length - place)
        text.doc.transact(() => {
          text.delete(place, gone)
          text.insert(place, words)
        })
        authors =
          authors.slice(0, place) +
          String(who + 1).repeat(words.length) +
          authors.slice(place + gone)
        for (const doc of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(text.doc))
      }
      const passages = passagesOf((docs[0] ?? new Y.Doc()).getText('text'), (client) => client)
      expect(
        passages.map(({ author, from, to }) => String(author).repeat(to - from)).join(''),
      ).toBe(authors)
      for (const [i, { author, from, to }] of passages.entries()) {
        expect(to).toBeGreaterThan(from)
        expect(passages[i + 1]?.author).not.toBe(author)
        expect(passages[i + 1]?.from ?? authors.length).toBe(to)
      }
    }),
  )
})
