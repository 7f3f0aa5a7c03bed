// The operator's door: a socket beside the database, for whoever may use the folder. It knows one request: the name
// of a file that a backup is to be kept in; the answer is "kept", or what is wrong.
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Storage } from './storage/storage.ts'

const kept = 'kept'
const socketIn = (dataDir: string) => join(dataDir, 'pledgehall.socket')

export interface OperatorDoor {
  /** Resolves once no backup is under way. */
  close(): Promise<void>
}

export async function openOperatorDoor(
  dataDir: string,
  storage: Storage,
  log: Logger,
): Promise<OperatorDoor> {
  const path = socketIn(dataDir)
  const under = new Set<Promise<void>>()
  const answer = async (socket: Socket) => {
    const file = await heard(socket)
    const told = await storage.copyTo(file).then(
      () => kept,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    if (told === kept) log.info({ file }, 'a backup is kept')
    else log.warn({ file, reason: told }, 'a backup could not be kept')
    socket.end(told)
  }
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    const answered = answer(socket)
      .catch(() => undefined)
      .finally(() => under.delete(answered))
    under.add(answered)
  })
  // The database is this process's alone, so what lies here is a dead server's.
  rmSync(path, { force: true })
  server.listen(path)
  try {
    await once(server, 'listening')
    chmodSync(path, 0o600)
  } catch (error) {
    log.warn({ err: error }, 'no backup can be asked for while the server runs')
  }
  return {
    async close() {
      server.close()
      await Promise.all(under)
    },
  }
}

/** False if no server listens there; throws what the server says is wrong. */
export async function askForBackup(dataDir: string, file: string): Promise<boolean> {
  const socket = connect(socketIn(dataDir))
  try {
    await once(socket, 'connect')
  } catch {
    return false
  }
  socket.end(file)
  const told = await heard(socket)
  if (told !== kept) throw new Error(told || 'The server ended before the backup was kept.')
  return true
}

/** All that the other end says before it falls silent. */
async function heard(socket: Socket): Promise<string> {
  let words = ''
  socket.setEncoding('utf8').on('data', (part: string) => (words += part))
  await once(socket, 'end')
  return words
}
