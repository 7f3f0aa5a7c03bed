// A value of a field as people read it: enumerated words, figures and yes or no in the language of the page.
import type { Scalar } from '#shared/board.ts'
import type { Currency } from '#shared/money.ts'
import { money, number, say, t } from './messages.svelte.ts'

/** `currency` is the row's own: amounts are kept in its minor units. */
export function valueText(field: string, value: Scalar, currency: Currency | null): string {
  if (value === null) return t('none')
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  if (typeof value === 'number')
    return field.toLowerCase().includes('amount') && currency !== null
      ? money(value, currency, true)
      : number(value)
  const { capability, pledgeKind, unitName, priority, answer, channel, conditionKind } = say()
  const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    capability,
    kind: pledgeKind,
    unit: unitName,
    priority,
    answer,
    channel,
    conditionKind,
  }
  return tables[field]?.[value] ?? value
}
