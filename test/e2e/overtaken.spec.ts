// Two seats of one delegation write the same field while the line of the one is half dead: neither loses a word.
import { expect, test } from '@playwright/test'
import * as Y from 'yjs'
import { readRow } from '#shared/board.ts'
import { sitDown } from '../support/page.ts'
import { connectSeat } from '../support/seat.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

test('[G9] a value that a colleague’s overtook before it left the page is kept on it, beside what stands', async ({
  page,
}) => {
  const server = await startServer()
  const doc = new Y.Doc()
  // Of two values for one field, the one of the higher client id stands.
  doc.clientID = 0xffefffff
  const colleague = await connectSeat(server, 'delegate', 'DEU', { doc })
  const screen = await connectSeat(server, 'screen')
  const title = 'Four IRIS-T systems'
  const id = colleague.pledge({ capability: 'iamd', kind: 'equipment', title, quantity: 4 })
  await until(() => readRow(screen.doc, 'pledges', id), 'the pledge')
  // What the page says on the board's socket gets lost from here on; what it hears goes on.
  let isMute = false
  const lines: { close(): unknown }[] = []
  await page.routeWebSocket(/\/board\//, (line) => {
    const far = line.connectToServer()
    lines.push(far, line)
    line.onMessage((message) => {
      if (!isMute) far.send(message)
    })
  })
  await sitDown(page, server, 'delegate', 'DEU')
  await page.getByRole('searchbox').fill(title)
  const shown = page.getByRole('row').filter({ hasText: title })
  await shown.click()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const form = page.locator('form')
  await form.getByRole('textbox', { name: 'Quantity' }).fill('5')
  isMute = true
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(shown).toContainText('5')
  await expect(page.getByRole('banner').getByText('Saving 1')).toBeVisible()

  doc.getMap<Y.Map<unknown>>('pledges').get(id)?.set('quantity', 7)
  await expect(shown).toContainText('7')
  const tray = page.getByRole('banner').getByRole('button', { name: 'Not accepted' })
  await expect(tray).toContainText('1')
  // The line breaks: what arrives after it is an edit without its words, and the server can keep nothing.
  isMute = false
  for (const line of lines.splice(0)) await line.close()
  await expect(page.getByRole('banner').getByText('Saved', { exact: true })).toBeVisible()
  expect(readRow(screen.doc, 'pledges', id)?.quantity).toBe(7)

  await page.reload()
  await tray.click()
  const kept = page.getByRole('listitem').filter({ hasText: title })
  await expect(kept).toContainText(/You wrote\s*Quantity\s*5/)
  await expect(kept).toContainText(/What stands\s*7/)
  await expect(kept).toContainText('Another edit of the same field arrived')
  await kept.getByRole('button', { name: 'Place it again' }).click()
  await until(() => readRow(screen.doc, 'pledges', id)?.quantity === 5, 'the value placed again')
  await expect(tray).toHaveCount(0)
  for (const seat of [colleague, screen]) seat.close()
  await server.stop()
})
