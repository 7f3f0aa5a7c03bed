// The room screen in the same meeting: small, on a wall of 4K, and on a screen that is set to 200 %.
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { takeSeat } from '#test/support/page.ts'
import type { TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

interface RoomPicture {
  readonly name: string
  /** Of the page, and how many dots of the screen one of its makes. */
  readonly width: number
  readonly height: number
  readonly zoom: number
  readonly colorScheme: 'light' | 'dark'
}

const pictures: readonly RoomPicture[] = [
  { name: 'room-screen-720p', width: 1280, height: 720, zoom: 1, colorScheme: 'dark' },
  { name: 'room-screen-4k', width: 3840, height: 2160, zoom: 1, colorScheme: 'light' },
  { name: 'room-screen-200', width: 960, height: 540, zoom: 2, colorScheme: 'dark' },
]

export async function takeRoomPictures(
  browser: Browser,
  folder: string,
  server: TestServer,
): Promise<void> {
  for (const { name, width, height, zoom, colorScheme } of pictures) {
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: zoom,
      colorScheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Brussels',
    })
    const page = await context.newPage()
    await takeSeat(page, server, 'screen', null)
    const speaker = page.getByRole('region', { name: 'Has the floor' })
    await speaker.getByRole('timer').waitFor()
    await page.evaluate('document.fonts.ready.then(() => true)')
    await until(
      () => page.evaluate<boolean>('[...document.images].every((flag) => flag.naturalWidth > 0)'),
      'the flags',
    )
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await context.close()
  }
}
