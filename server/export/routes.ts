// Door 3, what stands on the board to be read by programs and saved as files; read only, for live seats alone (X1).
import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import { readRow, readSession, rootOf } from '#shared/board.ts'
import { separators } from '#shared/export/csv.ts'
import { tableNames } from '#shared/export/tables.ts'
import { exportLanguages } from '#shared/export/words.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { z } from '#shared/z.ts'
import type { Config } from '../config.ts'
import { askerOf } from '../http/asker.ts'
import { fileHeaders } from '../http/disposition.ts'
import { Buckets } from '../limits.ts'
import type { Room } from '../room/room.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Seats } from '../seats/seats.ts'
import type { SeatRow } from '../storage/storage.ts'
import type { Exporter } from './exporter.ts'
import type { Job } from './job.ts'
import { openapiDocument } from './openapi.ts'
import { resourceNames, resources } from './resources.ts'

type Env = { Bindings: HttpBindings }

interface Deps {
  readonly seats: Seats
  readonly rooms: Rooms
  readonly exporter: Exporter
  readonly config: Config
  readonly now: () => number
  readonly refused: (c: Context<Env>, error: Refusal) => Response
}

const base = '/api/session/:seat/v1'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Answer = (room: Room, seat: SeatRow) => Promise<Response> | Response

/** What a file costs beside a page of rows (G20). */
const costOfFile = 10

/** Rows of one page: what is read and sent in one go beside the meeting. */
export const mostRows = 500

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(mostRows).default(100),
  after: z.string().max(100).default(''),
})
const sessionSchema = z.object({ only: z.string().max(100).nullable().default(null) })
const wordsSchema = z.object({ lang: z.enum(exportLanguages).default('en') })
const csvSchema = wordsSchema.extend({
  separator: z.enum(Object.keys(separators) as [keyof typeof separators]).default('comma'),
})

