// The command channel: one table, from which both sides derive their types (rule C1).
import { type AgendaOutputs, agendaCommands } from './commands/agenda.ts'
import { type LeadOutputs, leadCommands } from './commands/lead.ts'
import { type DecisionOutputs, decisionCommands } from './commands/decisions.ts'
import { floorCommands, type FloorOutputs } from './commands/floor.ts'
import { meetingCommands, type MeetingOutputs } from './commands/meeting.ts'
import { type PresenceOutputs, presenceCommands } from './commands/presence.ts'
import { type PledgeOutputs, pledgeCommands } from './commands/pledges.ts'
import { type ReadingOutputs, readingCommands, type TrayEntry } from './commands/reading.ts'
import { screenCommands } from './commands/screens.ts'
import { type SeatOutputs, seatCommands } from './commands/seats.ts'
import { type TextOutputs, textCommands } from './commands/texts.ts'
import { type WorkingOutputs, workingCommands } from './commands/working.ts'
import { type WordOutputs, wordCommands } from './commands/words.ts'
import type { Message } from './messages.ts'
import type { Reminder } from './questions.ts'
import type { Refusal } from './refusals.ts'
import type { Role } from './roles.ts'
import type { Statement } from './statement.ts'
import { plainIdSchema } from './text.ts'
import { z } from './z.ts'

/** Command name → who may give it and what it takes. */
export const commands = {
  ...meetingCommands,
  ...presenceCommands,
  ...agendaCommands,
  ...leadCommands,
  ...floorCommands,
  ...pledgeCommands,
  ...workingCommands,
  ...decisionCommands,
  ...screenCommands,
  ...seatCommands,
  ...readingCommands,
  ...wordCommands,
  ...textCommands,
} as const

interface Outputs
  extends
    AgendaOutputs,
    LeadOutputs,
    PresenceOutputs,
    FloorOutputs,
    PledgeOutputs,
    WorkingOutputs,
    SeatOutputs,
    ReadingOutputs,
    WordOutputs,
    TextOutputs,
    DecisionOutputs,
    MeetingOutputs {}

export type CommandName = keyof typeof commands
export type CommandInput<N extends CommandName> = z.output<(typeof commands)[N]['input']>
/** What a caller may leave out has its default filled in by the server. */
export type CommandArgument<N extends CommandName> = z.input<(typeof commands)[N]['input']>
export type CommandOutput<N extends CommandName> = N extends keyof Outputs ? Outputs[N] : object
export type FormalName = {
  [N in CommandName]: (typeof commands)[N]['formal'] extends true ? N : never
}[CommandName]

/** Every payload carries an id of the caller's making: sent twice, a command is answered twice and done once (rule C3). */
export const envelopeSchema = z.object({ commandId: plainIdSchema })

export type Answer<N extends CommandName> =
  ({ ok: true } & CommandOutput<N>) | { ok: false; error: Refusal }

/** socket.io events from the client: `emit(name, {commandId, …input}, ack)`. */
export type ClientEvents = {
  [N in CommandName]: (
    payload: { commandId: string } & CommandArgument<N>,
    ack: (answer: Answer<N>) => void,
  ) => void
}

/** What the page must know of its seat; sent first on every connection. */
export interface SeatWelcome {
  readonly seat: string
  readonly session: string
  readonly role: Role
  readonly delegation: string | null
  readonly name: string
  /** Server time, ms since 1970. */
  readonly now: number
  /** Changes when the board was restored from a backup: cached copies must be set aside (close code 4410). */
  readonly epoch: string
}

/** socket.io events from the server: facts, in the past tense. */
export interface ServerEvents {
  'seat:welcomed': (welcome: SeatWelcome) => void
  'seat:revoked': (reason: Refusal) => void
  /** Sent to the author's seat after the commit that kept the entry. */
  'tray:added': (entry: TrayEntry) => void
  /** Sent to exactly the seats that may read it (rule W1), after it is on disk. */
  'message:added': (message: Message) => void
  /** Sent to the seats of its delegation and of the chair's team (rule W9). */
  'statement:changed': (statement: Statement) => void
  /** Sent to the delegates of those reminded, and to nobody else (rule Q7). */
  'reminder:sent': (reminder: Reminder) => void
}
