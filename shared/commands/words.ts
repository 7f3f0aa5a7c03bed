// What people say beside the board: messages, and the documents that they table.
import {
  documentNameSchema,
  documentTypes,
  type DocumentType,
  maxDocumentBytes,
} from '../document.ts'
import { addressSchema, type Message, messageTextSchema } from '../messages.ts'
import { type Statement, statementTextSchema } from '../statement.ts'
import { plainIdSchema } from '../text.ts'
import { z } from '../z.ts'
import { formal, none, plain } from './shape.ts'

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
  'statement:hand-in': plain(
    ['kyiv', 'delegate'],
    /** Null takes it back. */
    z.strictObject({ item: plainIdSchema, text: statementTextSchema.nullable() }),
  ),
  'statement:list': plain(['secretary', 'chair', 'kyiv', 'delegate'], none),
  'document:add': formal(
    [],
    z.strictObject({
      item: plainIdSchema,
      document: plainIdSchema,
      name: documentNameSchema,
      type: z.enum(Object.keys(documentTypes) as [DocumentType, ...DocumentType[]]),
      size: z.int().min(1).max(maxDocumentBytes),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  'document:remove': formal(
    ['secretary', 'chair', 'kyiv', 'delegate', 'staff'],
    z.strictObject({ document: plainIdSchema }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface WordOutputs {
  'message:send': { message: string }
  'document:add': { document: string }
  'statement:list': { statements: readonly Statement[] }
  'message:list': { messages: readonly Message[]; hasOlder: boolean }
}
