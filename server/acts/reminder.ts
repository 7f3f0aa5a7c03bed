// Reminding those who have not answered.
import type * as Y from 'yjs'
import { readRow, readRows, readSession, readSpeakersOf, rootOf } from '#shared/board.ts'
import { readDecisions } from '#shared/decision.ts'
import {
  isSameQuestion,
  type Meeting,
  openQuestions,
  type Question,
  reminderIdOf,
  silentOn,
} from '#shared/questions.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'

/** The one act that looks through all pledges: a few milliseconds, at the pace of a chair who loses patience. */
export const sendReminder: Act<'reminder:send'> = (doc, { to, about }, { actor, now }) => {
  const question = openQuestions(meetingOn(doc), now).find((open) => isSameQuestion(open, about))
  if (question === undefined) return refuse('question_closed', 'Q7')
  const silent = new Set(silentOn(question))
  const reminded = [...new Set(to)].filter((id) => silent.has(id))
  return reminded.length === 0
    ? refuse('reminder_none', 'Q7')
    : { facts: [], output: { id: reminderIdOf(now, actor.seat, about), to: reminded } }
}

/** Questions that are open now and that the delegation has not answered. */
export function owedBy(doc: Y.Doc, delegation: string, now: number): readonly Question[] {
  return openQuestions(meetingOn(doc), now).filter((open) => silentOn(open).includes(delegation))
}

function meetingOn(doc: Y.Doc): Meeting {
  const session = readSession(doc)
  return {
    session,
    roster: readRows(doc, 'roster'),
    requests: readRows(doc, 'requests'),
    pledges: readRows(doc, 'pledges'),
    item: session.currentItem === null ? null : readRow(doc, 'agenda', session.currentItem),
    decisions: readDecisions(doc),
    positions: rootOf(doc, 'positions'),
    speakers: session.currentItem === null ? [] : readSpeakersOf(doc, session.currentItem),
  }
}
