// NATO staff and Kyiv in real browsers: what is agreed becomes tasks, and tasks are seen through to the receipt.
import { expect, test, type Page } from '@playwright/test'
import { demoRowId } from '#server/demo/links.ts'
import { readRow, readTasksOf, type Scalar } from '#shared/board.ts'
import type { TaskState } from '#shared/task.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat, type SeatClient } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let chair: SeatClient
let kyiv: SeatClient
let staff: SeatClient
let germany: SeatClient

test.beforeEach(async () => {
  server = await startServer()
  chair = await connectSeat(server, 'chair', 'GBR')
  kyiv = await connectSeat(server, 'kyiv', 'UKR')
  staff = await connectSeat(server, 'staff', 'NATO')
  germany = await connectSeat(server, 'delegate', 'DEU')
  await chair.act('session:open', {})
})
test.afterEach(async () => {
  for (const seat of [chair, kyiv, staff, germany]) seat.close()
  await server.stop()
})

const irisT = {
  capability: 'iamd',
  kind: 'equipment',
  title: 'Four IRIS-T SLM air defence systems',
  request: demoRowId('UKR', '2025-04-11', 0),
  quantity: 4,
  unit: 'system',
  deliverBy: '2025',
}

/** Germany announces, Kyiv accepts, the chair gavels. */
async function agreed(fields: Readonly<Record<string, Scalar>> = irisT): Promise<string> {
  const id = germany.pledge(fields)
  for (const [seat, act] of [
    [kyiv, 'pledge:accept'],
    [chair, 'pledge:agree'],
  ] as const) {
    await until(() => readRow(seat.doc, 'pledges', id), 'the pledge to be seen')
    expect((await seat.act(act, { pledge: id, seen: seat.seen(id) })).ok).toBe(true)
  }
  await until(() => readRow(staff.doc, 'agreements', id)?.agreedAt, 'the agreement')
  return id
}

async function moveTo(task: string, ...states: Exclude<TaskState, 'received'>[]): Promise<void> {
  let from: TaskState = 'planned'
  for (const to of states) {
    expect(await staff.act('task:move', { task, from, to })).toEqual({ ok: true })
    from = to
  }
}

function tasksOf(pledge: string) {
  return readTasksOf(staff.doc, pledge)
}

/** A row of the table or the queue, by its words; the grid's own head is no such row. */
function row(page: Page, words: string | RegExp) {
  return page.getByRole('row').filter({ hasText: words })
}

async function turnTo(page: Page, tab: RegExp): Promise<void> {
  await page.getByRole('tab', { name: tab }).click()
}

