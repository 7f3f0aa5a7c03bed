// A person at the page: opens a link as its holder would, and what an accessibility check finds there.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import type { Role } from '#shared/roles.ts'
import type { TestServer } from './server.ts'

/** The link, then name and function; resolves once the board shows rows. */
export async function sitDown(
  page: Page,
  server: Pick<TestServer, 'origin' | 'token'>,
  role: Role,
  delegation: string | null,
): Promise<void> {
  await page.goto(`${server.origin}/join/${await server.token(role, delegation)}`)
  if (role !== 'observer') {
    await page.getByLabel('Name').fill('Olena Kovalenko')
    await page.getByLabel('Function').fill('Adviser')
    await page.getByRole('button', { name: 'Take the seat' }).click()
  }
  await expect(page.getByRole('row').nth(2)).toBeVisible()
}

/** What axe calls serious or critical, in a line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}
