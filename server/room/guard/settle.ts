// What becomes of an accepted update inside the document: applied, and field by field kept, set back or overtaken.
import * as Y from 'yjs'
import { rootOf, type RowRoot, type Scalar, type YRow } from '#shared/board.ts'
import { canonicalJson } from '#shared/digest.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { z } from '#shared/z.ts'
import { type Accepted, serverClientIds, type Touch } from './judge.ts'
import { placeKey, placeOfItem } from './place.ts'
import type { Policy } from './policy.ts'

export interface Change {
  readonly root: string
  readonly row: string
  /** '' for the birth of the row; `after` then holds its fields as canonical JSON. */
  readonly field: string
  readonly before: Scalar
  readonly after: Scalar
}

export interface NotStanding {
  readonly kind: 'amended' | 'overtaken'
  /**
   * Whose it is: the author's of the update, or the client's that wrote it; `logged` where the server itself had set
   * it for somebody whom only the log of edits names.
   */
  readonly whose: 'author' | 'logged' | number
  readonly root: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar
  readonly kept: Scalar
  readonly reason: Refusal
}

export interface Settlement {
  readonly changes: readonly Change[]
  readonly notStanding: readonly NotStanding[]
}

/** Yjs did something the guard had not foreseen. Nothing of it is durable or visible: the room starts again from its log. */
export class GuardFault extends Error {}

interface Before {
  readonly item: Y.Item | undefined
  readonly value: Scalar | undefined
  readonly lock: Refusal | null
}

function valueOf(item: Y.Item | undefined): Scalar | undefined {
  return item === undefined || item.deleted
    ? undefined
    : (item.content.getContent().at(-1) as Scalar)
}

/**
 * Applies an accepted update inside the caller's transaction and settles its fields (P3, G9, G16).
 * Must run within `doc.transact` with a client id of the server's range.
 */
export function settle(doc: Y.Doc, policy: Policy, verdict: Accepted): Settlement {
  const changes: Change[] = []
  const notStanding: NotStanding[] = []
  const before = verdict.touched.map((touch): Before => {
    const item = rowMap(doc, touch)._map.get(touch.field)
    return { item, value: valueOf(item), lock: policy.lockOf(doc, touch.root, touch.row) }
  })
  Y.applyUpdate(doc, verdict.canonical.update)
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
    throw new GuardFault('an accepted update left structs pending')
  }
  for (const { root, row, fields } of verdict.created) {
    settleBirth(doc, root, row, fields)
    changes.push({ root, row, field: '', before: null, after: canonicalJson(fields) })
  }
  for (const [i, touch] of verdict.touched.entries()) {
    const previous = before[i]
    if (previous === undefined) continue
    settleField(doc, policy, verdict, touch, previous, notStanding)
    const after = valueOf(rowMap(doc, touch)._map.get(touch.field))
    if (after !== previous.value) {
      const { root, row, field } = touch
      changes.push({ root, row, field, before: previous.value ?? null, after: after ?? null })
    }
  }
  return { changes, notStanding }
}

function rowMap(doc: Y.Doc, { root, row }: Pick<Touch, 'root' | 'row'>): YRow {
  const map = rootOf(doc, root as RowRoot).get(row)
  if (map === undefined) throw new GuardFault(`an accepted update left no row ${row}`)
  return map
}

/** G5: a new row holds what was judged, also where the update contradicts itself about what is removed. */
function settleBirth(doc: Y.Doc, root: string, row: string, fields: object): void {
  const map = rowMap(doc, { root, row })
  for (const [field, value] of Object.entries(fields) as [string, Scalar][])
    if (map.get(field) !== value) map.set(field, value)
}

