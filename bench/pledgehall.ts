// The measured server: the real app on a real SQLite file, with the board the bench asks for.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { demoSessionId, demoToken, openDemo } from '#server/demo/links.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import { donors, fillBoard } from './board.ts'
import { answerBench } from './child.ts'

const [requests = 0, pledges = 0] = process.argv.slice(2).map(Number)

const dataDir = await mkdtemp(join(tmpdir(), 'pledgehall-bench-'))
const config = readConfig({ ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' })
const log = pino({ level: 'error', base: null }, pino.destination({ dest: 2, sync: true }))
const now = () => Date.now()
const storage = await openSqlite(join(dataDir, 'pledgehall.sqlite'))
const app = await createApp({ config, storage, now, log })
await openDemo(app, storage, now)

const tokens: Record<string, string> = {}
for (const id of donors) tokens[id] = await demoToken(app, storage, now, 'delegate', id)
const observer = await demoToken(app, storage, now, 'observer', null)

await fillBoard(app, requests, pledges)

const origin = await app.listen()
answerBench(
  { port: Number(new URL(origin).port), path: `/board/${demoSessionId}`, tokens, observer },
  async () => {
    await app.close()
    await storage.close()
    await rm(dataDir, { recursive: true, force: true })
  },
)
