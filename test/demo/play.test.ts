// The play: what the meeting comes to, how it makes room for people, and that it never says anything twice.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readRow, readRows, readTasksOf } from '#shared/board.ts'
import { exclusionOf } from '#shared/count.ts'
import { figureOf } from '#shared/figure.ts'
import { communiqueDocOf } from '#shared/drafting.ts'
import { placedDuring } from '#shared/floor.ts'
import { releasedStates } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import { demoSession } from '#server/demo/demo.ts'
import { openPlay, type Play } from '#server/demo/play.ts'
import { startPace } from '#server/demo/play/pace.ts'
import { sentences } from '#server/demo/play/script.ts'
import { divide } from '#server/demo/play/staff.ts'
import { verifyLedger } from '#server/record/ledger.ts'
import { spawnServer } from '../support/process.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const demo = demoSession()
/** Owner and title of a pledge → what the meeting's file says. */
const documented = new Map(
  demo.pledges.map(({ delegation, fields }) => [`${delegation} ${String(fields.title)}`, fields]),
)
/** What the Netherlands placed ahead of the meeting; everything else is announced with the floor (rule F13). */
const early = demo.pledges.find(({ delegation }) => delegation === 'NLD')?.fields
const patient = 60_000
/** So many times faster than people. The chair's longest wait for a speaker is then 1.2 s: no busy machine takes that long. */
const hurried = 150
/** A play in a hurry gives more commands a second than people do. */
const env = { LIMIT_COMMANDS: '10000', LIMIT_COMMANDS_PER_SECOND: '1000' }

interface Told {
  readonly at: number
  readonly what: string
}

/** A server on which the play is on, many times faster than people are. */
async function startPlay(
  speed: number,
  dataDir?: string,
  before?: (s: TestServer) => Promise<void>,
) {
  const server = await startServer({ env, ...(dataDir === undefined ? {} : { dataDir }) })
  await before?.(server)
  const pace = startPace(() => Date.now(), speed)
  const told: Told[] = []
  const tell = (_: object, what: string) => {
    told.push({ at: pace.now(), what })
  }
  const play = await openPlay({
    app: server.app,
    storage: server.storage,
    now: () => Date.now(),
    log: { info: tell, warn: tell, error: tell },
    origin: server.origin,
    pace,
  })
  return { server, play, told }
}

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function stop({ server, play }: { server: TestServer; play: Play }, keep: boolean) {
  await play.close()
  await server.stop({ keep })
}

async function actsOf(server: TestServer): Promise<Record<string, number>> {
  const rows = await server.storage.readLedger(server.session, 0)
  expect(verifyLedger(rows)).toMatchObject({ ok: true, count: rows.length })
  const counts: Record<string, number> = {}
  // Comings and goings are noted when the sockets have them, not when the play does.
  for (const { act } of rows) if (act !== 'presence:note') counts[act] = (counts[act] ?? 0) + 1
  return counts
}

/** Everything the meeting must have come to, however often it was interrupted. */
async function expectMeeting(server: TestServer, observer: SeatClient): Promise<void> {
  const { doc } = observer
  const pledges = readRows(doc, 'pledges')
  const names = [...pledges].map(([id, { title }]) => `${ownerOf(id)} ${title}`)
  expect(names.sort()).toEqual([...documented.keys()].sort())
  let received = 0
  for (const [id, pledge] of pledges) {
    expect(pledge).toMatchObject(documented.get(`${ownerOf(id)} ${pledge.title}`) ?? {})
    const agreement = readRow(doc, 'agreements', id)
    expect(agreement?.agreedBy ?? null).toBe(
      exclusionOf(pledge) === null ? 'Presiding officer, simulated' : null,
    )
    expect(agreement?.acceptance).toBe(exclusionOf(pledge) === null ? 'accepted' : 'partly')
    const tasks = readTasksOf(doc, id)
    const figure = agreement === null ? null : figureOf(agreement)
    const held = tasks.filter(({ state }) => !releasedStates.has(state))
    const sum = held.reduce((total, task) => total + (figureOf(task)?.value ?? 0), 0)
    expect(sum).toBe(figure?.value ?? 0)
    for (const task of tasks) {
      expect(task).toMatchObject({ state: 'received', responsible: 'Movement planner, simulated' })
      received += 1
    }
  }
  const short = [...readRows(doc, 'tasks').values()].filter(
    (task) => task.received !== figureOf(task)?.value,
  )
  expect(short).toMatchObject([{ quantity: 50, received: 48 }])
  expect(short[0]?.receiptNote).toMatch(/damaged/)
  const speeches = [...readRows(doc, 'speakers').values()]
  expect(
    speeches.every(({ endedAt, withdrawnAt }) => endedAt !== null && withdrawnAt === null),
  ).toBe(true)
  for (const id of pledges.keys()) {
    const isEarly = documented.get(`${ownerOf(id)} ${pledges.get(id)?.title ?? ''}`) === early
    const inTurn = speeches.some((speech) => placedDuring(speech, [id]).length === 1)
    expect([id, inTurn]).toEqual([id, !isEarly])
  }
  expect(await actsOf(server)).toEqual({
    'session:open': 1,
    'agenda:next': demo.agenda.length,
    'communique:draft': 1,
    'communique:table': 1,
    'floor:ask': expect.any(Number) as number,
    'floor:next': expect.any(Number) as number,
    'pledge:accept': 13,
    // Seven add nothing new; once Kyiv asks which of two figures stands.
    'pledge:answer': 8,
    'pledge:agree': 13,
    'condition:settle': 1,
    'task:create': 12,
    'task:move': expect.any(Number) as number,
    'task:receive': received,
  })
}