function settleField(
  doc: Y.Doc,
  policy: Policy,
  verdict: Accepted,
  touch: Touch,
  before: Before,
  notStanding: NotStanding[],
): void {
  const { root, row, field, attempted } = touch
  const map = rowMap(doc, touch)
  const winner = map._map.get(field)
  const isRemoved = winner === undefined || winner.deleted
  const report = (
    kind: NotStanding['kind'],
    whose: NotStanding['whose'],
    lost: Scalar | undefined,
    reason: Refusal,
  ) => {
    const kept = valueOf(map._map.get(field)) ?? null
    if (lost !== undefined && lost !== kept)
      notStanding.push({ kind, whose, root, row, field, attempted: lost, kept, reason })
  }
  /** Somebody's value gives way to one whose author had not seen it. */
  const overtake = (displaced: Y.Item) => {
    const { client } = displaced.id
    if (verdict.canonical.reached.has(client)) return
    const whose = client >= serverClientIds.from ? 'logged' : client
    report('overtaken', whose, before.value, refuse('overtaken', 'G9'))
  }

  const standing = before.item
  const isVacant = before.value === undefined
  const fault = before.lock ?? valueFault(policy, touch) ?? relatedFault(doc, policy, touch)
  if (fault !== null || attempted === undefined || (isRemoved && !isVacant)) {
    if (isRemoved || winner !== standing) {
      if (before.value !== undefined) map.set(field, before.value)
      else if (!isRemoved) map.delete(field)
    }
    report('amended', 'author', attempted, fault ?? removalFault(field))
  } else if (isRemoved) {
    // It lost to a refused value that had been taken away again, in a field where nothing stood before.
    map.set(field, attempted)
  } else if (winner !== standing) {
    const isSeen = standing && touch.origins.some((id) => Y.compareIDs(id, standing.lastId))
    if (standing && !isSeen) overtake(standing)
  } else if (winner.id.client >= serverClientIds.from) {
    // It lost to a value that the server set in place of a refused one: the legal edit goes on top, or the refused
    // one would have taken it down (G16).
    map.set(field, attempted)
    overtake(winner)
  } else report('overtaken', 'author', attempted, refuse('overtaken', 'G9'))
}

/** G6: null stands for nothing, also where a value lost to nothing. */
function removalFault(field: string): Refusal {
  return refuse('edit_invalid', 'G6', { field, why: 'null stands for nothing, the field stays' })
}

/** G16: whether the value may stand in the field at all. */
function valueFault(policy: Policy, { root, field, attempted }: Touch): Refusal | null {
  if (attempted === undefined) return removalFault(field)
  const shape: Readonly<Record<string, z.ZodType>> = policy.roots[root]?.shape ?? {}
  const parsed = shape[field]?.safeParse(attempted)
  if (parsed === undefined || parsed.success) return null
  return refuse('edit_invalid', 'G16', { field, why: parsed.error.issues[0]?.message ?? '' })
}

/** P13: what only other rows can tell. */
function relatedFault(
  doc: Y.Doc,
  policy: Policy,
  { root, row, field, attempted }: Touch,
): Refusal | null {
  return attempted === undefined ? null : policy.faultOf(doc, { root, row, field }, attempted)
}

/** G12: all that the transaction changed must lie within what the judge allowed. Call once, before it ends. */
export function verifyChanged(transaction: Y.Transaction, allowed: ReadonlySet<string>): void {
  for (const [type, keys] of transaction.changed) {
    const row = type._item === null ? null : placeOfItem(type._item)
    if (type._item !== null && (row === null || row.field !== null)) {
      throw new GuardFault('an accepted update changed something that is no row')
    }
    for (const key of keys) {
      const at =
        row === null
          ? placeKey(Y.findRootTypeKey(type as Y.AbstractType<unknown>), key ?? '', '')
          : placeKey(row.root, row.row, key ?? '')
      if (key === null || !allowed.has(at)) throw new GuardFault(`an accepted update changed ${at}`)
    }
  }
}

/** What an accepted update may change, as `verifyChanged` asks for it. */
export function allowedBy(verdict: Accepted, allowed: Set<string>): void {
  for (const { root, row, fields } of verdict.created) {
    allowed.add(placeKey(root, row, ''))
    for (const field of Object.keys(fields)) allowed.add(placeKey(root, row, field))
  }
  for (const { root, row, field } of verdict.touched) allowed.add(placeKey(root, row, field))
}
