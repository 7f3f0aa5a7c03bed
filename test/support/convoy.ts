// Seats that take a pledge from the announcement to tasks under way: what staff's views have to show.
import { readRow, readTasksOf, type Scalar } from '#shared/board.ts'
import type { CommandArgument } from '#shared/commands.ts'
import { taskIdOf, type TaskState } from '#shared/task.ts'
import { connectSeat, type SeatClient } from './seat.ts'
import type { TestServer } from './server.ts'
import { until } from './until.ts'

type Part = CommandArgument<'task:create'>['parts'][number]
/** The ways that a task may have gone, by where it stands now. */
const ways = {
  planned: [],
  cleared: ['cleared'],
  moving: ['cleared', 'moving'],
  at_node: ['cleared', 'moving', 'at_node'],
  handed_over: ['cleared', 'moving', 'handed_over'],
  lost: ['cleared', 'moving', 'lost'],
} as const
export type Reached = keyof typeof ways

export class Convoy {
  readonly #server: TestServer
  readonly chair: SeatClient
  readonly kyiv: SeatClient
  readonly staff: SeatClient
  readonly #delegations = new Map<string, SeatClient>()

  private constructor(server: TestServer, chair: SeatClient, kyiv: SeatClient, staff: SeatClient) {
    this.#server = server
    this.chair = chair
    this.kyiv = kyiv
    this.staff = staff
  }

  static async open(server: TestServer): Promise<Convoy> {
    const chair = await connectSeat(server, 'chair', 'GBR')
    const kyiv = await connectSeat(server, 'kyiv', 'UKR')
    const staff = await connectSeat(server, 'staff', 'NATO')
    await chair.act('session:open', {})
    return new Convoy(server, chair, kyiv, staff)
  }

  /** A delegation announces, Kyiv accepts, the chair gavels. Answers with the pledge's id. */
  async agree(delegation: string, fields: Readonly<Record<string, Scalar>>): Promise<string> {
    let seat = this.#delegations.get(delegation)
    if (seat === undefined) {
      seat = await connectSeat(this.#server, 'delegate', delegation)
      this.#delegations.set(delegation, seat)
    }
    const id = seat.pledge(fields)
    for (const [by, act] of [
      [this.kyiv, 'pledge:accept'],
      [this.chair, 'pledge:agree'],
    ] as const) {
      await until(() => readRow(by.doc, 'pledges', id), 'the pledge to be seen')
      done(await by.act(act, { pledge: id, seen: by.seen(id) }))
    }
    await until(() => readRow(this.staff.doc, 'agreements', id)?.agreedAt, 'the agreement')
    return id
  }

  /** Tasks of a pledge, each brought to where it stands. Answers with their ids. */
  async convert(
    pledge: string,
    parts: readonly (Part & { readonly reached?: Reached })[],
  ): Promise<string[]> {
    const before = readTasksOf(this.staff.doc, pledge).length
    done(
      await this.staff.act('task:create', {
        pledge,
        parts: parts.map(({ reached: _, ...part }) => part),
      }),
    )
    const ids = parts.map((_, i) => taskIdOf(pledge, before + i + 1))
    for (const [i, { reached = 'planned' }] of parts.entries())
      await this.move(ids[i] ?? '', reached)
    return ids
  }

  /** From planned. */
  async move(task: string, reached: Reached): Promise<void> {
    let from: TaskState = 'planned'
    for (const to of ways[reached]) {
      done(await this.staff.act('task:move', { task, from, to }))
      from = to
    }
  }

  close(): void {
    for (const seat of [this.chair, this.kyiv, this.staff, ...this.#delegations.values()])
      seat.close()
  }
}

function done(answer: { readonly ok: boolean }): void {
  if (!answer.ok) throw new Error(JSON.stringify(answer))
}
