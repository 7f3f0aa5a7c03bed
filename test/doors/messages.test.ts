// Messages over the real doors: every role to every audience, who is told and who is not, at once and later.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, CommandArgument } from '#shared/commands.ts'
import type { Message } from '#shared/messages.ts'
import type { Role } from '#shared/roles.ts'
import { StorageError } from '#server/storage/error.ts'
import { standing } from '#test/support/hall.ts'
import { commandId, connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

type To = CommandArgument<'message:send'>['to']

/** Everyone in the hall; Germany has two seats. */
const people = {
  secretary: ['secretary', null],
  chair: ['chair', 'GBR'],
  britain: ['delegate', 'GBR'],
  kyiv: ['kyiv', 'UKR'],
  germany: ['delegate', 'DEU'],
  colleague: ['delegate', 'DEU'],
  norway: ['delegate', 'NOR'],
  staff: ['staff', 'NATO'],
  observer: ['observer', null],
  screen: ['screen', null],
} as const satisfies Record<string, readonly [Role, string | null]>
type Person = keyof typeof people

const all = 'secretary chair britain kyiv germany colleague norway staff observer'
/** From whom, to which audience, and who is told. */
const hall: readonly (readonly [Person, To, string])[] = [
  ['secretary', { kind: 'all' }, all],
  ['chair', { kind: 'all' }, all],
  ['kyiv', { kind: 'all' }, all],
  ['germany', { kind: 'all' }, all],
  ['staff', { kind: 'all' }, all],
  ['secretary', { kind: 'chair' }, 'secretary chair'],
  ['chair', { kind: 'chair' }, 'secretary chair'],
  ['secretary', { kind: 'chair', delegation: 'DEU' }, 'secretary chair germany colleague'],
  ['chair', { kind: 'chair', delegation: 'DEU' }, 'secretary chair germany colleague'],
  ['britain', { kind: 'chair' }, 'secretary chair britain'],
  ['kyiv', { kind: 'chair' }, 'secretary chair kyiv'],
  ['germany', { kind: 'chair' }, 'secretary chair germany colleague'],
  ['staff', { kind: 'chair' }, 'secretary chair staff'],
  ['chair', { kind: 'delegation' }, 'chair britain'],
  ['kyiv', { kind: 'delegation' }, 'kyiv'],
  ['colleague', { kind: 'delegation' }, 'germany colleague'],
  ['staff', { kind: 'delegation' }, 'staff'],
  ['chair', { kind: 'bilateral', delegation: 'NOR' }, 'chair britain norway'],
  ['kyiv', { kind: 'bilateral', delegation: 'DEU' }, 'kyiv germany colleague'],
  ['germany', { kind: 'bilateral', delegation: 'NOR' }, 'germany colleague norway'],
  ['norway', { kind: 'bilateral', delegation: 'DEU' }, 'germany colleague norway'],
  ['staff', { kind: 'bilateral', delegation: 'UKR' }, 'staff kyiv'],
]

let server: TestServer
const seats = new Map<string, SeatClient>()
const credentials = new Map<string, string>()
const heard = new Map<string, Message[]>()

async function credentialOf(token: string, name: string): Promise<string> {
  const response = await fetch(`${server.origin}/api/seats`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, name, function: 'Adviser' }),
  })
  return ((await response.json()) as { credential: string }).credential
}

async function enter(person: string, role: Role, delegation: string | null): Promise<void> {
  const credential =
    credentials.get(person) ?? (await credentialOf(await server.token(role, delegation), person))
  credentials.set(person, credential)
  const seat = await connectSeat(server, role, delegation, { token: credential })
  const told: Message[] = []
  seat.socket.on('message:added', (message) => told.push(message))
  seats.set(person, seat)
  heard.set(person, told)
}

const seatOf = (person: string): SeatClient => {
  const seat = seats.get(person)
  if (seat === undefined) throw new Error(`nobody is called ${person}`)
  return seat
}

