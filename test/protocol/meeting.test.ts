// Every part in one whole meeting, played by a client that was written from shared/PROTOCOL.md alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import {
  Board,
  Commands,
  type Credential,
  digestOfList,
  digestOfPledge,
  type Fields,
  joinWithBearer,
  joinWithCookie,
  newRowId,
  withLinkToken,
} from './stranger.ts'

const irisT = {
  capability: 'iamd',
  kind: 'equipment',
  title: 'Four IRIS-T air-defence systems',
  quantity: 4,
  unit: 'system',
}
const parts = [
  ['chair', 'GBR'],
  ['kyiv', 'UKR'],
  ['delegate', 'DEU'],
  ['delegate', 'NLD'],
  ['staff', 'NATO'],
  ['observer', null],
  ['screen', null],
] as const

let server: TestServer
let session: string
const leaving: { leave(): void }[] = []
const tokens = new Map<string, string>()

interface Part {
  readonly seat: string
  readonly credential: Credential
  board: Board
  readonly commands: Commands
}
const all: Record<string, Part> = {}
const part = (name: string): Part => {
  const found = all[name]
  if (found === undefined) throw new Error(`nobody is ${name}`)
  return found
}

function keep<T extends { leave(): void }>(connection: T): T {
  leaving.push(connection)
  return connection
}
const openBoard = (credential: Credential, door = 'board') =>
  keep(new Board(server.origin, `/${door}/${session}`, credential))
async function sitAt(name: string, seat: string, credential: Credential): Promise<Part> {
  const board = openBoard(credential)
  const commands = keep(new Commands(server.origin, credential))
  await until(() => board.isSynced && commands.welcome, `${name} to be in`)
  return (all[name] = { seat, credential, board, commands })
}
/** Waits until each of these sees the fields so. */
async function seenBy(names: readonly string[], root: string, row: string, fields: Fields) {
  for (const name of names)
    await until(
      () => {
        const seen = part(name).board.row(root, row)
        return seen && Object.entries(fields).every(([field, value]) => seen[field] === value)
      },
      `${name} to see ${JSON.stringify(fields)}`,
    )
}
const everyone = ['secretary', 'GBR', 'UKR', 'DEU', 'NLD', 'NATO', 'observer', 'screen']
const stateSeenBy = (names: readonly string[], state: string) =>
  Promise.all(
    names.map((name) =>
      until(
        () => part(name).board.doc.getMap('session').get('state') === state,
        `${name} to see the session ${state}`,
      ),
    ),
  )
const refusedWith = (code: string, rule: string) => ({ ok: false, error: { code, rule } })

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  for (const connection of leaving) connection.leave()
  await server.stop()
})

