// Documents over real HTTP: what comes in, what comes out, who gets it, and every way to misuse either.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRow, rootOf } from '#shared/board.ts'
import { maxDocumentBytes } from '#shared/document.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'
import { StorageError } from '#server/storage/error.ts'
import { jpeg, pdf, plain, png, webp } from '#test/support/files.ts'
import { dial, join, type Joined, sitDown } from '#test/support/raw.ts'
import { commandId, connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

type Hall = Pick<TestServer, 'origin' | 'session' | 'token'>
type Tabled = { ok: true; document: string } | { ok: false; error: Refusal }

let server: TestServer
let observer: SeatClient
let germany: Joined
let norway: Joined
let chair: Joined
let secretary: Joined

async function seat(hall: Hall, role: Role, delegation: string | null = null): Promise<Joined> {
  const joined = await join(hall, await hall.token(role, delegation))
  await sitDown(hall, joined, 'Anna Weber')
  return joined
}

async function table(
  hall: Hall,
  who: Joined | null,
  bytes: Uint8Array,
  options: {
    name?: string
    item?: string
    id?: string
    headers?: Record<string, string>
  } = {},
): Promise<{ status: number; headers: Headers; body: Tabled }> {
  const query = new URLSearchParams({
    item: options.item ?? 'opening',
    name: options.name ?? 'Programme',
    commandId: options.id ?? commandId(),
    ...(who && { seat: who.seat }),
  })
  const response = await fetch(`${hall.origin}/documents/${hall.session}?${query.toString()}`, {
    method: 'POST',
    body: Buffer.from(bytes),
    headers: { ...(who && { Cookie: who.cookie }), ...options.headers },
  })
  const body = (await response.json()) as Tabled
  return { status: response.status, headers: response.headers, body }
}

async function tabled(...given: Parameters<typeof table>): Promise<string> {
  const { body } = await table(...given)
  if (!body.ok) throw new Error(body.error.message)
  await until(() => readRow(observer.doc, 'documents', body.document), 'the row on a board')
  return body.document
}

const get = (hall: Hall, who: Joined | null, document: string, headers = {}) =>
  fetch(`${hall.origin}/documents/${hall.session}/${document}${who ? `?seat=${who.seat}` : ''}`, {
    headers: { ...(who && { Cookie: who.cookie }), ...headers },
  })

const contents = (hall: Pick<TestServer, 'storage' | 'session'>) =>
  hall.storage.listContents(hall.session)

beforeAll(async () => {
  server = await startServer({ env: { LIMIT_DOCUMENTS: '1000' } })
  observer = await connectSeat(server, 'observer')
  germany = await seat(server, 'delegate', 'DEU')
  norway = await seat(server, 'delegate', 'NOR')
  chair = await seat(server, 'chair', 'GBR')
  secretary = await seat(server, 'secretary')
})
afterAll(async () => {
  observer.close()
  await server.stop()
})

describe('[W4] a document', () => {
  it.each([
    ['a PDF', pdf(), 'Programme.pdf', 'application/pdf', 'attachment'],
    ['a PNG', png, 'Map.png', 'image/png', 'inline'],
    ['a JPEG', jpeg, 'Map.jpg', 'image/jpeg', 'inline'],
    ['a WebP', webp, 'Map.webp', 'image/webp', 'inline'],
    ['plain text', plain, 'Заява.txt', 'text/plain', 'attachment'],
  ] as const)(
    '%s comes back byte by byte, under safe headers',
    async (_, bytes, name, type, kind) => {
      const document = await tabled(server, germany, bytes, { name, item: 'priorities' })
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      expect(readRow(observer.doc, 'documents', document)).toMatchObject({
        item: 'priorities',
        name,
        type,
        size: bytes.length,
        sha256,
        by: 'Anna Weber',
        delegation: 'DEU',
        removedAt: null,
      })
      const response = await get(server, norway, document)
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
      expect(response.headers.get('content-type')?.split(';')[0]).toBe(type)
      const disposition = response.headers.get('content-disposition') ?? ''
      expect(disposition.startsWith(`${kind}; `)).toBe(true)
      expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
      expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(response.headers.get('cache-control')).toContain('no-store')
    },
  )

  it('is an act of the seat in the ledger, with the SHA-256 of its content', async () => {
    await tabled(server, chair, pdf('Speaking order'))
    const act = (await server.storage.readLedger(server.session, 0)).at(-1)
    expect(act).toMatchObject({
      act: 'document:add',
      seat: chair.seat,
      actor: 'Anna Weber',
      role: 'chair',
      delegation: 'GBR',
    })
    expect(act?.input).toContain(createHash('sha256').update(pdf('Speaking order')).digest('hex'))
  })

  it('[C3][C4] sent twice with one id is one; other bytes under that id are refused, and nothing is left of them', async () => {
    const id = commandId()
    const [one, two] = await Promise.all([
      table(server, germany, pdf('Twice'), { id }),
      table(server, germany, pdf('Twice'), { id }),
    ])
    expect(two.body).toEqual(one.body)
    const before = await contents(server)
    const other = await table(server, germany, pdf('Something else'), { id })
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'command_id_reused' } } })
    expect(await contents(server)).toEqual(before)
    const document = one.body.ok ? one.body.document : ''
    expect(await (await get(server, norway, document)).text()).toContain('Twice')
  })

  it('is tabled by those who take part, and by nobody else', async () => {
    for (const [role, delegation] of [
      ['secretary', null],
      ['chair', 'GBR'],
      ['kyiv', 'UKR'],
      ['delegate', 'DEU'],
      ['staff', 'NATO'],
    ] as const)
      await tabled(server, await seat(server, role, delegation), pdf(role))
    for (const role of ['observer', 'screen'] as const) {
      const viewer = await join(server, await server.token(role))
      const viewing = await connectSeat(server, role, null, {
        token: viewer.cookie.split('=')[1] ?? '',
      })
      const before = await contents(server)
      expect(await table(server, viewer, pdf())).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden', rule: 'C2' } },
      })
      expect(await contents(server)).toEqual(before)
      viewing.close()
    }
  })

  it('is refused for an item that is not there, and leaves nothing behind', async () => {
    const before = [await contents(server), rootOf(observer.doc, 'documents').size]
    expect(await table(server, germany, pdf(), { item: 'no-such-item' })).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', rule: 'W4' } },
    })
    expect([await contents(server), rootOf(observer.doc, 'documents').size]).toEqual(before)
  })
})