test('[U2] staff: nothing serious for axe on the board, the queue, the split form, the table, a task', async ({
  browser,
}) => {
  test.slow()
  const id = await agreed()
  await agreed({ ...irisT, title: '300 guided missiles', condition: 'Budget approved' })
  const part = { kind: 'shipment', title: 'First battery', quantity: 1 } as const
  const made = await staff.act('task:create', { pledge: id, parts: [part] })
  expect(made.ok).toBe(true)
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'staff', 'NATO')
  expect(await seriousFaults(page)).toEqual([])
  await turnTo(page, /^To convert 2$/)
  expect(await seriousFaults(page)).toEqual([])
  await row(page, irisT.title).getByRole('button', { name: 'Convert' }).click()
  await page.getByRole('button', { name: '2 equal tasks' }).click()
  await page.getByLabel('Quantity').first().fill('9')
  await expect(page.getByText('Only 3 systems left for this task.')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await turnTo(page, /^Tasks 1$/)
  await row(page, 'First battery').getByText('First battery').click()
  await expect(page.getByText('Turned into tasks')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
})

test('[U1][T1] what is to be converted is shown in Ukrainian too, where words of two columns may be one', async ({
  page,
}) => {
  await agreed()
  await page.addInitScript(() => {
    localStorage.setItem('pledgehall.language', 'uk')
  })
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.goto(`${server.origin}/join/${await server.token('staff', 'NATO')}`)
  await page.getByRole('textbox').nth(0).fill('Olena Kovalenko')
  await page.getByRole('textbox').nth(1).fill('Adviser')
  await page.getByRole('button', { name: 'Зайняти місце' }).click()
  await page.getByRole('tab', { name: /^До опрацювання/ }).click()
  await expect(page.getByRole('row', { name: irisT.title })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Коли погоджено' })).toBeVisible()
  // The line above keeps clear of what stands beside it.
  const none = await page.getByText('Жоден пункт не відкрито').boundingBox()
  const messages = await page.getByRole('button', { name: /Повідомлення/ }).boundingBox()
  expect((none?.x ?? 0) + (none?.width ?? 0)).toBeLessThanOrEqual(messages?.x ?? 0)
})

test("[U6] Kyiv's half-written answer and receipt stay with their pledge and task, also over a reload, until they are given", async ({
  page,
}) => {
  const first = germany.pledge({ ...irisT, title: 'Two IRIS-T SLS' })
  const second = germany.pledge({ ...irisT, title: 'Six Skynex guns' })
  const agreedId = await agreed()
  const part = { kind: 'shipment', title: 'First battery', quantity: 2 } as const
  const made = await staff.act('task:create', { pledge: agreedId, parts: [part] })
  await moveTo(made.ok ? (made.tasks[0] ?? '') : '', 'cleared', 'moving', 'handed_over')
  await sitDown(page, server, 'kyiv', 'UKR')
  const open = async (title: string) => {
    await page.getByRole('searchbox').fill(title)
    await row(page, title).last().click()
  }
  const answer = page.getByLabel(/^Decline: /)

  await open('Two IRIS-T SLS')
  await page.getByRole('button', { name: 'Decline' }).click()
  await answer.fill('Already covered by the Dutch offer')
  await open('Six Skynex guns')
  await expect(page.getByRole('button', { name: 'Accept', exact: true })).toBeVisible()
  await page.reload()
  await open('Two IRIS-T SLS')
  await expect(answer).toHaveValue('Already covered by the Dutch offer')
  await page.getByRole('button', { name: 'Send the answer' }).click()
  await until(
    () => readRow(staff.doc, 'agreements', first)?.answer === 'Already covered by the Dutch offer',
    'the answer',
  )
  expect(readRow(staff.doc, 'agreements', second)).toBeNull()
  await expect(page.getByRole('button', { name: 'Decline' })).toBeVisible()

  await turnTo(page, /^Deliveries 1$/)
  const battery = row(page, 'First battery')
  await battery.getByRole('button', { name: 'Confirm receipt' }).click()
  await page.getByRole('radio', { name: 'Less' }).check()
  await page.getByLabel('What is missing').fill('One launcher is still in Rzeszów')
  await page.keyboard.press('Escape')
  await battery.getByRole('button', { name: 'Confirm receipt' }).click()
  await expect(page.getByLabel('What is missing')).toHaveValue('One launcher is still in Rzeszów')
  await page.getByRole('region', { name: 'Detail' }).getByText('Confirm receipt').click()
  await expect(page.getByRole('textbox', { name: 'Received' })).toBeFocused()
})

test('[U2] kyiv: nothing serious for axe on deliveries, with a short receipt half written', async ({
  browser,
}) => {
  test.slow()
  const id = await agreed()
  const part = { kind: 'shipment', title: 'First battery', quantity: 2 } as const
  const made = await staff.act('task:create', { pledge: id, parts: [part] })
  await moveTo(made.ok ? (made.tasks[0] ?? '') : '', 'cleared', 'moving', 'handed_over')
  const context = await browser.newContext()
  const page = await context.newPage()
  await sitDown(page, server, 'kyiv', 'UKR')
  await turnTo(page, /^Deliveries 1$/)
  await row(page, 'First battery').getByRole('button', { name: 'Confirm receipt' }).click()
  await page.getByRole('radio', { name: 'Less' }).check()
  await page.getByRole('textbox', { name: 'Received' }).fill('1')
  await expect(page.getByText('1 system missing')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
})

test('[T1][T10] an agreed pledge becomes two tasks from the keyboard alone, and the next one task by Enter twice', async ({
  page,
}) => {
  const id = await agreed()
  const next = await agreed({
    ...irisT,
    kind: 'funding',
    title: 'Air defence package',
    quantity: null,
    unit: null,
    amountMinor: 15_000_000_000,
    currency: 'EUR',
  })
  await sitDown(page, server, 'staff', 'NATO')
  await page.getByRole('tab', { name: 'Board' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: /To convert/ })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('grid')).toBeFocused()
  // The first line is the heading of those that are ready.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Quantity')).toBeFocused()
  await expect(page.getByLabel('Quantity')).toHaveValue('4')
  await page.keyboard.type('1')
  await expect(page.getByText('3 systems left')).toBeVisible()
  await page.getByRole('button', { name: 'Add a task' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Quantity').nth(1)).toHaveValue('3')
  await expect(page.getByText('Nothing left over')).toBeVisible()
  await page.getByLabel('Hub or place').nth(1).focus()
  await page.keyboard.type('Rzeszów')
  await page.keyboard.press('Enter')

  await until(() => tasksOf(id).length === 2, 'two tasks')
  expect(tasksOf(id).map(({ title, quantity, node }) => [title, quantity, node])).toEqual([
    [`${irisT.title} (1/2)`, 1, null],
    [`${irisT.title} (2/2)`, 3, 'rzeszow'],
  ])
  await expect(page.getByText(/^2 tasks planned\. Germany/)).toBeVisible()
  await expect(row(page, irisT.title)).toHaveCount(0)

  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Amount')).toHaveValue('150,000,000')
  await expect(page.getByLabel('Amount')).toBeFocused()
  await page.keyboard.press('Enter')
  await until(() => tasksOf(next).length === 1, 'one task')
  expect(tasksOf(next)[0]).toMatchObject({ kind: 'payment', amountMinor: 15_000_000_000 })
  await expect(page.getByRole('heading', { name: 'Everything agreed is in tasks' })).toBeVisible()

  await turnTo(page, /^Tasks 3$/)
  for (const title of [/\(1\/2\)/, /\(2\/2\)/, /Air defence package/])
    await expect(row(page, title)).toBeVisible()
})

test('[T2] of two seats that convert at once one is told at the part it concerns, and nothing typed is lost', async ({
  browser,
}) => {
  const id = await agreed()
  const first = await browser.newPage()
  const second = await browser.newPage()
  // The second page learns nothing new from the board while it is held: it converts what it still sees.
  let held: (() => void)[] | null = null
  await second.routeWebSocket(/\/board\//, (page) => {
    const upstream = page.connectToServer()
    upstream.onMessage((message) => {
      if (held === null) page.send(message)
      else
        held.push(() => {
          page.send(message)
        })
    })
  })
  for (const page of [first, second]) {
    await sitDown(page, server, 'staff', 'NATO')
    await turnTo(page, /^To convert 1$/)
    await row(page, irisT.title).getByRole('button', { name: 'Convert' }).click()
    await page.getByLabel('Quantity').fill('3')
    await page.getByLabel('Hub or place').fill('Câmpia Turzii')
  }
  held = []
  await first.getByRole('button', { name: 'Plan 1 task' }).click()
  await until(() => tasksOf(id).length === 1, 'the first conversion')
  await second.getByRole('button', { name: 'Plan 1 task' }).click()
  const part = second.getByRole('group', { name: 'Task 1' })
  await expect(part.getByRole('alert')).toHaveText(
    'The tasks would come to 6 systems, but 4 systems were agreed and 3 systems are already tasked.',
  )
  await expect(part.getByLabel('Quantity')).toBeFocused()
  for (const message of held) message()
  held = null
  await expect(part.getByText('Only 1 system left for this task.')).toBeVisible()
  await expect(part.getByLabel('Quantity')).toHaveValue('3')
  await expect(part.getByLabel('Hub or place')).toHaveValue('Câmpia Turzii')

  await part.getByLabel('Quantity').fill('1')
  await second.getByRole('button', { name: 'Plan 1 task' }).click()
  await until(() => tasksOf(id).length === 2, 'the second conversion')
  expect(tasksOf(id).map(({ quantity }) => quantity)).toEqual([3, 1])
  await first.close()
  await second.close()
})

test('[T4][T8][T9] a task is moved to its end from its row, Kyiv confirms less in two clicks, and staff see what is missing', async ({
  browser,
}) => {
  const id = await agreed()
  const part = {
    kind: 'shipment',
    title: 'Batteries, lot A',
    quantity: 3,
    node: 'Rzeszów',
  } as const
  expect((await staff.act('task:create', { pledge: id, parts: [part] })).ok).toBe(true)
  const page = await browser.newPage()
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, /^Tasks 1$/)
  const line = row(page, part.title)
  await page.getByRole('tab', { name: /Tasks/ }).focus()
  for (const name of ['Clear', 'Send on its way', 'Arrived at hub', 'Hand over']) {
    await expect(line.getByRole('button', { name, exact: true })).toBeVisible()
    await page.getByRole('grid').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Tab')
    await expect(line.getByRole('button', { name, exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
  }
  await expect(line).toContainText('handed over')

  const there = await browser.newPage()
  await sitDown(there, server, 'kyiv', 'UKR')
  await there.getByRole('button', { name: '1 to confirm' }).click()
  const drawer = there.getByRole('region', { name: 'Detail', exact: true })
  await expect(drawer.getByRole('button', { name: 'Confirm receipt' })).toBeEnabled()
  await drawer.getByRole('radio', { name: 'Less' }).check()
  await drawer.getByLabel('Received').fill('2')
  await expect(drawer.getByText('1 system missing')).toBeVisible()
  await drawer.getByRole('button', { name: 'Confirm receipt' }).click()
  await expect(drawer.getByLabel('What is missing')).toBeFocused()
  await drawer.getByLabel('What is missing').fill('One radar with a broken mast')
  await drawer.getByRole('button', { name: 'Confirm receipt' }).click()

  await expect(line).toContainText('received')
  await expect(line).toContainText('1 missing')
  await expect(
    page.getByText('Kyiv received less: Batteries, lot A, 1 system missing'),
  ).toBeAttached()
  await page.getByRole('combobox', { name: /^State/ }).selectOption('received short')
  await line.getByText(part.title).click()
  await expect(page.getByText('One radar with a broken mast')).toBeVisible()
  await expect(page.getByText('Receipt confirmed')).toBeVisible()
  // Coverage moves with it: two of the ten that Kyiv asks for have arrived.
  await turnTo(page, /^Board$/)
  await expect(row(page, /at least ten systems/)).toContainText('4 of 10')
  await page.close()
  await there.close()
})

test('[T3][T4] a loss is reported from the row by keyboard, asks twice, and what it held is to be converted again', async ({
  page,
}) => {
  const id = await agreed()
  const part = { kind: 'shipment', title: 'Batteries, lot A', quantity: 4 } as const
  const made = await staff.act('task:create', { pledge: id, parts: [part] })
  await moveTo(made.ok ? (made.tasks[0] ?? '') : '', 'cleared', 'moving')
  await sitDown(page, server, 'staff', 'NATO')
  await expect(page.getByRole('tab', { name: 'To convert', exact: true })).toBeVisible()
  await turnTo(page, /^Tasks 1$/)
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  const more = row(page, part.title).getByRole('button', { name: 'More moves' })
  await expect(more).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Arrived at hub' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: 'Report lost' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Report lost: are you sure?' })).toBeFocused()
  expect(tasksOf(id)[0]?.state).toBe('moving')
  await page.keyboard.press('Enter')
  await until(() => tasksOf(id)[0]?.state === 'lost', 'the loss')
  await turnTo(page, /^To convert 1$/)
  await expect(row(page, irisT.title)).toContainText('4 left')
})

test('[T5] a move that came too late is said in a sentence beside the table', async ({ page }) => {
  const id = await agreed()
  const part = { kind: 'shipment', title: 'Batteries, lot A', quantity: 3 } as const
  const made = await staff.act('task:create', { pledge: id, parts: [part] })
  const task = made.ok ? (made.tasks[0] ?? '') : ''
  let hold = false
  await page.routeWebSocket(/\/board\//, (socket) => {
    const upstream = socket.connectToServer()
    upstream.onMessage((message) => {
      if (!hold) socket.send(message)
    })
  })
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, /^Tasks 1$/)
  await expect(row(page, part.title)).toBeVisible()
  hold = true
  await moveTo(task, 'cleared', 'moving')
  await row(page, part.title).getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByRole('alert')).toHaveText(
    /Batteries, lot A\. The task has moved on: it is under way now\./,
  )
})

