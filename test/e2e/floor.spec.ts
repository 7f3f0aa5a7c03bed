// The floor in real browsers: the chair gives it from the keyboard, a delegation asks for it, has it, announces.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { createRow, readSpeakersOf } from '#shared/board.ts'
import { speakerNow, waitingOf } from '#shared/floor.ts'
import { seriousFaults, sitDown, takeSeat } from '../support/page.ts'
import { connectSeat, rowId, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient
let norway: SeatClient
let item: string

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  norway = await connectSeat(server, 'delegate', 'NOR')
  await chair.act('session:open', {})
  const answer = await chair.act('agenda:next', {})
  item = answer.ok ? answer.item : ''
})
test.afterEach(async () => {
  for (const seat of [chair, norway]) seat.close()
  await server.stop()
})

const entries = () => readSpeakersOf(chair.doc, item)
const speaking = () => speakerNow(entries())?.delegation ?? null
const waiting = () => waitingOf(entries()).map(({ delegation }) => delegation)

async function open(
  browser: Browser,
  role: 'chair' | 'delegate',
  delegation: string,
): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, role, delegation)
  return page
}

test('[F1][F5][F7] the chair calls, stops the clock, ends and takes back from the keyboard; a delegation sees its place', async ({
  browser,
}) => {
  const leader = await open(browser, 'chair', 'GBR')
  const germany = await open(browser, 'delegate', 'DEU')
  const list = germany.getByRole('region', { name: 'List of speakers' })
  await norway.act('floor:ask', { kind: 'statement' })
  await list.getByRole('button', { name: 'Ask for the floor' }).click()
  await expect(list).toContainText('You are number 2')
  await until(() => waiting().join() === 'NOR,DEU', 'both on the list')

  // A key means what the chair's own page shows, so that is what each of them waits for.
  const stop = leader.getByRole('button', { name: 'Stop the clock' })
  const goOn = leader.getByRole('button', { name: 'Go on' })
  await expect(leader.getByText('Then Norway, 2 in all')).toBeVisible()
  await leader.keyboard.press('f')
  await expect(list).toContainText('You are next')
  await until(() => speaking() === 'NOR', 'Norway to have the floor')
  await expect(stop).toBeVisible()
  await leader.keyboard.press('h')
  await until(() => speakerNow(entries())?.pausedAt, 'the clock to stand')
  await expect(goOn).toBeVisible()
  await leader.keyboard.press('h')
  await until(() => speakerNow(entries())?.pausedAt === null, 'the clock to go on')
  await expect(stop).toBeVisible()
  await leader.keyboard.press('f')
  await expect(germany.getByRole('region', { name: 'You have the floor' })).toBeVisible()
  await expect(germany.locator('[aria-live=polite]')).toContainText('You have the floor')
  // One step too far: whoever had the floor has it again.
  await leader.keyboard.press('u')
  await until(() => speaking() === 'NOR', 'Norway to have the floor again')
  expect(waiting()).toEqual(['DEU'])
  await expect(list).toContainText('You are next')
  await list.getByRole('button', { name: 'Point of order' }).click()
  await expect(list).toContainText('Point of order raised')
  await until(() => waiting().join() === 'DEU,DEU', 'the point of order before the statement')
})

test('[F3] the chair puts the list in order by keyboard; what changed meanwhile is said', async ({
  browser,
}) => {
  const leader = await open(browser, 'chair', 'GBR')
  const poland = await connectSeat(server, 'delegate', 'POL')
  await norway.act('floor:ask', { kind: 'statement' })
  await poland.act('floor:ask', { kind: 'statement' })
  await leader.keyboard.press('l')
  const rows = leader.getByRole('list', { name: 'Next speakers' }).last().getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await rows.first().focus()
  await leader.keyboard.press('Alt+ArrowDown')
  await until(() => waiting().join() === 'POL,NOR', 'Poland before Norway')
  await expect(rows.nth(1)).toBeFocused()
  await leader.keyboard.press('ArrowUp')
  await leader.keyboard.press('Enter')
  await until(() => speaking() === 'POL', 'Poland to have the floor')
  poland.close()
})

