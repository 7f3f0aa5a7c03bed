// Figures that open to their rows, on the documented pledges of 11 April 2025.
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { createRow } from '#shared/board.ts'
import { demoSession } from '#server/demo/demo.ts'
import { demoRowId } from '#server/demo/links.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { rowId } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
  await server.app.rooms.use(server.session, (room) =>
    room.write((doc) => {
      const asked = [...doc.getMap('requests').keys()][0]!
      for (const [i, { delegation, fields }] of demoSession().pledges.entries())
        createRow(doc, 'pledges', demoRowId(delegation, '2025-04-11', i + 1), {
          ...fields,
          request: fields['item'] === 'IRIS-T' ? asked : null,
        })
      for (const title of ['155 mm rounds', '155 mm rounds for the autumn'])
        createRow(doc, 'requests', rowId('UKR'), {
          ...{ capability: 'artillery', title, item: '155 mm' },
          ...{ quantity: 100_000, unit: 'round' },
        })
    }),
  )
})
test.afterAll(async () => {
  await server.stop()
})

test('[K2][U2] by keyboard from the board’s figures to the one pledge behind GBP 100m, and to what is left out', async ({
  page,
}) => {
  await sitDown(page, server, 'observer', null)
  await page.keyboard.press('=')
  const detail = page.getByRole('region', { name: 'Detail' })
  await expect(detail.getByRole('heading', { name: 'What stands on the board' })).toBeVisible()
  expect(await seriousFaults(page, 'main > .drawer')).toEqual([])

  const firm = detail.getByRole('region', { name: 'Firm' })
  await firm.getByRole('button', { name: 'GBP 100m' }).press('Enter')
  await expect(detail.getByRole('heading', { name: /GBP.100m/ })).toBeVisible()
  const made = detail.getByRole('region', { name: 'Made of 1 row' })
  await expect(made.getByRole('button')).toHaveText(/Norway.*GBP.100m/)
  const out = detail.getByRole('region', { name: '4 rows left out' }).getByRole('button')
  await expect(out).toHaveCount(4)
  await expect(out.filter({ hasText: 'GBP 4.5bn in 2025' })).toContainText('Was announced before')
  await expect(out.filter({ hasText: 'GBP 350m surge' })).toContainText('Is part of another row')

  await made.getByRole('button').press('Enter')
  await expect(
    detail.getByRole('heading', { name: /International Fund for Ukraine/ }),
  ).toBeVisible()
  await detail.getByRole('button', { name: 'Back' }).press('Enter')
  await expect(made).toBeVisible()
  await detail.getByRole('button', { name: 'Back' }).press('Enter')
  await expect(firm).toBeVisible()
  await expect(detail.getByRole('button', { name: 'Back' })).toBeHidden()
})

test('[K2] from the line over a capability to its requests, and from a coverage to its pledges and what is open', async ({
  page,
}) => {
  await sitDown(page, server, 'observer', null)
  const detail = page.getByRole('region', { name: 'Detail' })
  await page.getByRole('button', { name: /155 mm.*0 of 200,000 rounds/ }).click()
  await expect(detail.getByRole('region', { name: 'Made of 2 rows' })).toBeVisible()

  await page.getByText('Zelensky (9 April, ahead of the meeting)').click()
  const firm = detail.getByRole('button', { name: 'Firm: Show the rows behind 4 systems' })
  await firm.click()
  await expect(detail.getByRole('heading', { name: 'Firm · 4 systems' })).toBeVisible()
  await expect(
    detail.getByRole('region', { name: 'Made of 1 row' }).getByRole('button'),
  ).toHaveText(/Germany.*4 systems/)
  await detail.getByRole('button', { name: 'Back' }).click()
  await detail.getByRole('button', { name: /^Open: Show/ }).click()
  await expect(detail.getByRole('term')).toHaveText(['Asked', 'Less what is pledged', 'Open'])
  await expect(detail.getByRole('definition')).toHaveText(['10 systems', '4 systems', '6 systems'])
})

test('[K3][U2] what if Germany left: the systems fall open, and it is saved as CSV', async ({
  page,
}) => {
  await sitDown(page, server, 'staff', 'NATO')
  await page.keyboard.press('=')
  const detail = page.getByRole('region', { name: 'Detail' })
  await detail.getByRole('button', { name: 'What if a delegation left' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'What if they left?' })
  await dialog.getByRole('checkbox', { name: /Germany/ }).press('Space')
  await expect(dialog.getByRole('status')).toHaveText(/1 request falls open\s+0 agreed tasks stop/)
  const requests = dialog.getByRole('region', { name: 'Requests' })
  await expect(requests).toContainText('4 systems fall open')
  await expect(requests).toContainText('open now 6, then 10 of 10 systems')
  const irisT = dialog.getByRole('row', { name: /^IRIS-T Air/ })
  await expect(irisT).toContainText('Germany 100% of 4 systems')
  await expect(irisT).toContainText('nothing left')
  expect(await seriousFaults(page, 'dialog')).toEqual([])

  const saving = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as CSV' }).click()
  const text = await readFile(await (await saving).path(), 'utf8')
  expect(text).toMatch(/^\uFEFFWho leaves,Part,/)
  expect(text).toMatch(/Germany,Requests,Air and missile defence,.*Patriot.*,10,6,10,4,/)

  await dialog.getByRole('checkbox', { name: /Germany/ }).press('Space')
  await expect(dialog.getByRole('status')).toHaveText('Choose one or more delegations.')
  await dialog.getByRole('checkbox', { name: /Germany/ }).press('Space')
  await requests.getByRole('button', { name: /at least ten systems/ }).press('Enter')
  await expect(dialog).toBeHidden()
  await expect(detail.getByRole('heading', { name: /at least ten systems/ })).toBeVisible()
})

test('[M12] staff set a rate, and everybody reads the money in one currency with day and source', async ({
  page,
}) => {
  await sitDown(page, server, 'staff', 'NATO')
  await page.keyboard.press('=')
  const converted = page.getByRole('region', { name: 'Money in one currency' })
  await expect(converted.getByText(/^Without a rate.*GBP/)).toBeVisible()
  await converted.getByRole('button', { name: 'Set a rate' }).click()
  await converted.getByLabel('Currency', { exact: true }).selectOption('GBP')
  await converted.getByLabel('How much GBP one euro buys').fill('0.856')
  await converted.getByLabel('Day of the rate').fill('2025-04-10')
  await converted.getByRole('button', { name: 'Set a rate' }).click()
  await expect(converted.getByLabel('Source')).toHaveAttribute('aria-invalid', 'true')
  await converted.getByLabel('Source').fill('European Central Bank')
  await converted.getByRole('button', { name: 'Set a rate' }).click()
  await expect(
    converted.getByText('EUR 1 = 0.856 GBP, 10 April 2025, European Central Bank'),
  ).toBeVisible()
  await expect(converted.getByText(/^Without a rate/)).toHaveCount(0)
  await converted.getByLabel('Converted into').selectOption('GBP')
  await expect(converted.getByText(/about .*GBP/).first()).toBeVisible()
})
