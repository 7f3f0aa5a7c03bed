// Too much of everything: who floods is told so, everyone else notices nothing; and a hall full of honest people is none.
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRow, editRow, readRow, readRows } from '#shared/board.ts'
import { Bucket, Buckets } from '#server/limits.ts'
import { addressOf } from '#server/seats/visitor.ts'
import {
  dial,
  emptyStep1,
  join,
  openBoard,
  openCommands,
  presenceFrame,
  type RawBoard,
  sitDown,
  speak,
  step1,
  updateFrame,
  varUint,
} from '../support/raw.ts'
import { connectSeat, rowId, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts'
import { until } from '../support/until.ts'

const offer = {
  capability: 'artillery',
  kind: 'ammunition',
  title: '10,000 rounds of 155 mm',
  quantity: 10_000,
  unit: 'round',
} as const
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
const keep = (raw: RawBoard) => {
  cleanups.push(() => {
    raw.ws.terminate()
  })
  return raw
}

/** A server with two seats that have nothing to do with it. */
async function openHall(options: TestServerOptions = {}) {
  const server = await startServer(options)
  cleanups.push(() => server.stop())
  const germany = await connectSeat(server, 'delegate', 'DEU')
  const screen = await connectSeat(server, 'screen')
  cleanups.push(() => {
    germany.close()
    screen.close()
  })
  const row = germany.pledge(offer)
  await until(() => readRow(screen.doc, 'pledges', row), 'the pledge on the screen')
  let quantity = 10_000
  /** An edit of the uninvolved goes through, soon. */
  const goesOn = async () => {
    editRow(germany.doc, 'pledges', row, { quantity: ++quantity })
    await until(
      () => readRow(screen.doc, 'pledges', row)?.quantity === quantity,
      'an edit of the uninvolved',
      1000,
    )
    expect([...germany.closes, ...screen.closes]).toEqual([])
  }
  return { server, germany, screen, goesOn }
}

async function openSynced(server: TestServer, token: string, headers = {}): Promise<RawBoard> {
  const raw = keep(openBoard(server, `/board/${server.session}?token=${token}`, headers))
  raw.ws.on('open', () => {
    raw.ws.send(emptyStep1)
  })
  await until(
    () => raw.close() !== null || raw.frames.some((frame) => frame[0] === 0 && frame[1] === 1),
    'the board',
  )
  return raw
}

const handshake = (server: TestServer, address?: string) =>
  speak(
    server,
    `GET /board/${server.session} HTTP/1.1\r\nHost: hall\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${address === undefined ? '' : `X-Forwarded-For: ${address}\r\n`}\r\n`,
    (answer) => answer.includes('\r\n\r\n'),
  )

describe('[G20] floods from one address', () => {
  it('connections: HTTP 429 with the seconds to wait, on both sockets and by polling', async () => {
    const { server, goesOn } = await openHall({
      env: { LIMIT_CONNECTS_PER_ADDRESS: '30', LIMIT_CONNECTS_PER_ADDRESS_PER_SECOND: '1' },
    })
    const answers = await Promise.all(Array.from({ length: 60 }, () => handshake(server)))
    const refused = answers.filter((answer) =>
      answer.startsWith('HTTP/1.1 429 Too Many Requests\r\n'),
    )
    expect(refused.length).toBeGreaterThanOrEqual(30)
    expect(refused[0]).toMatch(/\r\nRetry-After: \d+\r\n/)
    expect(refused[0]).toMatch(/"code":"too_many","rule":"G20"/)
    const polling = await fetch(`${server.origin}/socket.io/?EIO=4&transport=polling`)
    expect([polling.status, await polling.json()]).toMatchObject([
      429,
      { error: { code: 'too_many', rule: 'G20' } },
    ])
    await goesOn()
  })

  it('of which a server behind a proxy believes the nearest proxy, and one without believes none', async () => {
    const few = { LIMIT_CONNECTS_PER_ADDRESS: '10', LIMIT_CONNECTS_PER_ADDRESS_PER_SECOND: '1' }
    const proxied = await startServer({ env: { ...few, TRUST_PROXY: '1' } })
    cleanups.push(() => proxied.stop())
    const flood = (server: TestServer, address: (i: number) => string) =>
      Promise.all(Array.from({ length: 40 }, (_, i) => handshake(server, address(i)))).then(
        (answers) => answers.filter((answer) => answer.startsWith('HTTP/1.1 429')).length,
      )
    expect(await flood(proxied, () => '203.0.113.7')).toBe(30)
    expect(await flood(proxied, (i) => `198.51.100.${String(i)}, 203.0.113.7`)).toBe(40)
    expect(await flood(proxied, (i) => `2001:db8:0:7::${i.toString(16)}`)).toBe(30)
    expect(await flood(proxied, (i) => `198.51.100.${String(i)}`)).toBe(0)
    const bare = await startServer({ env: few })
    cleanups.push(() => bare.stop())
    expect(await flood(bare, (i) => `198.51.100.${String(i)}`)).toBe(30)
  })

  it('silent connections and slow headers: cut off, the rest is served', async () => {
    const { server, goesOn } = await openHall({
      env: { LIMIT_CONNECTIONS_PER_ADDRESS: '40', LIMIT_HEADERS_MS: '500' },
    })
    const silent = await Promise.all(Array.from({ length: 60 }, () => dial(server)))
    let cut = 0
    for (const socket of silent) {
      socket.on('close', () => (cut += 1))
      socket.on('data', () => undefined)
      socket.write('GET / HTTP/1.1\r\nX-Slow: ')
    }
    await until(() => cut >= 20, 'those beyond the limit to be cut off')
    await goesOn()
    await until(() => cut === 60, 'the slow ones to be cut off', 4000)
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200)
    const slow = await speak(server, 'GET / HTTP/1.1\r\nX-Slow: ')
    expect(slow).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    await goesOn()
  })

  it('joins: HTTP 429; a link opened before still works, another address is not concerned', async () => {
    const { server, goesOn } = await openHall({
      env: {
        TRUST_PROXY: '1',
        LIMIT_JOINS_PER_ADDRESS: '20',
        LIMIT_JOINS_PER_ADDRESS_PER_SECOND: '1',
      },
    })
    const token = await server.token('delegate', 'NLD')
    const from = (address: string) => ({ 'X-Forwarded-For': address })
    const opened = await Promise.all(
      Array.from({ length: 50 }, () =>
        fetch(`${server.origin}/join/${token}`, {
          redirect: 'manual',
          headers: from('203.0.113.7'),
        }),
      ),
    )
    expect(opened.filter(({ status }) => status === 303)).toHaveLength(20)
    const refused = opened.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refused?.json()).toMatchObject({
      ok: false,
      error: { code: 'too_many', rule: 'G20' },
    })
    const joined = await join(server, token, from('203.0.113.8'))
    expect((await sitDown(server, joined, 'Jan Jansen', from('203.0.113.8'))).status).toBe(200)
    expect((await sitDown(server, joined, 'Jan Jansen', from('203.0.113.7'))).status).toBe(429)
    expect(
      (await fetch(`${server.origin}/health/live`, { headers: from('203.0.113.7') })).status,
    ).toBe(200)
    await goesOn()
  })
})

