// On whom a capability hangs: of each thing pledged under it, how much comes from the largest donor (rule K3).
import { additionsOf, classOf, type Counted } from './count.ts'
import type { Offer } from './coverage.ts'
import { isCurrency } from './figure.ts'
import { capabilities, type Capability } from './request.ts'
import { lineKey } from './running.ts'
import { sharesOf } from './share.ts'
import { ownerOf } from './text.ts'

/** One line of a capability, with the delegations and without those who leave. */
export interface Weight extends Counted {
  readonly key: string
  readonly capability: Capability
  readonly now: Largest
  readonly then: Largest
}

export interface Largest {
  readonly total: number
  readonly donors: number
  /** Null where nothing is pledged. */
  readonly donor: string | null
  readonly value: number
}

interface Line extends Omit<Weight, 'now' | 'then'> {
  readonly byDonor: Map<string, number>
}

/** Lines in which more than nothing is pledged, by capability; firm and conditional together. */
export function weightsOf(
  offers: ReadonlyMap<string, Offer>,
  leaving: ReadonlySet<string>,
): Weight[] {
  const lines = new Map<string, Line>()
  for (const [id, offer] of offers) {
    const { pledge, agreement } = offer
    const kind = classOf(pledge, agreement)
    if (kind !== 'firm' && kind !== 'conditional') continue
    const { capability } = pledge
    for (const { line, item, measure, value } of additionsOf(pledge, agreement)) {
      const thing = { capability, item: isCurrency(measure) ? null : item }
      const counted = { measure, thing }
      const key = lineKey(counted)
      let sum = lines.get(key)
      if (sum === undefined)
        lines.set(key, (sum = { ...counted, key, capability, byDonor: new Map() }))
      for (const [donor, part] of partsOf(id, offer, line, value))
        sum.byDonor.set(donor, (sum.byDonor.get(donor) ?? 0) + part)
    }
  }
  return [...lines.values()]
    .map(({ byDonor, ...line }) => ({
      ...line,
      now: largestOf(byDonor, new Set()),
      then: largestOf(byDonor, leaving),
    }))
    .filter(({ now }) => now.total > 0)
    .sort((a, b) => capabilities.indexOf(a.capability) - capabilities.indexOf(b.capability))
}

/** Who gives how much of a line: the partners of a joint pledge their shares, else all of it who placed it. */
function partsOf(
  id: string,
  { pledge, agreement }: Offer,
  line: number,
  value: number,
): readonly (readonly [string, number])[] {
  const shares = line === 0 ? sharesOf(pledge, agreement) : null
  const standing = shares?.filter(({ state }) => state !== 'withdrawn') ?? []
  const whole = standing.reduce((sum, share) => sum + share.value, 0)
  // Of a difference the shares of the whole say nothing.
  return whole === value && whole > 0
    ? standing.map((share) => [share.party, share.value])
    : [[ownerOf(id), value]]
}

function largestOf(byDonor: ReadonlyMap<string, number>, without: ReadonlySet<string>): Largest {
  let [total, donors, value] = [0, 0, 0]
  let donor: string | null = null
  for (const [id, part] of byDonor) {
    if (part <= 0 || without.has(id)) continue
    total += part
    donors += 1
    if (part > value) [donor, value] = [id, part]
  }
  return { total, donors, donor, value }
}
