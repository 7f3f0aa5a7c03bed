// Hostile bytes at random: legal updates with bits turned, structs of every kind in every place under anybody's id,
// deletions of anything. Whatever comes, the room goes on, others' rows stand, and nothing stands that is not legal.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { clientRoots, rootOf } from '#shared/board.ts'
import { ownerOf } from '#shared/text.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import type { Storage } from '#server/storage/storage.ts'
import { isPartial, patience, runs } from '#test/support/fuzz.ts'
import { bytesOf, hostile } from '#test/support/hostile.ts'
import { Link } from '#test/support/replica.ts'
import { strangers, World } from '#test/support/world.ts'

let folder: string
let storage: Storage
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pledgehall-'))
  storage = await openSqlite(join(folder, 'fuzz.sqlite'))
})
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

const roots = [
  'session',
  'roster',
  'agenda',
  'agreements',
  'tasks',
  'requests',
  'pledges',
  'stocks',
]

/** All that is not the attacker's own. */
function others(world: World): unknown {
  return roots.map((root) =>
    Object.entries(world.doc.getMap(root).toJSON()).filter(([row]) => ownerOf(row) !== 'NLD'),
  )
}

let sessions = 0
/** A seat for each owner of rows. */
const victims = ['DEU-1', 'NLD-1', 'UKR-1'] as const
const answered = { taken: 0, nothing: 0, refused: 0 }

describe('[G3][G4][G5][G6][G7][G8][G10] hostile bytes at random', () => {
  it(
    '[G12][G15] change nothing that is not theirs, leave nothing pending, and never surprise the room',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostile, { minLength: 10, maxLength: 40, size: 'max' }),
          async (attacks) => {
            const world = await World.open(storage, `siege-${String(++sessions)}`)
            try {
              for (const seat of victims) world.create(seat)
              await world.settle()
              const { actor } = world.seat('NLD-1')
              const before = others(world)
              let bytes = Y.encodeStateAsUpdate(world.doc).length
              for (const attack of attacks) {
                const raw = bytesOf(world.doc, attack)
                const link = new Link(actor)
                const clocks = Y.encodeStateVector(world.doc)
                world.room.audience.join(link)
                world.room.submitUpdate(link, raw, false)
                await world.flush()
                world.room.audience.leave(link)
                world.room.ids.release(link)
                bytes += 2 * raw.length + 400
                if (link.closing) answered.refused += 1
                else if (Buffer.from(clocks).equals(Y.encodeStateVector(world.doc)))
                  answered.nothing += 1
                else answered.taken += 1
                expect(link.closing?.reason.code).not.toBe('internal')
              }
              expect(world.surprises).toEqual([])
              expect(others(world)).toEqual(before)
              expect(world.doc.store.pendingStructs).toBeNull()
              expect(world.doc.store.pendingDs).toBeNull()
              expect(world.doc.subdocs.size).toBe(0)
              expect([...world.doc.share.keys()].filter((root) => !roots.includes(root))).toEqual(
                [],
              )
              expect(Y.encodeStateAsUpdate(world.doc).length).toBeLessThan(bytes)
              for (const root of ['pledges', 'requests', 'stocks'] as const)
                for (const row of rootOf(world.doc, root).values())
                  expect(clientRoots[root].safeParse(row.toJSON()).error).toBeUndefined()
              expect(await strangers(storage, world.session, world.doc)).toEqual([])
              // The victims go on, and everyone sees it.
              for (const seat of victims) world.edit(seat, 0, 'note', true)
              await world.settle()
              for (const { doc } of world.seats.values())
                expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(world.doc))).toBe(true)
              for (const { root, row, value } of world.written.slice(-victims.length))
                expect(rootOf(world.doc, root).get(row)?.get('note')).toBe(value)
            } finally {
              await world.close()
            }
          },
        ),
        runs(200),
      )
    },
    patience,
  )

  it.skipIf(isPartial)('some of them were legal, some said nothing, and most were refused', () => {
    for (const [how, count] of Object.entries(answered))
      expect([how, count > 0]).toEqual([how, true])
  })
})