/** Whatever was told before this is answered has arrived: one socket, one order. */
const caughtUp = () => Promise.all([...seats.values()].map((seat) => seat.act('time:read', {})))
const told = (id: string) =>
  [...heard].filter(([, messages]) => messages.some((m) => m.id === id)).map(([person]) => person)

async function send(person: string, to: To, text: string, id?: string): Promise<string> {
  const answer = await seatOf(person).act('message:send', { to, text }, id)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.message
}

async function listed(person: string): Promise<readonly Message[]> {
  const answer = await seatOf(person).act('message:list', {})
  return answer.ok ? answer.messages : []
}

beforeAll(async () => {
  server = await startServer({ env: { LIMIT_MESSAGES: '1000', LIMIT_COMMANDS: '10000' } })
  for (const [person, [role, delegation]] of Object.entries(people))
    await enter(person, role, delegation)
})
afterAll(async () => {
  for (const seat of seats.values()) seat.close()
  await server.stop()
})

describe('[W1] a message', () => {
  it.each(hall)('of the %s to %j is told to %s, and to nobody else', async (person, to, who) => {
    const id = await send(person, to, `A word of the ${person}`)
    await caughtUp()
    expect(told(id).sort()).toEqual(who.split(' ').sort())
    for (const [reader] of heard) {
      const mayRead = who.split(' ').includes(reader)
      expect([reader, (await listed(reader)).some((message) => message.id === id)]).toEqual([
        reader,
        mayRead,
      ])
    }
  })

  it('is on no board', async () => {
    const before = standing(seatOf('observer').doc)
    await send('germany', { kind: 'all' }, 'Not a word of this on the board')
    await caughtUp()
    expect(standing(seatOf('observer').doc)).toBe(before)
  })

  it('says who wrote it, and names no other seat', async () => {
    const id = await send('germany', { kind: 'chair' }, 'May we speak after France?')
    await caughtUp()
    const message = heard.get('secretary')?.find((entry) => entry.id === id)
    expect(message).toMatchObject({
      thread: 'chair:DEU',
      by: 'germany',
      role: 'delegate',
      delegation: 'DEU',
      text: 'May we speak after France?',
    })
    expect(Object.keys(message ?? {}).sort()).toEqual(
      ['at', 'by', 'delegation', 'id', 'role', 'seat', 'text', 'thread'].sort(),
    )
  })

  it('stays within its session', async () => {
    const made = await seatOf('secretary').act('session:create', {
      title: 'UDCG-28',
      date: '2025-06-04',
      place: 'NATO HQ, Brussels',
      marking: 'UNCLASSIFIED',
    })
    if (!made.ok) throw new Error(made.error.message)
    const other = { ...server, session: made.session }
    const secretary = await connectSeat(other, 'secretary', null, { token: made.token })
    const link = await secretary.act('link:create', { role: 'delegate', delegation: 'DEU' })
    if (!link.ok) throw new Error(link.error.message)
    const german = await connectSeat(other, 'delegate', 'DEU', { token: link.token })
    const strays: Message[] = []
    for (const seat of [secretary, german])
      seat.socket.on('message:added', (message) => strays.push(message))
    await send('germany', { kind: 'all' }, 'Good morning')
    await send('germany', { kind: 'delegation' }, 'Who has the figures?')
    await send('germany', { kind: 'chair' }, 'Two minutes, please')
    for (const seat of [secretary, german]) {
      expect(await seat.act('message:list', {})).toMatchObject({ ok: true, messages: [] })
    }
    expect(strays).toEqual([])
    secretary.close()
    german.close()
  })

  it('that was missed is there after a reconnect, and nothing that is not for the seat', async () => {
    seatOf('norway').close()
    const forAll = await send('chair', { kind: 'all' }, 'We resume at 14:30')
    const between = await send('germany', { kind: 'bilateral', delegation: 'NOR' }, 'Shall we?')
    const within = await send('germany', { kind: 'delegation' }, 'Norway hesitates')
    const toChair = await send('germany', { kind: 'chair' }, 'We need a break')
    await enter('norway', 'delegate', 'NOR')
    const ids = (await listed('norway')).map(({ id }) => id)
    expect(ids.slice(-2)).toEqual([forAll, between])
    expect(ids).not.toContain(within)
    expect(ids).not.toContain(toChair)
  })
})

