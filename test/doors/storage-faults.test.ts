// Disks that refuse, files that are damaged, environments that are wrong: what seats and operators are told.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as decoding from 'lib0/decoding'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { editRow, readRow } from '#shared/board.ts'
import { StorageError, type StorageFault } from '#server/storage/error.ts'
import type { Batch, Storage } from '#server/storage/storage.ts'
import { spawnServer, type ServerProcess } from '../support/process.ts'
import { join as joinLink, openBoard, openCommands, sitDown } from '../support/raw.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const leopard = {
  capability: 'armour',
  kind: 'equipment',
  title: '25 Leopard 1A5 main battle tanks',
  quantity: 25,
  unit: 'vehicle',
} as const
const seats: SeatClient[] = []
const keep = (seat: SeatClient) => {
  seats.push(seat)
  return seat
}
afterEach(() => {
  for (const seat of seats.splice(0)) seat.close()
})

/** What a SyncStep1 of the server says that it has. */
function stateVectorIn(step1: Uint8Array): Map<number, number> {
  return Y.decodeStateVector(decoding.readVarUint8Array(decoding.createDecoder(step1.subarray(2))))
}

/** A store whose methods a test can make fail, wait, or pass. */
function trouble() {
  const faults = new Map<keyof Storage, (...args: never[]) => unknown>()
  const calls = new Map<string, number>()
  const wrap = (storage: Storage): Storage =>
    new Proxy(storage, {
      get(target, name: keyof Storage) {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]) => {
          calls.set(name, (calls.get(name) ?? 0) + 1)
          await faults.get(name)?.(...(args as never[]))
          return method.apply(target, args)
        }
      },
    })
  const breakWith = (fault: StorageFault) => () => {
    throw new StorageError(fault, '/srv/pledgehall.sqlite', 'database or disk is full')
  }
  return { wrap, faults, calls, breakWith }
}

