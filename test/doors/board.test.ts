// The board door: an unmodified provider in good and bad weather, strangers, slow peers, and what each is told.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRow, editRow, readRow, readRows } from '#shared/board.ts'
import {
  dial,
  emptyStep1,
  openBoard,
  presenceFrame,
  type RawBoard,
  speak,
  step1,
  step2,
  updateFrame,
  varUint,
} from '../support/raw.ts'
import { connectSeat, rowId, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const patriot = {
  capability: 'iamd',
  kind: 'equipment',
  title: 'One more Patriot system',
  quantity: 1,
  unit: 'system',
} as const
const opened: (RawBoard | SeatClient)[] = []
const keep = <T extends RawBoard | SeatClient>(thing: T): T => {
  opened.push(thing)
  return thing
}
const release = () => {
  for (const thing of opened.splice(0)) {
    if ('ws' in thing) thing.ws.terminate()
    else thing.close()
  }
}

/** The bytes in which a fresh client would put this on the board. */
function updateOf(clientId: number, work: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  work(doc)
  return Y.encodeStateAsUpdate(doc)
}

describe('an unmodified provider', () => {
  afterEach(release)

  it('[G11][U3] goes offline, edits, comes back: its work arrives, and what it missed', async () => {
    const server = await startServer()
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const netherlands = keep(await connectSeat(server, 'delegate', 'NLD'))
    const id = germany.pledge(patriot)
    await until(() => readRow(netherlands.doc, 'pledges', id), 'the pledge in The Hague')
    germany.provider.disconnect()
    await until(() => !germany.provider.wsconnected, 'the cable to be out')
    editRow(germany.doc, 'pledges', id, { quantity: 2 })
    const offline = germany.pledge({
      ...patriot,
      title: 'Thirty missiles for Patriot',
      quantity: 30,
      unit: 'round',
    })
    const missed = netherlands.pledge({
      ...patriot,
      title: 'Three launchers for Patriot',
      quantity: 3,
    })
    await until(() => netherlands.provider.synced, 'The Hague to be in sync')
    expect(readRow(netherlands.doc, 'pledges', offline)).toBeNull()
    germany.provider.connect()
    await until(
      () => readRow(netherlands.doc, 'pledges', offline)?.quantity === 30,
      'the new pledge',
    )
    await until(() => readRow(netherlands.doc, 'pledges', id)?.quantity === 2, 'the edit')
    await until(() => readRow(germany.doc, 'pledges', missed), 'what was missed')
    expect(germany.tray).toEqual([])
    expect(Y.encodeStateVector(germany.doc)).toEqual(Y.encodeStateVector(netherlands.doc))
    release()
    await server.stop()
  })

  it('[G11][D5] outlives its server: edits made while it was down arrive at the next one', async () => {
    let server = await startServer()
    const { port } = new URL(server.origin)
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const screen = keep(await connectSeat(server, 'screen'))
    const id = germany.pledge(patriot)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge on the screen')
    await server.stop({ keep: true })
    await until(
      () => !germany.provider.wsconnected && !screen.provider.wsconnected,
      'both to be cut off',
    )
    expect(germany.closes.at(-1)?.code).toBe(1001)
    editRow(germany.doc, 'pledges', id, { quantity: 5 })
    server = await startServer({ dataDir: server.dataDir, env: { PORT: port } })
    await until(() => readRow(screen.doc, 'pledges', id)?.quantity === 5, 'the edit on the screen')
    await until(() => germany.socket.connected, 'the command channel to be back as well')
    release()
    await server.stop()
  })
})

describe('close codes', () => {
  let server: TestServer
  let germany: SeatClient
  beforeAll(async () => {
    server = await startServer()
    germany = await connectSeat(server, 'delegate', 'DEU')
  })
  afterEach(release)
  afterAll(async () => {
    germany.close()
    await server.stop()
  })

  const open = async (
    role: 'delegate' | 'observer' | 'kyiv',
    delegation: string | null = null,
    more = '',
  ) => {
    const token = await server.token(role, delegation)
    return keep(openBoard(server, `/board/${server.session}?token=${token}${more}`))
  }
  const synced = async (raw: RawBoard) => {
    await until(() => raw.frames.length > 0, 'the server to speak')
    raw.ws.send(emptyStep1)
    await until(() => raw.frames.some((frame) => frame[0] === 0 && frame[1] === 1), 'the answer')
    return raw
  }
  const boardBefore = () =>
    JSON.stringify([germany.doc.getMap('pledges'), germany.doc.getMap('requests')])

  it('[G2] 4403 to whoever only reads, by update or by first sync; the others see nothing', async () => {
    const before = boardBefore()
    const row = rowId('UKR')
    const update = updateOf(77, (doc) =>
      createRow(doc, 'requests', row, { capability: 'iamd', title: 'Patriot' }),
    )
    for (const frame of [updateFrame(update), step2(update)]) {
      const raw = await synced(await open('observer'))
      raw.ws.send(frame)
      expect(await raw.closed()).toMatchObject({
        code: 4403,
        reason: expect.stringMatching(/^G2 edit_reader/) as string,
      })
    }
    const own = new Y.Doc()
    createRow(own, 'requests', row, { capability: 'iamd', title: 'Patriot' })
    const offline = keep(
      await connectSeat(server, 'observer', null, { doc: own, expectSync: false }),
    )
    await until(() => offline.closes.length > 0, 'the close')
    expect(offline.closes[0]?.code).toBe(4403)
    expect(boardBefore()).toBe(before)
  })

  it('[G8] 4409 to whoever writes under another seat’s client id, or the server’s', async () => {
    const id = germany.pledge(patriot)
    const netherlands = keep(await connectSeat(server, 'delegate', 'NLD'))
    await until(() => readRow(netherlands.doc, 'pledges', id), 'the pledge')
    const clientId = germany.doc.clientID
    const clock = Y.getState(germany.doc.store, clientId)
    for (const forged of [clientId, 0xfff00000, 0xffffffff]) {
      const doc = new Y.Doc()
      if (forged === clientId) Y.applyUpdate(doc, Y.encodeStateAsUpdate(germany.doc))
      doc.clientID = forged
      createRow(doc, 'pledges', rowId('NLD'), patriot)
      const vector = new Map([[forged, forged === clientId ? clock : 0]])
      const raw = await synced(await open('delegate', 'NLD'))
      raw.ws.send(updateFrame(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(vector))))
      expect(await raw.closed()).toMatchObject({ code: 4409 })
    }
    editRow(germany.doc, 'pledges', id, { quantity: 7 })
    await until(
      () => readRow(netherlands.doc, 'pledges', id)?.quantity === 7,
      'the owner to write on',
    )
    expect(germany.closes).toEqual([])
  })

  it('[G17] 4410 to a client of another epoch', async () => {
    const raw = await open('observer', null, '&epoch=another')
    expect(await raw.closed()).toMatchObject({
      code: 4410,
      reason: expect.stringContaining('G17') as string,
    })
    const epoch = await server.app.rooms.use(server.session, (room) => room.epoch)
    await synced(await open('observer', null, `&epoch=${epoch ?? ''}`))
  })

  it('[G13] 1009 to frames, updates and first syncs that are too large; what fits is judged', async () => {
    const kib = 1024
    const sizes: [Buffer, number][] = [
      [Buffer.alloc(1024 * kib + 1), 1009],
      [updateFrame(new Uint8Array(64 * kib + 1)), 1009],
      [step1(new Uint8Array(256 * kib + 1)), 1009],
      [updateFrame(new Uint8Array(64 * kib).fill(0xff)), 4403],
      [step2(new Uint8Array(100 * kib).fill(0xff)), 4403],
    ]
    for (const [frame, code] of sizes) {
      const raw = await synced(await open('delegate', 'NLD'))
      raw.ws.send(frame)
      expect((await raw.closed()).code, String(frame.length)).toBe(code)
    }
    const raw = await synced(await open('delegate', 'NLD'))
    for (let i = 0; i < 40; i++) raw.ws.send(Buffer.alloc(64 * kib), { fin: false })
    expect((await raw.closed()).code).toBe(1009)
    expect(germany.provider.wsconnected).toBe(true)
  })

  it('[G15] 4403 to text, garbage and half a message; nobody else notices', async () => {
    const bad: (string | Buffer)[] = [
      'hello',
      JSON.stringify({ type: 'sync' }),
      Buffer.alloc(0),
      Buffer.from([9]),
      Buffer.from([0]),
      Buffer.from([0, 9, 0]),
      Buffer.from([0, 0, 5, 1]),
      Buffer.from([0, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
      Buffer.from([255, 255, 255, 255, 255, 255, 255, 255]),
      Buffer.from([1, 3, 255, 255, 255]),
      step1(Buffer.from([255, 255, 255, 255, 7])),
      updateFrame(Buffer.from('Slava Ukraini, but no update')),
      updateFrame(new Uint8Array([1, 255, 255, 255, 255, 7])),
      Buffer.concat([
        Buffer.from([1]),
        varUint(30),
        Buffer.from([1, 5, 1, 200, 1]),
        Buffer.from('{"a":'),
      ]),
    ]
    for (const frame of bad) {
      const raw = await synced(await open('delegate', 'NLD'))
      raw.ws.send(frame)
      const { code, reason } = await raw.closed()
      expect(code, String(frame)).toBe(4403)
      expect(reason).toMatch(/^G\d+ \w+: ./)
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123)
    }
    expect(germany.closes).toEqual([])
  })

  it('[G15] a frame after a refused one is not read', async () => {
    const raw = await synced(await open('delegate', 'NLD'))
    const row = rowId('NLD')
    raw.ws.send(
      updateFrame(updateOf(91, (doc) => createRow(doc, 'pledges', rowId('NOR'), patriot))),
    )
    raw.ws.send(updateFrame(updateOf(92, (doc) => createRow(doc, 'pledges', row, patriot))))
    expect((await raw.closed()).code).toBe(4403)
    const mark = germany.pledge(patriot)
    const screen = keep(await connectSeat(server, 'screen'))
    await until(() => readRow(screen.doc, 'pledges', mark), 'what came after')
    expect(readRow(screen.doc, 'pledges', row)).toBeNull()
  })

  it('[G10] frames sent before the server has said a word are judged like any other', async () => {
    const token = await server.token('delegate', 'NOR')
    const raw = keep(openBoard(server, `/board/${server.session}?token=${token}`))
    const row = rowId('NOR')
    raw.ws.on('open', () => {
      raw.ws.send(updateFrame(updateOf(93, (doc) => createRow(doc, 'pledges', row, patriot))))
      raw.ws.send(emptyStep1)
    })
    await until(() => readRow(germany.doc, 'pledges', row), 'the early pledge in Berlin')
    expect(raw.close()).toBeNull()
  })

  it('[G1] upgrades to elsewhere get an HTTP answer and take nothing down', async () => {
    const upgrade = (path: string) =>
      speak(
        server,
        `GET ${path} HTTP/1.1\r\nHost: hall\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      )
    for (const path of [
      '/',
      '/boards/x',
      '/board',
      '/board/a/b',
      '//board/x',
      'http://[',
      '/%',
      '/seat/x',
    ])
      expect(await upgrade(path), path).toMatch(/^HTTP\/1\.1 404 /)
    const noKey = await speak(
      server,
      `GET /board/${server.session} HTTP/1.1\r\nHost: hall\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    expect(noKey).toMatch(/^HTTP\/1\.1 4\d\d /)
    const h2c = await speak(
      server,
      'GET /health/live HTTP/1.1\r\nHost: hall\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n',
    )
    expect(h2c).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('a restored backup', () => {
  afterEach(release)

  it('[G17] 4410 to each who has seen more, be it edits of others or facts; its board stays as it was restored', async () => {
    let server = await startServer()
    const { port } = new URL(server.origin)
    const { dataDir } = server
    const first = keep(await connectSeat(server, 'delegate', 'DEU'))
    const kept = first.pledge(patriot)
    const screen = keep(await connectSeat(server, 'screen'))
    await until(() => readRow(screen.doc, 'pledges', kept), 'the pledge')
    release()
    await server.stop({ keep: true })
    const backup = await mkdtemp(joinPath(tmpdir(), 'pledgehall-backup-'))
    await cp(dataDir, backup, { recursive: true })

    const env = { PORT: port }
    server = await startServer({ dataDir, env })
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const netherlands = keep(await connectSeat(server, 'delegate', 'NLD'))
    const observer = keep(await connectSeat(server, 'observer'))
    const lost = germany.pledge({ ...patriot, title: 'Thirty missiles for Patriot' })
    for (const { doc } of [netherlands, observer])
      await until(() => readRow(doc, 'pledges', lost), 'the pledge that will be lost')
    await server.stop({ keep: true })

    await rm(dataDir, { recursive: true })
    await cp(backup, dataDir, { recursive: true })
    server = await startServer({ dataDir, env })
    for (const seat of [netherlands, observer]) {
      const close = await until(
        () => seat.closes.find(({ code }) => code >= 4000),
        'each to be told',
      )
      expect(close).toMatchObject({ code: 4410, reason: expect.stringContaining('G17') as string })
    }
    const fresh = keep(await connectSeat(server, 'chair', 'GBR'))
    expect([...readRows(fresh.doc, 'pledges').keys()]).toContain(kept)
    expect([netherlands.tray, observer.tray]).toEqual([[], []])
    release()
    await server.stop()
    await rm(backup, { recursive: true })
  })
})

describe('a caucus', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterEach(release)
  afterAll(() => server.stop())

  it('[G18] drafts reach the seats of their delegation and no byte of them anyone else', async () => {
    const [berlin, bonn] = [
      keep(await connectSeat(server, 'delegate', 'DEU', { door: 'caucus' })),
      keep(await connectSeat(server, 'delegate', 'DEU', { door: 'caucus' })),
    ]
    const hague = keep(await connectSeat(server, 'delegate', 'NLD', { door: 'caucus' }))
    const listeners: RawBoard[] = []
    for (const [role, delegation] of [
      ['delegate', 'NLD'],
      ['chair', 'GBR'],
      ['kyiv', 'UKR'],
      ['secretary', null],
      ['observer', null],
    ] as const) {
      const token = await server.token(role, delegation)
      for (const door of ['board', 'caucus']) {
        if (door === 'caucus' && (role === 'kyiv' || role === 'observer')) continue
        const raw = keep(openBoard(server, `/${door}/${server.session}?token=${token}`))
        raw.ws.on('open', () => raw.ws.send(emptyStep1))
        listeners.push(raw)
      }
    }
    for (const raw of listeners) await until(() => raw.frames.length > 2, 'each to be in sync')
    const secret = 'Two IRIS-T fire units, not before the cabinet has met'
    const draft = rowId('DEU')
    createRow(berlin.doc, 'drafts', draft, { ...patriot, title: secret })
    await until(() => readRow(bonn.doc, 'drafts', draft), 'the draft in Bonn')
    editRow(bonn.doc, 'drafts', draft, { quantity: 2 })
    await until(
      () => readRow(berlin.doc, 'drafts', draft)?.quantity === 2,
      'the colleague’s edit in Berlin',
    )
    const mark = keep(await connectSeat(server, 'delegate', 'NLD')).pledge(patriot)
    const screen = keep(await connectSeat(server, 'screen'))
    await until(() => readRow(screen.doc, 'pledges', mark), 'a tick after it')
    for (const raw of listeners) expect(Buffer.concat(raw.frames).includes(secret)).toBe(false)
    expect([...readRows(hague.doc, 'drafts').keys()].every((id) => id.startsWith('NLD~'))).toBe(
      true,
    )
    expect(readRows(screen.doc, 'drafts').size).toBe(0)
  })

  it.each([
    ['kyiv', 'UKR'],
    ['staff', 'NATO'],
    ['observer', null],
    ['screen', null],
  ] as const)(
    '[G18][H8] %s has no caucus: 4403, and not a frame of any',
    async (role, delegation) => {
      const raw = keep(
        openBoard(
          server,
          `/caucus/${server.session}?token=${await server.token(role, delegation)}`,
        ),
      )
      expect(await raw.closed()).toMatchObject({
        code: 4403,
        reason: expect.stringContaining('G18') as string,
      })
      expect(raw.frames).toEqual([])
    },
  )

  it('[G18][G4] a draft of another delegation cannot be written into one’s own caucus', async () => {
    const hague = keep(await connectSeat(server, 'delegate', 'NLD', { door: 'caucus' }))
    createRow(hague.doc, 'drafts', rowId('DEU'), patriot)
    await until(() => hague.closes.length > 0, 'the close')
    expect(hague.closes[0]).toMatchObject({
      code: 4403,
      reason: expect.stringContaining('G18') as string,
    })
    const path = `/caucus/${server.session}/DEU?token=${await server.token('delegate', 'NLD')}`
    expect((await keep(openBoard(server, path)).closed()).code).toBe(1006)
  })
})

describe('presence', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterEach(release)
  afterAll(() => server.stop())

  const others = (seat: SeatClient) =>
    [...seat.provider.awareness.getStates()].filter(([id]) => id !== seat.doc.clientID)

  it('[G14] the server says who it is, whatever a client claims; viewers are not among them', async () => {
    const chair = keep(await connectSeat(server, 'chair', 'GBR'))
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const observer = keep(await connectSeat(server, 'observer'))
    const row = rowId('DEU')
    germany.provider.awareness.setLocalState({
      user: { seat: 'x', name: 'The Chair', delegation: 'GBR', role: 'chair' },
      looking: { root: 'pledges', row },
      evil: '<script>',
    })
    observer.provider.awareness.setLocalState({
      user: { role: 'chair' },
      looking: { root: 'pledges', row },
    })
    const state = await until(
      () => others(chair).find(([id, { looking }]) => id === germany.doc.clientID && looking),
      'Berlin to be seen looking',
    )
    expect(state[1]).toEqual({
      looking: { root: 'pledges', row },
      user: {
        seat: expect.stringMatching(/^d-/) as string,
        name: '',
        delegation: 'DEU',
        role: 'delegate',
      },
    })
    await until(() => others(observer).length === 2, 'the observer to see both')
    expect(others(chair).map(([id]) => id)).toEqual([germany.doc.clientID])
    germany.close()
    await until(() => others(chair).length === 0, 'Berlin to be gone from the list')
  })

  it('[G14] under another’s client id nothing is said; more than 2 KiB is refused', async () => {
    const chair = keep(await connectSeat(server, 'chair', 'GBR'))
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    await until(() => others(chair).some(([id]) => id === germany.doc.clientID), 'Berlin')
    const raw = keep(
      openBoard(server, `/board/${server.session}?token=${await server.token('delegate', 'NLD')}`),
    )
    await until(() => raw.frames.length > 0, 'the server to speak')
    raw.ws.send(presenceFrame(germany.doc.clientID, 1000, null))
    raw.ws.send(
      presenceFrame(germany.doc.clientID, 1001, { looking: { root: 'pledges', row: 'NLD~0' } }),
    )
    raw.ws.send(presenceFrame(4242, 1, { looking: { root: 'requests', row: 'mine' } }))
    raw.ws.send(presenceFrame(4243, 1, { looking: { root: 'requests', row: 'a ghost' } }))
    await until(() => others(chair).some(([id]) => id === 4242), 'its own word')
    const states = new Map(others(chair))
    expect(states.get(germany.doc.clientID)?.['looking']).toBeNull()
    expect(states.has(4243)).toBe(false)
    raw.ws.send(presenceFrame(4242, 2, { looking: { root: 'requests', row: 'x'.repeat(3000) } }))
    expect(await raw.closed()).toMatchObject({
      code: 4403,
      reason: expect.stringContaining('G14') as string,
    })
  })

  it('[G14] a delegation is present while a seat of it is connected, and for a grace after the last has left', async () => {
    const screen = keep(await connectSeat(server, 'screen'))
    const isPresent = () => readRow(screen.doc, 'roster', 'NOR')?.present
    expect(isPresent()).toBe(false)
    const norway = keep(await connectSeat(server, 'delegate', 'NOR'))
    await until(isPresent, 'Norway to be present')
    norway.close()
    const again = keep(await connectSeat(server, 'delegate', 'NOR'))
    await until(() => others(screen).some(([id]) => id === again.doc.clientID), 'Norway to be back')
    expect(isPresent()).toBe(true)
  })
})

describe('peers that do not keep up', () => {
  let ahead = 0
  let server: TestServer
  let germany: SeatClient
  let screen: SeatClient
  const rows: string[] = []
  const plenty = {
    LIMIT_BYTES: String(1 << 29),
    LIMIT_BYTES_PER_SECOND: String(1 << 29),
    LIMIT_FRAMES: '100000',
    LIMIT_SYNCS: '1000',
  }

  beforeEach(async () => {
    ahead = 0
    rows.length = 0
    server = await startServer({ env: plenty, now: () => Date.now() + ahead })
    germany = await connectSeat(server, 'delegate', 'DEU')
    screen = await connectSeat(server, 'screen')
    for (let i = 0; i < 90; i++)
      rows.push(germany.pledge({ ...patriot, title: `Patriot missile ${String(i)}` }))
  })
  afterEach(async () => {
    release()
    germany.close()
    screen.close()
    await server.stop()
  })

  /** Edits until so many bytes have gone to everyone; resolves when the screen has them all. */
  async function flood(megabytes: number): Promise<void> {
    const rounds = Math.ceil((megabytes * 1024 * 1024) / (90 * 560))
    for (let round = 0; round < rounds; round++) {
      germany.doc.transact(() => {
        for (const row of rows)
          editRow(germany.doc, 'pledges', row, { title: `${String(round)} `.padEnd(490, 'x') })
      })
      await until(
        () => readRow(screen.doc, 'pledges', rows[0] ?? '')?.title.startsWith(`${String(round)} `),
        `round ${String(round)} on the screen`,
      )
    }
  }
  async function deafObserver(): Promise<RawBoard> {
    const raw = keep(
      openBoard(server, `/board/${server.session}?token=${await server.token('observer')}`),
    )
    await until(() => raw.frames.length > 0, 'the server to speak')
    raw.ws.send(emptyStep1)
    await until(() => raw.frames.length > 2, 'the board')
    raw.ws.pause()
    return raw
  }

  it('[G19] one that stops reading is skipped, nothing piles up for it, and one diff catches it up', async () => {
    const raw = await deafObserver()
    const received = raw.frames.length
    const megabytes = 16
    await flood(megabytes)
    raw.ws.resume()
    const doc = new Y.Doc()
    let read = 0
    const last = readRow(screen.doc, 'pledges', rows[0] ?? '')?.title
    await until(() => {
      for (; read < raw.frames.length; read++) applyFrame(doc, raw.frames[read] as Buffer)
      return readRow(doc, 'pledges', rows[0] ?? '')?.title === last
    }, 'the one that slept to be caught up')
    expect(raw.close()).toBeNull()
    // What the network held, up to 10 MiB, what the server did, at most 256 KiB, and the diff.
    const bytes = raw.frames.slice(received).reduce((sum, frame) => sum + frame.length, 0)
    expect(bytes).toBeLessThan((megabytes - 4) * 1024 * 1024)
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(screen.doc))
  })

  it('[G19] one that reads nothing for 30 s is closed with 1013; nobody waits for it', async () => {
    const raw = await deafObserver()
    await flood(12)
    ahead = 31_000
    await flood(1)
    await until(
      () => server.logged.some((line) => line.includes('"why":"too_slow"')),
      'the server to lose its patience',
    )
    raw.ws.resume()
    expect(await raw.closed()).toMatchObject({
      code: 1013,
      reason: expect.stringContaining('G19') as string,
    })
  })

  it('[G19][G20] one that asks again and again without reading gets one answer, not a pile of them', async () => {
    for (const row of rows)
      editRow(germany.doc, 'pledges', row, {
        condition: 'c'.repeat(300),
        partOf: 'r'.repeat(300),
      })
    await flood(0.1)
    const raw = await deafObserver()
    const isAnswer = (frame: Buffer) => frame[0] === 0 && frame[1] === 1
    const before = raw.frames.filter(isAnswer).length
    const asked = 300
    for (let i = 0; i < asked; i++)
      raw.ws.send(step1(Buffer.concat([varUint(1), varUint(i + 1), varUint(1)])))
    raw.ws.send('the last word, after which the server has read them all')
    await until(() => server.logged.some((line) => line.includes('"code":4403')), 'it to be read')
    raw.ws.resume()
    await raw.closed()
    const answers = raw.frames.filter(isAnswer).slice(before)
    const bytes = answers.reduce((sum, frame) => sum + frame.length, 0)
    expect(bytes / answers.length).toBeGreaterThan(100_000)
    expect(answers.length).toBeLessThan(asked / 2)
  })

  it('[G20] pings count as frames, and are not answered to one that does not read', async () => {
    const raw = keep(
      openBoard(server, `/board/${server.session}?token=${await server.token('observer')}`),
    )
    await until(() => raw.frames.length > 0, 'the server to speak')
    let pongs = 0
    raw.ws.on('pong', () => (pongs += 1))
    raw.ws.ping('are you there')
    await until(() => pongs === 1, 'the pong')
    const limited = await startServer({ env: { LIMIT_FRAMES: '50', LIMIT_FRAMES_PER_SECOND: '1' } })
    const noisy = openBoard(
      limited,
      `/board/${limited.session}?token=${await limited.token('observer')}`,
    )
    await until(() => noisy.frames.length > 0, 'the server to speak')
    for (let i = 0; i < 100; i++) noisy.ws.ping()
    expect((await noisy.closed()).code).toBe(4429)
    await limited.stop()
  })
})

describe('half-open and dribbling sockets', () => {
  it('[G19] one that stops half-way through its handshake, or dribbles a frame, holds up nobody', async () => {
    const server = await startServer()
    const token = await server.token('delegate', 'NLD')
    const halves = await Promise.all(Array.from({ length: 20 }, () => dial(server)))
    for (const socket of halves)
      socket.write(
        `GET /board/${server.session}?token=${token} HTTP/1.1\r\nHost: hall\r\nUpgrade: web`,
      )
    const dribbling = openBoard(server, `/board/${server.session}?token=${token}`)
    await until(() => dribbling.frames.length > 0, 'the server to speak')
    const { _socket: under } = dribbling.ws as unknown as { _socket: import('node:net').Socket }
    under.write(Buffer.from([0x82, 0xfe, 0x10]))
    const germany = await connectSeat(server, 'delegate', 'DEU')
    const screen = await connectSeat(server, 'screen')
    const id = germany.pledge(patriot)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge on the screen', 1000)
    germany.close()
    screen.close()
    const began = Date.now()
    await server.stop()
    expect(Date.now() - began).toBeLessThan(1500)
    for (const socket of halves) socket.destroy()
  })
})

/** Applies what a y-websocket frame says to a document, as a client written from the protocol would. */
function applyFrame(doc: Y.Doc, frame: Buffer): void {
  if (frame[0] !== 0 || (frame[1] !== 1 && frame[1] !== 2)) return
  let at = 2
  while (((frame[at] ?? 0) & 0x80) !== 0) at += 1
  Y.applyUpdate(doc, frame.subarray(at + 1))
}
