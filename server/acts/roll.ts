// What a mark of the roll call takes, wherever the marks stand: on the roster, or with the chair's team.
import type * as Y from 'yjs'
import { readRow, readSession } from '#shared/board.ts'
import type { CommandInput } from '#shared/commands.ts'
import { type Attendee, type Mark, markOf } from '#shared/presence.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import type { Fact } from './act.ts'
import { factsOf } from './fact.ts'
import { refuseNaming } from './naming.ts'
import { refuseIfClosed } from './session.ts'

/** Where marks stand, and the board beside it. */
export interface RollPlace {
  readonly root: 'roster' | 'attendance'
  readonly board: Y.Doc
  readonly marks: ReadonlyMap<string, Attendee>
}

type MarkInput = CommandInput<'roll:mark'>

/** For acts that mark (rule S3), where marks stand as the actor believes they do (rule Q8). */
export function refuseRoll({ root, board }: Pick<RollPlace, 'root' | 'board'>): Refusal | null {
  const isConfidential = readSession(board).attendance === 'confidential'
  return (
    refuseIfClosed(board) ??
    (isConfidential === (root === 'attendance') ? null : refuse('attendance_mode', 'Q8'))
  )
}

export function mark(
  place: RollPlace,
  input: MarkInput,
  now: number,
): { facts: Fact[]; output: object } | Refusal {
  const session = readSession(place.board)
  if (session.rollCallAt === null) return refuse('roll_none', 'Q1')
  if (readRow(place.board, 'roster', input.delegation) === null)
    return refuse('not_found', 'Q2', { what: 'delegation' })
  const standing = markOf(place.marks, input.delegation, session)
  return refuseMark(place, input) ?? { facts: factsOfMark(place, standing, input, now), output: {} }
}

/** Whoever is connected is present; whoever is not, and has no mark, is absent (rule Q5). */
export function factsOfAll(place: RollPlace, roster: Iterable<string>, now: number): Fact[] {
  const session = readSession(place.board)
  return [...roster].flatMap((delegation) => {
    const standing = markOf(place.marks, delegation, session)
    const isHere = place.marks.get(delegation)?.present === true
    const as = isHere ? 'present' : (standing.attendance ?? 'absent')
    const representedBy = as === 'represented' ? standing.representedBy : null
    return factsOfMark(place, standing, { delegation, mark: as, representedBy }, now)
  })
}

/** Comings and goings, where they are news. */
export function factsOfComing(
  { root, board, marks }: RollPlace,
  { came, left }: CommandInput<'presence:note'>,
  now: number,
): Fact[] {
  return [...came.map((id) => [id, true] as const), ...left.map((id) => [id, false] as const)]
    .filter(
      ([id, present]) =>
        readRow(board, 'roster', id) !== null && (marks.get(id)?.present ?? false) !== present,
    )
    .flatMap(([id, present]) => factsOf(root, id, { present, presentAt: now }))
}

/** Said again, a mark stands as of when it was first said. */
function factsOfMark(
  { root }: RollPlace,
  standing: Mark,
  { delegation, mark: as, representedBy }: MarkInput,
  now: number,
): Fact[] {
  const isSaid = standing.attendance === as && standing.representedBy === representedBy
  return isSaid
    ? []
    : factsOf(root, delegation, {
        attendance: as,
        representedBy,
        attendanceAt: as === null ? null : now,
      })
}

/** Who speaks for another speaks for itself, and is not spoken for: no chains, no circles (rule Q3). */
function refuseMark(
  { board, marks }: RollPlace,
  { delegation, mark: as, representedBy: by }: MarkInput,
): Refusal | null {
  const session = readSession(board)
  if (as !== 'represented')
    return by === null ? null : refuseNaming(board, 'represented_none', 'Q3', { delegation })
  if (by === null) return refuseNaming(board, 'represented_by', 'Q3', { delegation })
  if (readRow(board, 'roster', by) === null)
    return refuse('not_found', 'Q3', { what: 'delegation' })
  const { attendance } = markOf(marks, by, session)
  if (by === delegation || attendance === 'represented')
    return refuseNaming(board, 'represented_chain', 'Q3', { delegation: by })
  if (attendance === 'absent' || attendance === 'excused')
    return refuseNaming(board, 'represented_away', 'Q3', { delegation: by })
  const represents = [...marks.keys()].some(
    (id) => markOf(marks, id, session).representedBy === delegation,
  )
  return represents ? refuseNaming(board, 'represents', 'Q3', { delegation }) : null
}
