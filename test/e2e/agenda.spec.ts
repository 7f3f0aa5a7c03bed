// The agenda in the rail, in a real browser: read by everyone, changed by whoever leads, from the keyboard and by hand.
import { expect, test, type Page } from '@playwright/test'
import { treeOf } from '#shared/agenda.ts'
import { readRow, readRows, readSession } from '#shared/board.ts'
import { orderSeen } from '../support/agenda.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
})
test.afterEach(async () => {
  chair.close()
  await server.stop()
})

const order = () => treeOf(readRows(chair.doc, 'agenda')).map(({ id }) => id)
const row = (page: Page, id: string) => page.locator(`[data-item="${id}"] > .handle`)

test('[A9] the chair moves an item with Alt and the arrow keys, in and out of another, and by hand', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  await row(page, 'opening').focus()
  for (let n = 0; n < 9; n++) await page.keyboard.press('ArrowDown')
  await expect(row(page, 'break')).toBeFocused()
  await page.keyboard.press('Alt+ArrowRight')
  await until(() => readRow(chair.doc, 'agenda', 'break')?.parent === 'announcements', 'the break')
  // One move at a time: the next key counts once the page has said where the item is.
  await expect(page.getByText('Break is item 10 of 13')).toBeAttached()
  await expect(row(page, 'break')).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await until(() => order().indexOf('break') < order().indexOf('tour-de-table'), 'the break first')
  await expect(page.getByText('Break is item 9 of 13')).toBeAttached()
  await expect(row(page, 'break')).toBeFocused()
  await page.keyboard.press('Alt+ArrowLeft')
  await until(() => readRow(chair.doc, 'agenda', 'break')?.parent === null, 'the break at the top')
  await expect(page.getByText('Break is item 10 of 13')).toBeAttached()
  expect(order().indexOf('break')).toBe(9)
  await row(page, 'conclusions').hover()
  await page.mouse.down()
  await row(page, 'battlefield').hover({ position: { x: 40, y: 4 } })
  await page.mouse.move(80, (await row(page, 'battlefield').boundingBox())?.y ?? 0)
  await page.mouse.up()
  await until(() => order()[1] === 'conclusions', 'the conclusions before the report')
})

test('[A7] a move by hand that was overtaken says so, changes nothing, and can be made all the same', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  await row(page, 'conclusions').hover()
  await page.mouse.down()
  await row(page, 'opening').hover({ position: { x: 40, y: 4 } })
  const item = { id: 'press', title: 'Press statement', minutes: 15 }
  await chair.act('agenda:add', { item, after: 'conclusions' })
  await expect(row(page, 'press')).toBeVisible()
  await page.mouse.up()
  const said = page.getByRole('alert').filter({ hasText: 'changed while you were moving' })
  await expect(said).toContainText('Conclusions and next meeting')
  expect(order()[0]).toBe('opening')
  await said.getByRole('button', { name: 'Move it all the same' }).click()
  await until(() => order()[0] === 'conclusions', 'the conclusions first')
  await expect(said).toBeHidden()
  expect(order().at(-1)).toBe('press')
  expect(orderSeen(chair.doc)).toMatch(/^[0-9a-f]{64}$/)
})

test('[A8][A10][A11] the chair adds an item, defers one, goes to any, and takes that back', async ({
  page,
}) => {
  await chair.act('session:open', {})
  await chair.act('agenda:next', {})
  await sitDown(page, server, 'chair', 'GBR')
  await row(page, 'opening').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add after it' }).click()
  await page.keyboard.type('Tribute to the fallen')
  await page.keyboard.press('Tab')
  await page.keyboard.type('5')
  await page.keyboard.press('Enter')
  await until(() => order().length === 14, 'the new item')
  const added = order()[1] ?? ''
  expect(readRow(chair.doc, 'agenda', added)).toMatchObject({
    title: 'Tribute to the fallen',
    minutes: 5,
    state: 'pending',
  })
  await expect(row(page, 'opening')).toBeFocused()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('defer break')
  await page.keyboard.press('Enter')
  await until(
    () => readRow(chair.doc, 'agenda', 'break')?.state === 'deferred',
    'the break put off',
  )
  await expect(row(page, 'break')).toContainText('deferred')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('go armour')
  await page.keyboard.press('Enter')
  await until(() => readSession(chair.doc).currentItem === 'round-armour', 'the round of armour')
  await expect(row(page, 'round-armour')).toContainText('of 15 min')
  await page.keyboard.press('u')
  await until(() => readSession(chair.doc).currentItem === 'opening', 'the opening again')
  expect(readRow(chair.doc, 'agenda', 'round-armour')?.state).toBe('pending')
})

test('[A13][U2] everyone reads when the session will end, and axe finds nothing serious', async ({
  browser,
}) => {
  await chair.act('session:open', {})
  await chair.act('agenda:next', {})
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'observer', null)
  const agenda = page.getByRole('region', { name: 'Agenda' })
  await expect(agenda.getByText(/^Ends about \d\d:\d\d/)).toBeVisible()
  await expect(agenda.getByRole('listitem').filter({ hasText: 'Break' })).toContainText(/\d\d:\d\d/)
  await expect(agenda.getByRole('button')).toHaveCount(0)
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
})
