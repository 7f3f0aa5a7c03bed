// Reminders as they stand in the ledger, for the pages of those reminded that were away when they were sent (Q7).
import { isSameQuestion, type Question, type Reminder, reminderIdOf } from '#shared/questions.ts'
import type { Actor } from '#shared/roles.ts'
import { owedBy } from '../acts/reminder.ts'
import { Lanes } from '../lanes.ts'
import type { Rooms } from '../room/rooms.ts'
import type { LedgerRow, Storage } from '../storage/storage.ts'

interface Host {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly now: () => number
}

interface Known {
  /** The ledger was read so far. */
  number: number
  readonly sent: { readonly to: readonly string[]; readonly reminder: Reminder }[]
}

/** The newest are enough. */
const most = 50

export class Reminders {
  readonly #host: Host
  readonly #known = new Map<string, Known>()
  readonly #lanes = new Lanes()

  constructor(host: Host) {
    this.#host = host
  }

  /** Those to the seat's delegation that it has not answered, oldest first. */
  async listFor({ session, delegation }: Actor): Promise<readonly Reminder[]> {
    const sent = await this.#lanes.run(session, () => this.#sentIn(session))
    const own = sent.filter(({ to }) => to.includes(delegation ?? ''))
    if (delegation === null || own.length === 0) return []
    const { rooms, now } = this.#host
    const owed = (await rooms.use(session, ({ doc }) => owedBy(doc, delegation, now()))) ?? []
    return own
      .map(({ reminder }) => reminder)
      .filter(({ about }) => owed.some((question) => isSameQuestion(question, about)))
      .slice(-most)
  }

  /** Each reading of the ledger goes on where the last one ended. */
  async #sentIn(session: string): Promise<Known['sent']> {
    const known = this.#known.get(session) ?? { number: 0, sent: [] }
    for (const row of await this.#host.storage.readLedger(session, known.number)) {
      known.number = row.number
      if (row.act === 'reminder:send') known.sent.push(sentIn(row))
    }
    this.#known.set(session, known)
    return known.sent
  }
}

function sentIn({ at, seat, actor: by, input }: LedgerRow): Known['sent'][number] {
  const { to, about } = JSON.parse(input) as { to: string[]; about: Question }
  return { to, reminder: { id: reminderIdOf(at, seat, about), at, by, about } }
}
