// Rule M15 at the door: no row, and no edit, takes what the board adds up to beyond exact whole numbers.
import type * as Y from 'yjs'
import { rootOf } from '#shared/board.ts'
import type { Scalar } from '#shared/board.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { heavyOf, mostHeavy, mostOfRoot, weighed } from '#shared/weight-limit.ts'

const roots = ['requests', 'pledges'] as const
type Root = (typeof roots)[number]

type Weights = Map<string, number>

/** Rows that edits of one transaction have weighed, by root: the board is gone through once for all of them. */
const inTransaction = new WeakMap<Y.Transaction, Map<Root, Weights>>()
const ofBirths = new WeakMap<ReadonlyMap<string, object>, Map<Root, boolean>>()

export function weightFault(
  doc: Y.Doc,
  { root, row, field }: { readonly root: string; readonly row: string; readonly field: string },
  value: Scalar,
  born?: ReadonlyMap<string, object>,
): Refusal | null {
  if (!isWeighed(root) || !weighed.has(field)) return null
  const fits =
    born === undefined ? editFits(doc, root, row, field, value) : birthsFit(doc, root, born)
  if (fits) return null
  const why = 'with it the board would add up to more than can be counted exactly'
  return refuse('edit_invalid', 'M15', { field, why })
}

/** Rows of a root as far as it takes more of them. */
export function isFull(doc: Y.Doc): boolean {
  return roots.some((root) => rootOf(doc, root)._map.size >= mostOfRoot)
}

function isWeighed(root: string): root is Root {
  return (roots as readonly string[]).includes(root)
}

function editFits(doc: Y.Doc, root: Root, row: string, field: string, value: Scalar): boolean {
  const standing = rootOf(doc, root).get(row)?.toJSON() ?? {}
  const weight = heavyOf({ ...standing, [field]: value })
  const known = doc._transaction === null ? undefined : inTransaction.get(doc._transaction)
  // The usual edit weighs nothing, and nobody has to know what the others do.
  if (weight === 0 && known?.get(root) === undefined) return true
  const weights = known?.get(root) ?? weightsOn(doc, root)
  if (doc._transaction !== null)
    inTransaction.set(doc._transaction, (known ?? new Map<Root, Weights>()).set(root, weights))
  const others = sumOf(weights) - (weights.get(row) ?? 0)
  if (weight > 0 && others + weight > mostHeavy) return false
  weights.set(row, weight)
  return true
}

/** What one update brings is weighed together, once. */
function birthsFit(doc: Y.Doc, root: Root, born: ReadonlyMap<string, object>): boolean {
  const known = ofBirths.get(born) ?? new Map<Root, boolean>()
  ofBirths.set(born, known)
  let fits = known.get(root)
  if (fits === undefined) {
    const brought = [...born.values()].reduce((sum, fields) => sum + heavyOf(fields), 0)
    fits = brought === 0 || brought + sumOf(weightsOn(doc, root)) <= mostHeavy
    known.set(root, fits)
  }
  return fits
}

function weightsOn(doc: Y.Doc, root: Root): Weights {
  const weights: Weights = new Map()
  for (const [id, row] of rootOf(doc, root)) {
    const weight = heavyOf(row.toJSON())
    if (weight > 0) weights.set(id, weight)
  }
  return weights
}

function sumOf(weights: Weights): number {
  let sum = 0
  for (const weight of weights.values()) sum += weight
  return sum
}
