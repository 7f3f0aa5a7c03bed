// All floods at once, from many addresses and many seats: two people go on with their work, and all is given back.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { setTimeout as passed } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { editRow, readRow } from '#shared/board.ts'
import { spawnServer } from '../support/process.ts'
import { openCommands } from '../support/raw.ts'
import { connectSeat } from '../support/seat.ts'
import { until } from '../support/until.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const session = 'udcg-27'
const attackers = ['AUS', 'AUT', 'BEL', 'BGR', 'CAN', 'CZE', 'DNK', 'ESP', 'EST', 'FIN']
describe('[G20] floods from many at once', () => {
  it('connects, joins, syncs, presence, commands, refused and oversize frames, slow heads: nobody else is the wiser, memory and CPU come back', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pledgehall-'))
    const server = spawnServer({
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      TRUST_PROXY: '1',
      LIMIT_HEADERS_MS: '5000',
      LIMIT_CONNECTS_PER_ADDRESS: '40',
      LIMIT_CONNECTS_PER_ADDRESS_PER_SECOND: '1',
      LIMIT_JOINS_PER_ADDRESS: '10',
      LIMIT_JOINS_PER_ADDRESS_PER_SECOND: '1',
      LIMIT_FRAMES: '300',
      LIMIT_FRAMES_PER_SECOND: '50',
      LIMIT_FAULTS: '6',
    })
    cleanups.push(async () => {
      server.child.kill('SIGKILL')
      await server.ended()
      rmSync(dataDir, { recursive: true })
    })
    await server.started()
    const links = server.links()
    const origin = new URL([...links.values()][0] ?? '').origin
    const tokenOf = (who: string) => links.get(who)?.split('/join/')[1] ?? ''
    const doors = {
      origin,
      session,
      token: (role: string, delegation?: string | null) =>
        Promise.resolve(tokenOf(delegation ? `${role} ${delegation}` : role)),
    }
    const germany = await connectSeat(doors, 'delegate', 'DEU')
    const screen = await connectSeat(doors, 'screen')
    cleanups.push(() => {
      germany.close()
      screen.close()
    })
    const row = germany.pledge({
      capability: 'artillery',
      kind: 'ammunition',
      title: '10,000 rounds of 155 mm',
      quantity: 1,
      unit: 'round',
    })
    await until(() => readRow(screen.doc, 'pledges', row), 'the pledge on the screen')

    const secretary = openCommands(doors, { auth: { token: tokenOf('secretary') } })
    cleanups.push(() => secretary.socket.disconnect())
    const tokens = await Promise.all(
      attackers.map(async (delegation) => {
        const command = { commandId: `link-${delegation}`, role: 'delegate', delegation }
        const answer = (await secretary.send('link:create', command)) as { token: string }
        return answer.token
      }),
    )
    const statOf = (name: 'stat' | 'statm') =>
      readFileSync(`/proc/${String(server.child.pid)}/${name}`, 'utf8').split(' ')
    const memory = () => Number(statOf('statm')[1]) * 4096
    const cpuTicks = () => Number(statOf('stat')[13]) + Number(statOf('stat')[14])

    let isOver = false
    let quantity = 1
    /** The uninvolved, one edit after another, for as long as it is said; ms that the slowest took. */
    const slowest = async (goesOn: (edits: number) => boolean) => {
      let longest = 0
      for (let edits = 0; goesOn(edits); edits++) {
        const began = performance.now()
        editRow(germany.doc, 'pledges', row, { quantity: ++quantity })
        await until(
          () => readRow(screen.doc, 'pledges', row)?.quantity === quantity,
          'an edit',
          60_000,
        )
        longest = Math.max(longest, performance.now() - began)
        // Quick as a person could be, and no flood itself: a seat may send 300 frames a second.
        await passed(10)
      }
      return longest
    }
    const calm = await slowest((edits) => edits < 50)
    const before = memory()
    const working = slowest(() => !isOver)
    const script = fileURLToPath(new URL('flood-process.ts', import.meta.url))
    const flood = spawn(process.execPath, [script, origin, ...tokens], { stdio: 'pipe' })
    cleanups.push(() => flood.kill('SIGKILL'))
    const said = Promise.all([readAll(flood.stdout), readAll(flood.stderr)])
    const [faults, complaint] = await said.finally(() => (isOver = true))
    expect([JSON.parse(faults || '0'), complaint]).toEqual([[], ''])
    expect(await working).toBeLessThan(2000 + 10 * calm)
    expect([...germany.closes, ...screen.closes, ...germany.tray]).toEqual([])

    let last = { at: performance.now(), ticks: cpuTicks() }
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      const now = { at: performance.now(), ticks: cpuTicks() }
      const share = ((now.ticks - last.ticks) * 10) / (now.at - last.at)
      last = now
      return share < 0.2
    }, 'the CPU to be given back')
    expect(memory() - before).toBeLessThan(128 * 1024 * 1024)
  }, 240_000)
})
