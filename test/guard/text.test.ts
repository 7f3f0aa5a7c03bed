// The guard of a text written together: what may be put in and taken out, and every attack on it made by hand.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { mostInText, mostWritten, plainText, type TextKind, textOf } from '#shared/drafting.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import type { Storage } from '#server/storage/storage.ts'
import { collected, contents, type Id, item, skip, updateOf } from '#test/support/bytes.ts'
import { Desk } from '#test/support/desk.ts'

let folder: string
let storage: Storage
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pledgehall-'))
  storage = await openSqlite(join(folder, 'texts.sqlite'))
})
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

let desks = 0
async function at<T>(words: string, act: (desk: Desk) => Promise<T>, kind: TextKind = 'notes') {
  const desk = await Desk.open(storage, `text-${String(++desks)}`, kind, 1)
  try {
    if (words !== '') await write(desk, words)
    return await act(desk)
  } finally {
    await desk.close()
  }
}

async function write(desk: Desk, words: string): Promise<void> {
  const [writer] = desk.writers
  if (writer !== undefined) textOf(writer.doc).insert(0, words)
  await desk.settle()
}

/** What an honest page would send of an edit, on a copy of its own. */
function edited(desk: Desk, edit: (text: Y.Text, doc: Y.Doc) => void): Uint8Array {
  const page = new Y.Doc()
  page.clientID = desk.newClientId()
  Y.applyUpdate(page, Y.encodeStateAsUpdate(desk.doc))
  const before = Y.encodeStateVector(page)
  page.transact(() => {
    edit(textOf(page), page)
  })
  return Y.encodeStateAsUpdate(page, before)
}

const first = 'The Group met in Brussels.'
/** The n-th character of what stands. */
const nth = (desk: Desk, n: number): Id => {
  const [[client] = [0]] = [...desk.doc.store.clients]
  return [client, n]
}
const me = 5000
const byMe = (...structs: Parameters<typeof updateOf>[0][number]['structs'][number][]) =>
  updateOf([{ client: me, clock: 0, structs }])

