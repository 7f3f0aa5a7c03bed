// Door 3: join links, the seat behind a cookie, health, and the page itself.
import { fileURLToPath } from 'node:url'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import helmet from 'helmet'
import { Hono, type Context } from 'hono'
import type { RequestListener, ServerResponse } from 'node:http'
import { readRow, readSession } from '#shared/board.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { presentRoles } from '#shared/roles.ts'
import { screenNumbers } from '#shared/screen.ts'
import { plainIdSchema, textSchema } from '#shared/text.ts'
import { z } from '#shared/z.ts'
import type { Config } from '../config.ts'
import { Buckets } from '../limits.ts'
import type { Documents } from '../documents/documents.ts'
import type { Exporter } from '../export/exporter.ts'
import { serveExports } from '../export/routes.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Seats } from '../seats/seats.ts'
import { addressOf, cookieName, loggablePath, readVisitor } from '../seats/visitor.ts'
import type { LinkRow, SeatRow, Storage } from '../storage/storage.ts'
import { serveDocuments } from './document-routes.ts'
import { Page } from './page.ts'

interface Deps {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly seats: Seats
  readonly documents: Documents
  readonly exporter: Exporter
  readonly config: Config
  readonly now: () => number
  /** Where the page lies, if not where it is built. */
  readonly pageFolder?: string
  readonly log: {
    info(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

type Env = { Bindings: HttpBindings }

const month = 30 * 24 * 60 * 60
const maxBody = 16 * 1024
const checkEvery = 1000
const builtPage = fileURLToPath(new URL('../../dist/client', import.meta.url))
const isJoin = /^\/join\/./
const namingSchema = z.strictObject({ name: textSchema(80), function: textSchema(80) })
const seatingSchema = namingSchema.extend({ token: z.string().max(200) })

const statusOf: Partial<
  Record<Refusal['code'], 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503 | 507>
> = {
  bad_input: 400,
  forbidden: 403,
  document_type: 415,
  document_quota: 507,
  session_closed: 409,
  command_id_reused: 409,
  too_large: 413,
  not_authenticated: 401,
  link_invalid: 401,
  link_revoked: 403,
  link_expired: 403,
  seat_revoked: 403,
  link_full: 409,
  not_found: 404,
  too_many: 429,
  storage_unavailable: 503,
}

/** Everything that comes over plain HTTP, socket.io's polling apart. */
export function createHttpDoor(deps: Deps): RequestListener {
  const { config, now, log } = deps
  const secure = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['svelte-trusted-html', 'sw'],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Told by the proxy that ends TLS, which knows whether the whole host is served by it.
    strictTransportSecurity: false,
    // The isolation headers apply to secure contexts only; a ministry's plain-http test host must work too.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
  const page = new Page(deps.pageFolder ?? builtPage)
  const api = getRequestListener(createApi(deps, page).fetch, { overrideGlobalObjects: false })
  const joins = new Buckets(config.limits.joins)

  return (request, response) => {
    const started = now()
    response.once('finish', () => {
      const { method, url = '/' } = request
      if (url.startsWith('/assets/')) return
      log.info(
        { method, path: loggablePath(url), status: response.statusCode, ms: now() - started },
        'request',
      )
    })
    secure(request, response, (error) => {
      if (error) return fail(response, 500, refuse('internal', 'C5'))
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      if (!/^\/(join|api|health|documents)(\/|$)/.test(path)) {
        const isAsked = request.method === 'GET' || request.method === 'HEAD'
        if (isAsked && page.serve(request, response)) return
        if (!isAsked) response.setHeader('Allow', 'GET, HEAD')
        return fail(response, isAsked ? 404 : 405, refuse('not_found', 'C6', { what: 'page' }))
      }
      const bucket = joins.of(addressOf(request, config), now())
      if (!path.startsWith('/health') && !bucket.take(now())) {
        const seconds = bucket.secondsUntil(now())
        response.setHeader('Retry-After', String(seconds))
        if (isJoin.test(path) && page.standIn(429, request, response)) return
        return fail(response, 429, refuse('too_many', 'G20', { seconds }))
      }
      void api(request, response)
    })
  }
}

function fail(response: ServerResponse, status: number, error: Refusal): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify({ ok: false, error }))
}

function createApi(
  { storage, rooms, seats, documents, exporter, config, now, log }: Deps,
  page: Page,
): Hono<Env> {
  const app = new Hono<Env>()
  const refused = (c: Context<Env>, error: Refusal) =>
    c.json({ ok: false, error }, statusOf[error.code] ?? 500)

  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store')
    await next()
  })

  // A link that was cut off where a mail breaks its line.
  const cutOff = (c: Context<Env>) => c.redirect('/refused?code=link_invalid', 303)
  app.get('/join', cutOff)
  app.get('/join/', cutOff)
  app.get('/join/:token', async (c) => {
    const link = await seats.openLink(c.req.param('token'))
    if (isRefusal(link)) return c.redirect(`/refused?code=${link.code}`, 303)
    const { seat, credential } = seats.reserve(link)
    setCookie(c, seat, credential, month)
    // O1: which of the hall's screens it is stays in the address that the page keeps.
    const screen = screenNumbers.find((number) => number === c.req.query('screen'))
    return c.redirect(`/seat/${seat}${screen === undefined ? '' : `?screen=${screen}`}`, 303)
  })

  /** For clients without cookies: a seat of one's own, and its credential. */
  app.post('/api/seats', async (c) => {
    const body = await readBody(c, seatingSchema)
    if (isRefusal(body)) return refused(c, body)
    const link = await seats.openLink(body.token)
    if (isRefusal(link)) return refused(c, link)
    const { credential } = seats.reserve(link)
    const pass = await seats.admit(credential)
    if (isRefusal(pass)) return refused(c, pass)
    const seat = await seats.name(pass, body.name, body.function)
    return c.json({ ok: true, credential, seat: await describe(rooms, seat.id, seat, link) })
  })

  app.get('/api/seat/:seat', async (c) => {
    const found = await peek(c)
    if (isRefusal(found)) return refused(c, found)
    return c.json({ ok: true, seat: await describe(rooms, found.id, found.seat, found.link) })
  })

  app.post('/api/seat/:seat', async (c) => {
    const found = await peek(c)
    if (isRefusal(found)) return refused(c, found)
    const body = await readBody(c, namingSchema)
    if (isRefusal(body)) return refused(c, body)
    const pass = await seats.admit(found.credential)
    if (isRefusal(pass)) return refused(c, pass)
    const seat = await seats.name(pass, body.name, body.function)
    return c.json({ ok: true, seat: await describe(rooms, seat.id, seat, pass.link) })
  })

  /** A seat that is left gives its place back to its link (L3). */
  app.post('/api/seat/:seat/leave', async (c) => {
    if (!visitorOf(c).isSameOrigin) return refused(c, refuse('not_authenticated', 'L6'))
    setCookie(c, c.req.param('seat'), '', 0)
    const found = await peek(c)
    if (!isRefusal(found) && found.seat !== null)
      await seats.revokeSeat(found.id, refuse('not_authenticated', 'G1'))
    return c.json({ ok: true })
  })

  serveDocuments(app, { seats, documents, config, now, refused })
  serveExports(app, { seats, rooms, exporter, config, now, refused })

  app.get('/health/live', (c) => c.json({ ok: true }))
  // Writes to the disk, so that however often it is asked, it is done once a second.
  let checked = { at: -Infinity, isReady: Promise.resolve(false) }
  app.get('/health/ready', async (c) => {
    if (Math.abs(now() - checked.at) >= checkEvery) checked = { at: now(), isReady: check() }
    if (await checked.isReady) return c.json({ ok: true })
    return refused(c, refuse('storage_unavailable', 'D4'))
  })
  const check = () =>
    storage.check().then(
      () => true,
      (error: unknown) => {
        log.error({ err: error }, 'not ready')
        return false
      },
    )

  app.notFound((c) => refused(c, refuse('not_found', 'C6', { what: 'page' })))
  app.onError((error, c) => {
    log.error({ err: error, path: loggablePath(c.req.path) }, 'a request failed')
    const isStore = error.name === 'StorageError'
    // Whoever opens a link in a browser is told on a page, which tries again by itself.
    if (
      isJoin.test(c.req.path) &&
      page.standIn(isStore ? 503 : 500, c.env.incoming, c.env.outgoing)
    )
      return RESPONSE_ALREADY_SENT
    return refused(c, isStore ? refuse('storage_unavailable', 'D4') : refuse('internal', 'C5'))
  })

  const visitorOf = (c: Context<Env>) =>
    readVisitor(
      c.env.incoming,
      new URL(c.req.url).searchParams,
      config,
      c.req.param('seat') ?? null,
    )

  async function peek(c: Context<Env>) {
    const visitor = visitorOf(c)
    if (visitor.usesCookie && !visitor.isSameOrigin) return refuse('not_authenticated', 'L6')
    if (visitor.credential === null) return refuse('not_authenticated', 'G1')
    const found = await seats.peek(visitor.credential)
    if (!isRefusal(found) && found.id !== c.req.param('seat'))
      return refuse('not_authenticated', 'G1')
    return isRefusal(found) ? found : { ...found, credential: visitor.credential }
  }

  function setCookie(c: Context<Env>, seat: string, value: string, maxAge: number): void {
    // The id comes from a path: nothing else of it may reach a header.
    if (!plainIdSchema.safeParse(seat).success) return
    const { isSecure } = visitorOf(c)
    c.header(
      'Set-Cookie',
      `${cookieName(seat)}=${value}; Path=/; Max-Age=${String(maxAge)}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`,
      { append: true },
    )
  }
  return app
}

