// The measured server: the real app on a real SQLite file, with the board the bench asks for.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createRow } from '#shared/board.ts'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { demoRoster, demoSession } from '#server/demo/demo.ts'
import { demoRowId, demoSessionId, demoToken, openDemo } from '#server/demo/links.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { answerBench } from './child.ts'

const [requests = 0, pledges = 0] = process.argv.slice(2).map(Number)

const dataDir = await mkdtemp(join(tmpdir(), 'pledgehall-bench-'))
const config = readConfig({ ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' })
const log = pino({ level: 'error', base: null }, pino.destination({ dest: 2, sync: true }))
const now = () => Date.now()
const storage = await openSqlite(join(dataDir, 'pledgehall.sqlite'))
const app = await createApp({ config, storage, now, log })
await openDemo(app, storage, now)

const donors = demoRoster()
  .filter(({ role }) => role === 'donor')
  .map(({ id }) => id)
  .slice(0, 57)
const tokens: Record<string, string> = {}
for (const id of donors) tokens[id] = await demoToken(app, storage, now, 'delegate', id)
const observer = await demoToken(app, storage, now, 'observer', null)

/** The documented rows, again and again, until the board is as large as asked. */
const demo = demoSession()
const batch = 1000
for (let from = 0; from < requests + pledges; from += batch) {
  await app.rooms.use(demoSessionId, (room) =>
    room.write((doc) => {
      for (let i = from; i < Math.min(from + batch, requests + pledges); i++) {
        const random = `${String(2030 + Math.floor(i / 250))}-01-01`
        if (i < requests) {
          const { fields } = demo.requests[i % demo.requests.length]!
          createRow(doc, 'requests', demoRowId('UKR', random, i % 250), fields)
        } else {
          const { fields } = demo.pledges[i % demo.pledges.length]!
          const owner = donors[i % donors.length]!
          const request = demoRowId(
            'UKR',
            `${String(2030 + Math.floor((i % 1000) / 250))}-01-01`,
            i % 250,
          )
          createRow(doc, 'pledges', demoRowId(owner, random, i % 250), { ...fields, request })
        }
      }
    }),
  )
}

const origin = await app.listen()
answerBench(
  { port: Number(new URL(origin).port), path: `/board/${demoSessionId}`, tokens, observer },
  async () => {
    await app.close()
    await storage.close()
    await rm(dataDir, { recursive: true, force: true })
  },
)