describe('[W5] what is no document', () => {
  const html = '<!doctype html><script>alert(1)</script>'
  it.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'empty.txt'],
    ['a page called a PDF', Buffer.from(html), 'Programme.pdf'],
    ['a page after a byte order mark', Buffer.from(`\ufeff \n${html}`), 'notes.txt'],
    ['a drawing with a script', Buffer.from('<svg onload="alert(1)"/>'), 'map.svg'],
    ['a drawing called a picture', Buffer.from('<?xml version="1.0"?><svg/>'), 'map.png'],
    ['a GIF that is a script', Buffer.from('GIF89a/*\u0000*/=1;alert(1)'), 'a.gif'],
    ['an archive', Buffer.from('PK\u0003\u0004\u0014\u0000'), 'a.docx'],
    ['a program', Buffer.from('\u007fELF\u0002\u0001\u0001\u0000'), 'a.pdf'],
    ['PostScript', Buffer.from('%!PS-Adobe-3.0\n'), 'a.pdf'],
    ['a page with a PDF behind it', Buffer.concat([Buffer.from(html), pdf()]), 'a.pdf'],
    ['half a PNG signature', png.subarray(0, 6), 'a.png'],
    ['a RIFF that is no WebP', Buffer.from('RIFF\u0024\u0000\u0000\u0000WAVEfmt '), 'a.webp'],
    ['text in Latin-1', Buffer.from('Kiew für alle', 'latin1'), 'a.txt'],
    ['text in UTF-16', Buffer.from('\ufeffTagesordnung', 'utf16le'), 'a.txt'],
    ['text with an escape', Buffer.from('a\u001b]0;owned\u0007'), 'a.txt'],
  ])('%s is refused', async (_, bytes, name) => {
    const before = await contents(server)
    expect(await table(server, germany, bytes, { name })).toMatchObject({
      status: 415,
      body: { ok: false, error: { code: 'document_type', rule: 'W5' } },
    })
    expect(await contents(server)).toEqual(before)
  })

  it('what is two things at once is served as the first, and executed by nobody', async () => {
    for (const bytes of [
      Buffer.concat([pdf(), Buffer.from(html)]),
      Buffer.concat([png, Buffer.from(html)]),
      Buffer.concat([jpeg, Buffer.from(`*/=1;alert(1)/*${html}`)]),
    ]) {
      const document = await tabled(server, germany, bytes, {
        name: 'index.html',
        headers: { 'Content-Type': 'text/html' },
      })
      const { headers } = await get(server, norway, document)
      expect(headers.get('content-type')).toMatch(/^(application\/pdf|image\/(png|jpeg))$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/^sandbox;/)
      expect(readRow(observer.doc, 'documents', document)?.name).toMatch(/\.(pdf|png|jpg)$/)
    }
  })

  it.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Users\\admin\\Plan.PDF', 'Plan.pdf'],
    ['.htaccess', 'htaccess.pdf'],
    ['con.pdf', '_con.pdf'],
    ['', 'document.pdf'],
    ['...', 'document.pdf'],
    ['Order\r\nSet-Cookie: a=b', 'OrderSet-Cookie a=b.pdf'],
    ['Invoice\u202efdp.exe', 'Invoicefdp.exe.pdf'],
    ['a\u0000.html', 'a.html.pdf'],
    ['"; filename=evil.html', '; filename=evil.html.pdf'],
    ['Ґрунт і вода.pdf', 'Ґрунт і вода.pdf'],
  ])('a file called %j is kept as %s', async (name, kept) => {
    const document = await tabled(server, germany, pdf(), { name })
    expect(readRow(observer.doc, 'documents', document)?.name).toBe(kept)
    const { headers } = await get(server, norway, document)
    const disposition = headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[\w .()-]+"; filename\*=UTF-8''[^\s;"]+$/)
    expect(headers.get('set-cookie')).toBeNull()
  })

  it('a name without end ends within 120 characters, with its ending', async () => {
    const document = await tabled(server, germany, pdf(), { name: `${'😀'.repeat(200)}.pdf` })
    const name = readRow(observer.doc, 'documents', document)?.name ?? ''
    expect(name.length).toBeLessThanOrEqual(120)
    expect(name.isWellFormed() && name.endsWith('.pdf')).toBe(true)
  })

  it('of exactly 10 MiB is taken, of one byte more is refused', async () => {
    const largest = Buffer.concat([pdf(), Buffer.alloc(maxDocumentBytes)])
    const document = await tabled(server, germany, largest.subarray(0, maxDocumentBytes))
    const back = await (await get(server, norway, document)).arrayBuffer()
    expect(Buffer.from(back).equals(largest.subarray(0, maxDocumentBytes))).toBe(true)
    expect(await table(server, germany, largest.subarray(0, maxDocumentBytes + 1))).toMatchObject({
      status: 413,
      body: { error: { code: 'too_large', rule: 'W5' } },
    })
  })

  it('an upload without end is cut off, and read no further', async () => {
    const socket = await dial(server)
    let answer = ''
    let isOver = false
    let sent = 0
    const logged = server.logged.length
    socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
    socket.on('close', () => (isOver = true))
    const query = `item=opening&name=a&commandId=${commandId()}&seat=${germany.seat}`
    socket.write(
      `POST /documents/${server.session}?${query} HTTP/1.1\r\nHost: a\r\nCookie: ${germany.cookie}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const chunk = Buffer.concat([
      Buffer.from('10000\r\n'),
      Buffer.alloc(0x10000, '%'),
      Buffer.from('\r\n'),
    ])
    await until(() => {
      while (!isOver && socket.writableLength < 0x40000) {
        socket.write(chunk)
        sent += chunk.length
      }
      return isOver
    }, 'the server to hang up')
    // Whoever goes on sending may not come to read the answer.
    expect(answer).toMatch(/^(HTTP\/1\.1 413 |$)/)
    expect(server.logged.slice(logged).join('')).toContain('"status":413')
    // What was read, and what lay in the buffers of the two ends.
    expect(sent).toBeLessThan(4 * maxDocumentBytes)
  })
})

it('[W5] an upload that dawdles is cut off', async () => {
  const slow = await startServer({ env: { LIMIT_HEADERS_MS: '200' } })
  const delegate = await seat(slow, 'delegate', 'DEU')
  const socket = await dial(slow)
  let answer = ''
  let isOver = false
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
  socket.on('close', () => (isOver = true))
  const query = `item=opening&name=a&commandId=${commandId()}&seat=${delegate.seat}`
  socket.write(
    `POST /documents/${slow.session}?${query} HTTP/1.1\r\nHost: a\r\nCookie: ${delegate.cookie}\r\nContent-Length: 1000\r\n\r\n%PDF-`,
  )
  await until(() => {
    if (!isOver) socket.write('.')
    return isOver
  }, 'the server to hang up')
  expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/)
  expect(await contents(slow)).toEqual([])
  // Its place among the bodies under way is free again.
  for (let n = 0; n < 3; n++)
    expect((await table(slow, delegate, pdf(String(n)))).body).toMatchObject({ ok: true })
  await slow.stop()
})

describe('[W8] a document is served', () => {
  it('to every live seat of its session that shows who it is, and to nobody else', async () => {
    const document = await tabled(server, germany, pdf('For the hall'))
    for (const who of [germany, norway, chair, secretary])
      expect((await get(server, who, document)).status).toBe(200)
    expect((await get(server, null, document)).status).toBe(401)
    expect((await get(server, { ...norway, cookie: '' }, document)).status).toBe(401)
    const forged = norway.cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect((await get(server, { ...norway, cookie: forged }, document)).status).toBe(401)
    const evil = { Origin: 'https://evil.example' }
    expect((await get(server, norway, document, evil)).status).toBe(401)
    const bearer = { Authorization: `Bearer ${norway.cookie.split('=')[1] ?? ''}` }
    expect((await get(server, null, document, bearer)).status).toBe(200)
    // A link is not yet a seat.
    const link = { Authorization: `Bearer ${await server.token('delegate', 'DEU')}` }
    expect((await get(server, null, document, link)).status).toBe(401)
    expect((await get(server, norway, 'no-such-document')).status).toBe(404)
    expect((await get(server, norway, '..%2f..%2fpledgehall.sqlite')).status).toBe(404)
  })

  it('[L6] no page of another origin tables one with a seat’s cookie', async () => {
    const before = await contents(server)
    const headers = { Origin: 'https://evil.example' }
    expect(await table(server, germany, pdf(), { headers })).toMatchObject({
      status: 401,
      body: { error: { rule: 'L6' } },
    })
    expect(await contents(server)).toEqual(before)
  })

  it('to no seat of another session, which tables nothing here either', async () => {
    const credential = secretary.cookie.split('=')[1] ?? ''
    const client = await connectSeat(server, 'secretary', null, { token: credential })
    const made = await client.act('session:create', {
      title: 'UDCG-28',
      date: '2025-06-04',
      place: 'NATO HQ, Brussels',
      marking: 'UNCLASSIFIED',
    })
    client.close()
    if (!made.ok) throw new Error(made.error.message)
    const stranger = await join(server, made.token)
    await sitDown(server, stranger, 'Ingrid Larsen')
    const document = await tabled(server, germany, pdf('Only here'))
    expect((await get(server, stranger, document)).status).toBe(404)
    expect((await get({ ...server, session: made.session }, stranger, document)).status).toBe(404)
    expect((await table(server, stranger, pdf())).status).toBe(404)
  })

  it('[L2] not to a revoked seat, nor does an upload under way outlive its seat', async () => {
    const document = await tabled(server, germany, pdf('Before'))
    const leaving = await seat(server, 'delegate', 'NLD')
    const body = pdf('Too late')
    const socket = await dial(server)
    let answer = ''
    socket.on('data', (data: Buffer) => (answer += data.toString('latin1')))
    const query = `item=opening&name=a&commandId=${commandId()}&seat=${leaving.seat}`
    socket.write(
      `POST /documents/${server.session}?${query} HTTP/1.1\r\nHost: a\r\nCookie: ${leaving.cookie}\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
    )
    socket.write(body.subarray(0, 20))
    await server.app.seats.revokeSeat(leaving.seat)
    socket.write(body.subarray(20))
    await until(() => answer.includes('\r\n\r\n'), 'an answer')
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
    socket.destroy()
    expect((await get(server, leaving, document)).status).toBe(403)
    expect((await table(server, leaving, pdf())).status).toBe(403)
  })
})

