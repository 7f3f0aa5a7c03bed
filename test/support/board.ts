// Boards of real rows: the meetings as converted by the server, on a Y.Doc of their own.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { judgeAct } from '#server/acts/acts.ts'
import type { ActContext, Done } from '#server/acts/act.ts'
import { factsOf } from '#server/acts/fact.ts'
import { demoRoster } from '#server/demo/demo.ts'
import { type Fields, rowsOf, type SessionRows } from '#shared/import/rows.ts'
import { parseSessionFile } from '#shared/import/file.ts'
import { applyFacts } from '#server/room/facts.ts'
import { type Agreement, blankAgreement } from '#shared/agreement.ts'
import { createRow, readRow, readRows } from '#shared/board.ts'
import {
  type CommandArgument,
  type CommandInput,
  commands,
  type FormalName,
} from '#shared/commands.ts'
import type { PlacedPledge } from '#shared/count.ts'
import { figureFields, figureOf } from '#shared/figure.ts'
import { type Pledge, pledgeDigest, pledgeSchema } from '#shared/pledge.ts'
import { isRefusal, type Refusal, refusalMessages } from '#shared/refusals.ts'
import { type Request, requestSchema } from '#shared/request.ts'
import { type Agent, type Role, serverAgent } from '#shared/roles.ts'
import { blankDelegation, blankSession, type SessionState } from '#shared/session.ts'
import { type Stock, stockSchema } from '#shared/stock.ts'
import { ulidOf } from '#shared/text.ts'

/** The morning of 11 April 2025. */
export const startedAt = Date.UTC(2025, 3, 11, 9)

export const meetings = [
  '2024-02-14-udcg-19',
  '2024-04-26-udcg-21',
  '2024-06-13-udcg-23',
  '2025-01-09-udcg-25',
  'udcg-27',
  '2025-07-21-udcg-29',
  '2025-09-09-udcg-30',
] as const
export type Meeting = (typeof meetings)[number]

export const rosterIds: ReadonlySet<string> = new Set(demoRoster().map(({ id }) => id))

const read = new Map<Meeting, SessionRows>()

/** Where the rows of a meeting are, as they were written down. */
export function meetingFile(meeting: Meeting): string {
  const folder = meeting === 'udcg-27' ? '../../server/demo/' : '../data/sessions/'
  return fileURLToPath(new URL(`${folder}${meeting}.json`, import.meta.url))
}

/** The rows of a meeting as the board takes them. */
export function meetingRows(meeting: Meeting): SessionRows {
  let rows = read.get(meeting)
  if (rows === undefined) {
    const text = readFileSync(meetingFile(meeting), 'utf8')
    rows = rowsOf(meeting, parseSessionFile(meeting, text), rosterIds)
    read.set(meeting, rows)
  }
  return rows
}

/** One documented pledge, by the number of its row in the file; `changes` say what the test needs otherwise. */
export function pledgeOfMeeting(
  meeting: Meeting,
  row: number,
  changes: Partial<Pledge> = {},
): Pledge {
  const fields = meetingRows(meeting).pledges[row]?.fields
  return { ...pledgeSchema.parse(fields), ...changes }
}

export function requestOfMeeting(
  meeting: Meeting,
  row: number,
  changes: Partial<Request> = {},
): Request {
  return { ...requestSchema.parse(meetingRows(meeting).requests[row]?.fields), ...changes }
}

/** What a donor of the meetings has and did not commit, as its delegation could declare it; with all its fields. */
export function stockOf(changes: Partial<Stock> = {}): Stock {
  const patriots = { capability: 'iamd', item: 'Patriot', quantity: 2, unit: 'system' } as const
  return { ...stockSchema.parse(patriots), ...changes }
}

/** The n-th row id of an owner, the same in every run. */
export function rowIdOf(owner: string, n: number): string {
  return `${owner}~${ulidOf(startedAt + n, new Uint8Array(10))}`
}

/** All pledges of a meeting, with row numbers as ids, before anybody answered. */
export function placedOf(meeting: Meeting): PlacedPledge[] {
  return meetingRows(meeting).pledges.map(({ fields }, row) => ({
    id: String(row),
    pledge: pledgeSchema.parse(fields),
    agreement: null,
  }))
}

/** As the chair would leave it: the figures frozen, and the condition in the state given. */
export function agreementOn(
  pledge: Pledge,
  condition: Agreement['condition'] = pledge.condition === null ? null : 'open',
): Agreement {
  return {
    ...blankAgreement,
    acceptance: 'accepted',
    agreedAt: startedAt,
    ...figureFields(figureOf(pledge)),
    condition,
  }
}

/** A board with acts done on it as the room does them, one after another. */
export class Board {
  readonly doc = new Y.Doc()
  /** The document of the chair's team. */
  readonly team = new Y.Doc()
  now = startedAt
  #rows = 0
  #updates = 0

