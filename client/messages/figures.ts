// How figures of requests, pledges, agreements and tasks are said in the language of the page: money in brief where that
// is exact, counts with all their digits, so that two of them in one line are written in one way.
import { type Figure, isCurrency, type Measure } from '#shared/figure.ts'
import { type Currency, minorPerUnit } from '#shared/money.ts'
import type { Unit } from '#shared/quantity.ts'
import type { Pledge } from '#shared/pledge.ts'
import type { Request } from '#shared/request.ts'
import { brief, count, countOf, money, moneyRange, number, percent, t } from './messages.svelte.ts'

export function figure({ measure, value }: Figure, full = false): string {
  return isCurrency(measure) ? money(value, measure, full) : count(value, measure)
}

/** A figure after "of". */
export function figureAfterOf({ measure, value }: Figure): string {
  return isCurrency(measure) ? money(value, measure) : countOf(value, measure)
}

/** The value alone, beside another that names the measure. */
export function plain({ measure, value }: Figure): string {
  return isCurrency(measure) ? brief(value / minorPerUnit(measure)) : number(value)
}

/** The value without its unit; a currency is always named. */
export function bare({ measure, value }: Figure): string {
  return isCurrency(measure) ? money(value, measure) : number(value)
}

export function measured(value: number, measure: Measure, atLeast: boolean): string {
  const said = figure({ measure, value })
  if (!atLeast) return said
  return t('at_least', { figure: said })
}

/** What a request asks for; null where it names no figure. */
export function asked(request: Request, full = false): string | null {
  const parts: string[] = []
  const { quantity, quantityMax, unit } = request
  if (quantity !== null)
    parts.push(
      quantityMax === null
        ? count(quantity, unit)
        : t('up_to', { from: number(quantity), to: count(quantityMax, unit) }),
    )
  if (request.amountMinor !== null && request.currency !== null) {
    const { amountMinor, amountMaxMinor, currency } = request
    parts.push(
      amountMaxMinor === null
        ? money(amountMinor, currency, full)
        : moneyRange(amountMinor, amountMaxMinor, currency, full),
    )
  }
  if (request.percentOfGdp !== null)
    parts.push(t('gdp', { percent: percent(request.percentOfGdp) }))
  return parts.length === 0 ? null : parts.join(' · ')
}

interface Amounts {
  readonly quantity: number | null
  readonly unit: Unit | null
  readonly amountMinor: number | null
  readonly currency: Currency | null
}

/** A count, an amount, or both: "4 systems · EUR 1bn". */
export function amounts(row: Amounts, full = false): string | null {
  const parts: string[] = []
  if (row.quantity !== null) parts.push(count(row.quantity, row.unit))
  if (row.amountMinor !== null && row.currency !== null)
    parts.push(money(row.amountMinor, row.currency, full))
  return parts.length === 0 ? null : parts.join(' · ')
}

/** What a pledge offers, in figures or in words; null where it says nothing of the kind. */
export function offered(pledge: Pledge, full = false): string | null {
  const figures = amounts(pledge, full)
  const words =
    pledge.quantity === null
      ? (pledge.quantityText ?? (pledge.withheld ? t('figure_withheld') : null))
      : null
  const parts = [words, figures].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' · ')
}
