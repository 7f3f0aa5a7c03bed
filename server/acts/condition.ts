// Settling what an agreed pledge depends on.
import { readRow } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { factsOf } from './fact.ts'

export const settleCondition: Act<'condition:settle'> = (doc, { pledge, state }) => {
  if (readRow(doc, 'pledges', pledge) === null)
    return refuse('not_found', 'T11', { what: 'pledge' })
  return readRow(doc, 'agreements', pledge)?.condition === 'open'
    ? { facts: factsOf('agreements', pledge, { condition: state }), output: {} }
    : refuse('condition_none', 'T11')
}
