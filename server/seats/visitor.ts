// What an HTTP request or a socket handshake says of who asks: address, origin, credential.
import type { IncomingMessage } from 'node:http'

/** A seat's cookie has a name of its own, so that seats in one browser never overwrite each other (L4). */
export const cookieName = (seat: string) => `seat.${seat}`

export interface Visitor {
  readonly address: string
  readonly isSecure: boolean
  /** Cookie of the seat named by the query's `seat`, or a token shown in header or query. */
  readonly credential: string | null
  readonly usesCookie: boolean
  /** False when a page of another origin asks (L6). */
  readonly isSameOrigin: boolean
}

type Request = Pick<IncomingMessage, 'headers' | 'socket'>

/** Reads the visitor of a request; `seat` is the seat that the request is about, if it names one. */
export function readVisitor(
  request: Request,
  query: URLSearchParams,
  { trustProxy, publicUrl }: { trustProxy: boolean; publicUrl: string | undefined },
  seat: string | null = query.get('seat'),
): Visitor {
  const { headers, socket } = request
  const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
  const forwarded = (name: string) =>
    trustProxy ? first(headers[name])?.split(',').at(-1)?.trim() : undefined
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  const token = bearer ?? query.get('token')
  const cookie = seat === null ? null : readCookie(headers.cookie, cookieName(seat))
  const isSecure =
    forwarded('x-forwarded-proto') === 'https' || (publicUrl?.startsWith('https:') ?? false)
  return {
    address: forwarded('x-forwarded-for') ?? socket.remoteAddress ?? 'unknown',
    isSecure,
    credential: token ?? cookie,
    usesCookie: token === null && cookie !== null,
    isSameOrigin: isSameOrigin(headers.origin, headers.host, publicUrl),
  }
}

function isSameOrigin(
  origin: string | undefined,
  host: string | undefined,
  publicUrl: string | undefined,
) {
  // Clients that are no browsers send no origin.
  if (origin === undefined) return true
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  try {
    return host !== undefined && new URL(origin).host === host
  } catch {
    return false
  }
}

function readCookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return null
}

/** The request path as a log may show it: without any token (L5). */
export function loggablePath(url: string): string {
  return url.replace(/^\/join\/[^/?#]*/, '/join/…').replace(/[?#].*$/, '')
}
