// Figures as the page says them, in its three languages.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bare, figureAfterOf, plain } from '../../client/messages/figures.ts'
import { chooseLanguage, languages } from '../../client/messages/messages.svelte.ts'

beforeAll(() => {
  vi.stubGlobal('localStorage', { setItem: () => undefined })
})
// Other tests of the same process read English.
afterAll(async () => {
  await chooseLanguage('en')
  vi.unstubAllGlobals()
})

test.each(languages)('[U1] %s: two counts in one line are written in one way', async (language) => {
  await chooseLanguage(language)
  const digits = (text: string) => text.replaceAll(/\D/gu, '')
  for (const value of [40_000, 200_000, 320_000, 1_000_000]) {
    const count = { measure: 'round', value } as const
    expect([bare(count), plain(count), figureAfterOf(count)].map(digits)).toEqual(
      Array.from({ length: 3 }, () => String(value)),
    )
  }
  const money = { measure: 'EUR', value: 20_000_000_000 } as const
  expect(digits(bare(money))).toBe('200')
  expect(bare(money)).toBe(figureAfterOf(money))
})
