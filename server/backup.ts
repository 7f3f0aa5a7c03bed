// npm run backup -- FILE: everything in one new file. Asks the server for it if one runs, else reads the database.
import { join, resolve } from 'node:path'
import { readConfig } from './config.ts'
import { askForBackup } from './operator-door.ts'
import { reportOf, runFromShell } from './copies.ts'
import { copyOf } from './storage/sqlite/copy.ts'

await runFromShell('backup', async (name) => {
  const { dataDir } = readConfig(process.env)
  const file = resolve(name)
  if (!(await askForBackup(dataDir, file))) await copyOf(join(dataDir, 'pledgehall.sqlite'), file)
  return `${file} holds\n${reportOf(file)}`
})
