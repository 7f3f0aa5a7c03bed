// One meeting from the request to the receipt, each part of it in a browser of its own, one of them offline in between.
import { expect, test, type Browser, type Page } from '@playwright/test'
import type { Role } from '#shared/roles.ts'
import { openCable, type Cable } from '../support/cable.ts'
import { takeSeat } from '../support/page.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
/** Germany's way to the server. */
let cable: Cable

test.beforeAll(async () => {
  server = await startServer()
  cable = await openCable(server.origin)
})
test.afterAll(async () => {
  await cable.close()
  await server.stop()
})

/** Opens a link in a browser of its own, as its holder would. */
async function enter(
  browser: Browser,
  role: Role,
  delegation: string | null = null,
  name?: string,
  origin = server.origin,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await takeSeat(page, { ...server, origin }, role, delegation, name)
  return page
}

const request = 'Short-range systems against Shahed drones'
const skynex = 'Four Skynex air-defence systems'
const guns = 'Three mobile gun systems'

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text }).first()
const detail = (page: Page) => page.getByRole('region', { name: 'Detail', exact: true })
const head = (page: Page) => page.getByRole('banner')

/** Shows the pledges under the request. */
async function unfold(page: Page): Promise<void> {
  await row(page, request).getByRole('button', { name: 'Show the pledges' }).click()
}

/** Pledges so many systems in answer to the request. */
async function pledge(page: Page, title: string, quantity: number): Promise<void> {
  await row(page, request).click()
  await detail(page).getByRole('button', { name: 'Pledge', exact: true }).click()
  await detail(page).getByLabel('What do you pledge?').fill(title)
  await detail(page).getByLabel('Quantity', { exact: true }).fill(String(quantity))
  await detail(page).getByRole('button', { name: 'Place on the board' }).click()
}

/** Changes how many were pledged, in the detail that is open. */
async function correct(page: Page, quantity: number): Promise<void> {
  await detail(page).getByRole('button', { name: 'Edit', exact: true }).click()
  await detail(page).getByLabel('Quantity', { exact: true }).fill(String(quantity))
  await detail(page).getByRole('button', { name: 'Save', exact: true }).click()
}

