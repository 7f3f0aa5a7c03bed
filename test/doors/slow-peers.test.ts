// A thousand connections of which two hundred do not behave: the others' edits are as quick as before, and memory flat.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { editRow, readRow } from '#shared/board.ts'
import { type ServerProcess, spawnServer } from '../support/process.ts'
import { dial, emptyStep1 } from '../support/raw.ts'
import { connectSeat } from '../support/seat.ts'
import { until } from '../support/until.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const session = 'udcg-27'
const [deaf, dribbling, halfOpen] = [100, 50, 50] as const
const edits = 120
/** How often the deaf ask for the whole board; a good third of it stays in the network. */
const asked = 120
const offer = {
  capability: 'artillery',
  kind: 'ammunition',
  title: '155 mm rounds',
  quantity: 1,
  unit: 'round',
} as const

interface Deaf {
  readonly ws: WebSocket
  /** What it reads, for those who wake up; null for those of whom only bytes are counted. */
  read: Buffer[] | null
  bytes: number
  close: { readonly code: number; readonly reason: string } | null
}

/** Applies what a frame tells of the board. */
function hearBoard(doc: Y.Doc, frame: Buffer): void {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) === 0 && decoding.readVarUint(decoder) > 0)
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder))
}

/** What the server still uses once its garbage is collected, in bytes; asked of its own inspector. */
async function inspect(server: ServerProcess): Promise<{ used(): Promise<number>; close(): void }> {
  const found = await until(() => /ws:\/\/127\.0\.0\.1:\S+/.exec(server.stderr()), 'the inspector')
  const ws = new WebSocket(found[0])
  await once(ws, 'open')
  let count = 0
  const ask = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve) => {
      const id = ++count
      const hear = (data: Buffer) => {
        const answer = JSON.parse(data.toString()) as { id?: number; result?: unknown }
        if (answer.id !== id) return
        ws.off('message', hear)
        resolve(answer.result)
      }
      ws.on('message', hear)
      ws.send(JSON.stringify({ id, method, params }))
    })
  return {
    async used() {
      await ask('HeapProfiler.collectGarbage')
      const expression =
        '{ const { heapUsed, external } = process.memoryUsage(); heapUsed + external }'
      const answer = (await ask('Runtime.evaluate', { expression, returnByValue: true })) as {
        result: { value: number }
      }
      return answer.result.value
    },
    close() {
      ws.terminate()
    },
  }
}

