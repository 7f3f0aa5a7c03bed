// The judge: update bytes → accept or refuse, before the document is touched. What it lets pass may still be
// set back field by field (settle.ts), because a value's fate depends on what it meets in the document.
import * as Y from 'yjs'
import { rootOf, type RowRoot, type Scalar } from '#shared/board.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import { rowIdSchema } from '#shared/text.ts'
import type { z } from '#shared/z.ts'
import { canonicalise, type Canonical, type Deletion } from './canonical.ts'
import { Effort } from './effort.ts'
import { type Place, placeKey, placeOfItem, UpdatePlaces } from './place.ts'
import type { Policy } from './policy.ts'

/** Client ids from here to 2^32 are the server's own: at equal origins the higher id wins, so formal facts do. */
export const serverClientIds = { from: 0xfff00000, to: 0xffffffff } as const

/** One field that an update writes, with the last value it gives it. */
export interface Touch {
  readonly root: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar | undefined
  /** The one item that gives it; undefined if the update only carries values it overwrote itself. */
  readonly item: Y.Item | undefined
  /** What the written values were placed after: tells a reply from a concurrent edit. */
  readonly origins: readonly Y.ID[]
}

/** One attempted change, in words of the schema: for the tray of its author. */
export interface Operation {
  readonly root: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar
}

export interface Accepted {
  readonly kind: 'accept'
  readonly canonical: Canonical
  /** Client ids to be bound to the actor's seat with this update (G8). */
  readonly bindings: readonly number[]
  readonly created: readonly {
    readonly root: string
    readonly row: string
    readonly fields: object
  }[]
  /** Fields of rows that existed before. */
  readonly touched: readonly Touch[]
}

export type Verdict =
  | Accepted
  /** Nothing in it that the document does not have. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly reason: Refusal; readonly operations: readonly Operation[] }

/** Client id → seat, with what is bound but not yet committed. */
export interface Bindings {
  /** Also of an id that is only reserved by a live connection. */
  seatOf(clientId: number): string | undefined
  isBound(clientId: number): boolean
  /** How many ids the seat holds. */
  countOf(seat: string): number
}

const maxBindingsPerSeat = 500

export function judge(
  doc: Y.Doc,
  policy: Policy,
  bindings: Bindings,
  actor: Actor,
  raw: Uint8Array,
): Verdict {
  const canonical = canonicalise(doc, raw, 'rows')
  if (!('update' in canonical)) return { kind: 'refuse', reason: canonical, operations: [] }
  if (canonical.structs.length + canonical.deletions.length === 0) return { kind: 'nothing' }
  const examined = new Examination(doc, policy, actor).run(canonical)
  const bound = bind(bindings, actor, canonical)
  const reason = policy.mayWrite(actor) ?? bound.reason ?? examined.reason
  if (reason) return { kind: 'refuse', reason, operations: examined.operations }
  return {
    kind: 'accept',
    canonical,
    bindings: bound.ids,
    created: examined.created,
    touched: examined.touched,
  }
}

/** G8: which ids the update brings, and whether they are the actor's to use. */
export function bind(
  bindings: Bindings,
  actor: Actor,
  canonical: Canonical,
): { readonly ids: readonly number[]; readonly reason: Refusal | null } {
  const ids: number[] = []
  for (const client of canonical.reached.keys()) {
    const owner = bindings.seatOf(client)
    if (client >= serverClientIds.from) return { ids, reason: refuse('client_id_taken', 'G8') }
    if (owner !== undefined && owner !== actor.seat)
      return { ids, reason: refuse('edit_forged', 'G8') }
    if (!bindings.isBound(client)) ids.push(client)
  }
  const full = ids.length > 0 && bindings.countOf(actor.seat) + ids.length > maxBindingsPerSeat
  return { ids, reason: full ? refuse('too_many', 'G20', { seconds: 0 }) : null }
}

const removal = () =>
  refuse('edit_structure', 'G6', { why: 'rows are not removed, they are withdrawn' })

