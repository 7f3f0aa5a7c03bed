// The command door: what every command answers, what the others see of it, and what bad input gets.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editRow, readRow, readRows } from '#shared/board.ts'
import { type CommandArgument, type CommandName, commands } from '#shared/commands.ts'
import type { Refusal, RefusalCode } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'
import { entryOf } from '#shared/session.ts'
import { taskIdOf } from '#shared/task.ts'
import { StorageError } from '#server/storage/error.ts'
import type { Storage } from '#server/storage/storage.ts'
import { orderSeen, planSeen } from '../support/agenda.ts'
import { openCommands, type RawCommands } from '../support/raw.ts'
import { commandId, connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const unlimited = { LIMIT_COMMANDS: '100000', LIMIT_COMMANDS_PER_SECOND: '100000' }
type Hall = Record<'secretary' | 'chair' | 'kyiv' | 'germany' | 'staff' | 'observer', SeatClient>

async function openHall(server: TestServer): Promise<Hall> {
  const [secretary, chair, kyiv, germany, staff, observer] = await Promise.all([
    connectSeat(server, 'secretary'),
    connectSeat(server, 'chair', 'GBR'),
    connectSeat(server, 'kyiv', 'UKR'),
    connectSeat(server, 'delegate', 'DEU'),
    connectSeat(server, 'staff', 'NATO'),
    connectSeat(server, 'observer'),
  ])
  return { secretary, chair, kyiv, germany, staff, observer }
}

const boardOf = ({ doc }: SeatClient) =>
  Object.fromEntries(
    (['requests', 'pledges', 'agreements', 'tasks', 'agenda', 'roster', 'speakers'] as const).map(
      (root) => [root, doc.getMap(root).toJSON()],
    ),
  )

describe('each act over the real doors', () => {
  let server: TestServer
  let hall: Hall
  let pledge: string
  let conditional: string
  let marked: string
  let marks = 0

  beforeAll(async () => {
    server = await startServer({ env: unlimited })
    hall = await openHall(server)
    pledge = hall.germany.pledge({
      capability: 'iamd',
      kind: 'equipment',
      title: 'Four IRIS-T air-defence systems',
      quantity: 4,
      unit: 'system',
    })
    conditional = hall.germany.pledge({
      capability: 'drone',
      kind: 'funding',
      title: 'EUR 150m for drones',
      amountMinor: 15_000_000_000,
      currency: 'EUR',
      condition: 'Approval by the Bundestag',
    })
    marked = hall.kyiv.request({ capability: 'iamd', title: 'At least ten air-defence systems' })
    await until(() => readRow(hall.observer.doc, 'requests', marked), 'the request on every screen')
    for (const seat of Object.values(hall))
      await until(() => readRow(seat.doc, 'pledges', conditional), 'the pledges on every screen')
    // Everyone is noted as present before what others see is compared.
    for (const id of ['GBR', 'UKR', 'DEU', 'NATO'])
      await until(() => readRow(hall.observer.doc, 'roster', id)?.present, `${id} to be present`)
  })
  afterAll(async () => {
    for (const seat of Object.values(hall)) seat.close()
    await server.stop()
  })

  /** Something visible that comes after whatever was done before it in the same lane. */
  async function mark(): Promise<void> {
    const note = `mark ${String(++marks)}`
    editRow(hall.kyiv.doc, 'requests', marked, { note })
    await until(
      () => readRow(hall.observer.doc, 'requests', marked)?.note === note,
      'the mark on the other screen',
    )
  }

  const view = () => {
    const { requests, ...board } = boardOf(hall.observer)
    const { [marked]: _, ...others } = requests as Record<string, object>
    return { ...board, requests: others, session: session() }
  }

  /** The act is refused, and another seat sees nothing of it. */
  async function refuses<N extends CommandName>(
    seat: keyof Hall,
    name: N,
    input: CommandArgument<N>,
    error: { code: RefusalCode; rule: string },
  ): Promise<void> {
    const before = view()
    const answer = await hall[seat].act(name, input)
    expect(answer).toMatchObject({ ok: false, error })
    const { message, params } = (answer as { error: Refusal }).error
    expect(message).not.toMatch(/[{}]/)
    expect(params).toBeTypeOf('object')
    if (session()['state'] !== 'closed') await mark()
    expect(view()).toEqual(before)
  }

  /** The act is done; another seat sees what `shown` waits for. */
  async function does<N extends CommandName>(
    seat: keyof Hall,
    name: N,
    input: CommandArgument<N>,
    shown: () => unknown,
    answer: object = {},
  ): Promise<void> {
    expect(await hall[seat].act(name, input)).toEqual({ ok: true, ...answer })
    await until(shown, `what ${name} shows to others`)
  }

  const seen = (id: string) => ({ pledge: id, seen: hall.chair.seen(id) })
  const agreement = (id: string) => readRow(hall.observer.doc, 'agreements', id)
  const task = (n: number) => readRow(hall.observer.doc, 'tasks', taskIdOf(pledge, n))
  const session = () => hall.observer.doc.getMap('session').toJSON()
  const lot = {
    kind: 'shipment',
    title: 'IRIS-T, first lot',
    quantity: 2,
    node: 'Rzeszów',
  } as const

  it('[C2][S2] every act is refused to every role it is not for, and shows nothing', async () => {
    const before = view()
    const seats = Object.values(hall)
    for (const [name, { roles }] of Object.entries(commands)) {
      for (const seat of seats) {
        if (roles.includes(seat.role)) continue
        const answer = await seat.act(name as CommandName, {})
        expect(answer, `${name} by ${seat.role}`).toMatchObject({
          ok: false,
          error: { code: 'forbidden', rule: 'C2', params: { roles: roles.join(', ') || 'server' } },
        })
      }
    }
    await mark()
    expect(view()).toEqual(before)
  })

  it('[S1][S4] pledge:accept, agree and agenda wait for session:open', async () => {
    await refuses('kyiv', 'pledge:accept', seen(pledge), { code: 'session_state', rule: 'S4' })
    await refuses('chair', 'agenda:next', {}, { code: 'session_state', rule: 'A4' })
    await refuses('chair', 'session:suspend', {}, { code: 'session_state', rule: 'S1' })
    await does('chair', 'session:open', {}, () => session()['state'] === 'open')
    await refuses('chair', 'session:open', {}, { code: 'session_state', rule: 'S1' })
  })

  it('[S1] session:suspend, and open again', async () => {
    await does('chair', 'session:suspend', {}, () => session()['state'] === 'suspended')
    await does('chair', 'session:open', {}, () => session()['state'] === 'open')
  })

  it('[A1][A2][A3] agenda:next, agenda:previous', async () => {
    await refuses('chair', 'agenda:previous', {}, { code: 'agenda_start', rule: 'A3' })
    await does('chair', 'agenda:next', {}, () => session()['currentItem'] === 'opening', {
      item: 'opening',
    })
    await does(
      'chair',
      'agenda:next',
      {},
      () => readRow(hall.observer.doc, 'agenda', 'opening')?.state === 'closed',
      {
        item: 'battlefield',
      },
    )
    await does(
      'chair',
      'agenda:previous',
      {},
      () => readRow(hall.observer.doc, 'agenda', 'battlefield')?.state === 'pending',
      {
        item: 'opening',
      },
    )
  })

  it('[A5] agenda:set', async () => {
    const items = [
      { id: 'opening', title: 'Opening by the co-chairs' },
      { id: 'any-other', title: 'Any other business' },
    ]
    await refuses(
      'secretary',
      'agenda:set',
      { items: items.slice(1), seen: planSeen(hall.observer.doc) },
      { code: 'agenda_current', rule: 'A5' },
    )
    await does(
      'secretary',
      'agenda:set',
      { items, seen: planSeen(hall.observer.doc) },
      () => readRows(hall.observer.doc, 'agenda').size === 2,
    )
    expect(readRow(hall.observer.doc, 'agenda', 'opening')?.state).toBe('open')
    await does('chair', 'agenda:next', {}, () => session()['currentItem'] === 'any-other', {
      item: 'any-other',
    })
    await refuses('chair', 'agenda:next', {}, { code: 'agenda_end', rule: 'A3' })
  })

  it('[A8][A9][A7] agenda:add, agenda:move', async () => {
    const item = { id: 'press', title: 'Press statement', minutes: 15 }
    await does(
      'chair',
      'agenda:add',
      { item, after: 'opening' },
      () => readRow(hall.observer.doc, 'agenda', 'press')?.order === 1,
    )
    await refuses('chair', 'agenda:add', { item, after: null }, { code: 'bad_input', rule: 'A8' })
    const last = { item: 'press', parent: null, before: null }
    const seen = orderSeen(hall.observer.doc)
    await does(
      'secretary',
      'agenda:move',
      { ...last, seen },
      () => readRow(hall.observer.doc, 'agenda', 'press')?.order === 2,
    )
    await refuses('chair', 'agenda:move', { ...last, seen }, { code: 'agenda_stale', rule: 'A7' })
  })

  it('[A11][A10] agenda:defer, agenda:go', async () => {
    await does(
      'chair',
      'agenda:defer',
      { item: 'press' },
      () => readRow(hall.observer.doc, 'agenda', 'press')?.state === 'deferred',
    )
    await refuses('chair', 'agenda:next', {}, { code: 'agenda_end', rule: 'A3' })
    await does(
      'chair',
      'agenda:go',
      { item: 'press' },
      () => readRow(hall.observer.doc, 'agenda', 'press')?.state === 'open',
    )
    await refuses('chair', 'agenda:go', { item: 'press' }, { code: 'agenda_here', rule: 'A10' })
  })

  it('[P9][P5] pledge:answer, pledge:accept', async () => {
    const stale = { pledge, seen: '0'.repeat(64) }
    await refuses(
      'kyiv',
      'pledge:answer',
      { ...stale, answer: 'question', text: 'When?' },
      { code: 'stale', rule: 'P9' },
    )
    await does(
      'kyiv',
      'pledge:answer',
      { ...seen(pledge), answer: 'question', text: 'When?' },
      () => agreement(pledge)?.answer === 'When?',
    )
    await refuses('kyiv', 'pledge:accept', stale, { code: 'stale', rule: 'P5' })
    await does(
      'kyiv',
      'pledge:accept',
      seen(pledge),
      () => agreement(pledge)?.acceptance === 'accepted',
    )
    await refuses('kyiv', 'pledge:accept', seen(pledge), { code: 'already_answered', rule: 'P5' })
  })

  it('[T1][T2] task:create needs an agreed pledge', async () => {
    await refuses(
      'staff',
      'task:create',
      { pledge, parts: [lot] },
      { code: 'not_agreed', rule: 'T1' },
    )
  })

  it('[P6][P7] pledge:agree', async () => {
    await refuses('chair', 'pledge:agree', seen(conditional), { code: 'not_accepted', rule: 'P6' })
    await refuses(
      'chair',
      'pledge:agree',
      { pledge, seen: '0'.repeat(64) },
      { code: 'stale', rule: 'P6' },
    )
    for (const id of [pledge, conditional]) {
      const digest = seen(id)
      if (id === conditional)
        await does('kyiv', 'pledge:accept', digest, () => agreement(id)?.acceptance === 'accepted')
      await does('chair', 'pledge:agree', digest, () => agreement(id)?.agreedAt, {
        digest: digest.seen,
      })
    }
    expect(agreement(pledge)).toMatchObject({ quantity: 4, unit: 'system' })
    await refuses('chair', 'pledge:agree', seen(pledge), { code: 'already_agreed', rule: 'P6' })
  })

  it('[T11] condition:settle', async () => {
    await refuses(
      'staff',
      'condition:settle',
      { pledge, state: 'met' },
      { code: 'condition_none', rule: 'T11' },
    )
    await does(
      'staff',
      'condition:settle',
      { pledge: conditional, state: 'met' },
      () => agreement(conditional)?.condition === 'met',
    )
    await refuses(
      'staff',
      'condition:settle',
      { pledge: conditional, state: 'failed' },
      { code: 'condition_none', rule: 'T11' },
    )
  })

  it('[T2] task:create, also by two at once', async () => {
    const both = await Promise.all(
      [3, 3].map((quantity) =>
        hall.staff.act('task:create', { pledge, parts: [{ ...lot, quantity }] }),
      ),
    )
    expect(both.filter(({ ok }) => ok)).toEqual([{ ok: true, tasks: [taskIdOf(pledge, 1)] }])
    expect(both.find(({ ok }) => !ok)).toMatchObject({
      error: { code: 'exceeds_agreed', rule: 'T2' },
    })
    await until(() => task(1)?.quantity === 3, 'the task')
    await refuses(
      'staff',
      'task:create',
      { pledge, parts: [lot] },
      { code: 'exceeds_agreed', rule: 'T2' },
    )
    expect(task(2)).toBeNull()
  })

  it('[T4][T5] task:move', async () => {
    const id = taskIdOf(pledge, 1)
    await refuses(
      'staff',
      'task:move',
      { task: id, from: 'planned', to: 'moving' },
      { code: 'task_transition', rule: 'T4' },
    )
    for (const [from, to] of [
      ['planned', 'cleared'],
      ['cleared', 'moving'],
      ['moving', 'handed_over'],
    ] as const) {
      if (to === 'handed_over')
        await refuses(
          'kyiv',
          'task:receive',
          { task: id, received: 3 },
          { code: 'receipt_state', rule: 'T8' },
        )
      await does('staff', 'task:move', { task: id, from, to }, () => task(1)?.state === to)
      await refuses(
        'staff',
        'task:move',
        { task: id, from, to },
        { code: 'task_stale', rule: 'T5' },
      )
    }
  })

  it('[T8][T9] task:receive', async () => {
    const id = taskIdOf(pledge, 1)
    await refuses(
      'kyiv',
      'task:receive',
      { task: id, received: 4 },
      { code: 'receipt_exceeds', rule: 'T9' },
    )
    await refuses(
      'kyiv',
      'task:receive',
      { task: id, received: 2 },
      { code: 'receipt_note', rule: 'T9' },
    )
    await does(
      'kyiv',
      'task:receive',
      { task: id, received: 2, note: 'One was damaged' },
      () => task(1)?.received === 2,
    )
    await refuses(
      'kyiv',
      'task:receive',
      { task: id, received: 3 },
      { code: 'receipt_state', rule: 'T8' },
    )
  })

  it('[L8] roster:import', async () => {
    const roster = [...readRows(hall.secretary.doc, 'roster')].map(([id, row]) => entryOf(id, row))
    await refuses(
      'secretary',
      'roster:import',
      { delegations: roster.filter(({ id }) => id !== 'DEU') },
      {
        code: 'roster_in_use',
        rule: 'L8',
      },
    )
    const renamed = roster.map((row) =>
      row.id === 'DEU' ? { ...row, nameEn: 'Federal Republic of Germany' } : row,
    )
    await does('secretary', 'roster:import', { delegations: renamed }, () =>
      readRow(hall.observer.doc, 'roster', 'DEU')?.nameEn.startsWith('Federal'),
    )
    expect(readRow(hall.observer.doc, 'roster', 'DEU')?.present).toBe(true)
  })

  it('[C1][L7] what is no formal act answers its caller and shows nothing to others', async () => {
    const before = view()
    expect(await hall.observer.act('time:read', {})).toEqual({
      ok: true,
      now: expect.any(Number) as number,
    })
    expect(await hall.observer.act('tray:list', {})).toEqual({ ok: true, entries: [] })
    const history = await hall.observer.act('history:read', { root: 'pledges', row: pledge })
    expect(
      history.ok && history.entries.filter(({ kind }) => kind === 'act').map(({ what }) => what),
    ).toEqual([
      'pledge:answer',
      'pledge:accept',
      'pledge:agree',
      'task:create',
      'task:move',
      'task:move',
      'task:move',
      'task:receive',
    ])
    const made = await hall.observer.act('history:read', { root: 'tasks', row: `${pledge}.1` })
    expect(made.ok && made.entries.map(({ what }) => what)).toEqual([
      'task:create',
      'task:move',
      'task:move',
      'task:move',
      'task:receive',
    ])
    expect(await hall.observer.act('history:read', { root: 'tasks', row: '__proto__' })).toEqual({
      ok: true,
      entries: [],
    })
    hall.germany.doc.getMap<import('yjs').Map<number>>('pledges').get(pledge)?.set('quantity', 40)
    const entry = await until(() => hall.germany.tray[0], 'the edit of agreed words in the tray')
    expect(await hall.observer.act('tray:dismiss', { entry: entry.id })).toEqual({ ok: true })
    const mine = await hall.germany.act('tray:list', {})
    expect(mine.ok && mine.entries).toEqual([entry])
    expect(await hall.germany.act('tray:dismiss', { entry: entry.id })).toEqual({ ok: true })
    expect(await hall.germany.act('tray:list', {})).toEqual({ ok: true, entries: [] })
    await refuses(
      'secretary',
      'link:create',
      { role: 'delegate', delegation: 'XXX' },
      { code: 'not_found', rule: 'L1' },
    )
    await refuses(
      'secretary',
      'link:create',
      { role: 'delegate' },
      { code: 'bad_input', rule: 'C1' },
    )
    await refuses(
      'secretary',
      'link:create',
      { role: 'screen', delegation: 'DEU' },
      { code: 'bad_input', rule: 'C1' },
    )
    await refuses(
      'secretary',
      'link:revoke',
      { link: 'no-such-link' },
      { code: 'not_found', rule: 'L7' },
    )
    await refuses(
      'secretary',
      'seat:revoke',
      { seat: 'no-such-seat' },
      { code: 'not_found', rule: 'L7' },
    )
    expect(view()).toEqual(before)
  })

  it('[S1][S3] session:close is the end of it', async () => {
    await does('chair', 'session:close', {}, () => session()['state'] === 'closed')
    await refuses('chair', 'session:open', {}, { code: 'session_state', rule: 'S1' })
    await refuses('kyiv', 'pledge:accept', seen(pledge), { code: 'session_state', rule: 'S4' })
    await refuses(
      'secretary',
      'agenda:set',
      { items: [{ id: 'late', title: 'Late' }], seen: planSeen(hall.observer.doc) },
      { code: 'session_closed', rule: 'S3' },
    )
  })
})

describe('what bad input gets', () => {
  let server: TestServer
  let hall: Hall
  let raw: RawCommands

  beforeAll(async () => {
    server = await startServer({ env: unlimited })
    hall = await openHall(server)
    raw = openCommands(server, { auth: { token: await server.token('secretary') } })
    await raw.settled()
  })
  afterAll(async () => {
    raw.socket.disconnect()
    for (const seat of Object.values(hall)) seat.close()
    await server.stop()
  })

  const polluted = JSON.parse(
    '{"commandId":"command-proto","__proto__":{"role":"chair"},"constructor":{"prototype":{"ok":1}}}',
  ) as object
  const payloads: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['an array', []],
    ['an array with what is needed', Object.assign([], { commandId: 'command-array' })],
    ['a number', 7],
    ['a string', 'command-string'],
    ['true', true],
    ['bytes', Buffer.from('command-bytes')],
    ['no id', {}],
    ['an id that is a number', { commandId: 7 }],
    ['an id too short', { commandId: 'a' }],
    ['an id too long', { commandId: 'a'.repeat(65) }],
    ['an id with a slash', { commandId: '../../etc/passwd' }],
    ['a key too many', { commandId: 'command-extra', evil: true }],
    ['keys of the prototype', polluted],
    ['200 KB of one key', { commandId: 'command-huge', ['x'.repeat(200_000)]: 1 }],
    ['200 KB of text', { commandId: 'command-text', title: 'x'.repeat(200_000) }],
    ['a thousand levels', JSON.parse(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`) as object],
  ]

  it.each(payloads)('[C1] every command answers bad_input to %s, briefly', async (_, payload) => {
    for (const [name, { roles }] of Object.entries(commands)) {
      // The server's own have no door at all ([C7]).
      if (roles.length === 0) continue
      const seats: Partial<Record<Role, SeatClient>> = { ...hall, delegate: hall.germany }
      const socket = seats[roles[0] as Role]?.socket as unknown as RawCommands['socket']
      const answer = (await socket.timeout(5000).emitWithAck(name, payload)) as object
      expect(answer, name).toMatchObject({ ok: false, error: { code: 'bad_input', rule: 'C1' } })
      expect(JSON.stringify(answer).length).toBeLessThan(2000)
    }
    expect(({} as { role?: string }).role).toBeUndefined()
  })

  it('[C6] unknown commands are acknowledged as such, whatever they are called', async () => {
    const names = [
      'no:such',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'error',
      '',
      'session:open ',
      'x'.repeat(50_000),
    ]
    for (const name of names) {
      const answer = (await raw.send(name, { commandId: commandId() })) as { error: Refusal }
      expect(answer, name.slice(0, 20)).toMatchObject({
        ok: false,
        error: { code: 'bad_input', rule: 'C6' },
      })
      expect(answer.error.message.length).toBeLessThan(200)
    }
  })

  it('[C1] arguments too many, too few, or no acknowledgement: the first two are told, the last is not run', async () => {
    const wrong = { ok: false, error: { code: 'bad_input', rule: 'C1' } }
    expect(await raw.send('time:read')).toMatchObject(wrong)
    expect(
      await raw.send('time:read', { commandId: commandId() }, { commandId: commandId() }),
    ).toMatchObject(wrong)
    const chair = openCommands(server, { auth: { token: await server.token('chair', 'GBR') } })
    await chair.settled()
    chair.socket.emit('session:open', { commandId: commandId() })
    chair.socket.emit('session:open')
    chair.socket.emit('session:open', { commandId: commandId() }, 'not a function')
    expect(await chair.send('time:read', { commandId: commandId() })).toMatchObject({ ok: true })
    expect(await chair.send('session:suspend', { commandId: commandId() })).toMatchObject({
      ok: false,
      error: { params: { state: 'planned' } },
    })
    chair.socket.disconnect()
  })

  it('[C1] more than the door takes, or what is no socket.io at all, ends that connection and no other', async () => {
    for (const bytes of [
      '4'.repeat(300_000),
      '42[',
      '42["disconnect"]',
      '4999-',
      '43',
      '451-["time:read",{"_placeholder":true,"num":99}]',
      '\u0000',
      '42["time:read",{}',
      '49999999999-["x"]',
    ]) {
      const victim = openCommands(server, { auth: { token: await server.token('observer') } })
      await victim.settled()
      // Beneath the library: its engine's own transport.
      const { transport } = victim.socket.io.engine as unknown as {
        transport: { ws: { send(data: string): void } }
      }
      transport.ws.send(bytes)
      if (!bytes.startsWith('451-') && bytes !== '43')
        await until(() => !victim.socket.connected, `the end after ${bytes.slice(0, 20)}`)
      victim.socket.disconnect()
    }
    expect(await raw.send('time:read', { commandId: commandId() })).toMatchObject({ ok: true })
  })
})

describe('a command sent twice', () => {
  let server: TestServer
  let hall: Hall

  beforeAll(async () => {
    server = await startServer({ env: unlimited })
    hall = await openHall(server)
  })
  afterAll(async () => {
    for (const seat of Object.values(hall)) seat.close()
    await server.stop()
  })

  /** Rows of seats; arrivals are the server's. */
  const ledger = async () =>
    (await server.storage.readLedger(server.session, 0)).filter(({ role }) => role !== 'server')
      .length
  const about = { title: 'UDCG 28', date: '2025-06-04', place: 'Brussels', marking: 'UNCLASSIFIED' }

  it('[C3] in one tick is done once and answered alike', async () => {
    const before = await ledger()
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => hall.chair.act('session:open', {}, 'open-the-session')),
    )
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ ok: true })))
    expect(await ledger()).toBe(before + 1)
    const items = await Promise.all(
      Array.from({ length: 5 }, () => hall.chair.act('agenda:next', {}, 'to-the-first')),
    )
    expect(items).toEqual(Array.from({ length: 5 }, () => ({ ok: true, item: 'opening' })))
  })

  it('[C3] that is no formal act: one link, one session, the same token', async () => {
    const wish = { role: 'delegate', delegation: 'DEU' } as const
    const links = await Promise.all(
      Array.from({ length: 5 }, () => hall.secretary.act('link:create', wish, 'link-for-berlin')),
    )
    expect(links[0]).toMatchObject({ ok: true, link: { delegation: 'DEU' } })
    expect(links).toEqual(Array.from({ length: 5 }, () => links[0]))
    const before = (await server.storage.listSessions()).length
    const sessions = await Promise.all(
      Array.from({ length: 5 }, () => hall.secretary.act('session:create', about, 'meet-in-june')),
    )
    expect(sessions[0]).toMatchObject({ ok: true })
    expect(sessions).toEqual(Array.from({ length: 5 }, () => sessions[0]))
    expect((await server.storage.listSessions()).length).toBe(before + 1)
  })

  it('[C3] later, a refusal is answered alike too, though it would go through now', async () => {
    const refused = await hall.chair.act('agenda:previous', {}, 'one-back')
    expect(refused).toMatchObject({ ok: false, error: { code: 'agenda_start' } })
    await hall.chair.act('agenda:next', {})
    expect(await hall.chair.act('agenda:previous', {}, 'one-back')).toEqual(refused)
  })

  it('[C4] with another input or another name is refused, in one tick and later', async () => {
    const reused = { ok: false, error: { code: 'command_id_reused', rule: 'C4' } }
    const link = (delegation: string, id: string) =>
      hall.secretary.act('link:create', { role: 'delegate', delegation }, id)
    const pair = await Promise.all([link('DEU', 'two-links'), link('NLD', 'two-links')])
    expect(pair[0]).toMatchObject({ ok: true, link: { delegation: 'DEU' } })
    expect(pair[1]).toMatchObject(reused)
    expect(await hall.secretary.act('link:list', {}, 'two-links')).toMatchObject(reused)
    expect(await hall.secretary.act('session:create', about, 'two-links')).toMatchObject(reused)
    const acts = await Promise.all([
      hall.chair.act('session:suspend', {}, 'one-id-two-acts'),
      hall.chair.act('session:close', {}, 'one-id-two-acts'),
    ])
    expect(acts).toMatchObject([{ ok: true }, reused])
    const mixed = await Promise.all([
      hall.secretary.act(
        'agenda:set',
        {
          items: [
            { id: 'opening', title: 'Opening' },
            { id: 'battlefield', title: 'Report' },
          ],
          seen: planSeen(hall.chair.doc),
        },
        'act-and-link',
      ),
      link('DEU', 'act-and-link'),
    ])
    expect(mixed).toMatchObject([{ ok: true }, reused])
    expect(hall.chair.doc.getMap('session').get('state')).not.toBe('closed')
  })

  it('[C3] by another seat is another command', async () => {
    await hall.chair.act('session:open', {}, 'shared-id')
    expect(await hall.kyiv.act('time:read', {}, 'shared-id')).toMatchObject({ ok: true })
    expect(await hall.secretary.act('link:create', { role: 'screen' }, 'shared-id')).toMatchObject({
      ok: true,
    })
  })

  it('[C3][C4] after a restart of the server it is still answered alike', async () => {
    const suspended = await hall.chair.act('session:suspend', {}, 'before-the-restart')
    const link = await hall.secretary.act('link:create', { role: 'screen' }, 'screen-before')
    const length = await ledger()
    for (const seat of Object.values(hall)) seat.close()
    const { dataDir } = server
    await server.stop({ keep: true })
    server = await startServer({ dataDir, env: unlimited })
    hall = await openHall(server)
    expect(await hall.chair.act('session:suspend', {}, 'before-the-restart')).toEqual(suspended)
    expect(await hall.secretary.act('link:create', { role: 'screen' }, 'screen-before')).toEqual(
      link,
    )
    expect(await hall.chair.act('session:close', {}, 'before-the-restart')).toMatchObject({
      error: { code: 'command_id_reused' },
    })
    expect(await ledger()).toBe(length)
  })
})

describe('when something breaks or is too much', () => {
  it('[G20] too many commands of a seat are refused with the seconds to wait; another seat goes on', async () => {
    const server = await startServer({
      env: { LIMIT_COMMANDS: '5', LIMIT_COMMANDS_PER_SECOND: '1' },
    })
    const token = await server.token('observer')
    const seats = [token, token, await server.token('screen')].map((shown) =>
      openCommands(server, { auth: { token: shown } }),
    )
    for (const seat of seats) await seat.settled()
    const [one, twin, other] = seats as [RawCommands, RawCommands, RawCommands]
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? one : twin).send(i % 3 ? 'time:read' : 'no:such', { commandId: commandId() }),
      ),
    )
    const refused = answers.filter(
      (answer) => (answer as { error?: Refusal }).error?.code === 'too_many',
    )
    expect(refused.length).toBeGreaterThanOrEqual(34)
    expect(refused[0]).toMatchObject({
      ok: false,
      error: { rule: 'G20', params: { seconds: expect.any(Number) as number } },
    })
    expect(await other.send('time:read', { commandId: commandId() })).toMatchObject({ ok: true })
    for (const seat of seats) seat.socket.disconnect()
    await server.stop()
  })

  it('[C5][D4] an unforeseen error is one bland sentence to the caller, and whole in the log', async () => {
    let fault: (() => never) | null = null
    const wrap = (storage: Storage): Storage =>
      Object.assign(Object.create(storage) as Storage, {
        listLinks: (session: string) => (fault ? fault() : storage.listLinks(session)),
        readAnswer: (...of: Parameters<Storage['readAnswer']>) => storage.readAnswer(...of),
      })
    const server = await startServer({ wrap })
    const secretary = await connectSeat(server, 'secretary')
    fault = () => {
      throw new TypeError('cannot read secret-of-the-house of undefined')
    }
    const answer = await secretary.act('link:list', {})
    expect(answer).toEqual({
      ok: false,
      error: expect.objectContaining({ code: 'internal', rule: 'C5' }) as Refusal,
    })
    expect(JSON.stringify(answer)).not.toContain('secret-of-the-house')
    expect(
      server.logged.some(
        (line) => line.includes('secret-of-the-house') && line.includes('link:list'),
      ),
    ).toBe(true)
    fault = () => {
      throw new StorageError('full', '/srv/pledgehall.sqlite', 'database or disk is full')
    }
    expect(await secretary.act('link:list', {})).toMatchObject({
      error: { code: 'storage_unavailable', rule: 'D4' },
    })
    fault = null
    expect(await secretary.act('link:list', {})).toMatchObject({ ok: true })
    secretary.close()
    await server.stop()
  })
})
