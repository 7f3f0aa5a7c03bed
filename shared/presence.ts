// Who takes part in the meeting: the marks of a roll call, whom they count for, and the quorum. Derived, never stored.
import type { Delegation, Session } from './session.ts'

export const attendances = ['present', 'absent', 'excused', 'represented'] as const
export type Attendance = (typeof attendances)[number]

/** Open: marks stand on the board. Confidential: with the chair's team alone, and the board says yes or no (rule Q8). */
export const attendanceModes = ['open', 'confidential'] as const
export type AttendanceMode = (typeof attendanceModes)[number]

/** What a roll call says of a delegation. */
export interface Mark {
  readonly attendance: Attendance | null
  /** The delegation that speaks for one that is `represented`. */
  readonly representedBy: string | null
  readonly attendanceAt: number | null
}
export const blankMark: Mark = { attendance: null, representedBy: null, attendanceAt: null }

/** Keyed by delegation in the document of the chair's team, while attendance is confidential. */
export type Attendee = Mark & Pick<Delegation, 'present' | 'presentAt'>
export const blankAttendee: Attendee = { ...blankMark, present: false, presentAt: null }

export type Roster = ReadonlyMap<string, Delegation>
export type Marks = ReadonlyMap<string, Mark>

/** Whether a delegation stands in the denominators: donors that are states and take part (rule Q4). */
export function isCounted(delegation: Delegation): boolean {
  const { kind, role, stance } = delegation
  return kind === 'state' && role === 'donor' && stance === 'participates'
}

/** The mark that stands: one of an earlier roll call says nothing any more (rule Q1). */
export function markOf(
  marks: Marks,
  id: string,
  { rollCallAt }: Pick<Session, 'rollCallAt'>,
): Mark {
  const mark = marks.get(id)
  const at = mark?.attendanceAt ?? null
  return mark === undefined || rollCallAt === null || at === null || at < rollCallAt
    ? blankMark
    : mark
}

/** Whether a delegation is in the meeting: by itself, or through one that is present by itself (rule Q3). */
export function isInMeeting(
  marks: Marks,
  id: string,
  session: Pick<Session, 'rollCallAt'>,
): boolean {
  const { attendance, representedBy } = markOf(marks, id, session)
  if (attendance === 'present') return true
  if (attendance !== 'represented' || representedBy === null) return false
  return markOf(marks, representedBy, session).attendance === 'present'
}

export interface Quorum {
  /** Counted delegations in the meeting, and all there are. */
  readonly counted: number
  readonly of: number
  readonly needed: number | null
  /** Null where the session has no quorum. */
  readonly isMet: boolean | null
}

/** Each delegation once, however it takes part (rule Q4). */
export function quorumOf(
  roster: Roster,
  marks: Marks,
  session: Pick<Session, 'rollCallAt' | 'quorum'>,
): Quorum {
  let counted = 0
  let all = 0
  for (const [id, delegation] of roster) {
    if (!isCounted(delegation)) continue
    all += 1
    if (isInMeeting(marks, id, session)) counted += 1
  }
  const needed = session.quorum
  return { counted, of: all, needed, isMet: needed === null ? null : counted >= needed }
}

/** What the sockets say and the roll does not: who came late, and who went (rule Q6). */
export type Discrepancy = 'arrived' | 'departed'

export function discrepancyOf(
  delegation: Pick<Delegation, 'present' | 'presentAt'>,
  mark: Mark,
  { rollCallAt }: Pick<Session, 'rollCallAt'>,
): { what: Discrepancy; at: number } | null {
  const { present, presentAt } = delegation
  if (rollCallAt === null || presentAt === null) return null
  const { attendance, attendanceAt } = mark
  // Whoever was there when the mark was made, the roll call has looked at.
  if (present && attendance !== 'present' && presentAt > (attendanceAt ?? rollCallAt))
    return { what: 'arrived', at: presentAt }
  if (!present && attendance === 'present' && presentAt > (attendanceAt ?? rollCallAt))
    return { what: 'departed', at: presentAt }
  return null
}