async function readBody<T>(c: Context<Env>, schema: z.ZodType<T>): Promise<T | Refusal> {
  const declared = Number(c.req.header('content-length') ?? 0)
  if (declared > maxBody) return refuse('too_large', 'C1', { limit: '16 KiB' })
  if (!(c.req.header('content-type') ?? '').startsWith('application/json')) {
    return refuse('bad_input', 'C1', { where: 'Content-Type', why: 'application/json is expected' })
  }
  let body: unknown
  try {
    const text = await readText(c.req.raw.body)
    if (text === null) return refuse('too_large', 'C1', { limit: '16 KiB' })
    body = JSON.parse(text)
  } catch {
    return refuse('bad_input', 'C1', { where: 'body', why: 'it is not JSON' })
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse('bad_input', 'C1', {
    where: issue?.path.join('.') || 'body',
    why: issue?.message ?? '',
  })
}

/** A body as text, however it is sent; null once it is longer than any of ours. */
async function readText(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > maxBody) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** What a page shows of its seat before it is connected. */
async function describe(rooms: Rooms, id: string, seat: SeatRow | null, link: LinkRow) {
  const about = await rooms.use(link.session, ({ doc }) => ({
    session: readSession(doc),
    delegation: link.delegation === null ? null : readRow(doc, 'roster', link.delegation),
  }))
  return {
    seat: id,
    session: link.session,
    role: link.role,
    delegation: link.delegation,
    delegationNames: about?.delegation
      ? { en: about.delegation.nameEn, fr: about.delegation.nameFr, uk: about.delegation.nameUk }
      : null,
    name: seat?.name ?? '',
    function: seat?.function ?? '',
    // Screens and observers sit down without a word.
    named: !presentRoles.has(link.role) || (seat?.name ?? '') !== '',
    sessionTitle: about?.session.title ?? '',
    marking: about?.session.marking ?? '',
  }
}
