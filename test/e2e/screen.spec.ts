// The room screen in a real browser: what a hall of fifty delegations has before its eyes.
import { expect, test, type Page } from '@playwright/test'
import type { Scalar } from '#shared/board.ts'
import type { CommandArgument, CommandName } from '#shared/commands.ts'
import { motionDigest } from '#shared/decision.ts'
import { capabilities } from '#shared/request.ts'
import { screenContents } from '#shared/screen.ts'
import type * as Y from 'yjs'
import { seriousFaults, sitDown, takeSeat } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
const seats: SeatClient[] = []

test.beforeEach(async () => {
  server = await startServer()
})
test.afterEach(async () => {
  for (const seat of seats.splice(0)) seat.close()
  await server.stop()
})

async function sit(
  ...seat: Parameters<typeof connectSeat> extends [unknown, ...infer Rest] ? Rest : never
) {
  const client = await connectSeat(server, ...seat)
  seats.push(client)
  return client
}

async function hang(page: Page): Promise<void> {
  await page.goto(`${server.origin}/join/${await server.token('screen')}`)
  await expect(page.getByRole('main').getByRole('article').first()).toBeVisible()
}

async function must<N extends CommandName>(
  seat: SeatClient,
  act: N,
  input: CommandArgument<N>,
): Promise<void> {
  expect(await seat.act(act, input)).toMatchObject({ ok: true })
}

/** The chair opens and walks to the round on air and missile defence. */
async function open(): Promise<SeatClient> {
  const chair = await sit('chair', 'GBR')
  await chair.act('session:open', {})
  for (let i = 0; i < 5; i++) await chair.act('agenda:next', {})
  return chair
}

/** Texts in sight of which a part lies outside the screen or behind an edge. */
function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement } = node
      if (parentElement === null || node.textContent?.trim() === '') continue
      if (!parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        continue
      if (parentElement.closest('.unseen') !== null) continue
      const edges = [new DOMRect(0, 0, innerWidth, innerHeight)]
      for (let box: Element | null = parentElement; box !== null; box = box.parentElement)
        if (getComputedStyle(box).overflow !== 'visible') edges.push(box.getBoundingClientRect())
      const range = document.createRange()
      range.selectNodeContents(node)
      const isCut = [...range.getClientRects()].some((text) =>
        edges.some(
          (edge) =>
            text.left < edge.left - 1 ||
            text.right > edge.right + 1 ||
            // A line's box is taller than its letters.
            text.top + text.height * 0.2 < edge.top ||
            text.bottom - text.height * 0.2 > edge.bottom,
        ),
      )
      if (isCut) cut.push(node.textContent ?? '')
    }
    return cut
  })
}

test('[U2][U4] the room screen: nothing serious for axe, nothing asked of another origin', async ({
  browser,
}) => {
  await open()
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const foreign: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(server.origin).host) foreign.push(request.url())
  })
  await hang(page)
  expect(await seriousFaults(page)).toEqual([])
  expect(foreign).toEqual([])
  await context.close()
})

test('the bar moves on the wall, and the pledge stands first, when a delegation places it', async ({
  page,
}) => {
  await open()
  await hang(page)
  const germany = await sit('delegate', 'DEU')
  const kyiv = await sit('kyiv', 'UKR')
  const request = kyiv.request({
    capability: 'iamd',
    title: 'Missiles for IRIS-T',
    quantity: 400,
    unit: 'missile',
  })
  const board = page.getByRole('region', { name: 'Request' })
  const row = board.getByRole('article').filter({ hasText: 'Missiles for IRIS-T' })
  // Its turn comes: posted while the wall was still catching up, it has not moved.
  await expect(row).toContainText('0 of 400 missiles', { timeout: 30_000 })
  await expect.poll(() => germany.doc.getMap('requests').has(request)).toBe(true)
  germany.pledge({
    capability: 'iamd',
    kind: 'ammunition',
    title: '300 guided missiles for IRIS-T',
    request,
    quantity: 300,
    unit: 'missile',
  })
  await expect(row).toContainText('300 of 400 missiles')
  await expect(row).toContainText('Firm 300')
  await expect(row).toContainText('Open 100')
  const latest = page.getByRole('region', { name: 'Latest pledges' }).getByRole('article')
  await expect(latest.first()).toContainText(/Germany\s*Placed/)
  await expect(page.getByRole('contentinfo')).toContainText('300 missiles')
})