describe('[W7] a document is removed', () => {
  it('by its delegation and the chair’s team, by nobody else; its row stays, its content goes', async () => {
    const other = await connectSeat(server, 'delegate', 'NOR')
    const own = await connectSeat(server, 'delegate', 'DEU')
    const staff = await connectSeat(server, 'secretary')
    for (const remover of [own, staff]) {
      const document = await tabled(server, germany, pdf(remover.role))
      expect(await other.act('document:remove', { document })).toMatchObject({
        ok: false,
        error: { code: 'forbidden', rule: 'W7' },
      })
      expect((await get(server, norway, document)).status).toBe(200)
      expect(await remover.act('document:remove', { document })).toMatchObject({ ok: true })
      expect((await get(server, norway, document)).status).toBe(404)
      expect(await contents(server)).not.toContain(document)
      await until(
        () => readRow(observer.doc, 'documents', document)?.removedAt,
        'the row to say that it was removed',
      )
      expect(readRow(observer.doc, 'documents', document)).toMatchObject({
        size: pdf(remover.role).length,
      })
      expect(await remover.act('document:remove', { document })).toMatchObject({
        ok: false,
        error: { code: 'not_found', rule: 'W7' },
      })
    }
    for (const client of [other, own, staff]) client.close()
  })
})

describe('[W6] the room for documents', () => {
  it('has an end, is not taken twice, and what is removed makes room', async () => {
    const small = await startServer({ env: { DOCUMENT_BYTES: '1000' } })
    const delegate = await seat(small, 'delegate', 'DEU')
    const client = await connectSeat(small, 'delegate', 'DEU')
    const bytes = Buffer.concat([pdf(), Buffer.alloc(500)])
    // What an upload left that was cut off before its row came to be.
    await small.storage.addContent(small.session, { id: 'orphan', at: 0, bytes }, 1000)
    const first = await table(small, delegate, bytes)
    expect(first.body.ok).toBe(true)
    expect(await contents(small)).not.toContain('orphan')
    expect(await table(small, delegate, bytes)).toMatchObject({
      status: 507,
      body: { error: { code: 'document_quota', rule: 'W6' } },
    })
    const document = first.body.ok ? first.body.document : ''
    expect(await client.act('document:remove', { document })).toMatchObject({ ok: true })
    expect((await table(small, delegate, bytes)).body.ok).toBe(true)
    client.close()
    await small.stop()
  })

  it('[D4] a full disk is told, leaves nothing behind, and the same upload works once there is room', async () => {
    let isFull = true
    const small = await startServer({
      wrap: (storage) => ({
        ...storage,
        addContent: (...given) =>
          isFull
            ? Promise.reject(new StorageError('full', 'disk', 'no space'))
            : storage.addContent(...given),
      }),
    })
    const delegate = await seat(small, 'delegate', 'DEU')
    const id = commandId()
    expect(await table(small, delegate, pdf(), { id })).toMatchObject({
      status: 503,
      body: { error: { code: 'storage_unavailable' } },
    })
    expect(await contents(small)).toEqual([])
    isFull = false
    const again = await table(small, delegate, pdf(), { id })
    expect(again.status).toBe(200)
    await small.stop({ keep: true })
    const later = await startServer({ dataDir: small.dataDir })
    const document = again.body.ok ? again.body.document : ''
    expect(await (await get(later, delegate, document)).text()).toContain('Programme')
    await later.stop()
  })

  it('[G20] a seat that sends too many is told how long to wait', async () => {
    const busy = await startServer({ env: { LIMIT_DOCUMENTS: '2' } })
    const delegate = await seat(busy, 'delegate', 'DEU')
    const other = await seat(busy, 'delegate', 'NOR')
    const answers = []
    for (let n = 0; n < 4; n++) answers.push(await table(busy, delegate, pdf(String(n))))
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toBe('1')
    expect((await table(busy, other, pdf())).status).toBe(200)
    await busy.stop()
  })
})
