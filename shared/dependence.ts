// Pledges that stay and depend on others: what a condition says of them is known from the rows it stands between, or from
// a name in its words; where it says neither, only that it hangs on somebody.
import { classOf } from './count.ts'
import type { Offer } from './coverage.ts'
import { requestsOf } from './match.ts'
import { ownerOf } from './text.ts'
import type { WhatIfBoard } from './whatif.ts'

/** What is known for sure stands first. */
const order = ['named', 'partner', 'replacement', 'request', 'others'] as const

/**
 * `named`: its condition names who leaves. `partner`: it waits for a partner, and one of its partners leaves.
 * `replacement`: it waits to be replaced, and who leaves would have replaced it. `request`: it waits for what others give,
 * and is for a request that falls open. `others`: it waits for what others give, and nothing says whom that means.
 */
export interface Dependent {
  readonly pledge: string
  readonly why: (typeof order)[number]
}

/**
 * Those whose condition is still open; what is met, waived or failed hangs on nobody any more. `falling` are the requests
 * that fall open.
 */
export function dependentsOf(
  { offers, names }: Pick<WhatIfBoard, 'offers' | 'names'>,
  leaving: ReadonlySet<string>,
  falling: ReadonlySet<string>,
): Dependent[] {
  if (leaving.size === 0) return []
  const replaced = new Set<unknown>()
  for (const [id, { pledge }] of offers)
    if (leaving.has(ownerOf(id)) && !pledge.withdrawn) replaced.add(pledge.backfills)
  const called = [...leaving].flatMap((id) => [id, ...(names.get(id) ?? [])])
  const whyOf = (id: string, { pledge, agreement }: Offer): Dependent['why'] | null => {
    const { condition, conditionKind, jointWith } = pledge
    if (condition === null || leaving.has(ownerOf(id))) return null
    if (classOf(pledge, agreement) !== 'conditional') return null
    if (called.some((name) => isNamed(name, condition))) return 'named'
    if (conditionKind === 'partner' && jointWith?.split(' ').some((one) => leaving.has(one)))
      return 'partner'
    if (replaced.has(id)) return 'replacement'
    if (conditionKind !== 'others_give') return null
    const isFalling = [...requestsOf(pledge, agreement)].some((request) => falling.has(request))
    return isFalling ? 'request' : 'others'
  }
  return [...offers]
    .flatMap(([pledge, offer]) => {
      const why = whyOf(pledge, offer)
      return why === null ? [] : [{ pledge, why }]
    })
    .sort((a, b) => order.indexOf(a.why) - order.indexOf(b.why))
}

/** As a word of its own; Ukrainian names change their ends, so what goes on after the stem of one is the name still. */
function isNamed(name: string, words: string): boolean {
  const bends = name.length > 4 && /[а-яіїєґ]$/iu.test(name)
  const stem = bends ? name.slice(0, -1) : name
  if (stem === '') return false
  for (let at = words.indexOf(stem); at !== -1; at = words.indexOf(stem, at + 1)) {
    const goesOn = isLetter(words.charAt(at + stem.length)) && !bends
    if (!goesOn && !isLetter(words.charAt(at - 1))) return true
  }
  return false
}

function isLetter(sign: string): boolean {
  return /[\p{L}\p{N}]/u.test(sign)
}