describe('[G20] floods from one seat', () => {
  it('connections: 1013, and the page of another seat opens', async () => {
    const { server, goesOn } = await openHall({ env: { LIMIT_CONNECTIONS_PER_SEAT: '5' } })
    const token = await server.token('delegate', 'NLD')
    for (let i = 0; i < 5; i++) expect((await openSynced(server, token)).close()).toBeNull()
    expect(
      await keep(openBoard(server, `/board/${server.session}?token=${token}`)).closed(),
    ).toMatchObject({
      code: 1013,
      reason: expect.stringContaining('G20 too_many') as string,
    })
    const channels = Array.from({ length: 12 }, () => openCommands(server, { auth: { token } }))
    cleanups.push(() => {
      for (const { socket } of channels) socket.disconnect()
    })
    const settled = await Promise.all(channels.map((channel) => channel.settled()))
    expect(settled.filter((answer) => answer !== 'admitted').length).toBeGreaterThan(0)
    expect(settled.find((answer) => answer !== 'admitted')).toMatchObject({
      code: 'too_many',
      rule: 'G20',
    })
    expect((await openSynced(server, await server.token('delegate', 'NOR'))).close()).toBeNull()
    await goesOn()
  })

  /** New pledges whose notes are as long as a note may be. */
  const placed = new Y.Doc()
  for (let i = 0; i < 27; i++)
    createRow(placed, 'pledges', rowId('NLD'), { ...offer, note: 'N'.repeat(2000) })
  const sixtyKiB = updateFrame(Y.encodeStateAsUpdate(placed))

  const floods: readonly (readonly [string, (i: number) => Buffer])[] = [
    ['SyncStep1', () => emptyStep1],
    [
      'SyncStep1 with a new state vector each',
      (i) => step1(Buffer.concat([varUint(1), varUint(i + 1), varUint(1)])),
    ],
    ['awareness', (i) => presenceFrame(7, i, { looking: { root: 'pledges', row: String(i) } })],
    ['awareness of thousands of ghosts', (i) => presenceFrame(i, 1, { looking: null })],
    ['questions who is here', () => Buffer.from([3])],
    ['empty updates', () => updateFrame(new Uint8Array([0, 0]))],
    ['updates of 60 KiB, each of them legal', () => sixtyKiB],
  ]
  it.each(floods)('%s: 4429', async (_, frame) => {
    const { server, goesOn } = await openHall()
    const raw = await openSynced(server, await server.token('delegate', 'NLD'))
    for (let i = 0; i < 3000; i++) raw.ws.send(frame(i))
    const close = await raw.closed()
    expect(close).toMatchObject({
      code: 4429,
      reason: expect.stringMatching(/^G20 too_many: .* [0-9]+ s/) as string,
    })
    await goesOn()
  })

  it('refused updates, garbage and oversize frames: after thirty of them the seat is asked to stay away', async () => {
    const { server, goesOn } = await openHall({
      env: { LIMIT_FAULTS: '12', LIMIT_FAULTS_PER_SECOND: '1' },
    })
    for (const [role, delegation, bytes, code] of [
      ['delegate', 'NLD', updateFrame(Buffer.from('no update at all')), 4403],
      ['delegate', 'NOR', Buffer.alloc(1024 * 1024 + 1), 1009],
      ['kyiv', 'UKR', step1(new Uint8Array(300 * 1024)), 1009],
    ] as const) {
      const token = await server.token(role, delegation)
      const codes: number[] = []
      while (codes.at(-1) !== 1013 && codes.length < 40) {
        const raw = await openSynced(server, token)
        if (raw.close() === null) raw.ws.send(bytes)
        codes.push((await raw.closed()).code)
      }
      expect(codes.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => code))
      expect(codes.at(-1)).toBe(1013)
      await goesOn()
    }
  })

  it('answers that must be encoded for it alone: 1013 once it has had its share', async () => {
    const { server, goesOn } = await openHall({
      env: { LIMIT_ENCODED: '200000', LIMIT_ENCODED_PER_SECOND: '1024' },
    })
    const token = await server.token('observer')
    const codes = new Set<number>()
    for (let i = 0; i < 30 && codes.size === 0; i++) {
      const raw = await openSynced(server, token)
      for (let j = 0; j < 10 && raw.close() === null; j++)
        raw.ws.send(step1(Buffer.concat([varUint(1), varUint(i * 10 + j + 1), varUint(1)])))
      raw.ws.send('and out')
      const { code } = await raw.closed()
      if (code !== 4403) codes.add(code)
    }
    expect([...codes]).toEqual([1013])
    await goesOn()
    const other = await openSynced(server, await server.token('delegate', 'NOR'))
    expect(other.close()).toBeNull()
  })

  it('packets on the command channel that are no commands: the connection is closed', async () => {
    const { server, goesOn } = await openHall({
      env: { LIMIT_FRAMES: '50', LIMIT_FRAMES_PER_SECOND: '1' },
    })
    const token = await server.token('delegate', 'NLD')
    for (const transports of [['websocket'], ['polling']]) {
      const channel = openCommands(server, { auth: { token }, transports })
      expect(await channel.settled()).toBe('admitted')
      for (let i = 0; i < 200; i++)
        channel.socket.emit('time:read', { commandId: 'without-acknowledgement' })
      await until(() => !channel.socket.connected, 'the end of it')
      channel.socket.disconnect()
    }
    const bare = keep(openBoard(server, '/socket.io/?EIO=4&transport=websocket'))
    await until(() => bare.frames.length > 0, 'the handshake')
    for (let i = 0; i < 200; i++) bare.ws.send('40{"token":"guessed"}')
    await bare.closed()
    const noisy = keep(openBoard(server, '/socket.io/?EIO=4&transport=websocket'))
    await until(() => noisy.frames.length > 0, 'the handshake')
    for (let i = 0; i < 200; i++) noisy.ws.ping()
    await noisy.closed()
    await goesOn()
  })
})

