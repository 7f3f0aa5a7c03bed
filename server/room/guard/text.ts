// The guard of a text written together (E1, E2): what an update would make of the text is tried on a copy first, so
// that what is judged is what Yjs really does with it.
import * as Y from 'yjs'
import { isPlain, mostInText, mostWritten, type TextKind, textOf } from '#shared/drafting.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import { canonicalise, type Canonical } from './canonical.ts'
import type { Guard, Ruling } from './guard.ts'
import { bind, type Operation } from './judge.ts'
import { placeKey } from './place.ts'
import { GuardFault, type Settlement } from './settle.ts'
import { goesOn, TextEffort } from './text-effort.ts'
import { stringOf, TextPieces } from './text-pieces.ts'

/** Who writes in a text, as it is now. */
export interface TextAccess {
  readonly kind: TextKind
  mayWrite(actor: Actor): Refusal | null
  /** Whether nobody may see who is here (Q8). */
  isHidden(): boolean
}

/** Pieces that a document of text may come to: a hostile one must not be dear to load. */
const mostPieces = 100_000
/** Of refused words so many are kept as words; all of them are kept as bytes. */
const mostKept = 20_000
const place = placeKey('text', '', '')

const improper = (why: string) => refuse('edit_structure', 'E1', { why })
const apart = () => improper('it takes a character apart')
const tooLarge = (limit: string) => refuse('too_large', 'E2', { limit })

export function textGuard(access: TextAccess): Guard {
  const { kind } = access
  const trials = new WeakMap<Y.Doc, Trial>()
  const trialOf = (doc: Y.Doc): Trial => {
    let trial = trials.get(doc)
    // The server itself may have written.
    if (trial?.isOf(doc) !== true) trials.set(doc, (trial = new Trial(doc)))
    return trial
  }
  return {
    judge(doc, bindings, actor, raw): Ruling {
      // Before anything is applied: what comes to be of an unnamed kind would count as another root.
      textOf(doc)
      const canonical = canonicalise(doc, raw, 'text')
      if (!('update' in canonical)) return { kind: 'refuse', reason: canonical, operations: [] }
      if (canonical.structs.length + canonical.deletions.length === 0) return { kind: 'nothing' }
      const after = insertedBy(canonical)
      const bound = bind(bindings, actor, canonical)
      const fault = access.mayWrite(actor) ?? bound.reason ?? contentFault(doc, canonical)
      const result = fault ?? trialOf(doc).try(canonical, mostInText[kind])
      if (typeof result !== 'number') {
        // What the copy has taken the text will never have.
        if (fault === null) trials.delete(doc)
        const attempted = after.slice(0, mostKept) || null
        const operation: Operation = { root: 'text', row: kind, field: '', attempted }
        return { kind: 'refuse', reason: result, operations: [operation] }
      }
      const before = deletedBy(doc, canonical)
      return {
        kind: 'accept',
        bindings: bound.ids,
        allow: (allowed) => {
          allowed.add(place)
        },
        settle(): Settlement {
          Y.applyUpdate(doc, canonical.update)
          if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
            throw new GuardFault('an accepted update left structs pending')
          if (textOf(doc).length !== result)
            throw new GuardFault('an accepted update made another text of it than was tried')
          const change = { root: 'text', row: kind, field: '', before, after }
          return { changes: [change], notStanding: [] }
        },
      }
    },
    verify(transaction, allowed) {
      for (const [type, keys] of transaction.changed)
        if (
          !allowed.has(place) ||
          !isText(transaction.doc, type) ||
          keys.size !== 1 ||
          !keys.has(null)
        )
          throw new GuardFault('an accepted update changed something that is not the text')
    },
    standing: () => null,
    isHidden: () => access.isHidden(),
  }
}

/** A copy of a document, one update ahead at most. */
class Trial {
  readonly #doc = new Y.Doc()

