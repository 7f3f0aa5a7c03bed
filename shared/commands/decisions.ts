// What the room decides: the chair's acts on a text, and the delegations' positions on it.
import { decisionIdSchema, motionSchema, positionKinds, statementSorts } from '../decision.ts'
import { plainIdSchema, textSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal } from './shape.ts'

const one = z.strictObject({ decision: decisionIdSchema })

const seen = one.extend({
  /** Digest of the title and text that were on the actor's screen. */
  seen: z.string().regex(/^[0-9a-f]{64}$/),
})

const time = z.int().min(0).max(8.64e15)

export const decisionCommands = {
  'decision:propose': formal(
    ['chair'],
    /** Without an item it belongs to the one that is open. */
    motionSchema.extend({ item: plainIdSchema.nullable().default(null) }),
  ),
  'decision:call': formal(['chair'], seen),
  'decision:adopt': formal(['chair'], seen),
  'decision:reject': formal(['chair'], seen),
  'decision:silence': formal(['chair'], seen.extend({ expiresAt: time })),
  'decision:show': formal(['chair'], seen),
  'decision:withdraw': formal(['chair'], one),
  'decision:announce': formal(['chair'], one),
  'decision:reopen': formal(['chair'], motionSchema.extend({ decision: decisionIdSchema })),
  'decision:expire': formal([], one),
  'position:take': formal(
    ['delegate'],
    seen.extend({
      /** Null files a statement alone. */
      position: z.enum(positionKinds).nullable(),
      text: textSchema(2000).nullable().default(null),
      sort: z.enum(statementSorts).nullable().default(null),
      /** `at` of the delegation's position that was on the screen, null if there was none: one voice, many seats. */
      over: time.nullable().default(null),
    }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface DecisionOutputs {
  'decision:propose': { decision: string }
  'decision:reopen': { decision: string }
  'decision:show': { carried: boolean }
  /** When the position was taken: what the delegation's next one goes over. */
  'position:take': { at: number }
}
