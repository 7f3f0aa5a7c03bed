// What people say beside the board: messages.
import { addressSchema, type Message, messageTextSchema } from '../messages.ts'
import { plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { plain } from './shape.ts'

export const wordCommands = {
  'message:send': plain(
    ['secretary', 'chair', 'kyiv', 'delegate', 'staff'],
    z.strictObject({ to: addressSchema, text: messageTextSchema }),
  ),
  'message:list': plain(
    ['secretary', 'chair', 'kyiv', 'delegate', 'staff', 'observer'],
    z.strictObject({
      /** Id of a message: those older than it. */
      before: plainIdSchema.nullable().default(null),
    }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface WordOutputs {
  'message:send': { message: string }
  'message:list': { messages: readonly Message[]; hasOlder: boolean }
}
