// Attendance in confidence: marks stand with the chair's team, and the board says yes or no (rule Q8).
import type * as Y from 'yjs'
import { readRows, readSession } from '#shared/board.ts'
import { blankAttendee } from '#shared/presence.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { factsOfAll, factsOfComing, mark, refuseRoll, type RollPlace } from './roll.ts'
import { refuseIfClosed } from './session.ts'

/** Neither way takes over what was marked in the other: the roll is called anew. */
export const setAttendance: Act<'attendance:set'> = (doc, { mode }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  if (readSession(doc).attendance === mode) return { facts: [], output: {} }
  return {
    facts: [
      ...factsOf('session', '', { attendance: mode, rollCallAt: null, quorumNoted: null }),
      ...[...readRows(doc, 'roster')].flatMap(([id, row]) =>
        changesOf('roster', id, row, { ...blankAttendee }),
      ),
    ],
    output: {},
  }
}

export const markInConfidence: Act<'attendance:mark'> = (doc, input, { now, board }) => {
  const place = inConfidence(doc, board)
  return refuseRoll(place) ?? mark(place, input, now)
}

export const markAllInConfidence: Act<'attendance:all'> = (doc, _, { now, board = doc }) => {
  const place = inConfidence(doc, board)
  const refusal = refuseRoll(place)
  if (refusal !== null) return refusal
  return readSession(board).rollCallAt === null
    ? refuse('roll_none', 'Q1')
    : { facts: factsOfAll(place, readRows(board, 'roster').keys(), now), output: {} }
}

/** The server's own. */
export const noteInConfidence: Act<'attendance:note'> = (doc, input, { now, board = doc }) =>
  readSession(board).attendance === 'open'
    ? refuse('attendance_mode', 'Q8')
    : { facts: factsOfComing(inConfidence(doc, board), input, now), output: {} }

/** The server's own: all that the board says of marks it does not show. */
export const noteQuorum: Act<'quorum:note'> = (doc, { isMet }) =>
  readSession(doc).attendance === 'open'
    ? refuse('attendance_mode', 'Q8')
    : {
        facts: changesOf('session', '', readSession(doc), { quorumNoted: isMet }),
        output: {},
      }

function inConfidence(doc: Y.Doc, board: Y.Doc = doc): RollPlace {
  return { root: 'attendance', board, marks: readRows(doc, 'attendance') }
}
