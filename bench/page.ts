// `npm run bench:page`: a board of 1,000 requests and 10,000 pledges in a real browser: when it shows, how it scrolls.
import { performance } from 'node:perf_hooks'
import { chromium as browserType } from '@playwright/test'
import { chromium } from '#test/support/chromium.ts'
import { startServer } from '#test/support/server.ts'
import { fillBoard } from './board.ts'

const requests = 1000
const pledges = 10_000

const server = await startServer()
await fillBoard(server.app, requests, pledges)

const browser = await browserType.launch(await chromium())
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const start = performance.now()
await page.goto(`${server.origin}/join/${await server.token('observer')}`)
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
await browser.close()
await server.stop()

const at = (share: number) => (frames[Math.floor(frames.length * share)] ?? NaN).toFixed(1)
process.stdout.write(
  `${String(requests)} requests, ${String(pledges)} pledges: first rows after ${shown.toFixed(0)} ms, ` +
    `${String(rows)} rows in the page; frames while scrolling p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.999)} ms\n`,
)
process.exit(0)
