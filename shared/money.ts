// Money: integer minor units beside an ISO 4217 code; never added across currencies (rule M1).
import { z } from './z.ts'

/** ISO 4217 exponents of the currencies of the roster's states; listed, because runtimes differ in theirs. */
const exponents = {
  ALL: 2, ARS: 2, AUD: 2, BAM: 2, BGN: 2, CAD: 2, CHF: 2, COP: 2, CRC: 2, CZK: 2, DKK: 2, EUR: 2,
  FJD: 2, GBP: 2, GEL: 2, HUF: 2, ILS: 2, ISK: 0, JOD: 3, JPY: 0, KES: 2, KRW: 0, LRD: 2, MAD: 2,
  MDL: 2, MKD: 2, NOK: 2, NZD: 2, PEN: 2, PLN: 2, QAR: 2, RON: 2, RSD: 2, SEK: 2, TND: 3, TRY: 2,
  UAH: 2, USD: 2,
} as const // prettier-ignore

export type Currency = keyof typeof exponents
export const currencies = Object.keys(exponents) as [Currency, ...Currency[]]
export const currencySchema = z.enum(currencies)

/** Minor units in one unit of the currency: 100 for EUR, 1 for JPY, 1000 for TND. */
export function minorPerUnit(currency: Currency): number {
  return 10 ** exponents[currency]
}

/** EUR 100 bn; it leaves the sum of 900 rows below 2^53. */
export const mostMinor = 1e13

/** Integer minor units. */
export const minorSchema = z.int().positive().max(mostMinor)
