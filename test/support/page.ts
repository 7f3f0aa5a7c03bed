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

/** The rules of axe that colours alone decide: in the second theme nothing else can come out differently. */
const ofColour = ['color-contrast', 'link-in-text-block']

/**
 * What axe calls serious or critical, in a line each: all of it in the light, and the colours in the dark again; of a
 * part alone where the rest of the page is looked at elsewhere.
 */
export async function seriousFaults(page: Page, part?: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours on their way from one theme to the other are nobody's to judge.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // There are no frames to look into, which the other mode opens a page of its own for.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
    if (part !== undefined) axe.include(part)
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(ofColour) : axe).analyze()
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        found.push(`${colorScheme}, ${id}: ${nodes[0]?.html ?? ''}`)
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return found
}
