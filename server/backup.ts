// npm run backup -- FILE: everything in one new file. Asks the server for it if one runs, else reads the database.
import { join, resolve } from 'node:path'
import { readConfig } from './config.ts'
import { askServer } from './operator-door.ts'
import { reportOf, runFromShell } from './copies.ts'
import { copyOf } from './storage/sqlite/copy.ts'

await runFromShell('backup', async (name) => {
  const { dataDir } = readConfig(process.env)
  const file = resolve(name)
  const asked = await askServer(dataDir, { ask: 'backup', file })
  if (asked === null) await copyOf(join(dataDir, 'pledgehall.sqlite'), file)
  return `${file} holds\n${reportOf(file)}`
})
