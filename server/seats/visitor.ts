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

export interface Surroundings {
  readonly trustProxy: boolean
  readonly publicUrl: string | undefined
}

/** Reads the visitor of a request; `seat` is the seat that the request is about, if it names one. */
export function readVisitor(
  request: Request,
  query: URLSearchParams,
  surroundings: Surroundings,
  seat: string | null = query.get('seat'),
): Visitor {
  const { headers } = request
  const { publicUrl } = surroundings
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  const token = bearer ?? query.get('token')
  const cookie = seat === null ? null : readCookie(headers.cookie, cookieName(seat))
  const scheme = forwarded(request, 'x-forwarded-proto', surroundings)
  return {
    address: addressOf(request, surroundings),
    isSecure: scheme === 'https' || (publicUrl?.startsWith('https:') ?? false),
    credential: token ?? cookie,
    usesCookie: token === null && cookie !== null,
    isSameOrigin: isSameOrigin(headers.origin, headers.host, publicUrl),
  }
}

/** Whom limits are counted for: an IPv4 address, or the network in which a host chooses its IPv6 addresses at will. */
export function addressOf(request: Request, surroundings: Surroundings): string {
  const shown = forwarded(request, 'x-forwarded-for', surroundings)
  const address = (shown ?? request.socket.remoteAddress ?? 'unknown').slice(0, 64)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [head = '', tail] = address.toLowerCase().split('::', 2)
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length
  while (tail !== undefined && groups.length < 8 - after) groups.push('0')
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** What the nearest proxy says: it appends to what the client may have made up. */
function forwarded(
  { headers }: Request,
  name: string,
  { trustProxy }: Surroundings,
): string | undefined {
  const value = trustProxy ? headers[name] : undefined
  const last = Array.isArray(value) ? value.at(-1) : value
  return last?.split(',').at(-1)?.trim() || undefined
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

/** Longer than any id of ours, shorter than any token. */
const longestId = 24

/** The request path as a log may show it: no query, and nothing in it that could be a token, wherever it stands (L5). */
export function loggablePath(url: string): string {
  const path = url.replace(/[?#;].*$/s, '').slice(0, 500)
  const steps = path.split('/').map((step) => (step.length > longestId ? '…' : step))
  return steps.slice(0, 8).join('/')
}
