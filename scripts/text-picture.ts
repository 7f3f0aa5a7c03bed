// The communiqué while it is drafted: at the chair, with two of the group in it, and who wrote which passage.
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { sitDown } from '#test/support/page.ts'
import { connectSeat } from '#test/support/seat.ts'
import { startServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

const group = ['DEU', 'NLD', 'NOR', 'TUR']
const passages = [
  'We, the defence ministers and representatives of the Ukraine Defence Contact Group, met in Brussels on 11 April 2025 and reaffirmed our support for Ukraine’s sovereignty and territorial integrity.',
  'We welcome the pledges placed today for integrated air and missile defence, among them further IRIS-T systems and their missiles.',
  'Deliveries are reported to the Group by the end of each quarter.',
]

export async function takeTextPicture(browser: Browser, folder: string): Promise<void> {
  const server = await startServer()
  const chair = await connectSeat(server, 'chair', 'GBR')
  const named = await chair.act('communique:draft', { delegations: group })
  if (!named.ok) throw new Error(named.error.message)
  await chair.act('session:open', {})
  chair.close()

  async function person(role: 'chair' | 'delegate', delegation: string, name: string) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/Brussels',
    })
    const page = await context.newPage()
    await sitDown(page, server, role, delegation, name)
    const rail = page.getByRole('navigation', { name: 'Agenda' })
    await rail.getByRole('button', { name: 'Communiqué' }).click()
    return page
  }
  const text = (page: Page) => page.getByRole('textbox', { name: 'Communiqué' })

  const john = await person('chair', 'GBR', 'John Healey')
  const anna = await person('delegate', 'DEU', 'Anna Schmidt')
  const olav = await person('delegate', 'NOR', 'Olav Berg')
  const pages = [john, anna, olav]
  for (const [i, page] of pages.entries()) {
    const passage = passages[i] ?? ''
    await text(page).press('Control+End')
    await text(page).pressSequentially(i === 0 ? passage : `\n\n${passage}`)
    for (const other of pages)
      await until(
        async () => (await text(other).inputValue()).endsWith(passage),
        'the passage to be on every page',
      )
  }
  await john.getByRole('button', { name: 'Who wrote what' }).click()
  await john.getByText('Olav Berg').first().waitFor()
  await john.evaluate('document.fonts.ready.then(() => true)')
  await john.screenshot({ path: join(folder, 'communique.png') })
  for (const page of pages) await page.context().close()
  await server.stop()
}