  /** The session in a state, with the demo's roster; no agenda and no rows. */
  constructor(state: SessionState = 'open') {
    for (const doc of [this.doc, this.team]) doc.on('update', () => this.#updates++)
    applyFacts(this.doc, {
      facts: [
        ...factsOf('session', '', {
          ...blankSession,
          title: 'Ukraine Defense Contact Group (UDCG-27)',
          date: '2025-04-11',
          place: 'NATO HQ, Brussels',
          marking: 'UNCLASSIFIED, RELEASABLE TO UDCG',
          state,
          openedAt: state === 'planned' ? null : startedAt,
        }),
        ...demoRoster().flatMap(({ id, ...delegation }) =>
          factsOf('roster', id, { ...delegation, ...blankDelegation }),
        ),
      ],
    })
  }

  request(fields: Fields): string {
    const id = rowIdOf('UKR', ++this.#rows)
    createRow(this.doc, 'requests', id, fields)
    return id
  }

  pledge(delegation: string, fields: Fields): string {
    const id = rowIdOf(delegation, ++this.#rows)
    createRow(this.doc, 'pledges', id, fields)
    return id
  }

  /** Places a documented pledge, by the number of its row; `fields` add what the test needs. */
  place(meeting: Meeting, row: number, fields: Fields = {}): string {
    const pledge = meetingRows(meeting).pledges[row]
    if (pledge === undefined) throw new Error(`${meeting} has no row ${row}`)
    return this.pledge(pledge.delegation, { ...pledge.fields, ...fields })
  }

  stock(delegation: string, fields: Fields): string {
    const id = rowIdOf(delegation, ++this.#rows)
    createRow(this.doc, 'stocks', id, fields)
    return id
  }

  /** What somebody who reads the pledge now would send as `seen`. */
  seen(pledge: string): { pledge: string; seen: string } {
    const row = readRow(this.doc, 'pledges', pledge)
    if (row === null) throw new Error(`there is no pledge ${pledge}`)
    return { pledge, seen: pledgeDigest(row) }
  }

  /** Judges the act and, unless it is refused, applies its facts; a second passes. */
  act<N extends FormalName>(
    name: N,
    argument: CommandArgument<N>,
    given: Partial<Pick<ActContext, 'actor' | 'seated' | 'chairs' | 'statements' | 'paper'>> = {},
  ): Done<N> | Refusal {
    this.now += 1000
    const input = commands[name].input.parse(argument) as CommandInput<N>
    const updates = this.#updates
    const isOnBoard = commands[name].document === 'board'
    const doc = isOnBoard ? this.doc : this.team
    const result = judgeAct(doc, name, input, {
      actor: actorFor(name),
      now: this.now,
      fresh: `fresh-${String(this.now)}`,
      ...(!isOnBoard && { board: this.doc }),
      ...given,
    })
    if (this.#updates !== updates) throw new Error(`${name} wrote on the board itself`)
    if (isRefusal(result)) checkSentence(result)
    else applyFacts(doc, result)
    return result
  }

  /** For the steps that lead up to what a test is about. */
  must<N extends FormalName>(
    name: N,
    argument: CommandArgument<N>,
    given: Parameters<Board['act']>[2] = {},
  ): Done<N> {
    const result = this.act(name, argument, given)
    if (isRefusal(result)) throw new Error(`${name}: ${result.message}`)
    return result
  }

  /** As a seat of the delegation: Kyiv's or a delegate's, where such a seat may give the act. */
  actFor<N extends FormalName>(
    delegation: string,
    name: N,
    argument: CommandArgument<N>,
  ): Done<N> | Refusal {
    const own: Role = delegation === 'UKR' ? 'kyiv' : 'delegate'
    const allowed: readonly Role[] = commands[name].roles
    const role = allowed.includes(own) ? own : actorFor(name).role
    const actor = { ...actorFor(name), role, delegation, name: `A delegate of ${delegation}` }
    return this.act(name, argument, { actor })
  }

  /** Kyiv accepts and the chair agrees. */
  agree(pledge: string): void {
    this.must('pledge:accept', this.seen(pledge))
    this.must('pledge:agree', this.seen(pledge))
  }

  /** All pledges as they stand, with what the server says of them. */
  placed(): PlacedPledge[] {
    return [...readRows(this.doc, 'pledges')].map(([id, pledge]) => ({
      id,
      pledge,
      agreement: readRow(this.doc, 'agreements', id),
    }))
  }
}

/** A seat of the first role that may give the command. */
export function actorFor(name: FormalName): Agent {
  const [role] = commands[name].roles
  if (role === undefined) return serverAgent('udcg-27')
  const delegation = { chair: 'GBR', kyiv: 'UKR', staff: 'NATO' }[role as string] ?? null
  return { seat: `seat-${role}`, session: 'udcg-27', delegation, role, name: `${role}'s seat` }
}

/** A refusal fills every placeholder of its sentence. */
function checkSentence({ code, params, message }: Refusal): void {
  for (const [, key] of refusalMessages[code].matchAll(/\{(\w+)\}/g))
    if (params[key ?? ''] === undefined || params[key ?? ''] === '')
      throw new Error(`${code} leaves {${key}} empty: ${message}`)
}