describe('[W2]', () => {
  it.each<[Person, To, string]>([
    ['secretary', { kind: 'delegation' }, 'bad_input'],
    ['secretary', { kind: 'bilateral', delegation: 'DEU' }, 'bad_input'],
    ['germany', { kind: 'chair', delegation: 'NOR' }, 'bad_input'],
    ['germany', { kind: 'bilateral', delegation: 'DEU' }, 'bad_input'],
    ['germany', { kind: 'bilateral', delegation: 'XYZ' }, 'not_found'],
    ['chair', { kind: 'chair', delegation: 'XYZ' }, 'not_found'],
  ])('%s to %j is refused, and nobody hears of it', async (person, to, code) => {
    const count = () => [...heard.values()].reduce((n, messages) => n + messages.length, 0)
    const before = count()
    expect(await seatOf(person).act('message:send', { to, text: 'Hello' })).toMatchObject({
      ok: false,
      error: { code, rule: 'W2' },
    })
    await caughtUp()
    expect(count()).toBe(before)
  })
})

describe('[W3]', () => {
  it('[C3] sent twice with one id it is one message, also when both come at once', async () => {
    const id = commandId()
    const say = () => send('germany', { kind: 'all' }, 'Two more IRIS-T', id)
    const [first, second] = await Promise.all([say(), say()])
    expect([second, await say()]).toEqual([first, first])
    await caughtUp()
    const texts = (heard.get('kyiv') ?? []).filter(({ text }) => text === 'Two more IRIS-T')
    expect(texts).toHaveLength(1)
    expect((await listed('kyiv')).filter((message) => message.id === first)).toHaveLength(1)
    const answer = await seatOf('germany').act(
      'message:send',
      { to: { kind: 'all' }, text: 'Three more IRIS-T' },
      id,
    )
    expect(answer).toMatchObject({ ok: false, error: { code: 'command_id_reused' } })
  })

  it.each([
    ['nothing', ' \n '],
    ['too long', 'ä'.repeat(2001)],
    ['a bidirectional override', 'Pledged \u202e001 systems'],
    ['a control character', 'Pledged\u0000'],
    ['half a character', 'Pledged \ud800'],
  ])('a text that is %s is refused', async (_, text) => {
    const answer = await seatOf('germany').act('message:send', { to: { kind: 'all' }, text })
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad_input' } })
  })

  it('a text may have lines and be as long as the rule says', async () => {
    const text = `${'Ї'.repeat(1998)}\n.`
    const id = await send('kyiv', { kind: 'all' }, text)
    expect((await listed('observer')).find((message) => message.id === id)?.text).toBe(text)
  })

  it('older ones are read page by page, each once', async () => {
    for (let n = 0; n < 210; n++) await send('staff', { kind: 'delegation' }, `Lot ${String(n)}`)
    const pages: Message[][] = []
    for (let before: string | null = null, more = true; more;) {
      const answer: Answer<'message:list'> = await seatOf('staff').act('message:list', { before })
      if (!answer.ok) throw new Error(answer.error.message)
      pages.unshift([...answer.messages])
      before = answer.messages[0]?.id ?? null
      more = answer.hasOlder
    }
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.at(-1)).toHaveLength(200)
    const ids = pages.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const lots = pages.flat().filter(({ text }) => text.startsWith('Lot '))
    expect(lots.map(({ text }) => text)).toEqual(
      Array.from({ length: 210 }, (_, n) => `Lot ${String(n)}`),
    )
  }, 20_000)
})

