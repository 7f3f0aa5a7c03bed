// What became of a request after Kyiv posted it: staff validate its words, Kyiv closes it (rules R4, R5). Keyed by the
// request's id, written by the server alone.
import { digestOf } from './digest.ts'
import type { Request } from './request.ts'

export interface Review {
  readonly validatedAt: number | null
  readonly validatedBy: string | null
  /** Of the words that were validated; other words are not (rule R4). */
  readonly validatedDigest: string | null
  readonly closedAt: number | null
  readonly closedBy: string | null
  readonly closedWhy: string | null
}

export const blankReview: Review = {
  validatedAt: null,
  validatedBy: null,
  validatedDigest: null,
  closedAt: null,
  closedBy: null,
  closedWhy: null,
}

export const requestStages = ['submitted', 'validated', 'closed', 'withdrawn'] as const
export type RequestStage = (typeof requestStages)[number]

/** How far a request has come. Coverage and fulfilment are derived from the pledges, never from here. */
export function requestStageOf(request: Request, review: Review | null): RequestStage {
  if (request.withdrawn) return 'withdrawn'
  if (review !== null && review.closedAt !== null) return 'closed'
  return review !== null && review.validatedDigest === requestDigest(request)
    ? 'validated'
    : 'submitted'
}

/** What the words of a request are: all but its rank among the others. */
export function requestDigest({ order: _order, priority: _priority, ...words }: Request): string {
  return digestOf(
    Object.fromEntries(
      Object.entries(words).filter(([, value]) => value !== null && value !== false),
    ),
  )
}
