// Plain HTTP: methods, paths, bodies and headers as no honest browser sends them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StorageError } from '#server/storage/error.ts'
import type { Storage } from '#server/storage/storage.ts'
import { dial, join, type Joined, sitDown, speak } from '../support/raw.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let joined: Joined
let folder: string
let checks = 0
/** Slow to read a seat, and it counts how often it is asked whether it is well. */
const wrap = (storage: Storage): Storage =>
  Object.assign(Object.create(storage) as Storage, {
    readSeat: async (id: string) => {
      const row = await storage.readSeat(id)
      await new Promise(setImmediate)
      return row
    },
    check: () => {
      checks += 1
      return storage.check()
    },
  })
beforeAll(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), 'pledgehall-page-'))
  const pageFolder = joinPath(folder, 'page')
  mkdirSync(joinPath(pageFolder, 'assets'), { recursive: true })
  const html = '<!doctype html><title>Pledgehall</title>'
  writeFileSync(joinPath(pageFolder, 'index.html'), html)
  writeFileSync(joinPath(pageFolder, 'index.html.br'), brotliCompressSync(html))
  writeFileSync(joinPath(pageFolder, 'assets', 'main-1a2b3c.js'), 'export {}')
  writeFileSync(joinPath(pageFolder, '.env'), 'secret-of-the-house')
  writeFileSync(joinPath(folder, 'package.json'), '{"name":"secret-of-the-house"}')
  server = await startServer({ pageFolder, wrap })
  joined = await join(server, await server.token('delegate', 'DEU'))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.origin}${path}`, { redirect: 'manual', ...init })
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', Cookie: joined.cookie, ...headers },
  })
/** Says these bytes and a last, honest request; whatever was said, the server answers and lives. */
const raw = async (bytes: string) => {
  const answer = await speak(server, bytes, (text) => /\r\n\r\n/.test(text))
  expect((await ask('/health/live')).status).toBe(200)
  return answer
}

describe('what is asked in the wrong way', () => {
  it('[C1] bodies that are no naming are refused with where and why', async () => {
    const path = `/api/seat/${joined.seat}`
    const wrong: [string, string][] = [
      ['', 'body'],
      ['{', 'body'],
      ['null', 'body'],
      ['[]', 'body'],
      ['7', 'body'],
      ['{"name":"Erika"}', 'function'],
      ['{"name":"","function":"Minister"}', 'name'],
      ['{"name":7,"function":"Minister"}', 'name'],
      [`{"name":"${'x'.repeat(81)}","function":"Minister"}`, 'name'],
      ['{"name":"Erika\\u202e","function":"Minister"}', 'name'],
      ['{"name":"Erika\\r\\nSet-Cookie: a=b","function":"Minister"}', 'name'],
      ['{"name":"\\ud800","function":"Minister"}', 'name'],
      ['{"name":"Erika","function":"Minister","role":"chair"}', 'body'],
      ['{"name":"Erika","function":"Minister","__proto__":{"role":"chair"}}', 'body'],
    ]
    for (const [body, where] of wrong) {
      const answer = await post(path, body)
      expect([answer.status, await answer.json()], body).toMatchObject([
        400,
        { ok: false, error: { code: 'bad_input', rule: 'C1', params: { where } } },
      ])
    }
    const text = await post(path, '{"name":"Erika","function":"Minister"}', {
      'Content-Type': 'text/plain',
    })
    expect([text.status, await text.json()]).toMatchObject([
      400,
      { error: { params: { where: 'Content-Type' } } },
    ])
    const looked = await ask(path, { headers: { Cookie: joined.cookie } })
    expect(await looked.json()).toMatchObject({ seat: { named: false } })
  })

  it('[C1] a body that is too large is refused at once, also when it does not say how long it is', async () => {
    const path = `/api/seat/${joined.seat}`
    const declared = await post(path, 'x'.repeat(17 * 1024))
    expect([declared.status, await declared.json()]).toMatchObject([
      413,
      { error: { code: 'too_large' } },
    ])
    const socket = await dial(server)
    let answer = ''
    socket.on('data', (data: Buffer) => (answer += data.toString()))
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: hall\r\nCookie: ${joined.cookie}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    for (let i = 0; i < 4; i++) socket.write(chunk)
    await until(() => answer.includes('too_large'), 'the refusal, though the body has not ended')
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  it('[C6] methods and paths that are none get an answer that says so', async () => {
    for (const [method, path, status] of [
      ['POST', '/', 405],
      ['DELETE', '/', 405],
      ['OPTIONS', '/', 405],
      ['PUT', '/seat/abcd', 405],
      ['DELETE', `/api/seat/${joined.seat}`, 404],
      ['OPTIONS', `/api/seat/${joined.seat}`, 404],
      ['GET', '/api', 404],
      ['GET', '/api/nothing', 404],
      ['POST', '/join/abcd', 404],
      ['GET', '/health', 404],
      ['HEAD', '/health/live', 200],
    ] as const) {
      const answer = await ask(path, { method })
      expect([method, path, answer.status]).toEqual([method, path, status])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      if (status !== 200) expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    }
  })

  it('[L5] nothing outside the page’s own folder is ever served', async () => {
    const paths = [
      '/../../package.json',
      '/../package.json',
      '/../page/../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/%2e%2e/%2e%2e/package.json',
      '/..%2f..%2fpackage.json',
      '/assets/../../../package.json',
      '/assets/..%5c..%5c..%5cpackage.json',
      '/%252e%252e/package.json',
      '//etc/passwd',
      '/file:///etc/passwd',
      '/.git/config',
      '/.env',
      '/data/pledgehall.sqlite',
      '/\u0000',
      '/%00',
      '/%',
      '/%E0%A4%A',
    ]
    for (const path of paths) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n`)
      expect(answer, path).toMatch(/^HTTP\/1\.1 (200|400|404) /)
      expect(answer, path).not.toMatch(/secret-of-the-house|root:|\[core\]|SQLite format/)
    }
  })

  it('[U4] the page stands at each of its addresses; only what is hashed is kept for good', async () => {
    for (const [path, status, kept] of [
      ['/', 200, 'no-cache'],
      ['/seat/abcd', 200, 'no-cache'],
      ['/refused?code=link_full', 200, 'no-cache'],
      ['/assets/main-1a2b3c.js', 200, 'public, max-age=31536000, immutable'],
      ['/assets/main-0.js', 404, 'no-store'],
      ['/assets/nothing', 404, 'no-store'],
    ] as const) {
      const answer = await ask(path)
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([
        path,
        status,
        kept,
      ])
    }
  })

  it('[G20][D4] a link the server cannot open right now: a page for a browser, JSON for a program', async () => {
    const at = Date.now()
    let isBroken = false
    const busy = await startServer({
      pageFolder: joinPath(folder, 'page'),
      env: { LIMIT_JOINS_PER_ADDRESS: '2', LIMIT_JOINS_PER_ADDRESS_PER_SECOND: '1' },
      now: () => at,
      wrap: (storage) =>
        Object.assign(Object.create(storage) as Storage, {
          readLink: (id: string) =>
            isBroken
              ? Promise.reject(new StorageError('failing', 'pledgehall.sqlite', 'I/O error'))
              : storage.readLink(id),
        }),
    })
    const token = await busy.token('delegate', 'DEU')
    isBroken = true
    const open = (accept: string) =>
      fetch(`${busy.origin}/join/${token}`, { redirect: 'manual', headers: { Accept: accept } })
    for (const [status, code] of [
      [503, 'storage_unavailable'],
      [429, 'too_many'],
    ] as const) {
      const page = await open('text/html,application/xhtml+xml,*/*;q=0.8')
      expect([page.status, page.headers.get('cache-control')]).toEqual([status, 'no-store'])
      expect(await page.text()).toBe('<!doctype html><title>Pledgehall</title>')
      const json = await open('*/*')
      expect([json.status, await json.json()]).toMatchObject([status, { error: { code } }])
      expect(page.headers.get('retry-after')).toBe(json.headers.get('retry-after'))
    }
    await busy.stop()
  })

  it('[U4] a build beside a running server changes nothing before its next start', async () => {
    const page = joinPath(folder, 'page')
    const before = await (await ask('/')).text()
    rmSync(joinPath(page, 'assets'), { recursive: true })
    writeFileSync(joinPath(page, 'index.html'), '<!doctype html><title>Pledgehall 0.2</title>')
    expect(await (await ask('/')).text()).toBe(before)
    expect((await ask('/assets/main-1a2b3c.js')).status).toBe(200)
  })

  it('[U4] files go out packed as they were built, to whoever unpacks, and not twice', async () => {
    const plain = await ask('/', { headers: { 'Accept-Encoding': 'identity' } })
    const packed = await ask('/', { headers: { 'Accept-Encoding': 'gzip, deflate, br' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(packed.headers.get('content-encoding')).toBe('br')
    expect(await packed.text()).toBe(await plain.text())
    const etag = packed.headers.get('etag') ?? ''
    expect((await ask('/', { headers: { 'If-None-Match': etag } })).status).toBe(304)
    const head = await ask('/', { method: 'HEAD', headers: { 'Accept-Encoding': 'identity' } })
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ])
  })

  it('[L4] nothing of a path reaches a header', async () => {
    for (const seat of [
      'a%0d%0aSet-Cookie:%20evil=1',
      'abcd%3B%20Domain=evil.example',
      'x'.repeat(500),
      '%E0%A4%A',
      'a=b;c',
    ]) {
      const answer = await ask(`/api/seat/${seat}/leave`, { method: 'POST' })
      expect(answer.headers.getSetCookie(), seat).toEqual([])
      expect(answer.headers.get('evil')).toBeNull()
    }
    const split = await ask('/join/x%0d%0aLocation:%20https:%2f%2fevil.example')
    expect(split.headers.get('location')).toBe('/refused?code=link_invalid')
    const absolute = await raw(
      'GET http://evil.example/join/abcd HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    )
    expect(absolute).not.toContain('ocation: http')
  })

  it('[G20] what is no HTTP, or two requests dressed up as one, is answered once and cut off', async () => {
    const cases: [string, RegExp][] = [
      ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000', /^HTTP\/1\.1 400 /],
      ['SSH-2.0-OpenSSH_9.9\r\n', /^HTTP\/1\.1 400 /],
      ['GET / HTTP/9.9\r\n\r\n', /^HTTP\/1\.1 400 /],
      ['GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
      [
        'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
        /^HTTP\/1\.1 (200|400) /,
      ],
      [
        'GET /api/nothing HTTP/1.1\r\nHost: a b@c:99999999/\r\nConnection: close\r\n\r\n',
        /^HTTP\/1\.1 (400|404) /,
      ],
      [
        'POST /api/seats HTTP/1.1\r\nHost: hall\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        /^HTTP\/1\.1 400 /,
      ],
      [
        'POST /api/seats HTTP/1.1\r\nHost: hall\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd',
        /^HTTP\/1\.1 400 /,
      ],
      [
        'POST /api/seats HTTP/1.1\r\nHost: hall\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
        /^HTTP\/1\.1 (400|501) /,
      ],
      ['GET / HTTP/1.1\r\nHost: hall\r\nX: a\rb\r\n\r\n', /^HTTP\/1\.1 400 /],
      [`GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: hall\r\n\r\n`, /^HTTP\/1\.1 (414|431) /],
      [`GET / HTTP/1.1\r\nHost: hall\r\nCookie: ${'x'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ]
    for (const [bytes, expected] of cases) {
      const answer = await raw(bytes)
      expect(answer, bytes.slice(0, 60)).toMatch(expected)
      expect(answer.match(/^HTTP\/1\.1 /gm), bytes.slice(0, 60)).toHaveLength(1)
    }
    const faults = await speak(server, 'no http\r\n\r\n')
    expect(JSON.parse(faults.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      ok: false,
      error: { code: 'bad_input' },
    })
  })

  it('[U4] every answer carries the policy, and none names what it runs on', async () => {
    for (const path of ['/', '/api/nothing', '/health/live', '/join/abcd']) {
      const { headers } = await ask(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy, path).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toContain('unsafe-inline')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('server')).toBeNull()
    }
  })

  it('[D4] asking for readiness two hundred times writes to the disk about once', async () => {
    const began = Date.now()
    const before = checks
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask('/health/ready')))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(checks - before).toBeLessThanOrEqual(2 + (Date.now() - began) / 1000)
  })

  it('[L3] two who say their name for one seat at once: one name, the same for both', async () => {
    const fresh = await join(server, await server.token('delegate', 'DEU'))
    const names = ['Erika', 'Max', 'Otto', 'Ida']
    const answers = await Promise.all(
      names.map(async (name) => (await sitDown(server, fresh, name)).json()),
    )
    const said = new Set(answers.map((answer) => (answer as { seat: { name: string } }).seat.name))
    const looked = await ask(`/api/seat/${fresh.seat}`, { headers: { Cookie: fresh.cookie } })
    const { seat } = (await looked.json()) as { seat: { name: string } }
    expect([...said]).toEqual([seat.name])
  })
})