test('the wall goes to what moves, also where the agenda is elsewhere', async ({ page }) => {
  await open()
  const kyiv = await sit('kyiv', 'UKR')
  for (let lot = 1; lot <= 12; lot++)
    kyiv.request({
      capability: 'iamd',
      title: `Patriot, lot ${String(lot)}`,
      quantity: 2,
      unit: 'system',
    })
  await hang(page)
  await expect(page.getByRole('article').filter({ hasText: 'Zelensky (9 April' })).toBeVisible()
  // What came with the connection has not just moved: only what comes once the wall is live.
  await expect(async () => {
    kyiv.request({
      capability: 'maritime',
      title: 'Patrol boats for the Danube',
      quantity: 6,
      unit: 'vessel',
    })
    await expect(
      page.getByRole('article').filter({ hasText: 'Patrol boats for the Danube' }).first(),
    ).toBeVisible({ timeout: 6000 })
  }).toPass()
})

test('the wall follows the chair: the item and its end, the break, the close', async ({ page }) => {
  const chair = await open()
  await hang(page)
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 2 }).first()).toHaveText(
    'Announcements: air and missile defence',
  )
  await expect(main.getByRole('timer')).toContainText(/Ends at\s*\d\d:\d\d\s*25 min left/)
  await chair.act('agenda:next', {})
  await expect(main.getByRole('heading', { level: 2 }).first()).toHaveText(
    'Announcements: artillery and ammunition',
  )
  await chair.act('session:suspend', {})
  await expect(main.getByText('The session is suspended')).toBeVisible()
  await expect(page.getByText('UNCLASSIFIED, RELEASABLE TO UDCG')).toBeVisible()
  await chair.act('session:close', {})
  await expect(main.getByText('The session is closed')).toBeVisible()
})

