// What becomes of a pledge: Kyiv's answer, the gavel, tasks, receipt.
import { conditionStateSchema } from '../agreement.ts'
import { lineNumberSchema } from '../match.ts'
import { minorSchema } from '../money.ts'
import { quantitySchema } from '../quantity.ts'
import { receiptConditions, taskKinds, taskStateSchema, transportModes } from '../task.ts'
import { rowIdSchema, taskIdSchema, textSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal } from './shape.ts'

const seen = z.strictObject({
  pledge: rowIdSchema,
  /** `digestOf` the pledge as it stood on the actor's screen. */
  seen: z.string().regex(/^[0-9a-f]{64}$/),
})

/** One part of a conversion: a task to be. In the figure in which the pledge was agreed. */
export const taskPartSchema = z.strictObject({
  kind: z.enum(taskKinds),
  title: textSchema(300),
  /** Which line of the pledge, from 0. */
  line: lineNumberSchema.default(0),
  quantity: quantitySchema.nullable().default(null),
  amountMinor: minorSchema.nullable().default(null),
  node: textSchema(120).nullable().default(null),
  mode: z.enum(transportModes).nullable().default(null),
  tonnes: z.int().min(0).max(100_000).nullable().default(null),
  window: textSchema(60).nullable().default(null),
  responsible: textSchema(120).nullable().default(null),
})
export type TaskPart = z.infer<typeof taskPartSchema>

export const pledgeCommands = {
  'pledge:accept': formal(['kyiv'], seen),
  'pledge:answer': formal(
    ['kyiv'],
    seen.extend({ answer: z.enum(['partly', 'declined', 'question']), text: textSchema(500) }),
  ),
  'pledge:agree': formal(['chair'], seen),
  'pledge:reopen': formal(['chair'], z.strictObject({ pledge: rowIdSchema })),
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
      /** Trainees who begin, or who have completed: of a training task that starts, or ends. */
      trainees: z.int().min(0).max(1e6).nullable().default(null),
    }),
  ),
  'task:receive': formal(
    ['kyiv'],
    z.strictObject({
      task: taskIdSchema,
      /** In the task's own figure (count, or minor units); null where the task has none. */
      received: z.int().min(0).max(1e13).nullable(),
      note: textSchema(500).nullable().default(null),
      as: z.enum(receiptConditions).nullable().default(null),
    }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface PledgeOutputs {
  'pledge:agree': { digest: string }
  'task:create': { tasks: readonly string[] }
}
