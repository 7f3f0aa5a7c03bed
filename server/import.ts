// npm run import: session files into a session, or with --check what their rows add up to and what is wrong with them.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import type { Tallies } from '#shared/count.ts'
import { figureText } from '#shared/figure.ts'
import { checkFile, type CheckedFile, type CheckedRequest, lineOf } from '#shared/import/check.ts'
import { type Config, readConfig } from './config.ts'
import { demoRoster } from './demo/demo.ts'
import { importFile } from './importing.ts'
import { askServer } from './operator-door.ts'
import { serverClientIdOf } from './room/room.ts'
import { Rooms } from './room/rooms.ts'
import { newId } from './seats/sessions.ts'
import { createTokens } from './seats/tokens.ts'
import { openSqlite } from './storage/sqlite.ts'

const usage = `npm run import -- [--session ID] FILE…
npm run import -- --check [--json] FILE…`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      check: { type: 'boolean' },
      json: { type: 'boolean' },
      session: { type: 'string' },
    },
    allowPositionals: true,
  })
  const isCheck = values.check ?? false
  const isOdd = isCheck ? values.session !== undefined : values.json
  if (isOdd || positionals.length === 0) throw new Error(usage)
  const files = positionals.flatMap((file) => {
    try {
      // npm runs this in the project's folder; the name is meant from where it was typed.
      return [{ file, text: readFileSync(resolve(process.env['INIT_CWD'] ?? '.', file), 'utf8') }]
    } catch (error) {
      fail(error)
      return []
    }
  })
  if (isCheck) check(files, values.json ?? false)
  else await write(files, values.session ?? null)
}

interface File {
  readonly file: string
  readonly text: string
}

function check(files: readonly File[], asJson: boolean): void {
  const roster = new Set(demoRoster().map(({ id }) => id))
  for (const { file, text } of files) {
    const checked = checkFile(file, text, roster)
    process.stdout.write(asJson ? `${JSON.stringify(lineOf(checked))}\n` : textOf(checked))
    // The line of JSON has its fixed keys; what is to note goes beside it.
    if (asJson) for (const warning of checked.warnings) process.stderr.write(`${warning}\n`)
    if (checked.faults.length > 0) process.exitCode = 1
  }
}

/** Into the store of a running server by asking it, else into the database itself. */
async function write(files: readonly File[], session: string | null): Promise<void> {
  const config = readConfig(process.env)
  const now = () => Date.now()
  let store: Awaited<ReturnType<typeof openStore>> | null = null
  try {
    for (const { file, text } of files) {
      const request = { session, file: basename(file), text }
      try {
        const asked =
          store === null ? await askServer(config.dataDir, { ask: 'import', ...request }) : null
        if (asked === null) store ??= await openStore(config, now)
        const told = asked ?? (store && (await importFile({ ...store, now, origin: '' }, request)))
        process.stdout.write(`${told ?? ''}\n`)
      } catch (error) {
        fail(error)
      }
    }
  } finally {
    await store?.rooms.close()
    await store?.storage.close()
  }
}

async function openStore(config: Config, now: () => number) {
  const storage = await openSqlite(join(config.dataDir, 'pledgehall.sqlite'))
  const tokens = createTokens(await storage.secret('tokens', () => randomBytes(32)))
  const rooms = new Rooms({
    storage,
    now,
    newId,
    serverClientId: serverClientIdOf(randomBytes(4)),
    tick: config.tick,
    patience: config.patience,
    log: pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true })),
    // Nobody sits at these rooms.
    onTray: () => undefined,
  })
  return { storage, rooms, tokens }
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function textOf(checked: CheckedFile): string {
  const { file, rows, totals, requests, faults, warnings } = checked
  const { excluded, unquantified, disputed } = lineOf(checked)
  const lines = [
    `${file}: ${String(rows.requests)} requests, ${String(rows.pledges)} pledges`,
    ...block('firm', figures(totals.firm)),
    ...block('conditional', figures(totals.conditional)),
    ...block(
      'adds nothing',
      Object.entries(excluded).map(([row, why]) => `row ${row}: ${why}`),
    ),
    ...block(
      'no figure',
      unquantified.map((row) => `row ${String(row)}`),
    ),
    ...block(
      'disputed',
      disputed.map((row) => `row ${String(row)}`),
    ),
    ...block('requests', requests.map(requestText)),
    ...block('warnings', warnings),
    ...block('errors', faults),
  ]
  return `${lines.join('\n')}\n\n`
}

function block(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${name}`, ...lines.map((line) => `    ${line}`)]
}

function figures(tallies: Tallies): string[] {
  return [...tallies].map(([measure, { value, atLeast }]) =>
    atLeast && value === 0
      ? `a number of ${figureText({ measure, value: 2 }).replace(/^\S+ /, '')} that nobody states`
      : `${atLeast ? 'at least ' : ''}${figureText({ measure, value })}`,
  )
}

function requestText({ row, request, coverage: { measure, coverage } }: CheckedRequest): string {
  if (measure === null) return `row ${String(row)}: ${request.title}: names no figure`
  const said = (value: number) => figureText({ measure, value })
  const parts = [
    `firm ${said(coverage.firm)}`,
    ...(coverage.conditional > 0 ? [`conditional ${said(coverage.conditional)}`] : []),
    coverage.over > 0 ? `over by ${said(coverage.over)}` : `open ${said(coverage.open)}`,
  ]
  return `row ${String(row)}: ${request.title}: of ${said(coverage.needed)} ${parts.join(', ')}`
}

await main().catch(fail)
