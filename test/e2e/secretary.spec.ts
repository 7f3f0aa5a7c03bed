// The secretary in a real browser: sessions, agenda, roster and links, and what others see of it.
import { readFileSync } from 'node:fs'
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { encode } from 'uqr'
import { createLink } from '#server/seats/sessions.ts'
import { agendaEntryOf, treeOf } from '#shared/agenda.ts'
import { readRow, readRows, rootOf } from '#shared/board.ts'
import { planSeen } from '../support/agenda.ts'
import { meetingFile } from '../support/board.ts'
import { sayName, seriousFaults } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer

let secretary: string

test.beforeAll(async () => {
  server = await startServer()
  // Each test takes a seat of its own on it.
  const { id } = await createLink(
    { storage: server.storage, now: () => Date.now() },
    {
      id: 'secretaries',
      session: server.session,
      role: 'secretary',
      delegation: null,
      seatLimit: 50,
      days: 1,
    },
  )
  secretary = server.app.tokens.linkToken(id)
})
test.afterAll(async () => {
  await server.stop()
})

async function openSecretary(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page; go: (section: string) => Promise<void> }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(`${server.origin}/join/${secretary}`)
  await sayName(page, 'Claire Dubois')
  const go = async (section: string) => {
    const link = page.getByRole('navigation').getByRole('link', { name: section })
    await link.click()
    await expect(link).toHaveAttribute('aria-current', 'page')
  }
  await expect(page.getByRole('heading', { name: 'Prepare another session' })).toBeVisible()
  return { context, page, go }
}

/** The standing roster as a file of a French Excel: semicolons, and the names of its columns. */
async function rosterFile(change: (rows: string[][]) => void): Promise<string> {
  const observer = await connectSeat(server, 'observer')
  const rows = [...readRows(observer.doc, 'roster')].map(([id, row]) => [
    id,
    row.nameEn,
    row.nameFr,
    row.nameUk,
    row.kind,
    row.role,
    row.stance,
  ])
  observer.close()
  change(rows)
  const head = 'Code ISO;Nom anglais;Nom français;Nom ukrainien;Catégorie;Rôle;Participation'
  return [head, ...rows.map((row) => row.join(';'))].join('\r\n')
}

async function importFile(page: Page, text: string, name = 'roster.csv'): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

async function expectNoSeriousFault(page: Page, where: string): Promise<void> {
  expect(await seriousFaults(page), where).toEqual([])
}

test('[U2] secretary: nothing serious for axe in session, agenda, roster', async ({ browser }) => {
  test.slow()
  const { context, page, go } = await openSecretary(browser)
  await expectNoSeriousFault(page, 'session')
  await go('Agenda')
  await expectNoSeriousFault(page, 'agenda')
  await go('Roster')
  await expectNoSeriousFault(page, 'roster')
  // A few rows of each kind: what is judged is alike in the others.
  const faulty = await rosterFile((rows) => {
    rows.splice(3)
    rows[0]?.splice(2, 1, '')
    rows[1]?.splice(2, 1, 'République argentine')
    rows.push(['LIE', 'Liechtenstein', 'Liechtenstein', 'Ліхтенштейн', 'state', 'buyer', ''])
  })
  await importFile(page, faulty)
  await expect(page.locator('[aria-invalid=true]').first()).toBeVisible()
  await expectNoSeriousFault(page, 'import')
  await context.close()
})