describe('the play', () => {
  it(
    '[T2][D1] brings every documented pledge to where it belongs, through the doors',
    async () => {
      const playing = await startPlay(hurried)
      stops.push(() => stop(playing, false))
      const { server, play, told } = playing
      const observer = await connectSeat(server, 'observer')
      stops.push(async () => {
        observer.close()
      })
      await play.ended
      expect(told.at(-1)?.what).toContain('the play has come to its end')
      expect(told.filter(({ what }) => what.includes('could not'))).toEqual([])
      expect(told.filter(({ what }) => what.includes('corrects'))).toHaveLength(2)
      await expectMeeting(server, observer)
      const caucus = await connectSeat(server, 'delegate', 'DEU', { door: 'caucus' })
      const placed = [...readRows(caucus.doc, 'drafts').values()].map(({ placedAs }) => placedAs)
      const own = [...readRows(observer.doc, 'pledges').keys()].filter(
        (id) => ownerOf(id) === 'DEU',
      )
      expect(placed.sort()).toEqual(own.sort())
      caucus.close()
      const [[document, draft] = ['', null]] = readRows(observer.doc, 'documents')
      expect(draft).toMatchObject({ draft: 1, by: 'Presiding officer, simulated' })
      const content = await server.storage.readContent(server.session, document, 0)
      const text = sentences.map(({ words }) => words).join('')
      expect(new TextDecoder().decode(content ?? undefined)).toBe(text)
      const edits = await server.storage.readEdits(
        communiqueDocOf(server.session),
        ...(['text', 'communique', 50] as const),
      )
      expect(edits.map(({ after }) => after)).toEqual(sentences.map(({ words }) => words))
      expect(new Set(edits.map(({ seat }) => seat)).size).toBe(sentences.length)
      for (const { name, revokedAt } of await server.storage.listSeats(server.session))
        if (name !== '')
          expect([name, revokedAt]).toEqual([expect.stringMatching(/simulated/), null])
    },
    patient,
  )

  it(
    'goes on from what stands when the server comes back, and repeats nothing',
    async () => {
      const first = await startPlay(hurried)
      const { dataDir } = first.server
      stops.push(() => rm(dataDir, { recursive: true, force: true }))
      await until(
        () => first.told.some(({ what }) => what.includes('DEU corrects')),
        'a slip',
        patient,
      )
      await stop(first, true)

      const second = await startPlay(hurried, dataDir)
      await until(
        () => second.told.some(({ what }) => what.includes('DEU places')),
        'more',
        patient,
      )
      expect(second.told.some(({ what }) => what.includes('opens the session'))).toBe(false)
      await second.play.ended
      const observer = await connectSeat(second.server, 'observer')
      await expectMeeting(second.server, observer)
      observer.close()
      const acts = await actsOf(second.server)
      await stop(second, true)

      const third = await startPlay(hurried, dataDir)
      await third.play.ended
      expect(third.told.map(({ what }) => what)).toEqual([
        expect.stringContaining('have joined'),
        expect.stringContaining('come to its end'),
      ])
      expect(await actsOf(third.server)).toEqual(acts)
      await stop(third, true)
    },
    2 * patient,
  )

  it(
    'leaves a delegation to the people who sit there, and goes on when they leave',
    async () => {
      let germany: SeatClient | undefined
      const playing = await startPlay(100, undefined, async (server) => {
        germany = await connectSeat(server, 'delegate', 'DEU')
      })
      stops.push(() => stop(playing, false))
      const { server, told } = playing
      if (germany === undefined) throw new Error('Berlin has no seat')
      const own = germany.pledge({
        capability: 'iamd',
        kind: 'equipment',
        title: 'Two Patriot systems',
        quantity: 2,
        unit: 'system',
      })
      const observer = await connectSeat(server, 'observer')
      stops.push(async () => {
        observer.close()
      })
      const berlin = () =>
        [...readRows(observer.doc, 'pledges').keys()].filter((id) => ownerOf(id) === 'DEU')
      await until(
        () => [...readRows(observer.doc, 'pledges').keys()].some((id) => ownerOf(id) === 'NOR'),
        'the meeting to go on to Norway',
        patient,
      )
      expect(berlin()).toEqual([own])

      // A person writes while the play goes on; Kyiv answers what stands, and nobody else touches it.
      const title = 'Two Patriot systems from own stock'
      germany.doc
        .getMap<import('yjs').Map<string | number>>('pledges')
        .get(own)
        ?.set('title', title)
      await until(
        () => readRow(observer.doc, 'agreements', own)?.acceptedDigest === germany?.seen(own),
        'Kyiv to accept the words that stand',
        patient,
      )
      germany.close()
      await until(() => berlin().length > 3, 'the play to go on for Berlin', patient)
      expect(readRow(observer.doc, 'pledges', own)).toMatchObject({ title, quantity: 2 })
      expect(readRow(observer.doc, 'agreements', own)?.agreedAt).toBeNull()
      expect(readTasksOf(observer.doc, own)).toEqual([])
      expect(germany.tray).toEqual([])
      expect(told.map(({ what }) => what)).toContain('play: DEU makes room for a person')
    },
    2 * patient,
  )

  it(
    'waits for the person in the chair, and does not do again what they did',
    async () => {
      let chair: SeatClient | undefined
      const playing = await startPlay(50, undefined, async (server) => {
        chair = await connectSeat(server, 'chair', 'GBR')
      })
      stops.push(() => stop(playing, false))
      const { server, told } = playing
      if (chair === undefined) throw new Error('the chair is empty')
      stops.push(async () => chair?.close())
      const opened = () => told.find(({ what }) => what.includes('opens the session'))
      await until(opened, 'the session to be opened for a chair that does not act', patient)
      expect(opened()?.at).toBeGreaterThan(20_000)
      expect(await chair.act('agenda:next', {})).toMatchObject({ ok: true, item: 'opening' })
      await until(
        () => told.some(({ what }) => what.includes('Report from the battlefield')),
        'it to go on',
        patient,
      )
      expect(told.some(({ what }) => what.includes('Opening by the co-chairs'))).toBe(false)
      expect((await actsOf(server))['agenda:next']).toBe(2)
    },
    patient,
  )

  it('goes on without a seat that the secretary turned out', async () => {
    const playing = await startPlay(50)
    stops.push(() => stop(playing, false))
    const { server, told } = playing
    const secretary = await connectSeat(server, 'secretary')
    const answer = await secretary.act('link:list', {})
    const links = answer.ok ? answer.links : []
    const norway = links.find(
      ({ delegation, seats }) => delegation === 'NOR' && seats.some(({ name }) => name !== ''),
    )
    expect(norway?.seats).toMatchObject([{ name: 'Desk officer, simulated' }])
    await secretary.act('link:revoke', { link: norway?.id ?? '' })
    await until(() => told.some(({ what }) => what.includes('NOR is turned out')), 'Norway to go')
    const count = told.length
    await until(() => told.length > count, 'the others to go on', patient)
    secretary.close()
  })

  it('[T2] shares out all of a figure and not more, in whole parts', () => {
    const lot = (share: number) => ({ share, node: null, window: '2025' })
    expect(divide(4, [lot(2), lot(2)])).toEqual([2, 2])
    expect(divide(1_100_000_000_000, [lot(3), lot(8)])).toEqual([300_000_000_000, 800_000_000_000])
    expect(divide(1, [lot(7), lot(5)])).toEqual([0, 1])
  })
})

describe('npm start -- --play', () => {
  it('moves the board within ten seconds, and stops within two', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pledgehall-'))
    stops.push(() => rm(dataDir, { recursive: true, force: true }))
    const server = spawnServer({ DATA_DIR: dataDir, LOG_LEVEL: 'info' }, ['--play'])
    stops.push(async () => server.child.kill('SIGKILL'))
    await server.started()
    const since = Date.now()
    const link = new URL(server.links().get('observer') ?? '')
    const observer = await connectSeat(
      { origin: link.origin, session: 'udcg-27', token: async () => '' },
      'observer',
      null,
      { token: link.pathname.slice('/join/'.length) },
    )
    await until(() => readRows(observer.doc, 'pledges').size > 0, 'the first pledge')
    expect(Date.now() - since).toBeLessThan(10_000)
    await until(() => observer.doc.getMap('session').get('state') === 'open', 'the session to open')
    observer.close()
    const stopping = Date.now()
    server.child.kill('SIGTERM')
    expect(await server.ended()).toBe(0)
    expect(Date.now() - stopping).toBeLessThan(2000)
    expect(server.stderr()).toContain('play: chair opens the session')
    expect(server.stderr()).not.toMatch(/"level":[45]0|Warning/)
  }, 30_000)
})
