// Those who flood, as a process of their own, so that their labour is not mistaken for the server's: all floods at
// once against the origin given, with the link tokens given; prints what did not end as it should.
import { writeSync } from 'node:fs'
import {
  dial,
  emptyStep1,
  openBoard,
  openCommands,
  presenceFrame,
  type RawBoard,
  step1,
  updateFrame,
  varUint,
} from '../support/raw.ts'
import { until } from '../support/until.ts'

const session = 'udcg-27'
const [origin = '', ...tokens] = process.argv.slice(2)

/** What each seat floods with, in turn, and the codes with which that ends. */
const floods: readonly (readonly [(i: number) => Buffer, readonly number[]])[] = [
  [() => emptyStep1, [4429]],
  [(i) => step1(Buffer.concat([varUint(1), varUint(i + 10_000), varUint(1)])), [4429]],
  [(i) => presenceFrame(7, i, { looking: null }), [4429]],
  [() => updateFrame(Buffer.from('no update at all')), [4403, 4429]],
  [() => Buffer.alloc(1024 * 1024 + 1), [1009]],
]

/** Comes back after each close, with another flood, unless it is asked to stay away. */
async function floodBoard(token: string, first: number): Promise<string[]> {
  const faults: string[] = []
  for (let round = 0; round < floods.length * 2; round++) {
    const raw: RawBoard = openBoard({ origin }, `/board/${session}?token=${token}`, {
      'X-Forwarded-For': `203.0.113.${String(first)}`,
    })
    await until(() => raw.close() ?? raw.frames.length > 0, 'the server to speak', 60_000)
    const [frame, codes = []] = floods[(first + round) % floods.length] ?? []
    // All in one breath: paced, most of it would be within the limits.
    for (let i = 0; frame && i < 1000 && raw.ws.bufferedAmount < 4e6; i++) raw.ws.send(frame(i))
    const close = await until(() => raw.close(), 'the server to close the socket', 60_000)
    if (close.code === 1013) return faults
    // What broke while the last of it was being sent has no code.
    if (!codes.includes(close.code) && close.code !== 1006)
      faults.push(`flood ${codes.join()} ended with ${String(close.code)} ${close.reason}`)
  }
  return faults
}

async function floodCommands(token: string): Promise<string[]> {
  const { socket, settled } = openCommands({ origin }, { auth: { token } })
  const admitted = await settled()
  const codes = new Set<unknown>()
  let left = 300
  for (let i = 0; i < 300; i++)
    socket.emit('tray:list', { commandId: `flood-${String(i)}` }, (answer: never) => {
      left -= 1
      codes.add((answer as { error?: { code: string } }).error?.code ?? 'done')
    })
  await until(() => left === 0, 'every command to be answered')
  socket.disconnect()
  return [
    admitted === 'admitted' || admitted.code === 'too_many' ? '' : admitted.code,
    codes.has('too_many') && codes.size <= 2 ? '' : [...codes].join(),
  ]
}

/** 60 addresses, 30 requests each, 20 of them at once. */
async function floodJoins(): Promise<string[]> {
  const statuses = new Map<number, number>()
  const knock = async (address: string) => {
    const headers = { 'X-Forwarded-For': address }
    const url = `${origin}/join/made-up.token`
    // A connection that was kept alive and is closed just then is the flooder's own bad luck.
    const answer = await fetch(url, { redirect: 'manual', headers }).catch(() => null)
    await answer?.arrayBuffer()
    if (answer !== null) statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  }
  for (let wave = 0; wave < 3; wave++)
    await Promise.all(
      Array.from({ length: 20 * 30 }, (_, i) =>
        knock(`198.51.100.${String(wave * 20 + (i % 20))}`),
      ),
    )
  const isRight = [...statuses.keys()].sort().join() === '303,429'
  return [isRight ? '' : `joins: ${JSON.stringify([...statuses])}`]
}

/** 500 addresses, one socket each without a credential, and one address with 200. */
async function floodConnects(): Promise<string[]> {
  const codes = new Map<number, number>()
  const knock = async (address: string) => {
    const raw = openBoard({ origin }, `/board/${session}?token=guessed`, {
      'X-Forwarded-For': address,
    })
    const { code } = await until(() => raw.close(), 'an answer to the knock', 60_000)
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  for (let wave = 0; wave < 7; wave++)
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        knock(wave < 5 ? `10.${String(wave)}.0.${String(i)}` : '192.0.2.1'),
      ),
    )
  // 1006: refused with 429 before there was a socket, or gone before it heard.
  const [outside = 0, limited = 0] = [codes.get(4401), codes.get(1006)]
  return [outside > 200 && limited >= 100 ? '' : `connects: ${JSON.stringify([...codes])}`]
}

async function floodSlowly(): Promise<string[]> {
  const sockets = await Promise.all(Array.from({ length: 100 }, () => dial({ origin })))
  let cut = 0
  for (const [i, socket] of sockets.entries()) {
    socket.on('data', () => undefined)
    socket.on('close', () => (cut += 1))
    socket.write(
      i % 2 === 0
        ? 'GET / HTTP/1.1\r\nX-Slow: '
        : 'POST /api/seats HTTP/1.1\r\nHost: hall\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
  }
  await until(() => cut === sockets.length, 'the slow to be cut off', 30_000)
  return []
}

const faults = await Promise.all([
  ...tokens.map(floodBoard),
  ...tokens.slice(0, 5).map(floodCommands),
  floodJoins(),
  floodConnects(),
  floodSlowly(),
])
writeSync(1, JSON.stringify(faults.flat().filter((fault) => fault !== '')))
process.exit()