test('[I3][X1] a session file is seen row by row, then imported whole; tables are saved', async ({
  browser,
}) => {
  test.slow()
  const { context, page, go } = await openSecretary(browser)
  const board = await connectSeat(server, 'observer')
  const before = rootOf(board.doc, 'pledges').size
  await go('Import, export')
  const text = readFileSync(meetingFile('2024-04-26-udcg-21'), 'utf8')
  const choose = (given: string) =>
    page.locator('input[type=file]').setInputFiles({
      name: '2024-04-26-udcg-21.json',
      mimeType: 'application/json',
      buffer: Buffer.from(given),
    })
  await expect(page.getByRole('heading', { name: 'Export', exact: true })).toBeVisible()
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Requests and coverage' }).click()
  expect((await saving).suggestedFilename()).toMatch(/requests.*\.csv$/)

  await choose(text.replace('"quantity": 900', '"quantity": -900'))
  const wrong = page.getByRole('row', { name: 'quantity must be more than nothing' })
  await expect(wrong).toBeVisible()
  await expect(page.getByRole('button', { name: /^Import \d+ rows/ })).toBeDisabled()
  await expectNoSeriousFault(page, 'session file')
  await page.getByRole('button', { name: 'Put it aside' }).click()

  await choose(text)
  await expect(page.getByRole('row', { name: /Leopard 2/ })).toContainText('new')
  await page.getByRole('button', { name: 'Import 15 rows' }).click()
  await expect(page.getByText('Imported: 15 new, 0 changed, 0 as they stood')).toBeVisible()
  await until(() => rootOf(board.doc, 'pledges').size === before + 13, 'the pledges on the board')

  await choose(text)
  await expect(page.getByText('The board already says exactly this.')).toBeVisible()
  board.close()
  await context.close()
})

test('[U2] secretary: nothing serious for axe in links, cards, board', async ({ browser }) => {
  test.slow()
  const { context, page, go } = await openSecretary(browser)
  await go('Links and seats')
  await page.getByRole('button', { name: 'Make a link: Fiji' }).click()
  await expect(page.getByRole('dialog').getByRole('img')).toBeVisible()
  await expectNoSeriousFault(page, 'card')
  await page.keyboard.press('Escape')
  await page.getByPlaceholder('Find a delegation or a name').fill('e s')
  await page.getByRole('button', { name: /^Secretary/ }).click()
  await expect(page.getByText('this is you').filter({ visible: true })).toBeVisible()
  await expectNoSeriousFault(page, 'links')
  await page.getByRole('button', { name: /^Print \d+ card/ }).click()
  await expect(page.getByRole('img').first()).toBeVisible()
  await expectNoSeriousFault(page, 'cards to print')
  await go('Board')
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await expectNoSeriousFault(page, 'board')
  await page.getByRole('row').nth(2).click()
  await expectNoSeriousFault(page, 'board, one request')
  await context.close()
})

test('[L8] a roster with two faults says which cells; corrected, it reaches the others', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  const observer = await connectSeat(server, 'observer')
  await go('Roster')
  const file = await rosterFile((rows) => {
    const norway = rows.find(([id]) => id === 'NOR')
    const poland = rows.find(([id]) => id === 'POL')
    norway?.splice(2, 1, '')
    norway?.splice(1, 1, 'Kingdom of Norway')
    poland?.splice(5, 1, 'kingmaker')
  })
  await importFile(page, file, 'délégations.csv')

  const norwayRow = file.split('\r\n').findIndex((line) => line.startsWith('NOR')) + 1
  const polandRow = file.split('\r\n').findIndex((line) => line.startsWith('POL')) + 1
  const french = page.getByRole('textbox', { name: `Row ${String(norwayRow)}, French name` })
  const role = page.getByRole('combobox', { name: `Row ${String(polandRow)}, Role` })
  await expect(french).toHaveAttribute('aria-invalid', 'true')
  await expect(french).toHaveAccessibleDescription(
    new RegExp(`^Row ${String(norwayRow)}, French name: nothing stands here`),
  )
  await expect(role).toHaveAccessibleDescription(
    new RegExp(`^Row ${String(polandRow)}, Role: not one of the choices`),
  )
  await expect(page.locator('[aria-invalid=true]')).toHaveCount(2)
  await expect(page.getByText('2 things to correct')).toBeVisible()
  const act = page.getByRole('button', { name: /^Import \d+ delegations$/ })
  await expect(act).toBeDisabled()
  expect(readRow(observer.doc, 'roster', 'NOR')?.nameEn).toBe('Norway')

  await page.getByRole('button', { name: 'Next fault' }).click()
  await expect(french).toBeFocused()
  await page.keyboard.type('Norvège')
  await role.selectOption('Donor')
  await expect(page.getByText('Nothing is wrong.')).toBeVisible()
  await expect(page.getByText('1 changed')).toBeVisible()
  await act.click()
  await expect(page.getByText(/^The roster is imported/)).toBeVisible()
  await until(
    () => readRow(observer.doc, 'roster', 'NOR')?.nameEn === 'Kingdom of Norway',
    'the observer to see the new name',
  )
  observer.close()
  await context.close()
})

