// What people are in the middle of writing, while everybody else goes on with the meeting.
import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test'
import { createRow, readSession, readSpeakersOf } from '#shared/board.ts'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import { motionDigest } from '#shared/decision.ts'
import { takeSeat } from '../support/page.ts'
import { connectSeat, rowId, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const statement = {
  title: 'Joint statement of the Group',
  text: 'Members of the Group reaffirm their support for Ukraine and will meet again in June 2025.',
}
const table = { decision: 'dec-1', seen: motionDigest(statement) }

let server: TestServer
let context: BrowserContext
const seats: SeatClient[] = []

test.beforeEach(async ({ browser }) => {
  server = await startServer()
  context = await browser.newContext()
})
test.afterEach(async () => {
  await context.close()
  for (const seat of seats.splice(0)) seat.close()
  await server.stop()
})

async function sit(...seat: [role: SeatClient['role'], delegation: string, door?: 'caucus']) {
  const [role, delegation, door = 'board'] = seat
  const client = await connectSeat(server, role, delegation, { door })
  seats.push(client)
  return client
}

/** A page with a field in which somebody is writing; `holds` waits until it is as it was left, and has the focus. */
async function write(
  role: 'chair' | 'delegate' | 'kyiv',
  delegation: string,
  open: (page: Page) => Promise<Locator>,
  words: string,
): Promise<{ page: Page; holds: () => Promise<void> }> {
  const page = await context.newPage()
  await takeSeat(page, server, role, delegation)
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  const field = await open(page)
  await field.fill(words)
  const holds = async () => {
    await expect(field, `what ${delegation} was writing`).toHaveValue(words)
    await expect(field, `where ${delegation} was writing`).toBeFocused()
  }
  return { page, holds }
}

test('[U6] half-filled forms survive everybody’s acts: words, place and focus', async () => {
  test.slow()
  const chair = await sit('chair', 'DEU')
  const norway = await sit('delegate', 'NOR')
  const staff = await sit('staff', 'NATO')
  const caucus = await sit('delegate', 'POL', 'caucus')
  createRow(caucus.doc, 'drafts', rowId('POL'), {
    capability: 'armour',
    kind: 'equipment',
    title: 'Forty-six tanks',
    quantity: 46,
    unit: 'vehicle',
  })
  const give = async <N extends FormalName>(name: N, input: CommandArgument<N>) => {
    expect(await chair.act(name, input), name).toMatchObject({ ok: true })
  }
  await give('session:open', {})
  await give('agenda:next', {})

  const [poland, kyiv, britain] = [
    await write(
      'delegate',
      'POL',
      async (page) => {
        await page.getByRole('button', { name: 'New pledge' }).click()
        return page.getByLabel('What do you pledge?')
      },
      'Fourteen more PT-91, from the',
    ),
    await write(
      'kyiv',
      'UKR',
      async (page) => {
        await page.getByRole('button', { name: 'New request' }).click()
        return page.locator('form').getByRole('textbox').first()
      },
      'Interceptors for the winter, at le',
    ),
    await write(
      'chair',
      'GBR',
      async (page) => {
        await page.getByRole('button', { name: 'Propose a text' }).click()
        return page.getByLabel('Title', { exact: true })
      },
      'On the next meeting of the Gr',
    ),
  ]
  const pages = [poland, kyiv, britain]
  /** Once each page has heard of it, each is as its writer left it. */
  const all = async (heard: string | RegExp) => {
    for (const { page, holds } of pages) {
      await expect(page.locator('[aria-live=polite]').first()).toContainText(heard)
      await holds()
    }
  }

  await test.step('the roll, the agenda, who is asked again', async () => {
    await give('roll:begin', {})
    await give('roll:all', {})
    await give('agenda:next', {})
    await give('agenda:previous', {})
    await give('agenda:defer', { item: 'break' })
    await all('Now: Opening by the co-chairs')
  })
  await test.step('the floor: a tour, with the turn of the one who writes', async () => {
    const item = readSession(chair.doc).currentItem ?? ''
    const entries = () => readSpeakersOf(chair.doc, item)
    await give('tour:start', { item, order: 'name', language: 'en' })
    await until(() => entries().length > 40, 'the turns')
    const turn = entries().find(({ delegation }) => delegation === 'POL')
    await give('floor:give', { entry: turn?.id ?? '', speaking: null })
    await all(/Poland has the floor|You have the floor/)
    await give('floor:pause', { entry: turn?.id ?? '' })
    await give('floor:end', { entry: turn?.id ?? '' })
  })
  await test.step('the board: others place, a message to all, a text on the table', async () => {
    norway.pledge({
      capability: 'iamd',
      kind: 'funding',
      title: 'NOK 7 bn for air defence in 2025',
      amountMinor: 700_000_000_000,
      currency: 'NOK',
    })
    expect(
      await staff.act('message:send', { to: { kind: 'all' }, text: 'Lunch is at one.' }),
    ).toMatchObject({ ok: true })
    await give('decision:propose', { kind: 'silence', ...statement })
    await give('decision:silence', { ...table, expiresAt: Date.now() + 600_000 })
    expect(
      await norway.act('position:take', { ...table, position: 'objects', text: 'Too soon.' }),
    ).toMatchObject({ ok: true })
    await all('Silence broken by Norway')
  })
  await test.step('the lead goes to another, the session stands, and is closed', async () => {
    await give('session:suspend', {})
    await all('The session is suspended')
    await give('session:open', {})
    const norway = await sit('chair', 'NOR')
    await give('lead:hand', { to: 'NOR' })
    const deputies = ['DEU', 'GBR']
    expect(await norway.act('lead:name', { leads: ['NOR'], deputies })).toMatchObject({ ok: true })
    await all('Leading now: Norway')
    expect(await norway.act('session:close', {})).toMatchObject({ ok: true })
    await all('The session is closed')
  })
})
