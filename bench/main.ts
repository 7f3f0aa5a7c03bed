// `npm run bench`: the server beside a bare relay, in one run, in turns. Ratios are what counts; the machine is noisy.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { openHall, pause, syncMessage, type Hall } from './hall.ts'
import { openRaw } from './raw-client.ts'
import { setHistory, storm, type Storm } from './storm.ts'
import { startTarget, type Target } from './target.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const quick = values.quick
const delegations = 57
const rows: (readonly [string, string, string, string])[] = []
const figures: Record<string, number> = {}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
const ms = (value: number) => `${value.toFixed(1)} ms`
const note = (text: string) => process.stderr.write(`${text}\n`)

function report(what: string, ours: string, relay: string, ratio?: number): void {
  rows.push([what, ours, relay, ratio === undefined ? '' : ratio.toFixed(2)])
  note(`${what}: ${ours} | ${relay} | ${ratio?.toFixed(2) ?? ''}`)
}

interface Run {
  /** Server CPU per 1,000 edits, ms. */
  readonly cpu: number
  readonly p50: number
  readonly p99: number
}

interface Load {
  readonly key: string
  readonly perSecond: number
  readonly seconds: number
  readonly rounds: number
}

/** Both servers in turns, so that what else the machine does hits both. */
async function inTurns<T>(
  rounds: number,
  sides: readonly [Target, Hall][],
  measure: (target: Target, hall: Hall) => Promise<T>,
) {
  const runs: T[][] = [[], []]
  for (let round = 0; round < rounds; round++)
    for (const [i, [target, hall]] of sides.entries()) runs[i]?.push(await measure(target, hall))
  const [ours = [], relay = []] = runs
  return { ours, relay }
}

async function run(target: Target, hall: Hall, { perSecond, seconds }: Load): Promise<Run> {
  const before = await target.ask('usage')
  const count = perSecond * seconds
  const pace = await hall.edit(count, seconds * 1000)
  const after = await target.ask('usage')
  await pause(200)
  return { cpu: ((after.cpu - before.cpu) / count) * 1000, ...pace }
}

/** One hall at both servers, warmed up, under one load after the other. */
async function loads(receivers: number, all: readonly Load[], saturationMs: number): Promise<void> {
  if (all.length === 0 && saturationMs === 0) return
  const sides: [Target, Hall][] = []
  for (const name of ['pledgehall', 'relay'] as const) {
    const target = await startTarget(name)
    const hall = await openHall(target, delegations, receivers)
    await hall.edit(1000, 2000)
    sides.push([target, hall])
  }
  for (const load of all) {
    const runs = await inTurns(load.rounds, sides, (target, hall) => run(target, hall, load))
    reportLoad(load, receivers, runs)
  }
  if (saturationMs > 0) {
    const runs = await inTurns(1, sides, (_, hall) => hall.saturate(saturationMs, 2000))
    const [mine, theirs] = [median(runs.ours), median(runs.relay)]
    report(
      `edits/s at saturation, ${String(receivers)} receivers`,
      mine.toFixed(0),
      theirs.toFixed(0),
    )
    figures['saturationEditsPerSecond'] = mine
    figures['saturationRelayEditsPerSecond'] = theirs
  }
  for (const [target, hall] of sides) {
    await hall.close()
    await target.stop()
  }
}

function reportLoad(
  { key, perSecond }: Load,
  receivers: number,
  { ours, relay }: { ours: Run[]; relay: Run[] },
): void {
  const ratio = median(ours.map(({ cpu }, i) => cpu / (relay[i]?.cpu ?? NaN)))
  const of = (runs: readonly Run[], pick: (run: Run) => number) => median(runs.map(pick))
  const cell = (runs: readonly Run[]) =>
    `${of(runs, (r) => r.cpu).toFixed(0)} ms CPU/1,000 edits; p50 ${ms(of(runs, (r) => r.p50))}, p99 ${ms(of(runs, (r) => r.p99))}`
  report(
    `${String(perSecond)} edits/s, ${String(receivers)} receivers`,
    cell(ours),
    cell(relay),
    ratio,
  )
  figures[`${key}CpuRatio`] = ratio
  figures[`${key}P50Ms`] = of(ours, (r) => r.p50)
  figures[`${key}P99Ms`] = of(ours, (r) => r.p99)
  figures[`${key}RelayP50Ms`] = of(relay, (r) => r.p50)
  figures[`${key}RelayP99Ms`] = of(relay, (r) => r.p99)
}

/** The board as one joining client gets it. */
async function fetchBoard(target: Target): Promise<{ doc: Y.Doc; update: Uint8Array; ms: number }> {
  const start = performance.now()
  const update = await new Promise<Uint8Array>((resolve, reject) => {
    openRaw(target.port, target.reader, (message) => {
      if (message[0] !== 0 || message[1] !== 1) return
      resolve(decoding.readVarUint8Array(decoding.createDecoder(message.subarray(2))).slice())
    }).then((client) => {
      client.send(syncMessage(0, Uint8Array.of(0)))
    }, reject)
  })
  const elapsed = performance.now() - start
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return { doc, update, ms: elapsed }
}

