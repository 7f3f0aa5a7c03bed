// Decisions in real browsers: the chair leads a text to its end, delegations speak with one voice, nobody's words are lost.
import { expect, test, type Browser, type Page } from '@playwright/test'
import { motionDigest } from '#shared/decision.ts'
import { readRow } from '#shared/board.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const statement = {
  title: 'Joint statement of the Group',
  text: 'Members of the Group reaffirm their support for Ukraine and will meet again in June 2025.',
}
const table = { decision: 'dec-1', seen: motionDigest(statement) }

let server: TestServer
let chair: SeatClient
const pages: Page[] = []

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  await chair.act('session:open', {})
})
test.afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close()
  chair.close()
  await server.stop()
})

const decision = () => readRow(chair.doc, 'decisions', 'dec-1')
const position = (delegation: string) => readRow(chair.doc, 'positions', `dec-1.${delegation}`)
const drawer = (page: Page) => page.getByRole('region', { name: 'Detail', exact: true })

async function sit(
  browser: Browser,
  role: 'chair' | 'delegate',
  delegation: string,
): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  pages.push(page)
  await sitDown(page, server, role, delegation)
  return page
}

/** Opens what is before the room, by its key: once the page says that there is something. */
async function read(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Decisions' }).first()).toContainText(
    statement.title,
  )
  await page.keyboard.press('d')
}

async function call(kind: 'consensus' | 'hands'): Promise<void> {
  expect(await chair.act('decision:propose', { kind, ...statement })).toMatchObject({ ok: true })
  expect(await chair.act('decision:call', table)).toMatchObject({ ok: true })
}

test('[U2] nothing serious for axe where a text is written, read and answered', async ({
  browser,
}) => {
  test.slow()
  const lead = await sit(browser, 'chair', 'GBR')
  await lead.getByRole('button', { name: 'Propose a text' }).click()
  expect(await seriousFaults(lead)).toEqual([])
  await call('consensus')
  await lead.keyboard.press('Escape')
  await read(lead)
  await expect(drawer(lead)).toContainText('Objections are called')
  expect(await seriousFaults(lead)).toEqual([])
  const norway = await sit(browser, 'delegate', 'NOR')
  await read(norway)
  await drawer(norway).getByRole('radio', { name: 'Object', exact: true }).check()
  expect(await seriousFaults(norway)).toEqual([])
})

test('[V1][V8] the chair leads a text to consensus from the keyboard, past an objection that is lifted', async ({
  browser,
}) => {
  const lead = await sit(browser, 'chair', 'GBR')
  const norway = await sit(browser, 'delegate', 'NOR')
  await lead.getByRole('button', { name: 'Propose a text' }).press('Enter')
  await lead.getByLabel('Title', { exact: true }).fill(statement.title)
  await lead.getByLabel('Text', { exact: true }).fill(statement.text)
  await lead.getByRole('button', { name: 'Put on the table' }).press('Enter')
  await expect(drawer(lead)).toContainText(statement.text)
  await lead.getByRole('button', { name: 'Read out and call for objections' }).press('Enter')

  await expect(norway.locator('[aria-live="polite"]')).toContainText('Before the room')
  await read(norway)
  await drawer(norway).getByRole('radio', { name: 'Object', exact: true }).focus()
  await norway.keyboard.press('Space')
  await norway.getByLabel('Grounds').fill('No date is given for the reserve.')
  await norway.getByRole('button', { name: 'State this position' }).press('Enter')

  await expect(drawer(lead)).toContainText('Against it: Norway')
  const adopt = drawer(lead).getByRole('button', { name: 'Adopt' })
  await expect(adopt).toHaveAttribute('aria-disabled', 'true')
  await expect(drawer(norway).getByText('No date is given').first()).toBeVisible()

  await drawer(norway).getByRole('radio', { name: 'No objection' }).check()
  await drawer(norway).getByRole('radio', { name: 'Reservation' }).check()
  await norway.getByLabel('The reservation').fill('Subject to the Storting.')
  await norway.getByRole('button', { name: 'Change the position' }).press('Enter')
  await expect(drawer(lead)).toContainText('Subject to the Storting.')
  await adopt.press('Enter')
  await expect(drawer(norway)).toContainText('Adopted')
  expect(position('NOR')).toMatchObject({ position: 'no_objection', sort: 'reservation' })
  const history = drawer(norway).getByRole('region', { name: 'History' })
  await expect(history).toContainText('Position taken: Against')
  await expect(history).toContainText('Position taken: No objection')
  expect(decision()).toMatchObject({ state: 'adopted', ...statement })
})