  constructor(doc: Y.Doc) {
    textOf(this.#doc)
    Y.applyUpdate(this.#doc, Y.encodeStateAsUpdate(doc))
  }

  isOf(doc: Y.Doc): boolean {
    return (
      writtenIn(this.#doc) === writtenIn(doc) && textOf(this.#doc).length === textOf(doc).length
    )
  }

  /** How long the text would be, or why the update must not be taken; the copy is of no use then. */
  try(canonical: Canonical, most: number): number | Refusal {
    const copy = this.#doc
    const before = textOf(copy).length
    let fault: Refusal | null = null
    copy.transact((transaction) => {
      Y.applyUpdate(copy, canonical.update)
      for (const type of transaction.changed.keys())
        if (!isText(copy, type)) fault = improper('it changes more than the text')
      if (!isInOrder(copy, canonical))
        fault = improper('it stands between characters that are not in this order')
    })
    if (fault !== null) return fault
    const { length } = textOf(copy)
    if (length > most && length > before) return tooLarge(`${String(most)} characters`)
    if (writtenIn(copy) > most * mostWritten)
      return tooLarge(`${String(most * mostWritten)} characters ever written`)
    if (piecesOf(copy) > mostPieces) return tooLarge(`${String(mostPieces)} pieces`)
    return length
  }
}

function isText(doc: Y.Doc, type: object): boolean {
  return type === doc.share.get('text')
}

/** Characters ever written, the deleted ones among them. */
function writtenIn({ store }: Y.Doc): number {
  let written = 0
  for (const client of store.clients.keys()) written += Y.getState(store, client)
  return written
}

function piecesOf({ store }: Y.Doc): number {
  let pieces = 0
  for (const structs of store.clients.values()) pieces += structs.length
  return pieces
}

/** E1: characters that may stand, whole, in the one root there is; and at no more cost than honest ones (G20). */
function contentFault(doc: Y.Doc, { structs, deletions }: Canonical): Refusal | null {
  const pieces = new TextPieces(doc)
  const effort = new TextEffort(doc, pieces)
  for (const piece of structs) {
    const { origin, rightOrigin } = piece
    const isInText = origin !== null || rightOrigin !== null || isAtRoot(piece)
    if (!isInText || piece.parentSub !== null) return improper('it stands outside the text')
    if (!isPlain(stringOf(piece))) return improper('it holds a character that cannot be shown')
    if ((origin && pieces.isFirstHalf(origin)) || (rightOrigin && pieces.isSecondHalf(rightOrigin)))
      return apart()
    effort.count(piece)
    pieces.add(piece)
  }
  for (const { client, clock, len } of deletions)
    if (
      pieces.isSecondHalf(Y.createID(client, clock)) ||
      pieces.isFirstHalf(Y.createID(client, clock + len - 1))
    )
      return apart()
  return effort.isExcessive
    ? refuse('edit_structure', 'G20', { why: 'it writes in too many places at once' })
    : null
}

/** After decoding, a parent is a root's name or the id of its container; the declared type knows neither. */
function isAtRoot(item: Y.Item): boolean {
  const parent: unknown = item.parent
  return parent === 'text'
}

/** Whether what each piece was written between stands in this order: else copies might not agree where it goes. */
function isInOrder({ store }: Y.Doc, { structs }: Canonical): boolean {
  const last = new Map<number, Y.Item>()
  return structs.every((piece) => {
    const { origin, rightOrigin, id } = piece
    const before = last.get(id.client)
    last.set(id.client, piece)
    if (origin === null || rightOrigin === null || goesOn(piece, before)) return true
    const right = Y.getItem(store, rightOrigin)
    let item = Y.getItem(store, origin).right
    while (item !== null && item !== right) item = item.right
    return item !== null
  })
}

function insertedBy(canonical: Canonical): string {
  return canonical.structs
    .map((item) => (canonical.isOverwritten(item) ? '' : stringOf(item)))
    .join('')
}

/** The characters that it takes away, in no order but that of their writing. */
function deletedBy({ store }: Y.Doc, { deletions }: Canonical): string {
  return deletions
    .map(({ client, clock, len }) => {
      if (clock >= Y.getState(store, client)) return ''
      const item = Y.getItem(store, Y.createID(client, clock))
      return item instanceof Y.Item
        ? stringOf(item).slice(clock - item.id.clock, clock - item.id.clock + len)
        : ''
    })
    .join('')
}
