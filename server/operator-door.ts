// The operator's door: a socket beside the database, for whoever may use the folder. One request a connection, as
// JSON; the answer is what was done, or what is wrong.
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { textSchema } from '#shared/text.ts'
import { z } from '#shared/z.ts'

const requestSchema = z.discriminatedUnion('ask', [
  /** A copy of everything in a new file. */
  z.strictObject({ ask: z.literal('backup'), file: z.string() }),
  z.strictObject({
    ask: z.literal('import'),
    session: z.string().nullable(),
    file: textSchema(120),
    text: z.string(),
  }),
])
type Request = z.infer<typeof requestSchema>
type Ask = Request['ask']

const answerSchema = z.union([
  z.strictObject({ done: z.string() }),
  z.strictObject({ wrong: z.string() }),
])

/** Each says what was done, or throws what is wrong. */
export type Operations = {
  readonly [A in Ask]: (request: Extract<Request, { ask: A }>) => Promise<string>
}

const socketIn = (dataDir: string) => join(dataDir, 'pledgehall.socket')

export interface OperatorDoor {
  /** Resolves once nothing is under way. */
  close(): Promise<void>
}

export async function openOperatorDoor(
  dataDir: string,
  operations: Operations,
  log: Logger,
): Promise<OperatorDoor> {
  const path = socketIn(dataDir)
  const under = new Set<Promise<void>>()
  const answer = async (socket: Socket) => {
    const words = await heard(socket)
    try {
      const request = requestSchema.parse(JSON.parse(words))
      const done = await (request.ask === 'backup'
        ? operations.backup(request)
        : operations.import(request))
      log.info({ file: request.file, ask: request.ask }, 'the operator was served')
      socket.end(JSON.stringify({ done }))
    } catch (error) {
      const wrong = error instanceof Error ? error.message : String(error)
      log.warn({ reason: wrong }, 'the operator could not be served')
      socket.end(JSON.stringify({ wrong }))
    }
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
    log.warn({ err: error }, 'no operator can be served while the server runs')
  }
  return {
    async close() {
      server.close()
      await Promise.all(under)
    },
  }
}

/** Null if no server listens there; throws what the server says is wrong. */
export async function askServer(dataDir: string, request: Request): Promise<string | null> {
  const socket = connect(socketIn(dataDir))
  try {
    await once(socket, 'connect')
  } catch {
    return null
  }
  socket.end(JSON.stringify(request))
  const words = await heard(socket)
  if (words === '') throw new Error('The server ended before it had answered.')
  const answer = answerSchema.parse(JSON.parse(words))
  if ('wrong' in answer) throw new Error(answer.wrong)
  return answer.done
}

/** All that the other end says before it falls silent. */
async function heard(socket: Socket): Promise<string> {
  let words = ''
  socket.setEncoding('utf8').on('data', (part: string) => (words += part))
  await once(socket, 'end')
  return words
}
