// One part of the play: takes its first cue that is ready, at a person's pace, and makes room for people.
import { createRow, editRow, readRows, readSession } from '#shared/board.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'
import { communiqueCues, isDrafting } from './communique.ts'
import { chairCues, type Cue, delegationCues, kyivCues } from './cues.ts'
import type { Pace } from './pace.ts'
import { readScene, type Scene } from './scene.ts'
import type { Part } from './script.ts'
import type { PlaySeat, Someone } from './seat.ts'
import { staffCues } from './staff.ts'

export interface Stage {
  readonly pace: Pace
  /** ms since 1970. */
  readonly now: () => number
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** Seats of the play itself: whoever else is present is a person. */
  readonly seats: ReadonlySet<string>
}

/** How long a person at the seat of chair, Kyiv or staff is waited for, ms. */
const patience = 20_000
const beat = 500
/** Who comes back to a meeting that is under way has been thinking for so long, ms. */
const headStart = 8000
/** Refusals that may be none a moment later. */
const passing: ReadonlySet<Refusal['code']> = new Set([
  'too_many',
  'storage_unavailable',
  'internal',
])

export class Actor {
  readonly part: Part
  readonly seat: PlaySeat
  /** Nothing to do, as the board stands. */
  isIdle = false
  readonly #stage: Stage
  /** Since when each cue has been there. */
  #since = new Map<string, number>()
  readonly #refused = new Set<string>()
  /** When the part was last acted in, by this seat or by a person. */
  #lastDeed = -Infinity
  #personSeen = -Infinity
  #hasMadeRoom = false
  #hasLooked = false
  #looking = ''
  /** Nobody takes the same time twice. */
  #hesitation = 1

  constructor(part: Part, seat: PlaySeat, stage: Stage) {
    this.part = part
    this.seat = seat
    this.#stage = stage
  }

  /** Plays until the play is stopped or the seat is turned out. */
  async play(): Promise<void> {
    const { pace, log } = this.#stage
    while (!pace.stopped.aborted && this.seat.gone === null) {
      try {
        if (this.seat.isReady) await this.#beat()
      } catch (error) {
        if (!pace.stopped.aborted) log.error({ err: error }, `play: ${this.#name} stumbled`)
      }
      await pace.wait(beat)
    }
    this.isIdle = true
    if (this.seat.gone !== null)
      log.warn({ why: this.seat.gone }, `play: ${this.#name} is turned out`)
    this.seat.close()
  }

  get #name(): string {
    const { role, delegation } = this.part
    return role === 'delegate' ? delegation : { chair: 'chair', kyiv: 'Kyiv', staff: 'staff' }[role]
  }

  async #beat(): Promise<void> {
    const { pace, log } = this.#stage
    const now = pace.now()
    this.seat.openText(isDrafting(this.part, this.seat.doc))
    const cues = [...this.#cues()].filter(({ key }) => !this.#refused.has(key))
    this.isIdle = cues.length === 0
    this.#note(cues, now)
    const isPersonHere = this.#isPersonHere(now)
    if (isPersonHere !== this.#hasMadeRoom) {
      this.#hasMadeRoom = isPersonHere
      log.info({}, `play: ${this.#name} ${isPersonHere ? 'makes room for a person' : 'goes on'}`)
    }
    // A delegation speaks with one voice: while a person sits there it is theirs alone.
    const open = isPersonHere
      ? cues.filter(({ yields }) => this.part.role !== 'delegate' && yields !== true)
      : cues
    const readyAt = ({ key, after }: Cue) =>
      Math.max(this.#since.get(key) ?? now, this.#lastDeed) +
      after * 1000 * this.#hesitation +
      (isPersonHere ? patience : 0)
    const ready = open.find((cue) => readyAt(cue) <= now)
    this.#look((ready ?? open[0])?.look ?? null)
    if (ready !== undefined) await this.#do(ready)
  }

  *#cues(): Iterable<Cue> {
    const { doc, text } = this.seat
    const scene = readScene(doc)
    yield* this.#cuesOfPart(scene)
    yield* communiqueCues(scene, this.part, doc, text)
  }

  #cuesOfPart(scene: Scene): Iterable<Cue> {
    const { doc, drafts } = this.seat
    const { role, delegation, name } = this.part
    if (role === 'chair') return chairCues(scene, delegation, this.#isHeld)
    if (role === 'kyiv') return kyivCues(scene, doc, name)
    if (role === 'staff') return staffCues(scene, name)
    return drafts === null
      ? []
      : delegationCues(scene, delegation, readRows(drafts, 'drafts'), doc, this.#stage.now())
  }

  get #isFresh(): boolean {
    return readSession(this.seat.doc).state === 'planned'
  }

  /** A cue that goes without a deed of this seat went by a person's: their time begins anew. */
  #note(cues: readonly Cue[], now: number): void {
    const found = this.#hasLooked || this.#isFresh ? now : now - headStart
    this.#hasLooked = true
    const since = new Map(cues.map(({ key }) => [key, this.#since.get(key) ?? found]))
    for (const key of this.#since.keys()) if (!since.has(key)) this.#lastDeed = now
    this.#since = since
  }

  #isPersonHere(now: number): boolean {
    const { role, delegation } = this.part
    if (role === 'delegate' ? this.#isHeld(delegation) : this.#people(role).length > 0)
      this.#personSeen = now
    // Sockets blink: who was there a moment ago still is.
    return now - this.#personSeen < patience
  }

  readonly #isHeld = (delegation: string): boolean =>
    this.#people('delegate').some((person) => person.delegation === delegation)

  #people(role: Role): Someone[] {
    return [...this.seat.everyone()].filter(
      (someone) => someone.role === role && !this.#stage.seats.has(someone.seat),
    )
  }

  async #do({ key, deed, say }: Cue): Promise<void> {
    const { log, pace } = this.#stage
    const { doc, drafts } = this.seat
    if (deed.do === 'write') this.seat.write(deed.words)
    else if (deed.do === 'edit') editRow(doc, deed.root, deed.id, deed.fields)
    else if (deed.do === 'draft') {
      if (drafts !== null) editRow(drafts, 'drafts', deed.id, deed.fields)
    } else if (deed.do === 'place') {
      createRow(doc, 'pledges', deed.id, deed.fields)
      if (drafts !== null) editRow(drafts, 'drafts', deed.draft, { placedAs: deed.id })
    } else {
      const answer = await this.seat.act(deed.name, deed.input)
      if (pace.stopped.aborted) return
      if (answer?.ok !== true) {
        const error = answer?.error ?? null
        if (error !== null && !passing.has(error.code)) this.#refused.add(key)
        log.warn({ refused: error }, `play: ${this.#name} could not: ${say}`)
        this.#lastDeed = pace.now()
        return
      }
    }
    this.#lastDeed = pace.now()
    this.#hesitation = 0.7 + 0.6 * pace.random()
    log.info({}, `play: ${this.#name} ${say}`)
  }

  /** Where the seat looks follows its cue: others see a head turn before a hand moves. */
  #look(at: Cue['look']): void {
    const key = at === null ? '' : `${at.root} ${at.row}`
    if (key === this.#looking) return
    this.#looking = key
    this.seat.look(at)
  }
}
