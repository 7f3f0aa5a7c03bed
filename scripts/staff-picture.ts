// The working level's views some weeks after the gavel: what was agreed in April 2025 is on its way through the hubs.
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { demoSession } from '#server/demo/demo.ts'
import { demoRowId } from '#server/demo/links.ts'
import { readRow, readTasksOf } from '#shared/board.ts'
import { figureOf } from '#shared/figure.ts'
import type { TaskState } from '#shared/task.ts'
import { meetingRows } from '#test/support/board.ts'
import { sitDown } from '#test/support/page.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

/** How far the tasks of the n-th agreed pledge have come, one after another. */
const ways: readonly (readonly Exclude<TaskState, 'received'>[])[] = [
  ['cleared', 'moving', 'at_node', 'handed_over'],
  ['cleared', 'moving', 'at_node'],
  ['cleared', 'moving'],
  ['cleared'],
  [],
]
const routes = [
  { node: 'rzeszow', mode: 'rail', tonnes: 640 },
  { node: 'rzeszow', mode: 'road', tonnes: 210 },
  { node: 'campia-turzii', mode: 'sea', tonnes: 1_150 },
] as const
const windows = ['2025-04', '2025-05', '2025-06', '2025-Q3', '2025-05-20', '2025-H2']

export async function takeStaffPictures(browser: Browser, folder: string): Promise<void> {
  const started = Date.now()
  let skew = Date.UTC(2025, 3, 11, 8) - started
  const server = await startServer({
    now: () => Date.now() + skew,
    env: { LIMIT_COMMANDS: '10000', LIMIT_COMMANDS_PER_SECOND: '1000' },
  })
  const chair = await connectSeat(server, 'chair', 'GBR')
  const kyiv = await connectSeat(server, 'kyiv', 'UKR')
  const staff = await connectSeat(server, 'staff', 'NATO')
  await chair.act('session:open', {})
  const donors = new Map<string, SeatClient>()
  const requests = demoSession().requests.map((_, i) => demoRowId('UKR', '2025-04-11', i))
  let n = 0
  const before = (['2024-06-13-udcg-23', '2024-02-14-udcg-19'] as const).flatMap((meeting) =>
    meetingRows(meeting).pledges.map((row) => ({ ...row, requestIndex: null })),
  )
  for (const { delegation, fields, requestIndex } of [...before, ...demoSession().pledges]) {
    let donor = donors.get(delegation)
    if (donor === undefined) {
      donor = await connectSeat(server, 'delegate', delegation)
      donors.set(delegation, donor)
    }
    const request = requestIndex === null ? null : (requests[requestIndex] ?? null)
    const pledge = donor.pledge({ ...fields, request })
    for (const [seat, act] of [
      [kyiv, 'pledge:accept'],
      [chair, 'pledge:agree'],
    ] as const) {
      await until(() => readRow(seat.doc, 'pledges', pledge), 'the pledge')
      await seat.act(act, { pledge, seen: seat.seen(pledge) })
    }
    const agreement = readRow(chair.doc, 'agreements', pledge)
    const figure = agreement === null ? null : figureOf(agreement)
    if (figure === null || agreement?.condition === 'open') continue
    // Of every sixth nothing is in tasks yet, of another sixth the first half.
    if (n % 6 !== 4) await deliver(staff, kyiv, pledge, figure.value, n, n % 6 === 5)
    n += 1
  }
  await Promise.all(
    [...donors.values()].map(async (donor) => {
      await until(() => donor.provider.synced, 'the donor to be in step')
      donor.close()
    }),
  )
  await chair.act('session:close', {})
  // Seven weeks on: some windows have passed, others are still to come.
  skew += 49 * 86_400_000

  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
  })
  const page = await context.newPage()
  await sitDown(page, server, 'staff', 'NATO', 'Marta Nowak')
  await picture(page, folder, 'staff-queue', /^To convert/)
  await picture(page, folder, 'staff-table', /^Tasks/)
  await picture(page, folder, 'staff-states', /^By state/)
  await picture(page, folder, 'staff-timeline', /^Timeline/)
  await picture(page, folder, 'staff-map', /^Map/)
  await picture(page, folder, 'staff-flow', /^Asked to received/)
  await context.close()
  for (const seat of [chair, kyiv, staff]) seat.close()
  await server.stop()
}

/** Two tasks of a pledge that counts several things, one of any other; each as far as its way goes. */
async function deliver(
  staff: SeatClient,
  kyiv: SeatClient,
  pledge: string,
  value: number,
  n: number,
  halfOnly: boolean,
): Promise<void> {
  await until(() => readRow(staff.doc, 'agreements', pledge)?.agreedAt, 'the agreement')
  const agreement = readRow(staff.doc, 'agreements', pledge)
  const title = readRow(staff.doc, 'pledges', pledge)?.title ?? ''
  const isMoney = agreement !== null && agreement.currency !== null && agreement.quantity === null
  const values = !isMoney && value > 3 ? [Math.ceil(value / 2), Math.floor(value / 2)] : [value]
  if (halfOnly) values.splice(1)
  const made = await staff.act('task:create', {
    pledge,
    parts: values.map((part, i) => ({
      kind: isMoney ? ('payment' as const) : ('shipment' as const),
      title,
      ...(isMoney ? { amountMinor: part } : { quantity: part, ...routes[(n + i) % routes.length] }),
      window: windows[(n + i) % windows.length] ?? null,
      responsible: 'NSATU',
    })),
  })
  if (!made.ok) throw new Error(made.error.message)
  for (const [i, task] of made.tasks.entries()) {
    let from: TaskState = 'planned'
    for (const to of ways[(n + i) % ways.length] ?? []) {
      const moved = await staff.act('task:move', { task, from, to })
      if (!moved.ok) throw new Error(moved.error.message)
      from = to
    }
    if (from !== 'handed_over') continue
    await until(() => readTasksOf(kyiv.doc, pledge)[i]?.state === 'handed_over', 'the hand-over')
    await kyiv.act('task:receive', { task, received: values[i] ?? 0, as: 'good' })
  }
}

async function picture(page: Page, folder: string, name: string, tab: RegExp): Promise<void> {
  await page.getByRole('tab', { name: tab }).click()
  // Flags come when a view first shows them.
  await page.waitForLoadState('networkidle')
  await page.evaluate('document.fonts.ready.then(() => true)')
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
