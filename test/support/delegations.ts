// The delegations for which no browser stands: real sockets, one for each, that do what they are called upon to do.
import { createRow, type Scalar } from '#shared/board.ts'
import type { Entry } from '#shared/floor.ts'
import { ulidOf } from '#shared/text.ts'
import { meetingRows, meetings } from './board.ts'
import { connectSeat, type SeatClient } from './seat.ts'
import type { TestServer } from './server.ts'
import { until } from './until.ts'

export class Delegations {
  readonly #server: TestServer
  readonly #seats = new Map<string, SeatClient>()
  #count = 0

  constructor(server: TestServer) {
    this.#server = server
    // Each connection says goodbye when the process ends.
    process.setMaxListeners(0)
  }

  async seat(ids: Iterable<string>): Promise<void> {
    await Promise.all(
      [...ids].map(async (id) => {
        this.#seats.set(id, await connectSeat(this.#server, 'delegate', id))
      }),
    )
  }

  of(delegation: string): SeatClient {
    const seat = this.#seats.get(delegation)
    if (seat === undefined) throw new Error(`nobody sits for ${delegation}`)
    return seat
  }

  /** Until all of them are back, after the server was away. */
  async back(): Promise<void> {
    for (const [id, { provider, socket }] of this.#seats)
      await until(() => provider.synced && socket.connected, `${id} to be back`, 30_000)
  }

  /** Places what the delegation last announced at a meeting that is on record; null where there is nothing. */
  announce(delegation: string): string | null {
    const fields = announcedBy(delegation)
    const seat = this.#seats.get(delegation)
    if (fields === null || seat === undefined) return null
    const random = new Uint8Array(10)
    new DataView(random.buffer).setUint32(6, ++this.#count)
    const id = `${delegation}~${ulidOf(Date.now(), random)}`
    createRow(seat.doc, 'pledges', id, fields)
    return id
  }

  /** Says that it waits ready for its turn. */
  async ready({ id, delegation }: Entry): Promise<void> {
    await this.of(delegation).act('floor:ready', { entry: id, ready: true })
  }

  /** What it does with its turn in a tour: it announces, passes, has nothing to announce, or says no more than words. */
  async take({ id, delegation }: Entry): Promise<void> {
    const seat = this.#seats.get(delegation)
    if (seat === undefined || this.announce(delegation) !== null) return
    const outcome = ([null, 'nothing', 'passes'] as const)[++this.#count % 3]
    if (outcome) await seat.act('tour:answer', { entry: id, outcome })
  }

  close(): void {
    for (const seat of this.#seats.values()) seat.close()
  }
}

/** The delegation's last pledge in the documented meetings, by itself. */
function announcedBy(delegation: string): Record<string, Scalar> | null {
  for (const meeting of meetings.toReversed()) {
    const row = meetingRows(meeting).pledges.find((pledge) => pledge.delegation === delegation)
    if (row !== undefined) return { ...row.fields, request: null }
  }
  return null
}
