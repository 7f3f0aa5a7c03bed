// The session, its agenda and its roster.
import { agendaItemSchema, delegationSchema } from '../session.ts'
import { z } from '../z.ts'
import { formal, none } from './shape.ts'

export const meetingCommands = {
  'session:open': formal(['chair'], none),
  'session:suspend': formal(['chair'], none),
  'session:close': formal(['chair'], none),
  'agenda:next': formal(['chair'], none),
  'agenda:previous': formal(['chair'], none),
  'agenda:set': formal(
    ['secretary', 'chair'],
    z.strictObject({ items: z.array(agendaItemSchema).min(1).max(100) }),
  ),
  'roster:import': formal(
    ['secretary'],
    z.strictObject({ delegations: z.array(delegationSchema).min(1).max(300) }),
  ),
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface MeetingOutputs {
  'agenda:next': { item: string }
  'agenda:previous': { item: string }
}
