// A gift as it really is: in lines, joint, on a condition, with another state's consent; confirmed, amended, repeated.
import { expect, type Page, test } from '@playwright/test'
import { readRow, readRows } from '#shared/board.ts'
import { linesOf } from '#shared/line.ts'
import { listOf } from '#shared/list-field.ts'
import { sharesOf } from '#shared/share.ts'
import { Keyboard } from '../support/keyboard.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient
let kyiv: SeatClient

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  await chair.act('session:open', {})
})
test.afterEach(async () => {
  for (const seat of [chair, kyiv]) seat.close()
  await server.stop()
})

const title = '200,000 rounds for Gepard, with Norway, and EUR 30m for spares'

/** The pledge with these words, once the chair's copy of the board has it. */
async function placed(words: string): Promise<string> {
  const find = () =>
    [...readRows(chair.doc, 'pledges')].find(([, pledge]) => pledge.title === words)?.[0]
  await until(find, `the pledge "${words}"`)
  return find() ?? ''
}

async function unfold(page: Page, group: string): Promise<void> {
  await page.locator('summary').filter({ hasText: group }).click()
}

async function writeJoint(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New pledge' }).click()
  await page.getByLabel('What do you pledge?').fill(title)
  await page.getByLabel('Quantity', { exact: true }).fill('200,000')
  await page.getByLabel('Unit', { exact: true }).selectOption('system')
  await page.getByLabel('Item', { exact: true }).fill('Gepard round')
  await expect(page.getByText('Gepard round is counted in rounds.')).toBeVisible()
  await page.getByLabel('Unit', { exact: true }).selectOption('round')
  await expect(page.getByText('Gepard round is counted in rounds.')).toBeHidden()
  await page.getByLabel('Capability', { exact: true }).selectOption('iamd')

  await unfold(page, 'Further lines')
  await page.getByRole('button', { name: 'Add a line' }).click()
  const line = page.getByRole('listitem', { name: 'Line 2' })
  await expect(line.getByLabel('How much', { exact: true })).toBeFocused()
  await line.getByLabel('Counted in', { exact: true }).selectOption('EUR')
  await line.getByLabel('How much', { exact: true }).fill('thirty')
  await line.getByLabel('Period', { exact: true }).fill('2026')

  await unfold(page, 'Partners and shares')
  await page.getByRole('button', { name: 'Add a partner' }).click()
  await page.getByLabel('Delegation', { exact: true }).selectOption('NOR')
  await page.getByLabel('Share', { exact: true }).fill('60,000')
  await expect(page.getByText('140,000 rounds missing')).toBeVisible()

  await unfold(page, 'Condition and consent')
  await page.getByRole('textbox', { name: 'Condition' }).fill('The Bundestag votes the budget')
  await page.getByLabel('Kind of condition').selectOption('budget_vote')
  await page.getByLabel('Consent needed from').fill('che')
}

