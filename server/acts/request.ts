// What becomes of a request: staff validate its words, Kyiv closes it and takes that back.
import { readRow } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import { blankReview, requestDigest, requestStageOf, type Review } from '#shared/review.ts'
import type * as Y from 'yjs'
import type { Act, Fact } from './act.ts'
import { factsOf } from './fact.ts'

export const validateRequest: Act<'request:validate'> = (doc, { request: id, seen }, context) => {
  const request = readRow(doc, 'requests', id)
  if (request === null) return refuse('not_found', 'R4', { what: 'request' })
  const review = readRow(doc, 'reviews', id)
  const stage = requestStageOf(request, review)
  if (requestDigest(request) !== seen) return refuse('request_stale', 'R4')
  if (stage !== 'submitted') return refuse('request_stage', 'R4', { stage })
  return {
    facts: factsOfReview(doc, id, {
      validatedAt: context.now,
      validatedBy: context.actor.name,
      validatedDigest: seen,
    }),
    output: {},
  }
}

export const closeRequest: Act<'request:close'> = (doc, { request: id, why }, { actor, now }) => {
  const request = readRow(doc, 'requests', id)
  if (request === null) return refuse('not_found', 'R5', { what: 'request' })
  const stage = requestStageOf(request, readRow(doc, 'reviews', id))
  if (stage === 'closed' || stage === 'withdrawn') return refuse('request_stage', 'R5', { stage })
  return {
    facts: factsOfReview(doc, id, { closedAt: now, closedBy: actor.name, closedWhy: why }),
    output: {},
  }
}

export const reopenRequest: Act<'request:reopen'> = (doc, { request: id }) => {
  const request = readRow(doc, 'requests', id)
  if (request === null) return refuse('not_found', 'R5', { what: 'request' })
  const stage = requestStageOf(request, readRow(doc, 'reviews', id))
  if (stage !== 'closed') return refuse('request_stage', 'R5', { stage })
  return {
    facts: factsOfReview(doc, id, { closedAt: null, closedBy: null, closedWhy: null }),
    output: {},
  }
}

function factsOfReview(doc: Y.Doc, request: string, changes: Partial<Review>): Fact[] {
  const born = readRow(doc, 'reviews', request) === null
  return factsOf('reviews', request, born ? { ...blankReview, ...changes } : changes)
}
