// Texts written together at the real doors: who opens them, who is put out, what is kept of whom.
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRows } from '#shared/board.ts'
import { textDigest } from '#shared/digest.ts'
import { communiqueDocOf, notesDocOf, type TextKind, textOf } from '#shared/drafting.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { type Role, roles } from '#shared/roles.ts'
import { entryOf } from '#shared/session.ts'
import { Link } from '#test/support/replica.ts'
import { emptyStep1, openBoard, step2, updateFrame } from '#test/support/raw.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

let server: TestServer
let chair: SeatClient
const open: SeatClient[] = []

beforeAll(async () => {
  server = await startServer({
    env: { LIMIT_COMMANDS: '10000', LIMIT_FAULTS: '10000', ABSENCE_MS: '600000' },
  })
  chair = await connectSeat(server, 'chair', 'GBR')
  await chair.act('session:open', {})
})
afterEach(() => {
  for (const seat of open.splice(0)) seat.close()
})
afterAll(async () => {
  chair.close()
  expect(server.logged.filter((line) => /surprised|tick failed|"level":[56]0/.test(line))).toEqual(
    [],
  )
  await server.stop()
})

async function sit(role: Role, delegation: string | null, door: TextKind): Promise<SeatClient> {
  const seat = await connectSeat(server, role, delegation, { door })
  open.push(seat)
  return seat
}
const draft = (...delegations: string[]) => chair.act('communique:draft', { delegations })
const say = (seat: SeatClient, words: string) => {
  textOf(seat.doc).insert(textOf(seat.doc).length, words)
}
const read = (seat: SeatClient) => textOf(seat.doc).toJSON()

/** What a bare socket is told at a door: how it is closed, or that it is shown the document. */
async function knock(role: Role, delegation: string | null, door: TextKind): Promise<string> {
  const token = await server.token(role, delegation)
  const raw = openBoard(server, `/${door}/${server.session}?token=${token}`)
  raw.ws.on('open', () => {
    raw.ws.send(step2(Uint8Array.of(0, 0)))
    raw.ws.send(emptyStep1)
  })
  const shown = () => raw.frames.some((frame) => frame[0] === 0 && frame[1] === 1)
  await until(() => raw.close() ?? shown(), 'an answer at the door')
  const closed = raw.close()
  raw.ws.terminate()
  if (closed === null) return 'open'
  // Not a letter of it: neither a greeting nor who is there.
  expect(raw.frames).toEqual([])
  return `${String(closed.code)} ${closed.reason.split(':')[0] ?? ''}`
}

describe('[E3] the notes of a delegation', () => {
  it.each(roles)('are open to %s as the rule says', async (role) => {
    const spoken = { chair: 'GBR', kyiv: 'UKR', delegate: 'DEU', staff: 'NATO' } as const
    const delegation = role in spoken ? spoken[role as keyof typeof spoken] : null
    const may = ['delegate', 'kyiv', 'staff'].includes(role)
    expect(await knock(role, delegation, 'notes')).toBe(may ? 'open' : '4403 E3 forbidden')
  })

  it('are read by the own delegation and by nobody else, whatever the address', async () => {
    const [one, two, norway] = await Promise.all([
      sit('delegate', 'DEU', 'notes'),
      sit('delegate', 'DEU', 'notes'),
      sit('delegate', 'NOR', 'notes'),
    ])
    say(one, 'Ask Norway about crews.')
    await until(() => read(two) === 'Ask Norway about crews.', 'the words on the other seat')
    say(norway, 'Nothing about crews.')
    const doc = notesDocOf(server.session, 'NOR')
    await until(
      async () =>
        (await server.app.rooms.use(doc, (room) => textOf(room.doc).toJSON())) ===
        'Nothing about crews.',
      'the notes of Norway',
    )
    expect([read(one), read(norway)]).toEqual(['Ask Norway about crews.', 'Nothing about crews.'])
    expect([...one.doc.share.keys()]).toEqual(['text'])
    expect(await knock('delegate', 'DEU', 'notes')).toBe('open')
    const raw = openBoard(
      server,
      `/notes/${server.session}/NOR?token=${await server.token('delegate', 'DEU')}`,
    )
    await raw.closed()
    expect(raw.frames).toEqual([])
  })
})

