// Opening, suspending and closing the session.
import type * as Y from 'yjs'
import { readSession } from '#shared/board.ts'
import type { FormalName } from '#shared/commands.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { type SessionState, sessionStates, sessionTransitions } from '#shared/session.ts'
import type { Act } from './act.ts'
import { endBreakFacts } from './break.ts'
import { factsOf } from './fact.ts'
import { pauseSpeechFacts, stopSpeechFacts } from './floor.ts'

export const openSession: Act<'session:open'> = (doc, _, { now }) =>
  refuseTransition(doc, 'open') ?? {
    facts: [
      ...factsOf('session', '', {
        state: 'open',
        openedAt: readSession(doc).openedAt ?? now,
      }),
      ...endBreakFacts(doc),
    ],
    output: {},
  }

export const suspendSession: Act<'session:suspend'> = (doc, _, { now }) =>
  refuseTransition(doc, 'suspended') ?? {
    facts: [...factsOf('session', '', { state: 'suspended' }), ...pauseSpeechFacts(doc, now)],
    output: {},
  }

export const closeSession: Act<'session:close'> = (doc, _, { now }) =>
  refuseTransition(doc, 'closed') ?? {
    facts: [
      ...factsOf('session', '', { state: 'closed', closedAt: now }),
      ...stopSpeechFacts(doc, now),
      ...endBreakFacts(doc),
    ],
    output: {},
  }

export const continueSession: Act<'session:continue'> = (doc, { in: session }) =>
  readSession(doc).continuedIn === null
    ? { facts: factsOf('session', '', { continuedIn: session }), output: {} }
    : refuse('carried', 'S5')

/** What goes on after a session has closed, and from then on in the session that took it over (rule S5). */
const followUp = /^(task|condition|consent|share|match|request|hub|rate):|^pledge:confirm$/

export function refuseIfContinued(doc: Y.Doc, name: FormalName): Refusal | null {
  return followUp.test(name) && readSession(doc).continuedIn !== null
    ? refuse('carried', 'S5')
    : null
}

/** For acts that need the session open; the rule is theirs (S4, A4). */
export function refuseUnlessOpen(doc: Y.Doc, rule: string): Refusal | null {
  const { state } = readSession(doc)
  return state === 'open' ? null : refuse('session_state', rule, { state, needed: 'open' })
}

/** For acts that edit the board as a meeting does (rule S3). */
export function refuseIfClosed(doc: Y.Doc): Refusal | null {
  return readSession(doc).state === 'closed' ? refuse('session_closed', 'S3') : null
}

function refuseTransition(doc: Y.Doc, to: SessionState): Refusal | null {
  const { state } = readSession(doc)
  if (sessionTransitions[state].includes(to)) return null
  const needed = sessionStates.filter((from) => sessionTransitions[from].includes(to))
  return refuse('session_state', 'S1', { state, needed: needed.join(' or ') })
}
