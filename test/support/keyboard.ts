// A person at a page who has nothing but a keyboard: single keys, words, Tab, and the palette for what has no key.
import { expect, type Locator, type Page } from '@playwright/test'

/** Whoever holds one moves the page by its keys alone; locators are there to be looked at. */
export class Keyboard {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key)
  }

  async type(words: string): Promise<void> {
    await this.#page.keyboard.type(words)
  }

  /** Finds an act by words of its name and gives it. */
  async find(words: string, name: string | RegExp): Promise<void> {
    const palette = this.#page.getByRole('dialog', { name: 'Everything you can do' })
    await this.press('Control+k')
    await expect(palette.getByRole('combobox')).toBeFocused()
    await this.type(words)
    const chosen = palette.getByRole('option', { name, selected: true, disabled: false })
    await expect(chosen).toBeVisible()
    await this.press('Enter')
    await expect(palette).toBeHidden()
  }

  /** Goes on with Tab, or back with `Shift+Tab`, until the focus is there; a way of more than `most` steps is none. */
  async reach(target: Locator, by: 'Tab' | 'Shift+Tab' = 'Tab', most = 12): Promise<void> {
    await expect(target).toBeVisible()
    for (let step = 0; step < most; step++) {
      if ((await target.and(this.#page.locator(':focus')).count()) > 0) return
      await this.press(by)
    }
    await expect(target, `within ${String(most)} steps of ${by}`).toBeFocused()
  }
}

/** Notes on the page that a pointer touched it, and that it was loaded: for whoever claims that neither happened since. */
export async function watchHands(page: Page): Promise<void> {
  await page.addInitScript({
    content: `addEventListener('pointerdown', () => { document.documentElement.dataset.pointer = 'used' }, true)`,
  })
}
