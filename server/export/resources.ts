// What the read-only API holds: a resource for each root of the board, with the shape of its rows.
import { itemKinds, itemStates } from '#shared/agenda.ts'
import { acceptances, conditionStates } from '#shared/agreement.ts'
import type { RowRoot, Rows } from '#shared/board.ts'
import { decisionKinds, decisionStates, positionKinds, statementSorts } from '#shared/decision.ts'
import { documentTypes, type DocumentType } from '#shared/document.ts'
import { speakerKinds, tourAnswers } from '#shared/floor.ts'
import { hubSchema } from '#shared/hub.ts'
import { currencySchema } from '#shared/money.ts'
import { pledgeSchema } from '#shared/pledge.ts'
import { attendanceModes, attendances } from '#shared/presence.ts'
import { unitSchema } from '#shared/quantity.ts'
import { rateSchema } from '#shared/rate.ts'
import { capabilitySchema, requestSchema } from '#shared/request.ts'
import {
  chairings,
  delegationKinds,
  delegationRoles,
  type Session,
  sessionStates,
} from '#shared/session.ts'
import { stockSchema } from '#shared/stock.ts'
import {
  adjustReasons,
  receiptConditions,
  taskKinds,
  taskStateSchema,
  transportModes,
} from '#shared/task.ts'
import { z } from '#shared/z.ts'

const text = z.string()
const words = text.nullable()
const time = z.int().meta({ description: 'Milliseconds since 1970, UTC.' })
const moment = time.nullable()
const count = z.int().nullable()
const jsonText = (description: string) =>
  text.meta({ description: `${description} JSON in a text.` })
const list = (description: string) => words.meta({ description: `${description} JSON in a text.` })
const figure = {
  quantity: count,
  unit: unitSchema.nullable(),
  amountMinor: count.meta({ description: 'In minor units of the currency (ISO 4217).' }),
  currency: currencySchema.nullable(),
}

export const sessionSchema = z.object({
  title: text,
  date: text,
  place: text,
  marking: text,
  state: z.enum(sessionStates),
  currentItem: words,
  itemSince: moment,
  openedAt: moment,
  closedAt: moment,
  quorum: count,
  rollCallAt: moment,
  attendance: z.enum(attendanceModes),
  quorumNoted: z.boolean().nullable(),
  frozenAt: moment,
  acting: words,
  continues: words,
  continuedIn: words,
}) satisfies z.ZodType<Session>

interface Resource {
  readonly root: RowRoot
  readonly about: string
  readonly row: z.ZodObject
}

/** The schema says each field that a row of the root has: one that comes to the board and not here does not compile. */
function resource<R extends RowRoot>(
  root: R,
  about: string,
  row: z.ZodObject & z.ZodType<Rows[R]>,
): Resource {
  return { root, about, row }
}

