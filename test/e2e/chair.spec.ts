// The chair in a real browser: a session led from the keyboard, and a gavel that falls on what was read.
import { expect, test, type Page } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { editRow, readRow, readSession } from '#shared/board.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient
let kyiv: SeatClient
let germany: SeatClient

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  germany = await connectSeat(server, 'delegate', 'DEU')
  await chair.act('session:open', {})
})
test.afterEach(async () => {
  for (const seat of [chair, kyiv, germany]) seat.close()
  await server.stop()
})

/** Germany announces, Kyiv accepts. */
async function accepted(fields: Parameters<SeatClient['pledge']>[0] = {}): Promise<string> {
  const id = germany.pledge({
    capability: 'iamd',
    kind: 'equipment',
    title: 'Four IRIS-T air-defence systems',
    request: demoRowId('UKR', '2025-04-11', 0),
    quantity: 4,
    unit: 'system',
    deliverBy: '2025',
    ...fields,
  })
  await until(() => readRow(kyiv.doc, 'pledges', id), 'Kyiv to see the pledge')
  expect(await kyiv.act('pledge:accept', { pledge: id, seen: kyiv.seen(id) })).toEqual({ ok: true })
  return id
}

function agreement(id: string) {
  return readRow(germany.doc, 'agreements', id)
}

function under(page: Page) {
  return page.getByRole('region', { name: 'Detail', exact: true })
}

test('[U2] chair: nothing serious for axe on the board, under the gavel, on the sheet of keys', async ({
  browser,
}) => {
  // Four looks at a whole page.
  test.slow()
  const id = await accepted()
  await accepted({
    title: '300 guided missiles for IRIS-T',
    quantity: 300,
    unit: 'missile',
    condition: 'subject to the approval of the Bundestag',
    jointWith: 'NLD NOR',
  })
  await until(() => readRow(chair.doc, 'pledges', id), 'the chair to see the pledge')
  await chair.act('pledge:agree', { pledge: id, seen: chair.seen(id) })
  await chair.act('agenda:go', { item: 'round-iamd' })
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'chair', 'GBR')
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('q')
  await expect(under(page).getByRole('heading', { level: 2 })).toHaveText(/300 guided/)
  await expect(under(page)).toContainText('Germany, Netherlands and Norway')
  await expect(under(page)).toContainText('subject to the approval of the Bundestag')
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('a')
  await expect(under(page).getByRole('heading', { level: 2 })).toHaveText(/not answered/)
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
})

test('[P6] the chair opens the queue, reads and gavels from the keyboard; Enter asks once more', async ({
  page,
}) => {
  const first = await accepted()
  const second = await accepted({ title: '300 guided missiles for IRIS-T', quantity: 300 })
  await sitDown(page, server, 'chair', 'GBR')
  await expect(page.getByRole('button', { name: /Gavel queue 2/ })).toBeVisible()

  await page.keyboard.press('q')
  await expect(under(page)).toContainText('Gavel, 1 of 2')
  await expect(under(page)).toContainText('Four IRIS-T air-defence systems')
  await expect(under(page)).toContainText('Will be agreed as 4 systems')
  await expect(under(page)).toContainText('at least ten systems able to stop ballistic missiles')
  await page.keyboard.press('g')
  await until(() => agreement(first)?.agreedAt, 'Germany to see that it is agreed')
  expect(agreement(first)?.agreedDigest).toBe(germany.seen(first))
  await expect(under(page)).toContainText('Agreed at')
  expect(agreement(second)?.agreedAt).toBeNull()

  await page.keyboard.press('Enter')
  await expect(under(page)).toContainText('Gavel, 1 of 1')
  await page.keyboard.press('Enter')
  await expect(under(page).getByRole('button', { name: 'Press again to agree' })).toBeVisible()
  // A key that is held down is one key.
  await under(page).getByRole('button', { name: 'Press again to agree' }).focus()
  await page.keyboard.press('k')
  await under(page)
    .getByRole('button', { name: /^Agree/ })
    .focus()
  for (let i = 0; i < 5; i++) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(under(page).getByRole('button', { name: 'Press again to agree' })).toBeVisible()
  expect(agreement(second)?.agreedAt).toBeNull()
  await page.keyboard.press('Enter')
  await until(() => agreement(second)?.agreedAt, 'the second to be agreed')
  await expect(page.locator('[aria-live=polite]')).toContainText('300 guided missiles')
})

