// The roll call, the quorum, reminders, and what the server notes of comings and goings.
import { attendanceModes, attendances } from '../presence.ts'
import { questionKinds, type Reminder } from '../questions.ts'
import { delegationIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, internal, none, plain } from './shape.ts'

const mark = z.strictObject({
  delegation: delegationIdSchema,
  /** Null takes the mark back. */
  mark: z.enum(attendances).nullable(),
  representedBy: delegationIdSchema.nullable().default(null),
})

const comingsAndGoings = z.strictObject({
  came: z.array(delegationIdSchema).max(300),
  left: z.array(delegationIdSchema).max(300),
})

export const presenceCommands = {
  'roll:begin': formal(['secretary', 'chair'], none),
  'roll:mark': formal(['secretary', 'chair'], mark),
  'roll:all': formal(['secretary', 'chair'], none),
  'quorum:set': formal(
    ['secretary', 'chair'],
    z.strictObject({ quorum: z.int().min(1).max(300).nullable() }),
  ),
  'reminder:send': formal(
    ['secretary', 'chair'],
    z.strictObject({
      to: z.array(delegationIdSchema).min(1).max(300),
      about: z.strictObject({ kind: z.enum(questionKinds), key: z.string().min(1).max(64) }),
    }),
  ),
  /** Those sent to the seat's delegation, also while its page was away, that it has not answered. */
  'reminder:list': plain(['delegate'], none),
  'presence:note': formal([], comingsAndGoings),
  'attendance:set': formal(
    ['secretary', 'chair'],
    z.strictObject({ mode: z.enum(attendanceModes) }),
  ),
  'attendance:mark': internal(['secretary', 'chair'], mark),
  'attendance:all': internal(['secretary', 'chair'], none),
  'attendance:note': internal([], comingsAndGoings),
  'quorum:note': formal([], z.strictObject({ isMet: z.boolean().nullable() })),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface PresenceOutputs {
  /** `to`: whom it went to; whoever has answered meanwhile is not reminded. */
  'reminder:send': { id: string; to: readonly string[] }
  /** Oldest first. */
  'reminder:list': { reminders: readonly Reminder[] }
}
