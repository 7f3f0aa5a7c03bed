// Putting a text before the room, and what becomes of it.
import type * as Y from 'yjs'
import { readRow, readRows, readSession } from '#shared/board.ts'
import {
  againstOf,
  type Decision,
  type DecisionKind,
  type DecisionState,
  isCarried,
  isExpired,
  isFinal,
  type Motion,
  motionDigest,
  nextDecisionId,
  readDecisions,
  silenceSpan,
  standingOf,
  tallyOf,
} from '#shared/decision.ts'
import { isCounted } from '#shared/presence.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { Act, ActContext, Done, Fact } from './act.ts'
import { factsOf } from './fact.ts'
import { refuseNaming } from './naming.ts'
import { refuseIfClosed, refuseUnlessOpen } from './session.ts'

const maxDecisions = 99_999

export const proposeDecision: Act<'decision:propose'> = (doc, { item, ...motion }, context) => {
  if (item !== null && readRow(doc, 'agenda', item) === null)
    return refuse('not_found', 'V1', { what: 'item' })
  return propose(doc, motion, item, null, context)
}

/** What ended stays as it ended; its matter is taken up in a new decision (rule V13). */
export const reopenDecision: Act<'decision:reopen'> = (
  doc,
  { decision: id, ...motion },
  context,
) => {
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return refuse('not_found', 'V13', { what: 'decision' })
  if (!isFinal(decision)) return refuse('decision_open', 'V13')
  return propose(doc, motion, null, id, context)
}

export const callDecision: Act<'decision:call'> = (doc, input, { now }) => {
  const decision = readTabled(doc, input, now, ['proposed'])
  if (isRefusal(decision)) return decision
  const other = readDecisions(doc).find(([, { state }]) => state === 'calling')
  if (other !== undefined) return refuse('decision_calling', 'V3', { title: other[1].title })
  return done(input.decision, { state: 'calling', calledAt: now })
}

export const adoptDecision: Act<'decision:adopt'> = (doc, input, { now }) => {
  const decision = readTabled(doc, input, now, ['proposed', 'calling'], ['ruling', 'consensus'])
  if (isRefusal(decision)) return decision
  if (decision.kind === 'consensus') {
    if (decision.state === 'proposed') return refuse('decision_uncalled', 'V8')
    const against = againstOf(standingOf(doc, input.decision))
    if (against.length > 0)
      return refuseNaming(doc, 'decision_opposed', 'V8', { delegations: against })
  }
  return done(input.decision, ending(doc, 'adopted', now))
}

export const rejectDecision: Act<'decision:reject'> = (doc, input, { now }) => {
  const decision = readTabled(doc, input, now, ['calling'], ['ruling', 'consensus'])
  if (isRefusal(decision)) return decision
  return againstOf(standingOf(doc, input.decision)).length === 0
    ? refuse('decision_unopposed', 'V8')
    : done(input.decision, ending(doc, 'rejected', now))
}

export const silenceDecision: Act<'decision:silence'> = (doc, input, { now }) => {
  const decision = readTabled(doc, input, now, ['proposed', 'calling'], ['silence'])
  if (isRefusal(decision)) return decision
  const against = againstOf(standingOf(doc, input.decision))
  if (against.length > 0)
    return refuseNaming(doc, 'decision_opposed', 'V9', { delegations: against })
  const span = input.expiresAt - now
  if (span < silenceSpan.least || span > silenceSpan.most) return refuse('silence_span', 'V9')
  const { expiresAt } = input
  return done(input.decision, { state: 'silence', calledAt: now, expiresAt })
}

export const showHands: Act<'decision:show'> = (doc, input, { now }) => {
  const decision = readTabled(doc, input, now, ['calling'], ['hands'])
  if (isRefusal(decision)) return decision
  const carried = isCarried(tallyOf(standingOf(doc, input.decision)))
  return {
    facts: factsOf('decisions', input.decision, ending(doc, carried ? 'adopted' : 'rejected', now)),
    output: { carried },
  }
}