test('[M8][M14][P12][U2] a joint, conditional pledge of two lines is placed, its share confirmed by the partner, and amended', async ({
  browser,
}) => {
  test.slow()
  const [germany, norway] = [await browser.newContext(), await browser.newContext()]
  const page = await germany.newPage()
  await sitDown(page, server, 'delegate', 'DEU', 'Anna Weber')
  await writeJoint(page)

  // What is half written is there again, groups and all; nothing that is at fault goes out.
  await page.keyboard.press('Escape')
  await page.reload()
  await page.getByRole('button', { name: 'New pledge' }).click()
  await expect(page.getByLabel('What do you pledge?')).toHaveValue(title)
  await page.getByRole('button', { name: 'Place on the board' }).click()
  const line = page.getByRole('listitem', { name: 'Line 2' })
  await expect(line.getByLabel('How much', { exact: true })).toBeFocused()
  await expect(line.getByText('An amount above zero; money is not said in words.')).toBeVisible()
  await line.getByLabel('How much', { exact: true }).fill('30m')
  await expect(line.getByText('EUR 30,000,000')).toBeVisible()
  await page.getByRole('button', { name: 'Place on the board' }).click()
  await expect(page.getByLabel('Our own share')).toBeFocused()
  await page.getByRole('button', { name: 'The rest is ours' }).click()
  await expect(page.getByText('comes to the whole')).toBeVisible()
  await unfold(page, 'Condition and consent')
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Place on the board' }).click()

  const id = await placed(title)
  const pledge = () => {
    const row = readRow(chair.doc, 'pledges', id)
    if (row === null) throw new Error('the pledge is gone')
    return row
  }
  expect(linesOf(pledge()).slice(1)).toMatchObject([
    { amountMinor: 3_000_000_000, currency: 'EUR', period: '2026' },
  ])
  expect(listOf(pledge().shares)).toEqual([
    { party: 'DEU', value: 140_000 },
    { party: 'NOR', value: 60_000 },
  ])
  expect(pledge()).toMatchObject({
    jointWith: 'NOR',
    conditionKind: 'budget_vote',
    consentOf: 'CHE',
  })

  await test.step('the partner finds what waits for it, and confirms without a mouse', async () => {
    const partner = await norway.newPage()
    const keyboard = new Keyboard(partner)
    await sitDown(partner, server, 'delegate', 'NOR', 'Ingrid Solberg')
    await expect(partner.getByRole('heading', { name: 'Shares to confirm 1' })).toBeVisible()
    await keyboard.find('Confirm our share', `Confirm our share: ${title}`)
    await expect(partner.getByText('awaits your confirmation: 60,000 rounds.')).toBeVisible()
    await keyboard.find('Confirm our share', /^Confirm our share/)
    await expect(partner.getByRole('heading', { name: 'Shares to confirm' })).toBeHidden()
    const own = partner.getByRole('listitem').filter({ hasText: '60,000 rounds' })
    await expect(own).toContainText('confirmed')
    const state = () =>
      sharesOf(pledge(), readRow(chair.doc, 'agreements', id))?.map((share) => share.state)
    await until(() => state()?.[1] === 'confirmed', 'the share to be confirmed')
    await partner.getByRole('button', { name: 'Withdraw our share' }).click()
    await until(() => state()?.[1] === 'withdrawn', 'the share to be withdrawn')
    await partner.getByRole('button', { name: 'Confirm our share' }).click()
    await until(() => state()?.[1] === 'confirmed', 'the share to be confirmed again')
  })

  await test.step('[P11] the capital confirms the words; other words are announced only', async () => {
    await page.getByRole('button', { name: 'Confirm for the capital' }).click()
    await expect(page.getByText('Confirmed by the capital: Anna Weber')).toBeVisible()
  })

  await test.step('[M3] agreed, it is amended: the difference alone counts', async () => {
    for (const [seat, act] of [
      [kyiv, 'pledge:accept'],
      [chair, 'pledge:agree'],
    ] as const) {
      await until(() => readRow(seat.doc, 'pledges', id), 'the pledge to be seen')
      expect(await seat.act(act, { pledge: id, seen: seat.seen(id) })).toMatchObject({ ok: true })
    }
    await page.getByRole('button', { name: 'Propose an amendment' }).click()
    await page.getByLabel('What do you pledge?').fill('250,000 rounds for Gepard, with Norway')
    await page.getByLabel('Quantity', { exact: true }).fill('250,000')
    await unfold(page, 'Earlier pledges')
    await expect(page.getByText('Of which new: 50,000')).toBeVisible()
    await unfold(page, 'Partners and shares')
    await page.getByRole('button', { name: 'The rest is ours' }).click()
    await page.getByRole('button', { name: 'Place on the board' }).click()
    const amended = await placed('250,000 rounds for Gepard, with Norway')
    expect(readRow(chair.doc, 'pledges', amended)).toMatchObject({
      supersedes: id,
      netNew: 50_000,
      consentOf: 'CHE',
      lines: pledge().lines,
    })
  })
  await germany.close()
  await norway.close()
})

