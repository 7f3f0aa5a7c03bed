// What keeps a pledge from counting as plain firm support, in a word.
import { exclusionOf, isDisputed } from '#shared/count.ts'
import type { Offer } from '#shared/coverage.ts'
import { relations } from '#shared/pledge.ts'
import { say, t } from './messages.svelte.ts'

export function remarkOf({ pledge, agreement }: Offer): string | null {
  const relation = relations.find((name) => pledge[name] !== null)
  if (relation !== undefined) return say().relation[relation]
  if (isDisputed(pledge)) return t('disputed')
  if (pledge.condition !== null && !pledge.withdrawn)
    return say().condition[agreement?.condition ?? 'open']
  const exclusion = exclusionOf(pledge)
  if (exclusion !== null && exclusion !== 'withdrawn' && exclusion !== 'answer')
    return t('counts_nothing')
  return null
}
