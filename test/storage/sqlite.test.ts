import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '#server/storage/sqlite.ts'
import { describeStorage } from './contract.ts'

describeStorage('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pledgehall-'))
  const file = join(folder, 'board.db')
  let storage = await openSqlite(file)
  return {
    storage,
    async reopen() {
      await storage.close()
      storage = await openSqlite(file)
      return storage
    },
    async close() {
      await storage.close()
      await rm(folder, { recursive: true })
    },
  }
})
