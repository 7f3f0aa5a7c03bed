// After the gavel, in real browsers: a conditional joint gift waits for a budget and a third state, leaves in two
// consignments, arrives short, and what is missing is settled.
import { expect, test, type Page } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { readRow, readTasksOf } from '#shared/board.ts'
import { consentsOf, sharesOf } from '#shared/share.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let seats: SeatClient[] = []

test.beforeEach(async () => {
  server = await startServer()
})
test.afterEach(async () => {
  for (const seat of seats) seat.close()
  seats = []
  await server.stop()
})

/** The rounds for which Germany asked Switzerland's consent in 2022, given together with the Netherlands. */
const rounds = {
  capability: 'iamd',
  kind: 'ammunition',
  title: '12,400 rounds of 35 mm for Gepard, with the Netherlands',
  request: demoRowId('UKR', '2025-04-11', 0),
  item: 'Gepard round',
  quantity: 12_400,
  unit: 'round',
  jointWith: 'NLD',
  shares: '[{"party":"DEU","value":8400},{"party":"NLD","value":4000}]',
  condition: 'The Bundestag votes the supplementary budget',
  conditionKind: 'budget_vote',
  consentOf: 'CHE',
} as const

const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name })
const detail = (page: Page) => page.getByRole('region', { name: 'Detail', exact: true })
const turnTo = (page: Page, name: RegExp) => page.getByRole('tab', { name }).click()

async function seat(
  ...who: ['chair' | 'kyiv' | 'delegate' | 'staff', string]
): Promise<SeatClient> {
  const taken = await connectSeat(server, ...who)
  seats.push(taken)
  return taken
}

