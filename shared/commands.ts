// The command channel: one table, from which both sides derive their types (rule C1).
import { conditionStateSchema } from './agreement.ts'
import type { Scalar } from './board.ts'
import { minorSchema } from './money.ts'
import { quantitySchema } from './quantity.ts'
import type { Refusal } from './refusals.ts'
import { type Role, roles } from './roles.ts'
import { agendaItemSchema, delegationSchema } from './session.ts'
import { taskKinds, taskStateSchema } from './task.ts'
import { delegationIdSchema, plainIdSchema, rowIdSchema, taskIdSchema, textSchema } from './text.ts'
import { z } from './z.ts'

/** A formal act: goes through the session's lane into the ledger. */
function formal<Input extends z.ZodObject>(allowed: readonly Role[], input: Input) {
  return { formal: true, roles: allowed, input } as const
}

/** Anything else: reads, or sets up links and sessions. */
function plain<Input extends z.ZodObject>(allowed: readonly Role[], input: Input) {
  return { formal: false, roles: allowed, input } as const
}

const none = z.strictObject({})
const seen = z.strictObject({
  pledge: rowIdSchema,
  /** `digestOf` the pledge as it stood on the actor's screen. */
  seen: z.string().regex(/^[0-9a-f]{64}$/),
})

/** One part of a conversion: a task to be. In the figure in which the pledge was agreed. */
export const taskPartSchema = z.strictObject({
  kind: z.enum(taskKinds),
  title: textSchema(300),
  quantity: quantitySchema.nullable().default(null),
  amountMinor: minorSchema.nullable().default(null),
  node: textSchema(120).nullable().default(null),
  window: textSchema(60).nullable().default(null),
  responsible: textSchema(120).nullable().default(null),
})
export type TaskPart = z.infer<typeof taskPartSchema>

/** A join link as the secretary sees it. The token is shown once, when the link is made. */
export interface LinkInfo {
  readonly id: string
  readonly role: Role
  readonly delegation: string | null
  readonly seatLimit: number
  readonly seats: readonly SeatInfo[]
  readonly expiresAt: number
  readonly revokedAt: number | null
}
export interface SeatInfo {
  readonly id: string
  readonly name: string
  readonly function: string
  readonly createdAt: number
  readonly revokedAt: number | null
  readonly connected: boolean
}

/** One changed field in the history of a row, or one formal act on it. Newest last. */
export interface HistoryEntry {
  readonly at: number
  /** Who: name and delegation of the seat; null for the server. */
  readonly by: string | null
  readonly delegation: string | null
  readonly kind: 'edit' | 'act'
  /** Field for an edit, command name for an act. */
  readonly what: string
  readonly before: Scalar
  readonly after: Scalar
}

/** An attempted change that does not stand, kept for its author (rule G9). */
export interface TrayEntry {
  readonly id: string
  readonly at: number
  readonly kind: 'amended' | 'overtaken' | 'refused'
  readonly root: string
  readonly row: string
  readonly field: string
  readonly attempted: Scalar
  readonly kept: Scalar
  readonly reason: Refusal
}

/** Command name → who may give it and what it takes. */
export const commands = {
  'session:open': formal(['chair'], none),
  'session:suspend': formal(['chair'], none),
  'session:close': formal(['chair'], none),
  'agenda:next': formal(['chair'], none),
  'agenda:previous': formal(['chair'], none),
  'agenda:set': formal(
    ['secretary', 'chair'],
    z.strictObject({ items: z.array(agendaItemSchema).min(1).max(100) }),
  ),
  'pledge:accept': formal(['kyiv'], seen),
  'pledge:answer': formal(
    ['kyiv'],
    seen.extend({ answer: z.enum(['partly', 'declined', 'question']), text: textSchema(500) }),
  ),
  'pledge:agree': formal(['chair'], seen),
  'condition:settle': formal(
    ['staff'],
    z.strictObject({ pledge: rowIdSchema, state: conditionStateSchema.exclude(['open']) }),
  ),
  'task:create': formal(
    ['staff'],
    z.strictObject({ pledge: rowIdSchema, parts: z.array(taskPartSchema).min(1).max(50) }),
  ),
  'task:move': formal(
    ['staff'],
    z.strictObject({
      task: taskIdSchema,
      /** The state the actor saw: two seats moving one task at once must not both win. */
      from: taskStateSchema,
      to: taskStateSchema.exclude(['received']),
    }),
  ),
  'task:receive': formal(
    ['kyiv'],
    z.strictObject({
      task: taskIdSchema,
      /** In the task's own figure (count, or minor units); null where the task has none. */
      received: z.int().min(0).max(1e13).nullable(),
      note: textSchema(500).nullable().default(null),
    }),
  ),
  'roster:import': formal(
    ['secretary'],
    z.strictObject({ delegations: z.array(delegationSchema).min(1).max(300) }),
  ),
  'session:create': plain(
    ['secretary'],
    z.strictObject({
      title: textSchema(120),
      date: z.iso.date(),
      place: textSchema(120),
      marking: textSchema(120),
    }),
  ),
  'link:create': plain(
    ['secretary'],
    z.strictObject({
      role: z.enum(roles),
      delegation: delegationIdSchema.nullable().default(null),
      seatLimit: z.int().min(1).max(2000).nullable().default(null),
      days: z.int().min(1).max(365).default(30),
    }),
  ),
  'link:list': plain(['secretary'], none),
  'link:revoke': plain(['secretary'], z.strictObject({ link: plainIdSchema })),
  'seat:revoke': plain(['secretary'], z.strictObject({ seat: plainIdSchema })),
  'tray:list': plain(roles, none),
  'tray:dismiss': plain(roles, z.strictObject({ entry: plainIdSchema })),
  'history:read': plain(
    roles,
    z.strictObject({
      root: z.enum(['requests', 'pledges', 'tasks']),
      row: z.string().min(1).max(64),
    }),
  ),
  'time:read': plain(roles, none),
} as const

/** What a command answers beside `ok`; those not named here answer nothing more. */
interface Outputs {
  'agenda:next': { item: string }
  'agenda:previous': { item: string }
  'pledge:agree': { digest: string }
  'task:create': { tasks: readonly string[] }
  'session:create': { session: string; token: string }
  'link:create': { link: LinkInfo; token: string }
  'link:list': { links: readonly LinkInfo[] }
  'tray:list': { entries: readonly TrayEntry[] }
  'history:read': { entries: readonly HistoryEntry[] }
  'time:read': { now: number }
}

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
}
