// The big board of the benches: the documented rows, again and again, until it is as large as asked.
import { createRow } from '#shared/board.ts'
import type { App } from '#server/app.ts'
import { demoRoster, demoSession } from '#server/demo/demo.ts'
import { demoRowId, demoSessionId } from '#server/demo/links.ts'

const batch = 1000

export const donors: readonly string[] = demoRoster()
  .filter(({ role }) => role === 'donor')
  .map(({ id }) => id)
  .slice(0, 57)

export async function fillBoard(app: App, requests: number, pledges: number): Promise<void> {
  const demo = demoSession()
  for (let from = 0; from < requests + pledges; from += batch) {
    await app.rooms.use(demoSessionId, (room) =>
      room.write((doc) => {
        for (let i = from; i < Math.min(from + batch, requests + pledges); i++) {
          if (i < requests) {
            const { fields } = demo.requests[i % demo.requests.length]!
            createRow(doc, 'requests', idOf('UKR', i), fields)
          } else {
            const { fields } = demo.pledges[i % demo.pledges.length]!
            const request = requests === 0 ? null : idOf('UKR', i % requests)
            createRow(doc, 'pledges', idOf(donors[i % donors.length]!, i), { ...fields, request })
          }
        }
      }),
    )
  }
}

/** Days after any of the demo's own rows, 250 rows a day. */
export function idOf(owner: string, i: number): string {
  return demoRowId(owner, `${String(2030 + Math.floor(i / 250))}-01-01`, i % 250)
}