describe('[E1] in a text', () => {
  it('characters of any script, line breaks and signs are put in and taken out', () =>
    at(first, async (desk) => {
      const words = '\nГрупа зустрілася у Брюсселі 😀 «ensuite»'
      expect(await desk.send(edited(desk, (text) => text.insert(26, words)))).toBeNull()
      expect(desk.text).toBe(first + words)
      expect(await desk.send(edited(desk, (text) => text.delete(4, 6)))).toBeNull()
      expect(desk.text).toBe('The met in Brussels.' + words)
      const emoji = desk.text.indexOf('😀')
      expect(await desk.send(edited(desk, (text) => text.delete(emoji, 2)))).toBeNull()
      expect(desk.text).not.toContain('\ufffd')
      expect(desk.surprises).toEqual([])
    }))

  const { string, format, embed, type, values, deleted, json, binary, subdocument } = contents
  const attacks: readonly [string, string, (desk: Desk) => Uint8Array][] = [
    ['bold type', 'E1', (desk) => edited(desk, (text) => text.format(0, 5, { bold: true }))],
    ['an embed', 'E1', (desk) => edited(desk, (text) => text.insertEmbed(3, { image: 'x' }))],
    [
      'words with attributes',
      'E1',
      (desk) => edited(desk, (text) => text.insert(3, 'x', { a: 1 })),
    ],
    ['an attribute of the text', 'E1', (desk) => edited(desk, (text) => text.setAttribute('a', 1))],
    ['another root', 'E1', (desk) => edited(desk, (_, doc) => doc.getText('title').insert(0, 'x'))],
    ['a row', 'E1', (desk) => edited(desk, (_, doc) => doc.getMap('pledges').set('a', 'x'))],
    ['a nested map', 'E1', () => byMe(item({ parent: 'text' }, type(1)))],
    ['a nested text', 'E1', () => byMe(item({ parent: 'text' }, type(2)))],
    ['a list value', 'E1', () => byMe(item({ parent: 'text' }, values('x')))],
    ['JSON', 'E1', () => byMe(item({ parent: 'text' }, json({ a: 1 })))],
    ['bytes', 'E1', () => byMe(item({ parent: 'text' }, binary(Uint8Array.of(1))))],
    ['an embed by hand', 'E1', () => byMe(item({ parent: 'text' }, embed({ a: 1 })))],
    ['a format by hand', 'E1', () => byMe(item({ parent: 'text' }, format('bold', true)))],
    ['a subdocument', 'E1', () => byMe(item({ parent: 'text' }, subdocument('x')))],
    ['words under a key', 'E1', () => byMe(item({ parent: 'text', key: 'k' }, string('x')))],
    [
      'words under a key of the prototype',
      'E1',
      () => byMe(item({ parent: '__proto__' }, string('x'))),
    ],
    ['words inside a character', 'E1', (desk) => byMe(item({ parent: nth(desk, 0) }, string('x')))],
    ['a control character', 'E1', (desk) => edited(desk, (text) => text.insert(0, 'a\u0000b'))],
    ['a tab', 'E1', (desk) => edited(desk, (text) => text.insert(0, '\t'))],
    ['a carriage return', 'E1', (desk) => edited(desk, (text) => text.insert(0, '\r\n'))],
    ['a bidirectional override', 'E1', (desk) => edited(desk, (text) => text.insert(0, '\u202e'))],
    ['words without a word', 'G10', () => byMe(item({ parent: 'text' }, string('')))],
    ['deleted words without length', 'G10', () => byMe(item({ parent: 'text' }, deleted(0)))],
    ['collected content', 'G7', () => byMe(collected(3))],
    ['a skip', 'G10', () => byMe(skip(2), item({ parent: 'text' }, string('x')))],
    ['an unknown origin', 'G10', () => byMe(item({ origin: [4242, 0] }, string('x')))],
    ['a later character as origin', 'G10', () => byMe(item({ origin: [me, 3] }, string('x')))],
    ['deletions of what nobody wrote', 'G10', (desk) => updateOf([], [[nth(desk, 0)[0], 20, 99]])],
    [
      'a place between two characters in the wrong order',
      'E1',
      (desk) => byMe(item({ origin: nth(desk, 9), rightOrigin: nth(desk, 3) }, string('x'))),
    ],
    [
      'a place between a character and itself',
      'E1',
      (desk) => byMe(item({ origin: nth(desk, 9), rightOrigin: nth(desk, 9) }, string('x'))),
    ],
    [
      'own pieces in the wrong order',
      'E1',
      (desk) =>
        byMe(
          item({ origin: nth(desk, 2), rightOrigin: nth(desk, 3) }, string('x')),
          item({ origin: nth(desk, 9), rightOrigin: nth(desk, 10) }, string('y')),
          item({ origin: [me, 1], rightOrigin: [me, 0] }, string('z')),
        ),
    ],
    [
      'an id of the server',
      'G8',
      () =>
        updateOf([
          { client: 0xfff00001, clock: 0, structs: [item({ parent: 'text' }, string('x'))] },
        ]),
    ],
  ]
  it.each(attacks)(
    '[G10][G12][G15] %s is refused (%s), and nothing is left of it',
    (_, rule, make) =>
      at(first, async (desk) => {
        const doc = desk.doc
        const closing = await desk.send(make(desk))
        expect([closing?.reason.rule, closing?.reason.message]).toEqual([rule, expect.any(String)])
        expect([desk.text, desk.surprises, desk.doc === doc]).toEqual([first, [], true])
        expect([...doc.share.keys()]).toEqual(['text'])
        // Whoever comes next is not in the way of what was refused.
        expect(await desk.send(edited(desk, (text) => text.insert(0, 'Draft: ')))).toBeNull()
        expect(desk.text).toBe(`Draft: ${first}`)
      }),
  )

  it('no half of a character is taken away from the other, or put between the two', () =>
    at('We met 😀 again', async (desk) => {
      const halves: ((text: Y.Text) => void)[] = [
        (text) => text.delete(7, 1),
        (text) => text.delete(8, 1),
        (text) => text.delete(0, 8),
        (text) => text.insert(8, 'x'),
      ]
      const byHand = [
        byMe(item({ origin: nth(desk, 7) }, string('x'))),
        byMe(item({ rightOrigin: nth(desk, 8) }, string('x'))),
        byMe(item({ parent: 'text' }, string('😀')), item({ origin: [me, 0] }, string('x'))),
      ]
      for (const bytes of [...halves.map((half) => edited(desk, half)), ...byHand]) {
        const closing = await desk.send(bytes)
        expect(closing?.reason).toMatchObject({ code: 'edit_structure', rule: 'E1' })
      }
      expect([desk.text, desk.surprises]).toEqual(['We met 😀 again', []])
    }))

  it('[G9] refused words are kept for their author, also as bytes', () =>
    at(first, async (desk) => {
      await desk.send(edited(desk, (text) => text.insert(0, 'Not \u202e this')))
      const [kept] = await storage.readRefusals(desk.room.session, 'seat-0', 10)
      expect(kept).toMatchObject({
        ...{ kind: 'refused', root: 'text', row: 'notes', attempted: 'Not \u202e this' },
        reason: { code: 'edit_structure', rule: 'E1' },
      })
      expect(kept?.raw?.length).toBeGreaterThan(10)
    }))

  it('a pasted text is made one that may stand', () => {
    expect(plainText('a\r\nb\rc\td\u0000\u202ee\u2028f\ud83d')).toBe('a\nb\nc de\nf\ufffd')
  })
})

