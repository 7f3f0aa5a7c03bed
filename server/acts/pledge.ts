// Kyiv's answer to a pledge, and the chair's gavel.
import type * as Y from 'yjs'
import type { Agreement } from '#shared/agreement.ts'
import { readRow } from '#shared/board.ts'
import { additionsOf, exclusionOf } from '#shared/count.ts'
import { type Figure, figureFields } from '#shared/figure.ts'
import { type Pledge, pledgeDigest } from '#shared/pledge.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { requestStageOf } from '#shared/review.ts'
import { shareFault } from '#shared/share.ts'
import { taskIdOf } from '#shared/task.ts'
import { isUndoable, undoWindow } from '#shared/undo.ts'
import type { Act } from './act.ts'
import { factsOfAgreement } from './agreement.ts'
import { refuseUnlessOpen } from './session.ts'

export const acceptPledge: Act<'pledge:accept'> = (doc, input, { actor, now }) => {
  const pledge = readSeen(doc, input, 'P5')
  if (isRefusal(pledge)) return pledge
  const shelved = refuseIfShelved(doc, pledge)
  if (shelved !== null) return shelved
  if (isAccepted(readRow(doc, 'agreements', input.pledge), input.seen))
    return refuse('already_answered', 'P5')
  return {
    facts: factsOfAgreement(doc, input.pledge, {
      acceptance: 'accepted',
      answer: null,
      answeredAt: now,
      answeredBy: actor.name,
      acceptedDigest: input.seen,
    }),
    output: {},
  }
}

export const answerPledge: Act<'pledge:answer'> = (doc, input, { actor, now }) => {
  const pledge = readSeen(doc, input, 'P9')
  if (isRefusal(pledge)) return pledge
  const shelved = input.answer === 'partly' ? refuseIfShelved(doc, pledge) : null
  if (shelved !== null) return shelved
  return {
    facts: factsOfAgreement(doc, input.pledge, {
      acceptance: input.answer,
      answer: input.text,
      answeredAt: now,
      answeredBy: actor.name,
      acceptedDigest: null,
    }),
    output: {},
  }
}

export const agreePledge: Act<'pledge:agree'> = (doc, input, { actor, now }) => {
  const pledge = readSeen(doc, input, 'P6')
  if (isRefusal(pledge)) return pledge
  if (exclusionOf(pledge) !== null) return refuse('not_a_pledge', 'P8')
  if (shareFault(pledge) !== null) return refuse('shares_sum', 'M8')
  if (!isAccepted(readRow(doc, 'agreements', input.pledge), input.seen))
    return refuse('not_accepted', 'P6')
  return {
    facts: factsOfAgreement(doc, input.pledge, {
      agreedAt: now,
      agreedBy: actor.name,
      agreedDigest: input.seen,
      ...figureFields(agreedFigure(pledge)),
      condition: pledge.condition === null ? null : 'open',
    }),
    output: { digest: input.seen },
  }
}

/** Takes a slip of the gavel back: the words are unlocked, and Kyiv's acceptance of them stands. */
export const reopenPledge: Act<'pledge:reopen'> = (doc, { pledge }, { now }) => {
  const notOpen = refuseUnlessOpen(doc, 'S4')
  if (notOpen !== null) return notOpen
  if (readRow(doc, 'pledges', pledge) === null)
    return refuse('not_found', 'P10', { what: 'pledge' })
  const agreement = readRow(doc, 'agreements', pledge)
  if (agreement === null || agreement.agreedAt === null) return refuse('reopen_none', 'P10')
  if (!isUndoable(agreement.agreedAt, now))
    return refuse('reopen_late', 'P10', { seconds: undoWindow / 1000 })
  const isSettled = agreement.condition !== null && agreement.condition !== 'open'
  if (isSettled || readRow(doc, 'tasks', taskIdOf(pledge, 1)) !== null)
    return refuse('reopen_used', 'P10')
  return {
    facts: factsOfAgreement(doc, pledge, {
      agreedAt: null,
      agreedBy: null,
      agreedDigest: null,
      ...figureFields(null),
      condition: null,
    }),
    output: {},
  }
}

/** The pledge, if it may be answered or agreed and stands in the words the actor saw; `rule` asks for those. */
function readSeen(
  doc: Y.Doc,
  { pledge: id, seen }: { pledge: string; seen: string },
  rule: string,
): Pledge | Refusal {
  const notOpen = refuseUnlessOpen(doc, 'S4')
  if (notOpen !== null) return notOpen
  const pledge = readRow(doc, 'pledges', id)
  if (pledge === null) return refuse('not_found', rule, { what: 'pledge' })
  if (typeof readRow(doc, 'agreements', id)?.agreedAt === 'number')
    return refuse('already_agreed', 'P6')
  if (pledge.withdrawn) return refuse('withdrawn', 'P4')
  return pledgeDigest(pledge) === seen ? pledge : refuse('stale', rule)
}

/** Nothing is accepted for a request that Kyiv closed (rule R6). */
function refuseIfShelved(doc: Y.Doc, { request: id }: Pledge): Refusal | null {
  const request = id === null ? null : readRow(doc, 'requests', id)
  if (id === null || request === null) return null
  return requestStageOf(request, readRow(doc, 'reviews', id)) === 'closed'
    ? refuse('request_closed', 'R6', { title: request.title })
    : null
}

/** What the gavel freezes of the row's own figure: of a superseding row what it adds, for the rest was agreed before (P7). */
function agreedFigure(pledge: Pledge): Figure | null {
  const own = additionsOf(pledge, null).find(({ line }) => line === 0)
  return own === undefined || own.value <= 0 ? null : { measure: own.measure, value: own.value }
}

/** Whether Kyiv accepted these very words (rule P5). */
function isAccepted(agreement: Agreement | null, digest: string): boolean {
  return agreement?.acceptance === 'accepted' && agreement.acceptedDigest === digest
}
