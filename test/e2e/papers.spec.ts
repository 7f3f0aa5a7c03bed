// Papers of an agenda item in a real browser: tabled, opened, removed; a statement handed in before it is said.
import { expect, test, type Page } from '@playwright/test'
import { readRows } from '#shared/board.ts'
import { pdf } from '../support/files.ts'
import { seriousFaults, sitDown, takeSeat } from '../support/page.ts'
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
const open = (page: Page) =>
  page
    .getByRole('navigation', { name: 'Agenda' })
    .getByRole('button', { name: /^Papers of Priorities of Ukraine/ })
    .click()

test('[W4][W5][W7][W8] a document is tabled, read by another delegation, and removed; a page called a PDF is not taken', async ({
  browser,
}) => {
  const germany = await (await browser.newContext()).newPage()
  const norway = await (await browser.newContext()).newPage()
  await sitDown(germany, server, 'delegate', 'DEU')
  await sitDown(norway, server, 'delegate', 'NOR')
  await open(germany)
  const files = panel(germany).getByLabel('Table a document')
  await files.setInputFiles({ name: 'Coalition.pdf', mimeType: 'application/pdf', buffer: pdf() })
  await open(norway)
  const link = panel(norway).getByRole('link', { name: 'Coalition.pdf' })
  await expect(link).toBeVisible()
  await expect(panel(norway).getByRole('button', { name: 'Remove' })).toHaveCount(0)
  const download = norway.waitForEvent('download')
  await link.click()
  expect((await download).suggestedFilename()).toBe('Coalition.pdf')

  await files.setInputFiles({
    name: 'Plan.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('<!doctype html><script>alert(1)</script>'),
  })
  await expect(panel(germany).getByRole('alert')).toContainText('This cannot be tabled')
  await panel(germany).getByRole('button', { name: 'Dismiss' }).click()

  await panel(germany).getByRole('button', { name: 'Remove' }).click()
  await panel(germany).getByRole('button', { name: 'Remove for everybody' }).click()
  await expect(link).toHaveCount(0)
  for (const page of [germany, norway]) await page.context().close()
})

test('[W9][W10] a statement is written, outlives a reload, is handed in, and read by the chair alone', async ({
  browser,
}) => {
  const germany = await (await browser.newContext()).newPage()
  const chair = await (await browser.newContext()).newPage()
  const norway = await connectSeat(server, 'delegate', 'NOR')
  await sitDown(germany, server, 'delegate', 'DEU')
  await sitDown(chair, server, 'chair', 'GBR')
  await open(germany)
  const field = panel(germany).getByLabel('Our statement').last()
  await field.fill('Germany takes the lead of a coalition.')
  await expect(panel(germany).getByText('Not handed in yet')).toBeVisible()
  await germany.reload()
  await open(germany)
  await expect(field).toHaveValue('Germany takes the lead of a coalition.')
  await panel(germany).getByRole('button', { name: 'Hand in' }).click()
  await expect(panel(germany).getByText(/^Handed in at/)).toBeVisible()
  await open(chair)
  await expect(panel(chair).getByText('Germany takes the lead of a coalition.')).toBeVisible()
  expect(await norway.act('statement:list', {})).toEqual({ ok: true, statements: [] })

  await field.fill('Germany takes the lead of a coalition of nine.')
  await panel(germany).getByRole('button', { name: 'Hand in the new words' }).click()
  await expect(panel(chair).getByText('coalition of nine')).toBeVisible()
  norway.close()
  for (const page of [germany, chair]) await page.context().close()
})

test('[U2] nothing serious for axe among the papers', async ({ browser }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'delegate', 'DEU')
  await open(page)
  await panel(page)
    .getByLabel('Table a document')
    .setInputFiles({ name: 'Coalition.pdf', mimeType: 'application/pdf', buffer: pdf() })
  await expect(panel(page).getByRole('link', { name: 'Coalition.pdf' })).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
})

test('[W4][W9] the secretary tables papers and reads statements on its own page', async ({
  page,
}) => {
  const norway = await connectSeat(server, 'delegate', 'NOR')
  await takeSeat(page, server, 'secretary', null)
  await page.getByRole('navigation').getByRole('link', { name: 'Papers' }).click()
  await page.getByRole('button', { name: /Priorities of Ukraine/ }).click()
  const papers = page.getByRole('region', { name: 'Papers', exact: true })
  await expect(papers.getByRole('heading', { name: 'Priorities of Ukraine' })).toBeVisible()
  await papers
    .getByLabel('Table a document')
    .setInputFiles({ name: 'Order of the day.pdf', mimeType: 'application/pdf', buffer: pdf() })
  await expect(papers.getByRole('link', { name: 'Order of the day.pdf' })).toBeVisible()
  const item = [...readRows(norway.doc, 'agenda')].find(
    ([, { title }]) => title === 'Priorities of Ukraine',
  )
  await norway.act('statement:hand-in', { item: item?.[0] ?? '', text: 'Norway listens first.' })
  await expect(papers.getByText('Norway listens first.')).toBeVisible()
  await expect(page.getByRole('button', { name: /Priorities of Ukraine.*2 papers/ })).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  norway.close()
})
