// `npm run screenshots`: the README's pictures, taken from the product as it is, in the middle of the demo meeting.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium as browserType } from '@playwright/test'
import type { Role } from '#shared/roles.ts'
import { openPlay } from '#server/demo/play.ts'
import { startPace } from '#server/demo/play/pace.ts'
import { chromium } from '#test/support/chromium.ts'
import { takeSeat } from '#test/support/page.ts'
import { connectSeat } from '#test/support/seat.ts'
import { startServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'
import { takeChairPicture } from './chair-picture.ts'
import { takeStaffPictures } from './staff-picture.ts'
import { takeTextPicture } from './text-picture.ts'

interface Picture {
  readonly name: string
  readonly role: Role
  readonly delegation: string | null
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
}

const pictures: readonly Picture[] = [
  {
    name: 'board',
    role: 'delegate',
    delegation: 'DEU',
    width: 1440,
    height: 900,
    colorScheme: 'light',
  },
  {
    name: 'room-screen',
    role: 'screen',
    delegation: null,
    width: 1600,
    height: 900,
    colorScheme: 'dark',
  },
]

const folder = join(import.meta.dirname, '../docs')
const speed = 15
const agreedEnough = 14

await mkdir(folder, { recursive: true })
const server = await startServer({
  env: { LIMIT_COMMANDS: '10000', LIMIT_COMMANDS_PER_SECOND: '1000' },
})
const play = await openPlay({
  app: server.app,
  storage: server.storage,
  now: () => Date.now(),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  origin: server.origin,
  pace: startPace(() => Date.now(), speed),
})
const observer = await connectSeat(server, 'observer')
const agreed = () =>
  [...observer.doc.getMap<{ has(key: string): boolean }>('agreements').values()].filter((row) =>
    row.has('agreedAt'),
  ).length
await until(() => agreed() >= agreedEnough, 'a board that has something to show', 120_000)

const browser = await browserType.launch(await chromium())
for (const { name, role, delegation, width, height, colorScheme } of pictures) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
  })
  const page = await context.newPage()
  await takeSeat(page, server, role, delegation, 'Jonas Weber')
  await page.getByText('Agreed').first().waitFor()
  await page.evaluate('document.fonts.ready.then(() => true)')
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await context.close()
}
await takeChairPicture(browser, folder)
await takeStaffPictures(browser, folder)
await takeTextPicture(browser, folder)
await browser.close()
observer.close()
await play.close()
await server.stop()