describe('a stranger’s client takes every part in a meeting', () => {
  const request = newRowId('UKR')
  const systems = newRowId('DEU')
  const money = newRowId('NLD')
  const seen = (pledge: string, reader: string) => ({
    pledge,
    seen: digestOfPledge(part(reader).board.row('pledges', pledge) ?? {}),
  })

  it('secretary: makes the session, its agenda and its links', async () => {
    const { credential } = await joinWithBearer(
      server.origin,
      await server.token('secretary'),
      'Ann',
    )
    const former = keep(new Commands(server.origin, credential))
    const made = await former.send('session:create', {
      title: 'Ukraine Defense Contact Group (UDCG-28)',
      date: '2025-06-04',
      place: 'NATO HQ, Brussels',
      marking: 'UNCLASSIFIED, RELEASABLE TO UDCG',
    })
    expect(made).toMatchObject({ ok: true })
    const own = await joinWithBearer(server.origin, String(made['token']), 'Ann Example')
    session = own.seat.session
    expect(session).toBe(made['session'])
    expect(own.seat).toMatchObject({ role: 'secretary', delegation: null, named: true })
    const secretary = await sitAt('secretary', own.seat.seat, own.credential)
    const items = [
      { id: 'opening', title: 'Opening', minutes: 10 },
      { id: 'pledges', title: 'Announcements of pledges', owner: 'Chair' },
    ]
    const entryFields = [
      'id',
      'title',
      'owner',
      'minutes',
      'kind',
      'capability',
      'secondsEach',
      'parent',
    ]
    const copied = secretary.board.doc.getMap<{ toJSON(): Fields }>('agenda')
    const standing = [...copied]
      .map(([id, row]): Fields => ({ id, ...row.toJSON() }))
      .sort((a, b) => Number(a['order']) - Number(b['order']))
      .map((row) => Object.fromEntries(entryFields.map((field) => [field, row[field] ?? null])))
    expect(standing.length).toBeGreaterThan(10)
    const seen = digestOfList(standing)
    expect(await secretary.commands.send('agenda:set', { items, seen })).toEqual({ ok: true })
    expect(await secretary.commands.send('agenda:set', { items, seen })).toMatchObject(
      refusedWith('agenda_stale', 'A7'),
    )
    const roster = secretary.board.doc.getMap<{ toJSON(): Fields }>('roster')
    const delegations = [...roster].map(([id, row]) => {
      const { nameEn, nameFr, nameUk, kind, role, stance } = row.toJSON()
      return { id, nameEn, nameFr, nameUk, kind, role, stance }
    })
    expect(delegations.length).toBeGreaterThan(50)
    expect(await secretary.commands.send('roster:import', { delegations })).toEqual({ ok: true })
    for (const [role, delegation] of parts) {
      const input = { role, delegation, days: 2 }
      const link = await secretary.commands.send('link:create', input, `link-${role}-${delegation}`)
      expect(link).toMatchObject({ ok: true, link: { role, delegation, revokedAt: null } })
      expect(
        await secretary.commands.send('link:create', input, `link-${role}-${delegation}`),
      ).toEqual(link)
      tokens.set(delegation ?? role, String(link['token']))
    }
    expect(await secretary.commands.send('link:create', { role: 'delegate' })).toMatchObject(
      refusedWith('bad_input', 'C1'),
    )
  })

  it('each comes in its own way: cookie, Bearer, the link’s own token', async () => {
    for (const name of ['GBR', 'UKR', 'observer']) {
      const token = tokens.get(name) ?? ''
      const joined = await joinWithCookie(server.origin, token, `Head of ${name}`)
      expect(joined.status).toBe(303)
      expect(joined.before.named).toBe(name === 'observer')
      expect(joined.seat).toMatchObject({ session, named: true })
      await sitAt(name, joined.seat.seat, joined.credential)
    }
    for (const name of ['DEU', 'NLD', 'NATO']) {
      const joined = await joinWithBearer(server.origin, tokens.get(name) ?? '', `Adviser, ${name}`)
      await sitAt(name, joined.seat.seat, joined.credential)
    }
    const screen = await sitAt('screen', '', withLinkToken(tokens.get('screen') ?? ''))
    expect(screen.commands.welcome).toMatchObject({ session, role: 'screen', delegation: null })
    const nobody = openBoard(withLinkToken('made.up'))
    await until(() => nobody.closed, 'the made-up token to be turned away')
    expect(nobody.closed).toMatchObject({
      code: 4401,
      reason: expect.stringMatching(/^L1 link_invalid: /) as string,
    })
    const elsewhere = keep(new Board(server.origin, '/board/elsewhere', screen.credential))
    await until(() => elsewhere.closed, 'another session to be closed')
    expect(elsewhere.closed?.code).toBe(4404)
    const channel = keep(new Commands(server.origin, withLinkToken('made.up')))
    await until(() => channel.refused, 'the refusal')
    expect(channel.refused).toMatchObject({ code: 'link_invalid', rule: 'L1' })
    await seenBy(['screen'], 'roster', 'DEU', { present: true })
  })

  it('chair: opens, and turns to the first item; everyone sees it', async () => {
    const { commands } = part('GBR')
    expect(await commands.send('agenda:next')).toMatchObject(refusedWith('session_state', 'A4'))
    expect(await part('UKR').commands.send('session:open')).toMatchObject(
      refusedWith('forbidden', 'C2'),
    )
    expect(await commands.send('session:open')).toEqual({ ok: true })
    await stateSeenBy(everyone, 'open')
    expect(await commands.send('agenda:next')).toEqual({ ok: true, item: 'opening' })
    expect(await commands.send('agenda:next')).toEqual({ ok: true, item: 'pledges' })
    expect(await commands.send('agenda:next')).toMatchObject(refusedWith('agenda_end', 'A3'))
    await seenBy(everyone, 'agenda', 'pledges', { state: 'open', owner: 'Chair' })
    expect(await commands.send('session:suspend')).toEqual({ ok: true })
    expect(await commands.send('session:open')).toEqual({ ok: true })
  })

  it('kyiv and delegations: a request, a draft, pledges; each is told when its edit is saved', async () => {
    const { board: kyiv } = part('UKR')
    kyiv.create('requests', request, {
      capability: 'iamd',
      title: 'Ten systems able to stop ballistic missiles',
      quantity: 10,
      unit: 'system',
      priority: 'urgent',
    })
    expect(kyiv.isSaved).toBe(false)
    await until(() => kyiv.isSaved, 'the request to be saved')
    await seenBy(everyone, 'requests', request, { priority: 'urgent' })

    const { credential, board } = part('DEU')
    const caucus = openBoard(credential, 'caucus')
    await until(() => caucus.isSynced, 'the caucus')
    const draft = caucus.create('drafts', newRowId('DEU'), irisT)
    await until(() => caucus.isSaved, 'the draft to be saved')
    board.create('pledges', systems, { ...irisT, request })
    await until(() => board.isSaved, 'the pledge to be saved')
    caucus.set('drafts', draft, { placedAs: systems })
    const colleague = openBoard(credential, 'caucus')
    await until(() => colleague.row('drafts', draft)?.['placedAs'] === systems, 'the colleague')
    const closed = openBoard(part('NATO').credential, 'caucus')
    await until(() => closed.closed, 'the caucus to be closed to staff')
    expect(closed.closed).toMatchObject({ code: 4403 })

    part('NLD').board.create('pledges', money, {
      capability: 'iamd',
      kind: 'funding',
      title: 'EUR 150m for an air-defence system',
      amountMinor: 15_000_000_000,
      currency: 'EUR',
      condition: 'Subject to parliamentary approval',
      request,
    })
    await seenBy(everyone, 'pledges', systems, { quantity: 4, request })
    await seenBy(everyone, 'pledges', money, { currency: 'EUR' })
    expect(kyiv.row('drafts', draft)).toBeUndefined()
  })

  it('presence: the server says who it is; viewers are not among them', async () => {
    const { board: germany, seat } = part('DEU')
    const { board: chair } = part('GBR')
    germany.look('pledges', systems)
    part('observer').board.look('pledges', systems)
    const state = await until(() => chair.present.get(germany.doc.clientID), 'Berlin to be seen')
    expect(state).toEqual({
      looking: { root: 'pledges', row: systems },
      user: { seat, name: 'Adviser, DEU', delegation: 'DEU', role: 'delegate' },
    })
    const { board: screen } = part('screen')
    screen.askWhoIsHere()
    await until(() => screen.present.has(germany.doc.clientID), 'the screen to see Berlin')
    expect(screen.present.has(part('observer').board.doc.clientID)).toBe(false)
  })

  it('kyiv answers and accepts words, the chair agrees them, and then they are locked', async () => {
    const { commands: kyiv } = part('UKR')
    const { commands: chair } = part('GBR')
    const { board: germany, commands: trayOf } = part('DEU')
    const asked = { ...seen(money, 'UKR'), answer: 'question', text: 'When would it be voted on?' }
    expect(await kyiv.send('pledge:answer', asked)).toEqual({ ok: true })
    await seenBy(everyone, 'agreements', money, { acceptance: 'question', answer: asked.text })
    const stale = seen(systems, 'UKR')
    germany.set('pledges', systems, { deliverBy: 'by the end of 2025' })
    await seenBy(everyone, 'pledges', systems, { deliverBy: 'by the end of 2025' })
    expect(await kyiv.send('pledge:accept', stale)).toMatchObject(refusedWith('stale', 'P5'))
    const words = seen(systems, 'GBR')
    expect(await chair.send('pledge:agree', words)).toMatchObject(refusedWith('not_accepted', 'P6'))
    for (const pledge of [systems, money])
      expect(await kyiv.send('pledge:accept', seen(pledge, 'UKR'))).toEqual({ ok: true })
    const agreed = await chair.send('pledge:agree', words, 'gavel-1')
    expect(agreed).toEqual({ ok: true, digest: words.seen })
    expect(await chair.send('pledge:agree', words, 'gavel-1')).toEqual(agreed)
    expect(await chair.send('session:close', {}, 'gavel-1')).toMatchObject(
      refusedWith('command_id_reused', 'C4'),
    )
    expect(await chair.send('pledge:agree', seen(money, 'GBR'))).toMatchObject({ ok: true })
    await seenBy(everyone, 'agreements', systems, { quantity: 4, unit: 'system', condition: null })
    await seenBy(everyone, 'agreements', money, { amountMinor: 15_000_000_000, condition: 'open' })

    germany.set('pledges', systems, { quantity: 6 })
    const entry = await until(() => trayOf.tray[0], 'the tray')
    expect(entry).toMatchObject({ kind: 'amended', row: systems, field: 'quantity' })
    expect(entry).toMatchObject({ attempted: 6, kept: 4, reason: { code: 'edit_locked' } })
    await until(() => germany.isSaved && germany.row('pledges', systems)?.['quantity'] === 4, 'it')
    expect(await trayOf.send('tray:list')).toMatchObject({ ok: true, entries: [entry] })
    expect(await trayOf.send('tray:dismiss', { entry: entry.id })).toEqual({ ok: true })
    expect(await trayOf.send('tray:list')).toEqual({ ok: true, entries: [] })
  })

  it('whoever oversteps is closed with the code, reads the tray and starts afresh', async () => {
    const netherlands = part('NLD')
    netherlands.board.set('pledges', systems, { title: 'None at all' })
    await until(() => netherlands.board.closed, '4403')
    expect(netherlands.board.closed).toMatchObject({
      code: 4403,
      reason: expect.stringMatching(/^P1 edit_foreign: /) as string,
    })
    const entry = await until(() => netherlands.commands.tray[0], 'the tray')
    expect(entry).toMatchObject({ kind: 'refused', attempted: 'None at all', kept: irisT.title })
    netherlands.board = openBoard(netherlands.credential)
    await until(() => netherlands.board.isSynced, 'the board afresh')
    netherlands.board.set('pledges', money, { source: 'Ministerie van Defensie' })
    await until(() => netherlands.board.isSaved, 'the agreed row to be answered')
    await until(() => netherlands.commands.tray.length === 2, 'the lock')

    const observer = part('observer')
    observer.board.create('pledges', newRowId('DEU'), irisT)
    await until(() => observer.board.closed, '4403')
    expect(observer.board.closed?.reason).toMatch(/^G2 edit_reader: /)
    observer.board = openBoard(observer.credential)

    const forger = openBoard(netherlands.credential)
    await until(() => forger.isSynced, 'the forger')
    forger.doc.clientID = part('UKR').board.doc.clientID
    forger.create('pledges', newRowId('NLD'), irisT)
    await until(() => forger.closed, '4409')
    expect(forger.closed?.code).toBe(4409)
    const talker = openBoard(netherlands.credential)
    await until(() => talker.isSynced, 'the talker')
    talker.sendText('hello')
    await until(() => talker.closed, '4403')
    expect(talker.closed?.code).toBe(4403)
    const stranger = keep(
      new Board(server.origin, `/board/${session}`, netherlands.credential, { epoch: 'another' }),
    )
    await until(() => stranger.closed, '4410')
    expect(stranger.closed?.code).toBe(4410)
    const bulky = openBoard(netherlands.credential)
    await until(() => bulky.isSynced, 'the bulky one')
    bulky.create('pledges', newRowId('NLD'), { ...irisT, note: 'x'.repeat(70_000) })
    await until(() => bulky.closed, '1009')
    expect(bulky.closed?.code).toBe(1009)
    await until(() => observer.board.isSynced, 'the observer to be back')
    expect(part('screen').board.row('pledges', systems)?.['title']).toBe(irisT.title)
  })

  it('staff: settle the condition, make tasks, move them; kyiv confirms what arrived', async () => {
    const { commands: staff } = part('NATO')
    const { commands: kyiv } = part('UKR')
    const shipment = { kind: 'shipment', title: 'IRIS-T, first lot', quantity: 2, node: 'Rzeszów' }
    const created = await staff.send('task:create', { pledge: systems, parts: [shipment] })
    const task = `${systems}.1`
    expect(created).toEqual({ ok: true, tasks: [task] })
    expect(
      await staff.send('task:create', { pledge: systems, parts: [{ ...shipment, quantity: 3 }] }),
    ).toMatchObject(refusedWith('exceeds_agreed', 'T2'))
    const payment = { kind: 'payment', title: 'First half', amountMinor: 7_500_000_000 }
    expect(await staff.send('task:create', { pledge: money, parts: [payment] })).toMatchObject({
      ok: true,
    })
    const clear = { task: `${money}.1`, from: 'planned', to: 'cleared' }
    expect(await staff.send('task:move', clear)).toMatchObject(refusedWith('condition_open', 'T6'))
    expect(await staff.send('condition:settle', { pledge: money, state: 'met' })).toEqual({
      ok: true,
    })
    expect(await staff.send('task:move', clear)).toEqual({ ok: true })
    const steps = ['planned', 'cleared', 'moving', 'at_node', 'handed_over']
    for (const [i, to] of steps.slice(1).entries())
      expect(await staff.send('task:move', { task, from: steps[i], to })).toEqual({ ok: true })
    expect(await kyiv.send('task:receive', { task, received: 1 })).toMatchObject(
      refusedWith('receipt_note', 'T9'),
    )
    const note = 'One launcher was damaged on the way'
    expect(await kyiv.send('task:receive', { task, received: 1, note })).toEqual({ ok: true })
    await seenBy(everyone, 'tasks', task, {
      state: 'received',
      quantity: 2,
      received: 1,
      receiptNote: note,
      receivedBy: 'Head of UKR',
    })
  })

  it('anyone: history and time', async () => {
    const { commands } = part('screen')
    const history = await commands.send('history:read', { root: 'pledges', row: systems })
    const entries = history['entries'] as { kind: string; what: string; by: string | null }[]
    expect(entries.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'edit ',
      'edit deliverBy',
      'act pledge:accept',
      'act pledge:agree',
      'act task:create',
      'act task:move',
      'act task:move',
      'act task:move',
      'act task:move',
      'act task:receive',
    ])
    expect(entries[0]?.by).toBe('Adviser, DEU')
    const { now } = await commands.send('time:read')
    expect(Math.abs(Number(now) - Date.now())).toBeLessThan(5000)
    expect(await commands.send('time:tell')).toMatchObject(refusedWith('bad_input', 'C6'))
  })

  it('secretary: revokes a seat and a link; both sockets are told', async () => {
    const { commands } = part('secretary')
    const { seat, board, commands: theirs } = part('NATO')
    expect(await commands.send('seat:revoke', { seat })).toEqual({ ok: true })
    await until(() => board.closed && theirs.revoked && !theirs.isConnected, 'the seat to be out')
    expect([board.closed?.code, theirs.revoked?.code]).toEqual([4401, 'seat_revoked'])
    const { links } = (await commands.send('link:list')) as never as {
      links: { id: string; role: string; seats: { id: string; revokedAt: number | null }[] }[]
    }
    const staff = links.find(({ role }) => role === 'staff')
    expect(staff?.seats).toMatchObject([{ id: seat, revokedAt: expect.any(Number) as number }])
    const link = links.find(({ role }) => role === 'screen')?.id
    expect(await commands.send('link:revoke', { link })).toEqual({ ok: true })
    await until(() => part('screen').board.closed, 'the screen to be out')
    const refused = await fetch(`${server.origin}/join/${tokens.get('screen') ?? ''}`, {
      redirect: 'manual',
    })
    expect(refused.headers.get('location')).toBe('/refused?code=link_revoked')
  })

  it('chair: closes; nothing is placed after it', async () => {
    const staying = ['secretary', 'GBR', 'UKR', 'DEU', 'NLD', 'observer']
    expect(await part('GBR').commands.send('session:close')).toEqual({ ok: true })
    await stateSeenBy(staying, 'closed')
    const { board, commands } = part('DEU')
    board.create('pledges', newRowId('DEU'), irisT)
    await until(() => board.closed, 'the late pledge to be refused')
    expect(board.closed).toMatchObject({
      code: 4403,
      reason: expect.stringMatching(/^S3 session_closed: /) as string,
    })
    await until(() => commands.tray.some(({ kind }) => kind === 'refused'), 'the tray')
    expect(part('UKR').board.doc.getMap('pledges').size).toBe(2)
  })
})