describe('[D4] while the disk refuses', () => {
  /** What every fault of the place must look like from the seats; `block` and `unblock` make and end it. */
  async function provesPatience(server: TestServer, block: () => void, unblock: () => void) {
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const chair = keep(await connectSeat(server, 'chair', 'GBR'))
    const before = germany.pledge(leopard)
    await until(() => readRow(chair.doc, 'pledges', before), 'the pledge from before')
    await until(() => readRow(chair.doc, 'roster', 'DEU')?.present, 'the roll to be called')
    keep(await connectSeat(server, 'observer')).close()
    const visitor = await joinLink(server, await server.token('delegate', 'NLD'))
    block()
    editRow(germany.doc, 'pledges', before, { quantity: 26 })
    const during = germany.pledge({
      ...leopard,
      title: '70,000 rounds for Leopard 1',
      unit: 'round',
    })
    const refused = await chair.act('session:open', {}, 'open-on-a-full-disk')
    expect(refused).toMatchObject({ ok: false, error: { code: 'storage_unavailable', rule: 'D4' } })
    const late = keep(await connectSeat(server, 'observer'))
    for (const { doc } of [chair, late]) {
      expect(readRow(doc, 'pledges', before)?.quantity).toBe(25)
      expect(readRow(doc, 'pledges', during)).toBeNull()
    }
    const named = await sitDown(server, visitor, 'Jan Jansen')
    expect([named.status, await named.json()]).toMatchObject([
      503,
      { error: { code: 'storage_unavailable', rule: 'D4' } },
    ])
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(503)
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200)
    const stranger = openBoard(
      server,
      `/board/${server.session}?token=${await server.token('screen')}`,
    )
    expect((await stranger.closed()).code).toBe(1013)
    expect(chair.doc.getMap('session').get('state')).toBe('planned')
    unblock()
    for (const { doc } of [chair, late]) {
      await until(() => readRow(doc, 'pledges', during), 'what waited')
      expect(readRow(doc, 'pledges', before)?.quantity).toBe(26)
    }
    expect(await chair.act('session:open', {}, 'open-on-a-full-disk')).toEqual({ ok: true })
    expect([...germany.closes, ...chair.closes, ...germany.tray]).toEqual([])
    expect((await sitDown(server, visitor, 'Jan Jansen')).status).toBe(200)
    // The board was loaded again meanwhile: what the server writes still outranks every client (G8).
    const writer = await server.app.rooms.use(server.session, (room) => room.doc.clientID)
    expect(writer).toBeGreaterThanOrEqual(0xfff00000)
    expect(server.logged.some((line) => line.includes('the store could not be written'))).toBe(true)
  }

  it('edits wait, acts are told, joining and reading go on, nothing is shown before it is kept', async () => {
    const { wrap, faults, breakWith } = trouble()
    const server = await startServer({ wrap })
    const writing = ['append', 'createSeat', 'check', 'saveSnapshot', 'saveAnswer'] as const
    await provesPatience(
      server,
      () => writing.forEach((name) => faults.set(name, breakWith('full'))),
      () => faults.clear(),
    )
    await server.stop()
  })

  it.skipIf(!canMount())('the same on a real volume that is full', async () => {
    const volume = mkdtempSync(join(tmpdir(), 'pledgehall-volume-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', volume])
    const server = await startServer({ dataDir: volume })
    try {
      const filler = join(volume, 'filler')
      const fill = () => {
        // To the last byte, and the log's own slack as well.
        for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
          try {
            for (;;) writeFileSync(filler, new Uint8Array(size), { flag: 'a' })
          } catch {
            // Less, then.
          }
        }
      }
      await provesPatience(server, fill, () => rmSync(filler))
    } finally {
      for (const seat of seats.splice(0)) seat.close()
      await server.stop({ keep: true })
      execFileSync('umount', [volume])
      rmSync(volume, { recursive: true })
    }
  })

  it('[G11] a slow disk: nobody sees an edit, by tick or by joining, before it is kept', async () => {
    const { wrap, faults } = trouble()
    const server = await startServer({ wrap })
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const screen = keep(await connectSeat(server, 'screen'))
    await until(() => readRow(screen.doc, 'roster', 'DEU')?.present, 'the roll to be called')
    const disk = Promise.withResolvers<void>()
    let isAtDisk = false
    faults.set('append', () => {
      isAtDisk = true
      return disk.promise
    })
    const id = germany.pledge(leopard)
    await until(() => isAtDisk, 'the edit to be at the disk')
    const token = await server.token('observer')
    const told = openBoard(server, `/board/${server.session}?token=${token}`)
    await until(() => told.ws.readyState === told.ws.OPEN, 'another connection')
    const late = keep(await connectSeat(server, 'observer', null, { expectSync: false }))
    await until(() => late.socket.connected, 'the late one to be in')
    expect(await screen.act('time:read', {})).toMatchObject({ ok: true })
    for (const { doc } of [screen, late]) expect(readRow(doc, 'pledges', id)).toBeNull()
    expect(late.provider.synced).toBe(false)
    // Nor does the state vector with which the server greets say that it has it: clients take that for "saved".
    const claimed = () =>
      told.frames.some(
        (frame) =>
          frame[0] === 0 && frame[1] === 0 && stateVectorIn(frame).has(germany.doc.clientID),
      )
    expect(claimed()).toBe(false)
    faults.clear()
    disk.resolve()
    await until(claimed, 'the greeting to say that it is saved')
    told.ws.terminate()
    for (const { doc } of [screen, late]) await until(() => readRow(doc, 'pledges', id), 'the edit')
    await server.stop()
  })

  it('a board that cannot be loaded: 1013, and the provider is in as soon as it can be', async () => {
    const { wrap, faults, breakWith } = trouble()
    const server = await startServer({ wrap })
    await server.app.rooms.close()
    faults.set('loadDoc', breakWith('failing'))
    const germany = keep(await connectSeat(server, 'delegate', 'DEU', { expectSync: false }))
    await until(() => germany.closes.length > 1, 'two attempts')
    expect(germany.closes[0]).toMatchObject({
      code: 1013,
      reason: expect.stringContaining('D4') as string,
    })
    const token = await server.token('observer')
    const page = await fetch(`${server.origin}/api/seat/${(await joinLink(server, token)).seat}`)
    expect(page.status).toBe(401)
    const joined = await joinLink(server, token)
    const looked = await fetch(`${server.origin}/api/seat/${joined.seat}`, {
      headers: { Cookie: joined.cookie },
    })
    expect([looked.status, await looked.json()]).toMatchObject([
      503,
      { error: { code: 'storage_unavailable' } },
    ])
    faults.clear()
    await until(() => germany.provider.synced, 'Berlin to be in sync')
    await until(() => germany.socket.connected, 'the command channel to be back')
    await server.stop()
  })

  it('links that cannot be read: each door says the store is the matter', async () => {
    const { wrap, faults, breakWith } = trouble()
    const server = await startServer({ wrap })
    const token = await server.token('observer')
    faults.set('readLink', breakWith('failing'))
    const raw = openBoard(server, `/board/${server.session}?token=${token}`)
    expect(await raw.closed()).toMatchObject({
      code: 1013,
      reason: expect.stringContaining('D4') as string,
    })
    const channel = openCommands(server, { auth: { token } })
    expect(await channel.settled()).toMatchObject({ code: 'storage_unavailable', rule: 'D4' })
    const page = await fetch(`${server.origin}/join/${token}`, { redirect: 'manual' })
    expect([page.status, await page.json()]).toMatchObject([
      503,
      { error: { code: 'storage_unavailable', rule: 'D4' } },
    ])
    channel.socket.disconnect()
    await server.stop()
  })

  it('[G12] a tick that does not fit the store is not tried for ever: its author is let go, the others go on', async () => {
    const { wrap, faults, calls } = trouble()
    const server = await startServer({ wrap })
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    const netherlands = keep(await connectSeat(server, 'delegate', 'NLD'))
    const poison = 'A tick that the store will never take'
    faults.set('append', (_: string, batch: Batch) => {
      if (batch.log && Buffer.from(batch.log.update).includes(poison))
        throw new StorageError('misfit', '/srv/pledgehall.sqlite', 'log row 7 where 9 is next')
    })
    const bad = germany.pledge({ ...leopard, title: poison })
    const good = netherlands.pledge(leopard)
    await until(() => germany.closes.length > 0, 'the author to be let go')
    expect(germany.closes[0]).toMatchObject({
      code: 4403,
      reason: expect.stringContaining('G12') as string,
    })
    const screen = keep(await connectSeat(server, 'screen'))
    await until(() => readRow(screen.doc, 'pledges', good), 'the good one')
    expect(readRow(screen.doc, 'pledges', bad)).toBeNull()
    expect(netherlands.closes).toEqual([])
    expect(calls.get('append')).toBeLessThan(30)
    await server.stop()
  })

  it('a server that is stopped meanwhile stops, and tries no more', async () => {
    const { wrap, faults, calls, breakWith } = trouble()
    const server = await startServer({ wrap })
    const germany = keep(await connectSeat(server, 'delegate', 'DEU'))
    faults.set('append', breakWith('full'))
    germany.pledge(leopard)
    await until(
      () => server.logged.some((line) => line.includes('could not be written')),
      'the disk to refuse',
    )
    const began = Date.now()
    await server.stop()
    expect(Date.now() - began).toBeLessThan(2000)
    const tried = calls.get('append')
    const other = await startServer()
    await other.stop()
    expect(calls.get('append')).toBe(tried)
  })
})

