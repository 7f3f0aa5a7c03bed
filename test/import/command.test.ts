// `npm run import` as an operator types it: beside a running server, and without one.
import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyLedger } from '#server/record/ledger.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { meetingFile } from '#test/support/board.ts'
import { type ServerProcess, spawnServer } from '#test/support/process.ts'

const script = fileURLToPath(new URL('../../server/import.ts', import.meta.url))
let folder: string
const dataDir = () => join(folder, 'data')
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pledgehall-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function type(...args: string[]) {
  const env = { PATH: process.env['PATH'], DATA_DIR: dataDir() }
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { env },
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
      },
    )
  })
}

async function ledgerOf(session: string) {
  const storage = await openSqlite(join(dataDir(), 'pledgehall.sqlite'))
  const rows = await storage.readLedger(session, 0)
  await storage.close()
  return rows
}

const london = meetingFile('2025-09-09-udcg-30')
const virtual = meetingFile('2025-07-21-udcg-29')

// Each starts a program of its own.
const patience = 60_000

describe('without a server', { timeout: patience }, () => {
  it('[I3] a file makes a session of its own, comes whole, and again changes nothing', async () => {
    const first = await type(london, virtual)
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(first.stdout).toMatch(
      /^2025-09-09-udcg-30\.json: into (udcg-30-\w+), “UDCG-30”: 8 new, 0 changed, 0 the same\n {2}secretary \/join\/\S+\n2025-07-21.*12 new/,
    )
    const again = await type(london)
    expect(again.stdout).toContain('0 new, 0 changed, 8 the same')
    expect(/\/join\/\S+/.exec(again.stdout)?.[0]).toBe(/\/join\/\S+/.exec(first.stdout)?.[0])
    const session = /into (\S+),/.exec(again.stdout)?.[1] ?? ''
    const ledger = await ledgerOf(session)
    expect(ledger[0]).toMatchObject({ act: 'rows:import', actor: 'Operator', role: 'secretary' })
    expect(verifyLedger(ledger)).toMatchObject({ ok: true })
  })

  it('[I2][I3] a file with a fault is named by row and field, and nothing of it is imported', async () => {
    const bad = join(folder, 'bad.json')
    const file = JSON.parse(readFileSync(london, 'utf8')) as { meeting: string; pledges: object[] }
    file.meeting = 'UDCG-30, second part'
    Object.assign(file.pledges[1] ?? {}, { quantity: -900, unit: 'drone' })
    writeFileSync(bad, JSON.stringify(file))
    const { code, stdout, stderr } = await type(bad, virtual)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^bad\.json: pledges, row 1, quantity: .+\n$/)
    expect(stdout).toContain('0 new, 0 changed, 12 the same')
  })

  it('[M8] shares that do not come to the whole are said at once, and the row is imported', async () => {
    const odd = join(folder, 'odd.json')
    const file = JSON.parse(readFileSync(london, 'utf8')) as { meeting: string; pledges: object[] }
    file.meeting = 'UDCG-30, shares'
    const shares = [{ party: 'NLD', value: 500 }]
    Object.assign(file.pledges[1] ?? {}, { quantity: 900, unit: 'drone', shares })
    writeFileSync(odd, JSON.stringify(file))
    const { code, stdout } = await type(odd)
    expect([code, stdout]).toEqual([0, expect.stringContaining('8 new')])
    expect(stdout).toContain('odd.json: pledges, row 1, shares: do not come to the whole')
  })

  it('[I3] a session that is not there, a file that is not there, and nothing to do are said', async () => {
    const [nowhere, none, ...odd] = await Promise.all([
      type('--session', 'no-such', london),
      type(join(folder, 'none.json')),
      type(),
      type('--json', london),
      type('--check', '--session', 'udcg-27', london),
    ])
    expect([nowhere.code, nowhere.stdout]).toEqual([1, ''])
    expect(nowhere.stderr).toContain('there is no session no-such')
    expect(none.stderr).toContain('none.json')
    for (const told of odd) expect(told).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('beside a running server', { timeout: patience }, () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = spawnServer({ DATA_DIR: dataDir() })
    await server.started()
  }, patience)
  afterAll(async () => {
    server.child.kill()
    await server.ended()
  })

  it('[I3] the server does it: the rows are in the session that is named', async () => {
    const { code, stdout } = await type('--session', 'udcg-27', london)
    expect([code, stdout]).toEqual([0, expect.stringContaining('into udcg-27, “Ukraine')])
    expect(stdout).toContain('8 new')
    const own = await type(london)
    expect(own.stdout).toMatch(/8 the same\n {2}secretary http:\/\/127\.0\.0\.1:\d+\/join\/\S+\n/)
    const bad = await type('--session', 'no-such', london)
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('no-such')])
  })
})
