// The shares of a joint pledge, and the consents of third states that a gift needs: what the donor says of them stands in
// the pledge's words, what became of them in its agreement (rules P, T).
import type { Agreement } from './agreement.ts'
import { type Figure, figureOf, isCurrency } from './figure.ts'
import { listOf, listSchema } from './list-field.ts'
import { minorPerUnit } from './money.ts'
import type { Pledge } from './pledge.ts'
import { delegationIdSchema, textSchema } from './text.ts'
import { z } from './z.ts'

const shareSchema = z.strictObject({
  party: delegationIdSchema,
  /** In the pledge's own figure: a count, or minor units. */
  value: z.int().positive().max(1e13),
})
export const sharesSchema = listSchema(shareSchema, 30)
export type Share = z.infer<typeof shareSchema>

export const shareStates = ['offered', 'confirmed', 'kept', 'withdrawn'] as const
export type ShareState = (typeof shareStates)[number]

/** Legal steps of a share (rule P12); `kept` is for staff to say, once it has come. */
export const shareTransitions: Readonly<Record<ShareState, readonly ShareState[]>> = {
  offered: ['confirmed', 'withdrawn'],
  confirmed: ['kept', 'withdrawn'],
  kept: [],
  withdrawn: ['confirmed'],
}

/** A share with where it stands; as long as nobody moved it, it is offered. */
export interface StandingShare extends Share {
  readonly state: ShareState
}

/** An entry of the agreement's list: a share that was moved. */
interface MovedShare {
  readonly party: string
  readonly state: ShareState
}

/**
 * The shares of a joint pledge. Null where it is undivided: none are named, or those named do not come to the whole
 * (rule M8).
 */
export function sharesOf(
  pledge: Pledge,
  agreement: Agreement | null,
): readonly StandingShare[] | null {
  if (pledge.shares === null || shareFault(pledge) !== null) return null
  const moved = new Map(
    listOf<MovedShare>(agreement?.shares ?? null).map(({ party, state }) => [party, state]),
  )
  return listOf<Share>(pledge.shares).map((share) => ({
    ...share,
    state: moved.get(share.party) ?? 'offered',
  }))
}

/** Why a pledge counts as undivided: a party has two shares, they are in another measure, or do not come to the whole. */
const shareFaults = ['shares_party', 'shares_measure', 'shares_sum'] as const
export type ShareFault = (typeof shareFaults)[number]

export function isShareFault(code: string): code is ShareFault {
  return (shareFaults as readonly string[]).includes(code)
}

/** Null where the shares that are named are each of another party and come to the whole. */
export function shareFault(pledge: Pledge): ShareFault | null {
  if (pledge.shares === null) return null
  const parties = listOf<Share>(pledge.shares).map(({ party }) => party)
  if (new Set(parties).size < parties.length) return 'shares_party'
  const whole = figureOf(pledge)
  const sum = sumOfShares(pledge)
  if (sum === whole?.value) return null
  return whole !== null && isOtherMeasure(pledge, whole, sum) ? 'shares_measure' : 'shares_sum'
}

export function sumOfShares({ shares }: Pledge): number {
  return listOf<Share>(shares).reduce((all, { value }) => all + value, 0)
}

/** Money beside a count, or whole euros instead of cents. */
function isOtherMeasure({ amountMinor }: Pledge, { measure, value }: Figure, sum: number): boolean {
  return isCurrency(measure) ? sum * minorPerUnit(measure) === value : sum === amountMinor
}

/** What partners took back of a joint pledge, in its own figure: it is open again (rule M8). */
export function lostOf(pledge: Pledge, agreement: Agreement | null): number {
  if (pledge.shares === null || (agreement?.shares ?? null) === null) return 0
  let lost = 0
  for (const { state, value } of sharesOf(pledge, agreement) ?? [])
    if (state === 'withdrawn') lost += value
  return lost
}

export const consentStates = ['needed', 'requested', 'granted', 'refused', 'expired'] as const
export type ConsentState = (typeof consentStates)[number]

/** Legal steps of a consent (rule T12). What was refused or has run out may be asked for again. */
export const consentTransitions: Readonly<Record<ConsentState, readonly ConsentState[]>> = {
  needed: ['requested', 'granted', 'refused'],
  requested: ['granted', 'refused', 'expired'],
  granted: ['expired'],
  refused: ['requested'],
  expired: ['requested'],
}

/** A third state's consent to a gift of what it made or sold: Swiss rounds from German stocks. */
export const consentSchema = z.strictObject({
  /** ISO 3166-1 alpha-3; a state need not be on the roster to be asked. */
  origin: delegationIdSchema,
  item: textSchema(120).nullable(),
  state: z.enum(consentStates),
  /** Number or date of the paper. */
  reference: textSchema(200).nullable(),
  at: z.int().nullable(),
  by: z.string().nullable(),
})
export type Consent = z.infer<typeof consentSchema>

/** All consents a pledge needs: those its words name, and those that staff added. */
export function consentsOf(pledge: Pledge, agreement: Agreement | null): readonly Consent[] {
  const moved = listOf<Consent>(agreement?.consents ?? null)
  const known = new Set(moved.map(({ origin }) => origin))
  const named = pledge.consentOf?.split(' ').filter((origin) => !known.has(origin)) ?? []
  const none = { item: null, state: 'needed', reference: null, at: null, by: null } as const
  return [...moved, ...named.map((origin) => ({ origin, ...none }))]
}
