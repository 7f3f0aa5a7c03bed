// Door 2: socket.io. Parse, check the role, run, acknowledge; the only place where an unforeseen error is caught.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import {
  type Answer,
  type ClientEvents,
  type CommandInput,
  type CommandName,
  commands,
  envelopeSchema,
  type FormalName,
  type SeatWelcome,
  type ServerEvents,
} from '#shared/commands.ts'
import type { TrayEntry } from '#shared/commands/reading.ts'
import { digestOf } from '#shared/digest.ts'
import { circlesAround, circlesOf, type Message } from '#shared/messages.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { type Actor, presentRoles } from '#shared/roles.ts'
import type { Statement } from '#shared/statement.ts'
import type { z } from '#shared/z.ts'
import type { ActGiven } from '../acts/act.ts'
import type { Config } from '../config.ts'
import { Lanes } from '../lanes.ts'
import { Bucket, Buckets } from '../limits.ts'
import { actorOf, type Pass } from '../seats/seats.ts'
import { readVisitor } from '../seats/visitor.ts'
import { meteredSockets } from './metered-sockets.ts'
import { plainCommands, type PlainDeps, type PlainName } from './plain.ts'

interface Deps extends PlainDeps {
  readonly config: Config
  readonly log: {
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

interface SocketData {
  pass: Pass
}

/** The connection beneath one socket, whatever carries it. */
type EngineSocket = Socket['conn']
type CommandSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>

export interface CommandDoor {
  /** Takes a request or an upgrade that is for socket.io. */
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** A tray entry was committed for a seat: its pages hear of it. */
  tellTray(seat: string, entry: TrayEntry): void
  /** A message was kept: exactly the seats that may read it hear of it (W1). */
  tellMessage(session: string, message: Message): void
  tellStatement(session: string, statement: Statement): void
  close(): void
}

const maxPayload = 256 * 1024
/** Commands whose second sending must be told from another command under the same id (C4). */
const remembered: ReadonlySet<CommandName> = new Set([
  'session:create',
  'link:create',
  'link:revoke',
  'seat:revoke',
  'tray:dismiss',
  'message:send',
  'statement:hand-in',
])
/** Answers, in bytes, that may wait for a peer that does not read; beyond it the peer is let go (G20). */
const maxUnread = 4 * 1024 * 1024

export function openCommandDoor(deps: Deps): CommandDoor {
  const { config, log, seats, rooms, now } = deps
  // socket.io wants a server to listen on; this one has no port, the gate hands over what is for it.
  const inner = createServer()
  const io = new Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>(inner, {
    path: '/socket.io',
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: maxPayload,
    pingInterval: 15_000,
    pingTimeout: 15_000,
    connectTimeout: 10_000,
    perMessageDeflate: false,
    wsEngine: meteredSockets(config.limits.frames, now),
    allowRequest(request, answer) {
      const url = new URL(request.url ?? '/', 'http://server')
      const visitor = readVisitor(request, url.searchParams, config)
      answer(null, visitor.isSameOrigin || !visitor.usesCookie)
    },
  })
  const buckets = new Buckets(config.limits.commands)
  const lanes = new Lanes()

  io.engine.on('connection', (connection: EngineSocket) => {
    const packets = new Bucket(config.limits.frames, now())
    connection.on('packet', () => {
      if (!packets.take(now())) connection.close(true)
    })
    let unread = 0
    connection.on('packetCreate', ({ data }: { data?: string }) => {
      unread += data?.length ?? 0
      if (unread > maxUnread) connection.close(true)
    })
    connection.on('flush', () => {
      unread = 0
    })
  })

  io.use((socket, next) => {
    admit(socket).then(
      (pass) => {
        if (isRefusal(pass)) next(refusalError(pass))
        else {
          socket.data.pass = pass
          next()
        }
      },
      (error: unknown) => {
        log.error({ err: error }, 'a command connection could not be admitted')
        next(refusalError(refuse('storage_unavailable', 'D4')))
      },
    )
  })

  async function admit(socket: CommandSocket): Promise<Pass | Refusal> {
    const { request, handshake } = socket
    const url = new URL(request.url ?? '/', 'http://server')
    const token: unknown = handshake.auth['token']
    if (typeof token === 'string') url.searchParams.set('token', token)
    const { credential } = readVisitor(request, url.searchParams, config)
    if (credential === null) return refuse('not_authenticated', 'G1')
    const pass = await seats.admit(credential)
    if (isRefusal(pass)) return pass
    const { connectionsPerSeat, connectionsPerViewerSeat } = config.limits
    const most = presentRoles.has(pass.seat.role) ? connectionsPerSeat : connectionsPerViewerSeat
    // A page holds up to five sockets of its seat.
    return seats.connectionsOf(pass.seat.id) >= most * 2
      ? refuse('too_many', 'G20', { seconds: 30 })
      : pass
  }

  io.on('connection', (socket) => {
    const { seat } = socket.data.pass
    const actor = actorOf(seat)
    const forget = seats.connected(socket.data.pass, (reason) => {
      socket.emit('seat:revoked', reason)
      socket.disconnect(true)
    })
    socket.once('disconnect', forget)
    void socket.join(`seat:${seat.id}`)
    if (actor.role === 'delegate' && actor.delegation !== null)
      void socket.join(delegatesRoom(actor.session, actor.delegation))
    void socket.join(circlesAround(actor).map((circle) => circleRoom(actor.session, circle)))
    socket.use(([name, ...args], next) => {
      const ack = args.at(-1) as unknown
      // A command nobody waits for is not run: its sender could not be told what became of it (C1).
      if (typeof ack !== 'function') return
      const bucket = buckets.of(actor.seat, now())
      const error = bucket.take(now())
        ? eventFault(name, args)
        : refuse('too_many', 'G20', { seconds: bucket.secondsUntil(now()) })
      if (error === null) next()
      else (ack as (answer: unknown) => void)({ ok: false, error })
    })
    for (const name of Object.keys(commands) as CommandName[]) {
      const listener = (payload: unknown, ack: (answer: Answer<CommandName>) => void) => {
        void answerTo(actor, name, payload).then(ack)
      }
      // The table's names and the listeners' types agree by construction; the loop hides it from TypeScript.
      socket.on(name, listener)
    }
    welcome(socket, actor).catch((error: unknown) => {
      log.error({ err: error }, 'a seat could not be welcomed')
      // The connection breaks, so that the client tries again; a farewell would make it stay away.
      socket.conn.close()
    })
  })

  async function welcome(socket: CommandSocket, actor: Actor): Promise<void> {
    const epoch = await rooms.use(actor.session, (room) => room.epoch)
    const { seat, session, role, delegation, name } = actor
    const welcomed: SeatWelcome = {
      seat,
      session,
      role,
      delegation,
      name,
      now: now(),
      epoch: epoch ?? '',
    }
    socket.emit('seat:welcomed', welcomed)
  }

  async function answerTo(
    actor: Actor,
    name: CommandName,
    payload: unknown,
  ): Promise<Answer<CommandName>> {
    try {
      const result = await run(actor, name, payload)
      return isRefusal(result) ? { ok: false, error: result } : result
    } catch (error) {
      log.error({ err: error, command: name, seat: actor.seat }, 'a command failed')
      const isStore = error instanceof Error && error.name === 'StorageError'
      return {
        ok: false,
        error: isStore ? refuse('storage_unavailable', 'D4') : refuse('internal', 'C5'),
      }
    }
  }

  async function run(
    actor: Actor,
    name: CommandName,
    payload: unknown,
  ): Promise<Answer<CommandName> | Refusal> {
    const envelope = envelopeSchema.safeParse(payload)
    if (!envelope.success) return inputFault(envelope.error)
    const { commandId, ...rest } = payload as { commandId: string }
    const command = commands[name]
    if (!(command.roles as readonly string[]).includes(actor.role)) {
      return refuse('forbidden', 'C2', {
        roles: command.roles.join(', ') || 'server',
      })
    }
    const parsed = command.input.safeParse(rest)
    if (!parsed.success) return inputFault(parsed.error)
    const digest = digestOf({ name, input: parsed.data })
    return lanes.run(`${actor.seat} ${commandId}`, () =>
      runParsed(actor, name, parsed.data, commandId, digest),
    )
  }

  async function runParsed(
    actor: Actor,
    name: CommandName,
    input: unknown,
    commandId: string,
    digest: string,
  ): Promise<Answer<CommandName> | Refusal> {
    if (commands[name].formal) {
      const formal = name as FormalName
      const given = [actor, formal, input as CommandInput<FormalName>, commandId, digest] as const
      const answer = await giveAct(...given)
      if (answer !== null) tellReminded(actor, name, input, answer)
      if (name === 'document:remove' && answer?.ok)
        await deps.documents.forget(
          actor.session,
          (input as CommandInput<'document:remove'>).document,
        )
      return answer ?? refuse('not_found', 'G1', { what: 'session' })
    }
    const before = await deps.storage.readAnswer(actor.session, actor.seat, commandId)
    if (before !== null && before.digest !== digest) return refuse('command_id_reused', 'C4')
    if (remembered.has(name)) {
      // Only that it was answered is kept: the answer may hold a token, and comes out the same again.
      if (before === null) {
        await deps.storage.saveAnswer(actor.session, {
          seat: actor.seat,
          commandId,
          digest,
          answer: '',
        })
      }
    }
    const plain = plainCommands[name as PlainName] as (
      deps: PlainDeps,
      actor: Actor,
      input: unknown,
      commandId: string,
    ) => Promise<object>
    const output = await plain(deps, actor, input, commandId)
    return isRefusal(output) ? output : { ok: true, ...output }
  }

  /** Null if there is no such session. */
  async function giveAct<N extends FormalName>(
    actor: Actor,
    name: N,
    input: CommandInput<N>,
    commandId: string,
    digest: string,
  ): Promise<Answer<N> | null> {
    const { session } = actor
    const given = [actor, name, input, commandId, digest] as const
    if (commands[name].document === 'team')
      return rooms.onTeam(session, (team, board) => team.act(...given, { board: board.doc }))
    const give = (more?: ActGiven) => rooms.use(session, (board) => board.act(...given, more))
    return name === 'communique:table'
      ? deps.documents.keep(actor, commandId, await deps.texts.communique(session), give)
      : give()
  }

  /** Rule Q7. A command that is sent again tells it again, under the same id: better twice than never. */
  function tellReminded(
    actor: Actor,
    name: CommandName,
    input: unknown,
    answer: Answer<CommandName>,
  ): void {
    if (name !== 'reminder:send' || !answer.ok) return
    const { id, to } = answer as Answer<'reminder:send'> & { ok: true }
    const { about } = input as CommandInput<'reminder:send'>
    io.to(to.map((delegation) => delegatesRoom(actor.session, delegation))).emit('reminder:sent', {
      id,
      at: now(),
      by: actor.name,
      about,
    })
  }

  return {
    request: (request, response) => inner.emit('request', request, response),
    upgrade: (request, socket, head) => inner.emit('upgrade', request, socket, head),
    tellTray(seat, entry) {
      io.to(`seat:${seat}`).emit('tray:added', entry)
    },
    tellMessage(session, message) {
      const circles = circlesOf(message.thread).map((circle) => circleRoom(session, circle))
      io.to(circles).emit('message:added', message)
    },
    tellStatement(session, statement) {
      const circles = ['team', statement.delegation].map((circle) => circleRoom(session, circle))
      io.to(circles).emit('statement:changed', statement)
    },
    close() {
      // Without a farewell: clients come back to the next server by themselves.
      io.engine.close()
      inner.close()
    },
  }
}

/** Ids of sessions have no colon. */
const delegatesRoom = (session: string, delegation: string) => `delegates:${session}:${delegation}`
const circleRoom = (session: string, circle: string) => `circle:${session}:${circle}`

/** What is wrong with an event before its payload is looked at. `args` ends with the acknowledgement. */
function eventFault(name: string, args: readonly unknown[]): Refusal | null {
  if (!Object.hasOwn(commands, name)) {
    return refuse('bad_input', 'C6', { where: 'command', why: 'there is no such command' })
  }
  return args.length === 2
    ? null
    : refuse('bad_input', 'C1', { where: 'payload', why: 'one object is expected' })
}

function inputFault(error: z.ZodError): Refusal {
  const [issue] = error.issues
  // What the caller sent may stand in both: an answer is never as long as a hostile question.
  return refuse('bad_input', 'C1', {
    where: issue?.path.join('.').slice(0, 100) || 'payload',
    why: issue?.message.slice(0, 200) ?? '',
  })
}

/** socket.io carries `data` to the client's `connect_error`. */
function refusalError(refusal: Refusal): Error {
  return Object.assign(new Error(refusal.message), { data: refusal })
}
