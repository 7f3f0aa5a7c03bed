// Who is in the room: the roll call, the quorum, and what the server notes of comings and goings.
import type * as Y from 'yjs'
import { readRow, readRows, readSession } from '#shared/board.ts'
import { blankMark, isCounted, type Mark, markOf, type Marks } from '#shared/presence.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Session } from '#shared/session.ts'
import type { Act, Fact } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { refuseIfClosed } from './session.ts'

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
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const session = readSession(doc)
  if (session.rollCallAt === null) return refuse('roll_none', 'Q1')
  const marks = readRows(doc, 'roster')
  if (!marks.has(input.delegation)) return refuse('not_found', 'Q2', { what: 'delegation' })
  return (
    refuseMark(doc, marks, session, input) ?? {
      facts: factsOfMark(markOf(marks, input.delegation, session), input, now),
      output: {},
    }
  )
}

/** Whoever is connected is present; whoever is not, and has no mark, is absent (rule Q5). */
export const markAll: Act<'roll:all'> = (doc, _, { now }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const session = readSession(doc)
  const marks = readRows(doc, 'roster')
  return {
    facts: [
      ...(session.rollCallAt === null ? factsOf('session', '', { rollCallAt: now }) : []),
      ...[...marks].flatMap(([delegation, { present }]) => {
        const standing = markOf(marks, delegation, session)
        const mark = present ? 'present' : (standing.attendance ?? 'absent')
        const representedBy = mark === 'represented' ? standing.representedBy : null
        return factsOfMark(standing, { delegation, mark, representedBy }, now)
      }),
    ],
    output: {},
  }
}

export const setQuorum: Act<'quorum:set'> = (doc, { quorum }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const counted = [...readRows(doc, 'roster').values()].filter(isCounted).length
  return quorum !== null && quorum > counted
    ? refuse('quorum_beyond', 'Q4', { quorum, counted })
    : { facts: changesOf('session', '', readSession(doc), { quorum }), output: {} }
}

/** The server's own: delegations whose first seat came, and whose last one left (rules C7, Q6). */
export const notePresence: Act<'presence:note'> = (doc, { came, left }, { now }) => ({
  facts: [...came.map((id) => [id, true] as const), ...left.map((id) => [id, false] as const)]
    .filter(([id, present]) => {
      const row = readRow(doc, 'roster', id)
      return row !== null && row.present !== present
    })
    .flatMap(([id, present]) => factsOf('roster', id, { present, presentAt: now })),
  output: {},
})

interface MarkInput {
  readonly delegation: string
  readonly mark: Mark['attendance']
  readonly representedBy: string | null
}

/** Said again, a mark stands as of when it was first said. */
function factsOfMark(
  standing: Mark,
  { delegation, mark, representedBy }: MarkInput,
  now: number,
): Fact[] {
  const isSaid = standing.attendance === mark && standing.representedBy === representedBy
  return isSaid
    ? []
    : factsOf('roster', delegation, {
        attendance: mark,
        representedBy,
        attendanceAt: mark === null ? null : now,
      })
}

/** Who speaks for another speaks for itself, and is not spoken for: no chains, no circles (rule Q3). */
function refuseMark(
  doc: Y.Doc,
  marks: Marks,
  session: Session,
  { delegation, mark, representedBy: by }: MarkInput,
): Refusal | null {
  const name = (id: string) => readRow(doc, 'roster', id)?.nameEn ?? id
  if (mark !== 'represented')
    return by === null ? null : refuse('represented_none', 'Q3', { delegation: name(delegation) })
  if (by === null) return refuse('represented_by', 'Q3', { delegation: name(delegation) })
  if (!marks.has(by)) return refuse('not_found', 'Q3', { what: 'delegation' })
  const { attendance } = markOf(marks, by, session)
  if (by === delegation || attendance === 'represented')
    return refuse('represented_chain', 'Q3', { delegation: name(by) })
  if (attendance === 'absent' || attendance === 'excused')
    return refuse('represented_away', 'Q3', { delegation: name(by) })
  const represents = [...marks.keys()].some(
    (id) => markOf(marks, id, session).representedBy === delegation,
  )
  return represents ? refuse('represents', 'Q3', { delegation: name(delegation) }) : null
}