describe('[G20] an honest hall is no flood', () => {
  it('285 seats join at once from one address: link, name, board and commands', async () => {
    const { server, goesOn } = await openHall()
    const token = await server.token('observer')
    await Promise.all(
      Array.from({ length: 285 }, async (_, i) => {
        const joined = await join(server, token)
        const headers = { Cookie: joined.cookie }
        expect((await fetch(`${server.origin}/api/seat/${joined.seat}`, { headers })).status).toBe(
          200,
        )
        expect((await sitDown(server, joined, `Person ${String(i)}`)).status).toBe(200)
        const raw = keep(openBoard(server, `/board/${server.session}?seat=${joined.seat}`, headers))
        raw.ws.on('open', () => {
          raw.ws.send(emptyStep1)
        })
        const channel = openCommands(server, { query: { seat: joined.seat }, headers })
        cleanups.push(() => channel.socket.disconnect())
        await until(() => raw.close() ?? raw.frames.some((frame) => frame[1] === 1), 'the board')
        expect(raw.close()).toBeNull()
        expect(await channel.settled()).toBe('admitted')
      }),
    )
    await goesOn()
  })

  it('1,000 viewers on one observer link, all dropped and all back at once, twice', async () => {
    const { server, goesOn } = await openHall()
    const token = await server.token('observer')
    let viewers: RawBoard[] = []
    for (let wave = 0; wave < 3; wave++) {
      for (const { ws } of viewers) ws.terminate()
      viewers = await Promise.all(Array.from({ length: 1000 }, () => openSynced(server, token)))
      expect(viewers.filter((raw) => raw.close() !== null)).toEqual([])
    }
    await goesOn()
  })

  it('57 delegations at twenty edits a second each are all heard', async () => {
    const { server, screen } = await openHall()
    const delegations = [...readRows(screen.doc, 'roster').keys()]
      .filter((id) => !['UKR', 'NATO', 'DEU'].includes(id))
      .slice(0, 56)
    const writers: SeatClient[] = await Promise.all(
      delegations.map((delegation) => connectSeat(server, 'delegate', delegation)),
    )
    cleanups.push(() => {
      for (const writer of writers) writer.close()
    })
    expect(writers).toHaveLength(56)
    const rows = writers.map((writer) => writer.pledge(offer))
    // Two seconds of it in as little time as it takes: the burst is what the limits see.
    for (let edit = 1; edit <= 40; edit++) {
      for (const [i, writer] of writers.entries())
        editRow(writer.doc, 'pledges', rows[i] ?? '', { quantity: edit })
      await new Promise(setImmediate)
    }
    for (const row of rows)
      await until(
        () => readRow(screen.doc, 'pledges', row)?.quantity === 40,
        'the last edit of each',
      )
    expect(writers.flatMap(({ closes }) => closes)).toEqual([])
  })
})