test('[L8] whatever file is dropped, the page stays calm and says what is wrong', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await go('Roster')
  for (const [text, told] of [
    ['PK\u0003\u0004 sheet1.xml', 'This is a workbook'],
    ['id,name_en\n\0\0\0', 'not a text file'],
    ['id,name_en' + ','.repeat(1_000_000), 'more than 64'],
    ['id,name_en\nNOR,"Norway\nPOL,Poland', 'In row 2 a quotation mark'],
    ['x'.repeat(3 * 1024 * 1024), 'more than 1 MiB'],
    ['Dear colleague', 'The first row does not name the columns'],
  ] as const) {
    await importFile(page, text)
    await expect(page.getByRole('alert')).toContainText(told)
  }
  await importFile(page, await rosterFile((rows) => rows[0]?.splice(1, 1, '=cmd|calc')))
  await expect(page.locator('[aria-invalid=true]')).toHaveCount(1)
  expect(errors).toEqual([])
  await context.close()
})

test('the roster comes down as a file that can be read again', async ({ browser }) => {
  const { context, page, go } = await openSecretary(browser)
  await go('Roster')
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download as CSV' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toContain('roster.csv')
  await page.locator('input[type=file]').setInputFiles(await download.path())
  await expect(page.getByText('The roster already says exactly this.')).toBeVisible()
  await context.close()
})

/** The squares of a QR code as drawn on the page. */
async function squaresOf(page: Page): Promise<boolean[][]> {
  const code = page.getByRole('dialog').getByRole('img')
  const size = Number((await code.getAttribute('viewBox'))?.split(' ')[2])
  const path = (await code.locator('path').getAttribute('d')) ?? ''
  const dark = new Set(
    Array.from(path.matchAll(/M(\d+) (\d+)h1v1h-1z/g), ([, x, y]) => `${x} ${y}`),
  )
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => dark.has(`${String(x)} ${String(y)}`)),
  )
}

test('[L1][L2][L3] a link’s code holds its address, the address opens a seat, and the seat withdrawn is out within a second', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  await go('Links and seats')
  await page.getByRole('button', { name: 'Make a link: Estonia' }).click()
  const address = await page.getByRole('dialog').getByRole('textbox').inputValue()
  expect(address).toMatch(new RegExp(`^${server.origin}/join/[\\w-]+\\.[\\w-]+$`))
  expect(await squaresOf(page)).toEqual(encode(address, { ecc: 'M', border: 4 }).data)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  const other = await browser.newContext()
  const estonia = await other.newPage()
  await estonia.goto(address)
  await sayName(estonia, 'Kadri Tamm')
  await expect(estonia.getByRole('row').nth(2)).toBeVisible()

  await page.getByPlaceholder('Find a delegation or a name').fill('tamm')
  await page.getByRole('button', { name: 'Estonia EST' }).click()
  const seat = page.getByRole('listitem').filter({ hasText: 'Kadri Tamm' }).last()
  await expect(seat.getByText('connected', { exact: true })).toBeVisible()
  await seat.getByRole('button', { name: 'Withdraw: Kadri Tamm' }).click()
  await seat.getByRole('button', { name: 'Put this seat out' }).click()
  await expect(estonia.getByText('This seat was withdrawn by the secretary.')).toBeVisible({
    timeout: 1000,
  })
  await expect(page.getByRole('button', { name: 'Estonia EST' })).toHaveCount(0)
  await other.close()
  await context.close()
})

