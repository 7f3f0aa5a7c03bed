// Rate snapshots. Totals stay in their own currencies (rule M1); who wants one figure says by which rates (rule M12).
import type { Tallies } from './count.ts'
import { isCurrency } from './figure.ts'
import { type Currency, currencySchema, minorPerUnit } from './money.ts'
import { textSchema } from './text.ts'
import { z } from './z.ts'

/** Parts of a million, so that a rate is a whole number too. */
const million = 1_000_000

export const rateSchema = z.strictObject({
  /** How much of the currency one euro buys, in millionths: 1.1632 USD is 1163200. */
  perEuro: z.int().positive().max(1e12),
  /** The day of the rate, by its source. */
  date: z.iso.date(),
  source: textSchema(200),
})
/** Keyed by currency; one snapshot a currency, the last that staff set. */
export type Rate = z.infer<typeof rateSchema>
export const rateCurrencySchema = currencySchema.exclude(['EUR'])

export interface Converted {
  readonly currency: Currency
  readonly value: number
  readonly atLeast: boolean
  /** The snapshots it rests on: a converted total is never shown without them. */
  readonly rates: readonly (Rate & { readonly currency: Currency })[]
  /** Currencies without a rate; their money is not in the figure. */
  readonly missing: readonly Currency[]
}

/** All the money of a total in one currency. Units other than money stay out. */
export function convert(
  tallies: Tallies,
  rates: ReadonlyMap<string, Rate>,
  currency: Currency,
): Converted {
  const used = new Map<Currency, Rate & { currency: Currency }>()
  const missing: Currency[] = []
  let value = 0
  let atLeast = false
  const rateOf = (code: Currency): number | null => {
    if (code === 'EUR') return million
    const rate = rates.get(code)
    if (rate === undefined) return null
    used.set(code, { ...rate, currency: code })
    return rate.perEuro
  }
  const own = rateOf(currency)
  for (const [measure, tally] of tallies) {
    if (!isCurrency(measure)) continue
    const rate = measure === currency ? own : rateOf(measure)
    if (measure !== currency && (rate === null || own === null)) {
      missing.push(measure)
      continue
    }
    const factor =
      measure === currency
        ? 1
        : ((own ?? 1) / (rate ?? 1)) * (minorPerUnit(currency) / minorPerUnit(measure))
    value += Math.round(tally.value * factor)
    atLeast ||= tally.atLeast
  }
  return {
    currency,
    value,
    atLeast: atLeast || missing.length > 0,
    rates: [...used.values()],
    missing,
  }
}
