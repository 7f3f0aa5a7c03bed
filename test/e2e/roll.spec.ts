// The roll call in a real browser: called from the keyboard, seen by everyone, and a reminder to just those.
import { expect, test, type Page } from '@playwright/test'
import { readRow, readSession } from '#shared/board.ts'
import { seriousFaults, sitDown, takeSeat } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let secretary: SeatClient

test.beforeEach(async () => {
  server = await startServer()
  secretary = await connectSeat(server, 'secretary')
  await note({ came: ['DEU', 'POL', 'HUN'] })
})
test.afterEach(async () => {
  secretary.close()
  await server.stop()
})

/** Comings and goings, as the server notes them. */
async function note({ came = [], left = [] }: { came?: string[]; left?: string[] }): Promise<void> {
  await server.app.rooms.use(server.session, (room) => room.serve('presence:note', { came, left }))
}

const markOf = (id: string) => readRow(secretary.doc, 'roster', id)?.attendance
const marked = (id: string, mark: string | null) =>
  until(() => markOf(id) === mark, `${id} to be marked as ${String(mark)}`)
const detail = (page: Page) => page.getByRole('region', { name: 'Detail', exact: true })
const rowOf = (page: Page, id: string) => page.locator(`[data-delegation='${id}'] .row`)

test('[Q2] the chair calls the roll from the keyboard, one letter a delegation', async ({
  page,
}) => {
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('r')
  await page.getByRole('button', { name: 'Begin the roll call' }).press('Enter')
  await until(() => readSession(secretary.doc).rollCallAt, 'the roll call')
  await expect(detail(page).getByText(/Begun at/)).toBeVisible()
  for (const key of ['p', 'a', 'e', 'p']) await page.keyboard.press(key)
  await marked('ALB', 'present')
  await marked('ARG', 'absent')
  await marked('AUS', 'excused')
  await marked('AUT', 'present')
  await expect(rowOf(page, 'BEL')).toBeFocused()
  // Neither the agenda's keys nor the chair's other ones are meant here.
  expect(readSession(secretary.doc).currentItem).toBeNull()
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Roll call')

  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Backspace')
  await marked('AUT', null)
  // Represented: the letter, then the representative.
  await page.keyboard.press('r')
  await expect(page.getByLabel('Represented by')).toBeFocused()
  await page.getByLabel('Represented by').selectOption({ label: 'Estonia' })
  await marked('AUT', 'represented')
  await expect(rowOf(page, 'AUT')).toContainText('represented by Estonia')
  await expect(rowOf(page, 'BEL')).toBeFocused()
  // Estonia may represent, but is not represented itself by one who is.
  await secretary.act('roll:mark', { delegation: 'LVA', mark: 'represented', representedBy: 'EST' })
  await rowOf(page, 'EST').click()
  await page.keyboard.press('r')
  await page.getByLabel('Represented by').selectOption({ label: 'Poland' })
  await expect(detail(page).getByRole('alert')).toContainText('Estonia represents another')
})

test('[Q5][Q6] all at once, then one key for whoever came late', async ({ page }) => {
  await sitDown(page, server, 'chair', 'GBR')
  // The chair's own arrival is noted too; after the roll it would be the first to be taken up.
  await until(() => readRow(secretary.doc, 'roster', 'GBR')?.present, 'the chair to be there')
  await page.keyboard.press('r')
  await page.getByRole('button', { name: 'Mark all at once' }).click()
  await marked('DEU', 'present')
  await marked('NOR', 'absent')
  await note({ came: ['NOR'], left: ['POL'] })
  const late = detail(page).getByRole('region', { name: 'Since the roll call' })
  await expect(late).toContainText(/Norway\s*arrived \d\d:\d\d, not on the roll yet/)
  await expect(late).toContainText(/Poland\s*left \d\d:\d\d, still on the roll/)
  await page.keyboard.press('t')
  await marked('NOR', 'present')
  await expect(late).not.toContainText('Norway')
  await page.keyboard.press('t')
  await marked('POL', 'absent')
  await expect(late).toBeHidden()
})

test('[Q4] everyone sees the quorum in words, and who counts', async ({ page }) => {
  await secretary.act('quorum:set', { quorum: 3 })
  await secretary.act('roll:all', {})
  await sitDown(page, server, 'observer', null)
  const presence = page.getByRole('region', { name: 'In the room' })
  // Hungary is present, opted out, and counts nowhere.
  await expect(presence).toContainText('No quorum: 1 delegation short')
  await expect(presence).toContainText('2 of 56 that count')
  await expect(presence.getByRole('heading', { name: 'Present 3' })).toBeVisible()
  await secretary.act('roll:mark', { delegation: 'NOR', mark: 'represented', representedBy: 'DEU' })
  await expect(presence).toContainText('There is a quorum')
  await expect(
    presence.getByRole('button', { name: /Norway pledged \(represented by Germany\)/ }),
  ).toBeVisible()
  await expect(presence.getByRole('button', { name: 'Roll call' })).toHaveCount(0)
})