function scalarOf(value: unknown): Scalar | undefined {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? (value as Scalar)
    : undefined
}

/** A touch that still grows. */
interface Trace extends Touch {
  readonly origins: Y.ID[]
}

/** One walk over the changes of one update. Goes on after the first fault, so that the tray can tell all that was attempted. */
class Examination {
  reason: Refusal | null = null
  readonly operations: Operation[] = []
  readonly created: { root: string; row: string; fields: object }[] = []
  touched: Touch[] = []

  readonly #doc: Y.Doc
  readonly #policy: Policy
  readonly #actor: Actor
  readonly #born = new Map<string, Map<string, Trace>>()
  readonly #touches = new Map<string, Trace>()
  readonly #rows = new Map<string, Refusal | null>()
  readonly #effort: Effort

  constructor(doc: Y.Doc, policy: Policy, actor: Actor) {
    this.#doc = doc
    this.#policy = policy
    this.#actor = actor
    this.#effort = new Effort(doc)
  }

  run(canonical: Canonical): this {
    const places = new UpdatePlaces(this.#doc)
    for (const item of canonical.structs) {
      const place = places.resolve(item)
      if (place === null) {
        this.#fault(
          refuse('edit_structure', 'G7', { why: 'a value stands outside the fields of a row' }),
        )
      } else if (place.field === null) this.#createRow(place, item, canonical)
      else this.#writeField(place, place.field, item, canonical)
    }
    if (this.#effort.isExcessive) {
      this.#fault(refuse('edit_structure', 'G20', { why: 'it writes one field too often at once' }))
    }
    for (const deletion of canonical.deletions) this.#remove(deletion)
    for (const [key, fields] of this.#born) this.#completeRow(key, fields)
    this.#relateRows()
    this.touched = [...this.#touches.values()]
    return this
  }

  #fault(reason: Refusal | null): void {
    this.reason ??= reason
  }

  /** G3, G4: whether the row is the actor's; asked once per row. */
  #rowFault(root: string, row: string): Refusal | null {
    const key = placeKey(root, row, '')
    let fault = this.#rows.get(key)
    if (fault === undefined) {
      fault = this.#schemaOf(root)
        ? this.#policy.mayWriteRow(this.#actor, root, row)
        : refuse('edit_foreign', 'G3', { owner: 'the server' })
      this.#rows.set(key, fault)
    }
    return fault
  }

  /** Null for whatever is no root of the peers, `__proto__` among it. */
  #schemaOf(root: string): z.ZodObject | null {
    return Object.hasOwn(this.#policy.roots, root) ? (this.#policy.roots[root] ?? null) : null
  }