test('[P6] words that change on their way to the chair are not agreed: both stand side by side, to be read again', async ({
  page,
}) => {
  // Holds back what the board tells the page, as a slow network would.
  let held: (() => void)[] | null = null
  await page.routeWebSocket(/\/board\//, (socket) => {
    const onward = socket.connectToServer()
    onward.onMessage((message) => {
      if (held === null) socket.send(message)
      else
        held.push(() => {
          socket.send(message)
        })
    })
  })
  const id = await accepted()
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('q')
  await expect(under(page)).toContainText('Four IRIS-T air-defence systems')
  held = []
  editRow(germany.doc, 'pledges', id, { title: 'Two IRIS-T air-defence systems', quantity: 2 })
  await until(() => readRow(kyiv.doc, 'pledges', id)?.quantity === 2, 'the edit to be on the board')

  await page.keyboard.press('g')
  await expect(under(page).getByText('The words changed after you read them.')).toBeVisible()
  const late: (() => void)[] = held
  held = null
  for (const deliver of late) deliver()
  const changed = under(page).getByRole('row')
  await expect(changed.filter({ hasText: 'Wording' })).toHaveText(
    /Four IRIS-T air-defence systems\s*Two IRIS-T air-defence systems/,
  )
  await expect(changed.filter({ hasText: 'Quantity' })).toHaveText(/4\s*2/)
  await page.keyboard.press('g')
  expect(agreement(id)?.agreedAt).toBeNull()

  await page.getByRole('button', { name: 'I have read the new words' }).click()
  await expect(under(page)).toContainText('Kyiv has not accepted this pledge as it stands now.')
  await kyiv.act('pledge:accept', { pledge: id, seen: kyiv.seen(id) })
  await expect(under(page)).toContainText('Gavel, 1 of 1')
  await page.keyboard.press('g')
  await until(() => agreement(id)?.agreedAt, 'the new words to be agreed')
  expect(agreement(id)).toMatchObject({ quantity: 2, agreedDigest: germany.seen(id) })
})

test('[A1][A2][A4] next and previous item by key, never while typing, and with the reason when they cannot be', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  const strip = page.getByRole('region', { name: 'Next acts' })
  await page.keyboard.press('n')
  await expect(strip).toContainText('1 of 13')
  await expect(strip.getByRole('button', { name: 'Next item' })).toBeEnabled()
  await page.keyboard.press('n')
  await expect(strip).toContainText('2 of 13')
  await expect(strip).toContainText('Report from the battlefield')
  await expect(strip).toContainText('Then: Priorities of Ukraine')
  await expect(strip.getByRole('button', { name: 'Previous item' })).toBeEnabled()
  await expect(page.locator('[aria-live=polite]')).toContainText('Now: Report from the battlefield')
  await page.keyboard.press('p')
  await expect(strip).toContainText('Opening by the co-chairs')

  await page.keyboard.press('/')
  await page.keyboard.type('npsg')
  await expect(page.getByRole('searchbox')).toHaveValue('npsg')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('s')
  await expect(strip).toContainText('suspended')
  await page.keyboard.press('n')
  await expect(page.getByRole('alert')).toHaveText(
    'The session is suspended; this needs it to be open.',
  )
  expect(readSession(chair.doc).currentItem).toBe('opening')
  await page.keyboard.press('s')
  await expect(page.getByRole('alert')).toBeHidden()
  await until(() => readSession(chair.doc).state === 'open', 'the session to go on')
})

test('[S1] closing is asked once, on the spot, and says what is left', async ({ page }) => {
  await accepted()
  await sitDown(page, server, 'chair', 'GBR')
  await page.getByRole('button', { name: 'Close session' }).click()
  const question = page.getByRole('group', { name: /A closed session stays closed/ })
  await expect(question).toContainText('1 accepted pledge is not agreed yet.')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  expect(readSession(chair.doc).state).toBe('open')
  await page.getByRole('button', { name: 'Close session' }).click()
  await page.getByRole('button', { name: 'Close for good' }).click()
  await until(() => readSession(chair.doc).state === 'closed', 'the session to be closed')
  await expect(page.getByRole('region', { name: 'Next acts' })).toContainText('closed')
})

test('[U2] the sheet of keys keeps the focus, closes with Escape, and turns the keys off', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toContainText('Open the gavel queue')
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab')
    // The browser's own bar is a stop on the way round; the page behind the sheet is not.
    expect(
      await page.evaluate(
        () =>
          document.activeElement === document.body ||
          document.activeElement?.closest('dialog') !== null,
      ),
    ).toBe(true)
  }
  await page.keyboard.press('n')
  await sheet.getByRole('checkbox').uncheck()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('n')
  await page.getByRole('button', { name: 'Previous item' }).press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This is already the first agenda item.')
  expect(readSession(chair.doc).currentItem).toBeNull()
})

test('the chair sees who is present and has answered nothing; a "no" is an answer', async ({
  page,
}) => {
  const poland = await connectSeat(server, 'delegate', 'POL')
  const hungary = await connectSeat(server, 'delegate', 'HUN')
  germany.pledge({
    capability: 'iamd',
    kind: 'equipment',
    title: 'No further systems this year',
    answer: 'declined',
  })
  await chair.act('agenda:go', { item: 'round-iamd' })
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('a')
  // Hungary takes no part, so nobody waits for it.
  await expect(under(page).getByRole('heading', { level: 2 })).toHaveText(
    '2 of 3 donors present have not answered',
  )
  await expect(under(page).getByRole('listitem')).toHaveText([/Poland/, /United Kingdom/])
  for (const seat of [poland, hungary]) seat.close()
})
