// Who is in the room, said openly: the roll call, the quorum, and what the server notes of comings and goings.
import type * as Y from 'yjs'
import { readRows, readSession } from '#shared/board.ts'
import { blankMark, isCounted } from '#shared/presence.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { factsOfAll, factsOfComing, mark, refuseRoll, type RollPlace } from './roll.ts'
import { refuseIfClosed } from './session.ts'

/** Also in confidence: that a roll call begins is no secret, and marks from before it count no more (rule Q1). */
export const beginRoll: Act<'roll:begin'> = (doc, _, { now }) =>
  refuseIfClosed(doc) ?? {
    facts: [
      ...factsOf('session', '', { rollCallAt: now }),
      ...[...readRows(doc, 'roster')].flatMap(([id, row]) =>
        changesOf('roster', id, row, { ...blankMark }),
      ),
    ],
    output: {},
  }

export const markDelegation: Act<'roll:mark'> = (doc, input, { now }) => {
  const place = openly(doc)
  return refuseRoll(place) ?? mark(place, input, now)
}

export const markAll: Act<'roll:all'> = (doc, _, { now }) => {
  const place = openly(doc)
  return (
    refuseRoll(place) ?? {
      facts: [
        ...(readSession(doc).rollCallAt === null
          ? factsOf('session', '', { rollCallAt: now })
          : []),
        ...factsOfAll(place, place.marks.keys(), now),
      ],
      output: {},
    }
  )
}

export const setQuorum: Act<'quorum:set'> = (doc, { quorum }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const counted = [...readRows(doc, 'roster').values()].filter(isCounted).length
  return quorum !== null && quorum > counted
    ? refuse('quorum_beyond', 'Q4', { quorum, counted })
    : { facts: changesOf('session', '', readSession(doc), { quorum }), output: {} }
}

/** The server's own: delegations whose first seat came, and whose last one left (rules C7, Q6); never in confidence. */
export const notePresence: Act<'presence:note'> = (doc, input, { now }) =>
  readSession(doc).attendance === 'confidential'
    ? refuse('attendance_mode', 'Q8')
    : { facts: factsOfComing(openly(doc), input, now), output: {} }

function openly(doc: Y.Doc): RollPlace {
  return { root: 'roster', board: doc, marks: readRows(doc, 'roster') }
}