describe('[E4] the communiqué', () => {
  it.each(roles)('is open to %s as the rule says', async (role) => {
    const spoken = { chair: 'FRA', kyiv: 'UKR', delegate: 'DEU', staff: 'NATO' } as const
    const delegation = role in spoken ? spoken[role as keyof typeof spoken] : null
    await draft()
    const isTeam = role === 'chair' || role === 'secretary'
    expect(await knock(role, delegation, 'communique')).toBe(
      isTeam ? 'open' : '4403 E4 not_drafter',
    )
    await draft('FRA', 'UKR', 'DEU', 'NATO')
    const may = isTeam || ['delegate', 'kyiv', 'staff'].includes(role)
    expect(await knock(role, delegation, 'communique')).toBe(may ? 'open' : '4403 E4 not_drafter')
  })

  it('is closed to whoever leaves the group, at once, and open again to whoever comes back', async () => {
    await draft('DEU', 'NOR')
    const [team, germany, norway] = await Promise.all([
      sit('chair', 'GBR', 'communique'),
      sit('delegate', 'DEU', 'communique'),
      sit('delegate', 'NOR', 'communique'),
    ])
    say(germany, 'The Group met. ')
    await until(() => read(norway) === 'The Group met. ', 'the words of Germany')
    await draft('NOR')
    await until(() => germany.closes[0], 'Germany to be put out')
    expect(germany.closes[0]).toMatchObject({
      code: 4403,
      reason: expect.stringMatching(/^E4 drafter_left: /) as string,
    })
    say(team, 'It will meet again.')
    await until(
      () => read(norway) === 'The Group met. It will meet again.',
      'the words of the chair',
    )
    expect(read(germany)).toBe('The Group met. ')
    await draft('NOR', 'DEU')
    expect(await knock('delegate', 'DEU', 'communique')).toBe('open')
    expect([norway.closes, team.closes]).toEqual([[], []])
  })

  it('[V6] is closed to whoever opts out', async () => {
    await draft('BGR', 'NOR')
    const bulgaria = await sit('delegate', 'BGR', 'communique')
    const secretary = await connectSeat(server, 'secretary')
    open.push(secretary)
    const delegations = [...readRows(secretary.doc, 'roster')].map(([id, row]) => ({
      ...entryOf(id, row),
      ...(id === 'BGR' && { stance: 'opted_out' as const }),
    }))
    expect(await secretary.act('roster:import', { delegations })).toMatchObject({ ok: true })
    await until(() => bulgaria.closes[0], 'Bulgaria to be put out')
    expect(bulgaria.closes[0]?.reason).toMatch(/^E4 drafter_left: /)
  })

  it('[G15] reads nothing more of a connection that was put out', async () => {
    await draft('POL')
    const poland = await sit('delegate', 'POL', 'communique')
    const before = read(poland)
    // The provider is cut off, and offers what it has as if it had been in the group all the time.
    const update = new Y.Doc()
    textOf(update).insert(0, 'Poland pledges more. ')
    const token = await server.token('delegate', 'POL')
    const raw = openBoard(server, `/communique/${server.session}?token=${token}`)
    await until(() => raw.frames.length > 0, 'the greeting')
    const room = await server.app.rooms.use(communiqueDocOf(server.session), (room) => room)
    await draft()
    raw.ws.send(updateFrame(Y.encodeStateAsUpdate(update)))
    expect((await raw.closed()).reason).toMatch(/^E4 drafter_left: /)
    expect(room && textOf(room.doc).toJSON()).toBe(before)
  })

  it('[G9] what was under way when a seat was put out does not stand, and is kept for its author', async () => {
    await draft('POL')
    const late = new Y.Doc()
    textOf(late).insert(0, 'Poland pledges more. ')
    const seat = 'seat-of-poland'
    const link = new Link({
      ...{ seat, session: server.session, delegation: 'POL', role: 'delegate' },
      name: 'Anna Kowalska',
    })
    await draft()
    // It reached the room before its connection was closed, and is judged after the group was named anew.
    await server.app.rooms.use(communiqueDocOf(server.session), async (room) => {
      room.submitUpdate(link, Y.encodeStateAsUpdate(late), false)
      await until(() => link.closing, 'the verdict')
      expect(textOf(room.doc).toJSON()).not.toContain('Poland pledges more')
    })
    expect(link.closing).toMatchObject({ code: 4403, reason: { code: 'drafter_left', rule: 'E4' } })
    const kept = await server.storage.readRefusals(server.session, seat, 10)
    expect(kept).toMatchObject([{ root: 'text', attempted: 'Poland pledges more. ' }])
  })

  it('[Q8] shows nobody who is at it while attendance is confidential', async () => {
    await draft('DEU', 'NOR')
    const germany = await sit('delegate', 'DEU', 'communique')
    const norway = await sit('delegate', 'NOR', 'communique')
    const others = () =>
      [...norway.provider.awareness.getStates().values()].filter(
        (state) => (state['user'] as { delegation?: string } | undefined)?.delegation === 'DEU',
      )
    germany.provider.awareness.setLocalState({ looking: null })
    await until(() => others().length === 1, 'Germany at the text')
    await chair.act('attendance:set', { mode: 'confidential' })
    await until(() => others().length === 0, 'Germany to be hidden')
    await chair.act('attendance:set', { mode: 'open' })
  })
})

