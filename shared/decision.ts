// What the room decides, who stands where on it, and what stands against it. Written by the server alone.
import type * as Y from 'yjs'
import { readRow, readRows, rootOf } from './board.ts'
import { digestOf } from './digest.ts'
import { isCounted } from './presence.ts'
import type { Delegation } from './session.ts'
import { textSchema } from './text.ts'
import { z } from './z.ts'

export const decisionKinds = ['ruling', 'consensus', 'silence', 'hands'] as const
export type DecisionKind = (typeof decisionKinds)[number]

/** The last four are final (rule V2). */
export const decisionStates = [
  'proposed',
  'calling',
  'silence',
  'adopted',
  'broken',
  'rejected',
  'withdrawn',
] as const
export type DecisionState = (typeof decisionStates)[number]

export const positionKinds = ['supports', 'no_objection', 'abstains', 'objects'] as const
export type PositionKind = (typeof positionKinds)[number]

/** What the text of a position is. The last two stand against the decision (rule V7). */
export const statementSorts = ['reservation', 'interpretation', 'objection', 'amendment'] as const
export type StatementSort = (typeof statementSorts)[number]

/** Id of a decision: a running number from 1, without gaps. */
export const decisionIdSchema = z.string().regex(/^dec-[1-9][0-9]{0,4}$/)

/** What is put before the room. */
export const motionSchema = z.strictObject({
  kind: z.enum(decisionKinds),
  title: textSchema(200),
  text: textSchema(8000),
})
export type Motion = z.infer<typeof motionSchema>

/** Keyed by decision id. Title, text and digest never change (rule V1); times are ms since 1970, server clock. */
export interface Decision extends Motion {
  /** Agenda item that was open when it was proposed; null before the first. */
  readonly item: string | null
  readonly digest: string
  readonly state: DecisionState
  readonly proposedAt: number
  readonly proposedBy: string
  /** When it was put before the room: read out, hands called, or put under silence. */
  readonly calledAt: number | null
  /** Exact end of silence. */
  readonly expiresAt: number | null
  readonly decidedAt: number | null
  readonly announcedAt: number | null
  /** The decision it takes up again. */
  readonly reopens: string | null
  /** The delegation that broke silence. */
  readonly brokenBy: string | null
  /** Who had a voice when it ended, as ids with spaces between; null until then (rule V13). */
  readonly voices: string | null
}

/** Keyed by `positionId`. `position` is null where a delegation only filed a statement (rule V6). */
export interface Position {
  readonly position: PositionKind | null
  readonly text: string | null
  readonly sort: StatementSort | null
  readonly at: number
  readonly by: string
}

const finalStates: ReadonlySet<DecisionState> = new Set([
  'adopted',
  'broken',
  'rejected',
  'withdrawn',
])

/** How long silence may run, in ms (rule V9). */
export const silenceSpan = { least: 60_000, most: 30 * 24 * 3_600_000 } as const

export function isFinal({ state }: Pick<Decision, 'state'>): boolean {
  return finalStates.has(state)
}

/** From the millisecond of its expiry on, nothing can be said any more, recorded or not (rule V10). */
export function isExpired(decision: Pick<Decision, 'state' | 'expiresAt'>, now: number): boolean {
  return decision.state === 'silence' && decision.expiresAt !== null && now >= decision.expiresAt
}

/** Whether delegations may take positions on it now. */
export function isAsking(decision: Pick<Decision, 'state' | 'expiresAt'>, now: number): boolean {
  return decision.state === 'calling' || (decision.state === 'silence' && !isExpired(decision, now))
}

export function motionDigest({ title, text }: Pick<Motion, 'title' | 'text'>): string {
  return digestOf({ title, text })
}

export function decisionIdOf(n: number): string {
  return `dec-${String(n)}`
}

export function positionId(decision: string, delegation: string): string {
  return `${decision}.${delegation}`
}

/** The delegation whose position it is. */
export function speakerOf(position: string): string {
  return position.slice(position.indexOf('.') + 1)
}

/** All decisions in the order in which they were proposed. */
export function readDecisions(doc: Y.Doc): [id: string, decision: Decision][] {
  const decisions: [string, Decision][] = []
  for (let n = 1; ; n++) {
    const decision = readRow(doc, 'decisions', decisionIdOf(n))
    if (decision === null) return decisions
    decisions.push([decisionIdOf(n), decision])
  }
}

/** The id of the next decision. */
export function nextDecisionId(doc: Y.Doc): string {
  return decisionIdOf(rootOf(doc, 'decisions').size + 1)
}

/** `unheard`: has a voice and has not used it. `not_taking_part`: opted out, and does not object (feature S7). */
export type Stand = PositionKind | 'unheard' | 'not_taking_part'

/** One line of the list of who stands where. */
export interface Standing {
  readonly delegation: string
  /** Null for those who only filed a statement: they are neither asked nor out. */
  readonly stand: Stand | null
  readonly position: Position | null
}

/**
 * Every state that gives, in the order of the roster, and whoever else filed a statement. While the decision is open
 * the roster says who has a voice; once it ended, the decision itself does (rule V13).
 */
export function standingsOf(
  decision: Decision,
  roster: Iterable<readonly [id: string, row: Delegation]>,
  positionOf: (delegation: string) => Position | null,
): Standing[] {
  const frozen = decision.voices === null ? null : new Set(voicesOf(decision))
  const list: Standing[] = []
  for (const [delegation, row] of roster) {
    const position = positionOf(delegation)
    const voice = frozen === null ? isCounted(row) : frozen.has(delegation)
    const stand = voice
      ? (position?.position ?? 'unheard')
      : row.role === 'donor' && row.kind === 'state'
        ? 'not_taking_part'
        : null
    if (stand !== null || position !== null) list.push({ delegation, stand, position })
  }
  return list
}

export function standingOf(doc: Y.Doc, id: string): Standing[] {
  const decision = readRow(doc, 'decisions', id)
  if (decision === null) return []
  return standingsOf(decision, readRows(doc, 'roster'), (delegation) =>
    readRow(doc, 'positions', positionId(id, delegation)),
  )
}

/** How many stand where. What opted out is counted beside the rest and is in no sum (rule V6). */
export type Tally = Readonly<Record<Stand | 'voices', number>>

export function tallyOf(standing: readonly Standing[]): Tally {
  const tally = {
    supports: 0,
    no_objection: 0,
    abstains: 0,
    objects: 0,
    unheard: 0,
    not_taking_part: 0,
    voices: 0,
  }
  for (const { stand } of standing) {
    if (stand === null) continue
    tally[stand] += 1
    if (stand !== 'not_taking_part') tally.voices += 1
  }
  return tally
}

/** The delegations that stand against it, by objection or amendment (rule V7). */
export function againstOf(standing: readonly Standing[]): string[] {
  return standing.flatMap(({ delegation, stand }) => (stand === 'objects' ? [delegation] : []))
}

/** Rule V12. */
export function isCarried({ supports, objects }: Tally): boolean {
  return supports > objects
}

/** The delegations that had a voice in what ended. */
export function voicesOf({ voices }: Pick<Decision, 'voices'>): string[] {
  return voices === null || voices === '' ? [] : voices.split(' ')
}
