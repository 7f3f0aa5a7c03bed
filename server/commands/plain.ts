// Commands that are no formal acts: what the secretary sets up, and what a seat reads.
import type { CommandInput, CommandName, CommandOutput, FormalName } from '#shared/commands.ts'
import type { HistoryEntry } from '#shared/commands/reading.ts'
import type { LinkInfo } from '#shared/commands/seats.ts'
import { agendaEntryOf, treeOf } from '#shared/agenda.ts'
import { readRows, readSession } from '#shared/board.ts'
import { refuse, type Refusal } from '#shared/refusals.ts'
import { type Actor, delegationRoles } from '#shared/roles.ts'
import { entryOf } from '#shared/session.ts'
import { pledgeOf } from '#shared/task.ts'
import { z } from '#shared/z.ts'
import { trayEntryOf } from '../room/tick-result.ts'
import type { Documents } from '../documents/documents.ts'
import type { Messages } from '../messages/messages.ts'
import type { Reminders } from '../reminders/reminders.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Seats } from '../seats/seats.ts'
import { carriedFacts } from '../seats/carry.ts'
import { createLink, createSession, idFor } from '../seats/sessions.ts'
import type { Statements } from '../statements/statements.ts'
import type { Texts } from '../texts/texts.ts'
import type { Tokens } from '../seats/tokens.ts'
import type { LedgerRow, LinkRow, SeatRow, Storage } from '../storage/storage.ts'

export type PlainName = Exclude<CommandName, FormalName>

export interface PlainDeps {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly seats: Seats
  readonly tokens: Tokens
  readonly messages: Messages
  readonly documents: Documents
  readonly statements: Statements
  readonly reminders: Reminders
  readonly texts: Texts
  readonly now: () => number
}

type Plain<N extends PlainName> = (
  deps: PlainDeps,
  actor: Actor,
  input: CommandInput<N>,
  commandId: string,
) => Promise<CommandOutput<N> | Refusal>

const maxTray = 500
const maxHistory = 500