describe('[E6] the communiqué before the meeting', () => {
  it('is the text that was read, for everybody, once and under one name however often it is sent', async () => {
    await draft('DEU')
    const germany = await sit('delegate', 'DEU', 'communique')
    const team = await sit('chair', 'GBR', 'communique')
    say(germany, 'The Group stays with Ukraine, “as long as it takes”. 🇺🇦')
    await until(() => read(team) === read(germany), 'the words')
    const text = read(team)
    const item = [...readRows(chair.doc, 'agenda').keys()][0] ?? ''
    const stale = await chair.act('communique:table', { item, sha256: textDigest(`${text}.`) })
    expect(stale).toMatchObject({ ok: false, error: { code: 'text_stale', rule: 'E6' } })
    const input = { item, sha256: textDigest(text) }
    const answer = await chair.act('communique:table', input, 'table-once')
    expect(answer).toMatchObject({ ok: true, draft: 1 })
    say(germany, ' And beyond.')
    await until(() => read(team) === read(germany), 'more words')
    // C3: sent again it is answered alike, though the text has gone on.
    expect(await chair.act('communique:table', input, 'table-once')).toEqual(answer)
    const [[document, row] = ['', null]] = readRows(chair.doc, 'documents')
    expect(row).toMatchObject({ sha256: textDigest(text), draft: 1, type: 'text/plain', item })
    expect(readRows(chair.doc, 'documents').size).toBe(1)
    const response = await fetch(`${server.origin}/documents/${server.session}/${document}`, {
      headers: { Authorization: `Bearer ${await credentialOf('delegate', 'ITA')}` },
    })
    expect([response.status, await response.text()]).toEqual([200, text])
    expect(await server.storage.listContents(server.session)).toEqual([document])
    const ledger = await server.storage.readLedger(server.session, 0)
    expect(ledger.filter(({ act }) => act === 'communique:table')).toHaveLength(1)
  })
})

async function credentialOf(role: Role, delegation: string): Promise<string> {
  const token = await server.token(role, delegation)
  const response = await fetch(`${server.origin}/api/seats`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, name: 'Giulia Conti', function: 'Adviser' }),
  })
  return ((await response.json()) as { credential: string }).credential
}

describe('[E8] who wrote what', () => {
  it('is told by client id to whoever reads the text, and to nobody else', async () => {
    await draft('DEU', 'NOR')
    const germany = await sit('delegate', 'DEU', 'communique')
    const norway = await sit('delegate', 'NOR', 'communique')
    say(germany, ' From Germany.')
    say(norway, ' From Norway.')
    await until(() => /Germany.*Norway|Norway.*Germany/.test(read(germany)), 'both')
    const answer = await norway.act('text:authors', { text: 'communique' })
    const authors = answer.ok ? answer.authors : []
    expect(authors).toContainEqual({
      ...{ client: germany.doc.clientID, name: expect.any(String) as string },
      ...{ delegation: 'DEU', role: 'delegate' },
    })
    expect(authors.find(({ client }) => client === norway.doc.clientID)?.delegation).toBe('NOR')
    // Every character that stands is somebody's.
    const known = new Set(authors.map(({ client }) => client))
    for (let piece = textOf(norway.doc)._start; piece; piece = piece.right)
      if (!piece.deleted) expect(known.has(piece.id.client)).toBe(true)
    const notes = await norway.act('text:authors', { text: 'notes' })
    expect(notes).toMatchObject({ ok: true })
    const italy = await connectSeat(server, 'delegate', 'ITA')
    open.push(italy)
    expect(await italy.act('text:authors', { text: 'communique' })).toMatchObject({
      error: { code: 'not_drafter', rule: 'E4' },
    })
    expect(await italy.act('text:authors', { text: 'notes' })).toEqual({ ok: true, authors: [] })
    expect(await chair.act('text:authors', { text: 'notes' })).toMatchObject({
      error: { code: 'forbidden', rule: 'E3' },
    })
  })

  it('[D3] is kept with every update: the seat, what it took out and what it put in', async () => {
    const one = await sit('delegate', 'FRA', 'notes')
    const two = await sit('delegate', 'FRA', 'notes')
    const other = await connectSeat(server, 'delegate', 'FRA', {
      door: 'notes',
      token: await credentialOf('delegate', 'FRA'),
    })
    open.push(other)
    say(one, 'Caesar howitzers')
    await until(() => read(other) === 'Caesar howitzers', 'the words')
    textOf(other.doc).delete(0, 7)
    await until(() => read(two) === 'howitzers', 'the words to go')
    const doc = notesDocOf(server.session, 'FRA')
    const edits = await server.storage.readEdits(doc, 'text', 'notes', 10)
    expect(edits.map(({ before, after }) => [before, after])).toEqual([
      ['', 'Caesar howitzers'],
      ['Caesar ', ''],
    ])
    expect(new Set(edits.map(({ seat }) => seat)).size).toBe(2)
  })
})