it('[L2][W1] a revoked seat hears nothing more', async () => {
  const links = await seatOf('secretary').act('link:list', {})
  if (!links.ok) throw new Error(links.error.message)
  const { socket } = seatOf('colleague')
  const seat = links.links
    .flatMap((link) => link.seats)
    .find(({ name, revokedAt }) => name === 'colleague' && revokedAt === null)
  const before = heard.get('colleague')?.length
  await seatOf('secretary').act('seat:revoke', { seat: seat?.id ?? '' })
  await until(() => !socket.connected, 'the seat to be put out')
  await send('germany', { kind: 'delegation' }, 'Only for those who are still here')
  await seatOf('germany').act('time:read', {})
  expect(heard.get('colleague')?.length).toBe(before)
  expect(heard.get('germany')?.at(-1)?.text).toBe('Only for those who are still here')
  const again = await fetch(`${server.origin}/api/seat/${seat?.id ?? ''}`, {
    headers: { Authorization: `Bearer ${credentials.get('colleague') ?? ''}` },
  })
  expect(again.status).toBe(403)
  seatOf('colleague').close()
  seats.delete('colleague')
})

describe('[G20] a seat that writes too much', () => {
  it('is told how long to wait, and nobody else is held up', async () => {
    const busy = await startServer({ env: { LIMIT_MESSAGES: '3' } })
    const german = await connectSeat(busy, 'delegate', 'DEU')
    const kyiv = await connectSeat(busy, 'kyiv', 'UKR')
    const say = (seat: SeatClient) =>
      seat.act('message:send', { to: { kind: 'all' }, text: 'Again' })
    const answers = await Promise.all(Array.from({ length: 6 }, () => say(german)))
    expect(answers.filter(({ ok }) => ok).length).toBeLessThan(6)
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      error: { code: 'too_many', rule: 'G20', params: { seconds: 1 } },
    })
    expect(await say(kyiv)).toMatchObject({ ok: true })
    german.close()
    kyiv.close()
    await busy.stop()
  })
})

it('[W3][D4] nothing is shown or acknowledged that is not on disk, and what was is there after a restart', async () => {
  let isFull = false
  const first = await startServer({
    wrap: (storage) => ({
      ...storage,
      addMessage: (...args) =>
        isFull
          ? Promise.reject(new StorageError('full', 'disk', 'no space'))
          : storage.addMessage(...args),
    }),
  })
  const german = await connectSeat(first, 'delegate', 'DEU')
  const kyiv = await connectSeat(first, 'kyiv', 'UKR')
  const texts: string[] = []
  kyiv.socket.on('message:added', ({ text }) => texts.push(text))
  const id = commandId()
  const say = (text: string, command = commandId()) =>
    german.act('message:send', { to: { kind: 'bilateral', delegation: 'UKR' }, text }, command)
  await say('Before')
  isFull = true
  expect(await say('During', id)).toMatchObject({
    ok: false,
    error: { code: 'storage_unavailable' },
  })
  expect(await kyiv.act('message:list', {})).toMatchObject({ messages: [{ text: 'Before' }] })
  expect(texts).toEqual(['Before'])
  isFull = false
  expect(await say('During', id)).toMatchObject({ ok: true })
  german.close()
  kyiv.close()
  await first.stop({ keep: true })

  const second = await startServer({ dataDir: first.dataDir })
  const back = await connectSeat(second, 'kyiv', 'UKR')
  const again = await connectSeat(second, 'delegate', 'DEU')
  expect(
    await again.act(
      'message:send',
      { to: { kind: 'bilateral', delegation: 'UKR' }, text: 'During' },
      id,
    ),
  ).toMatchObject({ ok: true })
  expect(await back.act('message:list', {})).toMatchObject({
    messages: [{ text: 'Before' }, { text: 'During' }],
    hasOlder: false,
  })
  back.close()
  again.close()
  await second.stop()
})
