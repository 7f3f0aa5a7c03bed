// What Kyiv answered and the chair gavelled on a pledge. Written by the server alone (rule G3).
import { z } from './z.ts'
import type { Currency } from './money.ts'
import type { Unit } from './quantity.ts'

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
}
