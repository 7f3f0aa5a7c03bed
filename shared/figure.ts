// A figure is a value in one unit or one currency; nothing here ever crosses from one to another (rule M1).
import { type Currency, currencies, minorPerUnit } from './money.ts'
import type { Unit } from './quantity.ts'

/** What is counted in. Units are written small and currencies in capitals, so one key tells them apart. */
export type Measure = Unit | Currency

/** A count of the unit, or minor units of the currency. */
export interface Figure {
  readonly measure: Measure
  readonly value: number
}

/** What requests, pledges, agreements and tasks have in common. */
export interface Figured {
  readonly quantity: number | null
  readonly unit: Unit | null
  readonly amountMinor: number | null
  readonly currency: Currency | null
}

/** The one figure a row counts in: the quantity with its unit, else the amount with its currency (rules M5, P7). */
export function figureOf(row: Figured): Figure | null {
  if (row.quantity !== null && row.unit !== null) return { measure: row.unit, value: row.quantity }
  if (row.amountMinor !== null && row.currency !== null)
    return { measure: row.currency, value: row.amountMinor }
  return null
}

/** The other way round: the four fields in which a row keeps its figure. */
export function figureFields(figure: Figure | null): Figured {
  const none = { quantity: null, unit: null, amountMinor: null, currency: null }
  if (figure === null) return none
  const { measure, value } = figure
  return isCurrency(measure)
    ? { ...none, amountMinor: value, currency: measure }
    : { ...none, quantity: value, unit: measure }
}

export function isCurrency(measure: Measure): measure is Currency {
  return (currencies as readonly string[]).includes(measure)
}

/** The figure as an English sentence says it: "6 systems", "EUR 150,000,000". */
export function figureText({ measure, value }: Figure): string {
  if (!isCurrency(measure)) return `${value.toLocaleString('en')} ${unitText(measure, value)}`
  const perUnit = minorPerUnit(measure)
  const digits = value % perUnit === 0 ? 0 : Math.round(Math.log10(perUnit))
  const amount = (value / perUnit).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return `${measure} ${amount}`
}

/** What the figure counts in, in English: "systems", "EUR". */
export function measureText(measure: Measure): string {
  return isCurrency(measure) ? measure : unitText(measure, 2)
}

function unitText(unit: Unit, count: number): string {
  return count === 1 || unit === 'aircraft' ? unit : `${unit}s`
}
