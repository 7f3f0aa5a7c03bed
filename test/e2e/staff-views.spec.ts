// The ways in which staff look at tasks: by state, with filters of their own.
import { expect, test, type Page } from '@playwright/test'
import { readRow } from '#shared/board.ts'
import { Convoy } from '../support/convoy.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let convoy: Convoy

test.beforeEach(async () => {
  server = await startServer()
  convoy = await Convoy.open(server)
})
test.afterEach(async () => {
  convoy.close()
  await server.stop()
})

const irisT = {
  capability: 'iamd',
  kind: 'equipment',
  title: 'Four IRIS-T SLM air defence systems',
  item: 'IRIS-T SLM',
  quantity: 4,
  unit: 'system',
}
const rounds = {
  capability: 'artillery',
  kind: 'ammunition',
  title: '50,000 rounds of 155 mm',
  item: '155 mm',
  quantity: 50_000,
  unit: 'round',
}

async function turnTo(page: Page, tab: string | RegExp): Promise<void> {
  await page.getByRole('tab', { name: tab }).click()
}

/** The card or row that the keyboard is on. */
function active(page: Page) {
  return page.locator('.cell.active')
}

test('[T4][U2] the board by state is walked by the arrows; Shift with an arrow takes a task a step along', async ({
  page,
}) => {
  const battery = await convoy.agree('DEU', irisT)
  const [first = '', second = ''] = await convoy.convert(battery, [
    { kind: 'shipment', title: 'Battery A', quantity: 2, node: 'Rzeszów', window: '2026-11' },
    { kind: 'shipment', title: 'Battery B', quantity: 2, node: 'Rzeszów', reached: 'moving' },
  ])
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, 'By state')
  await page.getByRole('grid').focus()
  await expect(active(page)).toContainText('Battery A')
  await page.keyboard.press('Shift+ArrowRight')
  await until(() => readRow(convoy.staff.doc, 'tasks', first)?.state === 'cleared', 'a step')
  await expect(active(page)).toContainText('Send on its way')
  await page.keyboard.press('ArrowRight')
  await expect(active(page)).toContainText('Battery B')
  // Between the columns there and back; nothing goes backwards that cannot.
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(page.getByText('Battery B cannot be moved that way now')).toBeAttached()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(active(page)).toContainText('Hand over')
  expect(readRow(convoy.staff.doc, 'tasks', second)?.state).toBe('at_node')
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Detail', exact: true })).toContainText('Battery B')
})

test('[U6] a filter with a name is kept in the browser, counts its tasks, serves every view, and can be forgotten', async ({
  page,
}) => {
  await convoy.convert(await convoy.agree('DEU', irisT), [
    { kind: 'shipment', title: 'Battery A', quantity: 2, reached: 'at_node' },
    { kind: 'shipment', title: 'Battery B', quantity: 2 },
  ])
  await convoy.convert(await convoy.agree('NOR', rounds), [
    { kind: 'shipment', title: 'Wagon A', quantity: 20_000, reached: 'at_node' },
    { kind: 'shipment', title: 'Wagon B', quantity: 20_000, reached: 'at_node' },
    { kind: 'shipment', title: 'Wagon C', quantity: 10_000 },
  ])
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, /^Tasks 5$/)
  await expect(page.getByRole('button', { name: 'At a hub 3' })).toBeVisible()
  await page.getByRole('combobox', { name: /^Delegation/ }).selectOption('Norway')
  await page.getByRole('combobox', { name: /^State/ }).selectOption('half-way')
  await expect(page.getByText('2 tasks')).toBeVisible()
  await page.getByRole('button', { name: 'Save this filter' }).click()
  await page.getByLabel('Name of the filter').fill('Norway at the hubs')
  await page.keyboard.press('Enter')
  const own = page.getByRole('button', { name: 'Norway at the hubs 2' })
  await expect(own).toHaveAttribute('aria-pressed', 'true')

  await page.reload()
  await turnTo(page, 'By state')
  await expect(page.getByText('Battery A', { exact: true })).toBeVisible()
  await own.click()
  await expect(page.getByText('Battery A', { exact: true })).toHaveCount(0)
  await expect(page.getByText('Wagon B', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Forget the filter “Norway at the hubs”' }).click()
  await expect(own).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Save this filter' })).toBeVisible()
})

test('[U2] the timeline shows windows as they were said, says what is late, and opens the task by keyboard', async ({
  page,
}) => {
  await convoy.convert(await convoy.agree('DEU', irisT), [
    { kind: 'shipment', title: 'Battery A', quantity: 1, window: '2025-Q1', reached: 'moving' },
    { kind: 'shipment', title: 'Battery B', quantity: 1, window: 'within 6 months' },
    {
      kind: 'shipment',
      title: 'Battery C',
      quantity: 1,
      window: '2024-12',
      reached: 'handed_over',
    },
    { kind: 'shipment', title: 'Battery D', quantity: 1 },
  ])
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, 'Timeline')
  const line = (title: string) => page.getByRole('row').filter({ hasText: title })
  await expect(line('Battery A')).toContainText(/2025-Q1\s+[\d,]+ days late/)
  await expect(line('Battery B')).toContainText('within 6 months')
  await expect(line('Battery C')).toContainText('2024-12')
  await expect(line('Battery D')).toContainText('No date said')
  await expect(page.getByText(/days late/)).toHaveCount(1)
  expect(await seriousFaults(page)).toEqual([])
  await page.getByText('6 months', { exact: true }).click()
  await expect(line('Battery A')).toBeVisible()
  await page.getByRole('button', { name: 'Late 1' }).click()
  await expect(line('Battery B')).toHaveCount(0)
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Detail', exact: true })).toContainText('2025-Q1')
})
