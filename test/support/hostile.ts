// Hostile updates at random: legal ones with bits turned, structs of every kind in every place under anybody's id,
// deletions of anything, noise.
import fc from 'fast-check'
import * as Y from 'yjs'
import { editRow, rootOf } from '#shared/board.ts'
import { ownerOf } from '#shared/text.ts'
import { rowIdOf } from './board.ts'
import {
  type Block,
  collected,
  contents,
  type Id,
  idOf,
  item,
  type Place,
  type Range,
  type Struct,
  skip,
  updateOf,
} from './bytes.ts'
import { writers } from './world.ts'

/** Numbers that a hostile hand likes: small ones mean "one of those there are", the others what they say. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 40 }) },
  fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 0xfff00001, 2 ** 40, 1e15, 2 ** 53 - 1),
)
const name: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    'pledges',
    'requests',
    'stocks',
    'agreements',
    'session',
    'tasks',
    'speakers',
    'drafts',
    '__proto__',
    'x',
    '',
  ],
  ...['title', 'note', 'quantity', 'agreedAt', 'state', 'constructor', rowIdOf('NLD', 900)],
)
const value = fc.oneof(
  fc.constantFrom('Four systems', '', '\u202e', 5, -1, 1e300, NaN, true, null, undefined, 12n),
  fc.constantFrom<unknown>(['x'], { x: 1 }, Uint8Array.of(1), { __proto__: null, y: {} }),
)
const content = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(value, { minLength: 0, maxLength: 3 })
      .map((all) => contents.values(...all)),
  },
  { weight: 2, arbitrary: fc.nat({ max: 8 }).map((kind) => contents.type(kind)) },
  { weight: 2, arbitrary: number.map((length) => contents.deleted(length)) },
  fc.constant(contents.string('x')),
  fc.constant(contents.json({ a: 1 })),
  fc.constant(contents.binary(Uint8Array.of(1))),
  fc.constant(contents.embed({ a: 1 })),
  fc.constant(contents.format('bold', true)),
  fc.constant(contents.subdocument('guid')),
)
/** A reference into the board: which client, which of its clocks. */
const reference = fc.record({ client: number, clock: number })
const structOf = (names: typeof name, contents: typeof content) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('item' as const),
        origin: fc.option(reference),
        rightOrigin: fc.option(reference, { freq: 1 }),
        parent: fc.oneof(names, reference),
        key: fc.option(names, { nil: undefined }),
        content: contents,
      }),
    },
    fc.record({ kind: fc.constant('collected' as const), length: number }),
    fc.record({ kind: fc.constant('skip' as const), length: number }),
  )
const builtOf = (names: typeof name, contents: typeof content) =>
  fc.record({
    kind: fc.constant('built' as const),
    blocks: fc.array(
      fc.record({
        client: number,
        /** How far from the clock that would be next. */
        ahead: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, number),
        structs: fc.array(structOf(names, contents), { minLength: 1, maxLength: 5 }),
        lie: fc.option(number, { freq: 9, nil: undefined }),
      }),
      { maxLength: 3 },
    ),
    deletions: fc.array(fc.record({ at: reference, length: number }), { maxLength: 4 }),
  })
