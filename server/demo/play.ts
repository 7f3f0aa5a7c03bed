// The play: simulated seats act the documented meeting out in the demo session, through the doors everyone uses. They
// have links of their own, so they take nobody's place, and the secretary may turn any of them out.
import type { App } from '../app.ts'
import { createLink, idFor } from '../seats/sessions.ts'
import type { Storage } from '../storage/storage.ts'
import { demoSessionId } from './links.ts'
import { Actor, type Stage } from './play/actor.ts'
import type { Pace } from './play/pace.ts'
import { type Part, parts } from './play/script.ts'
import { PlaySeat } from './play/seat.ts'

export interface Play {
  /** Resolves when nothing was left to do for a while; people may give the parts new cues even then. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

interface PlayDeps {
  readonly app: App
  readonly storage: Storage
  readonly now: () => number
  readonly log: Stage['log']
  /** Where the server listens. */
  readonly origin: string
  readonly pace: Pace
}

/** So long nothing may be left to do before the play is called over, ms. */
const quiet = 30_000

export async function openPlay({ app, storage, now, log, origin, pace }: PlayDeps): Promise<Play> {
  const seatOf = ({ role, delegation }: Part) => idFor('play seat', role, delegation)
  const stage: Stage = { pace, now, log, seats: new Set(parts.map(seatOf)) }

  async function seat(part: Part): Promise<Actor> {
    const { role, delegation } = part
    const { id } = await createLink(
      { storage, now },
      {
        id: idFor('play', role, delegation),
        session: demoSessionId,
        role,
        delegation,
        seatLimit: 1,
        days: 3650,
      },
    )
    const name = seatOf(part)
    const address = {
      origin,
      session: demoSessionId,
      seat: name,
      credential: app.tokens.seatCredential(name, id),
      now,
    }
    return new Actor(part, await PlaySeat.open(address, part), stage)
  }

  // Every provider listens for the end of the process.
  process.setMaxListeners(Math.max(process.getMaxListeners(), parts.length * 2 + 10))
  const actors = await Promise.all(parts.map(seat))
  log.info({}, 'play: simulated seats have joined the demo session')
  const playing = actors.map((actor) => actor.play())

  async function watch(): Promise<void> {
    let idleSince = pace.now()
    while (!pace.stopped.aborted) {
      if (actors.some(({ isIdle }) => !isIdle)) idleSince = pace.now()
      else if (pace.now() - idleSince >= quiet) {
        log.info({}, 'play: the play has come to its end; whatever people still do is answered')
        return
      }
      await pace.wait(1000)
    }
  }
  const ended = watch()

  return {
    ended,
    async close() {
      pace.stop()
      // What waits for an answer waits no longer.
      for (const { seat } of actors) seat.close()
      await Promise.all([ended, ...playing])
    },
  }
}
