// npm run restore -- FILE: puts a backup, or a copy of the database, in its place. Every page begins afresh (G17).
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfig } from './config.ts'
import { reportOf, runFromShell } from './copies.ts'
import { assertNobodyServes, copyOf, putInPlace } from './storage/sqlite/copy.ts'

await runFromShell('restore', async (file) => {
  const { dataDir } = readConfig(process.env)
  const store = join(dataDir, 'pledgehall.sqlite')
  const fresh = `${store}.restored`
  const aside = `${store}.until-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  assertNobodyServes(store)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  rmSync(fresh, { force: true })
  try {
    await copyOf(resolve(file), fresh)
    const report = reportOf(fresh)
    const said = existsSync(store) ? `What stood there is kept as ${aside}\n` : ''
    putInPlace(fresh, store, aside)
    return `${store} holds\n${report}${said}`
  } finally {
    rmSync(fresh, { force: true })
  }
})
