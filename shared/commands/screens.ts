// What the hall has before its eyes: the content of each screen, a message and a break over all of them.
import { screenContents, screenMessageSchema, screenNumbers } from '../screen.ts'
import { z } from '../z.ts'
import { formal } from './shape.ts'

export const screenCommands = {
  'screen:show': formal(
    ['secretary', 'chair'],
    z.strictObject({ screen: z.enum(screenNumbers), content: z.enum(screenContents) }),
  ),
  'screen:message': formal(
    ['secretary', 'chair'],
    z.strictObject({ text: screenMessageSchema.nullable() }),
  ),
  'screen:break': formal(
    ['secretary', 'chair'],
    z.strictObject({ until: z.int().min(0).max(8.64e15).nullable() }),
  ),
} as const