describe('the server as a process', () => {
  let folder: string
  const running: ServerProcess[] = []
  const start = (
    env: Record<string, string> = {},
    args: string[] = [],
    options: { uid?: number } = {},
  ) => {
    const server = spawnServer({ DATA_DIR: folder, ...env }, args, options)
    running.push(server)
    return server
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  })
  afterEach(async () => {
    for (const server of running.splice(0)) {
      server.child.kill('SIGKILL')
      await server.ended()
    }
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  })

  /** Exit code 1, nothing on stdout, and one message without a stack. */
  async function refusesToStart(server: ServerProcess, ...said: string[]): Promise<void> {
    expect(await server.ended()).toBe(1)
    expect(server.stdout()).toBe('')
    for (const words of said) expect(server.stderr()).toContain(words)
    expect(server.stderr()).not.toMatch(/\n\s+at |node:internal|ExperimentalWarning/)
  }

  it('names every wrong variable of its environment, what it is, and what it must be', async () => {
    const wrong = {
      PORT: 'eighty',
      HOST: 'no such host',
      PUBLIC_URL: 'https://hall.example.org/meeting',
      TRUST_PROXY: 'yes',
      LOG_LEVEL: 'loud',
      LIMIT_FRAMES: '-1',
      TICK_MAX_WAIT_MS: '1e9',
    }
    const { HOST: _, ...parsed } = wrong
    const server = start(parsed)
    await refusesToStart(
      server,
      'PORT is "eighty"; it must be a whole number from 0 to 65535.',
      'PUBLIC_URL is "https://hall.example.org/meeting"; it must be an address',
      'TRUST_PROXY is "yes"; it must be one of 0, 1, false, true.',
      'LOG_LEVEL is "loud"; it must be one of silent, error, warn, info, debug.',
      'LIMIT_FRAMES is "-1"; it must be a whole number from 1 to 1000000.',
      'TICK_MAX_WAIT_MS is "1e9"; it must be a whole number from 0 to 1000.',
    )
    await refusesToStart(start({ HOST: wrong.HOST }), 'cannot listen', 'no such host')
    await refusesToStart(start({}, ['--plai']), '--plai')
  })

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    const { port } = await until(
      () => other.address() as { port: number } | null,
      'the other program',
    )
    await refusesToStart(
      start({ PORT: String(port) }),
      `port ${String(port)}`,
      'in use',
      'set PORT',
    )
    other.close()
  })

  it('[D4] does not start on a database that is damaged, another program’s, newer, read-only or taken', async () => {
    const first = start()
    await first.started()
    const file = join(folder, 'pledgehall.sqlite')
    await refusesToStart(start(), file, 'another process has this database open')
    first.child.kill('SIGTERM')
    expect(await first.ended()).toBe(0)
    const whole = join(folder, 'whole')
    copyFileSync(file, whole)
    const put = (work: () => void) => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
      copyFileSync(whole, file)
      work()
    }
    const sql = (text: string) => {
      using db = new DatabaseSync(file)
      db.exec(text)
    }
    put(() => writeFileSync(file, 'minutes of the meeting\n'.repeat(400)))
    await refusesToStart(start(), file, 'damaged')
    put(() => truncateSync(file, 8192))
    await refusesToStart(start(), file, 'damaged')
    put(() =>
      sql(
        "PRAGMA foreign_keys = OFF; UPDATE log SET bytes = x'0badc0de' WHERE seq = 1; DELETE FROM snapshot",
      ),
    )
    await refusesToStart(start(), file, 'damaged', 'udcg-27')
    put(() => sql('PRAGMA user_version = 99'))
    await refusesToStart(start(), file, 'newer version')
    put(() => sql('PRAGMA application_id = 7'))
    await refusesToStart(start(), file, 'another program')
    put(() => undefined)
    const uid = process.getuid?.() === 0 ? { uid: 65534 } : {}
    if (uid.uid !== undefined) for (const path of [folder, file]) chownSync(path, uid.uid, uid.uid)
    chmodSync(file, 0o400)
    await refusesToStart(start({}, [], uid), file, 'read-only')
    chmodSync(file, 0o600)
    expect(statSync(file).size).toBe(statSync(whole).size)
  }, 30_000)

  it('[D4] prints links that work, ends clean on SIGTERM within two seconds, and keeps everything', async () => {
    const first = start()
    await first.started()
    expect([...first.links().keys()]).toEqual([
      'secretary',
      'chair GBR',
      'kyiv UKR',
      'delegate DEU',
      'delegate NLD',
      'delegate NOR',
      'staff NATO',
      'observer',
      'screen',
    ])
    const enter = async (
      server: ServerProcess,
      who: string,
      role: 'delegate' | 'screen',
      delegation: string | null,
    ) => {
      const link = new URL(server.links().get(who) ?? '')
      const here = {
        origin: link.origin,
        session: 'udcg-27',
        token: () => Promise.resolve(link.pathname.slice(6)),
      }
      await joinLink(here, link.pathname.slice(6))
      return keep(await connectSeat(here, role, delegation))
    }
    const germany = await enter(first, 'delegate DEU', 'delegate', 'DEU')
    const screen = await enter(first, 'screen', 'screen', null)
    const id = germany.pledge(leopard)
    await until(() => readRow(screen.doc, 'pledges', id), 'the pledge on the screen')
    const began = Date.now()
    first.child.kill('SIGTERM')
    expect(await first.ended()).toBe(0)
    expect(Date.now() - began).toBeLessThan(2000)
    expect(first.stderr()).toBe('')
    for (const seat of seats.splice(0)) seat.close()

    const links = [...first.links().values()].map((link) => new URL(link).pathname)
    const copy = join(folder, 'copy')
    mkdirSync(copy)
    cpSync(join(folder, 'pledgehall.sqlite'), join(copy, 'pledgehall.sqlite'))
    const second = start({ PUBLIC_URL: 'https://hall.example.org/' })
    await second.started()
    expect([...second.links().values()]).toEqual(
      links.map((path) => `https://hall.example.org${path}`),
    )
    second.child.kill('SIGINT')
    expect(await second.ended()).toBe(0)
    const third = start()
    await third.started()
    const again = await enter(third, 'screen', 'screen', null)
    expect(readRow(again.doc, 'pledges', id)).toMatchObject({ quantity: 25 })
    const drafts = keep(
      await connectSeat(
        {
          origin: new URL(third.links().get('screen') ?? '').origin,
          session: 'udcg-27',
          token: () => Promise.resolve(links[3]?.slice(6) ?? ''),
        },
        'delegate',
        'DEU',
        { door: 'caucus' },
      ),
    )
    expect(drafts.doc.getMap('drafts').size).toBeGreaterThan(0)
    third.child.kill('SIGTERM')
    expect(await third.ended()).toBe(0)
  }, 30_000)
})

