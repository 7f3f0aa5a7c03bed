// One seat's command channel: who I am, whether the server hears me, what it refused, and its clock.
import { io, type Socket } from 'socket.io-client'
import type {
  Answer,
  ClientEvents,
  CommandArgument,
  CommandName,
  SeatWelcome,
  ServerEvents,
} from '#shared/commands.ts'
import type { TrayEntry } from '#shared/commands/reading.ts'
import type { Message } from '#shared/messages.ts'
import type { Reminder } from '#shared/questions.ts'
import { isRefusal, type Refusal } from '#shared/refusals.ts'
import type { Statement } from '#shared/statement.ts'
import { tick } from './clock.svelte.ts'
import type { Seat } from './door.ts'
import { between, newCommandId } from './random.ts'

/** A command without an answer is sent again under its id (rule C3): a lost answer is not a lost act. */
const answerTimeout = 12_000

/** Commands that only ask: waiting for their answer is not waiting for the disk (rule U3). */
const asking: ReadonlySet<CommandName> = new Set([
  'link:list',
  'tray:list',
  'history:read',
  'time:read',
  'message:list',
  'statement:list',
  'reminder:list',
  'text:authors',
])

interface Waiting {
  readonly name: CommandName
  readonly payload: object
  readonly resolve: (answer: never) => void
}

export class SeatSession {
  readonly seat: Seat
  /** True from the server's welcome until the connection breaks. */
  connected = $state(false)
  /** The server was heard before, or did not answer: whoever is not connected now is offline. */
  tried = $state(false)
  /** Why this seat is out for good; null while it is not. */
  refused = $state.raw<Refusal | null>(null)
  tray = $state.raw<readonly TrayEntry[]>([])
  /** What the chair reminded this delegation of, until dismissed; oldest first. */
  reminders = $state.raw<readonly Reminder[]>([])
  epoch = $state.raw<string | null>(null)
  /** Commands given that change something and are not yet answered. */
  waiting = $state(0)

  #offset = $state(0)
  readonly #socket: Socket<ServerEvents, ClientEvents>
  readonly #waiting = new Map<string, Waiting>()
  /** A reminder comes once, also when it is sent again. */
  readonly #reminded = new Set<string>()

  constructor(seat: Seat) {
    this.seat = seat
    this.#socket = io({
      query: { seat: seat.seat },
      transports: ['websocket', 'polling'],
      reconnectionDelay: 500,
      reconnectionDelayMax: between(2000, 4000),
    })
    this.#socket.on('seat:welcomed', (welcome) => {
      this.#welcome(welcome)
    })
    this.#socket.on('seat:revoked', (reason) => {
      this.#refuse(reason)
    })
    this.#socket.on('tray:added', (entry) => {
      if (!this.tray.some(({ id }) => id === entry.id)) this.tray = [...this.tray, entry]
    })
    this.#socket.on('reminder:sent', (reminder) => {
      this.#remind(reminder)
    })
    this.#socket.on('disconnect', () => {
      this.connected = false
    })
    this.#socket.on('connect_error', (error) => {
      this.connected = false
      this.tried = true
      const refusal: unknown = 'data' in error ? error.data : null
      if (isRefusal(refusal) && isFinal(refusal)) this.#refuse(refusal)
      // socket.io gives up after an answer of the server's own; whoever is merely too early comes back.
      else if (!this.#socket.active) setTimeout(() => this.#socket.connect(), between(2000, 5000))
    })
  }

  /** The server's clock, ms since 1970. */
  now(): number {
    return Date.now() + this.#offset
  }

  /** The server's time as `now`, moving on every second for whoever reads it in markup. */
  time(): number {
    return tick() + this.#offset
  }

  /**
   * Gives a command and answers with what the server said. Without a connection it waits for one;
   * after a break it is sent again under the same id until it is answered.
   */
  act<N extends CommandName>(
    name: N,
    input: CommandArgument<N>,
    commandId = newCommandId(),
  ): Promise<Answer<N>> {
    return new Promise((resolve) => {
      this.#waiting.set(commandId, { name, payload: { commandId, ...input }, resolve })
      this.#count()
      if (this.connected) this.#send(commandId)
    })
  }

  /** Hears of every message that this seat may read, as it is kept. */
  onMessage(hear: (message: Message) => void): void {
    this.#socket.on('message:added', hear)
  }

  /** Hears of every statement that this seat may read, as it is handed in. */
  onStatement(hear: (statement: Statement) => void): void {
    this.#socket.on('statement:changed', hear)
  }

  async dismiss(entry: string): Promise<void> {
    const answer = await this.act('tray:dismiss', { entry })
    if (answer.ok || answer.error.code === 'not_found')
      this.tray = this.tray.filter(({ id }) => id !== entry)
  }

  dismissReminder(id: string): void {
    this.reminders = this.reminders.filter((reminder) => reminder.id !== id)
  }

  close(): void {
    this.#socket.disconnect()
    this.connected = false
  }

  #welcome(welcome: SeatWelcome): void {
    this.#offset = welcome.now - Date.now()
    this.epoch = welcome.epoch
    this.connected = true
    this.tried = true
    for (const commandId of this.#waiting.keys()) this.#send(commandId)
    void this.act('tray:list', {}).then((answer) => {
      if (answer.ok) this.tray = answer.entries
    })
    // Those that were sent while this page was away.
    if (this.seat.role === 'delegate')
      void this.act('reminder:list', {}).then((answer) => {
        if (answer.ok) for (const reminder of answer.reminders) this.#remind(reminder)
      })
  }

  #remind(reminder: Reminder): void {
    if (this.#reminded.has(reminder.id)) return
    this.#reminded.add(reminder.id)
    this.reminders = [...this.reminders, reminder]
  }

  #count(): void {
    this.waiting = [...this.#waiting.values()].filter(({ name }) => !asking.has(name)).length
  }

  #send(commandId: string): void {
    const waiting = this.#waiting.get(commandId)
    if (waiting === undefined) return
    // One cast where a name chosen at run time meets a table typed name by name.
    const emitter = this.#socket.timeout(answerTimeout) as unknown as {
      emit(
        name: string,
        payload: object,
        ack: (error: Error | null, answer: { ok: boolean }) => void,
      ): void
    }
    emitter.emit(waiting.name, waiting.payload, (error, answer) => {
      if (!this.#waiting.has(commandId)) return
      if (error !== null) {
        if (this.connected) this.#send(commandId)
        return
      }
      this.#waiting.delete(commandId)
      this.#count()
      waiting.resolve(answer as never)
    })
  }

  #refuse(reason: Refusal): void {
    this.refused = reason
    this.close()
  }
}

function isFinal({ code }: Refusal): boolean {
  return code !== 'too_many' && code !== 'storage_unavailable' && code !== 'internal'
}
