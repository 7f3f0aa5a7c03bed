// What one remote edit costs a page: the time its scripts run, from the frame that brings the edit to the last pixel.
import type { Page } from '@playwright/test'
import type * as Y from 'yjs'
import { createRow, editRow } from '#shared/board.ts'
import type { App } from '#server/app.ts'
import { demoSessionId } from '#server/demo/links.ts'
import { donors, idOf } from './board.ts'

export interface Cost {
  readonly kind: string
  /** Script time per edit, ms. */
  readonly p50: number
  readonly worst: number
}

interface Size {
  readonly requests: number
  readonly pledges: number
}

/** Edits of the kinds that change figures, one at a time, each alone on the page; costs by kind. */
export async function measureEdits(page: Page, app: App, size: Size, rounds: number) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const scripted = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN) * 1000
  }
  const costs: Cost[] = []
  for (const [kind, edit] of Object.entries(kinds)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = await scripted()
      await app.rooms.use(demoSessionId, (room) =>
        room.write((doc) => {
          edit(doc, size, marks++)
        }),
      )
      await page.waitForTimeout(400)
      times.push((await scripted()) - before)
    }
    times.sort((a, b) => a - b)
    costs.push({ kind, p50: times[times.length >> 1] ?? NaN, worst: times.at(-1) ?? NaN })
  }
  return costs
}

let marks = 0

const kinds: Record<string, (doc: Y.Doc, size: Size, n: number) => void> = {
  idle: () => undefined,
  'a quantity': (doc, size, n) => {
    const i = size.requests + ((n * 1009) % size.pledges)
    editRow(doc, 'pledges', idOf(donors[i % donors.length]!, i), {
      quantity: 1 + n,
      unit: 'system',
    })
  },
  'a new pledge': (doc, size, n) => {
    createRow(doc, 'pledges', idOf(donors[n % donors.length]!, 20_000 + n), {
      capability: 'iamd',
      kind: 'equipment',
      title: '120 MANPADS',
      item: 'MANPADS',
      quantity: 120,
      unit: 'system',
      request: idOf('UKR', n % size.requests),
    })
  },
  'a withdrawal': (doc, size, n) => {
    const i = size.requests + ((n * 1013) % size.pledges)
    editRow(doc, 'pledges', idOf(donors[i % donors.length]!, i), { withdrawn: true })
  },
  'a request': (doc, size, n) => {
    editRow(doc, 'requests', idOf('UKR', (n * 7) % size.requests), {
      quantity: n + 10,
      unit: 'system',
    })
  },
}