test('[T6][T11] nothing of a pledge can be moved until its condition is settled, which asks twice', async ({
  page,
}) => {
  const id = await agreed({ ...irisT, condition: 'Approval by parliament' })
  const part = { kind: 'shipment', title: 'Batteries, lot A', quantity: 3 } as const
  expect((await staff.act('task:create', { pledge: id, parts: [part] })).ok).toBe(true)
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, /^Tasks 1$/)
  const line = row(page, part.title)
  await expect(line).toContainText('Condition open')
  await expect(line.getByRole('button', { name: 'Clear', exact: true })).toHaveCount(0)
  await turnTo(page, /^To convert 1$/)
  await expect(row(page, irisT.title)).toContainText('Approval by parliament')
  await row(page, irisT.title).getByRole('button', { name: 'Settle' }).click()
  await page.getByRole('button', { name: 'Met', exact: true }).click()
  expect(readRow(staff.doc, 'agreements', id)?.condition).toBe('open')
  await page.getByRole('button', { name: 'Met: are you sure?' }).click()
  await until(() => readRow(staff.doc, 'agreements', id)?.condition === 'met', 'the condition')
  await turnTo(page, /^Tasks 1$/)
  await expect(line.getByRole('button', { name: 'Clear', exact: true })).toBeVisible()
})

