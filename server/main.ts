// Starts the server: environment, store, app, demo session, links. The only file that names a concrete store.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { type DemoLink, demoSessionId, openDemo } from './demo/links.ts'
import { startPace } from './demo/play/pace.ts'
import { importFile } from './importing.ts'
import { openOperatorDoor } from './operator-door.ts'
import { openSqlite } from './storage/sqlite.ts'
import { terminalLine } from './terminal.ts'

const usage = `pledgehall: a meeting tool for donor sessions

  npm start                 serves the demo session and prints a join link for each role
  npm start -- --play       and lets simulated seats act the meeting out; people may join in at any time
  npm start -- --help       says this
  npm run import -- FILE…   imports session files, each into a session of its own or with --session ID into one
  npm run backup -- FILE    keeps a copy of everything in a new file, also while the server runs
  npm run restore -- FILE   puts such a copy in the place of the database; the server must be stopped

Settings come from the environment:

  PORT=8787              where it listens; 0 lets the system choose
  HOST=127.0.0.1         0.0.0.0 lets others on the network in
  DATA_DIR=data          folder of the database; without it the session starts afresh
  PUBLIC_URL             how the outside reaches it, for example https://hall.example.org
  LOG_LEVEL=info         silent, error, warn, info or debug; the log goes to stderr`

function readArguments() {
  try {
    return parseArgs({
      options: {
        play: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    const [what = ''] = (error instanceof Error ? error.message : '').split('. ', 1)
    throw new Error(`${what}.\n\n${usage}`, { cause: error })
  }
}

function lineOf({ role, delegation, token }: DemoLink, origin: string): string {
  const who = delegation === null ? role : `${role} ${delegation}`
  return `  ${who.padEnd(14)} ${origin}/join/${token}\n`
}

function stop(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const { play: isPlayed, help } = readArguments()
  if (help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const config = readConfig(process.env)
  const log = pino(
    { level: config.logLevel, base: null },
    process.stderr.isTTY
      ? { write: (line: string) => process.stderr.write(terminalLine(line)) }
      : pino.destination({ dest: 2, sync: false }),
  )
  const now = () => Date.now()
  const storage = await openSqlite(join(config.dataDir, 'pledgehall.sqlite'))
  const app = await createApp({ config, storage, now, log })
  const links = await openDemo(app, storage, now)
  const address = await app.listen()
  const origin = config.publicUrl?.replace(/\/$/, '') ?? address
  const operatorDoor = await openOperatorDoor(
    config.dataDir,
    {
      backup: ({ file }) => storage.copyTo(file).then(() => file),
      import: (request) =>
        importFile({ storage, rooms: app.rooms, tokens: app.tokens, now, origin }, request),
    },
    log,
  )

  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'unforeseen; the server goes on')
  })
  const pace = startPace(now)
  const play = isPlayed
    ? // Only a play needs the clients that the page is built with.
      import('./demo/play.ts')
        .then(({ openPlay }) => openPlay({ app, storage, now, log, origin: address, pace }))
        .catch((error: unknown) => {
          log.error({ err: error }, 'the play could not begin; the server goes on')
        })
    : null
  let isStopping = false
  const finish = () => {
    if (isStopping) return
    isStopping = true
    pace.stop()
    Promise.resolve(play)
      .then((opened) => opened?.close())
      .then(() => Promise.all([app.close(), operatorDoor.close()]))
      .then(() => storage.close())
      .then(() => process.exit(0), stop)
  }
  process.on('SIGTERM', finish)
  process.on('SIGINT', finish)

  process.stdout.write(`
Pledgehall is open at ${origin}
Session ${demoSessionId}, the meeting of 11 April 2025. Each opening of a link takes a seat of its own:

${links.map((link) => lineOf(link, origin)).join('')}
${isPlayed ? 'Simulated seats act the meeting out. Join in: they make room for you.\n' : ''}Ctrl+C stops it; everything is kept in ${config.dataDir}.

`)
}

await start().catch(stop)
