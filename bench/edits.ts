// What one remote edit costs a page: the time its scripts run, from the frame that brings the edit until it rests again.
import type { Page } from '@playwright/test'
import type * as Y from 'yjs'
import { createRow, editRow } from '#shared/board.ts'
import type { App } from '#server/app.ts'
import { demoSessionId } from '#server/demo/links.ts'
import { donors, idOf } from './board.ts'

export interface Cost {
  readonly kind: string
  /** Script time of an edit, ms: of half of them at most, and of the dearest. */
  readonly p50: number
  readonly worst: number
}

export interface Size {
  readonly requests: number
  readonly pledges: number
}

/** A page that ran less than this since the last look rests, ms of script. */
const rest = 0.05
const look = 60

/** Edits of each kind that changes figures, every one alone on the page. */
export async function measureEdits(
  page: Page,
  app: App,
  size: Size,
  rounds: number,
): Promise<readonly Cost[]> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const scripted = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN) * 1000
  }
  /** Script time once the page rests, and has run since then if that is said. */
  const settled = async (since: number | null) => {
    let last = since ?? 0
    let quiet = 0
    while (quiet < 4 || last === since) {
      await page.waitForTimeout(look)
      const now = await scripted()
      quiet = now - last < rest ? quiet + 1 : 0
      last = now
    }
    return last
  }
  await settled(null)
  const costs: Cost[] = []
  for (const [kind, edit] of Object.entries(kinds)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = await scripted()
      await app.rooms.use(demoSessionId, (room) =>
        room.write((doc) => {
          edit(doc, size, edits++)
        }),
      )
      times.push((await settled(before)) - before)
    }
    times.sort((a, b) => a - b)
    costs.push({ kind, p50: times[times.length >> 1] ?? NaN, worst: times.at(-1) ?? NaN })
  }
  return costs
}

let edits = 0

/** Rows all over the board, each with a step that shares no factor with its size. */
const kinds: Readonly<Record<string, (doc: Y.Doc, size: Size, n: number) => void>> = {
  'a quantity': (doc, size, n) => {
    editRow(doc, 'pledges', pledgeId(size, n), { quantity: n + 1, unit: 'system' })
  },
  'a pledge withdrawn': (doc, size, n) => {
    editRow(doc, 'pledges', pledgeId(size, n), { withdrawn: true })
  },
  'a new pledge': (doc, { requests, pledges }, n) => {
    const i = requests + pledges + n
    createRow(doc, 'pledges', idOf(donors[i % donors.length]!, i), {
      capability: 'iamd',
      kind: 'equipment',
      title: '120 MANPADS',
      item: 'MANPADS',
      quantity: 120,
      unit: 'system',
      request: idOf('UKR', (n * 331) % requests),
    })
  },
  'a request': (doc, { requests }, n) => {
    const fields = { quantity: n + 1, unit: 'system' }
    editRow(doc, 'requests', idOf('UKR', (n * 331) % requests), fields)
  },
}

function pledgeId({ requests, pledges }: Size, n: number): string {
  const i = requests + ((n * 1009) % pledges)
  return idOf(donors[i % donors.length]!, i)
}