describe('presence in a text', () => {
  it('[G14] shows the caret where it is in the words, and nothing else that was said', async () => {
    const one = await sit('delegate', 'ITA', 'notes')
    const two = await sit('delegate', 'ITA', 'notes')
    say(one, 'SAMP/T')
    await until(() => read(two) === 'SAMP/T', 'the words')
    const position = (at: number) =>
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(textOf(one.doc), at)) as object
    const at = { anchor: position(2), head: position(6) }
    one.provider.awareness.setLocalState({ looking: null, at, shout: 'x' })
    const seen = () => two.provider.awareness.getStates().get(one.doc.clientID)
    await until(() => seen()?.['at'] !== undefined, 'the caret')
    expect(seen()).toMatchObject({ looking: null, at, user: { delegation: 'ITA' } })
    expect(Object.keys(seen() ?? {}).sort()).toEqual(['at', 'looking', 'user'])
    const head = Y.createRelativePositionFromJSON((seen()?.['at'] as typeof at).anchor)
    textOf(two.doc).insert(0, 'One ')
    expect(Y.createAbsolutePositionFromRelativePosition(head, two.doc)?.index).toBe(6)
    one.provider.awareness.setLocalState({ looking: null, at: { anchor: 'x'.repeat(500) } })
    await until(() => seen() && !('at' in (seen() ?? {})), 'the caret to go')
  })
})

describe('texts at their doors', () => {
  it('[E1][G15] a forbidden change closes its socket, and the others write on', async () => {
    const italy = await sit('delegate', 'ITA', 'notes')
    const before = read(italy)
    const token = await server.token('delegate', 'ITA')
    const hostile = new Y.Doc()
    textOf(hostile).insert(0, 'Bold', { bold: true })
    const raw = openBoard(server, `/notes/${server.session}?token=${token}`)
    await until(() => raw.frames.length > 0, 'the greeting')
    raw.ws.send(updateFrame(Y.encodeStateAsUpdate(hostile)))
    expect(await raw.closed()).toMatchObject({
      code: 4403,
      reason: expect.stringMatching(/^E1 edit_structure: /) as string,
    })
    say(italy, ' Ask again.')
    const again = await sit('delegate', 'ITA', 'notes')
    await until(() => read(again) === `${before} Ask again.`, 'the words of the other')
    expect(italy.closes).toEqual([])
  })

  it('[G17] of another epoch are not opened', async () => {
    const token = await server.token('delegate', 'ITA')
    const raw = openBoard(server, `/notes/${server.session}?token=${token}&epoch=another`)
    expect(await raw.closed()).toMatchObject({ code: 4410 })
  })

  it('[D5] are in a backup, with whose they are', async () => {
    const italy = await sit('delegate', 'ITA', 'notes')
    say(italy, ' In every copy.')
    const id = notesDocOf(server.session, 'ITA')
    const kept = () =>
      server.app.rooms.use(id, async (room) => {
        await room.settled()
        return textOf(room.doc).toJSON()
      })
    await until(async () => (await kept()) === read(italy), 'the words on the server')
    const file = join(server.dataDir, 'backup.sqlite')
    await server.storage.copyTo(file)
    const copy = await openSqlite(file)
    const stored = await copy.loadDoc(id)
    await copy.close()
    const doc = new Y.Doc()
    for (const { update } of stored?.tail ?? []) Y.applyUpdate(doc, update)
    expect(textOf(doc).toJSON()).toBe(read(italy))
    const bound = new Set(stored?.bindings.map(({ clientId }) => clientId))
    expect([...doc.store.clients.keys()].every((client) => bound.has(client))).toBe(true)
  })
})

describe('[E7] after the session', () => {
  it('the communiqué is read and no more written, and notes go on', async () => {
    await draft('DEU')
    const germany = await sit('delegate', 'DEU', 'communique')
    const notes = await sit('delegate', 'DEU', 'notes')
    const before = read(germany)
    expect(await chair.act('session:close', {})).toMatchObject({ ok: true })
    say(germany, 'One more word.')
    await until(() => germany.closes[0], 'the word to be refused')
    expect(germany.closes[0]?.reason).toMatch(/^E7 session_closed: /)
    const tray = await until(() => germany.tray[0], 'the word in the tray')
    expect(tray).toMatchObject({ root: 'text', row: 'communique', attempted: 'One more word.' })
    const again = await sit('delegate', 'DEU', 'communique')
    expect(read(again)).toBe(before)
    say(notes, 'Thank the hosts.')
    const doc = notesDocOf(server.session, 'DEU')
    await until(
      async () =>
        (await server.app.rooms.use(doc, (room) => textOf(room.doc).toJSON()))?.endsWith('hosts.'),
      'the notes on the server',
    )
  })
})
