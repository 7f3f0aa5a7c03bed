// The floor under the chair's hand: calling, holding and ending speeches, and what can be taken back of it.
import { createContext } from 'svelte'
import type { Entry } from '#shared/floor.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act, Acts } from './acts.svelte.ts'
import type { Floor } from './floor.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

export class FloorChair {
  readonly floor: Floor
  readonly #room: Room
  readonly #acts: Acts

  constructor(room: Room, floor: Floor, acts: Acts) {
    this.#room = room
    this.floor = floor
    this.#acts = acts
  }

  /** Why nothing can be ruled about the floor now; null when it can. The server judges by the same rules. */
  get why(): string | null {
    const { session, board, lead } = this.#room
    if (!session.connected) return t('act_offline')
    if (lead.why !== null) return lead.why
    const { state } = board.session
    if (state !== 'open')
      return refusalText(refuse('session_state', 'F5', { state, needed: 'open' }))
    return this.floor.item === null ? refusalText(refuse('item_none', 'F5')) : null
  }

  get whyNext(): string | null {
    if (this.why !== null) return this.why
    return this.floor.waiting.length === 0 ? refusalText(refuse('nobody_waits', 'F5')) : null
  }

  get whyHeld(): string | null {
    return this.why ?? (this.floor.now === null ? t('floor_nobody') : null)
  }

  /** The point of order that is to be heard first; null while none is raised. */
  get order(): Entry | null {
    const first = this.floor.waiting[0]
    return first?.kind === 'order' ? first : null
  }

  /** Ends the speech under way and gives the floor to the first who waits, or to this entry. */
  async call(entry?: string): Promise<void> {
    const speaking = () =>
      this.#isTold(this.whyNext) ? null : { speaking: this.floor.now?.id ?? null }
    const give = (to: string) => () => {
      const given = speaking()
      return given && { entry: to, ...given }
    }
    const isDone =
      entry === undefined
        ? await this.floor.act('floor:next', speaking)
        : await this.floor.act('floor:give', give(entry))
    if (isDone) this.#offerReturn()
  }

  /** Stops the clock of the speech under way, or lets it go on. */
  async hold(): Promise<void> {
    const isPaused = (this.floor.now?.pausedAt ?? null) !== null
    await this.floor.act(isPaused ? 'floor:resume' : 'floor:pause', () => this.#held())
  }

  async end(): Promise<void> {
    if (await this.floor.act('floor:end', () => this.#held())) this.#offerReturn()
  }

  #held(): { entry: string } | null {
    const { now } = this.floor
    return this.#isTold(this.whyHeld) || now === null ? null : { entry: now.id }
  }

  #isTold(why: string | null): boolean {
    if (why !== null) this.#acts.told = why
    return why !== null
  }

  /** What is taken back is the last turn of the floor at the moment it is asked, a colleague's too (F7). */
  #offerReturn(): void {
    this.#acts.undo.offer({
      name: t('floor_turned'),
      run: async () => {
        const at = this.floor.lastTurn
        if (at === null) return refusalText(refuse('undo_nothing', 'F7'))
        const answer = await this.#room.session.act('floor:undo', { at })
        return answer.ok ? null : refusalText(answer.error)
      },
    })
  }
}

export const [getFloorChair, setFloorChair] = createContext<FloorChair>()

/** What the chair can do about the floor now, for keys and palette. */
export function floorActs(room: Room, chair: FloorChair): Act[] {
  const { floor, order, whyHeld } = chair
  return [
    {
      id: 'floor:next',
      group: 'floor',
      name: t('floor_call'),
      detail: room.nameOf(floor.waiting[0]?.delegation ?? null),
      key: 'F',
      why: chair.whyNext,
      run: () => void chair.call(),
    },
    ...(order === null
      ? []
      : [
          {
            id: 'floor:hear',
            group: 'floor',
            name: t('floor_hear', { name: room.nameOf(order.delegation) }),
            key: 'O',
            why: chair.why,
            run: () => void chair.call(order.id),
          } as const,
        ]),
    {
      id: 'floor:hold',
      group: 'floor',
      name: (floor.now?.pausedAt ?? null) === null ? t('floor_pause') : t('floor_resume'),
      key: 'H',
      why: whyHeld,
      run: () => void chair.hold(),
    },
    {
      id: 'floor:end',
      group: 'floor',
      name: t('floor_end'),
      key: 'E',
      why: whyHeld,
      run: () => void chair.end(),
    },
    {
      id: 'floor:list',
      group: 'floor',
      name: t('floor'),
      key: 'L',
      run: () => {
        room.desk.select({ kind: 'panel', panel: 'floor', id: null })
      },
    },
    ...floor.waiting.map(({ id, delegation }): Act => ({
      id: `floor:give ${id}`,
      group: 'floor',
      name: `${t('floor_give')}: ${room.nameOf(delegation)}`,
      why: chair.why,
      sought: true,
      run: () => void chair.call(id),
    })),
  ]
}
