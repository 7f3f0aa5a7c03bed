// From one meeting to the next, in a real browser: what is left open goes on there and nowhere else.
import { expect, test } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { readRow } from '#shared/board.ts'
import { sayName, seriousFaults, takeSeat } from '../support/page.ts'
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

test('[S5] the secretary carries over what a closed session left open; staff go on in the new one', async ({
  page,
}) => {
  const systems = demoRowId('UKR', '2025-04-11', 0)
  const chair = await connectSeat(server, 'chair', 'GBR')
  const germany = await connectSeat(server, 'delegate', 'DEU')
  await chair.act('session:open', {})
  const pledge = germany.pledge({
    ...{ capability: 'iamd', kind: 'equipment', title: 'Four IRIS-T air defence systems' },
    ...{ quantity: 4, unit: 'system', request: systems },
  })
  await until(() => readRow(chair.doc, 'pledges', pledge), 'the pledge')
  await takeSeat(page, server, 'secretary', null, 'Claire Dubois')
  const carry = page.getByRole('checkbox', { name: 'Carry over what this session left open' })
  await expect(carry).toBeDisabled()
  await chair.act('session:close', {})
  await expect(carry).toBeChecked()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('textbox', { name: 'Title' }).fill('UDCG-28, Brussels')
  await page.getByLabel('Date').fill('2025-06-04')
  await page.getByRole('button', { name: 'Create the session' }).click()
  await expect(page.getByText(/^Another session has taken over/)).toBeVisible()
  await until(() => chair.doc.getMap('session').get('continuedIn'), 'the old board to say so')
  const link = page.getByRole('link', { name: 'Open in a new tab' })
  await page.goto((await link.getAttribute('href')) ?? '')
  await sayName(page, 'Claire Dubois')
  await page.getByRole('navigation').getByRole('link', { name: 'Board' }).click()
  await page
    .getByText(/at least ten systems/)
    .first()
    .click()
  await expect(page.getByText(/^Carried over from .*UDCG-27.*11 April 2025/)).toBeVisible()
  await expect(page.getByText('Four IRIS-T air defence systems').first()).toBeVisible()
  chair.close()
  germany.close()
})
