// Declared stocks in a real browser: what a delegation says it holds is seen where it would fit, is pledged from, and is
// named where others' leaving opens a gap.
import { expect, test } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { readRow, readRows } from '#shared/board.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(async () => {
  await server.stop()
})

/** At least ten more systems, of April 2025. */
const systems = demoRowId('UKR', '2025-04-11', 0)

test('[B1][B2][B3] a delegation declares what it holds, pledges from it, and says itself what the stock says then', async ({
  page,
}) => {
  const chair = await connectSeat(server, 'chair', 'GBR')
  await chair.act('session:open', {})
  await sitDown(page, server, 'delegate', 'ESP', 'Lucía Romero')
  await page.getByRole('button', { name: 'Declare a stock' }).click()
  const form = page.getByRole('region', { name: 'Detail' })
  await form.getByLabel('What do you hold?').fill('Patriot')
  await expect(form.getByLabel('Unit')).toHaveValue('system')
  await form.getByLabel('How many').fill('3')
  await form.getByLabel('Available').fill('Q3 2025')
  await expect(form.getByText('Understood as 1 July 2025 to 30 September 2025')).toBeVisible()
  await expect(form.getByLabel('Capability')).toHaveValue('iamd')
  expect(await seriousFaults(page, '.drawer')).toEqual([])
  await form.getByRole('button', { name: 'Declare it' }).click()
  await expect(form.getByText('3 systems')).toBeVisible()
  await until(() => readRows(chair.doc, 'stocks').size === 1, 'the stock at the chair')
  const [id = '', stock] = [...readRows(chair.doc, 'stocks')][0] ?? []
  expect(stock).toMatchObject({
    ...{ capability: 'iamd', item: 'Patriot', quantity: 3, unit: 'system' },
    ...{ availableFrom: 'Q3 2025', withdrawn: false },
  })
  expect(await seriousFaults(page, '.drawer')).toEqual([])

  const ten = form.getByRole('listitem').filter({ hasText: /at least ten systems/i })
  await ten.getByRole('button', { name: 'Pledge for this' }).click()
  await expect(form.getByLabel('What do you pledge?')).toHaveValue('Patriot')
  await form.getByRole('textbox', { name: 'Quantity' }).fill('1')
  await form.getByRole('button', { name: 'Place on the board' }).click()
  await expect(form.getByText('You pledged 1 system from this stock.')).toBeVisible()
  await until(() => readRows(chair.doc, 'pledges').size === 1, 'the pledge at the chair')
  expect([...readRows(chair.doc, 'pledges').values()]).toMatchObject([
    { item: 'Patriot', quantity: 1, unit: 'system', capability: 'iamd', request: systems },
  ])
  expect(readRow(chair.doc, 'stocks', id)?.quantity).toBe(3)
  await form.getByRole('button', { name: 'Declare 2 systems' }).click()
  await until(() => readRow(chair.doc, 'stocks', id)?.quantity === 2, 'what is left of the stock')
  chair.close()
})