async function storms(rounds: number): Promise<void> {
  const board = { requests: 1000, pledges: 10_000 }
  const [pledgehall, bare] = await Promise.all([
    startTarget('pledgehall', board),
    startTarget('relay'),
  ])
  const cold = await fetchBoard(pledgehall)
  report(
    'cold join, 1,000 requests and 10,000 pledges',
    `${ms(cold.ms)}, ${(cold.update.length / 2 ** 20).toFixed(1)} MiB`,
    '',
  )
  figures['coldJoinMs'] = cold.ms
  const step1 = syncMessage(0, Uint8Array.of(0))
  const hello = [step1, syncMessage(1, Uint8Array.of(0, 0))]
  // What a relay's history is made of, messages as they came: here ten rows in each, as when a delegation places all it
  // has prepared at once. And the cheapest one can think of: the same bytes in one piece.
  for (const [key, size, what] of [
    ['joinStorm', Math.ceil(cold.update.length / 1100), 'a message for every ten rows'],
    ['joinStormOnePiece', cold.update.length, 'one message of all'],
  ] as const) {
    const chunks: Uint8Array[] = []
    for (let at = 0; at < cold.update.length; at += size)
      chunks.push(cold.update.subarray(at, at + size))
    const bytes = await setHistory(bare, chunks)
    const joins = { ours: [] as Storm[], relay: [] as Storm[] }
    for (let round = 0; round < rounds; round++) {
      joins.relay.push(await storm(bare, 285, bytes, []))
      joins.ours.push(await storm(pledgehall, 285, cold.update.length, hello))
    }
    reportStorm(`285 joining at once, 10,000 pledges; relay’s history: ${what}`, key, joins)
  }

  const hall = await openHall(pledgehall, delegations, delegations + 8)
  await hall.edit(delegations, 200)
  const known = await fetchBoard(pledgehall)
  const edits: Uint8Array[] = []
  for (const { doc } of hall.writers) doc.on('update', (update: Uint8Array) => edits.push(update))
  await hall.edit(500, 1000)
  await hall.close()
  await pause(300)
  const vector = Y.encodeStateVector(known.doc)
  const missed = Y.encodeStateAsUpdate((await fetchBoard(pledgehall)).doc, vector)
  // What a returning client says: where it stands, and all deletions it ever saw.
  const back = [syncMessage(0, vector), syncMessage(1, Y.encodeStateAsUpdate(known.doc, vector))]
  const backBytes = await setHistory(bare, edits)
  const returns = { ours: [] as Storm[], relay: [] as Storm[] }
  for (let round = 0; round < rounds; round++) {
    returns.relay.push(await storm(bare, 285, backBytes, []))
    returns.ours.push(await storm(pledgehall, 285, missed.length, back))
  }
  reportStorm('285 reconnecting after 500 missed edits', 'reconnect', returns)
  await Promise.all([pledgehall.stop(), bare.stop()])
}

function reportStorm(
  what: string,
  key: string,
  { ours, relay }: { ours: Storm[]; relay: Storm[] },
): void {
  const ratio = median(ours.map(({ cpu }, i) => cpu / (relay[i]?.cpu ?? NaN)))
  const time = median(ours.map(({ elapsed }, i) => elapsed / (relay[i]?.elapsed ?? NaN)))
  const cell = (storms: readonly Storm[]) =>
    `${ms(median(storms.map(({ cpu }) => cpu)))} CPU, all in sync after ${ms(median(storms.map(({ elapsed }) => elapsed)))}`
  report(what, cell(ours), cell(relay), ratio)
  figures[`${key}CpuRatio`] = ratio
  figures[`${key}TimeRatio`] = time
}

/** What a session costs that is open and idle, beyond its document. */
async function memory(): Promise<void> {
  const child = fork(fileURLToPath(new URL('idle.ts', import.meta.url)), {
    execArgv: ['--expose-gc'],
  })
  const [{ beyond }] = (await once(child, 'message')) as [{ beyond: number }]
  report('memory of an idle session beyond its document', `${beyond.toFixed(2)} MiB`, '')
  figures['idleSessionMiB'] = beyond
}

const wanted = (name: string) => values.only === undefined || values.only.split(',').includes(name)
const rounds = quick ? 2 : 5

const hall: Load[] = [
  { key: 'rest', perSecond: 5, seconds: quick ? 4 : 10, rounds: quick ? 1 : 3 },
  { key: 'steady', perSecond: 57, seconds: quick ? 4 : 10, rounds: quick ? 2 : 5 },
  { key: 'burst', perSecond: 570, seconds: quick ? 3 : 8, rounds: quick ? 2 : 5 },
]
const thousand: Load[] = [
  { key: 'thousandSteady', perSecond: 57, seconds: 6, rounds: 2 },
  { key: 'thousand', perSecond: 570, seconds: 2, rounds: 2 },
]
await loads(
  285,
  hall.filter(({ key }) => wanted(key)),
  !quick && wanted('saturation') ? 6000 : 0,
)
if (!quick && wanted('thousand')) await loads(1000, thousand, 0)
if (wanted('storms')) await storms(rounds)
if (wanted('memory')) await memory()

process.stdout.write(
  '| what | Pledgehall (guard, SQLite FULL) | bare relay | CPU ratio |\n|---|---|---|---|\n',
)
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
if (values.json) {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, Number(value.toFixed(3))]),
  )
  process.stdout.write(`${JSON.stringify(rounded)}\n`)
}
process.exit(0)