describe('[G19] of a thousand connections', () => {
  it('a hundred read nothing, fifty dribble, fifty are half-open: nobody else waits, memory stays flat and is given back, each gets one diff or 1013', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pledgehall-'))
    const server = spawnServer({
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      LIMIT_UNREAD_MS: '8000',
      LIMIT_HEADERS_MS: '4000',
      // Later than the patience with those who do not read: what does not read does not answer either.
      HEARTBEAT_MS: '12000',
      LIMIT_SYNCS: '1000',
      LIMIT_FRAMES: '100000',
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
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
    const seats = {
      origin,
      session,
      token: (role: string, delegation?: string | null) =>
        Promise.resolve(tokenOf(delegation ? `${role} ${delegation}` : role)),
    }
    const germany = await connectSeat(seats, 'delegate', 'DEU')
    const screen = await connectSeat(seats, 'screen')
    cleanups.push(() => {
      germany.close()
      screen.close()
    })
    const note = 'n'.repeat(1900)
    for (let i = 0; i < 50; i++) germany.pledge({ ...offer, note })
    const row = germany.pledge(offer)
    await until(() => readRow(screen.doc, 'pledges', row), 'a board of some size')

    const url = `${origin.replace('http', 'ws')}/board/${session}?token=${tokenOf('observer')}`
    const openSocket = () => {
      const ws = new WebSocket(url)
      cleanups.push(() => {
        ws.terminate()
      })
      return ws
    }
    /** One that reads, once it has the board. */
    const openReader = () =>
      new Promise<WebSocket>((resolve, reject) => {
        const ws = openSocket()
        ws.on('error', reject)
        ws.on('open', () => {
          ws.send(emptyStep1)
        })
        ws.on('message', (data: Buffer) => {
          if (data[0] === 0 && data[1] === 1) resolve(ws)
        })
      })
    /** One that asks for the whole board time and again and reads nothing: more than the network holds for it. */
    const openDeaf = () =>
      new Promise<Deaf>((resolve, reject) => {
        const ws = openSocket()
        const about: Deaf = { ws, read: null, bytes: 0, close: null }
        ws.on('error', reject)
        ws.on('message', (data: Buffer) => {
          about.bytes += data.length
          about.read?.push(data)
        })
        ws.on('close', (code, reason) => (about.close = { code, reason: reason.toString() }))
        ws.on('open', () => {
          ws.pause()
          for (let i = 0; i < asked; i++) ws.send(emptyStep1)
          resolve(about)
        })
      })
    const many = async <T>(count: number, open: () => Promise<T>) => {
      const opened: T[] = []
      while (opened.length < count) {
        const left = Math.min(100, count - opened.length)
        opened.push(...(await Promise.all(Array.from({ length: left }, open))))
      }
      return opened
    }
    let quantity = 1
    /** ms until an edit is seen. */
    const edit = async () => {
      const value = ++quantity
      const began = performance.now()
      const seen = new Promise<void>((resolve) => {
        const look = () => {
          if (readRow(screen.doc, 'pledges', row)?.quantity !== value) return
          screen.doc.off('update', look)
          resolve()
        }
        screen.doc.on('update', look)
      })
      editRow(germany.doc, 'pledges', row, { quantity: value })
      await seen
      return performance.now() - began
    }
    /** One edit after another; what the 99th of a hundred takes. */
    const p99 = async () => {
      const times: number[] = []
      for (let i = 0; i < edits; i++) times.push(await edit())
      return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN
    }
    const inspector = await inspect(server)
    cleanups.push(() => {
      inspector.close()
    })

    const readers = await many(1000, openReader)
    await p99()
    const calm = { p99: await p99(), memory: await inspector.used() }
    const leaving = readers.splice(0, deaf + dribbling + halfOpen)
    for (const ws of leaving) ws.terminate()
    await until(() => leaving.every(({ readyState }) => readyState === WebSocket.CLOSED), 'them')

    const dribblers = await many(dribbling, openReader)
    const drops = dribblers.map((ws) => {
      const { _socket: under } = ws as unknown as { _socket: Socket }
      // The head of a frame of 4 KiB, and then a byte a second.
      under.write(Buffer.from([0x82, 0xfe, 0x10, 0x00, 1, 2, 3, 4]))
      return setInterval(() => under.write(Buffer.from([0])), 1000)
    })
    cleanups.push(() => {
      drops.forEach(clearInterval)
    })
    const halves = await Promise.all(Array.from({ length: halfOpen }, () => dial({ origin })))
    let cut = 0
    for (const [i, socket] of halves.entries()) {
      socket.on('data', () => undefined)
      socket.on('close', () => (cut += 1))
      const head = `GET /board/${session}?token=${tokenOf('observer')} HTTP/1.1\r\nHost: hall\r\n`
      const rest =
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
      // Half of them never finish their request, the others never say a word after it.
      socket.write(i % 2 === 0 ? head : head + rest)
    }

    const sleepers = await many(deaf, openDeaf)
    // Ten wake up in time and are told what they missed, once.
    const woken = sleepers.splice(-10)
    await edit()
    for (const one of woken) {
      one.read = []
      one.ws.resume()
    }
    // All is asked, and held for whoever does not read; nobody is measured while garbage is collected.
    const held = await inspector.used()
    const measured = p99()
    const closedAsSlow = () => server.stderr().split('"why":"too_slow"').length - 1
    await until(() => closedAsSlow() === deaf - 10, 'patience to run out', 60_000)
    for (const { ws } of sleepers) ws.resume()
    await until(() => sleepers.every(({ close }) => close !== null), 'the closes', 30_000)
    const slow = await measured
    for (const { close } of sleepers)
      expect(close).toMatchObject({
        code: 1013,
        reason: expect.stringMatching(/^G19 too_slow: /) as string,
      })
    const board = Y.encodeStateAsUpdate(germany.doc).length
    for (const { bytes } of woken) expect(bytes).toBeLessThan((asked * board) / 2)
    const copies = woken.map(() => new Y.Doc())
    await until(
      () =>
        copies.every((doc, i) => {
          for (const data of woken[i]?.read?.splice(0) ?? []) hearBoard(doc, data)
          return readRow(doc, 'pledges', row)?.quantity === quantity
        }),
      'those who woke to be up to date',
      30_000,
    )
    expect(woken.map(({ close }) => close)).toEqual(woken.map(() => null))
    await until(() => cut === halfOpen, 'the half-open to be cut off', 30_000)
    await until(
      () => dribblers.every(({ readyState }) => readyState === WebSocket.CLOSED),
      'the dribblers to be cut off',
      30_000,
    )
    expect(readers.filter(({ readyState }) => readyState !== WebSocket.OPEN)).toEqual([])
    expect([...germany.closes, ...screen.closes]).toEqual([])
    expect(slow).toBeLessThan(5 * calm.p99 + 50)
    const MiB = 1024 * 1024
    // A fifth of what frames of their own would take for each of them; and all of it is given back.
    expect(held - calm.memory).toBeLessThan(8 * MiB)
    expect((await inspector.used()) - calm.memory).toBeLessThan(2 * MiB)
  }, 240_000)
})
