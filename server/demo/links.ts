// The demo session in the store, and one join link for each way of taking part.
import { createRow } from '#shared/board.ts'
import { defaultSeatLimit, type Role } from '#shared/roles.ts'
import { ulidOf } from '#shared/text.ts'
import type { App } from '../app.ts'
import { createLink, createSession, idFor } from '../seats/sessions.ts'
import type { Storage } from '../storage/storage.ts'
import { demoSession } from './demo.ts'

export const demoSessionId = 'udcg-27'

/** The demo is for trying out: whoever opens a link again and again, in a new browser each time, stays welcome. */
const demoSeats = 500

const parts: readonly (readonly [Role, string | null])[] = [
  ['secretary', null],
  ['chair', 'GBR'],
  ['kyiv', 'UKR'],
  ['delegate', 'DEU'],
  ['delegate', 'NLD'],
  ['delegate', 'NOR'],
  ['staff', 'NATO'],
  ['observer', null],
  ['screen', null],
]

export interface DemoLink {
  readonly role: Role
  readonly delegation: string | null
  readonly token: string
}

/** Ids of the demo's own rows: the same in every installation, so that a second start finds them. */
export function demoRowId(owner: string, date: string, n: number): string {
  const random = new Uint8Array(10)
  random[9] = n
  return `${owner}~${ulidOf(Date.parse(date), random)}`
}

/** Makes the demo session if it is not there, and hands out its links. */
export async function openDemo(app: App, storage: Storage, now: () => number): Promise<DemoLink[]> {
  const demo = demoSession()
  const requests = new Map(
    demo.requests.map(({ fields }, i) => [demoRowId('UKR', demo.date, i), fields]),
  )
  await createSession({ storage, rooms: app.rooms, now }, demoSessionId, { ...demo, requests })
  await prepareDrafts(app, demo)
  const links: DemoLink[] = []
  for (const [role, delegation] of parts) {
    links.push({ role, delegation, token: await demoToken(app, storage, now, role, delegation) })
  }
  return links
}

export async function demoToken(
  app: App,
  storage: Storage,
  now: () => number,
  role: Role,
  delegation: string | null,
): Promise<string> {
  const id = idFor('demo', role, delegation ?? '')
  const link = await createLink(
    { storage, now },
    {
      id,
      session: demoSessionId,
      role,
      delegation,
      seatLimit: Math.max(demoSeats, defaultSeatLimit[role]),
      days: 3650,
    },
  )
  return app.tokens.linkToken(link.id)
}

/** Each delegation finds its documented pledges as private drafts, ready to be placed. */
async function prepareDrafts(app: App, demo: ReturnType<typeof demoSession>): Promise<void> {
  const byDelegation = Map.groupBy(demo.pledges, ({ delegation }) => delegation)
  for (const [delegation, pledges] of byDelegation) {
    await app.rooms.use(`${demoSessionId}/${delegation}`, async (room) => {
      if (room.doc.getMap('drafts').size > 0) return
      await room.write((caucus) => {
        for (const [i, { fields, requestIndex }] of pledges.entries()) {
          const request = requestIndex === null ? null : demoRowId('UKR', demo.date, requestIndex)
          createRow(caucus, 'drafts', demoRowId(delegation, demo.date, i), { ...fields, request })
        }
      })
    })
  }
}
