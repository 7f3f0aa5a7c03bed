// The live seat behind a plain HTTP request: its cookie, or its credential as a bearer (G1, L4, L6).
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { Config } from '../config.ts'
import type { Seats } from '../seats/seats.ts'
import { readVisitor } from '../seats/visitor.ts'
import type { SeatRow } from '../storage/storage.ts'

/** `seat` is the one that the address names; without it the query does. */
export async function askerOf(
  c: Context<{ Bindings: HttpBindings }>,
  { seats, config }: { readonly seats: Seats; readonly config: Config },
  seat?: string,
): Promise<SeatRow | Refusal> {
  const query = new URL(c.req.url).searchParams
  const visitor = readVisitor(c.env.incoming, query, config, seat ?? query.get('seat'))
  if (visitor.usesCookie && !visitor.isSameOrigin) return refuse('not_authenticated', 'L6')
  if (visitor.credential === null) return refuse('not_authenticated', 'G1')
  const found = await seats.peek(visitor.credential)
  if (isRefusal(found)) return found
  if (found.seat === null || (seat !== undefined && found.id !== seat))
    return refuse('not_authenticated', 'G1')
  return found.seat
}
