// The chair's view in the middle of a tour de table, with the whole roster connected: its clock is that of the meeting,
// so that speeches have their length and items their time.
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { demoSession } from '#server/demo/demo.ts'
import { demoRowId } from '#server/demo/links.ts'
import { readRows, readSpeakersOf } from '#shared/board.ts'
import { speakerNow } from '#shared/floor.ts'
import { Delegations } from '#test/support/delegations.ts'
import { sitDown } from '#test/support/page.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'
import { takeRoomPictures } from './room-pictures.ts'

const minute = 60_000
/** How long each item before the tour took. */
const itemsTaken = [10, 19, 22, 0, 24, 13, 12, 16]
const turnsTaken = 24
/** Of what was announced before the tour: agreed, and accepted on top of that. */
const [agreed, accepted] = [9, 2] as const

export async function takeChairPicture(browser: Browser, folder: string): Promise<void> {
  const started = Date.now()
  let skew = Date.UTC(2025, 3, 11, 8) - started
  const server = await startServer({ now: () => Date.now() + skew })
  const delegations = new Delegations(server)
  const chair = await connectSeat(server, 'chair', 'GBR')
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  const roster = readRows(chair.doc, 'roster')
  const donors = [...roster].filter(([, { role }]) => role === 'donor').map(([id]) => id)
  await delegations.seat(donors)
  /** A meeting does not run at the speed of a script. */
  const pass = (ms: number) => (skew += ms)

  await chair.act('session:open', {})
  await chair.act('quorum:set', { quorum: 29 })
  await chair.act('roll:all', {})
  for (const minutes of itemsTaken) {
    await chair.act('agenda:next', {})
    pass(minutes * minute)
  }
  await announceAll(delegations, chair, kyiv)
  await chair.act('agenda:next', {})
  await chair.act('tour:start', { item: 'tour-de-table', order: 'name' })
  const entries = () => readSpeakersOf(chair.doc, 'tour-de-table')
  await until(() => entries().length > 0, 'the tour')
  for (const entry of entries().slice(turnsTaken + 2, turnsTaken + 5))
    await delegations.ready(entry)
  for (let turn = 0; turn < turnsTaken; turn++) {
    await chair.act('floor:next', { speaking: speakerNow(entries())?.id ?? null })
    const speech = await until(
      () =>
        entries().filter(({ beganAt }) => beganAt !== null).length > turn && speakerNow(entries()),
      'the next speaker',
    )
    await delegations.take(speech)
    pass((12 + ((turn * 17) % 34)) * 1000)
  }

  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
  })
  const page = await context.newPage()
  await sitDown(page, server, 'chair', 'GBR', 'John Healey')
  await page.keyboard.press('l')
  await page.getByRole('heading', { name: 'Speaking time' }).waitFor()
  await page.evaluate('document.fonts.ready.then(() => true)')
  // What came last is lit up for a while.
  await until(
    () =>
      page.evaluate<boolean>(
        `document.getAnimations().every((one) => one.playState === 'finished')`,
      ),
    'the light to go out',
  )
  await page.screenshot({ path: join(folder, 'chair.png') })
  await context.close()
  await takeRoomPictures(browser, folder, server)
  delegations.close()
  for (const seat of [chair, kyiv]) seat.close()
  await server.stop()
}

/** What was documented of the meeting, placed in answer to its requests; Kyiv accepts and the chair agrees part of it. */
async function announceAll(
  delegations: Delegations,
  chair: SeatClient,
  kyiv: SeatClient,
): Promise<void> {
  const { date, pledges } = demoSession()
  const placed = pledges.map(({ delegation, fields, requestIndex }) => {
    const request = requestIndex === null ? null : demoRowId('UKR', date, requestIndex)
    return delegations.of(delegation).pledge({ ...fields, request })
  })
  const all = (seat: SeatClient) => () => readRows(seat.doc, 'pledges').size === placed.length
  await until(all(kyiv), 'Kyiv to see them')
  await until(all(chair), 'the chair to see them')
  let n = 0
  for (const pledge of placed) {
    if (n === agreed + accepted) break
    const { ok } = await kyiv.act('pledge:accept', { pledge, seen: kyiv.seen(pledge) })
    if (!ok) continue
    if (n < agreed && !(await chair.act('pledge:agree', { pledge, seen: chair.seen(pledge) })).ok)
      continue
    n += 1
  }
}
