// The page in a real browser, on the demo session.
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { connectSeat } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import type { Role } from '#shared/roles.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(async () => {
  await server.stop()
})

/** Opens a link as its holder would: the link, then name and function. */
async function sitDown(page: Page, role: Role, delegation: string | null): Promise<void> {
  await page.goto(`${server.origin}/join/${await server.token(role, delegation)}`)
  if (role !== 'observer') {
    await page.getByLabel('Name').fill('Olena Kovalenko')
    await page.getByLabel('Function').fill('Adviser')
    await page.getByRole('button', { name: 'Take the seat' }).click()
  }
  await expect(page.getByRole('row').nth(2)).toBeVisible()
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [role, delegation] of [
    ['kyiv', 'UKR'],
    ['delegate', 'DEU'],
    ['observer', null],
  ] as const) {
    test(`[U2][U4] ${role}, ${colorScheme}: nothing serious for axe, nothing asked of another origin`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ colorScheme })
      const page = await context.newPage()
      const foreign: string[] = []
      page.on('request', (request) => {
        if (new URL(request.url()).host !== new URL(server.origin).host) foreign.push(request.url())
      })
      await sitDown(page, role, delegation)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(
        ({ impact }) => impact === 'serious' || impact === 'critical',
      )
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
      expect(foreign).toEqual([])
      await context.close()
    })
  }
}

test('[U5] of three hundred requests the page holds the rows in view', async ({ page }) => {
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  for (let i = 1; i <= 300; i++) {
    kyiv.request({
      capability: 'iamd',
      title: `Patriot battery, lot ${String(i)}`,
      quantity: 1,
      unit: 'system',
    })
  }
  await sitDown(page, 'observer', null)
  await expect
    .poll(async () =>
      Number(await page.locator('[aria-rowcount]').first().getAttribute('aria-rowcount')),
    )
    .toBeGreaterThan(300)
  expect(await page.getByRole('row').count()).toBeLessThan(120)
  kyiv.close()
})

test('[U6] a page reloads without the network and still shows the board', async ({
  page,
  context,
}) => {
  await sitDown(page, 'delegate', 'NLD')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await context.setOffline(false)
})