test('[M2] what was announced before is proposed as a repetition, and stays new if its author says so', async ({
  page,
}) => {
  const britain = await connectSeat(server, 'delegate', 'GBR')
  const january = britain.pledge({
    capability: 'general',
    kind: 'funding',
    title: 'GBP 4.5bn in 2025',
    amountMinor: 450_000_000_000,
    currency: 'GBP',
    period: '2025',
  })
  await sitDown(page, server, 'delegate', 'GBR', 'Alice Brown')
  const write = async (words: string) => {
    await page.getByRole('button', { name: 'New pledge' }).click()
    await page.getByLabel('What do you pledge?').fill(words)
    await page.locator('label').filter({ hasText: 'Money' }).click()
    await page.getByLabel('Currency', { exact: true }).selectOption('GBP')
    await page.getByLabel('Amount', { exact: true }).fill('4.5bn')
  }
  const known = page.getByText('This looks like what you announced on')

  await write('This year we give GBP 4.5bn')
  await expect(known).toBeVisible()
  await page.getByRole('button', { name: 'Announce it again' }).click()
  await expect(known).toBeHidden()
  await page.getByRole('button', { name: 'Place on the board' }).click()
  const again = await placed('This year we give GBP 4.5bn')
  expect(readRow(chair.doc, 'pledges', again)?.reannounces).toBe(january)

  await write('Another GBP 4.5bn')
  await page.getByRole('button', { name: 'It is new' }).click()
  await page.getByRole('button', { name: 'Place on the board' }).click()
  const more = await placed('Another GBP 4.5bn')
  expect(readRow(chair.doc, 'pledges', more)?.reannounces).toBeNull()

  await write('A draft of the same GBP 4.5bn')
  await page.getByRole('button', { name: 'Keep as private draft' }).click()
  const draft = page.getByRole('listitem').filter({ hasText: 'A draft of the same' })
  await expect(draft).toContainText('Announced before?')
  await draft.getByRole('button', { name: 'Place' }).click()
  await expect(known).toBeVisible()
  britain.close()
})

test('[R3][R4][R5] Kyiv writes a request in lines in place of an earlier one, staff validate it, Kyiv closes it', async ({
  browser,
}) => {
  test.slow()
  const earlier = kyiv.request({
    capability: 'iamd',
    title: 'Gepard rounds for the south',
    quantity: 100_000,
    unit: 'round',
  })
  const contexts = [await browser.newContext(), await browser.newContext()]
  const [page, desk] = [await contexts[0]?.newPage(), await contexts[1]?.newPage()]
  if (page === undefined || desk === undefined) throw new Error('no page')
  await sitDown(page, server, 'kyiv', 'UKR')
  const words = 'Gepard rounds and guns for the south'
  await page.getByRole('button', { name: 'New request' }).click()
  await page.getByLabel('What is needed?').fill(words)
  await page.getByLabel('Quantity', { exact: true }).fill('200,000')
  await page.getByLabel('Upper quantity').fill('100,000')
  await page.getByLabel('Unit', { exact: true }).selectOption('round')
  await unfold(page, 'Further lines')
  await page.getByRole('button', { name: 'Add a line' }).click()
  await page
    .getByRole('listitem', { name: 'Line 2' })
    .getByLabel('How much', { exact: true })
    .fill('20')
  await page
    .getByRole('listitem', { name: 'Line 2' })
    .getByLabel('Counted in', { exact: true })
    .selectOption('vehicle')
  await unfold(page, 'Takes the place of')
  await page.getByRole('combobox', { name: 'Takes the place of' }).selectOption(earlier)
  await page.getByRole('button', { name: 'Post the request' }).click()
  await expect(page.getByText('The upper end must be above the lower.')).toBeVisible()
  await page.getByLabel('Upper quantity').fill('300,000')
  await page.getByRole('button', { name: 'Post the request' }).click()

  const find = () =>
    [...readRows(chair.doc, 'requests')].find(([, request]) => request.title === words)
  await until(find, 'the request')
  const [id, request] = find() ?? ['', null]
  expect(request).toMatchObject({ quantityMax: 300_000, supersedes: earlier })
  await until(() => readRow(chair.doc, 'requests', earlier)?.withdrawn, 'the earlier one to go')

  await sitDown(desk, server, 'staff', 'NATO')
  await desk.getByRole('searchbox').fill(words)
  const row = desk.getByRole('row').filter({ hasText: words })
  await expect(row).toContainText('+1 line')
  await row.click()
  await desk.getByRole('button', { name: 'Validate these words' }).click()
  await expect(desk.getByText(/^Validated by /)).toBeVisible()

  await expect(page.getByText(/^Validated by /)).toBeVisible()
  await page.getByRole('button', { name: 'Close the request' }).click()
  await page.getByLabel('Why it is closed').fill('Bought elsewhere')
  await page.getByRole('button', { name: 'Close the request' }).click()
  await expect(page.getByText('Bought elsewhere')).toBeVisible()
  await until(() => readRow(chair.doc, 'reviews', id)?.closedAt, 'the request to be closed')
  await page.getByRole('button', { name: 'Take it up again' }).click()
  await until(() => readRow(chair.doc, 'reviews', id)?.closedAt === null, 'the request to be open')
  for (const context of contexts) await context.close()
})
