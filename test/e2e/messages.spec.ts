// Messages in a real browser: read by those they are for, noticed by the chair, never lost on a bad line.
import { expect, test, type Page } from '@playwright/test'
import { openCable } from '../support/cable.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

test.beforeEach(async () => {
  server = await startServer()
})
test.afterEach(async () => {
  await server.stop()
})

const panel = (page: Page) => page.getByRole('region', { name: 'Detail', exact: true })
const opener = (page: Page) =>
  page.getByRole('banner').getByRole('button', { name: /Messages|to the chair/ })
const field = (page: Page) => panel(page).getByLabel('Your message')

test('[W1] a delegation asks the chair from the keyboard; every seat of the chair notices, and answers', async ({
  browser,
}) => {
  const [germany, chair, second, secretary] = await Promise.all(
    Array.from({ length: 4 }, async () => (await browser.newContext()).newPage()),
  )
  if (!germany || !chair || !second || !secretary) throw new Error('a page is missing')
  await sitDown(germany, server, 'delegate', 'DEU')
  await sitDown(chair, server, 'chair', 'GBR')
  await sitDown(second, server, 'chair', 'GBR')
  await secretary.goto(`${server.origin}/join/${await server.token('secretary')}`)
  await secretary.getByLabel('Name').fill('Ingrid Larsen')
  await secretary.getByLabel('Function').fill('Secretary')
  await secretary.getByRole('button', { name: 'Take the seat' }).click()

  await opener(germany).press('Enter')
  const toChair = panel(germany).getByRole('button', { name: /^The chair/ })
  await toChair.press('Enter')
  await expect(field(germany)).toBeFocused()
  await germany.keyboard.type('May we speak after France?')
  await germany.keyboard.press('Control+Enter')
  await expect(panel(germany).getByRole('listitem')).toContainText('May we speak after France?')
  await expect(field(germany)).toHaveValue('')

  for (const page of [chair, second]) {
    await expect(opener(page)).toContainText('Germany to the chair')
    await expect(page.locator('[aria-live="polite"]')).toContainText(
      'Message from Germany, with the chair: May we speak after France?',
    )
  }
  // The secretary's page counts it where its messages are.
  await secretary.getByRole('link', { name: /Messages/ }).click()
  await expect(secretary.getByRole('listitem').last()).toContainText('May we speak after France?')

  await opener(chair).press('Enter')
  await expect(field(chair)).toBeFocused()
  await chair.keyboard.type('Yes, you follow France.')
  await chair.keyboard.press('Control+Enter')
  await expect(opener(chair)).not.toContainText('to the chair')
  await expect(panel(germany).getByRole('listitem').last()).toContainText('Yes, you follow France.')
  for (const page of [germany, chair, second, secretary]) await page.context().close()
})

test('[W1] what is unread is counted by conversation, until it has been in view', async ({
  page,
}) => {
  const norway = await connectSeat(server, 'delegate', 'NOR')
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  await sitDown(page, server, 'delegate', 'DEU')
  const say = (seat: typeof kyiv, to: Parameters<typeof kyiv.act<'message:send'>>[1]['to']) =>
    seat.act('message:send', { to, text: 'The tenth of Patriot' })
  await say(kyiv, { kind: 'all' })
  await say(kyiv, { kind: 'bilateral', delegation: 'DEU' })
  await say(norway, { kind: 'bilateral', delegation: 'DEU' })
  await say(norway, { kind: 'delegation' })
  await expect(opener(page)).toContainText('3 unread')
  await opener(page).click()
  await panel(page)
    .getByRole('button', { name: /^Norway/ })
    .click()
  await expect(opener(page)).toContainText('2 unread')
  await page.reload()
  await expect(opener(page)).toContainText('2 unread')
  norway.close()
  kyiv.close()
})

test('[W3] what is written offline waits, outlives a reload, and is sent once; half a text is still there', async ({
  page,
}) => {
  const cable = await openCable(server.origin)
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  const heard: string[] = []
  kyiv.socket.on('message:added', ({ text }) => heard.push(text))
  await sitDown(page, { ...server, origin: cable.origin }, 'delegate', 'NLD')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  cable.pull()
  await expect(page.getByRole('banner').getByText('Offline')).toBeVisible()
  const open = async () => {
    await opener(page).click()
    await panel(page)
      .getByRole('button', { name: /^Everyone/ })
      .click()
  }
  await open()
  await field(page).fill('EUR 150 million more for air defence')
  await page.keyboard.press('Control+Enter')
  await expect(panel(page).getByRole('listitem')).toContainText('Waits for the connection')
  await field(page).fill('And we would')
  await page.reload()
  await expect(page.getByRole('banner').getByText('Offline, 1 kept')).toBeVisible()
  await open()
  await expect(field(page)).toHaveValue('And we would')
  await expect(panel(page).getByRole('listitem')).toContainText('Waits for the connection')
  expect(heard).toEqual([])

  cable.plug()
  await expect(page.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible()
  await expect(panel(page).getByText('Waits for the connection')).toHaveCount(0)
  await expect(panel(page).getByRole('listitem')).toHaveCount(1)
  await page.reload()
  await expect(page.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible()
  await expect.poll(() => heard).toEqual(['EUR 150 million more for air defence'])
  kyiv.close()
  await cable.close()
})

test('[U2] nothing serious for axe among the messages', async ({ browser }) => {
  const secretary = await connectSeat(server, 'secretary')
  await secretary.act('message:send', { to: { kind: 'all' }, text: 'We resume at 14:30' })
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'chair', 'GBR')
  await opener(page).click()
  await expect(panel(page).getByText('We resume at 14:30')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await panel(page)
    .getByRole('button', { name: /^Everyone/ })
    .click()
  await expect(field(page)).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
  secretary.close()
})
