// A page that lives through a restored backup: what it had not saved is offered to its author again.
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from '@playwright/test'
import { putInPlace } from '#server/storage/sqlite/copy.ts'
import { readRows } from '#shared/board.ts'
import { openCable } from '../support/cable.ts'
import { sitDown } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer } from '../support/server.ts'

test('[G17][G9] a page that saw what the backup has not begins afresh, once, and keeps what it had not saved', async ({
  page,
}) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pledgehall-'))
  const store = join(dataDir, 'pledgehall.sqlite')
  const backup = join(dataDir, 'monday')
  const before = await startServer({ dataDir })
  const cable = await openCable(before.origin)
  // The command channel, which tells the epoch, gets through when the test lets it.
  let held: (() => unknown)[] | null = null
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (held === null) socket.connectToServer()
    else held.push(() => socket.connectToServer())
  })
  await sitDown(page, { ...before, origin: cable.origin }, 'delegate', 'NLD')
  const place = async (title: string) => {
    await page.getByRole('button', { name: 'New pledge' }).click()
    await page.getByLabel('What do you pledge?').fill(title)
    await page.getByLabel('Quantity', { exact: true }).fill('50')
    await page.getByRole('button', { name: 'Place on the board' }).click()
  }
  const state = (text: string) => page.getByRole('banner').getByText(text, { exact: true })
  await place('Fifty reconnaissance drones')
  await expect(state('Saved')).toBeVisible()
  await before.storage.copyTo(backup)
  await place('Fifty interceptor drones')
  await expect(state('Saved')).toBeVisible()
  cable.pull()
  await expect(state('Offline')).toBeVisible()
  await place('Fifty jammers')
  await expect(state('Offline, 1 kept')).toBeVisible()
  await before.stop({ keep: true })

  putInPlace(backup, store, join(dataDir, 'before'))
  const after = await startServer({ dataDir, env: { PORT: new URL(before.origin).port } })
  const turnedAway = () => after.logged.filter((line) => line.includes('epoch_changed')).length
  held = []
  cable.plug()
  const row = (title: string) => page.getByRole('row').filter({ hasText: title })
  await expect(row('Fifty interceptor drones')).toHaveCount(0)
  await expect(row('Fifty reconnaissance drones').first()).toBeVisible()
  await expect(row('Fifty jammers')).toHaveCount(0)
  // Each door says it once at most: a page that named the old epoch again would knock without end.
  expect(turnedAway()).toBeGreaterThan(0)
  expect(turnedAway()).toBeLessThanOrEqual(2)
  const letThrough = held.splice(0)
  held = null
  for (const connect of letThrough) connect()
  await expect(state('Saved')).toBeVisible()
  expect(turnedAway()).toBeLessThanOrEqual(2)

  await page
    .getByRole('button', { name: /Not accepted/ })
    .first()
    .click()
  const detail = page.getByRole('region', { name: 'Detail', exact: true })
  await expect(detail).toContainText('Fifty jammers')
  await detail.getByRole('button', { name: 'Place it again' }).click()
  await expect(row('Fifty jammers').first()).toBeVisible()
  const screen = await connectSeat(after, 'screen')
  const titles = () => [...readRows(screen.doc, 'pledges').values()].map(({ title }) => title)
  await expect.poll(titles).toContain('Fifty jammers')
  expect(titles()).not.toContain('Fifty interceptor drones')
  screen.close()
  await cable.close()
  await after.stop()
  rmSync(dataDir, { recursive: true, force: true })
})