test('[Q7] a reminder: one notice for those who have not answered, put away for good', async ({
  browser,
  page,
}) => {
  const chair = await connectSeat(server, 'chair', 'GBR')
  const poland = await connectSeat(server, 'delegate', 'POL')
  await chair.act('session:open', {})
  await chair.act('agenda:go', { item: 'announcements' })
  const other = await (await browser.newContext()).newPage()
  await sitDown(page, server, 'delegate', 'DEU')
  await sitDown(other, server, 'chair', 'GBR')
  await other.keyboard.press('a')
  // Who is not connected is not waited for; Hungary never is.
  await expect(detail(other).getByRole('heading', { level: 2 })).toHaveText(
    '3 of 3 donors present have not answered',
  )
  await other.getByRole('button', { name: 'Remind 3' }).click()
  await expect(other.getByRole('status').filter({ hasText: 'reminded' })).toHaveText(
    '3 delegations were reminded',
  )
  const notice = page.getByRole('alert').filter({ hasText: 'awaits your delegation’s answer' })
  await expect(notice).toContainText('Requests under “')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
  // Poland's page was away; what it was reminded of stands when it is back, until it answers.
  const late = await (await browser.newContext()).newPage()
  await sitDown(late, server, 'delegate', 'POL')
  const waits = late.getByRole('alert').filter({ hasText: 'awaits your delegation’s answer' })
  await expect(waits).toContainText('Requests under “')
  poland.pledge({ capability: 'iamd', kind: 'equipment', title: 'Four Piorun teams' })
  await expect(waits).toHaveCount(0)
  chair.close()
  poland.close()
})

test('[U2] roll call: nothing serious for axe at the chair, the secretary and a reminded delegate', async ({
  browser,
}) => {
  test.slow()
  await secretary.act('quorum:set', { quorum: 30 })
  await secretary.act('roll:all', {})
  await note({ came: ['NOR'] })
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'chair', 'GBR')
  await page.keyboard.press('r')
  await expect(rowOf(page, 'DEU')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  const desk = await context.newPage()
  await desk.goto(`${server.origin}/join/${await server.token('secretary')}`)
  await desk.getByLabel('Name').fill('Marta Lindqvist')
  await desk.getByLabel('Function').fill('Secretary')
  await desk.getByRole('button', { name: 'Take the seat' }).click()
  await desk.getByRole('link', { name: 'Roll call' }).click()
  await desk.getByRole('button', { name: 'Take up Norway' }).click()
  await marked('NOR', 'present')
  expect(await seriousFaults(desk)).toEqual([])
  await context.close()
})

test('[Q8] in confidence the chair sees the marks; a delegation sees only whether there is a quorum, and the hall no count', async ({
  browser,
}) => {
  test.slow()
  await secretary.act('quorum:set', { quorum: 2 })
  const pages: Page[] = []
  for (const [role, delegation] of [
    ['chair', 'GBR'],
    ['delegate', 'DEU'],
    ['screen', null],
    ['secretary', null],
  ] as const) {
    const page = await (await browser.newContext()).newPage()
    pages.push(page)
    if (role === 'screen' || role === 'secretary') await takeSeat(page, server, role, delegation)
    else await sitDown(page, server, role, delegation)
  }
  const [chair, germany, hall, desk] = pages as [Page, Page, Page, Page]
  await chair.keyboard.press('r')
  await chair.getByRole('button', { name: 'Take attendance in confidence' }).click()
  await until(() => readSession(secretary.doc).attendance === 'confidential', 'confidence')
  await chair.getByRole('button', { name: 'Begin the roll call' }).click()
  await expect(detail(chair).getByText(/Begun at/)).toBeVisible()
  await rowOf(chair, 'NOR').click()
  await chair.keyboard.press('p')
  await expect(rowOf(chair, 'NOR')).toContainText('present')
  const room = germany.getByRole('region', { name: 'In the room' })
  await expect(room).toContainText('No quorum')
  await rowOf(chair, 'POL').click()
  await chair.keyboard.press('p')
  await expect(room).toContainText('There is a quorum')
  await expect(room.getByRole('heading', { name: /^Attendance is confidential/ })).toBeVisible()
  await expect(room).not.toContainText('of 56')
  await expect(room.getByRole('heading', { name: /^(Present|Connected)/ })).toHaveCount(0)
  await expect(hall.getByText('Attendance is confidential')).toBeVisible()
  await expect(hall.getByText(/of 60 delegations/)).toHaveCount(0)
  await desk.getByRole('navigation').getByRole('link', { name: 'Session' }).click()
  await expect(desk.getByText('2 of 60 delegations present')).toBeVisible()
  await desk.getByRole('navigation').getByRole('link', { name: 'Roster' }).click()
  await expect(desk.getByRole('row', { name: /^Norway NOR/ })).toContainText('present')
  await expect(desk.getByRole('row', { name: /^Spain ESP/ })).toContainText('not called yet')
  expect(readRow(secretary.doc, 'roster', 'NOR')?.attendance).toBeNull()
  expect(await seriousFaults(germany)).toEqual([])
  for (const page of pages) await page.context().close()
})
