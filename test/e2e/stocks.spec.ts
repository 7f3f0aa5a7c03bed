// Declared stocks in a real browser: what a delegation says it holds is seen where it would fit, is pledged from, and is
// named where others' leaving opens a gap.
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { clientRoots, createRow, readRow, readRows } from '#shared/board.ts'
import { seriousFaults, sitDown, takeSeat } from '../support/page.ts'
import { connectSeat, rowId } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer

test.beforeEach(async () => {
  server = await startServer()
})
test.afterEach(async () => {
  await server.stop()
})

/** At least ten more systems, of April 2025. */
const systems = demoRowId('UKR', '2025-04-11', 0)

test('[B1][B2][B3] a delegation declares what it holds, pledges from it, and says itself what the stock says then', async ({
  page,
}) => {
  const chair = await connectSeat(server, 'chair', 'GBR')
  await chair.act('session:open', {})
  await sitDown(page, server, 'delegate', 'ESP', 'Lucía Romero')
  await page.getByRole('button', { name: 'Declare a stock' }).click()
  const form = page.getByRole('region', { name: 'Detail' })
  await form.getByLabel('What do you hold?').fill('Patriot')
  await expect(form.getByLabel('Unit')).toHaveValue('system')
  await form.getByLabel('How many').fill('3')
  await form.getByLabel('Available').fill('Q3 2025')
  await expect(form.getByText('Understood as 1 July 2025 to 30 September 2025')).toBeVisible()
  await expect(form.getByLabel('Capability')).toHaveValue('iamd')
  expect(await seriousFaults(page, '.drawer')).toEqual([])
  await form.getByRole('button', { name: 'Declare it' }).click()
  await expect(form.getByText('3 systems')).toBeVisible()
  await until(() => readRows(chair.doc, 'stocks').size === 1, 'the stock at the chair')
  const [id = '', stock] = [...readRows(chair.doc, 'stocks')][0] ?? []
  expect(stock).toMatchObject({
    ...{ capability: 'iamd', item: 'Patriot', quantity: 3, unit: 'system' },
    ...{ availableFrom: 'Q3 2025', withdrawn: false },
  })
  expect(await seriousFaults(page, '.drawer')).toEqual([])

  const ten = form.getByRole('listitem').filter({ hasText: /at least ten systems/i })
  await ten.getByRole('button', { name: 'Pledge for this' }).click()
  await expect(form.getByLabel('What do you pledge?')).toHaveValue('Patriot')
  await form.getByRole('textbox', { name: 'Quantity' }).fill('1')
  await form.getByRole('button', { name: 'Place on the board' }).click()
  await expect(form.getByText('You pledged 1 system from this stock.')).toBeVisible()
  await until(() => readRows(chair.doc, 'pledges').size === 1, 'the pledge at the chair')
  expect([...readRows(chair.doc, 'pledges').values()]).toMatchObject([
    { item: 'Patriot', quantity: 1, unit: 'system', capability: 'iamd', request: systems },
  ])
  expect(readRow(chair.doc, 'stocks', id)?.quantity).toBe(3)
  await form.getByRole('button', { name: 'Declare 2 systems' }).click()
  await until(() => readRow(chair.doc, 'stocks', id)?.quantity === 2, 'what is left of the stock')
  chair.close()
})

test('[K3][B4] chair, Kyiv and secretary ask on the board itself what would follow if Germany left', async ({
  browser,
}) => {
  const held = { capability: 'iamd', item: 'Patriot', unit: 'system' } as const
  await server.app.rooms.use(server.session, (room) =>
    room.write((doc) => {
      createRow(doc, 'pledges', rowId('DEU'), {
        ...{ capability: 'iamd', kind: 'equipment', title: 'Four IRIS-T air-defence systems' },
        ...{ quantity: 4, unit: 'system', request: systems },
      })
      createRow(doc, 'pledges', rowId('NLD'), {
        ...{ capability: 'iamd', kind: 'equipment', title: 'Radars for air defence' },
        ...{ quantity: 2, unit: 'item' },
        ...{ condition: 'if Germany sends the systems', conditionKind: 'others_give' },
      })
      createRow(doc, 'stocks', rowId('ROU'), { ...held, quantity: 1, availableFrom: 'Q3 2025' })
      createRow(doc, 'stocks', rowId('GRC'), { ...held })
      createRow(doc, 'stocks', rowId('HUN'), { ...held, quantity: 7 })
    }),
  )
  const stood = await boardNow()
  for (const [role, delegation, name] of [
    ['chair', 'GBR', 'Claire Dubois'],
    ['kyiv', 'UKR', 'Olena Kovalenko'],
    ['secretary', null, 'Mark Jansen'],
  ] as const) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await takeSeat(page, server, role, delegation, name)
    if (role === 'secretary')
      await page.getByRole('navigation').getByRole('link', { name: 'Board' }).click()
    const detail = page.getByRole('region', { name: 'Detail' })
    if (role === 'kyiv') {
      await page.getByText(/at least ten systems/).click()
      const fit = detail.getByRole('region', { name: 'Declared stocks that would fit' })
      await expect(fit.getByRole('button')).toHaveText([
        /Greece.*number not stated/,
        /Romania.*1 system.*Q3 2025/,
      ])
    }
    if (role === 'chair') {
      await page.getByRole('button', { name: 'Figures' }).click()
      const all = detail.getByRole('region', { name: 'Declared stocks' })
      await expect(all.getByRole('button')).toHaveText([/Greece/, /Hungary/, /Romania/])
    }
    await page.getByRole('button', { name: 'What if', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'What if they left?' })
    await dialog.getByRole('checkbox', { name: /^Germany/ }).check()
    await expect(dialog.getByText('1 request falls open')).toBeVisible()
    const gap = dialog.getByRole('region', { name: 'Requests' })
    await expect(
      gap.getByRole('button', { name: /Romania.*1 system.*declared stock, Q3 2025/ }),
    ).toBeVisible()
    await expect(gap.getByRole('button', { name: /Greece.*declared stock/ })).toBeVisible()
    await expect(gap.getByRole('button', { name: /Hungary/ })).toHaveCount(0)
    await expect(
      gap.getByText(/If all of it came, at most 9 systems would still be open/),
    ).toBeVisible()
    const hangs = dialog.getByRole('region', { name: 'Conditions on others' })
    await expect(hangs.getByRole('button', { name: /Radars for air defence/ })).toContainText(
      'its condition names them',
    )
    if (role === 'chair') expect(await seriousFaults(page, 'dialog')).toEqual([])
    if (role === 'secretary') {
      const saved = page.waitForEvent('download')
      await dialog.getByRole('button', { name: 'Save as CSV' }).click()
      const csv = await readFile(await (await saved).path(), 'utf8')
      expect(csv).toContain('Romania 1 (declared stock, Q3 2025)')
    }
    await gap.getByRole('button', { name: /Romania/ }).click()
    await expect(dialog).toBeHidden()
    await expect(detail.getByText('Declared stock · Romania')).toBeVisible()
    await expect(detail.getByRole('button', { name: 'Pledge from it' })).toHaveCount(0)
    await context.close()
  }
  expect(await boardNow()).toEqual(stood)
})

/** What clients have written on the board. */
function boardNow() {
  return server.app.rooms.use(server.session, ({ doc }) =>
    Object.keys(clientRoots).map((root) => doc.getMap(root).toJSON()),
  )
}
