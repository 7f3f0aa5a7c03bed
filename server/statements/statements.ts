// Statements: kept first, then told to their delegation and to the chair's team, and to nobody else (W9).
import { readRow } from '#shared/board.ts'
import type { CommandInput, CommandOutput } from '#shared/commands.ts'
import { isChairsTeam } from '#shared/messages.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { Actor } from '#shared/roles.ts'
import type { Statement } from '#shared/statement.ts'
import { refuseIfClosed } from '../acts/session.ts'
import type { Rooms } from '../room/rooms.ts'
import { idFor } from '../seats/sessions.ts'
import type { Storage } from '../storage/storage.ts'

interface Host {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly now: () => number
  /** A statement is on disk. */
  readonly onChanged: (session: string, statement: Statement) => void
}

export class Statements {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Sent twice with one command id it is handed in once, whatever came in between (C3). */
  async handIn(
    actor: Actor,
    { item, text }: CommandInput<'statement:hand-in'>,
    commandId: string,
  ): Promise<CommandOutput<'statement:hand-in'> | Refusal> {
    const { storage, rooms, now, onChanged } = this.#host
    const { session, seat, delegation, name: by } = actor
    if (delegation === null) return refuse('forbidden', 'W9', { roles: 'delegate' })
    const fault = await rooms.use(
      session,
      ({ doc }) =>
        refuseIfClosed(doc) ??
        (readRow(doc, 'agenda', item) === null
          ? refuse('not_found', 'W9', { what: 'item' })
          : true),
    )
    if (isRefusal(fault)) return fault
    const statement: Statement = { item, delegation, text, at: now(), by }
    const id = idFor('statement', seat, commandId)
    if (await storage.addStatement(session, id, statement)) onChanged(session, statement)
    return {}
  }

  async list(actor: Actor): Promise<CommandOutput<'statement:list'>> {
    const all = await this.#host.storage.readStatements(actor.session, null)
    const mayRead = ({ delegation }: Statement) =>
      isChairsTeam(actor.role) || delegation === actor.delegation
    return { statements: all.filter(mayRead) }
  }
}
