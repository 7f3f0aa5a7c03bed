// A person at the page: opens a link as its holder would, and what an accessibility check finds there.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { presentRoles, type Role } from '#shared/roles.ts'
import type { TestServer } from './server.ts'

type Doors = Pick<TestServer, 'origin' | 'token'>

/** The link, then name and function where the seat is a person's. */
export async function takeSeat(
  page: Page,
  server: Doors,
  role: Role,
  delegation: string | null,
  name = 'Olena Kovalenko',
): Promise<void> {
  await page.goto(`${server.origin}/join/${await server.token(role, delegation)}`)
  if (presentRoles.has(role)) await sayName(page, name)
}

export async function sayName(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Function').fill('Adviser')
  await page.getByRole('button', { name: 'Take the seat' }).click()
}

/** Takes a seat and resolves once the board shows rows. */
export async function sitDown(...seat: Parameters<typeof takeSeat>): Promise<void> {
  await takeSeat(...seat)
  await expect(seat[0].getByRole('row').nth(2)).toBeVisible()
}

/** What axe calls serious or critical, in a line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
}
