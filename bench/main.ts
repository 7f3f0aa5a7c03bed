// `npm run bench`: the server beside a bare relay, in one run, in turns. Ratios are what counts; the machine is noisy.
import { parseArgs } from 'node:util'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { openHall, pause, syncMessage } from './hall.ts'
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

async function run(
  target: Target,
  receivers: number,
  perSecond: number,
  seconds: number,
): Promise<Run> {
  const hall = await openHall(target, delegations, receivers)
  await hall.edit(Math.min(perSecond, 200), 1000)
  const before = await target.ask('usage')
  const count = perSecond * seconds
  const pace = await hall.edit(count, seconds * 1000)
  const after = await target.ask('usage')
  hall.close()
  await pause(200)
  return { cpu: ((after.cpu - before.cpu) / count) * 1000, ...pace }
}

/** Both servers in turns, so that what else the machine does hits both. */
async function inTurns<T>(rounds: number, run: (target: Target) => Promise<T>) {
  const ours: T[] = []
  const relay: T[] = []
  const [pledgehall, bare] = await Promise.all([startTarget('pledgehall'), startTarget('relay')])
  for (let round = 0; round < rounds; round++) {
    relay.push(await run(bare))
    ours.push(await run(pledgehall))
  }
  await Promise.all([pledgehall.stop(), bare.stop()])
  return { ours, relay }
}

async function load(
  key: string,
  receivers: number,
  perSecond: number,
  seconds: number,
  rounds: number,
) {
  const { ours, relay } = await inTurns(rounds, (target) =>
    run(target, receivers, perSecond, seconds),
  )
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
  figures[`${key}RelayP99Ms`] = of(relay, (r) => r.p99)
}

async function saturation(seconds: number): Promise<void> {
  const { ours, relay } = await inTurns(quick ? 1 : 2, async (target) => {
    const hall = await openHall(target, delegations, 285)
    const perSecond = await hall.saturate(seconds * 1000, 2000)
    hall.close()
    await pause(300)
    return perSecond
  })
  const [mine, theirs] = [median(ours), median(relay)]
  report('edits/s at saturation, 285 receivers', mine.toFixed(0), theirs.toFixed(0), mine / theirs)
  figures['saturationEditsPerSecond'] = mine
  figures['saturationRelayEditsPerSecond'] = theirs
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
  // The relay's history in messages of 64 KiB: the cheapest way it could have come by these bytes.
  const chunks: Uint8Array[] = []
  for (let at = 0; at < cold.update.length; at += 65536)
    chunks.push(cold.update.subarray(at, at + 65536))
  const joinBytes = await setHistory(bare, chunks)
  const joins = { ours: [] as Storm[], relay: [] as Storm[] }
  for (let round = 0; round < rounds; round++) {
    joins.relay.push(await storm(bare, 285, joinBytes, []))
    joins.ours.push(await storm(pledgehall, 285, cold.update.length, hello))
  }
  reportStorm('285 joining at once, 10,000 pledges', 'joinStorm', joins)

  const hall = await openHall(pledgehall, delegations, delegations + 8)
  await hall.edit(delegations, 200)
  const known = await fetchBoard(pledgehall)
  const edits: Uint8Array[] = []
  for (const { doc } of hall.writers) doc.on('update', (update: Uint8Array) => edits.push(update))
  await hall.edit(500, 1000)
  hall.close()
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

const wanted = (name: string) => values.only === undefined || values.only.split(',').includes(name)
const rounds = quick ? 3 : 5

// At rest: an edit now and then, with the whole hall listening.
if (wanted('rest')) await load('rest', 285, 5, quick ? 3 : 10, 1)
if (wanted('steady')) await load('steady', 285, 57, quick ? 4 : 10, quick ? 2 : 4)
if (wanted('burst')) await load('burst', 285, 570, quick ? 3 : 8, quick ? 2 : 4)
if (wanted('thousand') && !quick) await load('thousandSteady', 1000, 57, 8, 2)
if (wanted('thousand')) await load('thousand', 1000, 570, quick ? 3 : 8, quick ? 1 : 3)
if (wanted('saturation')) await saturation(quick ? 2 : 6)
if (wanted('storms')) await storms(rounds)

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
