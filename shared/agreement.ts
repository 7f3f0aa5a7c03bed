// What Kyiv answered and the chair gavelled on a pledge. Written by the server alone (rule G3).
import { z } from './z.ts'
import { type Figure, figureOf } from './figure.ts'
import { linesOf } from './line.ts'
import type { Currency } from './money.ts'
import type { Pledge } from './pledge.ts'
import type { Unit } from './quantity.ts'
import { lostOf } from './share.ts'

export const acceptances = ['accepted', 'partly', 'declined', 'question'] as const
export const conditionStates = ['open', 'met', 'waived', 'failed'] as const
export const conditionStateSchema = z.enum(conditionStates)

/** Keyed by the pledge's id. Times are ms since 1970, server clock. */
export interface Agreement {
  readonly acceptance: (typeof acceptances)[number] | null
  readonly answer: string | null
  readonly answeredAt: number | null
  readonly answeredBy: string | null
  /** Digest of the words Kyiv accepted; an acceptance of other words does not count (rule P5). */
  readonly acceptedDigest: string | null
  readonly agreedAt: number | null
  readonly agreedBy: string | null
  readonly agreedDigest: string | null
  /** The figures as gavelled: quantity with unit, else amount with currency, else none. */
  readonly quantity: number | null
  readonly unit: Unit | null
  readonly amountMinor: number | null
  readonly currency: Currency | null
  /** Null when the pledge has no condition. */
  readonly condition: (typeof conditionStates)[number] | null
  /** The capital's confirmation in writing, of the words with this digest (rule P11). */
  readonly confirmedAt: number | null
  readonly confirmedBy: string | null
  readonly confirmedDigest: string | null
  /** Lists in a field (shared/list-field.ts): where shares, consents and matches stand; null where none was touched. */
  readonly shares: string | null
  readonly consents: string | null
  readonly matches: string | null
}

export const blankAgreement: Agreement = {
  acceptance: null,
  answer: null,
  answeredAt: null,
  answeredBy: null,
  acceptedDigest: null,
  agreedAt: null,
  agreedBy: null,
  agreedDigest: null,
  quantity: null,
  unit: null,
  amountMinor: null,
  currency: null,
  condition: null,
  confirmedAt: null,
  confirmedBy: null,
  confirmedDigest: null,
  shares: null,
  consents: null,
  matches: null,
}

/**
 * What was agreed of a line of the pledge, which its locked words still say; without what partners took back since
 * (rules P7, M8). Null where the line has no figure, or is none of the pledge's.
 */
export function agreedOf(pledge: Pledge, agreement: Agreement, line: number): Figure | null {
  const own = line === 0 ? agreement : linesOf(pledge)[line]
  const figure = own === undefined ? null : figureOf(own)
  if (figure === null || line > 0) return figure
  return { ...figure, value: Math.max(0, figure.value - lostOf(pledge, agreement)) }
}