test('[H1] a chair’s seat that does not lead sees the steps, and who it is that takes them', async ({
  browser,
}) => {
  await call('consensus')
  const norway = await sit(browser, 'chair', 'NOR')
  await read(norway)
  // Who opted out stands there with what it stated.
  await expect(drawer(norway)).toContainText('No Hungarian personnel and no Hungarian funds')
  const adopt = drawer(norway).getByRole('button', { name: 'Adopt' })
  for (const step of [adopt, norway.getByRole('button', { name: 'Propose a text' })]) {
    await expect(step).toHaveAttribute('aria-disabled', 'true')
    await expect(step).toHaveAttribute('title', /does not lead .* Germany and United Kingdom/)
  }
  await adopt.press('Enter')
  await expect(drawer(norway).getByRole('alert')).toContainText('does not lead this session now')
  await norway.evaluate(() => {
    localStorage.setItem('pledgehall.language', 'fr')
  })
  await norway.reload()
  await norway.getByRole('button', { name: statement.title }).first().click()
  const inFrench = norway.getByRole('button', { name: 'Adopter' })
  await expect(inFrench).toHaveAttribute('title', /Préside : Allemagne et Royaume-Uni/)
  await chair.act('lead:name', { leads: ['NOR'], deputies: ['GBR'] })
  await expect(inFrench).not.toHaveAttribute('aria-disabled')
  await inFrench.press('Enter')
  await until(() => decision()?.state === 'adopted', 'the text to be adopted')
})

test('[V5] two seats of a delegation speak with one voice, and nobody’s half-written words are lost', async ({
  browser,
}) => {
  await call('consensus')
  const first = await sit(browser, 'delegate', 'NOR')
  const second = await sit(browser, 'delegate', 'NOR')
  for (const page of [first, second]) await read(page)
  await drawer(second).getByRole('radio', { name: 'Object', exact: true }).check()
  await second.getByLabel('Grounds').fill('The second paragraph was not discussed.')

  await drawer(first).getByRole('radio', { name: 'In favour' }).check()
  await first.getByRole('button', { name: 'State this position' }).click()
  await until(() => position('NOR') !== null, 'Norway’s position')
  // What others do leaves the form as it is.
  const poland = await connectSeat(server, 'delegate', 'POL')
  await poland.act('position:take', { ...table, position: 'abstains' })
  poland.close()
  await expect(drawer(second)).toContainText('has spoken for your delegation meanwhile')
  await expect(second.getByLabel('Grounds')).toHaveValue('The second paragraph was not discussed.')
  const send = second.getByRole('button', { name: 'Change the position' })
  await expect(send).toBeDisabled()
  await second.getByRole('button', { name: 'I have read it' }).click()
  await expect(send).toBeEnabled()

  await chair.act('decision:adopt', table)
  await expect(drawer(second)).toContainText('The text came to its end before this was said')
  await expect(drawer(second)).toContainText('The second paragraph was not discussed.')
  expect(position('NOR')?.position).toBe('supports')
})

test('[V9][V10] silence is put with an exact end, read by everybody, and broken by an amendment', async ({
  browser,
}) => {
  const lead = await sit(browser, 'chair', 'GBR')
  await chair.act('decision:propose', { kind: 'silence', ...statement })
  await lead.getByRole('button', { name: /Joint statement/ }).click()
  const put = drawer(lead).getByRole('button', { name: 'Put under silence' })
  await expect(put).toHaveAttribute('aria-disabled', 'true')
  await drawer(lead).getByRole('button', { name: 'in 30 min' }).click()
  await put.press('Enter')
  await until(() => decision()?.state === 'silence', 'the silence')
  expect((decision()?.expiresAt ?? 0) % 60_000).toBe(0)

  const norway = await sit(browser, 'delegate', 'NOR')
  await expect(norway.getByRole('timer').first()).toHaveText(/^(30|29):\d\d until /)
  await read(norway)
  await drawer(norway).getByRole('radio', { name: 'Object', exact: true }).check()
  await drawer(norway).getByRole('radio', { name: 'Amendment' }).check()
  const breaking = norway.getByRole('button', { name: 'Break the silence' })
  await breaking.click()
  await expect(norway.getByLabel('The wording you propose')).toBeFocused()
  await norway.getByLabel('The wording you propose').fill('Add: “and in Ramstein”.')
  await breaking.click()
  await expect(drawer(lead)).toContainText('Silence broken')
  await expect(drawer(lead)).toContainText('Add: “and in Ramstein”.')
  await drawer(lead).getByRole('button', { name: 'Announce the outcome' }).press('Enter')
  await until(() => (decision()?.announcedAt ?? null) !== null, 'the announcement')
  expect(decision()).toMatchObject({ state: 'broken', brokenBy: 'NOR' })
})

test('[V10] the hall reads the text to its last word, and how long silence runs', async ({
  page,
}) => {
  const long = {
    ...statement,
    text: `${'The Group welcomes what was announced today. '.repeat(40)}End.`,
  }
  const seen = motionDigest(long)
  await chair.act('decision:propose', { kind: 'consensus', ...long })
  await chair.act('decision:call', { decision: 'dec-1', seen })
  await chair.act('decision:propose', { kind: 'silence', ...statement })
  const expiresAt = Date.now() + 1_800_000
  await chair.act('decision:silence', { ...table, decision: 'dec-2', expiresAt })
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.goto(`${server.origin}/join/${await server.token('screen')}`)
  const text = page.getByText(/^The Group welcomes .* End\.$/)
  await expect(text).toBeVisible()
  await expect
    .poll(() => text.evaluate((node) => node.scrollHeight <= node.clientHeight))
    .toBe(true)
  await expect(page.getByRole('timer').filter({ hasText: /^29:/ })).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
})
