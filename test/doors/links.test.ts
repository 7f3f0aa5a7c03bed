// Who comes in: links, seats, cookies, and what a stranger gets instead.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readRow, readRows } from '#shared/board.ts'
import { entryOf } from '#shared/session.ts'
import type { Storage } from '#server/storage/storage.ts'
import {
  emptyStep1,
  join,
  type Joined,
  openBoard,
  openCommands,
  type RawBoard,
  type RawCommands,
  sitDown,
} from '../support/raw.ts'
import { commandId, connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const day = 24 * 60 * 60 * 1000
const opened: (RawBoard | RawCommands | SeatClient)[] = []
const keep = <T extends RawBoard | RawCommands | SeatClient>(thing: T): T => {
  opened.push(thing)
  return thing
}
const release = () => {
  for (const thing of opened.splice(0)) {
    if ('ws' in thing) thing.ws.terminate()
    else if ('provider' in thing) thing.close()
    else thing.socket.disconnect()
  }
}

describe('the doors and who may pass', () => {
  let server: TestServer
  /** What the clock of the server is ahead of the real one. */
  let ahead = 0
  let secretary: SeatClient

  beforeAll(async () => {
    server = await startServer({ now: () => Date.now() + ahead })
    secretary = await connectSeat(server, 'secretary')
  })
  afterEach(() => {
    ahead = 0
    release()
  })
  afterAll(async () => {
    secretary.close()
    await server.stop()
  })

  const board = (query: string, headers = {}) =>
    keep(openBoard(server, `/board/${server.session}?${query}`, headers))
  const commandsWith = (options: Parameters<typeof openCommands>[1]) =>
    keep(openCommands(server, options))
  const isIn = (raw: RawBoard) => until(() => raw.frames.length > 0, 'the board to speak')
  const refusedAt = async (token: string) => {
    const response = await fetch(`${server.origin}/join/${token}`, { redirect: 'manual' })
    expect(response.status).toBe(303)
    expect(response.headers.get('set-cookie')).toBeNull()
    return response.headers.get('location')
  }
  const newLink = async (argument: Parameters<typeof createArgument>[0]) => {
    const answer = await secretary.act('link:create', createArgument(argument))
    if (!answer.ok) throw new Error(answer.error.message)
    return answer
  }
  const createArgument = (argument: {
    role: 'delegate' | 'observer' | 'screen' | 'kyiv'
    delegation?: string
    seatLimit?: number
    days?: number
  }) => argument

  it('[L1][G1] a token changed in any place, cut short or made elsewhere opens nothing', async () => {
    const token = await server.token('delegate', 'DEU')
    const elsewhere = await startServer()
    const foreign = await elsewhere.token('delegate', 'DEU')
    await elsewhere.stop()
    const [id = '', signature = ''] = token.split('.')
    const other = (await server.token('chair', 'GBR')).split('.')[0] ?? ''
    const flipped = [...token].map((letter, i) => {
      if (letter === '.') return `${token.slice(0, i)}${token.slice(i + 1)}`
      return `${token.slice(0, i)}${letter === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`
    })
    const worthless = [
      ...flipped,
      token.slice(0, -1),
      `${token}A`,
      `${id}.`,
      `.${signature}`,
      id,
      `${other}.${signature}`,
      `${id}.${id}.${signature}`,
      foreign,
      'A'.repeat(300),
      '%00',
      '%E0%A4%A',
    ]
    for (const wrong of worthless)
      expect(await refusedAt(wrong), wrong).toBe('/refused?code=link_invalid')
    for (const wrong of [flipped[3] ?? '', foreign]) {
      const raw = board(`token=${wrong}`)
      expect(await raw.closed()).toMatchObject({
        code: 4401,
        reason: expect.stringContaining('L1') as string,
      })
      expect(raw.frames).toEqual([])
      expect(await commandsWith({ auth: { token: wrong } }).settled()).toMatchObject({
        code: 'link_invalid',
        rule: 'L1',
      })
    }
    expect(await board('').closed()).toMatchObject({ code: 4401 })
    expect(await commandsWith({}).settled()).toMatchObject({
      code: 'not_authenticated',
      rule: 'G1',
    })
  })

  it('[L1] a seat’s credential is no link, and one link’s seat cannot be moved to another', async () => {
    const germany = await join(server, await server.token('delegate', 'DEU'))
    const chair = await join(server, await server.token('chair', 'GBR'))
    const [, credential = ''] = germany.cookie.split('=')
    expect(await refusedAt(credential)).toBe('/refused?code=link_invalid')
    const [seat, , signature] = credential.split('.')
    const [, chairLink] = chair.cookie.split('=')[1]?.split('.') ?? []
    const moved = {
      seat: germany.seat,
      cookie: `seat.${germany.seat}=${[seat, chairLink, signature].join('.')}`,
    }
    expect((await sitDown(server, moved, 'Nobody')).status).toBe(401)
    const swapped = { seat: chair.seat, cookie: `seat.${chair.seat}=${credential}` }
    expect((await sitDown(server, swapped, 'Nobody')).status).toBe(401)
  })

  it('[L2] a link expires: nobody comes in any more, and its seats are out within a second', async () => {
    const { token } = await newLink({ role: 'delegate', delegation: 'DEU', days: 1 })
    const seat = keep(await connectSeat(server, 'delegate', 'DEU', { token }))
    const other = keep(await connectSeat(server, 'delegate', 'NLD'))
    let reason: unknown = null
    seat.socket.on('seat:revoked', (refusal) => (reason = refusal))
    ahead = day + 1000
    await until(() => seat.closes.length > 0 && reason, 'both sockets to be turned out', 1000)
    expect(seat.closes[0]).toMatchObject({
      code: 4401,
      reason: expect.stringContaining('link_expired') as string,
    })
    expect(reason).toMatchObject({ code: 'link_expired', rule: 'L2' })
    expect(await refusedAt(token)).toBe('/refused?code=link_expired')
    expect((await board(`token=${token}`).closed()).code).toBe(4401)
    expect(other.closes).toEqual([])
  })

  it('[L2][L7] a revoked link: both sockets of each seat are out within a second, the token is dead', async () => {
    const { token, link } = await newLink({ role: 'delegate', delegation: 'NOR' })
    const first = keep(await connectSeat(server, 'delegate', 'NOR', { token }))
    const joined = await join(server, token)
    expect((await sitDown(server, joined, 'Kari Nordmann')).status).toBe(200)
    const cookie = { Cookie: joined.cookie }
    const second = board(`seat=${joined.seat}`, cookie)
    const channel = commandsWith({ query: { seat: joined.seat }, headers: cookie })
    expect(await channel.settled()).toBe('admitted')
    await isIn(second)
    let told: unknown = null
    channel.socket.on('seat:revoked', (reason: unknown) => (told = reason))

    expect(await secretary.act('link:revoke', { link: link.id })).toEqual({ ok: true })
    await until(
      () =>
        first.closes.length > 0 &&
        second.close() &&
        !channel.socket.connected &&
        !first.socket.connected,
      'everyone of the link to be out',
      1000,
    )
    expect(second.close()).toMatchObject({
      code: 4401,
      reason: expect.stringContaining('L2') as string,
    })
    expect(told).toMatchObject({ code: 'link_revoked', rule: 'L2' })
    expect(await refusedAt(token)).toBe('/refused?code=link_revoked')
    expect((await board(`seat=${joined.seat}`, cookie).closed()).code).toBe(4401)
    expect((await sitDown(server, joined, 'Kari Nordmann')).status).toBe(403)
  })

  it('[L2][L7] a revoked seat is out within a second, its neighbours stay, its place is free', async () => {
    const { token, link } = await newLink({ role: 'delegate', delegation: 'NOR', seatLimit: 2 })
    const [ola, kari] = [await join(server, token), await join(server, token)]
    for (const [seat, name] of [
      [ola, 'Ola'],
      [kari, 'Kari'],
    ] as const)
      expect((await sitDown(server, seat, name)).status).toBe(200)
    const boards = [ola, kari].map(({ seat, cookie }) => board(`seat=${seat}`, { Cookie: cookie }))
    for (const raw of boards) await isIn(raw)
    expect(await secretary.act('seat:revoke', { seat: ola.seat })).toEqual({ ok: true })
    const [out, stays] = boards
    await until(() => out?.close(), 'the seat to be out', 1000)
    expect(out?.close()?.code).toBe(4401)
    const listed = await secretary.act('link:list', {})
    const seats = listed.ok ? listed.links.find(({ id }) => id === link.id)?.seats : []
    expect(
      seats?.map(({ name, revokedAt, connected }) => [name, revokedAt !== null, connected]).sort(),
    ).toEqual([
      ['Kari', false, true],
      ['Ola', true, false],
    ])
    expect(stays?.close()).toBeNull()
    expect((await sitDown(server, await join(server, token), 'Per')).status).toBe(200)
    expect((await sitDown(server, await join(server, token), 'Pål')).status).toBe(409)
  })

  it('[L3] five people of a delegation, not six, also when all come at once; each says its name once', async () => {
    const { token } = await newLink({ role: 'delegate', delegation: 'NLD' })
    const joined = await Promise.all(Array.from({ length: 9 }, () => join(server, token)))
    expect(new Set(joined.map(({ seat }) => seat)).size).toBe(9)
    const answers = await Promise.all(
      joined.map(async (seat, i) => (await sitDown(server, seat, `Person ${String(i)}`)).json()),
    )
    const full = answers.filter((answer) => !(answer as { ok: boolean }).ok)
    expect(full).toHaveLength(4)
    for (const answer of full)
      expect(answer).toMatchObject({
        error: { code: 'link_full', rule: 'L3', params: { limit: 5 } },
      })
    const i = answers.findIndex((answer) => (answer as { ok: boolean }).ok)
    const again = await (await sitDown(server, joined[i] as Joined, 'Somebody else')).json()
    expect(again).toMatchObject({ ok: true, seat: { name: `Person ${String(i)}`, named: true } })
    expect(await commandsWith({ auth: { token } }).settled()).toMatchObject({ code: 'link_full' })
    expect(await board(`token=${token}`).closed()).toMatchObject({
      code: 4401,
      reason: expect.stringContaining('link_full') as string,
    })
  })

  it('[L3] a preview of the link, or one that is opened and left, takes no seat', async () => {
    const { token, link } = await newLink({ role: 'delegate', delegation: 'NLD', seatLimit: 1 })
    for (let i = 0; i < 5; i++) {
      await join(server, token, { 'User-Agent': 'WhatsApp/2.23', Purpose: 'prefetch' })
      const head = await fetch(`${server.origin}/join/${token}`, {
        method: 'HEAD',
        redirect: 'manual',
      })
      expect(head.status).toBe(303)
    }
    const joined = await join(server, token)
    const looked = await fetch(`${server.origin}/api/seat/${joined.seat}`, {
      headers: { Cookie: joined.cookie },
    })
    expect(await looked.json()).toMatchObject({
      ok: true,
      seat: { named: false, delegation: 'NLD', role: 'delegate' },
    })
    const listed = await secretary.act('link:list', {})
    expect(listed.ok && listed.links.find(({ id }) => id === link.id)?.seats).toEqual([])
    expect((await sitDown(server, joined, 'Jan Jansen')).status).toBe(200)
  })

  it('[L4] several seats live in one browser; leaving one leaves the others', async () => {
    const tokens = [
      await server.token('secretary'),
      await server.token('kyiv', 'UKR'),
      await server.token('delegate', 'DEU'),
      await server.token('delegate', 'DEU'),
    ]
    const joined: Joined[] = []
    for (const token of tokens) joined.push(await join(server, token))
    expect(new Set(joined.map(({ cookie }) => cookie.split('=')[0])).size).toBe(4)
    const jar = joined.map(({ cookie }) => cookie).join('; ')
    for (const { seat } of joined) {
      expect((await sitDown(server, { seat, cookie: jar }, `Seat ${seat}`)).status).toBe(200)
      const channel = commandsWith({ query: { seat }, headers: { Cookie: jar } })
      let welcome: unknown = null
      channel.socket.on('seat:welcomed', (message: unknown) => (welcome = message))
      await until(() => welcome, 'the welcome')
      expect(welcome).toMatchObject({ seat, name: `Seat ${seat}` })
    }
    const [gone] = joined
    const left = await fetch(`${server.origin}/api/seat/${gone?.seat ?? ''}/leave`, {
      method: 'POST',
      headers: { Cookie: jar },
    })
    expect(left.headers.getSetCookie()).toEqual([
      `seat.${gone?.seat ?? ''}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`,
    ])
  })

  it('[L3] who leaves makes room for the next, in every tab of that seat', async () => {
    const { token } = await newLink({ role: 'delegate', delegation: 'NLD', seatLimit: 1 })
    const joined = await join(server, token)
    const { seat, cookie } = joined
    expect((await sitDown(server, joined, 'Jan Jansen')).status).toBe(200)
    const otherTab = board(`seat=${seat}`, { Cookie: cookie })
    await isIn(otherTab)
    const next = await join(server, token)
    expect((await sitDown(server, next, 'Piet de Vries')).status).toBe(409)
    const stranger = await fetch(`${server.origin}/api/seat/${seat}/leave`, {
      method: 'POST',
      headers: { Cookie: next.cookie },
    })
    expect(stranger.status).toBe(200)
    expect((await sitDown(server, next, 'Piet de Vries')).status).toBe(409)
    await fetch(`${server.origin}/api/seat/${seat}/leave`, {
      method: 'POST',
      headers: { Cookie: cookie },
    })
    expect(await otherTab.closed()).toMatchObject({
      code: 4401,
      reason: expect.stringContaining('not_authenticated') as string,
    })
    expect((await sitDown(server, next, 'Piet de Vries')).status).toBe(200)
    expect((await sitDown(server, joined, 'Jan Jansen')).status).toBe(403)
  })

  it('[L3] the links of the demo admit whoever tries them again and again', async () => {
    const token = await server.token('chair', 'GBR')
    for (let i = 0; i < 8; i++)
      expect((await sitDown(server, await join(server, token), `Try ${String(i)}`)).status).toBe(
        200,
      )
  })

  it('[L1] a link that was cut off leads a person to a page, not to code', async () => {
    for (const path of ['/join', '/join/']) {
      const answer = await fetch(server.origin + path, { redirect: 'manual' })
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        '/refused?code=link_invalid',
      ])
    }
  })

  it('[L4] a browser that has opened two hundred links is still served', async () => {
    const token = await server.token('observer')
    const joined: Joined[] = []
    for (let i = 0; i < 200; i++) joined.push(await join(server, token))
    const jar = joined.map(({ cookie }) => cookie).join('; ')
    const last = joined.at(-1) as Joined
    const looked = await fetch(`${server.origin}/api/seat/${last.seat}`, {
      headers: { Cookie: jar },
    })
    expect(looked.status).toBe(200)
    await isIn(board(`seat=${last.seat}`, { Cookie: jar }))
  })

  it('[L6] a page of another origin neither posts nor opens a socket with a seat’s cookie', async () => {
    const joined = await join(server, await server.token('delegate', 'DEU'))
    const { seat, cookie } = joined
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      `${server.origin}.evil.example`,
    ]) {
      const headers = { Cookie: cookie, Origin: origin }
      const posted = await sitDown(server, joined, 'Mallory', { Origin: origin })
      expect(await posted.json()).toMatchObject({ ok: false, error: { rule: 'L6' } })
      const read = await fetch(`${server.origin}/api/seat/${seat}`, { headers })
      expect(read.status).toBe(401)
      const leave = await fetch(`${server.origin}/api/seat/${seat}/leave`, {
        method: 'POST',
        headers,
      })
      expect([leave.status, leave.headers.get('set-cookie')]).toEqual([401, null])
      const raw = board(`seat=${seat}`, headers)
      expect(await raw.closed()).toMatchObject({
        code: 4401,
        reason: expect.stringContaining('L6') as string,
      })
      expect(raw.frames).toEqual([])
      for (const transports of [['websocket'], ['polling']]) {
        const channel = commandsWith({ query: { seat }, headers, transports })
        await expect(channel.settled()).rejects.toThrow()
      }
    }
    const own = { Cookie: cookie, Origin: server.origin }
    expect((await sitDown(server, joined, 'Erika Mustermann', own)).status).toBe(200)
    await isIn(board(`seat=${seat}`, own))
    expect(await commandsWith({ query: { seat }, headers: own }).settled()).toBe('admitted')
  })

  it('[L1] without cookies the token is shown as Bearer or as ?token=, on both sockets and over HTTP', async () => {
    const token = await server.token('delegate', 'DEU')
    const made = await fetch(`${server.origin}/api/seats`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token, name: 'A client in Rust', function: 'Interpreter' }),
    })
    const { credential, seat } = (await made.json()) as {
      credential: string
      seat: { seat: string }
    }
    for (const shown of [token, credential]) {
      const bearer = { Authorization: `Bearer ${shown}` }
      await isIn(board('', bearer))
      await isIn(board(`token=${shown}`))
      expect(await commandsWith({ headers: bearer }).settled()).toBe('admitted')
      expect(await commandsWith({ query: { token: shown } }).settled()).toBe('admitted')
      expect(
        await commandsWith({ auth: { token: shown }, transports: ['polling'] }).settled(),
      ).toBe('admitted')
    }
    const looked = await fetch(`${server.origin}/api/seat/${seat.seat}`, {
      headers: { Authorization: `Bearer ${credential}` },
    })
    expect(await looked.json()).toMatchObject({
      seat: { name: 'A client in Rust', delegation: 'DEU' },
    })
    const another = await fetch(`${server.origin}/api/seat/somebody-else`, {
      headers: { Authorization: `Bearer ${credential}` },
    })
    expect(another.status).toBe(401)
  })

  it('[L7][G1] a secretary makes a session; its token works there and nowhere else', async () => {
    const about = {
      title: 'UDCG 28',
      date: '2025-06-04',
      place: 'Brussels',
      marking: 'UNCLASSIFIED',
    }
    const id = commandId()
    const made = await secretary.act('session:create', about, id)
    if (!made.ok) throw new Error(made.error.message)
    expect(await secretary.act('session:create', about, id)).toEqual(made)
    const there = { ...server, session: made.session }
    const incoming = keep(await connectSeat(there, 'secretary', null, { token: made.token }))
    await until(() => readRows(incoming.doc, 'roster').size > 50, 'the roster to be carried over')
    expect(incoming.doc.getMap('session').toJSON()).toMatchObject({
      title: 'UDCG 28',
      state: 'planned',
    })
    const link = await incoming.act('link:create', { role: 'delegate', delegation: 'DEU' })
    if (!link.ok) throw new Error(link.error.message)

    expect(await board(`token=${made.token}`).closed()).toMatchObject({ code: 4404 })
    const crossed = keep(
      openBoard(server, `/board/${made.session}?token=${await server.token('delegate', 'DEU')}`),
    )
    expect(await crossed.closed()).toMatchObject({ code: 4404 })
    expect(crossed.frames).toEqual([])
    expect(
      await keep(openBoard(server, `/board/nowhere?token=${made.token}`)).closed(),
    ).toMatchObject({ code: 4404 })

    for (const [name, input] of [
      ['link:revoke', { link: link.link.id }],
      ['seat:revoke', { seat: `d-${link.link.id}` }],
    ] as const) {
      if (name === 'seat:revoke')
        await isIn(keep(openBoard(server, `/board/${made.session}?token=${link.token}`)))
      expect(await secretary.act(name, input as never)).toMatchObject({
        ok: false,
        error: { code: 'not_found', rule: 'L7' },
      })
    }
    const listed = await secretary.act('link:list', {})
    expect(listed.ok && listed.links.some(({ id: other }) => other === link.link.id)).toBe(false)
    expect((await server.storage.readLink(link.link.id))?.revokedAt).toBeNull()
  })

  it('[L8] the roster keeps a delegation that has a seat or a row, and drops one that has neither', async () => {
    const about = {
      title: 'UDCG 28',
      date: '2025-06-04',
      place: 'Brussels',
      marking: 'UNCLASSIFIED',
    }
    const made = await secretary.act('session:create', about)
    if (!made.ok) throw new Error(made.error.message)
    const there = { ...server, session: made.session }
    const chief = keep(await connectSeat(there, 'secretary', null, { token: made.token }))
    const link = await chief.act('link:create', { role: 'delegate', delegation: 'PRT' })
    if (!link.ok) throw new Error(link.error.message)
    const joined = await join(server, link.token)
    expect((await sitDown(server, joined, 'Maria Silva')).status).toBe(200)
    const roster = [...readRows(chief.doc, 'roster')].map(([id, row]) => entryOf(id, row))
    const without = (...ids: string[]) => ({
      delegations: roster.filter(({ id }) => !ids.includes(id)),
    })
    expect(await chief.act('roster:import', without('PRT'))).toMatchObject({
      ok: false,
      error: { code: 'roster_in_use', rule: 'L8' },
    })
    expect(readRow(chief.doc, 'roster', 'PRT')).not.toBeNull()
    expect(await chief.act('seat:revoke', { seat: joined.seat })).toEqual({ ok: true })
    expect(await chief.act('roster:import', without('PRT', 'ESP'))).toEqual({ ok: true })
    await until(
      () => !readRow(chief.doc, 'roster', 'PRT') && !readRow(chief.doc, 'roster', 'ESP'),
      'both to be gone',
    )
  })
})