  #createRow({ root, row }: Place, item: Y.Item, canonical: Canonical): void {
    this.#fault(this.#rowFault(root, row))
    const isMap = item.content instanceof Y.ContentType && item.content.type.constructor === Y.Map
    if (!isMap)
      this.#fault(refuse('edit_structure', 'G7', { why: 'a row must be a map of fields' }))
    if (!rowIdSchema.safeParse(row).success) {
      this.#fault(
        refuse('edit_structure', 'G7', { why: 'a row id must be its owner, a tilde and a ULID' }),
      )
    }
    const key = placeKey(root, row, '')
    // `_map` also knows rows that were deleted, which `has` would not.
    const exists = this.#schemaOf(root) !== null && this.#doc.getMap(root)._map.has(row)
    if (exists || item.origin !== null || this.#born.has(key)) {
      this.#fault(
        refuse('edit_structure', 'G5', { why: 'a row that exists is never created again' }),
      )
    } else this.#fault(this.#policy.mayCreate(this.#doc))
    if (canonical.isOverwritten(item)) this.#fault(removal())
    this.#born.set(key, new Map())
  }

  #writeField(place: Place, field: string, item: Y.Item, canonical: Canonical): void {
    const { root, row } = place
    this.#fault(this.#rowFault(root, row))
    const schema = this.#schemaOf(root)
    if (schema && !Object.hasOwn(schema.shape, field)) {
      this.#fault(
        refuse('edit_structure', 'G7', { why: `there is no field ${field.slice(0, 40)}` }),
      )
    }
    const values = item.content instanceof Y.ContentAny ? item.content.arr : null
    if (values === null && !(item.content instanceof Y.ContentDeleted)) {
      this.#fault(
        refuse('edit_structure', 'G7', { why: `${field.slice(0, 40)} is not a plain value` }),
      )
    }
    if (values !== null && values.length > 1 && !canonical.isOverwritten(item)) {
      this.#fault(
        refuse('edit_structure', 'G7', { why: `${field.slice(0, 40)} holds several values` }),
      )
    }
    const isLive = values !== null && !canonical.isOverwritten(item)
    const attempted = isLive ? scalarOf(values.at(-1)) : undefined
    if (isLive && attempted === undefined) {
      this.#fault(
        refuse('edit_structure', 'G7', { why: `${field.slice(0, 40)} is not a plain value` }),
      )
    }
    if (attempted !== undefined) this.operations.push({ root, row, field, attempted })

    const fields = this.#born.get(placeKey(root, row, '')) ?? this.#touches
    const key = fields === this.#touches ? placeKey(root, row, field) : field
    const before = fields.get(key)
    // Which of two would stand is Yjs' to say, and nobody has looked at it.
    if (isLive && before?.item) {
      this.#fault(refuse('edit_structure', 'G7', { why: `${field.slice(0, 40)} has two values` }))
    }
    this.#effort.count(placeKey(root, row, field), item, this.#standing(place, field))
    const origins = before?.origins ?? []
    if (item.origin) origins.push(item.origin)
    fields.set(key, {
      root,
      row,
      field,
      attempted: isLive ? attempted : before?.attempted,
      item: isLive ? item : before?.item,
      origins,
    })
  }

  /** The newest item of a field, as far as the schema has it. */
  #standing({ root, row }: Place, field: string): Y.Item | undefined {
    if (this.#schemaOf(root) === null) return undefined
    return rootOf(this.#doc, root as RowRoot)
      .get(row)
      ?._map.get(field)
  }

  /** G6: a deletion must be the trace of an overwritten value, never a removal. */
  #remove({ client, clock }: Deletion): void {
    // Inside the update only its own values can go: its rows are looked at as they are created.
    if (clock >= Y.getState(this.#doc.store, client)) return
    const item = Y.getItem(this.#doc.store, Y.createID(client, clock))
    const place = placeOfItem(item)
    if (place === null || place.field === null) {
      this.#fault(removal())
      return
    }
    this.#fault(this.#rowFault(place.root, place.row))
    if (!this.#touches.has(placeKey(place.root, place.row, place.field))) {
      this.#fault(
        refuse('edit_structure', 'G6', { why: `${place.field} is set to null, not removed` }),
      )
    }
  }

  /** P13: new rows may name each other, so they are looked at together. */
  #relateRows(): void {
    const born = new Map(this.created.map(({ row, fields }) => [row, fields]))
    for (const { root, row, fields } of this.created)
      for (const [field, value] of Object.entries(fields) as [string, Scalar][])
        this.#fault(this.#policy.faultOf(this.#doc, { root, row, field }, value, born))
  }

  /** G5: a new row must stand on its own; its values are judged with it, for nothing could be set back. */
  #completeRow(key: string, touches: ReadonlyMap<string, Touch>): void {
    const [root = '', row = ''] = key.split('\u0000')
    const fields: Record<string, Scalar> = {}
    for (const touch of touches.values())
      if (touch.attempted !== undefined) fields[touch.field] = touch.attempted
    const parsed = this.#schemaOf(root)?.safeParse(fields)
    if (parsed && !parsed.success) {
      const [issue] = parsed.error.issues
      this.#fault(
        refuse('edit_invalid', 'G5', {
          field: issue?.path.join('.') ?? '',
          why: issue?.message ?? '',
        }),
      )
    }
    this.created.push({ root, row, fields })
  }
}
