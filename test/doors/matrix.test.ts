// Every role and every act over the real doors: what the seat is answered, and what another seat sees of it. Who may
// do what is written out once more below, so that it fails when the table of the product changes.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { treeOf } from '#shared/agenda.ts'
import { readRow, readRows, readSession, readSpeakersOf } from '#shared/board.ts'
import { type DecisionKind, motionDigest } from '#shared/decision.ts'
import { type CommandArgument, type CommandName, commands } from '#shared/commands.ts'
import type { LinkInfo } from '#shared/commands/seats.ts'
import { textDigest } from '#shared/digest.ts'
import { communiqueDocOf, textOf as communique } from '#shared/drafting.ts'
import { planOf } from '#shared/import/plan.ts'
import { lastTurnOf, speakerIdOf, speakerNow, tourOf, waitingOf } from '#shared/floor.ts'
import { matchesOf } from '#shared/match.ts'
import { requestDigest } from '#shared/review.ts'
import { type Role, roles } from '#shared/roles.ts'
import { taskIdOf } from '#shared/task.ts'
import { demoRoster } from '#server/demo/demo.ts'
import { orderSeen, planSeen } from '#test/support/agenda.ts'
import { meetingFile, pledgeOfMeeting, requestOfMeeting } from '#test/support/board.ts'
import { standing } from '#test/support/hall.ts'
import { join, sitDown } from '#test/support/raw.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