test('[U5] of two thousand tasks the page holds those in view', async ({ page }) => {
  const id = await agreed({ ...irisT, quantity: 100_000, unit: 'round' })
  const parts = Array.from({ length: 50 }, (_, i) => ({
    kind: 'shipment' as const,
    title: `155 mm, wagon ${String(i + 1)}`,
    quantity: 10,
  }))
  for (let i = 0; i < 40; i++)
    expect((await staff.act('task:create', { pledge: id, parts })).ok).toBe(true)
  await sitDown(page, server, 'staff', 'NATO')
  await turnTo(page, /^Tasks 2,000$/)
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2002')
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  // Before the next frame the row that a key went to is there for the next key.
  await page.getByRole('grid').focus()
  const isThere = await page.getByRole('grid').evaluate(async (grid) => {
    grid.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
    // Microtasks let no frame in between.
    for (let i = 0; i < 20; i++) await Promise.resolve()
    return grid.querySelector('[aria-rowindex="2002"]') !== null
  })
  expect(isThere).toBe(true)
  await page.keyboard.press('Tab')
  await expect(page.locator('[aria-rowindex="2002"] button').first()).toBeFocused()
  await page.getByLabel('Search tasks').fill('wagon 17')
  await expect(page.getByText('40 tasks')).toBeVisible()
})
