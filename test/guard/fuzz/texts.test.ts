// Texts at random: five honest writers at once, with breaks, reloads and an unreliable network; and hostile bytes of
// one who may write. Whatever comes, all copies come to say the same, and nothing stands in them that may not.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { isPlain, mostInText, textOf } from '#shared/drafting.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import type { Storage } from '#server/storage/storage.ts'
import { Desk } from '#test/support/desk.ts'
import { isPartial, patience, runs } from '#test/support/fuzz.ts'
import { bytesOf, hostileToText } from '#test/support/hostile.ts'
import { strangers } from '#test/support/world.ts'

let folder: string
let storage: Storage
let texts = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pledgehall-'))
  storage = await openSqlite(join(folder, 'fuzz.sqlite'))
})
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

const writers = 5
const who = fc.nat({ max: writers - 1 })
const words = fc.constantFrom(
  ...['Allies ', 'ДУКР', '😀', ' — ', '\n', 'é', '🇺🇦 '],
  'The Contact Group met in Brussels. ',
)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('write' as const), who, at: fc.nat(), words }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: fc.constant('delete' as const), who, at: fc.nat() },
      length: fc.nat({ max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('paste' as const), who, at: fc.nat() }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('send' as const), who, n: fc.nat({ max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ do: fc.constant('receive' as const), who, n: fc.nat({ max: 3 }) },
      disorder: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), who, n: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('offline' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('online' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A place where a page can have its caret: never within a character. */
function caret(text: string, at: number): number {
  const place = at % (text.length + 1)
  const code = text.charCodeAt(place)
  return code >= 0xdc00 && code <= 0xdfff ? place + 1 : place
}

const long = 'Kyiv asked, and delegations answered. '.repeat(100)

/** Does one step; tells what it wrote. */
async function take(desk: Desk, step: Step): Promise<string> {
  if (step.do === 'restart') {
    await desk.restart()
    return ''
  }
  const writer = desk.writers[step.who]
  if (writer === undefined) return ''
  const text = textOf(writer.doc)
  const says = text.toJSON()
  switch (step.do) {
    case 'write':
    case 'paste': {
      const written = step.do === 'paste' ? long : step.words
      text.insert(caret(says, step.at), written)
      return written
    }
    case 'delete': {
      const from = caret(says, step.at)
      const to = Math.max(from, caret(says, Math.min(says.length, from + step.length)))
      text.delete(from, to - from)
      return ''
    }
    case 'send':
      await writer.send(step.n)
      await desk.flush()
      return ''
    case 'receive':
      writer.receive(step.n, step.disorder)
      return ''
    case 'repeat':
      await writer.repeat(step.n)
      return ''
    case 'offline':
      writer.disconnect()
      return ''
    case 'online':
      if (!writer.isOnline) writer.connect(desk.room)
      return ''
    case 'reload':
      writer.reload(desk.newClientId(), true)
      return ''
  }
}

const lettersOf = (text: string) => [...text].sort().join('')
const seen = { full: 0, deleted: 0, kept: 0 }

describe('[E1][E2][E8] five seats that write at once', () => {
  it(
    '[D5] come to one text, in which nothing is lost, nothing is too much, and every character is somebody’s',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }),
          fc.boolean(),
          async (all, mayDelete) => {
            const steps = all.filter((one) => mayDelete || one.do !== 'delete')
            const desk = await Desk.open(storage, `texts-${String(++texts)}`, 'notes', writers)
            try {
              let written = ''
              for (const one of steps) {
                written += await take(desk, one)
                expect(desk.text.length).toBeLessThanOrEqual(mostInText.notes)
              }
              await desk.settle()
              expect(desk.surprises).toEqual([])
              for (const { doc } of desk.writers) expect(textOf(doc).toJSON()).toBe(desk.text)
              expect(isPlain(desk.text) && !desk.text.includes('\ufffd')).toBe(true)
              if (desk.refused > 0) seen.full += 1
              else if (steps.some((one) => one.do === 'delete')) seen.deleted += 1
              else {
                seen.kept += 1
                expect(lettersOf(desk.text)).toBe(lettersOf(written))
              }
              const id = desk.room.id
              expect(await strangers(storage, id, desk.doc)).toEqual([])
              const before = desk.text
              await desk.restart()
              expect(desk.text).toBe(before)
            } finally {
              await desk.close()
            }
          },
        ),
        runs(150),
      )
    },
    patience,
  )

  it.skipIf(isPartial)('have met a full text, and have lost nothing where nobody deleted', () => {
    expect(seen.full).toBeGreaterThan(0)
    expect(seen.deleted).toBeGreaterThan(0)
    expect(seen.kept).toBeGreaterThan(0)
  })
})

const answered = { taken: 0, nothing: 0, refused: 0 }

describe('[E1][E2][G8][G10] hostile bytes of one who may write', () => {
  it(
    '[G12][G15] leave a text that may stand, in which all copies agree, and never surprise the room',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(hostileToText, who, words, fc.nat()), {
            ...{ minLength: 10, maxLength: 40, size: 'max' },
          }),
          async (attacks) => {
            const desk = await Desk.open(storage, `siege-${String(++texts)}`, 'notes', writers)
            try {
              for (const [n, writer] of desk.writers.entries())
                textOf(writer.doc).insert(0, `Paragraph ${String(n)} 😀\n`)
              await desk.settle()
              const attacker = { ...(desk.writers[0] as (typeof desk.writers)[0]).actor, seat: 'x' }
              for (const [attack, who, words, at] of attacks) {
                const before = Buffer.from(Y.encodeStateAsUpdate(desk.doc))
                const closing = await desk.send(bytesOf(desk.doc, attack), attacker)
                if (closing) answered.refused += 1
                else if (before.equals(Y.encodeStateAsUpdate(desk.doc))) answered.nothing += 1
                else answered.taken += 1
                if (closing) expect(before.equals(Y.encodeStateAsUpdate(desk.doc))).toBe(true)
                expect(closing?.reason.code).not.toBe('internal')
                // Others write on, without having seen it.
                const text = textOf((desk.writers[who] ?? desk.writers[0])?.doc as Y.Doc)
                text.insert(caret(text.toJSON(), at), words)
                if (at % 3 === 0) await desk.settle()
                expect(isPlain(desk.text)).toBe(true)
                expect(desk.text.includes('\ufffd')).toBe(false)
                expect([...desk.doc.share.keys()]).toEqual(['text'])
                expect(desk.doc.store.pendingStructs ?? desk.doc.store.pendingDs).toBeNull()
              }
              await desk.settle()
              expect(desk.surprises).toEqual([])
              for (const { doc } of desk.writers) expect(textOf(doc).toJSON()).toBe(desk.text)
              expect(await strangers(storage, desk.room.id, desk.doc)).toEqual([])
            } finally {
              await desk.close()
            }
          },
        ),
        runs(50),
      )
    },
    patience,
  )

  it.skipIf(isPartial)('some of them were legal, some said nothing, and many were refused', () => {
    for (const [how, count] of Object.entries(answered))
      expect([how, count > 0]).toEqual([how, true])
  })
})
