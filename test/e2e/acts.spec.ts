// Everything a seat can do, by name and by key, in a real browser; and a slip that is taken back.
import { expect, test, type Page } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { readRow, readSession, readSpeakersOf } from '#shared/board.ts'
import { motionDigest } from '#shared/decision.ts'
import { waitingOf } from '#shared/floor.ts'
import type { Role } from '#shared/roles.ts'
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

const palette = (page: Page) => page.getByRole('dialog', { name: 'Everything you can do' })
const option = (page: Page, name: string | RegExp) =>
  palette(page).getByRole('option', { name }).first()

const seats: readonly [Role, string | null, string][] = [
  ['chair', 'GBR', 'Open the session'],
  ['kyiv', 'UKR', 'Search requests and pledges'],
  ['delegate', 'DEU', 'Search requests and pledges'],
  ['staff', 'NATO', 'Search requests and pledges'],
  ['observer', null, 'Search requests and pledges'],
]
for (const [role, delegation, first] of seats)
  test(`[U2] ${role}: the palette and the sheet of keys open from the keyboard and are sound for axe`, async ({
    page,
  }) => {
    await sitDown(page, server, role, delegation)
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: /like to do/ })).toBeFocused()
    await expect(option(page, first)).toBeVisible()
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(palette(page)).toBeHidden()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(sheet.getByText('Search requests and pledges')).toBeVisible()
    expect(await seriousFaults(page)).toEqual([])
  })

test('[A1] the chair finds an act by a word of its name, sees its key, and why another is not possible', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('item next')
  await expect(option(page, /^Next item/)).toHaveAttribute('aria-disabled', 'true')
  await expect(option(page, /^Next item/)).toContainText('The session is planned')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeVisible()
  await chair.act('session:open', {})
  await expect(option(page, /^Next item/)).not.toHaveAttribute('aria-disabled')
  await expect(option(page, /^Next item/)).toContainText('N')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeHidden()
  await until(() => readSession(chair.doc).currentItem === 'opening', 'the first item')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('keyboard')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('no such act')
  await expect(palette(page).getByText('Nothing here is called that')).toBeVisible()
})