test('nothing is cut on a full board, on any wall', async ({ page }) => {
  test.setTimeout(240_000)
  const chair = await open()
  const kyiv = await sit('kyiv', 'UKR')
  const requests: string[] = []
  kyiv.doc.transact(() => {
    for (let n = 0; n < 60; n++) {
      const capability = capabilities[n % capabilities.length] ?? 'iamd'
      const long = n % 7 === 0 ? ', with spare parts, training and maintenance for two years' : ''
      const asked: Record<string, Scalar> =
        n % 5 === 0
          ? { amountMinor: (n + 1) * 1e10, currency: n % 2 === 0 ? 'EUR' : 'USD' }
          : { quantity: (n + 1) * 10, unit: n % 2 === 0 ? 'system' : 'vehicle' }
      requests.push(
        kyiv.request({ capability, title: `Request ${String(n)} of Kyiv${long}`, ...asked }),
      )
    }
    requests.push(
      kyiv.request({
        capability: 'iamd',
        title: 'Air defence for every city. '.repeat(10),
        quantity: 5,
        unit: 'system',
      }),
    )
  })
  for (const delegation of ['DEU', 'NLD', 'NOR', 'CZE', 'CAN', 'JPN']) {
    const seat = await sit('delegate', delegation)
    await expect.poll(() => seat.doc.getMap('requests').size).toBeGreaterThan(60)
    seat.doc.transact(() => {
      for (let n = 0; n < 50; n++)
        seat.pledge({
          capability: capabilities[n % capabilities.length] ?? 'iamd',
          kind: 'equipment',
          title:
            n === 49
              ? 'Radars, mines and drones, vehicles repaired. '.repeat(11)
              : `Lot ${String(n)}`,
          request: requests[n] ?? null,
          ...(n % 3 === 0
            ? { amountMinor: 123_456_789, currency: ['EUR', 'USD', 'NOK', 'JPY'][n % 4] ?? 'EUR' }
            : { quantity: n + 1, unit: n % 2 === 0 ? 'system' : 'vehicle' }),
          ...(n % 4 === 0 ? { condition: 'parliamentary approval' } : {}),
        })
    })
  }
  await expect.poll(() => kyiv.doc.getMap('pledges').size).toBe(300)
  await page.setViewportSize({ width: 1280, height: 720 })
  await hang(page)
  await expect(page.getByRole('region', { name: 'Latest pledges' })).toContainText('of 300')
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
    [1080, 1920],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect.poll(() => cutTexts(page), `${String(width)}×${String(height)}`).toEqual([])
    expect(
      await page.getByRole('region', { name: 'Request' }).getByRole('article').count(),
    ).toBeGreaterThan(1)
    const { scrolls, articles } = await page.evaluate(() => ({
      scrolls: document.documentElement.scrollHeight > innerHeight,
      articles: [...document.querySelectorAll('article')].filter((article) =>
        article.checkVisibility({ visibilityProperty: true }),
      ).length,
    }))
    expect(scrolls).toBe(false)
    expect(articles).toBeGreaterThan(1)
  }
  const secretary = await sit('secretary')
  await tour(chair)
  await must(chair, 'decision:propose', { kind: 'consensus', ...statement })
  // Each content on each wall, in each language on one of them; then with all that may stand over it.
  const walls = [
    [1280, 720, 'en'],
    [1920, 1080, 'fr'],
    [3840, 2160, 'uk'],
    // A screen of 1080 lines at 200 %.
    [960, 540, 'uk'],
    [1080, 1920, 'fr'],
  ] as const
  const check = async (what: string) => {
    for (const [width, height, language] of walls) {
      await page.setViewportSize({ width, height })
      await page.locator('.choices select').nth(1).selectOption(language)
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      await expect
        .poll(() => cutTexts(page), `${what}, ${String(width)}×${String(height)}, ${language}`)
        .toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(
        true,
      )
    }
  }
  for (const content of screenContents) {
    await must(secretary, 'screen:show', { screen: '1', content })
    await expect(page.locator(`[data-content=${content}]`)).toBeVisible()
    await check(content)
  }
  const motion = { decision: 'dec-1', seen: motionDigest(statement) }
  await must(chair, 'decision:call', motion)
  await must(chair, 'screen:show', { screen: '1', content: 'follow' })
  await expect(page.locator('main').getByText(statement.title)).toBeVisible()
  await check('a text before the room')
  await must(chair, 'decision:adopt', motion)
  await must(chair, 'decision:propose', { kind: 'silence', ...statement, title: 'Silence' })
  const seen = motionDigest({ ...statement, title: 'Silence' })
  const expiresAt = Date.now() + 3_600_000
  await must(chair, 'decision:silence', { decision: 'dec-2', seen, expiresAt })
  await must(secretary, 'screen:message', { text: 'Buses leave from the south gate. '.repeat(9) })
  await expect(page.locator('.message')).toBeVisible()
  await check('bands')
  await must(secretary, 'screen:break', { until: Date.now() + 600_000 })
  await expect(page.locator('.break')).toBeVisible()
  await check('a break')
})

test('[O6][U3] a wall without its server says since when it is not live, and goes on showing the board', async ({
  page,
}) => {
  await open()
  await hang(page)
  const notice = page.locator('[data-connection]')
  await expect(notice).toHaveCount(0)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await server.stop({ keep: true })
  await expect(notice).toContainText(/Not live since \d\d:\d\d/)
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect.poll(() => cutTexts(page)).toEqual([])
  await page.reload()
  await expect(notice).toContainText('Not live')
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(page.getByText('UNCLASSIFIED, RELEASABLE TO UDCG')).toBeVisible()
})

/** A tour of all donors with three minutes each; the floor is given to the first of them. */
async function tour(chair: SeatClient): Promise<void> {
  const item = String(chair.doc.getMap('session').get('currentItem'))
  await must(chair, 'floor:limit', { item, seconds: 180 })
  await must(chair, 'tour:start', { item, order: 'name', language: 'en' })
  await must(chair, 'floor:next', { speaking: null })
}

const statement = {
  title:
    'Joint statement on the defence of the skies over Ukraine, on ammunition and on maintenance',
  text: 'The Group takes note of the pledges made today and of the needs that remain. '.repeat(20),
}

