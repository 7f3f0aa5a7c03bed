// `npm run bench:page`: a board of 1,000 requests and 10,000 pledges in a real browser: when it shows, how it scrolls,
// and what an edit of others costs the pages of several seats in script.
import { performance } from 'node:perf_hooks'
import { type Browser, chromium as browserType } from '@playwright/test'
import { chromium } from '#test/support/chromium.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { fillBoard } from './board.ts'
import { measureEdits } from './edits.ts'

const size = { requests: 1000, pledges: 10_000 }
/** One frame at 60 a second, ms. */
const frame = 16
const rounds = 9

async function openPage(browser: Browser, server: TestServer, role: 'observer' | 'screen') {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${server.origin}/join/${await server.token(role)}`)
  return page
}

const server = await startServer()
await fillBoard(server.app, size.requests, size.pledges)
const browser = await browserType.launch(await chromium())

const start = performance.now()
const page = await openPage(browser, server, 'observer')
await page.getByRole('row').nth(3).waitFor()
const shown = performance.now() - start
/** Three seconds of scrolling, a quarter of a page each frame: how long frames took, ms. */
const frames = await page.evaluate<number[]>(`(async () => {
  let board = document.querySelector('[role=row][aria-rowindex]')
  while (board.scrollHeight <= board.clientHeight + 10) board = board.parentElement
  const frames = []
  let last = performance.now()
  for (let i = 0; i < 180; i++) {
    board.scrollTop += 240
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    frames.push(now - last)
    last = now
  }
  return frames.sort((a, b) => a - b)
})()`)
const rows = await page.getByRole('row').count()
const at = (share: number) => (frames[Math.floor(frames.length * share)] ?? NaN).toFixed(1)
process.stdout.write(
  `${String(size.requests)} requests, ${String(size.pledges)} pledges: first rows after ${shown.toFixed(0)} ms, ` +
    `${String(rows)} rows in the page; frames while scrolling p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.999)} ms\n`,
)
const board = await measureEdits(page, server.app, size, rounds)
await page.keyboard.press('=')
await page.getByRole('button', { name: 'MANPADS' }).first().click()
await page.getByRole('region', { name: /^Made of/ }).waitFor()
const opened = await measureEdits(page, server.app, size, rounds)
await page.close()
const wall = await openPage(browser, server, 'screen')
await wall.getByRole('heading').nth(1).waitFor()
const costs = {
  'the board': board,
  'an opened figure': opened,
  'the wall': await measureEdits(wall, server.app, size, rounds),
}
await browser.close()
await server.stop()

process.stdout.write(`script for one edit of others, of one frame’s ${String(frame)} ms:\n`)
for (const [name, kinds] of Object.entries(costs))
  for (const { kind, p50, worst } of kinds)
    process.stdout.write(
      `  ${name}, ${kind}: p50 ${p50.toFixed(1)} ms, worst ${worst.toFixed(1)} ms\n`,
    )
const isWithin = Object.values(costs).every((kinds) => kinds.every(({ p50 }) => p50 <= frame))
process.exit(isWithin ? 0 : 1)
