// Reminding those who have not answered.
import type * as Y from 'yjs'
import { readRows, readSession, readSpeakersOf } from '#shared/board.ts'
import { isSameQuestion, type Meeting, openQuestions, silentOn } from '#shared/questions.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'

/** The one act that looks through all pledges: a few milliseconds, at the pace of a chair who loses patience. */
export const sendReminder: Act<'reminder:send'> = (doc, { to, about }, { fresh }) => {
  const question = openQuestions(meetingOn(doc)).find((open) => isSameQuestion(open, about))
  if (question === undefined) return refuse('question_closed', 'Q7')
  const silent = new Set(silentOn(question))
  const reminded = [...new Set(to)].filter((id) => silent.has(id))
  return reminded.length === 0
    ? refuse('reminder_none', 'Q7')
    : { facts: [], output: { id: fresh, to: reminded } }
}

function meetingOn(doc: Y.Doc): Meeting {
  const session = readSession(doc)
  return {
    session,
    roster: readRows(doc, 'roster'),
    requests: readRows(doc, 'requests'),
    pledges: readRows(doc, 'pledges'),
    speakers: session.currentItem === null ? [] : readSpeakersOf(doc, session.currentItem),
  }
}