describe('behind a proxy that ends TLS', () => {
  it('[L4] cookies are Secure when the proxy says https, or PUBLIC_URL does; not because a client claims so', async () => {
    const https = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.7' }
    const trusting = await startServer({ env: { TRUST_PROXY: '1' } })
    const attributes = 'Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict'
    const of = async (server: TestServer, headers = {}) => {
      const { setCookie } = await join(server, await server.token('observer'), headers)
      return setCookie.slice(setCookie.indexOf(';') + 2)
    }
    expect(await of(trusting, https)).toBe(`${attributes}; Secure`)
    expect(await of(trusting)).toBe(attributes)
    await trusting.stop()
    const plain = await startServer()
    expect(await of(plain, https)).toBe(attributes)
    await plain.stop()
    const published = await startServer({ env: { PUBLIC_URL: 'https://hall.example.org' } })
    expect(await of(published)).toBe(`${attributes}; Secure`)
    const joined = await join(published, await published.token('delegate', 'DEU'))
    const own = await sitDown(published, joined, 'Erika Mustermann', {
      Origin: 'https://hall.example.org',
    })
    expect(own.status).toBe(200)
    await published.stop()
  })
})

describe('a seat withdrawn while it is coming in', () => {
  it('[L2] is out again at once: no connection slips past its revocation', async () => {
    let hold: Promise<void> | null = null
    let waiting = 0
    const slow = (storage: Storage): Storage =>
      Object.assign(Object.create(storage) as Storage, {
        readSeat: async (id: string) => {
          const row = await storage.readSeat(id)
          waiting += 1
          await hold
          return row
        },
      })
    const server = await startServer({ wrap: slow })
    const token = await server.token('delegate', 'DEU')
    const joined = await join(server, token)
    expect((await sitDown(server, joined, 'Erika Mustermann')).status).toBe(200)
    const { promise, resolve } = Promise.withResolvers<void>()
    hold = promise
    waiting = 0
    const raw = openBoard(server, `/board/${server.session}?seat=${joined.seat}`, {
      Cookie: joined.cookie,
    })
    const channel = openCommands(server, {
      query: { seat: joined.seat },
      headers: { Cookie: joined.cookie },
    })
    await until(() => waiting === 2, 'both sockets to be at the door')
    await server.app.seats.revokeSeat(joined.seat)
    resolve()
    expect(await raw.closed()).toMatchObject({
      code: 4401,
      reason: expect.stringContaining('L2') as string,
    })
    await until(
      () => !channel.socket.active || channel.socket.disconnected,
      'the channel to be closed',
    )
    await until(() => server.app.seats.connectionsOf(joined.seat) === 0, 'nobody to be left')
    channel.socket.disconnect()
    await server.stop()
  })
})

