// Who is still there: connections that give no sign of life, delegations whose last seat dropped out.
import { afterEach, describe, expect, it } from 'vitest'
import { readRow } from '#shared/board.ts'
import { emptyStep1, openBoard, type RawBoard } from '../support/raw.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts'
import { until } from '../support/until.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
async function start(options: TestServerOptions): Promise<TestServer> {
  const server = await startServer(options)
  cleanups.push(() => server.stop())
  return server
}
const keep = (seat: SeatClient) => {
  cleanups.push(() => {
    seat.close()
  })
  return seat
}
async function openSynced(server: TestServer): Promise<RawBoard> {
  const raw = openBoard(server, `/board/${server.session}?token=${await server.token('observer')}`)
  cleanups.push(() => {
    raw.ws.terminate()
  })
  raw.ws.on('open', () => {
    raw.ws.send(emptyStep1)
  })
  await until(() => raw.frames.some((frame) => frame[0] === 0 && frame[1] === 1), 'the board')
  return raw
}

describe('[G19] a connection', () => {
  it('that answers no ping is dropped at the second one, and is no longer present; who answers stays', async () => {
    const server = await start({ env: { HEARTBEAT_MS: '400' } })
    const screen = keep(await connectSeat(server, 'screen'))
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const others = () => screen.provider.awareness.getStates()
    await until(() => others().has(germany.doc.clientID), 'Berlin to be seen')
    const dumb = await openSynced(server)
    let pings = 0
    dumb.ws.on('ping', () => (pings += 1))
    // The answer that ws gives by itself is kept back: as if the network had swallowed it.
    const swallowed = openSynced(server)
    const { ws } = await swallowed
    const { _socket: under } = ws as unknown as { _socket: import('node:net').Socket }
    under.write = () => true
    await until(() => ws.readyState === ws.CLOSED, 'the silent one to be dropped', 5000)
    expect((await swallowed).close()?.code).toBe(1006)
    await until(() => pings >= 3, 'three rounds')
    expect(dumb.close()).toBeNull()
    expect([...germany.closes, ...screen.closes]).toEqual([])

    const { ws: berlin } = germany.provider
    const { _socket: wire } = berlin as unknown as { _socket: import('node:net').Socket }
    germany.provider.shouldConnect = false
    wire.write = () => true
    await until(() => !others().has(germany.doc.clientID), 'Berlin to be gone from the list', 5000)
  })

  it('[G14] is told who comes also before it is in sync', async () => {
    const server = await start({})
    const raw = openBoard(
      server,
      `/board/${server.session}?token=${await server.token('observer')}`,
    )
    cleanups.push(() => {
      raw.ws.terminate()
    })
    // The greeting: what the server has, and that nobody is here.
    await until(() => raw.frames.length >= 2, 'the greeting')
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const isTold = () =>
      raw.frames.some((frame) => frame[0] === 1 && Buffer.from(frame).includes('"DEU"'))
    await until(isTold, 'Berlin to be told')
    expect(germany.closes).toEqual([])
  })

  it('on a quiet board hears from the server every five seconds, so that it can tell', async () => {
    let ahead = 0
    const server = await start({ now: () => Date.now() + ahead })
    const quiet = await openSynced(server)
    const signs = () => quiet.frames.filter((frame) => Buffer.from([1, 1, 0]).equals(frame)).length
    for (let i = 1; i <= 3; i++) {
      const before = signs()
      ahead += 5000
      await until(() => signs() > before, `sign ${String(i)}`)
    }
  })
})

describe('[G14] the roll', () => {
  /** What the screen was shown of a delegation, in order, without repetitions. */
  function watch(screen: SeatClient, delegation: string): boolean[] {
    const seen: boolean[] = []
    const look = () => {
      const present = readRow(screen.doc, 'roster', delegation)?.present === true
      if (seen.at(-1) !== present) seen.push(present)
    }
    look()
    screen.doc.on('update', look)
    return seen
  }

  it('calls a delegation absent once its last seat has been away for the grace, and present again when it is back', async () => {
    const server = await start({ env: { ABSENCE_MS: '300' } })
    const screen = keep(await connectSeat(server, 'screen'))
    const seen = watch(screen, 'NOR')
    const one = keep(await connectSeat(server, 'delegate', 'NOR'))
    const two = keep(await connectSeat(server, 'delegate', 'NOR'))
    await until(() => seen.length === 2, 'Norway to be present')
    one.close()
    const blinked = Date.now()
    two.close()
    await until(() => seen.length === 3, 'Norway to be absent')
    expect(Date.now() - blinked).toBeGreaterThanOrEqual(300)
    keep(await connectSeat(server, 'delegate', 'NOR'))
    await until(() => seen.length === 4, 'Norway to be back')
    expect(seen).toEqual([false, true, false, true])
  })

  it('does not notice a seat that blinks, nor one that leaves another behind, nor a caucus', async () => {
    const server = await start({ env: { ABSENCE_MS: '1500' } })
    const screen = keep(await connectSeat(server, 'screen'))
    const norway = watch(screen, 'NOR')
    const netherlands = watch(screen, 'NLD')
    const first = keep(await connectSeat(server, 'delegate', 'NOR'))
    await until(() => norway.length === 2, 'Norway to be present')
    first.close()
    const again = keep(await connectSeat(server, 'delegate', 'NOR'))
    keep(await connectSeat(server, 'delegate', 'NOR')).close()
    keep(await connectSeat(server, 'delegate', 'NLD', { door: 'caucus' }))
    // By now every grace that began before has run out.
    const later = watch(screen, 'DEU')
    keep(await connectSeat(server, 'delegate', 'DEU')).close()
    await until(() => later.length === 3, 'Germany to have come and gone')
    expect(norway).toEqual([false, true])
    expect(netherlands).toEqual([false])
    expect(again.closes).toEqual([])
  })

  it('of a server that was stopped is put right by the next one, for whoever does not come back', async () => {
    const server = await startServer()
    const norway = await connectSeat(server, 'delegate', 'NOR')
    const germany = await connectSeat(server, 'delegate', 'DEU')
    const screen = await connectSeat(server, 'screen')
    const isPresent = ({ doc }: SeatClient, id: string) => readRow(doc, 'roster', id)?.present
    await until(() => isPresent(screen, 'NOR') && isPresent(screen, 'DEU'), 'both to be present')
    for (const seat of [norway, germany, screen]) seat.close()
    await server.stop({ keep: true })
    const next = await start({ dataDir: server.dataDir, env: { ABSENCE_MS: '600' } })
    const later = keep(await connectSeat(next, 'screen'))
    expect([isPresent(later, 'NOR'), isPresent(later, 'DEU')]).toEqual([true, true])
    keep(await connectSeat(next, 'delegate', 'DEU'))
    await until(() => !isPresent(later, 'NOR'), 'Norway to be absent')
    expect(isPresent(later, 'DEU')).toBe(true)
  })
})
