// What the secretary sets up: sessions, links, seats.
import { type Role, roles } from '../roles.ts'
import { delegationIdSchema, plainIdSchema, textSchema } from '../text.ts'
import { z } from '../z.ts'
import { none, plain } from './shape.ts'

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

export const seatCommands = {
  'session:create': plain(
    ['secretary'],
    z.strictObject({
      title: textSchema(120),
      date: z.iso.date(),
      place: textSchema(120),
      marking: textSchema(120),
      /** Takes over what the secretary's own session left open (rule S5). */
      carry: z.boolean().default(false),
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
} as const

/** What these answer beside `ok`; those not named answer nothing more. */
export interface SeatOutputs {
  'session:create': { session: string; token: string }
  'link:create': { link: LinkInfo; token: string }
  'link:list': { links: readonly LinkInfo[] }
}