export function serveExports(app: Hono<Env>, deps: Deps): void {
  const { seats, rooms, exporter, config, now, refused } = deps
  const buckets = new Buckets(config.limits.exports)

  const openapi = openapiDocument()
  app.get('/api/openapi.json', (c) => c.json(openapi))
  app.get(`${base}/openapi.json`, (c) => c.json(openapi))

  app.get(`${base}/session`, (c) =>
    within(c, 1, ({ doc }) => {
      const session = readSession(doc)
      return c.json({ ok: true, marking: session.marking, session })
    }),
  )

  for (const name of resourceNames) {
    const { root } = resources[name]
    app.get(`${base}/${name}`, (c) =>
      within(c, 1, ({ doc }) => {
        const query = parsed(c, pageSchema)
        if (isRefusal(query)) return refused(c, query)
        const { limit, after } = query
        const ids = [...rootOf(doc, root).keys()].filter((id) => id > after).sort()
        const rows = ids.slice(0, limit).map((id) => ({ id, ...readRow(doc, root, id) }))
        const next = ids.length > limit ? (ids[limit - 1] ?? null) : null
        return c.json({ ok: true, marking: readSession(doc).marking, rows, next })
      }),
    )
    app.get(`${base}/${name}/:id`, (c) =>
      within(c, 1, ({ doc }) => {
        const id = c.req.param('id')
        const row = readRow(doc, root, id)
        if (row === null) return refused(c, refuse('not_found', 'X1', { what: 'row' }))
        return c.json({ ok: true, marking: readSession(doc).marking, row: { id, ...row } })
      }),
    )
  }

  for (const kind of ['totals', 'coverage'] as const)
    app.get(`${base}/${kind}`, (c) =>
      within(c, costOfFile, async (room) => {
        const bytes = await exporter.make(room, { kind })
        if (isRefusal(bytes)) return refused(c, bytes)
        return c.body(bytes, 200, { 'Content-Type': 'application/json' })
      }),
    )

  app.get(`${base}/session-file.json`, (c) =>
    within(c, costOfFile, async (room) => {
      const query = parsed(c, sessionSchema)
      if (isRefusal(query)) return refused(c, query)
      const { only } = query
      if (only !== null && readRow(room.doc, 'imports', only) === null)
        return refused(c, refuse('not_found', 'X4', { what: 'import' }))
      return save(c, room, { kind: 'session', only }, 'session', 'json', 'application/json')
    }),
  )

  app.get(`${base}/tables.xlsx`, (c) =>
    within(c, costOfFile, (room) => {
      const query = parsed(c, wordsSchema)
      if (isRefusal(query)) return refused(c, query)
      return save(c, room, { kind: 'workbook', ...query }, 'tables', 'xlsx', xlsx)
    }),
  )

  app.get(`${base}/calendar.ics`, (c) => within(c, costOfFile, (room) => calendar(c, room)))

  // A calendar program brings no cookie and no header, only the address that it was given.
  app.get(`${base}/calendar-address`, (c) =>
    within(c, 1, ({ doc }, seat) =>
      c.json({
        ok: true,
        marking: readSession(doc).marking,
        path: `/api/calendar/${seats.calendarToken(seat)}.ics`,
      }),
    ),
  )
  app.get('/api/calendar/:file{.+\\.ics}', async (c) => {
    const seat = await seats.peekCalendar(c.req.param('file').replace(/\.ics$/u, ''))
    if (isRefusal(seat)) return refused(c, seat)
    return inRoom(c, seat, costOfFile, (room) => calendar(c, room))
  })

  for (const table of tableNames)
    app.get(`${base}/${table}.csv`, (c) =>
      within(c, costOfFile, async (room) => {
        const query = parsed(c, csvSchema)
        if (isRefusal(query)) return refused(c, query)
        return save(
          c,
          room,
          { kind: 'csv', table, ...query },
          table,
          'csv',
          'text/csv; charset=utf-8',
        )
      }),
    )

  /** The room of the seat that asks; a refusal is answered at once. */
  async function within(c: Context<Env>, cost: number, answer: Answer): Promise<Response> {
    const seat = await askerOf(c, deps, c.req.param('seat'))
    return isRefusal(seat) ? refused(c, seat) : inRoom(c, seat, cost, answer)
  }

  async function inRoom(
    c: Context<Env>,
    seat: SeatRow,
    cost: number,
    answer: Answer,
  ): Promise<Response> {
    const bucket = buckets.of(seat.id, now())
    if (!bucket.take(now(), cost)) {
      const seconds = bucket.secondsUntil(now(), cost)
      c.header('Retry-After', String(seconds))
      return refused(c, refuse('too_many', 'G20', { seconds }))
    }
    const answered = await rooms.use(seat.session, async (room) => {
      // G11: what is not on disk yet is told to nobody.
      await room.settled()
      return answer(room, seat)
    })
    return answered ?? refused(c, refuse('not_found', 'G1', { what: 'session' }))
  }

  async function calendar(c: Context<Env>, room: Room): Promise<Response> {
    const { session } = room
    const query = parsed(c, wordsSchema)
    if (isRefusal(query)) return refused(c, query)
    return save(
      c,
      room,
      { kind: 'calendar', session, ...query },
      'calendar',
      'ics',
      'text/calendar; charset=utf-8',
    )
  }

  async function save(
    c: Context<Env>,
    room: Room,
    job: Job,
    name: string,
    ending: string,
    type: string,
  ): Promise<Response> {
    const bytes = await exporter.make(room, job)
    if (isRefusal(bytes)) return refused(c, bytes)
    const { title, marking } = readSession(room.doc)
    const named = [title, name, marking].filter((part) => part !== '').join(', ')
    return new Response(bytes, {
      headers: fileHeaders(`${named.replace(/[/\\:*?"<>|]/gu, '-')}.${ending}`, type),
    })
  }

  function parsed<T>(c: Context<Env>, schema: z.ZodType<T>): T | Refusal {
    const { data, error } = schema.safeParse(c.req.query())
    if (error === undefined) return data
    const [issue] = error.issues
    const where = issue?.path.join('.') || 'query'
    return refuse('bad_input', 'C1', { where, why: issue?.message ?? '' })
  }
}
