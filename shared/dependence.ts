// Pledges that stay and depend on others: what a condition says of them is known from the rows it stands between, or from
// a name in its words; where it says neither, only that it hangs on somebody.
import { classOf } from './count.ts'
import { ownerOf } from './text.ts'
import type { WhatIfBoard } from './whatif.ts'

/**
 * `named`: its condition names who leaves. `partner`: it waits for a partner, and one of its partners leaves.
 * `replacement`: it waits to be replaced, and who leaves would have replaced it. `others`: it waits for what others give,
 * and does not say who.
 */
export interface Dependent {
  readonly pledge: string
  readonly why: 'named' | 'partner' | 'replacement' | 'others'
}

/** Those whose condition is still open; what is met, waived or failed hangs on nobody any more. */
export function dependentsOf(
  { offers, names }: Pick<WhatIfBoard, 'offers' | 'names'>,
  leaving: ReadonlySet<string>,
): Dependent[] {
  if (leaving.size === 0) return []
  const replaced = new Set<unknown>()
  for (const [id, { pledge }] of offers)
    if (leaving.has(ownerOf(id)) && !pledge.withdrawn) replaced.add(pledge.backfills)
  const called = [...leaving].flatMap((id) => [id, ...(names.get(id) ?? [])])
  return [...offers].flatMap(([id, { pledge, agreement }]): Dependent[] => {
    const { condition, conditionKind, jointWith } = pledge
    if (condition === null || leaving.has(ownerOf(id))) return []
    if (classOf(pledge, agreement) !== 'conditional') return []
    if (called.some((name) => isNamed(name, condition))) return [{ pledge: id, why: 'named' }]
    if (conditionKind === 'partner' && jointWith?.split(' ').some((one) => leaving.has(one)))
      return [{ pledge: id, why: 'partner' }]
    if (replaced.has(id)) return [{ pledge: id, why: 'replacement' }]
    return conditionKind === 'others_give' ? [{ pledge: id, why: 'others' }] : []
  })
}

/** As a word of its own; Ukrainian names change their ends, so what goes on after the stem of one is the name still. */
function isNamed(name: string, words: string): boolean {
  const bends = name.length > 4 && /[а-яіїєґ]$/iu.test(name)
  const stem = bends ? name.slice(0, -1) : name
  for (let at = words.indexOf(stem); at !== -1; at = words.indexOf(stem, at + 1)) {
    const goesOn = isLetter(words.charAt(at + stem.length)) && !bends
    if (!goesOn && !isLetter(words.charAt(at - 1))) return true
  }
  return false
}

function isLetter(sign: string): boolean {
  return /[\p{L}\p{N}]/u.test(sign)
}