/** Each may be run twice with one command id and then does nothing more (C3). */
export const plainCommands: { readonly [N in PlainName]: Plain<N> } = {
  async 'session:create'({ storage, rooms, tokens, now }, actor, input, commandId) {
    const session = idFor('session', actor.seat, commandId)
    const { carry, ...words } = input
    const last = await rooms.use(actor.session, ({ doc }) => ({
      about: readSession(doc),
      carried: carry ? carriedFacts(doc, actor.session) : [],
      roster: [...readRows(doc, 'roster')].map(([id, row]) => entryOf(id, row)),
      agenda: treeOf(readRows(doc, 'agenda')).map(agendaEntryOf),
    }))
    if (carry && last?.about.state !== 'closed') return refuse('carry_open', 'S5')
    const elsewhere = carry ? (last?.about.continuedIn ?? null) : null
    if (elsewhere !== null && elsewhere !== session) return refuse('carried', 'S5')
    const plan = {
      ...words,
      ...(carry && { carried: { from: actor.session, facts: last?.carried ?? [] } }),
      roster: last?.roster ?? [],
      agenda: last?.agenda ?? [],
      requests: new Map(),
    }
    await createSession({ storage, rooms, now }, session, plan)
    // Only what stands in the new session is over in the old one; done twice, it stays as it is.
    if (carry)
      await rooms.use(actor.session, (room) => room.serve('session:continue', { in: session }))
    const link = await createLink(
      { storage, now },
      { id: idFor('link', session), session, role: 'secretary', delegation: null, days: 365 },
    )
    return { session, token: tokens.linkToken(link.id) }
  },

  async 'link:create'({ storage, rooms, seats, tokens, now }, actor, input, commandId) {
    const { role, delegation } = input
    if (delegationRoles.has(role) !== (delegation !== null)) {
      const why = delegationRoles.has(role)
        ? 'this role speaks for a delegation'
        : 'this role speaks for no delegation'
      return refuse('bad_input', 'C1', { where: 'delegation', why })
    }
    const isOnRoster = await rooms.use(
      actor.session,
      ({ doc }) => delegation === null || doc.getMap('roster').has(delegation),
    )
    if (!isOnRoster) return refuse('not_found', 'L1', { what: 'delegation' })
    const id = idFor('link', actor.seat, commandId)
    const link = await createLink({ storage, now }, { id, session: actor.session, ...input })
    return { link: linkInfo(link, [], seats), token: tokens.linkToken(link.id) }
  },

  async 'link:list'({ storage, seats }, actor) {
    const [links, rows] = await Promise.all([
      storage.listLinks(actor.session),
      storage.listSeats(actor.session),
    ])
    return { links: links.map((link) => linkInfo(link, rows, seats)) }
  },

  async 'link:revoke'({ storage, seats }, actor, input) {
    const link = await storage.readLink(input.link)
    if (link?.session !== actor.session) return refuse('not_found', 'L7', { what: 'link' })
    await seats.revokeLink(link)
    return {}
  },

  async 'seat:revoke'({ storage, seats }, actor, input) {
    const seat = await storage.readSeat(input.seat)
    if (seat?.session !== actor.session) return refuse('not_found', 'L7', { what: 'seat' })
    await seats.revokeSeat(seat.id)
    return {}
  },

  async 'tray:list'({ storage }, actor) {
    const rows = await storage.readRefusals(actor.session, actor.seat, maxTray)
    return { entries: rows.map(trayEntryOf) }
  },

  async 'tray:dismiss'({ storage }, actor, input) {
    await storage.dismissRefusal(actor.session, actor.seat, input.entry)
    return {}
  },

  async 'history:read'({ storage }, actor, { root, row }) {
    const [edits, ledger, seatRows] = await Promise.all([
      storage.readEdits(actor.session, root, row, maxHistory),
      storage.readLedger(actor.session, 0),
      storage.listSeats(actor.session),
    ])
    const names = new Map(seatRows.map((seat) => [seat.id, seat]))
    const edited = edits.map(({ at, seat, field, before, after }): HistoryEntry => {
      const author = seat === null ? undefined : names.get(seat)
      const by = author?.name ?? null
      return {
        at,
        by,
        delegation: author?.delegation ?? null,
        kind: 'edit',
        what: field,
        before,
        after,
      }
    })
    const acted = ledger.flatMap((act): HistoryEntry[] => {
      if (!concerns(act, root, row)) return []
      const { at, actor: by, delegation } = act
      return [{ at, by, delegation, kind: 'act', what: act.act, before: null, after: act.input }]
    })
    return { entries: [...edited, ...acted].sort((a, b) => a.at - b.at).slice(-maxHistory) }
  },

  async 'reminder:list'({ reminders }, actor) {
    return { reminders: await reminders.listFor(actor) }
  },

  'message:send': ({ messages }, actor, input, commandId) => messages.send(actor, input, commandId),

  'statement:hand-in': ({ statements }, actor, input, commandId) =>
    statements.handIn(actor, input, commandId),

  'statement:list': ({ statements }, actor) => statements.list(actor),

  'message:list': ({ messages }, actor, { before }) => messages.list(actor, before),

  'text:authors': ({ texts }, actor, input) => texts.authors(actor, input),

  async 'time:read'({ now }) {
    return Promise.resolve({ now: now() })
  },
}

const subjectSchema = z.object({
  pledge: z.string().optional(),
  task: z.string().optional(),
  decision: z.string().optional(),
})

/** Acts whose input does not name what they make. */
const making: Readonly<Record<string, string>> = {
  'task:create': 'tasks',
  'decision:propose': 'decisions',
  'decision:reopen': 'decisions',
}

/**
 * Whether a formal act was done on the row: a pledge's history holds what became of its tasks, a task's its making, a
 * decision's every step and position.
 */
function concerns({ act, input, facts }: LedgerRow, root: string, row: string): boolean {
  if (making[act] === root && facts.includes(JSON.stringify(row))) return true
  if (!input.includes(row)) return false
  const { pledge, task, decision } = subjectSchema.parse(JSON.parse(input))
  if (root === 'decisions') return decision === row
  if (root === 'tasks') return task === row
  return root === 'pledges' && (pledge === row || (task !== undefined && pledgeOf(task) === row))
}

function linkInfo(link: LinkRow, rows: readonly SeatRow[], seats: Seats): LinkInfo {
  const { id, role, delegation, seatLimit, expiresAt, revokedAt } = link
  const own = rows.filter((seat) => seat.link === id)
  return {
    id,
    role,
    delegation,
    seatLimit,
    expiresAt,
    revokedAt,
    seats: own.map((seat) => ({
      id: seat.id,
      name: seat.name,
      function: seat.function,
      createdAt: seat.createdAt,
      revokedAt: seat.revokedAt,
      connected: seats.connectionsOf(seat.id) > 0,
    })),
  }
}
