// What may be written in a document by its peers: the schema, and who owns what.
import type * as Y from 'yjs'
import { caucusRoots, clientRoots, readRow, rootOf, type Scalar } from '#shared/board.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { relationFault } from '#shared/relations.ts'
import { type Actor, writerOf } from '#shared/roles.ts'
import { ownerOf } from '#shared/text.ts'
import { mostOfRoot } from '#shared/weight-limit.ts'
import type { z } from '#shared/z.ts'
import { isFull, weightFault } from './weights.ts'

export interface Policy {
  /** Roots that peers write, with the schema of their rows; any other root is the server's (G3). */
  readonly roots: Readonly<Record<string, z.ZodObject>>
  /** Whether the seat writes in this document at all (G2). */
  mayWrite(actor: Actor): Refusal | null
  /** Whether the row is the actor's to write (G4). Hard: the whole update is refused. */
  mayWriteRow(actor: Actor, root: string, row: string): Refusal | null
  /** Whether rows may be created now. Hard, because a created row cannot be set back (G6). */
  mayCreate(doc: Y.Doc): Refusal | null
  /** Why an own row does not take edits now. Soft: the edit is set back and kept (P3, S3). */
  lockOf(doc: Y.Doc, root: string, row: string): Refusal | null
  /**
   * What is wrong with a value in view of other rows, those among them that the same update brings: of a birth hard, of
   * an edit soft (P13, M15).
   */
  faultOf(
    doc: Y.Doc,
    place: { readonly root: string; readonly row: string; readonly field: string },
    value: Scalar,
    born?: ReadonlyMap<string, object>,
  ): Refusal | null
}

function isClosed(doc: Y.Doc): boolean {
  return doc.getMap('session').get('state') === 'closed'
}

/** The rule that says whose the rows of a root are. */
const ownerRules = { requests: 'R1', pledges: 'P1', stocks: 'B1' } as const

/** The board: Kyiv writes requests, each delegation its own pledges and stocks; agreed words are locked. */
export const boardPolicy: Policy = {
  roots: clientRoots,
  mayWrite: (actor) =>
    actor.role === writerOf.requests || actor.role === writerOf.pledges
      ? null
      : refuse('edit_reader', 'G2'),
  mayWriteRow(actor, root, row) {
    const owner = ownerOf(row)
    const written = root as keyof typeof writerOf
    return actor.role === writerOf[written] && actor.delegation === owner
      ? null
      : refuse('edit_foreign', ownerRules[written], { owner })
  },
  mayCreate(doc) {
    if (isClosed(doc)) return refuse('session_closed', 'S3')
    return isFull(doc)
      ? refuse('too_large', 'M15', { limit: `${mostOfRoot.toLocaleString('en')} rows` })
      : null
  },
  lockOf(doc, root, row) {
    if (isClosed(doc)) return refuse('session_closed', 'S3')
    const agreed = root === 'pledges' && rootOf(doc, 'agreements').get(row)?.get('agreedAt')
    return typeof agreed === 'number' ? refuse('edit_locked', 'P3') : null
  },
  faultOf(doc, { root, row, field }, value, born) {
    const weight = weightFault(doc, { root, row, field }, value, born)
    if (weight !== null || root !== 'pledges') return weight
    const read = (id: string) => born?.get(id) ?? readRow(doc, 'pledges', id)
    const why = relationFault(row, field, value, read)
    return why === null ? null : refuse('edit_invalid', 'P13', { field, why })
  },
}

/** A delegation's own document: whoever may open it may write any draft (G18). */
export const caucusPolicy: Policy = {
  roots: caucusRoots,
  mayWrite: () => null,
  mayWriteRow: (actor, _root, row) =>
    actor.delegation === ownerOf(row)
      ? null
      : refuse('edit_foreign', 'G18', { owner: ownerOf(row) }),
  mayCreate: () => null,
  lockOf: () => null,
  faultOf: () => null,
}

/** The document of the chair's team: what stands there comes by formal acts alone (H8). */
export const teamPolicy: Policy = {
  roots: {},
  mayWrite: () => refuse('edit_reader', 'G2'),
  mayWriteRow: (_actor, root) => refuse('edit_foreign', 'G3', { owner: root }),
  mayCreate: () => null,
  lockOf: () => null,
  faultOf: () => null,
}
