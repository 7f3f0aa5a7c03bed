// A request that Kyiv closes while pledges for it are not agreed, and what a pledge may say of others, on the page.
import { expect, test } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { readRow, readRows } from '#shared/board.ts'
import { sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient
let germany: SeatClient

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  germany = await connectSeat(server, 'delegate', 'DEU')
  await chair.act('session:open', {})
})
test.afterEach(async () => {
  for (const seat of [chair, germany]) seat.close()
  await server.stop()
})

const request = demoRowId('UKR', '2025-04-11', 0)

test('[R6] whoever closes a request is told what is open for it, and the pledge says so to Kyiv and to its delegation', async ({
  browser,
}) => {
  const pledge = germany.pledge({
    ...{ capability: 'iamd', kind: 'equipment', title: 'Four IRIS-T SLM systems', request },
    ...{ item: 'IRIS-T', quantity: 4, unit: 'system' },
  })
  const kyiv = await browser.newPage()
  await sitDown(kyiv, server, 'kyiv', 'UKR')
  const row = kyiv.getByRole('row', { name: /at least ten systems/ })
  await expect(row.getByRole('button', { name: '1 to answer' })).toBeVisible()
  await row.click()
  const detail = kyiv.getByRole('region', { name: 'Detail' })
  await detail.getByRole('button', { name: 'Close the request' }).click()
  await expect(detail.getByText('1 pledge for it is not agreed yet.')).toBeVisible()
  await detail.getByLabel(/Why it is closed/).fill('Ten systems are on their way.')
  await detail.getByRole('button', { name: 'Close the request' }).click()
  await expect(row.getByText('Request is closed')).toBeVisible()
  await expect(row.getByRole('button', { name: '1 to answer' })).toBeHidden()
  await detail.getByRole('button', { name: /Four IRIS-T/ }).click()
  await expect(detail.getByText('no answer is due')).toBeVisible()
  await expect(detail.getByRole('button', { name: 'Accept', exact: true })).toBeDisabled()

  const delegate = await browser.newPage()
  await sitDown(delegate, server, 'delegate', 'DEU')
  const own = delegate.getByRole('row', { name: /at least ten systems/ })
  await expect(own.getByText('Request is closed')).toBeVisible()
  // Whom it concerns most is offered no new one in the row, and told why beside the request.
  await own.getByRole('button', { name: /Request is closed/ }).click()
  const read = delegate.getByRole('region', { name: 'Detail' })
  await expect(read.getByText('Request is closed')).toBeVisible()

  expect(readRow(chair.doc, 'pledges', pledge)?.withdrawn).toBe(false)
  await kyiv.close()
  await delegate.close()
})

test('[M2] the author says what a pledge may overlap with, and that it was delivered already', async ({
  page,
}) => {
  const earlier = germany.pledge({
    ...{ capability: 'iamd', kind: 'equipment', title: 'Four IRIS-T SLM systems', request },
    ...{ item: 'IRIS-T', quantity: 4, unit: 'system' },
  })
  await until(() => readRow(chair.doc, 'pledges', earlier), 'the pledge with the chair')
  const before = readRows(chair.doc, 'pledges').size
  await sitDown(page, server, 'delegate', 'DEU')
  await page.getByRole('button', { name: 'New pledge' }).click()
  await page.getByLabel('What do you pledge?').fill('Two IRIS-T systems of last year')
  await page.getByLabel('Quantity', { exact: true }).fill('2')
  await page.getByLabel('Unit', { exact: true }).selectOption('system')
  await page.locator('summary').filter({ hasText: 'Earlier pledges' }).click()
  await page.getByLabel('It may be counted in another pledge already').check()
  const which = page.getByLabel('Which one', { exact: true })
  const option = which.locator('option', { hasText: 'Four IRIS-T SLM systems' })
  await which.selectOption(await option.getAttribute('value'))
  await page.getByLabel(/It has been delivered already/).check()
  await page.getByRole('button', { name: 'Place on the board' }).click()
  await until(() => readRows(chair.doc, 'pledges').size > before, 'the new pledge')
  const placed = [...readRows(chair.doc, 'pledges').values()].find(({ title }) =>
    title.startsWith('Two IRIS-T'),
  )
  expect(placed).toMatchObject({
    alreadyDelivered: true,
    possibleOverlap: earlier,
  })
})