test('[O1] follows the floor: who speaks under which flag, until when, and who is next', async ({
  page,
}) => {
  const chair = await open()
  await tour(chair)
  await hang(page)
  const speaker = page.getByRole('region', { name: 'Has the floor' })
  await expect(speaker.getByRole('heading')).toHaveText('Albania')
  await expect(speaker).toContainText('Tour de table, 1 of 56')
  await expect(speaker.getByRole('timer')).toContainText(
    /[0-2]:\d\d\s*left of 3:00\s*until \d\d:\d\d:\d\d/,
  )
  await expect
    .poll(() => speaker.locator('img').evaluate((flag: HTMLImageElement) => flag.naturalWidth))
    .toBeGreaterThan(0)
  const next = page.getByRole('region', { name: 'Next speakers' })
  await expect(next.locator('li:visible')).toHaveText([/Argentina/, /Australia/, /Austria/])
  await expect(next).toContainText('52 more')
  // From the last row of the hall: what matters is a twentieth of the screen's height, or more.
  for (const text of [speaker.getByRole('heading'), next.getByText('Argentina')])
    expect(
      await text.evaluate((node) => parseFloat(getComputedStyle(node).fontSize) / innerHeight),
    ).toBeGreaterThanOrEqual(0.0499)
  await page.locator('select').nth(1).selectOption('uk')
  await expect(
    speaker.or(page.getByRole('region', { name: 'Має слово' })).getByRole('heading'),
  ).toHaveText('Албанія')
  const entry = `${String(chair.doc.getMap('session').get('currentItem'))}.1`
  await must(chair, 'floor:pause', { entry })
  await expect(page.getByText('Годинник зупинено')).toBeVisible()
})

test('[O1] screens with different content, each by the number in its address', async ({
  page,
  context,
}) => {
  await open()
  const secretary = await sit('secretary')
  await must(secretary, 'screen:show', { screen: '2', content: 'totals' })
  await hang(page)
  const other = await context.newPage()
  await other.goto(`${server.origin}/join/${await server.token('screen')}?screen=2`)
  await expect(other.locator('[data-content=totals]')).toBeVisible()
  await expect(page.locator('[data-content=follow]')).toBeVisible()
  await other.getByLabel('Room screen').selectOption('3')
  await expect(other.locator('[data-content=follow]')).toBeVisible()
  await must(secretary, 'screen:show', { screen: '3', content: 'agenda' })
  await other.reload()
  await expect(other.locator('[data-content=agenda] [aria-current=step]')).toContainText(
    'Announcements: air and missile defence',
  )
})

test('[O3][O4][O6] message, silence, frozen floor and break stand on every screen, and move nothing', async ({
  page,
}) => {
  await server.stop()
  server = await startServer({ env: { CHAIR_GRACE_MS: '200' } })
  const chair = await open()
  const secretary = await sit('secretary')
  await tour(chair)
  await hang(page)
  const places = () =>
    Promise.all(
      ['Has the floor', 'Next speakers', 'Latest pledges'].map(async (name) => {
        const box = await page.getByRole('region', { name }).boundingBox()
        return [box?.x, box?.y]
      }),
    )
  await expect(page.getByRole('region', { name: 'Has the floor' })).toBeVisible()
  const before = await places()
  await must(secretary, 'screen:message', { text: 'Please switch off your microphones' })
  await expect(page.getByText('Please switch off your microphones')).toBeVisible()
  await must(chair, 'decision:propose', { kind: 'silence', ...statement })
  const expiresAt = Date.now() + 900_000
  await must(chair, 'decision:silence', {
    decision: 'dec-1',
    seen: motionDigest(statement),
    expiresAt,
  })
  await expect(page.getByText(/Silence runs until \d\d:\d\d/)).toBeVisible()
  chair.close()
  await expect(page.getByText(/The floor has been frozen since/)).toBeVisible()
  expect(await places()).toEqual(before)
  await expect.poll(() => cutTexts(page)).toEqual([])
  await must(secretary, 'screen:break', { until: Date.now() + 600_000 })
  const main = page.getByRole('main')
  await expect(main).toContainText(/Break until\s*\d\d:\d\d\s*10 minutes left/)
  await expect(page.getByText('Please switch off your microphones')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Has the floor' })).toBeHidden()
  await must(secretary, 'screen:break', { until: Date.now() + 1500 })
  await expect(page.getByRole('region', { name: 'Has the floor' })).toBeVisible()
  expect(await places()).toEqual(before)
})

test('the choices are out of sight until the pointer moves or the keyboard reaches them', async ({
  page,
}) => {
  await hang(page)
  const first = page.getByLabel('Room screen')
  const shown = () => first.evaluate((choice) => choice.checkVisibility({ opacityProperty: true }))
  expect(await shown()).toBe(false)
  await page.keyboard.press('Tab')
  await expect(first).toBeFocused()
  await expect.poll(shown).toBe(true)
  await first.blur()
  await expect.poll(shown).toBe(false)
  await page.mouse.move(300, 300)
  await expect.poll(shown).toBe(true)
})

test('the wall asks its device not to put the screen to sleep', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.wakeLock.request = (type) => {
      document.documentElement.dataset['lit'] = type ?? ''
      return Promise.reject(new Error('no battery'))
    }
  })
  await hang(page)
  await expect(page.locator('html')).toHaveAttribute('data-lit', 'screen')
})