test('[L2][L7] an address cannot be shown after a reload; a new link takes the place of the old', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  await go('Links and seats')
  await page.getByRole('button', { name: 'Make a link: Latvia' }).click()
  const old = await page.getByRole('dialog').getByRole('textbox').inputValue()
  await page.reload()
  const row = page.getByRole('button', { name: 'Latvia LVA' })
  await expect(page.getByRole('button', { name: 'Show: Latvia' })).toHaveCount(0)
  await row.click()
  await expect(page.getByText('cannot be shown again').filter({ visible: true })).toBeVisible()
  await page.getByRole('button', { name: 'Make a new one: Latvia' }).click()
  await page.getByRole('button', { name: /^Make it;/ }).click()
  const fresh = await page.getByRole('dialog').getByRole('textbox').inputValue()
  expect(fresh).not.toBe(old)
  await expect
    .poll(async () => (await fetch(old, { redirect: 'manual' })).headers.get('location'))
    .toBe('/refused?code=link_revoked')
  const opened = await fetch(fresh, { redirect: 'manual' })
  expect(opened.headers.get('location')).toMatch(/^\/seat\//)
  await context.close()
})

test('[L7] links for all delegations at once come out as one card each', async ({ browser }) => {
  const { context, page, go } = await openSecretary(browser)
  await go('Links and seats')
  const all = page.getByRole('button', { name: /^Make the links of \d+ delegations$/ })
  const n = Number(/\d+/.exec((await all.textContent()) ?? '')?.[0])
  await all.click()
  await page.getByRole('button', { name: `Print ${String(n)} cards` }).click({ timeout: 30_000 })
  await page.emulateMedia({ media: 'print' })
  const cards = page.getByRole('main').getByRole('listitem')
  await expect(cards).toHaveCount(n)
  const turkey = cards.filter({ hasText: 'Türkiye' })
  for (const words of ['Turquie', 'Туреччина', 'Délégué', '/join/', 'RELEASABLE TO UDCG'])
    await expect(turkey).toContainText(words)
  await expect(page.getByRole('banner')).toBeHidden()
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(Math.ceil(n / 2))
  await context.close()
})

test('[U7] the board the secretary reads goes on paper whole, and the roster with its marking', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  await go('Board')
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  const sheet = page.getByRole('table')
  await expect(sheet.getByText(/^Zelensky: continued support/)).toBeVisible()
  await expect(sheet.getByText('UNCLASSIFIED, RELEASABLE TO UDCG').first()).toBeVisible()
  await expect(page.getByRole('banner')).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await go('Roster')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('banner')).toHaveText(/^\s*UNCLASSIFIED, RELEASABLE TO UDCG/)
  await expect(page.getByRole('banner').getByRole('button')).toHaveCount(0)
  await expect(page.getByRole('rowheader', { name: 'Türkiye' })).toBeVisible()
  await context.close()
})

test('[L7] a new session’s link opens it, with the roster and agenda of this one', async ({
  browser,
}) => {
  const { context, page } = await openSecretary(browser)
  await page.getByLabel('Title').fill('UDCG 28')
  await page.getByLabel('Date').fill('2025-06-04')
  await page.getByRole('button', { name: 'Create the session' }).click()
  const coming = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Open in a new tab' }).click()
  const next = await coming
  await sayName(next, 'Claire Dubois')
  await expect(next.getByRole('heading', { name: 'UDCG 28', level: 2 })).toBeVisible()
  await expect(next.getByText('4 June 2025 · NATO HQ, Brussels')).toBeVisible()
  await expect(next.getByText('0 of 60 delegations')).toBeVisible()
  await expect(next.getByText('13 items')).toBeVisible()
  // The first tab is still the secretary of the first session (rule L4).
  await page.reload()
  await expect(page.getByRole('heading', { level: 2, name: /UDCG-27/ })).toBeVisible()
  await context.close()
})

