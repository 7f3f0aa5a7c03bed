// The room screen in a real browser: what a hall of fifty delegations has before its eyes.
import { expect, test, type Page } from '@playwright/test'
import type { Scalar } from '#shared/board.ts'
import { capabilities } from '#shared/request.ts'
import { seriousFaults } from '../support/page.ts'
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
  await expect(latest.first()).toContainText(/DEU\s*Germany\s*Placed/)
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
  test.setTimeout(120_000)
  await open()
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
})

test('[U3] a wall without its server says since when it is not live, and goes on showing the board', async ({
  page,
}) => {
  await open()
  await hang(page)
  const head = page.getByRole('banner')
  await expect(head).not.toContainText('Not live')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await server.stop({ keep: true })
  await expect(head).toContainText(/Not live since \d\d:\d\d/)
  await expect(page.getByRole('article').first()).toBeVisible()
  expect(await cutTexts(page)).toEqual([])
  await page.reload()
  await expect(head).toContainText('Not live')
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(page.getByText('UNCLASSIFIED, RELEASABLE TO UDCG')).toBeVisible()
})

test('the choices are out of sight until the pointer moves or the keyboard reaches them', async ({
  page,
}) => {
  await hang(page)
  const language = page.getByLabel('Language')
  const shown = () =>
    language.evaluate((choice) => choice.checkVisibility({ opacityProperty: true }))
  expect(await shown()).toBe(false)
  await page.keyboard.press('Tab')
  await expect(language).toBeFocused()
  await expect.poll(shown).toBe(true)
  await language.blur()
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
