// Starts the server: environment, store, app, demo session, links. The only file that names a concrete store.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { demoSessionId, openDemo } from './demo/links.ts'
import { openSqlite } from './storage/sqlite.ts'

const usage = `pledgehall: a meeting tool for donor sessions

  npm start              serve the demo session and print its join links
  npm start -- --play    and let simulated delegations act the meeting out

Settings come from the environment; README.md lists them.`

function stop(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: {
      play: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const config = readConfig(process.env)
  const log = pino(
    { level: config.logLevel, base: null },
    pino.destination({ dest: 2, sync: false }),
  )
  const now = () => Date.now()
  const storage = await openSqlite(join(config.dataDir, 'pledgehall.sqlite'))
  const app = await createApp({ config, storage, now, log })
  const links = await openDemo(app, storage, now)
  const address = await app.listen()
  const origin = config.publicUrl?.replace(/\/$/, '') ?? address

  process.stdout.write(
    `\nPledgehall is open. Session ${demoSessionId}; open a link in a browser:\n\n`,
  )
  for (const { role, delegation, token } of links) {
    const who = delegation === null ? role : `${role} ${delegation}`
    process.stdout.write(`  ${who.padEnd(14)} ${origin}/join/${token}\n`)
  }
  process.stdout.write('\n')

  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'unforeseen; the server goes on')
  })
  let isStopping = false
  const finish = () => {
    if (isStopping) return
    isStopping = true
    app
      .close()
      .then(() => storage.close())
      .then(() => process.exit(0), stop)
  }
  process.on('SIGTERM', finish)
  process.on('SIGINT', finish)
}

await start().catch(stop)
