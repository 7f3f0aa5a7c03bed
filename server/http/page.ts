// The built page: its files, and index.html for every address of its own. It is read into memory once, so that a
// build beside a running server never shows in halves: it takes effect with the next start.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

interface File {
  readonly type: string
  readonly etag: string
  /** In the order of preference; the last is the file as it is. */
  readonly bodies: readonly { readonly encoding: string | null; readonly bytes: Buffer }[]
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const start = '/index.html'
/** What looks like a file is none of the page's addresses. */
const fileLike = /^\/assets\/|\.\w+$/

export class Page {
  readonly #files: ReadonlyMap<string, File>

  /** A folder that is not there holds nothing. */
  constructor(folder: string) {
    // Only what has a known type is served, and nothing hidden: the pattern finds no dot files.
    const names = existsSync(folder) ? globSync('**/*', { cwd: folder }) : []
    this.#files = new Map(
      names
        .filter((name) => extname(name) in types)
        .map((name) => [`/${name.replaceAll('\\', '/')}`, readFile(join(folder, name))]),
    )
  }

  /** Answers with what stands at the address; false where nothing does. */
  serve(request: IncomingMessage, response: ServerResponse): boolean {
    const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
    const file = this.#files.get(path) ?? (fileLike.test(path) ? undefined : this.#files.get(start))
    if (file === undefined) return false
    // Hashed files never change; the page and its worker must be asked for.
    const isHashed = path.startsWith('/assets/')
    response.setHeader(
      'Cache-Control',
      isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    send(file, 200, request, response)
    return true
  }

  /** The page itself in place of another answer, for whoever reads pages; false where it cannot be. */
  standIn(status: number, request: IncomingMessage, response: ServerResponse): boolean {
    const file = this.#files.get(start)
    const { method, headers } = request
    if (file === undefined || method !== 'GET' || headers.accept?.includes('text/html') !== true)
      return false
    response.setHeader('Cache-Control', 'no-store')
    send(file, status, request, response)
    return true
  }
}

function readFile(path: string): File {
  const bytes = readFileSync(path)
  const packed = [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const
  return {
    type: types[extname(path)] ?? '',
    // Weak: the same for each way to pack it.
    etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
    bodies: [
      ...packed
        .filter(([, end]) => existsSync(path + end))
        .map(([encoding, end]) => ({ encoding, bytes: readFileSync(path + end) })),
      { encoding: null, bytes },
    ],
  }
}

function send(
  { type, etag, bodies }: File,
  status: number,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('Vary', 'Accept-Encoding')
  response.setHeader('ETag', etag)
  if (status === 200 && headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  const taken = String(headers['accept-encoding'] ?? '').split(/\s*[,;]\s*/)
  const body = bodies.find(({ encoding }) => encoding === null || taken.includes(encoding))
  if (body?.encoding) response.setHeader('Content-Encoding', body.encoding)
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body?.bytes.length ?? 0 })
  response.end(method === 'HEAD' ? undefined : body?.bytes)
}