test('[A5] the agenda is ordered by keys and by hand, saved as a whole, and keeps what is open', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  const chair = await connectSeat(server, 'chair', 'GBR')
  const act = (name: string) => page.getByRole('button', { name, exact: true })
  const titles = () =>
    [...readRows(chair.doc, 'agenda').values()]
      .sort((a, b) => a.order - b.order)
      .map(({ title }) => title)
  const before = titles()
  await go('Agenda')
  await act(`Move: ${before[2] ?? ''}`).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(act(`Move: ${before[2] ?? ''}`)).toBeFocused()
  const last = act(`Move: ${before.at(-1) ?? ''}`)
  const first = act(`Move: ${before[0] ?? ''}`)
  await last.hover()
  await page.mouse.down()
  await first.hover()
  await page.mouse.up()
  await page.getByRole('button', { name: 'Add an item' }).click()
  await page.keyboard.type('Any other business')
  await page.getByRole('button', { name: 'Save the agenda' }).click()
  const wanted = [
    before[2],
    before.at(-1),
    before[0],
    before[1],
    ...before.slice(3, -1),
    'Any other business',
  ]
  await expect.poll(titles).toEqual(wanted)
  await expect(page.getByText('Not saved yet')).toBeHidden()

  // The chair opens an item while the secretary is about to drop it.
  await act(`Remove: ${before[2] ?? ''}`).click()
  await chair.act('session:open', {})
  await chair.act('agenda:next', {})
  await page.getByRole('button', { name: 'Save the agenda' }).click()
  await expect(page.getByRole('alert')).toContainText('cannot drop the item that is open now')
  await page.getByRole('button', { name: 'Back to the saved agenda' }).click()
  await expect(act(`Remove: ${before[2] ?? ''}`)).toBeDisabled()
  chair.close()
  await context.close()
})

test('[A7] an agenda that somebody else changed meanwhile is not saved over: the page says what is new and goes on from there', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  const colleague = await connectSeat(server, 'secretary')
  const nodes = () => treeOf(readRows(colleague.doc, 'agenda'))
  const [first, second] = nodes()
  if (first === undefined || second === undefined) throw new Error('there is no agenda')
  await go('Agenda')
  await page.getByLabel('Item 1', { exact: true }).fill('Welcome by the co-chairs')
  await colleague.act('agenda:set', {
    items: [
      ...nodes()
        .filter(({ id }) => id !== second.id)
        .map(agendaEntryOf),
      { id: 'press-point', title: 'Press point' },
    ],
    seen: planSeen(colleague.doc),
  })
  const notice = page.getByRole('alert')
  await expect(notice).toContainText('Added: Press point')
  await expect(notice).toContainText(`Removed: ${second.item.title}`)
  const save = page.getByRole('button', { name: 'Save the agenda' })
  await expect(save).toBeDisabled()
  await notice.getByRole('button', { name: /^Go on from the newer/ }).click()
  await expect(notice).toBeHidden()
  await save.click()
  await expect(page.getByText('Not saved yet')).toBeHidden()
  const titles = () => nodes().map(({ item }) => item.title)
  await expect.poll(titles).toContain('Welcome by the co-chairs')
  expect(titles()).toContain('Press point')
  expect(titles()).not.toContain(second.item.title)
  colleague.close()
  await context.close()
})

test('[L8][V6] the roster that stands is corrected cell by cell: the scope of an opt-out', async ({
  browser,
}) => {
  const { context, page, go } = await openSecretary(browser)
  const observer = await connectSeat(server, 'observer')
  await go('Roster')
  await page.getByRole('button', { name: 'Correct the roster' }).click()
  const n = [...readRows(observer.doc, 'roster').keys()].sort().indexOf('HUN') + 2
  const scope = page.getByLabel(`Row ${String(n)}, Scope of the opt-out`)
  await expect(scope).toHaveValue(/^No Hungarian personnel/)
  await scope.fill('No personnel, no funds, no territory')
  await expect(page.getByText('1 changed')).toBeVisible()
  await page.getByRole('button', { name: /^Import 60/ }).click()
  await until(
    () => readRow(observer.doc, 'roster', 'HUN')?.stanceScope?.endsWith('no territory'),
    'the scope on the board',
  )
  await expect(page.getByText('No personnel, no funds, no territory')).toBeVisible()
  observer.close()
  await context.close()
})