describe('a stopped server', () => {
  it.each([
    ['in good order', ''],
    [
      'while its disk refuses and an edit waits',
      `isBroken = true
      seats[0].pledge({ capability: 'armour', kind: 'equipment', title: '25 Leopard 1A5' })
      await until(() => server.logged.some((line) => line.includes('could not be written')), 'it')`,
    ],
  ])('leaves nothing behind that would keep its process alive: %s', (_, trouble) => {
    const script = `
      const { startServer } = await import('#test/support/server.ts')
      const { connectSeat } = await import('#test/support/seat.ts')
      const { until } = await import('#test/support/until.ts')
      const { StorageError } = await import('#server/storage/error.ts')
      let isBroken = false
      const wrap = (storage) => Object.assign(Object.create(storage), {
        append: async (...batch) => {
          if (isBroken) throw new StorageError('full', '/srv', 'the disk is full')
          return storage.append(...batch)
        },
      })
      const server = await startServer({ wrap })
      const seats = [await connectSeat(server, 'delegate', 'DEU'), await connectSeat(server, 'screen')]
      await fetch(server.origin + '/health/ready')
      ${trouble}
      await server.stop()
      for (const seat of seats) seat.close()
      console.log('stopped')
    `
    const cwd = new URL('../..', import.meta.url)
    const args = ['--input-type=module', '-e', script]
    const output = execFileSync(process.execPath, args, { cwd, timeout: 5000 })
    expect(output.toString().trim()).toBe('stopped')
  })
})

/** A volume of one's own needs root and a kernel that lets it; the same is shown without, by faults put in between. */
function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', place], { stdio: 'ignore' })
    execFileSync('umount', [place])
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true })
  }
}