test('[O1][O2][U2] the chair prepares a screen, shows it and takes it back; what it writes to the hall outlives a reload and others', async ({
  page,
}) => {
  const chair = await open()
  const secretary = await sit('secretary')
  await tour(chair)
  await sitDown(page, server, 'chair', 'GBR')
  const screens = chair.doc.getMap<Y.Map<string | null>>('screens')
  const said = () => chair.doc.getMap<Y.Map<string | null>>('overlays').get('message')?.get('text')
  await page.keyboard.press('w')
  const panel = page.getByRole('article').filter({ hasText: 'Room screens' })
  await expect(panel.getByText('As it is in the hall')).toBeVisible()
  await expect(panel.locator('[data-content=follow]')).toContainText('Albania')
  await panel.getByRole('radio', { name: 'List of speakers' }).press('Space')
  await expect(panel.getByText('Preview, not in the hall yet')).toBeVisible()
  await expect(panel.locator('[data-content=speakers]')).toContainText('Argentina')
  await expect(panel).toContainText('Screen 1 shows: List of speakers')
  expect(screens.size).toBe(0)
  await page.keyboard.press('Enter')
  await expect.poll(() => screens.get('1')?.get('content')).toBe('speakers')
  await expect(panel.getByText('As it is in the hall')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Take back' }).click()
  await expect.poll(() => screens.get('1')?.get('content')).toBe('follow')
  const words = panel.getByLabel('Message to the hall')
  await words.fill('The family photo is taken at 13:15')
  await expect(panel.locator('[data-content] .message')).toHaveText(
    'The family photo is taken at 13:15',
  )
  await must(secretary, 'screen:message', { text: 'Coffee is served outside' })
  await expect(panel.getByText('Coffee is served outside')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await page.keyboard.press('w')
  await expect(words).toHaveValue('The family photo is taken at 13:15')
  expect(said()).toBe('Coffee is served outside')
  await words.press('Control+Enter')
  await expect.poll(said).toBe('The family photo is taken at 13:15')
  await expect(words).toHaveValue('')
  await panel.getByRole('button', { name: '15 min' }).click()
  await expect(panel.locator('[data-content] .break')).toContainText('Break until')
  await panel.getByRole('button', { name: 'Call the break' }).click()
  await expect
    .poll(() => chair.doc.getMap<Y.Map<number | null>>('overlays').get('break')?.get('until'))
    .toBeGreaterThan(Date.now())
  await expect(panel.getByRole('button', { name: 'End the break' })).toBeVisible()
})

test('[O2] the secretary speaks to the hall while the floor is frozen, and ends a break from the palette', async ({
  page,
}) => {
  await server.stop()
  server = await startServer({ env: { CHAIR_GRACE_MS: '200' } })
  const chair = await open()
  const witness = await sit('observer')
  const overlay = (name: string, field: string) =>
    witness.doc.getMap<Y.Map<unknown>>('overlays').get(name)?.get(field)
  await must(chair, 'screen:break', { until: Date.now() + 600_000 })
  chair.close()
  await expect.poll(() => witness.doc.getMap('session').get('frozenAt')).not.toBeNull()
  await takeSeat(page, server, 'secretary', null)
  await page.getByRole('link', { name: 'Room screens' }).click()
  await page.getByLabel('Message to the hall').fill('We go on as soon as the chair is back')
  await page.getByRole('button', { name: 'Show the message' }).click()
  await expect.poll(() => overlay('message', 'text')).toBe('We go on as soon as the chair is back')
  expect(await seriousFaults(page)).toEqual([])
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What would you like to do?' }).fill('End the break')
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('End the break')
  await page.keyboard.press('Enter')
  await expect.poll(() => overlay('break', 'until')).toBeNull()
})
