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
  /** Client id of the losing value; null for the author of the update. */
  readonly clientId: number | null
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

function rowMap(doc: Y.Doc, { root, row }: Touch): YRow {
  const map = rootOf(doc, root as RowRoot).get(row)
  if (map === undefined) throw new GuardFault(`an accepted update left no row ${row}`)
  return map
}

function settleField(
  doc: Y.Doc,
  policy: Policy,
  verdict: Accepted,
  touch: Touch,
  before: Before,
  notStanding: NotStanding[],
): void {
  const { root, row, field } = touch
  const map = rowMap(doc, touch)
  const winner = map._map.get(field)
  const won = winner !== before.item
  const value = valueOf(winner)
  const report = (
    kind: NotStanding['kind'],
    clientId: number | null,
    attempted: Scalar | undefined,
    reason: Refusal,
  ) => {
    const kept = valueOf(map._map.get(field)) ?? null
    if (attempted !== undefined && attempted !== kept) {
      notStanding.push({ kind, clientId, root, row, field, attempted, kept, reason })
    }
  }
  const setBack = () => {
    if (before.value === undefined) map.delete(field)
    else map.set(field, before.value)
  }

  if (before.lock !== null) {
    if (won || value !== before.value) setBack()
    report('amended', null, touch.attempted, before.lock)
    return
  }
  const fault = valueFault(policy, touch)
  if (fault !== null) {
    if (won || value !== before.value) setBack()
    report('amended', null, touch.attempted, fault)
    return
  }
  if (!won) {
    // The update's value lost to one that the author had not seen. If that is the server's, it only put back what a
    // refused edit had displaced: the legal edit goes on top of it.
    if (winner && winner.id.client >= serverClientIds.from && touch.attempted !== undefined) {
      map.set(field, touch.attempted)
    } else report('overtaken', null, touch.attempted, refuse('overtaken', 'G9'))
    return
  }
  const displaced = before.item
  if (displaced === undefined || displaced.id.client >= serverClientIds.from) return
  const seen = touch.origins.some((origin) => Y.compareIDs(origin, displaced.lastId))
  const author = verdict.canonical.reached.has(displaced.id.client)
  if (!seen && !author)
    report('overtaken', displaced.id.client, before.value, refuse('overtaken', 'G9'))
}

/** G16: whether the value may stand in the field at all. A removed value may not: null stands for nothing (G6). */
function valueFault(policy: Policy, { root, field, attempted, item }: Touch): Refusal | null {
  if (item === undefined) {
    return refuse('edit_invalid', 'G6', { field, why: 'null stands for nothing, the field stays' })
  }
  const shape: Readonly<Record<string, z.ZodType>> = policy.roots[root]?.shape ?? {}
  const parsed = shape[field]?.safeParse(attempted)
  if (parsed === undefined || parsed.success) return null
  return refuse('edit_invalid', 'G16', { field, why: parsed.error.issues[0]?.message ?? '' })
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