export const withdrawDecision: Act<'decision:withdraw'> = (doc, { decision: id }, { now }) => {
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return refuse('not_found', 'V2', { what: 'decision' })
  return refuseEnded(decision, now) ?? done(id, ending(doc, 'withdrawn', now))
}

export const announceDecision: Act<'decision:announce'> = (doc, { decision: id }, { now }) => {
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return refuse('not_found', 'V13', { what: 'decision' })
  if (!isFinal(decision)) return refuse('decision_open', 'V13')
  return decision.announcedAt === null
    ? done(id, { announcedAt: now })
    : refuse('decision_announced', 'V13')
}

/** The server's own (rule C7): the decision is taken at its expiry, whenever the server comes to note it. */
export const expireDecision: Act<'decision:expire'> = (doc, { decision: id }, { now }) => {
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return refuse('not_found', 'V10', { what: 'decision' })
  if (isFinal(decision)) return refuse('decision_final', 'V10')
  if (!isExpired(decision, now)) return refuse('decision_open', 'V10')
  const [breaker] = againstOf(standingOf(doc, id))
  // An objection may stand again without an act: its delegation opted out and came back in between.
  return breaker === undefined
    ? done(id, ending(doc, 'adopted', decision.expiresAt))
    : done(id, { ...ending(doc, 'broken', decision.expiresAt), brokenBy: breaker })
}

/** What ended, with the list of who had a voice in it (rule V13). */
export function ending(doc: Y.Doc, state: DecisionState, at: number | null) {
  const voices = [...readRows(doc, 'roster')].flatMap(([id, row]) => (isCounted(row) ? id : []))
  return { state, decidedAt: at, voices: voices.join(' ') }
}

/** What ended stays as it ended, and silence that ran out has ended (rules V2, V10). */
export function refuseEnded(decision: Decision, now: number): Refusal | null {
  if (isFinal(decision)) return refuse('decision_final', 'V2')
  return isExpired(decision, now) ? refuse('decision_expired', 'V10') : null
}

/** The decision, if the session is open and it is in one of these states and kinds, in the words that were seen. */
function readTabled(
  doc: Y.Doc,
  { decision: id, seen }: { decision: string; seen: string },
  now: number,
  states: readonly DecisionState[],
  kinds?: readonly DecisionKind[],
): Decision | Refusal {
  const notOpen = refuseUnlessOpen(doc, 'V3')
  if (notOpen !== null) return notOpen
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return refuse('not_found', 'V2', { what: 'decision' })
  const ended = refuseEnded(decision, now)
  if (ended !== null) return ended
  if (kinds?.includes(decision.kind) === false) return refuse('decision_kind', 'V2')
  if (decision.digest !== seen) return refuse('decision_stale', 'V1')
  if (states.includes(decision.state)) return decision
  return decision.state === 'proposed'
    ? refuse('decision_uncalled', 'V2')
    : refuse('decision_called', 'V2')
}

function propose(
  doc: Y.Doc,
  motion: Motion,
  item: string | null,
  reopens: string | null,
  { actor, now }: ActContext,
): { facts: Fact[]; output: { decision: string } } | Refusal {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  if (readDecisions(doc).length >= maxDecisions)
    return refuse('too_large', 'V1', { limit: `${maxDecisions.toLocaleString('en')} decisions` })
  const decision = nextDecisionId(doc)
  const fields = {
    item: item ?? readSession(doc).currentItem,
    ...motion,
    digest: motionDigest(motion),
    state: 'proposed',
    proposedAt: now,
    proposedBy: actor.name,
    calledAt: null,
    expiresAt: null,
    decidedAt: null,
    announcedAt: null,
    reopens,
    brokenBy: null,
    voices: null,
  }
  return { facts: factsOf('decisions', decision, fields), output: { decision } }
}

function done(
  decision: string,
  changes: Partial<Omit<Decision, keyof Motion | 'digest'>>,
): Pick<Done<'decision:call'>, 'facts' | 'output'> {
  return { facts: factsOf('decisions', decision, changes), output: {} }
}
