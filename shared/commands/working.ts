// The working level: validating requests, shares and consents, matching, and what staff keep of hubs and rates.
import { hubIdSchema, hubSchema } from '../hub.ts'
import { matchSchema } from '../match.ts'
import { rateCurrencySchema, rateSchema } from '../rate.ts'
import { consentStates, shareStates } from '../share.ts'
import { adjustReasons, transportModes } from '../task.ts'
import { delegationIdSchema, rowIdSchema, taskIdSchema, textSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal } from './shape.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const place = textSchema(120).nullable()
const window = textSchema(60).nullable()
const tonnes = z.int().min(0).max(100_000).nullable()

export const workingCommands = {
  'request:validate': formal(['staff'], z.strictObject({ request: rowIdSchema, seen: digest })),
  'request:close': formal(
    ['kyiv'],
    z.strictObject({ request: rowIdSchema, why: textSchema(300).nullable().default(null) }),
  ),
  'request:reopen': formal(['kyiv'], z.strictObject({ request: rowIdSchema })),
  'pledge:confirm': formal(['delegate'], z.strictObject({ pledge: rowIdSchema, seen: digest })),
  'share:move': formal(
    ['delegate', 'staff'],
    z.strictObject({
      pledge: rowIdSchema,
      party: delegationIdSchema,
      /** The state the actor saw. */
      from: z.enum(shareStates),
      to: z.enum(shareStates).exclude(['offered']),
    }),
  ),
  'consent:add': formal(
    ['staff'],
    z.strictObject({ pledge: rowIdSchema, origin: delegationIdSchema, item: place.default(null) }),
  ),
  'consent:move': formal(
    ['staff'],
    z.strictObject({
      pledge: rowIdSchema,
      origin: delegationIdSchema,
      /** The state the actor saw. */
      from: z.enum(consentStates),
      to: z.enum(consentStates).exclude(['needed']),
      reference: textSchema(200).nullable().default(null),
    }),
  ),
  'match:add': formal(['staff'], matchSchema.extend({ pledge: rowIdSchema })),
  'match:remove': formal(
    ['staff'],
    z.strictObject({
      pledge: rowIdSchema,
      line: matchSchema.shape.line,
      request: rowIdSchema,
      requestLine: matchSchema.shape.requestLine,
    }),
  ),
  'task:part': formal(
    ['staff'],
    z.strictObject({
      task: taskIdSchema,
      /** What leaves apart, in the task's figure; less than it holds. */
      value: z.int().positive().max(1e13),
      node: place.default(null),
      mode: z.enum(transportModes).nullable().default(null),
      tonnes: tonnes.default(null),
      window: window.default(null),
    }),
  ),
  'task:plan': formal(
    ['staff'],
    z.strictObject({
      task: taskIdSchema,
      /** The window the actor saw: two seats that move one date must not both win. */
      seen: window,
      window,
      /** Why the date is another; needed where it is. */
      reason: textSchema(300).nullable().default(null),
      node: place,
      mode: z.enum(transportModes).nullable(),
      tonnes,
      responsible: place,
    }),
  ),
  'task:adjust': formal(
    ['staff'],
    z.strictObject({ task: taskIdSchema, reason: z.enum(adjustReasons), note: textSchema(500) }),
  ),
  'hub:set': formal(['staff'], hubSchema.extend({ hub: hubIdSchema })),
  'rate:set': formal(['staff'], rateSchema.extend({ currency: rateCurrencySchema })),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface WorkingOutputs {
  'task:part': { task: string }
}