/** By its name in the address. */
export const resources = {
  delegations: resource(
    'roster',
    'The roster, with the marks of an open roll call. Keyed by delegation.',
    z.object({
      nameEn: text,
      nameFr: text,
      nameUk: text,
      kind: z.enum(delegationKinds),
      role: z.enum(delegationRoles),
      stance: z.enum(['participates', 'opted_out']),
      stanceScope: words,
      present: z.boolean(),
      presentAt: moment,
      chairing: z.enum(chairings).nullable(),
      attendance: z.enum(attendances).nullable(),
      representedBy: words,
      attendanceAt: moment,
    }),
  ),
  agenda: resource(
    'agenda',
    'The items of the agenda; `order` is their place from top to bottom.',
    z.object({
      title: text,
      owner: words,
      minutes: count,
      kind: z.enum(itemKinds),
      capability: capabilitySchema.nullable(),
      secondsEach: count,
      parent: words,
      order: z.int(),
      state: z.enum(itemStates),
      beganAt: moment,
      endedAt: moment,
      listClosesAt: moment,
      lot: words,
    }),
  ),
  speakers: resource(
    'speakers',
    'The lists of speakers. Keyed by agenda item, a full stop, and a running number.',
    z.object({
      delegation: text,
      kind: z.enum(speakerKinds),
      to: words,
      rank: z.number().nullable(),
      place: z.number(),
      askedAt: time,
      askedBy: text,
      enteredBy: z.enum(['chair', 'secretary']).nullable(),
      beganAt: moment,
      limitMs: count,
      pausedAt: moment,
      pausedMs: z.int(),
      endedAt: moment,
      withdrawnAt: moment,
      addedMs: z.int(),
      ready: z.boolean(),
      outcome: z.enum(tourAnswers).nullable(),
      statement: words,
    }),
  ),
  requests: resource('requests', 'What Kyiv asks for.', requestSchema),
  pledges: resource('pledges', 'What delegations pledge. The owner begins the id.', pledgeSchema),
  stocks: resource(
    'stocks',
    'What delegations say they hold and could give: no pledge, in no total. The owner begins the id.',
    stockSchema,
  ),
  agreements: resource(
    'agreements',
    'What Kyiv answered and the chair gavelled. Keyed by pledge.',
    z.object({
      acceptance: z.enum(acceptances).nullable(),
      answer: words,
      answeredAt: moment,
      answeredBy: words,
      acceptedDigest: words,
      agreedAt: moment,
      agreedBy: words,
      agreedDigest: words,
      ...figure,
      condition: z.enum(conditionStates).nullable(),
      confirmedAt: moment,
      confirmedBy: words,
      confirmedDigest: words,
      shares: list('Where shares of a joint pledge stand.'),
      consents: list('Consents of third states.'),
      matches: list('Which part of the pledge is meant for which request.'),
    }),
  ),
  tasks: resource(
    'tasks',
    'What staff made of agreed pledges. The pledge begins the id.',
    z.object({
      kind: z.enum(taskKinds),
      title: text,
      ...figure,
      state: taskStateSchema,
      line: z.int(),
      node: words,
      mode: z.enum(transportModes).nullable(),
      tonnes: count,
      window: words,
      windowReason: words,
      partedFrom: words,
      started: count,
      completed: count,
      responsible: words,
      createdAt: time,
      movedAt: time,
      received: count,
      receiptNote: words,
      receivedAt: moment,
      receivedBy: words,
      receivedAs: z.enum(receiptConditions).nullable(),
      adjustReason: z.enum(adjustReasons).nullable(),
      adjustNote: words,
      adjustedAt: moment,
      adjustedBy: words,
    }),
  ),
  reviews: resource(
    'reviews',
    'What staff validated and Kyiv closed. Keyed by request.',
    z.object({
      validatedAt: moment,
      validatedBy: words,
      validatedDigest: words,
      closedAt: moment,
      closedBy: words,
      closedWhy: words,
    }),
  ),
  hubs: resource('hubs', 'Hubs that staff added or changed; degrees in hundredths.', hubSchema),
  rates: resource('rates', 'Rate snapshots. Keyed by currency.', rateSchema),
  imports: resource(
    'imports',
    'Session files that were imported: their heads.',
    z.object({
      meeting: text,
      date: text,
      place: text,
      format: text,
      chair: text,
      participants: text,
      sources: jsonText('The sources of the file.'),
      totals: jsonText('The totals that were reported.'),
      marking: words,
      file: text,
      at: time,
      by: text,
    }),
  ),
  provenance: resource(
    'provenance',
    'From which import a row comes, and what number it has there. Keyed by row.',
    z.object({ import: text, row: z.int(), digest: text }),
  ),
  decisions: resource(
    'decisions',
    'The texts before the room, and what became of them.',
    z.object({
      kind: z.enum(decisionKinds),
      title: text,
      text,
      item: words,
      digest: text,
      state: z.enum(decisionStates),
      proposedAt: time,
      proposedBy: text,
      calledAt: moment,
      expiresAt: moment,
      decidedAt: moment,
      announcedAt: moment,
      reopens: words,
      brokenBy: words,
      voices: words,
    }),
  ),
  positions: resource(
    'positions',
    'Where delegations stand on a text.',
    z.object({
      position: z.enum(positionKinds).nullable(),
      text: words,
      sort: z.enum(statementSorts).nullable(),
      at: time,
      by: text,
    }),
  ),
  drafters: resource(
    'drafters',
    'Who was ever in the drafting group of the communiqué, and since when it is; null once it has left. Keyed by delegation.',
    z.object({ since: moment }),
  ),
  documents: resource(
    'documents',
    'Documents tabled for agenda items, without their content.',
    z.object({
      item: text,
      name: text,
      type: z.enum(Object.keys(documentTypes) as [DocumentType, ...DocumentType[]]),
      size: z.int(),
      sha256: text,
      by: text,
      delegation: words,
      at: time,
      removedAt: moment,
      removedBy: words,
      draft: count.meta({ description: 'Of the communiqué: which draft it is, from 1.' }),
    }),
  ),
} as const

export const resourceNames = Object.keys(resources) as (keyof typeof resources)[]
