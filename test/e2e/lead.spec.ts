// The lead in a real browser: everyone is told that the chair is lost, a deputy takes over with one key, the lead is
// handed on without a reload, the secretary names who leads, and the team notes what nobody else reads.
import { expect, test, type Page } from '@playwright/test'
import { readRow } from '#shared/board.ts'
import { readLead } from '#shared/lead.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient
let others: SeatClient[]

test.beforeEach(async () => {
  server = await startServer({ env: { CHAIR_GRACE_MS: '300' } })
  chair = await connectSeat(server, 'chair', 'GBR')
  others = []
  await chair.act('session:open', {})
  await chair.act('agenda:next', {})
})
test.afterEach(async () => {
  for (const seat of [chair, ...others]) seat.close()
  await server.stop()
})

const frozen = (page: Page) =>
  page.getByRole('region', { name: /^The floor has been frozen since/ })
const next = (page: Page) => page.getByRole('button', { name: /^Next item/ })

test('[H3][H4][H5][U2] a lost chair is told to everyone, T takes over, and the chair that is back leads', async ({
  browser,
}) => {
  test.slow()
  const context = await browser.newContext()
  const [norway, germany] = [await context.newPage(), await context.newPage()]
  await sitDown(norway, server, 'chair', 'NOR')
  await sitDown(germany, server, 'delegate', 'DEU')
  await expect(norway.getByRole('button', { name: /You do not lead/ })).toContainText(
    'Germany and United Kingdom',
  )
  await expect(next(norway)).toHaveAttribute('aria-disabled', 'true')
  await expect(next(norway)).toHaveAttribute('title', /does not lead this session now/)
  await norway.keyboard.press('t')
  await expect(frozen(norway)).toHaveCount(0)

  chair.close()
  for (const page of [norway, germany]) {
    await expect(frozen(page)).toContainText('May take over: Norway')
    await expect(page.locator('[aria-live="polite"]')).toContainText('The floor is frozen')
    expect(await seriousFaults(page)).toEqual([])
  }
  await expect(germany.getByRole('button', { name: 'Take over' })).toHaveCount(0)
  await norway.keyboard.press('t')
  await expect(
    norway.getByRole('button', { name: 'You lead until the chair is back' }),
  ).toBeVisible()
  await expect(germany.getByText('Norway leads until the chair is back')).toBeVisible()
  await norway.keyboard.press('n')
  await expect(norway.getByText('Then: Priorities of Ukraine')).toBeVisible()

  const back = await connectSeat(server, 'chair', 'GBR')
  others.push(back)
  await expect(norway.getByRole('button', { name: /You do not lead/ })).toBeVisible()
  await expect(germany.getByText('Norway leads until the chair is back')).toHaveCount(0)
  await context.close()
})

test('[H6] the lead is handed on from the page, asked once, and nobody’s page is loaded anew', async ({
  browser,
}) => {
  const context = await browser.newContext()
  const [britain, norway] = [await context.newPage(), await context.newPage()]
  await sitDown(britain, server, 'chair', 'GBR')
  await sitDown(norway, server, 'chair', 'NOR')
  for (const page of [britain, norway]) await page.evaluate(() => (window.name = 'not loaded anew'))
  await britain.keyboard.press('c')
  await britain.getByRole('button', { name: 'Hand to Norway' }).click()
  expect(await seriousFaults(britain)).toEqual([])
  expect(readLead(chair.doc).leads).toEqual(['DEU', 'GBR'])
  await britain.getByRole('button', { name: 'Yes, Norway leads' }).click()
  await expect(norway.getByRole('button', { name: 'You lead together with Germany' })).toBeVisible()
  await expect(britain.getByRole('button', { name: /You do not lead/ })).toBeVisible()
  await expect(next(britain)).toHaveAttribute('aria-disabled', 'true')
  await norway.keyboard.press('n')
  await expect(britain.getByText('Then: Priorities of Ukraine')).toBeVisible()
  for (const page of [britain, norway])
    expect(await page.evaluate(() => window.name)).toBe('not loaded anew')
  await context.close()
})

test('[H7] the secretary names who leads and who may stand in', async ({ page }) => {
  await page.goto(`${server.origin}/join/${await server.token('secretary')}`)
  await page.getByLabel('Name').fill('Anna Berg')
  await page.getByLabel('Function').fill('Secretary')
  await page.getByRole('button', { name: 'Take the seat' }).click()
  const naming = page.getByRole('region', { name: 'Who leads' })
  await naming.getByRole('button', { name: 'Remove Germany' }).click()
  await naming.getByLabel('Add to the deputies').selectOption('Germany')
  await naming.getByLabel('Add to the deputies').selectOption('France')
  expect(await seriousFaults(page)).toEqual([])
  expect(readLead(chair.doc).leads).toEqual(['DEU', 'GBR'])
  await naming.getByRole('button', { name: 'Name them' }).click()
  await until(() => readLead(chair.doc).deputies.length === 3, 'the chair to see it')
  expect(readLead(chair.doc)).toMatchObject({ leads: ['GBR'], deputies: ['DEU', 'FRA', 'NOR'] })
})

test('[H8][H9] a note of the team is read by the team; one that is half written outlives a colleague’s and a reload', async ({
  page,
  browser,
}) => {
  const secretary = await connectSeat(server, 'secretary', null, { door: 'caucus' })
  others.push(secretary)
  await sitDown(page, server, 'chair', 'NOR')
  const note = page.getByRole('region', { name: 'Internal note' })
  await note.getByRole('button', { name: 'Write a note' }).click()
  await note.getByRole('textbox').fill('Let the minister of defence of Norway speak')
  await secretary.act('note:set', { item: 'opening', seen: null, text: 'Healey speaks first' })
  await expect(note).toContainText('changed this note since you began')
  await expect(note).toContainText('Healey speaks first')
  await page.reload()
  await expect(note.getByRole('textbox')).toHaveValue('Let the minister of defence of Norway speak')
  expect(await seriousFaults(page)).toEqual([])
  await note.getByRole('button', { name: 'Save mine instead' }).click()
  await until(
    () => readRow(secretary.doc, 'notes', 'opening')?.text?.startsWith('Let the minister'),
    'the secretary to read it',
  )
  await expect(note).toContainText('Olena Kovalenko')

  const delegate = await browser.newPage()
  await sitDown(delegate, server, 'delegate', 'NOR')
  await expect(delegate.getByText('Internal note')).toHaveCount(0)
  await expect(delegate.getByText('Let the minister')).toHaveCount(0)
  await delegate.close()
})