test('[F2][V4] a delegation asks for the floor, says where it stands, pledges, writes and hands in from the keyboard', async ({
  page,
}) => {
  await chair.act('session:open', {})
  await chair.act('agenda:next', {})
  await sitDown(page, server, 'delegate', 'NOR')
  const list = page.getByRole('region', { name: 'List of speakers' })
  const detail = page.getByRole('region', { name: 'Detail', exact: true })
  const waiting = () =>
    waitingOf(readSpeakersOf(chair.doc, 'opening')).map(({ kind }) => kind as string)
  await expect(list.getByRole('button', { name: 'Ask for the floor' })).toBeEnabled()
  await page.keyboard.press('f')
  await expect(list).toContainText('You are next')
  await page.keyboard.press('o')
  await expect(list).toContainText('Point of order raised')
  expect(waiting()).toEqual(['order', 'statement'])
  // A slip: the last that was asked for is taken back.
  await page.keyboard.press('u')
  await expect(list).not.toContainText('Point of order raised')
  await page.keyboard.press('x')
  await expect(list.getByRole('button', { name: 'Ask for the floor' })).toBeEnabled()
  expect(waiting()).toEqual([])
  await page.keyboard.press('x')
  await expect(page.getByText('Your delegation waits on no list.')).toBeVisible()

  const motion = { title: 'Joint statement', text: 'The Group meets again in June 2025.' }
  const table = { decision: 'dec-1', seen: motionDigest(motion) }
  await chair.act('decision:propose', { kind: 'consensus', ...motion })
  await chair.act('decision:call', table)
  await expect(page.getByRole('button', { name: 'Read and answer' })).toBeVisible()
  await page.keyboard.press('d')
  await expect(detail.getByRole('radio', { name: 'In favour' })).toBeVisible()
  await page.keyboard.press('2')
  await expect(detail.getByRole('radio', { name: 'In favour' })).toBeChecked()
  await expect(detail.getByRole('button', { name: 'State this position' })).toBeFocused()
  await page.keyboard.press('Enter')
  await until(
    () => readRow(chair.doc, 'positions', 'dec-1.NOR')?.position === 'supports',
    'Norway’s position',
  )
  await expect(detail.getByRole('button', { name: 'Change the position' })).toBeVisible()

  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (const name of ['Ask for the floor', 'Point of order', 'Messages', 'Hand in our statement'])
    await expect(sheet.getByText(name, { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('pledge for air')
  await expect(option(page, /^Pledge for: .*air/i)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(detail).toContainText('New pledge')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('write to pol')
  await expect(option(page, 'Write to Poland')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(detail).toContainText('Poland')
  await page.keyboard.press('Escape')

  await expect(detail).toBeHidden()
  await page.keyboard.press('s')
  await expect(detail.getByRole('textbox', { name: 'Our statement' })).toBeFocused()
  await page.keyboard.type('Norway will give two more fire units.')
  await detail.getByRole('button', { name: 'Hand in' }).press('Enter')
  await expect(detail).toContainText('Handed in at')
})

test('the page speaks the language that was chosen in the palette, and so does the palette', async ({
  page,
}) => {
  await sitDown(page, server, 'observer', null)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: /like to do/ })).toBeFocused()
  await page.keyboard.type('franc')
  await expect(option(page, /^Français/)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(page.getByPlaceholder('Que souhaitez-vous faire ?')).toBeFocused()
  await page.keyboard.type('theme')
  await page.keyboard.press('Escape')
})

test('[A12] a step too far is taken back with one key, and the clock of the item goes on', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('s')
  // The page knows it too: until then the next item is not to be had.
  const next = page.getByRole('button', { name: 'Next item' })
  await expect(next).toBeEnabled()
  await page.keyboard.press('n')
  await until(() => readSession(chair.doc).currentItem === 'opening', 'the first item')
  await expect(page.getByText('1 of 13')).toBeVisible()
  await expect(next).toBeEnabled()
  const { itemSince } = readSession(chair.doc)
  await expect(page.getByRole('button', { name: 'Take back' })).toBeHidden()
  await page.keyboard.press('n')
  await expect(
    page.getByText('Next item: Report from the battlefield', { exact: true }),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible()
  await page.keyboard.press('u')
  await until(() => readSession(chair.doc).currentItem === 'opening', 'the first item again')
  expect(readSession(chair.doc).itemSince).toBe(itemSince)
  expect(readRow(chair.doc, 'agenda', 'battlefield')?.state).toBe('pending')
  await expect(page.getByRole('button', { name: 'Take back' })).toBeHidden()
})

test('[P10] a gavel that fell by a slip is taken back from the keyboard', async ({ page }) => {
  await chair.act('session:open', {})
  const germany = await connectSeat(server, 'delegate', 'DEU')
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  const id = germany.pledge({
    capability: 'iamd',
    kind: 'equipment',
    title: 'Four IRIS-T air-defence systems',
    request: demoRowId('UKR', '2025-04-11', 0),
    quantity: 4,
    unit: 'system',
  })
  await until(() => readRow(kyiv.doc, 'pledges', id), 'Kyiv to see the pledge')
  await kyiv.act('pledge:accept', { pledge: id, seen: kyiv.seen(id) })
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('q')
  await expect(page.getByRole('button', { name: 'Agree', exact: true })).toBeVisible()
  await page.keyboard.press('g')
  await expect(
    page.getByText('Agreed: Four IRIS-T air-defence systems', { exact: true }),
  ).toBeVisible()
  await page.keyboard.press('u')
  await until(() => readRow(chair.doc, 'agreements', id)?.agreedAt === null, 'the words unlocked')
  expect(readRow(chair.doc, 'agreements', id)?.acceptance).toBe('accepted')
  germany.close()
  kyiv.close()
})
