// Where a delegation stands on a decision.
import { readRow } from '#shared/board.ts'
import type { CommandInput } from '#shared/commands.ts'
import { positionId } from '#shared/decision.ts'
import { isCounted } from '#shared/presence.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { ending, refuseEnded } from './decision.ts'
import { factsOf } from './fact.ts'
import { refuseUnlessOpen } from './session.ts'

export const takePosition: Act<'position:take'> = (doc, input, { actor, now }) => {
  const { decision: id, position, text } = input
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return refuse('not_found', 'V4', { what: 'decision' })
  const delegation = actor.delegation === null ? null : readRow(doc, 'roster', actor.delegation)
  if (actor.delegation === null || delegation === null)
    return refuse('not_found', 'V4', { what: 'delegation' })
  // Silence runs on without the meeting (rule V11); everything else is said in it.
  const notOpen = decision.state === 'silence' ? null : refuseUnlessOpen(doc, 'V3')
  const refusal = refuseEnded(decision, now) ?? notOpen
  if (refusal !== null) return refusal
  if (decision.state === 'proposed') return refuse('decision_uncalled', 'V4')
  if (decision.digest !== input.seen) return refuse('decision_stale', 'V4')
  const row = positionId(id, actor.delegation)
  if ((readRow(doc, 'positions', row)?.at ?? null) !== input.over)
    return refuse('position_stale', 'V5')
  const misplaced = refuseStatement(input, isCounted(delegation))
  if (misplaced !== null) return misplaced
  const sort = position === 'objects' ? (input.sort ?? 'objection') : input.sort
  const taken = factsOf('positions', row, { position, text, sort, at: now, by: actor.name })
  const isBreak = decision.state === 'silence' && position === 'objects'
  const broken = { ...ending(doc, 'broken', now), brokenBy: actor.delegation }
  return {
    facts: isBreak ? [...taken, ...factsOf('decisions', id, broken)] : taken,
    output: { at: now },
  }
}

/** Which statements go with which positions, and who may take any (rules V6, V7). */
function refuseStatement(
  { position, text, sort }: CommandInput<'position:take'>,
  voice: boolean,
): Refusal | null {
  if (!voice && (position !== null || sort !== 'interpretation')) return refuse('no_voice', 'V6')
  if (position === null && sort !== 'interpretation') return refuse('statement_misplaced', 'V7')
  const isAgainst = sort === 'objection' || sort === 'amendment'
  if (sort !== null && isAgainst !== (position === 'objects'))
    return refuse('statement_misplaced', 'V7')
  if (text === null)
    return sort === null || sort === 'objection' ? null : refuse('statement_missing', 'V7')
  return sort === null && position !== 'objects' ? refuse('statement_misplaced', 'V7') : null
}
