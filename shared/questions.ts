// What the meeting is asking of delegations now, and who has not answered it (rule Q7). Derived, never stored.
import type { AgendaItem } from './agenda.ts'
import { type Decision, isAsking, positionId } from './decision.ts'
import { digestOf } from './digest.ts'
import { type Entry, isWaiting, tourOf } from './floor.ts'
import type { Pledge } from './pledge.ts'
import { type Attendee, isCounted, markOf, type Roster } from './presence.ts'
import type { Request } from './request.ts'
import type { Session } from './session.ts'
import { ownerOf } from './text.ts'

export const questionKinds = ['decision', 'tour', 'requests'] as const
export type QuestionKind = (typeof questionKinds)[number]

/** `key`: the decision, or the agenda item under which it is asked. */
export interface Question {
  readonly kind: QuestionKind
  readonly key: string
}

/** What a delegation is reminded of: one notice on its pages. */
export interface Reminder {
  readonly id: string
  readonly at: number
  /** Name of the seat that sent it. */
  readonly by: string
  readonly about: Question
}

/** Follows from the act itself, so that the ledger and whoever was told at once call it the same. */
export function reminderIdOf(at: number, seat: string, { kind, key }: Question): string {
  return digestOf({ at, seat, about: { kind, key } }).slice(0, 16)
}

/** What can be asked and answered, as the board has it. */
export interface Meeting {
  readonly session: Session
  readonly roster: Roster
  readonly requests: ReadonlyMap<string, Request>
  readonly pledges: ReadonlyMap<string, Pledge>
  /** The current item, and its list of speakers. */
  readonly item: AgendaItem | null
  readonly speakers: readonly Entry[]
  readonly decisions: Iterable<readonly [id: string, decision: Decision]>
  readonly positions: { has(id: string): boolean }
}

export interface OpenQuestion extends Question {
  readonly asked: ReadonlySet<string>
  readonly answered: ReadonlySet<string>
}

/** Questions that are open now, in the order in which the chair would call for them. */
export function openQuestions(meeting: Meeting, now: number): OpenQuestion[] {
  const { currentItem: key, state } = meeting.session
  const onItem =
    state === 'open' && key !== null ? [tourAsked(meeting, key), requestsAsked(meeting, key)] : []
  const { silence = [], calling = [] } = Object.groupBy(meeting.decisions, ([, { state }]) => state)
  // Whoever says nothing under silence agrees: nobody is waited for there.
  return [
    ...decisionsAsked(meeting, calling, now),
    ...onItem.filter((asked) => asked !== null),
    ...decisionsAsked(meeting, silence, now),
  ]
}

/** Those asked who have not answered, whether they are in the room or not. */
export function silentOn({ asked, answered }: OpenQuestion): string[] {
  return [...asked].filter((id) => !answered.has(id))
}

/** Who is in the room: called present, or with a seat at the board. */
export function isHere(
  marks: ReadonlyMap<string, Attendee>,
  id: string,
  session: Pick<Session, 'rollCallAt'>,
): boolean {
  return marks.get(id)?.present === true || markOf(marks, id, session).attendance === 'present'
}

export function isSameQuestion(one: Question, other: Question): boolean {
  return one.kind === other.kind && one.key === other.key
}

/** An answer is a pledge that stands, a "no" among them; partners of a joint one have answered with it. */
function requestsAsked(
  { roster, requests, pledges, item }: Meeting,
  key: string,
): OpenQuestion | null {
  if (item?.kind !== 'requests') return null
  const isMeant = (row: { capability: string; withdrawn: boolean }) =>
    !row.withdrawn && (item.capability === null || row.capability === item.capability)
  if (![...requests.values()].some(isMeant)) return null
  const asked = new Set([...roster].filter(([, row]) => isCounted(row)).map(([id]) => id))
  const answered = new Set<string>()
  for (const [id, pledge] of pledges) {
    if (!isMeant(pledge)) continue
    answered.add(ownerOf(id))
    if (pledge.jointWith !== null)
      for (const partner of pledge.jointWith.split(' ')) answered.add(partner)
  }
  return { kind: 'requests', key, asked, answered }
}

/** Whoever has a voice is asked while positions are taken. */
function decisionsAsked(
  { roster, positions }: Meeting,
  decisions: Meeting['decisions'],
  now: number,
): OpenQuestion[] {
  const asked = new Set([...roster].filter(([, row]) => isCounted(row)).map(([id]) => id))
  return [...decisions]
    .filter(([, decision]) => isAsking(decision, now))
    .map(([key]) => ({
      kind: 'decision',
      key,
      asked,
      answered: new Set([...asked].filter((id) => positions.has(positionId(key, id)))),
    }))
}

function tourAsked({ speakers }: Meeting, key: string): OpenQuestion | null {
  const tour = tourOf(speakers)
  if (tour === null || tour.unanswered.length === 0) return null
  const done = tour.turns.filter((turn) => !isWaiting(turn))
  return {
    kind: 'tour',
    key,
    asked: new Set(tour.turns.map(({ delegation }) => delegation)),
    answered: new Set(done.map(({ delegation }) => delegation)),
  }
}
