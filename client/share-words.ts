// The partners of a joint pledge and their shares as a form holds them, and back again (rule M8).
import type { Figure } from '#shared/figure.ts'
import { listOf, listText } from '#shared/list-field.ts'
import type { Pledge } from '#shared/pledge.ts'
import type { Share } from '#shared/share.ts'
import { type Faults, typed, valueOf } from './line-words.ts'
import { t } from './messages/messages.svelte.ts'

export interface PartnerWords {
  readonly key: number
  /** '' until one is chosen. */
  party: string
  share: string
}

export interface SharesWords {
  own: string
  partners: PartnerWords[]
}

type Kept = Pick<Pledge, 'jointWith' | 'shares'>

export function sharesWords(row: Kept | null, own: string, figure: Figure | null): SharesWords {
  const shares = listOf<Share>(row?.shares ?? null)
  const said = new Map(shares.map(({ party, value }) => [party, value]))
  const named = [...(row?.jointWith?.split(' ') ?? []), ...said.keys()]
  const parties = [...new Set(named)].filter((party) => party !== own)
  const textOf = (party: string) =>
    figure === null ? '' : typed(said.get(party) ?? null, figure.measure)
  return {
    own: textOf(own),
    partners: parties.map((party, key) => ({ key, party, share: textOf(party) })),
  }
}

export interface Division {
  /** Whether anybody's share is named. */
  readonly isDivided: boolean
  readonly sum: number
  /** What of the whole nobody bears; below zero where it is too much. */
  readonly missing: number
}

export function divisionOf({ own, partners }: SharesWords, whole: Figure | null): Division {
  const texts = [own, ...partners.map(({ share }) => share)].filter((text) => text.trim() !== '')
  const sum =
    whole === null ? 0 : texts.reduce((all, text) => all + (valueOf(text, whole.measure) ?? 0), 0)
  const isDivided = partners.length > 0 && texts.length > 0
  return { isDivided, sum, missing: (whole?.value ?? 0) - sum }
}

/** The two fields, and sentences by `share <key>`, `share own`, `partner <key>`, `shares`. */
export function sharesFields(
  words: SharesWords,
  whole: Figure | null,
  own: string,
  kept: Kept | null,
): { readonly jointWith: string | null; readonly shares: string | null; readonly faults: Faults } {
  const faults: Record<string, string> = {}
  const { partners } = words
  const parties = partners.map(({ party }) => party)
  for (const [i, { key, party }] of partners.entries()) {
    if (party === '') faults[`partner ${String(key)}`] = t('partner_missing')
    else if (parties.indexOf(party) < i) faults[`partner ${String(key)}`] = t('partner_twice')
  }
  const jointWith = asKept(kept?.jointWith ?? null, parties.join(' ') || null, (text) =>
    text.split(' '),
  )
  const { isDivided, missing } = divisionOf(words, whole)
  if (!isDivided) return { jointWith, shares: null, faults }
  if (whole === null)
    return { jointWith, shares: null, faults: { ...faults, shares: t('partners_figureless') } }
  const entries: Share[] = []
  for (const [name, party, text] of [
    ['share own', own, words.own] as const,
    ...partners.map(({ key, party, share }) => [`share ${String(key)}`, party, share] as const),
  ]) {
    const value = valueOf(text, whole.measure)
    // Whoever leads a gift may bear none of it; a partner without a share would be none.
    if (value !== null) entries.push({ party, value })
    else if (text.trim() !== '' || party !== own) faults[name] = t('share_figure')
  }
  if (missing !== 0) faults['shares'] = t('partners_hint')
  if (Object.keys(faults).length > 0) return { jointWith, shares: null, faults }
  const shares = asKept(kept?.shares ?? null, listText(entries), (text) =>
    listOf<Share>(text).map((share) => JSON.stringify([share.party, share.value])),
  )
  return { jointWith, shares, faults }
}

/** What stands already where it says the same in another order: that is no change of words. */
function asKept(
  kept: string | null,
  text: string | null,
  parts: (text: string) => readonly string[],
): string | null {
  if (kept === null || text === null) return text
  const isSame = parts(kept).toSorted().join('\n') === parts(text).toSorted().join('\n')
  return isSame ? kept : text
}
