// A real server on a free port, with a real SQLite file in a folder of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createApp, type App } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { demoSessionId, demoToken, openDemo } from '#server/demo/links.ts'
import { openSqlite } from '#server/storage/sqlite.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Role } from '#shared/roles.ts'

export interface TestServer {
  readonly app: App
  readonly storage: Storage
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly session: string
  readonly dataDir: string
  /** Lines the server logged, as JSON text. */
  readonly logged: readonly string[]
  /** A link token of the demo session. */
  token(role: Role, delegation?: string | null): Promise<string>
  /** Stops the server; the folder stays if `keep` is set, for a start after it. */
  stop(options?: { keep?: boolean }): Promise<void>
}

export interface TestServerOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly dataDir?: string
  readonly now?: () => number
  readonly pageFolder?: string
  /** Puts something between the rooms and the store, to make it fail. */
  readonly wrap?: (storage: Storage) => Storage
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'pledgehall-')))
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'debug', ...options.env })
  const logged: string[] = []
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => logged.push(line) })
  const now = options.now ?? (() => Date.now())
  const file = await openSqlite(join(dataDir, 'pledgehall.sqlite'))
  const storage = options.wrap?.(file) ?? file
  const app = await createApp({
    config,
    storage,
    now,
    log,
    ...(options.pageFolder === undefined ? {} : { pageFolder: options.pageFolder }),
  })
  await openDemo(app, storage, now)
  const origin = await app.listen()
  return {
    app,
    storage,
    origin,
    session: demoSessionId,
    dataDir,
    logged,
    token: (role, delegation = null) => demoToken(app, storage, now, role, delegation),
    async stop({ keep = false } = {}) {
      await app.close()
      await file.close()
      if (!keep) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
