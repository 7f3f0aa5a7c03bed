// The ways in which staff look at tasks: by state, with filters of their own.
import { expect, test, type Page } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
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
  // The answer may come after the row: what it says would else take the place of what is said next.
  await expect(page.getByText(/^Battery A: now /u)).toBeAttached()
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

test('[T16][U4] the map asks nobody for a map; its list names every flow, in one measure, and a hub can be kept', async ({
  page,
}) => {
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(server.origin)) elsewhere.push(request.url())
  })
  const lot = { kind: 'shipment', node: 'rzeszow', window: '2031-11' } as const
  await convoy.convert(await convoy.agree('NOR', rounds), [
    { ...lot, title: 'Wagon A', quantity: 20_000, tonnes: 1_000, reached: 'moving' },
    { ...lot, title: 'Wagon B', quantity: 30_000, tonnes: 1_500 },
  ])
  await convoy.convert(await convoy.agree('CAN', irisT), [
    { ...lot, title: 'Battery A', quantity: 4, node: 'campia-turzii' },
  ])
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, 'Map')
  await expect(page.getByRole('button', { name: /Norway → Rzeszów.*2 tasks/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /Canada → Câmpia Turzii.*1 task/ })).toBeVisible()
  await expect(page.getByText('2,500 t', { exact: true })).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])

  await page.getByRole('combobox', { name: /^Measure/ }).selectOption('rounds')
  const norway = page.getByRole('button', { name: /Norway → Rzeszów.*50,000 rounds/ })
  await expect(norway).toContainText('20,000 under way and 30,000 to come')
  await expect(page.getByText('1 task says nothing in this measure and is left out.')).toBeVisible()
  await norway.focus()
  await page.keyboard.press('Enter')
  await expect(norway).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Wagon B' }).click()
  await expect(page.getByRole('region', { name: 'Detail', exact: true })).toContainText('Wagon B')

  await page.getByRole('button', { name: 'Change Rzeszów' }).click()
  await page.getByLabel('Tonnes a month').fill('2,000')
  await page.getByRole('button', { name: 'Save the hub' }).click()
  await expect(page.getByText('500 t too much')).toBeVisible()
  expect(readRow(convoy.staff.doc, 'hubs', 'rzeszow')).toMatchObject({ tonnesPerMonth: 2000 })
  await page.getByRole('button', { name: 'Add a hub' }).click()
  await page.getByLabel('Name').fill('Košice')
  await page.getByLabel('Country, as a three-letter code').fill('svk')
  await page.getByLabel('Degrees north').fill('48.66')
  await page.getByRole('button', { name: 'Save the hub' }).click()
  await expect(page.getByText('Degrees, as in 50.04.')).toBeVisible()
  await page.getByLabel('Degrees east').fill('21,24')
  await page.getByRole('button', { name: 'Save the hub' }).click()
  await expect(page.getByRole('button', { name: 'Košice, SVK' })).toBeVisible()
  expect(readRow(convoy.staff.doc, 'hubs', 'kosice')).toMatchObject({ lat: 4866, lon: 2124 })
  expect(elsewhere).toEqual([])
})

test('[M1][K2] from asked to received every thing has a line of its own, which opens to its rows', async ({
  page,
}) => {
  const request = demoRowId('UKR', '2025-04-11', 0)
  await convoy.convert(await convoy.agree('DEU', { ...irisT, request }), [
    { kind: 'shipment', title: 'Battery A', quantity: 3, reached: 'moving' },
    { kind: 'shipment', title: 'Battery B', quantity: 1 },
  ])
  const shells = await convoy.agree('NOR', rounds)
  const [wagon = ''] = await convoy.convert(shells, [
    { kind: 'shipment', title: 'Wagon A', quantity: 20_000, reached: 'handed_over' },
  ])
  expect((await convoy.kyiv.act('task:receive', { task: wagon, received: 20_000 })).ok).toBe(true)
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, 'Asked to received')
  await page.getByRole('combobox', { name: 'Measure' }).selectOption('rounds')
  const shell = page.getByRole('row').filter({ hasText: '155 mm' })
  await expect(shell.getByRole('gridcell')).toHaveText([
    '155 mm',
    /–\s*$/,
    /50,000\s*$/,
    /50,000\s*$/,
    /20,000\s*$/,
    /20,000\s*$/,
  ])
  await page.getByRole('combobox', { name: 'Measure' }).selectOption('systems')
  const patriot = page.getByRole('row').filter({ hasText: 'Patriot' })
  await expect(patriot.getByRole('gridcell')).toHaveText([
    'Patriot',
    /10 systems\s*$/,
    /4\s*$/,
    /4\s*$/,
    /3\s*$/,
    /–\s*$/,
  ])
  expect(await seriousFaults(page)).toEqual([])
  await patriot.click()
  await expect(page.getByRole('region', { name: 'Detail', exact: true })).toContainText(
    'Made of 1 row',
  )
})