test('[M8][T6][T12][T13][T15] a conditional joint pledge: consent, a partial consignment, a short receipt, an adjustment', async ({
  page,
  browser,
}) => {
  test.slow()
  const chair = await seat('chair', 'GBR')
  const kyiv = await seat('kyiv', 'UKR')
  const germany = await seat('delegate', 'DEU')
  const netherlands = await seat('delegate', 'NLD')
  await chair.act('session:open', {})
  const pledge = germany.pledge(rounds)
  for (const one of [netherlands, kyiv, chair])
    await until(() => readRow(one.doc, 'pledges', pledge), 'the pledge to be seen')
  const share = { pledge, party: 'NLD', from: 'offered', to: 'confirmed' } as const
  expect(await netherlands.act('share:move', share)).toEqual({ ok: true })
  const seen = () => ({ pledge, seen: chair.seen(pledge) })
  expect((await kyiv.act('pledge:accept', seen())).ok).toBe(true)
  expect((await chair.act('pledge:agree', seen())).ok).toBe(true)
  const { doc } = chair
  const tasks = () => readTasksOf(doc, pledge)
  const agreement = () => readRow(doc, 'agreements', pledge)

  // Staff: the conversion proposes a shipment a share, and nothing moves before condition and consent.
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, /^To convert 1$/)
  await row(page, rounds.title).getByText(rounds.title).click()
  const drawer = detail(page)
  await expect(drawer.getByRole('region', { name: 'Consents' })).toContainText('Switzerland')
  await drawer.getByRole('button', { name: 'Convert' }).click()
  await expect(drawer.getByLabel('Quantity')).toHaveCount(2)
  await expect(drawer.getByLabel('Quantity').first()).toHaveValue('8,400')
  await expect(drawer.getByLabel('Responsible').nth(1)).toHaveValue('Netherlands')
  for (const n of [0, 1]) await drawer.getByLabel('Hub or place').nth(n).fill('Rzeszów')
  await drawer.getByRole('button', { name: 'Plan 2 tasks' }).click()
  await until(() => tasks().length === 2, 'two tasks')
  expect(tasks().map(({ quantity, node }) => [quantity, node])).toEqual([
    [8400, 'rzeszow'],
    [4000, 'rzeszow'],
  ])

  await turnTo(page, /^Tasks 2$/)
  await row(page, /\(1\/2\)/)
    .getByText(rounds.title)
    .click()
  await expect(drawer.getByText('Nothing moves before it is met or waived.')).toBeVisible()
  await expect(drawer.getByRole('button', { name: 'Clear', exact: true })).toHaveCount(0)
  await drawer.getByRole('button', { name: rounds.title, exact: true }).click()
  await drawer.getByRole('button', { name: 'Met', exact: true }).click()
  await drawer.getByRole('button', { name: 'Met: are you sure?' }).click()
  await until(() => agreement()?.condition === 'met', 'the condition')

  const consents = drawer.getByRole('region', { name: 'Consents' })
  const record = async (step: string, reference: string) => {
    await consents.getByRole('button', { name: /^Record/ }).click()
    await consents.getByLabel('Reference').fill(reference)
    await consents.getByRole('button', { name: step, exact: true }).click()
    await expect(consents.getByText(step, { exact: true })).toBeVisible()
  }
  await record('requested', 'Note verbale of 14 April')
  await turnTo(page, /^Tasks 2$/)
  await row(page, /\(1\/2\)/)
    .getByText(rounds.title)
    .click()
  await expect(drawer.getByText('Nothing moves without the consent of Switzerland.')).toBeVisible()
  await drawer.getByRole('button', { name: rounds.title, exact: true }).click()
  await record('granted', 'Federal Council, 30 April')
  const words = readRow(doc, 'pledges', pledge)
  if (words === null) throw new Error('the pledge is gone')
  await until(
    () => consentsOf(words, agreement()).every(({ state }) => state === 'granted'),
    'the consent',
  )
  expect(sharesOf(words, agreement())).toMatchObject([
    { party: 'DEU', state: 'offered' },
    { party: 'NLD', state: 'confirmed' },
  ])

  // What is there leaves now, the rest later.
  await row(page, /\(1\/2\)/)
    .getByText(rounds.title)
    .click()
  await drawer.getByRole('button', { name: 'Send a part' }).click()
  await drawer.getByLabel('What leaves apart').fill('5000')
  await drawer.getByLabel('Window').fill('2025-05')
  expect(await seriousFaults(page)).toEqual([])
  await drawer.getByRole('button', { name: 'Send apart' }).click()
  await until(() => tasks().length === 3, 'the consignment')
  expect(tasks().map(({ quantity }) => quantity)).toEqual([3400, 4000, 5000])
  const parted = `${pledge}.3`
  for (const [from, to] of [
    ['planned', 'cleared'],
    ['cleared', 'moving'],
    ['moving', 'at_node'],
    ['at_node', 'handed_over'],
  ] as const) {
    const line = page.getByRole('row').filter({ hasText: '5,000' })
    const names = {
      cleared: 'Clear',
      moving: 'Send on its way',
      at_node: 'Arrived at hub',
      handed_over: 'Hand over',
    }
    await expect(line.getByRole('button', { name: names[to], exact: true })).toBeVisible()
    await line.getByRole('button', { name: names[to], exact: true }).click()
    await until(() => readRow(doc, 'tasks', parted)?.state === to, `${from} to ${to}`)
  }

  // Kyiv: 4,900 came, in order.
  const there = await browser.newPage()
  await sitDown(there, server, 'kyiv', 'UKR')
  await there.getByRole('button', { name: '1 to confirm' }).click()
  const receipt = detail(there)
  await receipt.getByRole('radio', { name: 'Less' }).check()
  await receipt.getByLabel('Received').fill('4900')
  await receipt.getByLabel('What is missing').fill('One pallet was not on the train.')
  await receipt.getByLabel('Condition on arrival').selectOption('In order')
  await receipt.getByRole('button', { name: 'Confirm receipt' }).click()
  await until(() => readRow(doc, 'tasks', parted)?.received === 4900, 'the receipt')

  // Staff settle the hundred rounds, which may then be sent once more.
  await page.getByRole('row').filter({ hasText: '5,000' }).getByText(rounds.title).click()
  await expect(drawer.getByText('100 missing')).toBeVisible()
  await drawer.getByRole('button', { name: 'Settle the difference' }).click()
  await drawer.getByLabel('What became of it').selectOption('Will follow')
  await drawer.getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(drawer.getByLabel('How it is known')).toHaveAttribute('aria-invalid', 'true')
  await drawer.getByLabel('How it is known').fill('The pallet stands in Rzeszów.')
  await drawer.getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(drawer.getByText('The pallet stands in Rzeszów.')).toBeVisible()
  expect(readRow(doc, 'tasks', parted)).toMatchObject({
    adjustReason: 'to_follow',
    receivedAs: 'good',
    partedFrom: `${pledge}.1`,
  })
  await turnTo(page, /^To convert 1$/)
  await expect(row(page, rounds.title)).toContainText('100 left')
  await there.close()
})