const grid = `
                  secretary  chair  kyiv  delegate  staff  observer  screen
  session:open        -        x      -      -        -       -        -
  agenda:next         -        x      -      -        -       -        -
  agenda:previous     -        x      -      -        -       -        -
  agenda:set          x        x      -      -        -       -        -
  agenda:add          x        x      -      -        -       -        -
  agenda:move         x        x      -      -        -       -        -
  agenda:defer        x        x      -      -        -       -        -
  agenda:go           -        x      -      -        -       -        -
  floor:limit         -        x      -      -        -       -        -
  floor:ask           -        -      x      x        -       -        -
  floor:ready         -        -      x      x        -       -        -
  floor:order         -        x      -      -        -       -        -
  floor:grant         -        x      -      -        -       -        -
  floor:next          -        x      -      -        -       -        -
  floor:pause         -        x      -      -        -       -        -
  floor:resume        -        x      -      -        -       -        -
  floor:give          -        x      -      -        -       -        -
  floor:end           -        x      -      -        -       -        -
  floor:undo          -        x      -      -        -       -        -
  floor:withdraw      -        x      x      x        -       -        -
  floor:close         -        x      -      -        -       -        -
  floor:enter         x        x      -      -        -       -        -
  tour:start          -        x      -      -        -       -        -
  tour:answer         -        -      -      x        -       -        -
  pledge:answer       -        -      x      -        -       -        -
  pledge:accept       -        -      x      -        -       -        -
  pledge:agree        -        x      -      -        -       -        -
  pledge:reopen       -        x      -      -        -       -        -
  pledge:confirm      -       -       -       x       -       -       -
  share:move          -       -       -       x       x       -       -
  request:validate    -       -       -       -       x       -       -
  match:add           -       -       -       -       x       -       -
  match:remove        -       -       -       -       x       -       -
  consent:add         -       -       -       -       x       -       -
  consent:move        -       -       -       -       x       -       -
  hub:set             -       -       -       -       x       -       -
  rate:set            -       -       -       -       x       -       -
  condition:settle    -        -      -      -        x       -        -
  task:create         -        -      -      -        x       -        -
  task:part           -       -       -       -       x       -       -
  task:plan           -       -       -       -       x       -       -
  task:move           -        -      -      -        x       -        -
  task:receive        -        -      x      -        -       -        -
  task:adjust         -       -       -       -       x       -       -
  request:close       -       -       x       -       -       -       -
  request:reopen      -       -       x       -       -       -       -
  roster:import       x        -      -      -        -       -        -
  rows:import         x        -      -      -        -       -        -
  roll:begin          x        x      -      -        -       -        -
  roll:mark           x        x      -      -        -       -        -
  roll:all            x        x      -      -        -       -        -
  quorum:set          x        x      -      -        -       -        -
  reminder:send       x        x      -      -        -       -        -
  reminder:list       -        -      -      x        -       -        -
  presence:note       -        -      -      -        -       -        -
  decision:propose    -          x      -     -         -      -         -
  decision:call       -          x      -     -         -      -         -
  position:take       -          -      -     x         -      -         -
  decision:reject     -          x      -     -         -      -         -
  decision:announce   -          x      -     -         -      -         -
  decision:reopen     -          x      -     -         -      -         -
  decision:adopt      -          x      -     -         -      -         -
  decision:show       -          x      -     -         -      -         -
  decision:silence    -          x      -     -         -      -         -
  decision:expire     -          -      -     -         -      -         -
  decision:withdraw   -          x      -     -         -      -         -
  session:create      x        -      -      -        -       -        -
  link:create         x        -      -      -        -       -        -
  link:list           x        -      -      -        -       -        -
  link:revoke         x        -      -      -        -       -        -
  seat:revoke         x        -      -      -        -       -        -
  tray:list           x        x      x      x        x       x        x
  tray:dismiss        x        x      x      x        x       x        x
  history:read        x        x      x      x        x       x        x
  time:read           x        x      x      x        x       x        x
  message:send        x        x      x      x        x       -        -
  message:list        x        x      x      x        x       x        -
  statement:hand-in   -          -      x     x         -      -         -
  statement:list      x          x      x     x         -      -         -
  document:add        -        -      -      -        -       -        -
  document:remove     x        x      x      x        x       -        -
  communique:draft    x        x      -      -        -       -        -
  communique:table    x        x      -      -        -       -        -
  text:authors        x        x      x      x        x       -        -
  lead:name           x        x      -      -        -       -        -
  note:set            x        x      -      -        -       -        -
  screen:show         x        x      -      -        -       -        -
  screen:message      x        x      -      -        -       -        -
  screen:break        x        x      -      -        -       -        -
  lead:lost           -        -      -      -        -       -        -
  lead:return         -        -      -      -        -       -        -
  lead:hand           -        x      -      -        -       -        -
  lead:take           -        x      -      -        -       -        -
  attendance:set      x        x      -      -        -       -        -
  attendance:mark     x        x      -      -        -       -        -
  attendance:all      x        x      -      -        -       -        -
  attendance:note     -        -      -      -        -       -        -
  quorum:note         -        -      -      -        -       -        -
  session:suspend     -        x      -      -        -       -        -
  session:close       -        x      -      -        -       -        -
  session:continue    -        -      -      -        -       -        -
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const [columns = [], ...lines] = grid
const cells = lines.flatMap(([act = '', ...marks]) =>
  // Whoever may not comes first: the act is still to be done.
  marks
    .map((mark, i) => ({ act, role: columns[i] ?? '', may: mark === 'x' }))
    .sort((a, b) => Number(a.may) - Number(b.may)),
) as readonly { act: CommandName; role: Role; may: boolean }[]

const delegationOf: Partial<Record<Role, string>> = {
  chair: 'GBR',
  kyiv: 'UKR',
  delegate: 'DEU',
  staff: 'NATO',
}

let server: TestServer
let seats: Record<Role, SeatClient>
/** A delegate of Norway, who has no part in any of it. */
let witness: SeatClient
let board: Y.Doc
/** What the witness was told by messages. */
const heard: string[] = []
let pledge: string
let request: string
let turn = 0
/** Whose turn it is. */
let giver: Role = 'chair'

beforeAll(async () => {
  server = await startServer({
    env: {
      LIMIT_COMMANDS: '100000',
      LIMIT_COMMANDS_PER_SECOND: '100000',
      CHAIR_GRACE_MS: '100',
      ABSENCE_MS: '600000',
    },
  })
  const connected = await Promise.all(
    roles.map(async (role) => [role, await connectSeat(server, role, delegationOf[role])] as const),
  )
  seats = Object.fromEntries(connected) as typeof seats
  witness = await connectSeat(server, 'delegate', 'NOR')
  witness.socket.on('message:added', ({ text }) => heard.push(text))
  request = seats.kyiv.request({ ...requestOfMeeting('udcg-27', 0) })
  pledge = seats.delegate.pledge({
    ...pledgeOfMeeting('udcg-27', 1),
    condition: 'If crews exist',
    consentOf: 'CHE',
    shares: '[{"party":"DEU","value":3},{"party":"NOR","value":1}]',
  })
  for (const seat of [witness, ...Object.values(seats)])
    await until(() => readRow(seat.doc, 'pledges', pledge), 'the pledge on every screen')
  // Arrivals have rows of their own in the ledger, which are not to be mistaken for those of an act.
  const here = [...Object.values(delegationOf), 'NOR']
  await until(() => here.every((id) => readRow(witness.doc, 'roster', id)?.present), 'all present')
  const doc = await server.app.rooms.use(server.session, (room) => room.doc)
  if (doc === null) throw new Error('there is no room')
  board = doc
})
afterAll(async () => {
  for (const seat of [witness, ...Object.values(seats)]) seat.close()
  await server.stop()
})

const task = () => taskIdOf(pledge, 1)
const agreement = () => readRow(witness.doc, 'agreements', pledge)
const requestSeen = () => {
  const row = readRow(witness.doc, 'requests', request)
  return row === null ? '' : requestDigest(row)
}
const rzeszow = {
  ...{ name: 'Rzeszów', country: 'POL', lat: 5004, lon: 2200 },
  ...{ tonnesPerMonth: 18_000, closed: false },
}
const session = () => readSession(witness.doc)
const item = () => session().currentItem
const speakers = () => readSpeakersOf(witness.doc, item() ?? '')
const entry = (n: number) => speakerIdOf(item() ?? '', n)
const speaker = () => speakerNow(speakers())
const waits = (delegation?: string) =>
  waitingOf(speakers()).find((row) => row.delegation === delegation)
const norway = () => readRow(witness.doc, 'roster', 'NOR')
const on = (n: number) => readRow(witness.doc, 'decisions', `dec-${String(n)}`)
const calendar = {
  title: 'The next meeting',
  text: 'The Group meets again in June 2025 at NATO Headquarters in Brussels.',
}
const motion = <K extends DecisionKind>(kind: K) => ({ kind, ...calendar })
const textOf = (n: number) => ({ decision: `dec-${String(n)}`, seen: motionDigest(calendar) })
const paper = () => ({
  item: itemAt(0),
  name: 'Programme.pdf',
  type: 'application/pdf' as const,
  size: 120_000,
  sha256: '4f'.repeat(32),
})
const giverOf = (role: Role) => ({
  seat: `seat-${role}`,
  session: server.session,
  delegation: delegationOf[role] ?? null,
  role,
  name: 'Ingrid Larsen',
})
const link = async (): Promise<LinkInfo> => {
  const made = await seats.secretary.act('link:create', { role: 'observer' })
  if (!made.ok) throw new Error(made.error.message)
  await sitDown(server, await join(server, made.token), 'Ingrid Larsen')
  const list = await seats.secretary.act('link:list', {})
  const found = list.ok ? list.links.find(({ id }) => id === made.link.id) : undefined
  if (found === undefined) throw new Error('there is no such link')
  return found
}
const must = async <N extends CommandName>(role: Role, act: N, input: CommandArgument<N>) => {
  expect(await seats[role].act(act, input)).toMatchObject({ ok: true })
}

/** The n-th item, from 0; the one that stood second when an act on the order was given. */
const itemAt = (n: number) => treeOf(readRows(witness.doc, 'agenda'))[n]?.id ?? ''
let second = ''
const pendingItem = () => {
  const pending = treeOf(readRows(witness.doc, 'agenda')).find(
    (node) => node.item.state === 'pending',
  )
  return (second = pending?.id ?? '')
}

/** An input that is right in every respect, what must have happened before, and what the witness sees after. */
interface Play<N extends CommandName> {
  readonly before?: () => Promise<unknown>
  readonly input: (role: Role) => CommandArgument<N>
  readonly shows?: () => unknown
}

let first: string | null = null
let extra: LinkInfo | null = null
/** When the note of the chair's team was last written. */
let noted: number | null = null
/** A chair's seat of France, to which the lead is handed. */
let successor: SeatClient | null = null
const statement = 'The Contact Group met in Brussels on 11 April 2025.'
const breakEnds = Date.now() + 3_600_000
const extraLink = (): LinkInfo => {
  if (extra === null) throw new Error('there is no link yet')
  return extra
}
const plays: { readonly [N in CommandName]: Play<N> } = {
  'session:open': { input: () => ({}), shows: () => session().state === 'open' },
  'agenda:next': { input: () => ({}), shows: () => item() !== null },
  'agenda:previous': {
    before: async () => {
      first = item()
      await must('chair', 'agenda:next', {})
      await until(() => item() !== first, 'the second item')
    },
    input: () => ({}),
    shows: () => item() === first,
  },
  'agenda:set': {
    input: () => ({
      items: [
        { id: item() ?? '', title: `Opening, ${String(turn)}`, minutes: 5, kind: 'requests' },
      ],
      seen: planSeen(witness.doc),
    }),
    shows: () => readRow(witness.doc, 'agenda', item() ?? '')?.title === `Opening, ${String(turn)}`,
  },
  'agenda:add': {
    input: () => ({
      item: { id: `round-${String(turn)}`, title: 'Announcements', kind: 'requests' },
      after: item(),
    }),
    shows: () => readRow(witness.doc, 'agenda', `round-${String(turn)}`)?.order === 1,
  },
  'agenda:move': {
    input: () => {
      second = itemAt(1)
      const seen = orderSeen(witness.doc)
      return { item: itemAt(2), parent: null, before: second, seen }
    },
    shows: () => itemAt(1) !== second,
  },
  'agenda:defer': {
    input: () => ({ item: pendingItem() }),
    shows: () => readRow(witness.doc, 'agenda', second)?.state === 'deferred',
  },
  'agenda:go': {
    input: () => ({ item: itemAt(2) }),
    shows: () => item() === itemAt(2),
  },
  'floor:limit': {
    input: () => ({ item: item() ?? '', seconds: 180 }),
    shows: () => readRow(witness.doc, 'agenda', item() ?? '')?.secondsEach === 180,
  },
  'floor:ask': {
    input: () => ({ kind: 'statement' }),
    shows: () => waits('UKR') !== undefined || waits('DEU') !== undefined,
  },
  'floor:ready': {
    input: (role) => ({ entry: waits(delegationOf[role])?.id ?? entry(1), ready: true }),
    shows: () => waits('UKR')?.ready === true || waits('DEU')?.ready === true,
  },
  'floor:order': {
    input: () => {
      const seen = waitingOf(speakers()).map(({ id }) => id)
      return { item: item() ?? '', entries: seen.toReversed(), seen }
    },
    shows: () => waitingOf(speakers())[0]?.id === entry(2),
  },
  'floor:grant': {
    input: () => ({ entry: entry(1), seconds: 30 }),
    shows: () => speakers()[0]?.addedMs === 30_000,
  },
  'floor:next': {
    input: () => ({ speaking: null }),
    shows: () => speaker()?.id === entry(2),
  },
  'floor:pause': {
    input: () => ({ entry: entry(2) }),
    shows: () => typeof speaker()?.pausedAt === 'number',
  },
  'floor:resume': {
    input: () => ({ entry: entry(2) }),
    shows: () => speaker()?.pausedAt === null,
  },
  'floor:give': {
    input: () => ({ entry: entry(1), speaking: entry(2) }),
    shows: () => speaker()?.id === entry(1),
  },
  'floor:end': {
    input: () => ({ entry: entry(1) }),
    shows: () => speaker() === null,
  },
  'floor:undo': {
    input: () => ({ at: lastTurnOf(speakers())?.at ?? 0 }),
    shows: () => speaker()?.id === entry(1),
  },
  'floor:withdraw': {
    before: async () => {
      for (const role of ['kyiv', 'delegate'] as const)
        await must(role, 'floor:ask', { kind: 'order' })
      await must('kyiv', 'floor:ask', { kind: 'statement' })
    },
    // The chair may withdraw anybody's; the last one left is the other statement's.
    input: (role) => ({
      entry:
        waitingOf(speakers()).findLast(
          ({ delegation }) => role === 'chair' || delegation === delegationOf[role],
        )?.id ?? entry(1),
    }),
    shows: () => speakers().some(({ withdrawnAt }) => withdrawnAt !== null),
  },
  'floor:close': {
    input: () => ({ item: item() ?? '', at: 0 }),
    shows: () => readRow(witness.doc, 'agenda', item() ?? '')?.listClosesAt === 0,
  },
  'floor:enter': {
    input: (role) => ({ delegation: role === 'chair' ? 'FRA' : 'POL', kind: 'order' }),
    shows: () => waits('FRA') !== undefined || waits('POL') !== undefined,
  },
  'tour:start': {
    input: () => ({ item: item() ?? '', order: 'lot' }),
    shows: () => tourOf(speakers()) !== null,
  },
  'tour:answer': {
    input: () => ({
      entry:
        tourOf(speakers())?.turns.find(({ delegation }) => delegation === 'DEU')?.id ?? entry(1),
      outcome: 'nothing',
    }),
    shows: () => tourOf(speakers())?.turns.some(({ outcome }) => outcome === 'nothing'),
  },
  'pledge:answer': {
    input: () => ({ pledge, seen: witness.seen(pledge), answer: 'question', text: 'By when?' }),
    shows: () => agreement()?.answer === 'By when?',
  },
  'pledge:accept': {
    input: () => ({ pledge, seen: witness.seen(pledge) }),
    shows: () => agreement()?.acceptance === 'accepted',
  },
  'pledge:agree': {
    input: () => ({ pledge, seen: witness.seen(pledge) }),
    shows: () => typeof agreement()?.agreedAt === 'number',
  },
  'pledge:reopen': {
    input: () => ({ pledge }),
    shows: () => agreement()?.agreedAt === null,
  },
  'pledge:confirm': {
    input: () => ({ pledge, seen: witness.seen(pledge) }),
    shows: () => agreement()?.confirmedDigest === witness.seen(pledge),
  },
  'share:move': {
    input: (role) =>
      role === 'staff'
        ? { pledge, party: 'NOR', from: 'offered', to: 'confirmed' }
        : { pledge, party: 'DEU', from: 'offered', to: 'confirmed' },
    shows: () => agreement()?.shares?.includes('confirmed'),
  },
  'request:validate': {
    input: () => ({ request, seen: requestSeen() }),
    shows: () => readRow(witness.doc, 'reviews', request)?.validatedDigest === requestSeen(),
  },
  'match:add': {
    input: () => ({ pledge, line: 0, request, requestLine: 0, value: 3 }),
    shows: () => matchesOf(agreement()).length === 1,
  },
  'match:remove': {
    input: () => ({ pledge, line: 0, request, requestLine: 0 }),
    shows: () => matchesOf(agreement()).length === 0,
  },
  'consent:add': {
    input: () => ({ pledge, origin: 'SWE', item: 'radar' }),
    shows: () => agreement()?.consents?.includes('SWE'),
  },
  'consent:move': {
    before: () =>
      must('staff', 'consent:move', { pledge, origin: 'SWE', from: 'needed', to: 'granted' }),
    input: () => ({ pledge, origin: 'CHE', from: 'needed', to: 'granted' }),
    shows: () => agreement()?.consents?.match(/granted/g)?.length === 2,
  },
  'hub:set': {
    input: () => ({ hub: 'rzeszow', ...rzeszow, tonnesPerMonth: 20_000 }),
    shows: () => readRow(witness.doc, 'hubs', 'rzeszow')?.tonnesPerMonth === 20_000,
  },
  'rate:set': {
    input: () => ({ currency: 'USD', perEuro: 1_163_200, date: '2025-04-10', source: 'ECB' }),
    shows: () => readRow(witness.doc, 'rates', 'USD')?.perEuro === 1_163_200,
  },
  'condition:settle': {
    before: () => must('chair', 'pledge:agree', { pledge, seen: witness.seen(pledge) }),
    input: () => ({ pledge, state: 'met' }),
    shows: () => agreement()?.condition === 'met',
  },
  'task:create': {
    input: () => ({ pledge, parts: [{ kind: 'shipment', title: 'By rail', quantity: 2 }] }),
    shows: () => readRow(witness.doc, 'tasks', task())?.state === 'planned',
  },
  'task:part': {
    input: () => ({ task: task(), value: 1, node: 'campia-turzii' }),
    shows: () => readRow(witness.doc, 'tasks', taskIdOf(pledge, 2))?.partedFrom === task(),
  },
  'task:plan': {
    input: () => ({
      ...{ task: task(), seen: null, window: '2025-06', node: 'rzeszow' },
      ...{ mode: 'rail', tonnes: 42, responsible: null },
    }),
    shows: () => readRow(witness.doc, 'tasks', task())?.window === '2025-06',
  },
  'task:move': {
    input: () => ({ task: task(), from: 'planned', to: 'cleared' }),
    shows: () => readRow(witness.doc, 'tasks', task())?.state === 'cleared',
  },
  'task:receive': {
    before: async () => {
      await must('staff', 'task:move', { task: task(), from: 'cleared', to: 'moving' })
      await must('staff', 'task:move', { task: task(), from: 'moving', to: 'handed_over' })
    },
    input: () => ({ task: task(), received: 0, note: 'Nothing came.' }),
    shows: () => readRow(witness.doc, 'tasks', task())?.state === 'received',
  },
  'rows:import': {
    input: () => {
      const text = readFileSync(meetingFile('2025-09-09-udcg-30'), 'utf8')
      return { file: 'udcg-30.json', text, seen: planOf(witness.doc, text).digest }
    },
    shows: () => [...readRows(witness.doc, 'imports').values()][0]?.meeting === 'UDCG-30',
  },
  'task:adjust': {
    input: () => ({ task: task(), reason: 'to_follow', note: 'It comes in May.' }),
    shows: () => readRow(witness.doc, 'tasks', task())?.adjustReason === 'to_follow',
  },
  'request:close': {
    input: () => ({ request, why: 'Met.' }),
    shows: () => readRow(witness.doc, 'reviews', request)?.closedWhy === 'Met.',
  },
  'request:reopen': {
    input: () => ({ request }),
    shows: () => readRow(witness.doc, 'reviews', request)?.closedAt === null,
  },
  'roster:import': {
    input: () => ({
      delegations: demoRoster().map((entry) =>
        entry.id === 'NOR' ? { ...entry, nameEn: 'Kingdom of Norway' } : entry,
      ),
    }),
    shows: () => readRow(witness.doc, 'roster', 'NOR')?.nameEn === 'Kingdom of Norway',
  },
  'roll:begin': {
    input: () => ({}),
    shows: () => session().rollCallAt !== null && norway()?.attendance === null,
  },
  'roll:mark': {
    input: () => ({ delegation: 'NOR', mark: turn % 2 === 0 ? 'excused' : 'absent' }),
    shows: () => norway()?.attendance === (turn % 2 === 0 ? 'excused' : 'absent'),
  },
  'roll:all': { input: () => ({}), shows: () => norway()?.attendance === 'present' },
  'quorum:set': {
    input: () => ({ quorum: 1 + (turn % 50) }),
    shows: () => session().quorum === 1 + (turn % 50),
  },
  'reminder:send': {
    input: () => ({ to: ['NOR'], about: { kind: 'requests', key: item() ?? '' } }),
  },
  'reminder:list': { input: () => ({}) },
  'attendance:set': {
    // With a quorum the server would go on to say whether there is one.
    before: () => must('secretary', 'quorum:set', { quorum: null }),
    input: () => ({ mode: 'confidential' }),
    shows: () => session().attendance === 'confidential',
  },
  'attendance:mark': {
    before: async () => {
      await must('chair', 'roll:begin', {})
      await until(() => session().rollCallAt, 'the roll call')
    },
    input: () => ({ delegation: 'NOR', mark: turn % 2 === 0 ? 'excused' : 'absent' }),
  },
  'attendance:all': { input: () => ({}) },
  'attendance:note': { input: () => ({ came: ['DEU'], left: [] }) },
  'quorum:note': { input: () => ({ isMet: true }) },
  'presence:note': { input: () => ({ came: ['DEU'], left: [] }) },
  'decision:propose': {
    input: () => motion('consensus'),
    shows: () => on(1)?.state === 'proposed',
  },
  'decision:call': { input: () => textOf(1), shows: () => on(1)?.state === 'calling' },
  'position:take': {
    input: () => ({ ...textOf(1), position: 'objects' }),
    shows: () => readRow(witness.doc, 'positions', 'dec-1.DEU')?.position === 'objects',
  },
  'decision:reject': { input: () => textOf(1), shows: () => on(1)?.state === 'rejected' },
  'decision:announce': {
    input: () => ({ decision: 'dec-1' }),
    shows: () => typeof on(1)?.announcedAt === 'number',
  },
  'decision:reopen': {
    input: () => ({ decision: 'dec-1', ...motion('ruling') }),
    shows: () => on(2)?.reopens === 'dec-1',
  },
  'decision:adopt': { input: () => textOf(2), shows: () => on(2)?.state === 'adopted' },
  'decision:show': {
    before: async () => {
      await must('chair', 'decision:propose', motion('hands'))
      await must('chair', 'decision:call', textOf(3))
    },
    input: () => textOf(3),
    shows: () => on(3)?.state === 'rejected',
  },
  'decision:silence': {
    before: () => must('chair', 'decision:propose', motion('silence')),
    input: () => ({ ...textOf(4), expiresAt: Date.now() + 3_600_000 }),
    shows: () => on(4)?.state === 'silence',
  },
  'decision:expire': { input: () => ({ decision: 'dec-4' }) },
  'decision:withdraw': {
    input: () => ({ decision: 'dec-4' }),
    shows: () => on(4)?.state === 'withdrawn',
  },
  'session:create': {
    input: () => ({
      title: 'UDCG-28',
      date: '2025-06-04',
      place: 'NATO HQ, Brussels',
      marking: 'UNCLASSIFIED',
    }),
  },
  'link:create': { input: () => ({ role: 'delegate', delegation: 'NOR' }) },
  'link:list': { input: () => ({}) },
  'link:revoke': {
    before: async () => (extra = await link()),
    input: () => ({ link: extraLink().id }),
  },
  'seat:revoke': {
    before: async () => (extra = await link()),
    input: () => ({ seat: extraLink().seats[0]?.id ?? '' }),
  },
  'tray:list': { input: () => ({}) },
  'tray:dismiss': { input: () => ({ entry: 'no-such-entry' }) },
  'history:read': { input: () => ({ root: 'pledges', row: pledge }) },
  'time:read': { input: () => ({}) },
  'message:send': {
    input: () => ({ to: { kind: 'all' }, text: `We resume at 14:0${String(turn)}` }),
    shows: () => heard.at(-1) === `We resume at 14:0${String(turn)}`,
  },
  'message:list': { input: () => ({}) },
  'statement:hand-in': { input: () => ({ item: itemAt(0), text: 'We take the lead.' }) },
  'statement:list': { input: () => ({}) },
  'document:add': { input: () => ({ ...paper(), document: 'document-new' }) },
  'document:remove': {
    // One that each role may remove: a delegation its own.
    before: async () => {
      for (const role of roles) {
        const document = `document-${role}`
        const answer = await server.app.rooms.use(server.session, (room) =>
          room.act(giverOf(role), 'document:add', { ...paper(), document }, document, document),
        )
        expect(answer).toMatchObject({ ok: true })
      }
    },
    input: () => ({ document: `document-${giver}` }),
    shows: () =>
      typeof readRow(witness.doc, 'documents', `document-${giver}`)?.removedAt === 'number',
  },
  'communique:draft': {
    input: () => ({ delegations: ['UKR', 'NATO', 'DEU', ...(turn % 2 === 0 ? ['FRA'] : [])] }),
    shows: () =>
      ((readRow(witness.doc, 'drafters', 'FRA')?.since ?? null) !== null) === (turn % 2 === 0) &&
      typeof readRow(witness.doc, 'drafters', 'DEU')?.since === 'number',
  },
  'communique:table': {
    before: () =>
      server.app.rooms.use(communiqueDocOf(server.session), (room) =>
        room.write((doc) => {
          communique(doc).insert(0, statement)
        }),
      ),
    // The same words lie before the same item but once.
    input: () => ({ item: itemAt(turn % 2), sha256: textDigest(statement) }),
    shows: () =>
      [...readRows(witness.doc, 'documents').values()].some(({ draft }) => draft !== null),
  },
  'text:authors': { input: () => ({ text: 'communique' }) },
  'lead:name': {
    input: () => ({ leads: ['GBR'], deputies: [turn % 2 === 0 ? 'DEU' : 'NLD'] }),
    shows: () =>
      readRow(witness.doc, 'roster', turn % 2 === 0 ? 'DEU' : 'NLD')?.chairing === 'deputy',
  },
  'note:set': {
    input: () => ({ item: item() ?? '', seen: noted, text: `Ask twice, ${String(turn)}` }),
  },
  'screen:show': {
    input: () => ({ screen: '2', content: turn % 2 === 0 ? 'totals' : 'agenda' }),
    shows: () =>
      readRow(witness.doc, 'screens', '2')?.content === (turn % 2 === 0 ? 'totals' : 'agenda'),
  },
  'screen:message': {
    input: () => ({ text: `The press is let in by door ${String(turn)}` }),
    shows: () => readRow(witness.doc, 'overlays', 'message')?.text?.endsWith(` ${String(turn)}`),
  },
  'screen:break': {
    input: () => ({ until: breakEnds + turn }),
    shows: () => readRow(witness.doc, 'overlays', 'break')?.until === breakEnds + turn,
  },
  'lead:lost': { input: () => ({}) },
  'lead:return': { input: () => ({}) },
  'lead:hand': {
    before: async () => {
      successor = await connectSeat(server, 'chair', 'FRA')
      await until(() => readRow(witness.doc, 'roster', 'FRA')?.present, 'France to be present')
    },
    input: () => ({ to: 'FRA' }),
    shows: () => readRow(witness.doc, 'roster', 'FRA')?.chairing === 'lead',
  },
  'lead:take': {
    before: async () => {
      successor?.close()
      await until(() => session().frozenAt, 'the floor to be frozen')
    },
    input: () => ({}),
    shows: () => session().acting === 'GBR',
  },
  'session:suspend': { input: () => ({}), shows: () => session().state === 'suspended' },
  'session:continue': { input: () => ({ in: 'session-next' }) },
  'session:close': { input: () => ({}), shows: () => session().state === 'closed' },
}

const prepared = new Set<CommandName>()
/** What must have happened before the act, once; afterwards the witness has seen all of it. */
async function prepare(act: CommandName): Promise<void> {
  if (!prepared.has(act)) await plays[act].before?.()
  prepared.add(act)
  await until(() => standing(witness.doc) === standing(board), 'the witness to be up to date')
}

function play(act: CommandName, role: Role) {
  turn += 1
  giver = role
  const { input } = plays[act]
  // The name and its input belong together; TypeScript cannot follow them through the table.
  return seats[role].act(act, input(role))
}

describe('every role and every act', () => {
  it('[C2] the table names each role and each command once', () => {
    expect(columns.toSorted()).toEqual(roles.toSorted())
    expect(lines.map(([act]) => act).toSorted()).toEqual(Object.keys(commands).toSorted())
    expect(lines.every((line) => line.length === roles.length + 1)).toBe(true)
  })

  for (const { act, role, may } of cells) {
    if (may)
      it(`[C1][C2] ${act} by ${role} is done, and others see it`, async () => {
        await prepare(act)
        const ledger = await server.storage.readLedger(server.session, 0)
        const answer = await play(act, role)
        expect(answer).toMatchObject({ ok: true })
        if (act === 'note:set' && 'at' in answer) noted = Number(answer.at)
        const { shows } = plays[act]
        if (shows) await until(shows, `what ${act} shows to another seat`)
        const { length } = await server.storage.readLedger(server.session, 0)
        const command = commands[act]
        const isInLedger = command.formal && command.document === 'board'
        expect(length - ledger.length).toBe(isInLedger ? 1 : 0)
      })
    else
      it(`[C2] ${act} by ${role} is refused, and others see nothing`, async () => {
        await prepare(act)
        const was = [standing(board), await server.storage.readLedger(server.session, 0)]
        expect(await play(act, role)).toMatchObject({
          ok: false,
          error: { code: 'forbidden', rule: 'C2' },
        })
        expect([standing(board), await server.storage.readLedger(server.session, 0)]).toEqual(was)
        expect(standing(witness.doc)).toBe(was[0])
      })
  }
})
