// Firmness: the capital's confirmation, the shares of a joint pledge, the consents of third states.
import { readRow } from '#shared/board.ts'
import { listText } from '#shared/list-field.ts'
import { pledgeDigest } from '#shared/pledge.ts'
import { refuse } from '#shared/refusals.ts'
import {
  type Consent,
  consentsOf,
  consentTransitions,
  sharesOf,
  shareTransitions,
} from '#shared/share.ts'
import { ownerOf } from '#shared/text.ts'
import type { Act } from './act.ts'
import { factsOfAgreement } from './agreement.ts'

export const confirmPledge: Act<'pledge:confirm'> = (doc, { pledge: id, seen }, context) => {
  const { actor, now } = context
  const pledge = readRow(doc, 'pledges', id)
  if (pledge === null) return refuse('not_found', 'P11', { what: 'pledge' })
  if (actor.delegation !== ownerOf(id)) return refuse('edit_foreign', 'P11', { owner: ownerOf(id) })
  if (pledge.withdrawn) return refuse('withdrawn', 'P4')
  if (pledgeDigest(pledge) !== seen) return refuse('stale', 'P11')
  if (readRow(doc, 'agreements', id)?.confirmedDigest === seen)
    return refuse('already_confirmed', 'P11')
  return {
    facts: factsOfAgreement(doc, id, {
      confirmedAt: now,
      confirmedBy: actor.name,
      confirmedDigest: seen,
    }),
    output: {},
  }
}

export const moveShare: Act<'share:move'> = (doc, { pledge: id, party, from, to }, { actor }) => {
  const pledge = readRow(doc, 'pledges', id)
  if (pledge === null) return refuse('not_found', 'P12', { what: 'pledge' })
  const agreement = readRow(doc, 'agreements', id)
  const shares = sharesOf(pledge, agreement) ?? []
  const share = shares.find((one) => one.party === party)
  if (share === undefined) return refuse('not_found', 'P12', { what: 'share' })
  // A delegation speaks for its own share; staff do on its written behalf, and say that it was kept.
  const isOwn = actor.role === 'delegate' && actor.delegation === party
  if (to === 'kept' ? actor.role !== 'staff' : !isOwn && actor.role !== 'staff')
    return refuse('edit_foreign', 'P12', { owner: to === 'kept' ? 'NATO staff' : party })
  if (share.state !== from) return refuse('step_stale', 'P12', { state: share.state })
  if (!shareTransitions[from].includes(to))
    return refuse('step_illegal', 'P12', {
      from,
      to,
      next: shareTransitions[from].join(', ') || 'nothing',
    })
  const moved = shares
    .map((one) => ({ party: one.party, state: one === share ? to : one.state }))
    .filter(({ state }) => state !== 'offered')
  return { facts: factsOfAgreement(doc, id, { shares: listText(moved) }), output: {} }
}

export const addConsent: Act<'consent:add'> = (doc, input, { actor, now }) => {
  const { pledge: id, origin, item } = input
  const pledge = readRow(doc, 'pledges', id)
  if (pledge === null) return refuse('not_found', 'T12', { what: 'pledge' })
  const consents = consentsOf(pledge, readRow(doc, 'agreements', id))
  if (consents.some((one) => one.origin === origin))
    return refuse('consent_known', 'T12', { origin })
  if (consents.length >= 20) return refuse('too_large', 'T12', { limit: '20 consents of a pledge' })
  const added: Consent = { origin, item, state: 'needed', reference: null, at: now, by: actor.name }
  return {
    facts: factsOfAgreement(doc, id, { consents: listText([...consents, added]) }),
    output: {},
  }
}

export const moveConsent: Act<'consent:move'> = (doc, input, { actor, now }) => {
  const { pledge: id, origin, from, to, reference } = input
  const pledge = readRow(doc, 'pledges', id)
  if (pledge === null) return refuse('not_found', 'T12', { what: 'pledge' })
  const consents = consentsOf(pledge, readRow(doc, 'agreements', id))
  const consent = consents.find((one) => one.origin === origin)
  if (consent === undefined) return refuse('not_found', 'T12', { what: 'consent' })
  if (consent.state !== from) return refuse('step_stale', 'T12', { state: consent.state })
  if (!consentTransitions[from].includes(to))
    return refuse('step_illegal', 'T12', { from, to, next: consentTransitions[from].join(', ') })
  const moved = { state: to, reference: reference ?? consent.reference, at: now, by: actor.name }
  const after = consents.map((one) => (one === consent ? { ...one, ...moved } : one))
  return { facts: factsOfAgreement(doc, id, { consents: listText(after) }), output: {} }
}