describe('[G20] buckets', () => {
  it('never take more room than they were given, whoever comes, and forget who is quiet', () => {
    const buckets = new Buckets({ burst: 2, perSecond: 1 }, 100)
    for (let i = 0; i < 100_000; i++)
      buckets.of(`10.0.${String(i >> 8)}.${String(i & 255)}`, i).take(i)
    expect(buckets.size).toBeLessThanOrEqual(100)
    const calm = new Buckets({ burst: 2, perSecond: 1 }, 100)
    for (let i = 0; i < 99; i++) calm.of(String(i), 0).take(0)
    const noisy = calm.of('noisy', 0)
    for (let i = 0; i < 9; i++) noisy.take(2500, i)
    calm.of('another', 2500)
    expect(calm.size).toBeLessThan(5)
    expect(calm.of('noisy', 2500)).toBe(noisy)
  })

  it('neither refill nor drain when the clock is set back', () => {
    const bucket = new Bucket({ burst: 10, perSecond: 10 }, 1_000_000)
    expect(bucket.take(1_000_000, 8)).toBe(true)
    expect(bucket.take(0, 2)).toBe(true)
    expect(bucket.take(0, 1)).toBe(false)
    expect(bucket.secondsUntil(0, 10)).toBe(1)
    expect(bucket.take(1000, 10)).toBe(true)
  })

  it.each([
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('count %s as %s', (remoteAddress, counted) => {
    const request = { headers: {}, socket: { remoteAddress } } as never
    expect(addressOf(request, { trustProxy: false, publicUrl: undefined })).toBe(counted)
  })
})