test('[G9][P7][T2][T8] a request of Kyiv becomes two pledges, an agreement, two tasks and a short receipt; an edit made offline rolls back', async ({
  browser,
}) => {
  test.slow()
  const [chair, kyiv, germany, netherlands, staff, screen] = await Promise.all([
    enter(browser, 'chair', 'GBR', 'John Healey'),
    enter(browser, 'kyiv', 'UKR', 'Olena Kovalenko'),
    enter(browser, 'delegate', 'DEU', 'Jonas Weber', cable.origin),
    enter(browser, 'delegate', 'NLD', 'Sanne de Vries'),
    enter(browser, 'staff', 'NATO', 'Anna Nowak'),
    enter(browser, 'screen'),
  ])
  /** What the wall shows of the request: its own words, and how much of it is covered. */
  const wall = screen.getByRole('main')

  await test.step('the chair opens the session, Kyiv posts a request', async () => {
    await chair.getByRole('button', { name: 'Open the session' }).click()
    await expect(wall.or(screen.getByText('open', { exact: true })).first()).toBeVisible()
    await kyiv.getByRole('button', { name: 'New request' }).click()
    await detail(kyiv).getByLabel('What is needed?').fill(request)
    await detail(kyiv).getByLabel('Quantity', { exact: true }).fill('12')
    await detail(kyiv).getByRole('button', { name: 'Post the request' }).click()
    for (const page of [germany, netherlands]) await expect(row(page, request)).toBeVisible()
    await expect(screen.getByText(request).first()).toBeVisible()
    await expect(screen.getByText('0 of 12 systems').first()).toBeVisible()
  })

  await test.step('Germany and the Netherlands pledge at the same time; the room screen moves', async () => {
    await Promise.all([pledge(germany, skynex, 4), pledge(netherlands, guns, 3)])
    await expect(screen.getByText('7 of 12 systems').first()).toBeVisible()
    for (const title of [skynex, guns]) await expect(screen.getByText(title).first()).toBeVisible()
    await expect(head(germany).getByText('Saved', { exact: true })).toBeVisible()
  })

  await test.step('Kyiv accepts what Germany offers', async () => {
    await expect(row(kyiv, request).getByRole('button', { name: '2 to answer' })).toBeVisible()
    await unfold(kyiv)
    await row(kyiv, skynex).click()
    await expect(detail(kyiv).getByRole('heading', { level: 2 })).toHaveText(skynex)
    await detail(kyiv).getByRole('button', { name: 'Accept', exact: true }).click()
    await expect(detail(kyiv).getByText('Accepted by Kyiv').first()).toBeVisible()
  })

  await test.step('Germany loses its network and corrects its pledge, without knowing of the gavel', async () => {
    cable.pull()
    await expect(head(germany).getByText('Offline')).toBeVisible()
    await correct(germany, 2)
    await expect(head(germany).getByText('Offline, 1 kept')).toBeVisible()
  })

  await test.step('the chair gavels the words on its screen', async () => {
    await chair.keyboard.press('q')
    await expect(detail(chair)).toContainText('Will be agreed as 4 systems')
    await chair.keyboard.press('g')
    await expect(detail(chair)).toContainText('Agreed at')
    await expect(screen.getByText('Agreed', { exact: true }).first()).toBeVisible()
  })

  await test.step('back in the network, Germany finds its edit in the tray, and the agreed words standing', async () => {
    cable.plug()
    await unfold(germany)
    await head(germany).getByRole('button', { name: 'Not accepted 1' }).click()
    const kept = detail(germany).getByRole('listitem')
    await expect(kept).toContainText(/You wrote\s*Quantity\s*2/)
    await expect(kept).toContainText(/What stands\s*4/)
    await expect(kept.getByRole('button', { name: 'Propose an amendment' })).toBeVisible()
    await expect(row(germany, skynex)).toContainText('4 systems')
    await expect(head(germany).getByText('Saved', { exact: true })).toBeVisible()
    await expect(screen.getByText('7 of 12 systems').first()).toBeVisible()
  })

  await test.step('staff split it into two tasks and bring the first to Kyiv', async () => {
    await staff.getByRole('tab', { name: /To convert/ }).click()
    await row(staff, skynex).getByRole('button', { name: 'Convert' }).click()
    await detail(staff).getByRole('button', { name: '2 equal tasks' }).click()
    await detail(staff).getByLabel('Hub or place').first().fill('Rzeszów')
    await detail(staff).getByRole('button', { name: 'Plan 2 tasks' }).click()
    await staff.getByRole('tab', { name: /Tasks/ }).click()
    const first = row(staff, `${skynex} (1/2)`)
    await expect(row(staff, `${skynex} (2/2)`)).toBeVisible()
    for (const act of ['Clear', 'Send on its way', 'Arrived at hub', 'Hand over'])
      await first.getByRole('button', { name: act, exact: true }).click()
    await expect(first).toContainText('handed over')
  })

  await test.step('Kyiv confirms that one of two systems arrived, and says what is missing', async () => {
    await kyiv.getByRole('tab', { name: /Deliveries 1/ }).click()
    await row(kyiv, skynex).getByRole('button', { name: 'Confirm receipt' }).click()
    await detail(kyiv).getByRole('radio', { name: 'Less' }).check()
    await detail(kyiv).getByLabel('Received', { exact: true }).fill('1')
    await detail(kyiv).getByLabel('What is missing').fill('The second left Rzeszów a day later')
    await detail(kyiv).getByRole('button', { name: 'Confirm receipt' }).click()
    await expect(row(staff, `${skynex} (1/2)`)).toContainText('1 missing')
    await row(germany, skynex).click()
    await expect(detail(germany)).toContainText('1 of 2 systems received')
  })
})
