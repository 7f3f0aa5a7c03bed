// Door 3, documents: a body is read no further than a document may be long, and what is served cannot be executed.
import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import { commands } from '#shared/commands.ts'
import { maxDocumentBytes, type TabledDocument } from '#shared/document.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { plainIdSchema } from '#shared/text.ts'
import { z } from '#shared/z.ts'
import type { Config } from '../config.ts'
import type { Documents } from '../documents/documents.ts'
import { Buckets } from '../limits.ts'
import { actorOf, type Seats } from '../seats/seats.ts'
import type { SeatRow } from '../storage/storage.ts'
import { askerOf } from './asker.ts'
import { fileHeaders } from './disposition.ts'

type Env = { Bindings: HttpBindings }

interface Deps {
  readonly seats: Seats
  readonly documents: Documents
  readonly config: Config
  readonly now: () => number
  readonly refused: (c: Context<Env>, error: Refusal) => Response
}

const wishSchema = z.object({
  item: plainIdSchema,
  commandId: plainIdSchema,
  name: z.string().max(1000).default(''),
})

/** Bytes of bodies that are being read, of all seats together: memory, not disk. */
const maxComing = 64 * 1024 * 1024
/** Bodies of one seat at once. */
const maxOfSeat = 2

export function serveDocuments(app: Hono<Env>, deps: Deps): void {
  const { documents, config, now, refused } = deps
  const buckets = new Buckets(config.limits.documents)
  const coming = new Map<string, number>()

  app.post('/documents/:session', async (c) => {
    const seat = await seatOf(c)
    if (isRefusal(seat)) return turnAway(c, seat)
    const { roles } = commands['document:remove']
    if (!(roles as readonly string[]).includes(seat.role))
      return turnAway(c, refuse('forbidden', 'C2', { roles: roles.join(', ') }))
    const wish = wishSchema.safeParse(c.req.query())
    if (!wish.success) {
      const [issue] = wish.error.issues
      const where = issue?.path.join('.') || 'query'
      return turnAway(c, refuse('bad_input', 'C1', { where, why: issue?.message ?? '' }))
    }
    const tooLarge = refuse('too_large', 'W5', { limit: '10 MiB' })
    if (Number(c.req.header('content-length') ?? 0) > maxDocumentBytes) return turnAway(c, tooLarge)
    const bucket = buckets.of(seat.id, now())
    const ofSeat = coming.get(seat.id) ?? 0
    const ofAll = [...coming.values()].reduce((sum, n) => sum + n, 0)
    const isCrowded = ofSeat >= maxOfSeat || (ofAll + 1) * maxDocumentBytes > maxComing
    if (isCrowded || !bucket.take(now())) {
      const seconds = isCrowded ? 5 : bucket.secondsUntil(now())
      c.header('Retry-After', String(seconds))
      return turnAway(c, refuse('too_many', 'G20', { seconds }))
    }
    coming.set(seat.id, ofSeat + 1)
    try {
      const bytes = await readBytes(c)
      if (bytes === null) return turnAway(c, tooLarge)
      // While it was on its way the seat may have been revoked.
      const still = await seatOf(c)
      if (isRefusal(still)) return refused(c, still)
      const answer = await documents.add(actorOf(still), wish.data, bytes)
      return answer.ok ? c.json(answer) : refused(c, answer.error)
    } finally {
      const left = (coming.get(seat.id) ?? 1) - 1
      if (left === 0) coming.delete(seat.id)
      else coming.set(seat.id, left)
    }
  })

  app.get('/documents/:session/:document', async (c) => {
    const seat = await seatOf(c)
    if (isRefusal(seat)) return refused(c, seat)
    const found = await documents.open(seat.session, c.req.param('document'))
    if (isRefusal(found)) return refused(c, found)
    const { row, read } = found
    const first = await read(0)
    if (first === null) return refused(c, refuse('not_found', 'W8', { what: 'document' }))
    let part = 1
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(first)
      },
      // Asked for when the peer has taken what it was given.
      async pull(controller) {
        const bytes = await read(part++)
        if (bytes === null) controller.close()
        else controller.enqueue(bytes)
      },
    })
    return new Response(body, { headers: headersOf(row) })
  })

  /** The seat that asks, if it sits in the session of the address. */
  async function seatOf(c: Context<Env>): Promise<SeatRow | Refusal> {
    const seat = await askerOf(c, deps)
    if (isRefusal(seat)) return seat
    return seat.session === c.req.param('session')
      ? seat
      : refuse('not_found', 'G1', { what: 'session' })
  }

  /** What is still on its way is not waited for: the connection ends with the answer. */
  function turnAway(c: Context<Env>, error: Refusal): Response {
    c.header('Connection', 'close')
    return refused(c, error)
  }
}

/** Null as soon as it is longer than a document may be. */
async function readBytes(c: Context<Env>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  const body: ReadableStream<Uint8Array> | null = c.req.raw.body
  const reader = body?.getReader()
  for (;;) {
    const value = (await reader?.read())?.value
    if (value === undefined) return Buffer.concat(chunks)
    length += value.length
    // Not cancelled, which would break the connection before the answer.
    if (length > maxDocumentBytes) return null
    chunks.push(value)
  }
}

/** W8: whatever it holds, a browser only shows it as a picture or saves it. */
function headersOf({ name, type, size }: TabledDocument): Record<string, string> {
  const kind = type.startsWith('image/') ? 'inline' : 'attachment'
  const told = type === 'text/plain' ? 'text/plain; charset=utf-8' : type
  return { ...fileHeaders(name, told, kind), 'Content-Length': String(size) }
}