const built = builtOf(name, content)
/** Into a text of a few writers. */
const nearby = fc.record({ client: fc.nat({ max: 4 }), clock: fc.nat({ max: 9 }) })
/** Pieces of text, most of them characters that may stand, between any two that do. */
const pieces = fc.record({
  kind: fc.constant('built' as const),
  blocks: fc.array(
    fc.record({
      client: fc.integer({ min: 40, max: 9000 }),
      ahead: fc.constant(0),
      structs: fc.array(
        fc.record({
          kind: fc.constant('item' as const),
          origin: fc.option(nearby, { freq: 9 }),
          rightOrigin: fc.option(nearby),
          parent: fc.constant('text'),
          key: fc.constant(undefined),
          content: fc
            .constantFrom('x', 'Brussels', '😀', 'і', 'a\nb')
            .map((words) => contents.string(words)),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      lie: fc.constant(undefined),
    }),
    { maxLength: 2 },
  ),
  deletions: fc.array(fc.record({ at: nearby, length: fc.nat({ max: 6 }) }), { maxLength: 3 }),
})
/** A legal update of one of the seats, some of whose bytes are others. */
const bent = fc.record({
  kind: fc.constant('bent' as const),
  seat: fc.constantFrom(...writers),
  note: fc.string({ maxLength: 20 }),
  turns: fc.array(fc.record({ at: fc.nat(), to: fc.nat({ max: 255 }) }), { maxLength: 4 }),
  cut: fc.option(fc.nat({ max: 60 }), { freq: 4, nil: undefined }),
})
const noise = fc.record({
  kind: fc.constant('noise' as const),
  bytes: fc.uint8Array({ maxLength: 200 }),
})
/** One hostile message, in words of the board it is meant for. */
export const hostile = fc.oneof(
  { weight: 6, arbitrary: built },
  { weight: 4, arbitrary: bent },
  noise,
)
/** The same in words of a text written together. */
export const hostileToText = fc.oneof(
  {
    weight: 3,
    arbitrary: builtOf(
      fc.oneof({ weight: 3, arbitrary: fc.constant('text') }, name),
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc
            .constantFrom('', 'x', '\u202e', 'a\u0000', '\t', 'Drafts', '😀')
            .map((words) => contents.string(words)),
        },
        content,
      ),
    ),
  },
  { weight: 5, arbitrary: pieces },
  noise,
)
export type Hostile = typeof hostile extends fc.Arbitrary<infer H> ? H : never

/** The n-th client that has written, else the number itself. */
function clientOf(doc: Y.Doc, n: number): number {
  return [...doc.store.clients.keys()][n] ?? n
}

function idAt(doc: Y.Doc, at: { client: number; clock: number }): Id {
  const client = clientOf(doc, at.client)
  const structs = doc.store.clients.get(client) ?? []
  const found = structs[at.clock]
  return found instanceof Y.Item ? idOf(found) : [client, at.clock]
}

/** Its bytes, for the board as it stands. */
export function bytesOf(doc: Y.Doc, what: Hostile): Uint8Array {
  if (what.kind === 'noise') return what.bytes
  if (what.kind === 'bent') {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    // The attacker may have a fresh id, or take that of somebody.
    copy.clientID = 77_000 + what.turns.length
    const before = Y.encodeStateVector(copy)
    const owner = what.seat.slice(0, 3)
    const root = owner === 'UKR' ? 'requests' : 'pledges'
    for (const row of rootOf(copy, root).keys())
      if (ownerOf(row) === owner) editRow(copy, root, row, { note: what.note })
    const bytes = Y.encodeStateAsUpdate(copy, before)
    for (const { at, to } of what.turns) bytes[at % bytes.length] = to
    return bytes.subarray(0, what.cut === undefined ? undefined : bytes.length - what.cut)
  }
  const blocks = what.blocks.map(({ client: n, ahead, structs, lie }): Block => {
    const client = clientOf(doc, n)
    return {
      client,
      clock: Y.getState(doc.store, client) + ahead,
      structs: structs.map((one): Struct => {
        if (one.kind === 'collected') return collected(one.length)
        if (one.kind === 'skip') return skip(one.length)
        const place: Place = {
          origin: one.origin && idAt(doc, one.origin),
          rightOrigin: one.rightOrigin && idAt(doc, one.rightOrigin),
          parent: typeof one.parent === 'string' ? one.parent : idAt(doc, one.parent),
          ...(one.key !== undefined && { key: one.key }),
        }
        return item(place, one.content)
      }),
      ...(lie !== undefined && { count: lie }),
    }
  })
  const deletions = what.deletions.map(({ at, length }): Range => [...idAt(doc, at), length])
  return updateOf(blocks, deletions)
}
