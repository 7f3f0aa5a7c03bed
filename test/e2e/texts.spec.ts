// Texts written together in a real browser: notes of a delegation, the communiqué of a drafting group.
import { expect, test, type Browser, type Page } from '@playwright/test'
import type { Role } from '#shared/roles.ts'
import { openCable } from '../support/cable.ts'
import { seriousFaults, sitDown } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

test.beforeEach(async () => {
  server = await startServer()
})
test.afterEach(async () => {
  await server.stop()
})

async function person(
  browser: Browser,
  role: Role,
  delegation: string,
  name: string,
  { origin }: Pick<TestServer, 'origin'> = server,
): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await sitDown(page, { token: server.token, origin }, role, delegation, name)
  return page
}

/** Opens a text from the rail, and answers with the field it is written in. */
async function open(page: Page, name: 'Notes' | 'Communiqué') {
  await page.getByRole('navigation', { name: 'Agenda' }).getByRole('button', { name }).click()
  const field = page.getByRole('textbox', { name: name === 'Notes' ? /^Notes of / : 'Communiqué' })
  await expect(field).toBeFocused()
  return field
}

const saved = (page: Page) =>
  expect(page.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible()

const sentence = 'Germany asks for delivery dates of the IRIS-T systems.'

test('[E3][E8] two seats write in one paragraph at the same time: nothing is lost, the caret stays, each undoes its own, and it is told whose words are whose', async ({
  browser,
}) => {
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt')
  const jens = await person(browser, 'delegate', 'DEU', 'Jens Weber')
  const [hers, his] = [await open(anna, 'Notes'), await open(jens, 'Notes')]
  await hers.fill(sentence)
  await expect(his).toHaveValue(sentence)

  // At both ends and in the middle, key by key, at once.
  await hers.press('Home')
  await his.press('End')
  await Promise.all([
    hers.pressSequentially('First of all: '),
    his.pressSequentially(' And of their missiles.'),
  ])
  const both = `First of all: ${sentence} And of their missiles.`
  for (const field of [hers, his]) await expect(field).toHaveValue(both)
  // Her caret is where she writes.
  await hers.pressSequentially('today, ')
  const three = both.replace('First of all: ', 'First of all: today, ')
  for (const field of [hers, his]) await expect(field).toHaveValue(three)
  // What he has selected stays selected while she writes before it.
  const from = three.indexOf('IRIS-T')
  await his.evaluate((field: HTMLTextAreaElement, at) => {
    field.setSelectionRange(at, at + 6)
  }, from)
  await hers.pressSequentially('and again, ')
  const four = three.replace('today, ', 'today, and again, ')
  await expect(his).toHaveValue(four)
  expect(
    await his.evaluate((field: HTMLTextAreaElement) =>
      field.value.slice(field.selectionStart, field.selectionEnd),
    ),
  ).toBe('IRIS-T')
  await expect(anna.getByText('Jens Weber').first()).toBeVisible()

  // Undo takes back his words, not hers, though hers came later.
  await jens.getByRole('button', { name: 'Undo what I wrote last' }).click()
  const five = four.replace(' And of their missiles.', '')
  for (const field of [hers, his]) await expect(field).toHaveValue(five)
  await hers.press('Control+z')
  await expect(his).not.toHaveValue(five)
  await hers.press('Control+Shift+z')
  for (const field of [hers, his]) await expect(field).toHaveValue(five)

  await his.press('Control+End')
  await his.pressSequentially(' Norway knows more.')
  await saved(jens)
  await anna.getByRole('button', { name: 'Who wrote what' }).click()
  await anna.getByText('Passage by passage').click()
  const passages = anna.getByRole('list').filter({ hasText: 'Norway knows more.' })
  await expect(
    passages.getByRole('listitem').filter({ hasText: 'Norway knows more' }),
  ).toContainText('Jens Weber')
  await expect(passages.getByRole('listitem').filter({ hasText: 'First of all' })).toContainText(
    'Anna Schmidt',
  )
  expect(await seriousFaults(anna)).toEqual([])
  for (const page of [anna, jens]) await page.context().close()
})

test('[E3][U6] what is written without the network outlives a reload and comes together with what others wrote; another delegation reads none of it', async ({
  browser,
}) => {
  const cable = await openCable(server.origin)
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt', cable)
  const jens = await person(browser, 'delegate', 'DEU', 'Jens Weber')
  const olav = await person(browser, 'delegate', 'NOR', 'Olav Berg')
  const [hers, his] = [await open(anna, 'Notes'), await open(jens, 'Notes')]
  await his.fill(`${sentence} Bread is soft.`)
  await expect(hers).toHaveValue(`${sentence} Bread is soft.`)
  await anna.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  cable.pull()
  await expect(anna.getByRole('banner').getByText('Offline')).toBeVisible()
  await hers.press('Control+Home')
  await hers.pressSequentially('At lunch: ')
  await expect(anna.getByRole('banner').getByText(/Offline, \d+ kept/)).toBeVisible()
  await his.press('Control+End')
  for (let i = 0; i < ' Bread is soft.'.length; i++) await his.press('Backspace')
  await his.pressSequentially(' Twelve of them.')
  await saved(jens)

  await anna.reload()
  await expect(anna.getByRole('banner').getByText(/Offline, \d+ kept/)).toBeVisible()
  await expect(await open(anna, 'Notes')).toHaveValue(`At lunch: ${sentence} Bread is soft.`)
  cable.plug()
  const merged = `At lunch: ${sentence} Twelve of them.`
  for (const field of [hers, his]) await expect(field).toHaveValue(merged)
  await saved(anna)

  const theirs = await open(olav, 'Notes')
  await expect(olav.getByRole('heading', { name: 'Notes of Norway' })).toBeVisible()
  await expect(theirs).toHaveValue('')
  await expect(olav.getByRole('button', { name: 'Communiqué' })).toHaveCount(0)
  for (const page of [anna, jens, olav]) await page.context().close()
  await cable.close()
})

test('[E4][E5][E6] a chair names who drafts with it; one that is taken out is out at once and told why; the draft lies with the papers for everybody', async ({
  browser,
}) => {
  const chair = await person(browser, 'chair', 'GBR', 'Sarah Collins')
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt')
  const olav = await person(browser, 'delegate', 'NOR', 'Olav Berg')
  const text = await open(chair, 'Communiqué')
  await chair.getByRole('button', { name: 'Name a group' }).click()
  const find = chair.getByLabel('Add a delegation')
  for (const name of ['Germany', 'Norway']) {
    await find.fill(name)
    await expect(chair.getByRole('button', { name, exact: true })).toBeVisible()
    await find.press('Enter')
    await expect(chair.getByRole('button', { name: `Take ${name} out` })).toBeVisible()
  }
  await chair.getByRole('button', { name: 'Name this group' }).click()
  await expect(chair.getByRole('button', { name: 'Change the group' })).toBeVisible()

  const hers = await open(anna, 'Communiqué')
  const his = await open(olav, 'Communiqué')
  await text.fill('We welcome the pledges placed today.')
  for (const field of [hers, his])
    await expect(field).toHaveValue('We welcome the pledges placed today.')
  await hers.press('Control+End')
  await hers.pressSequentially(' Germany will report in June.')
  await expect(text).toHaveValue(/Germany will report in June\.$/)
  await expect(his).toHaveValue(/Germany will report in June\.$/)

  await chair.getByRole('button', { name: 'Change the group' }).click()
  await chair.getByRole('button', { name: 'Take Norway out' }).click()
  await expect(chair.getByText('At once they read no more of it: Norway.')).toBeVisible()
  await chair.getByRole('button', { name: 'Name this group' }).click()
  await expect(olav.getByRole('alert').filter({ hasText: 'drafting group' })).toBeVisible()
  await expect(his).toHaveCount(0)
  await expect(hers).toHaveValue(/June\.$/)

  await expect(text).toHaveValue(/June\.$/)
  await chair.getByRole('button', { name: 'Put before the meeting' }).click()
  const item = chair
    .getByRole('region', { name: 'Detail', exact: true })
    .getByLabel('Agenda item', { exact: true })
  const priorities = item.getByRole('option', { name: /Priorities of Ukraine/ })
  await item.selectOption((await priorities.textContent()) ?? '')
  await chair.getByRole('button', { name: 'Put draft 1 before the meeting' }).click()
  await expect(chair.getByText(/^Draft 1 lies with the papers of/)).toBeVisible()
  await olav.getByRole('button', { name: 'Close the detail', exact: true }).click()
  await olav
    .getByRole('navigation', { name: 'Agenda' })
    .getByRole('button', { name: /^Papers of Priorities of Ukraine/ })
    .click()
  const download = olav.waitForEvent('download')
  await olav.getByRole('link', { name: 'Communiqué, draft 1' }).click()
  const file = await (await download).createReadStream()
  let words = ''
  for await (const part of file) words += String(part)
  expect(words).toBe('We welcome the pledges placed today. Germany will report in June.')
  for (const page of [chair, anna, olav]) await page.context().close()
})

test('[G9] what the server does not take is kept for its author to copy, and the text goes on from the server’s', async ({
  browser,
}) => {
  const secretary = await connectSeat(server, 'secretary')
  expect(await secretary.act('communique:draft', { delegations: ['DEU'] })).toEqual({ ok: true })
  const cable = await openCable(server.origin)
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt', cable)
  const hers = await open(anna, 'Communiqué')
  await hers.fill('We welcome the pledges placed today.')
  await saved(anna)
  cable.pull()
  await expect(anna.getByRole('banner').getByText('Offline')).toBeVisible()
  await hers.press('Control+End')
  await hers.pressSequentially(' Germany will report in June.')
  await expect(anna.getByRole('banner').getByText(/Offline, \d+ kept/)).toBeVisible()
  expect(await secretary.act('communique:draft', { delegations: [] })).toEqual({ ok: true })
  cable.plug()
  const kept = anna.getByRole('region', { name: 'Your words that do not stand in the text' })
  await expect(kept).toContainText('Germany will report in June.')
  await expect(kept).toContainText('not in the drafting group')
  await expect(hers).toHaveCount(0)
  await kept.getByRole('button', { name: 'Dismiss' }).click()
  await expect(kept).toHaveCount(0)
  secretary.close()
  await anna.context().close()
  await cable.close()
})

test('[E4][U6] a delegation that is taken out of the group while its page is closed keeps no copy of the communiqué', async ({
  browser,
}) => {
  const secretary = await connectSeat(server, 'secretary')
  expect(await secretary.act('communique:draft', { delegations: ['DEU'] })).toEqual({ ok: true })
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt')
  const copies = () =>
    anna.evaluate(async () => {
      const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
      return names.map((name) => name.split('/').at(2)).sort()
    })
  const hers = await open(anna, 'Communiqué')
  await hers.fill('We welcome the pledges placed today.')
  await saved(anna)
  const address = anna.url()

  // Whoever comes back and is still in the group finds it there.
  await anna.goto('about:blank')
  await anna.goto(address)
  const button = anna
    .getByRole('navigation', { name: 'Agenda' })
    .getByRole('button', { name: 'Communiqué' })
  await expect(button).toBeVisible()
  await saved(anna)
  expect(await copies()).toEqual(['board', 'caucus', 'communique'])

  await anna.goto('about:blank')
  expect(await secretary.act('communique:draft', { delegations: [] })).toEqual({ ok: true })
  await anna.goto(address)
  await saved(anna)
  await expect(button).toHaveCount(0)
  await expect.poll(copies).toEqual(['board', 'caucus'])
  secretary.close()
  await anna.context().close()
})

test('[E1][E2] what is pasted comes as plain characters, in parts that the wire takes, and what has no room is left out and said; letters that are being composed are not disturbed', async ({
  browser,
}) => {
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt')
  const jens = await person(browser, 'delegate', 'DEU', 'Jens Weber')
  const [hers, his] = [await open(anna, 'Notes'), await open(jens, 'Notes')]
  const paste = (text: string) =>
    hers.evaluate((field: HTMLTextAreaElement, words) => {
      field.focus()
      document.execCommand('insertText', false, words)
    }, text)
  await paste('Twelve\tlaunchers\u0007 and\u202e 🚀🚀 rockets')
  const plain = 'Twelve launchers and 🚀🚀 rockets'
  for (const field of [hers, his]) await expect(field).toHaveValue(plain)
  for (let i = 0; i < ' rockets'.length + 1; i++) await hers.press('Backspace')
  await expect(his).toHaveValue('Twelve launchers and 🚀')

  // Letters are composed at the end, while he writes at the beginning.
  const ime = await anna.context().newCDPSession(anna)
  await ime.send('Input.imeSetComposition', { text: 'ракет', selectionStart: 5, selectionEnd: 5 })
  await expect(hers).toHaveValue('Twelve launchers and 🚀ракет')
  await his.press('Control+Home')
  await his.pressSequentially('Today: ')
  await saved(jens)
  await ime.send('Input.imeSetComposition', { text: 'ракети', selectionStart: 6, selectionEnd: 6 })
  await expect(hers).toHaveValue('Twelve launchers and 🚀ракети')
  await ime.send('Input.insertText', { text: 'ракети' })
  const composed = 'Today: Twelve launchers and 🚀ракети'
  for (const field of [hers, his]) await expect(field).toHaveValue(composed)
  await hers.pressSequentially('.')
  await expect(his).toHaveValue(`${composed}.`)

  // A frame on the wire would not hold it whole.
  const long = 'Комюніке. '.repeat(1900)
  await paste(long)
  await expect(his).toHaveValue(`${composed}.${long}`)
  await paste(long)
  await expect(anna.getByRole('alert').filter({ hasText: 'too much for this text' })).toBeVisible()
  await expect(hers).toHaveValue(`${composed}.${long}`)
  await saved(anna)
  await hers.press('Control+a')
  await hers.press('Delete')
  await expect(his).toHaveValue('')
  while ((await hers.inputValue()) !== `${composed}.${long}`) await hers.press('Control+z')
  await expect(his).toHaveValue(`${composed}.${long}`)
  await saved(anna)
  for (const page of [anna, jens]) await page.context().close()
})

test('[E3] the line where somebody writes stays where it is on the screen, while another writes whole paragraphs above it', async ({
  browser,
}) => {
  const anna = await person(browser, 'delegate', 'DEU', 'Anna Schmidt')
  const jens = await person(browser, 'delegate', 'DEU', 'Jens Weber')
  const [hers, his] = [await open(anna, 'Notes'), await open(jens, 'Notes')]
  const lines = Array.from({ length: 80 }, (_, i) => `${String(i + 1)}. ${sentence}`)
  await hers.fill(lines.join('\n'))
  await expect(his).toHaveValue(lines.join('\n'))
  await hers.press('Control+End')
  await hers.pressSequentially(' Done.')
  const end = `${lines.join('\n')} Done.`
  await expect(his).toHaveValue(end)
  /** Where the last line of the text is on her screen. */
  const last = () =>
    anna
      .locator('.mirror > div')
      .last()
      .evaluate((line) => line.getBoundingClientRect().top)
  const before = await last()
  await his.press('Control+Home')
  for (let i = 0; i < 12; i++) await his.press('Enter')
  await expect(hers).toHaveValue(`${'\n'.repeat(12)}${end}`)
  expect(Math.abs((await last()) - before)).toBeLessThan(2)
  await hers.pressSequentially(' Indeed.')
  await expect(his).toHaveValue(`${'\n'.repeat(12)}${end} Indeed.`)
  for (const page of [anna, jens]) await page.context().close()
})
