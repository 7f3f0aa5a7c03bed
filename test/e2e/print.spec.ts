// The board on paper, from the seats that have one.
import { expect, test } from '@playwright/test'
import { sitDown } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
let requests = 0
const marking = 'UNCLASSIFIED, RELEASABLE TO UDCG'

test.beforeAll(async () => {
  server = await startServer()
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  const germany = await connectSeat(server, 'delegate', 'DEU')
  kyiv.doc.transact(() => {
    for (let lot = 1; lot <= 150; lot++) {
      const title = `Patriot battery, lot ${String(lot)}`
      kyiv.request({ capability: 'iamd', title, quantity: 1, unit: 'system' })
    }
  })
  const request = kyiv.request({
    capability: 'armour',
    title: 'Leopard tanks',
    quantity: 100,
    unit: 'vehicle',
  })
  await expect.poll(() => germany.doc.getMap('requests').has(request)).toBe(true)
  germany.pledge({
    capability: 'armour',
    kind: 'equipment',
    title: '15 Leopard 1A5 tanks',
    request,
    quantity: 15,
    unit: 'vehicle',
  })
  await expect.poll(() => kyiv.doc.getMap('pledges').size).toBe(1)
  requests = kyiv.doc.getMap('requests').size
  kyiv.close()
  germany.close()
})
test.afterAll(async () => {
  await server.stop()
})

test('[U7] paper holds every row, unfolded, black on white, and nothing to press', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await sitDown(page, server, 'observer', null)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const sheet = page.getByRole('table')
  await expect(sheet.getByText('Patriot battery, lot 150', { exact: true })).toBeVisible()
  for (const text of ['Patriot battery, lot 1', 'Germany 15 Leopard 1A5 tanks', '15 vehicles'])
    await expect(sheet.getByRole('cell', { name: text, exact: true })).toBeVisible()
  await expect(sheet).toContainText(`${String(requests)} requests, 1 pledge`)
  await expect(sheet).not.toContainText('Only a part')
  await expect(page.locator('button, input, select, a').filter({ visible: true })).toHaveCount(0)
  const ink = await sheet.evaluate((table) =>
    [...table.querySelectorAll('*')].map((part) => getComputedStyle(part).color),
  )
  expect(new Set(ink)).toEqual(new Set(['rgb(0, 0, 0)']))
  await page.emulateMedia({ media: 'screen' })
  await expect(sheet).toHaveCount(0)
})

test('[U7] the marking stands at the head and foot of every page', async ({ page }) => {
  await sitDown(page, server, 'observer', null)
  await page.emulateMedia({ media: 'print' })
  const sheet = page.getByRole('table')
  // A browser repeats these two groups of a table on each page.
  for (const [part, group] of [
    ['thead', 'table-header-group'],
    ['tfoot', 'table-footer-group'],
  ] as const) {
    await expect(sheet.locator(part)).toContainText(marking)
    await expect(sheet.locator(part)).toHaveCSS('display', group)
  }
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(4)
})

test('[U7] paper with a part of the board says so', async ({ page }) => {
  await sitDown(page, server, 'observer', null)
  await page.getByLabel('Search requests and pledges').fill('Leopard')
  await expect(page.getByText('1 request', { exact: true })).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  const sheet = page.getByRole('table')
  await expect(sheet).toContainText('Only a part of the board: “Leopard”')
  await expect(sheet).toContainText('15 Leopard 1A5 tanks')
  await expect(sheet).not.toContainText('lot 1')
})