describe('[E2] the length of a text', () => {
  it.each(['notes', 'communique'] as const)(
    'of %s has an end, and what goes beyond is refused whole',
    (kind) =>
      at(
        '',
        async (desk) => {
          const part = 'Allies will give. '.repeat(500)
          while (desk.text.length + part.length <= mostInText[kind])
            expect(await desk.send(edited(desk, (text) => text.insert(0, part)))).toBeNull()
          const rest = mostInText[kind] - desk.text.length
          expect(
            await desk.send(edited(desk, (text) => text.insert(9, 'x'.repeat(rest)))),
          ).toBeNull()
          expect(desk.text.length).toBe(mostInText[kind])
          const before = desk.text
          const one = await desk.send(edited(desk, (text) => text.insert(9, 'y')))
          expect(one?.reason).toMatchObject({ code: 'too_large', rule: 'E2' })
          expect(desk.text).toBe(before)
          // Room can be made, in the same step too.
          const swap = edited(desk, (text) => {
            text.delete(0, 5)
            text.insert(0, 'Donor')
          })
          expect(await desk.send(swap)).toBeNull()
          expect([desk.text.length, desk.surprises]).toEqual([before.length, []])
        },
        kind,
      ),
  )

  it('all that was ever written has one too', () =>
    at('', async (desk) => {
      const page = new Y.Doc()
      page.clientID = me
      const full = 'x'.repeat(mostInText.notes)
      let written = 0
      for (let turn = 0; turn <= mostWritten; turn++) {
        const before = Y.encodeStateVector(page)
        textOf(page).insert(0, full)
        textOf(page).delete(0, full.length)
        const closing = await desk.send(Y.encodeStateAsUpdate(page, before))
        if (closing !== null) {
          expect(closing.reason).toMatchObject({ code: 'too_large', rule: 'E2' })
          break
        }
        written += full.length
      }
      expect(written).toBe(mostInText.notes * mostWritten)
    }))
})

describe('[E2] the pieces of a text', () => {
  it('are bounded, so that none is dear to load', () =>
    at(
      '',
      async (desk) => {
        const half = 8_000
        let clock = 0
        const next = () => {
          const structs = Array.from({ length: 2 * half }, (_, n) => {
            const origin: Id | null = clock + n === 0 ? null : [me, clock + n - 1]
            const content = n % 2 === 0 ? contents.string('x') : contents.deleted(1)
            return item(origin ? { origin } : { parent: 'text' }, content)
          })
          const update = updateOf([{ client: me, clock, structs }])
          clock += structs.length
          return update
        }
        while (clock + 2 * half <= 100_000) expect(await desk.send(next())).toBeNull()
        const before = desk.text.length
        const closing = await desk.send(next())
        expect(closing?.reason).toMatchObject({ code: 'too_large', rule: 'E2' })
        expect([desk.text.length, desk.surprises]).toEqual([before, []])
      },
      'communique',
    ))
})

describe('[G20] what a text costs', () => {
  it('pieces that would have to be walked over again and again are refused', () =>
    at('', async (desk) => {
      // Pieces that do not merge, all written before what is there; each has to pass all that stand.
      const piece = () => item({ parent: 'text' }, contents.string('x'))
      const many = (client: number, count: number) => ({
        client,
        clock: 0,
        structs: Array.from({ length: count }, piece),
      })
      expect(await desk.send(updateOf([many(7000, 300)]))).toBeNull()
      const closing = await desk.send(updateOf([many(6000, 5000)]))
      expect(closing?.reason).toMatchObject({ code: 'edit_structure', rule: 'G20' })
      expect([desk.text.length, desk.surprises]).toEqual([300, []])
    }))

  it('a long break with writing in a hundred places is no such thing', () =>
    at('Allies agreed to give. '.repeat(400), async (desk) => {
      const mine = edited(desk, (text) => {
        for (let n = 0; n < 300; n++) text.insert(n * 28, `mine ${String(n)} `)
      })
      const theirs = edited(desk, (text) => {
        for (let n = 0; n < 300; n++) text.insert(n * 28, `theirs ${String(n)} `)
      })
      expect(await desk.send(theirs)).toBeNull()
      expect(await desk.send(mine)).toBeNull()
      for (let n = 0; n < 300; n++) expect(desk.text).toContain(`mine ${String(n)} `)
      expect(desk.surprises).toEqual([])
    }))
})