describe('what the log says', () => {
  it('[L5] no line holds a usable token, credential or cookie, whatever was asked and whatever broke', async () => {
    let isBroken = false
    const breakable = (storage: Storage): Storage =>
      new Proxy(storage, {
        get(target, name) {
          const method = Reflect.get(target, name) as (...args: unknown[]) => unknown
          return (...args: unknown[]) => {
            if (isBroken) throw new Error(`could not ${String(name)} ${JSON.stringify(args)}`)
            return method.apply(target, args)
          }
        },
      })
    const server = await startServer({ wrap: breakable })
    const token = await server.token('delegate', 'DEU')
    const secrets = [token, token.split('.')[1] ?? '']
    const joined = await join(server, token)
    const credential = joined.cookie.split('=')[1] ?? ''
    secrets.push(credential, credential.split('.')[2] ?? '')
    await sitDown(server, joined, 'Erika Mustermann')
    const everything = async () => {
      const { seat, cookie } = joined
      const paths = [
        `/join/${token}`,
        `//join/${token}`,
        `/join//${token}`,
        `/JOIN/${token}`,
        `/join%2F${token}`,
        `/join/${token.replace('.', '%2E')}`,
        `/${token}`,
        `/api/seat/${seat}?token=${token}`,
        `/api/seat/${credential}`,
        `/seat/${seat};${token}`,
        `/health/ready?token=${token}`,
        `/socket.io/?EIO=4&transport=polling&token=${token}`,
        `/socket.io/${token}?EIO=4&transport=polling`,
      ]
      for (const path of paths) {
        for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE'])
          await fetch(`${server.origin}${path}`, {
            method,
            redirect: 'manual',
            headers: { Cookie: cookie },
          })
      }
      const sockets = [
        `/board/${server.session}?token=${token}`,
        `/board/${token}?token=${credential}`,
        `/caucus/${server.session}?token=${credential}`,
        `/nowhere/${token}?token=${token}`,
        `/board/${server.session}/${token}`,
      ].map((path) => openBoard(server, path, { Cookie: cookie, Authorization: `Bearer ${token}` }))
      const channels = [['websocket'], ['polling'], ['polling', 'websocket']].map((transports) =>
        openCommands(server, {
          auth: { token },
          query: { seat, token: credential },
          headers: { Cookie: cookie },
          transports,
        }),
      )
      for (const channel of channels) await channel.settled().catch(() => undefined)
      await until(
        () => sockets.every(({ ws, frames }) => ws.readyState === ws.CLOSED || frames.length > 0),
        'each socket to be answered',
      )
      for (const { ws } of sockets) {
        if (ws.readyState === ws.OPEN) ws.send(Buffer.from([0, 2, 3, 1, 2, 3]))
        if (ws.readyState === ws.OPEN) ws.send(emptyStep1)
      }
      await fetch(`${server.origin}/api/seats`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token, name: token, function: '' }),
      })
      for (const channel of channels) {
        if (channel.socket.connected)
          await channel.send(token, { commandId: token }).catch(() => undefined)
        channel.socket.disconnect()
      }
      for (const { ws } of sockets) ws.terminate()
    }
    await everything()
    isBroken = true
    await everything()
    isBroken = false
    const { length } = server.logged
    expect(length).toBeGreaterThan(60)
    await server.stop()
    for (const line of server.logged)
      for (const secret of secrets) expect(line.includes(secret), line.slice(0, 300)).toBe(false)
  })
})