test('[F14] a hand raised in the hall goes on the list from the panel and the palette; the delegation sees who put it there', async ({
  browser,
}) => {
  const leader = await open(browser, 'chair', 'GBR')
  const list = (page: Page) => page.getByRole('region', { name: 'List of speakers' })
  await leader.keyboard.press('l')
  await leader.getByLabel('Hand raised in the hall').selectOption('Poland')
  await leader.getByRole('button', { name: 'Put on the list' }).click()
  await expect(list(leader)).toContainText('put on by the chair')
  await leader.keyboard.press('Control+k')
  await leader.keyboard.type('list: norw')
  await expect(leader.getByRole('option', { name: /Put on the list: Norway/ })).toBeVisible()
  await leader.keyboard.press('Enter')
  await until(() => waiting().join() === 'POL,NOR', 'both on the list')

  const secretary = await (await browser.newContext()).newPage()
  await takeSeat(secretary, server, 'secretary', null)
  await expect(secretary.getByRole('navigation').first()).toBeVisible()
  await secretary.keyboard.press('Control+k')
  await secretary.keyboard.type('list: germ')
  await expect(secretary.getByRole('option', { name: /Put on the list: Germany/ })).toBeVisible()
  await secretary.keyboard.press('Enter')
  await until(() => waiting().join() === 'POL,NOR,DEU', 'all three on the list')
  const germany = await open(browser, 'delegate', 'DEU')
  await expect(list(germany)).toContainText('put on by the secretary')
  await list(germany).getByRole('button', { name: 'Withdraw' }).click()
  await until(() => waiting().join() === 'POL,NOR', 'Germany to have withdrawn')
  await expect(list(leader).getByRole('listitem').first()).toContainText('Poland')
})

test('[F10] a tour de table: drafts come up with the floor and are announced at once', async ({
  browser,
}) => {
  const leader = await open(browser, 'chair', 'GBR')
  const caucus = await connectSeat(server, 'delegate', 'NOR', { door: 'caucus' })
  for (const title of ['Two NASAMS fire units', 'NOK 7 bn for air defence in 2025'])
    createRow(caucus.doc, 'drafts', rowId('NOR'), { capability: 'iamd', kind: 'equipment', title })
  const delegate = await open(browser, 'delegate', 'NOR')
  await leader.keyboard.press('l')
  await leader.getByRole('button', { name: 'In the order of countries' }).click()
  await until(() => waiting().length > 40, 'a turn for every donor')
  const list = delegate.getByRole('region', { name: 'List of speakers' })
  await list.getByRole('button', { name: 'We are ready' }).click()
  await expect(list.getByRole('button', { name: 'ready', exact: true })).toBeVisible()
  const turn = waitingOf(entries()).find(({ delegation }) => delegation === 'NOR')
  expect(turn?.kind).toBe('tour')
  await chair.act('floor:give', { entry: turn?.id ?? '', speaking: null })
  const band = delegate.getByRole('region', { name: 'You have the floor' })
  await expect(band).toContainText('NOK 7 bn')
  await band.getByRole('button', { name: /^Place all \d+ drafts/ }).click()
  await expect(band).toContainText(/\d+ pledges placed/)
  await until(
    () => [...chair.doc.getMap('pledges').keys()].some((id) => id.startsWith('NOR~')),
    'the pledges on every board',
  )
  caucus.close()
})

test('[U2] the floor: nothing serious for axe in a tour of the whole roster', async ({
  browser,
}) => {
  test.slow()
  await chair.act('tour:start', { item, order: 'name' })
  await chair.act('floor:limit', { item, seconds: 180 })
  const [first] = waitingOf(entries())
  await chair.act('floor:next', { speaking: null })
  const leader = await open(browser, 'chair', 'GBR')
  await leader.keyboard.press('l')
  await expect(leader.getByRole('region', { name: 'Detail', exact: true })).toContainText('left')
  expect(await seriousFaults(leader)).toEqual([])
  const delegate = await open(browser, 'delegate', first?.delegation ?? '')
  await expect(delegate.getByRole('region', { name: 'You have the floor' })).toBeVisible()
  expect(await seriousFaults(delegate)).toEqual([])
})
