// Texts written together: who drafts the communiqué, putting it before the meeting, and who wrote what.
import { type TextAuthor, textKinds } from '../drafting.ts'
import { delegationIdSchema, plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, plain } from './shape.ts'

export const textCommands = {
  /** The whole group; nobody else is in it from then on. */
  'communique:draft': formal(
    ['secretary', 'chair'],
    z.strictObject({ delegations: z.array(delegationIdSchema).max(300) }),
  ),
  'communique:table': formal(
    ['secretary', 'chair'],
    z.strictObject({
      item: plainIdSchema,
      /** `textDigest` of the text that was on the actor's screen. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  'text:authors': plain(
    ['secretary', 'chair', 'kyiv', 'delegate', 'staff'],
    z.strictObject({ text: z.enum(textKinds) }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface TextOutputs {
  /** `draft`: which of the drafts that were tabled it is, from 1. */
  'communique:table': { document: string; draft: number }
  /** By client id of the text's document: every id that ever wrote in it. */
  'text:authors': { authors: readonly TextAuthor[] }
}
