import { expect, test } from 'vitest'
import { en } from '../../client/messages/en.ts'
import { fr } from '../../client/messages/fr.ts'
import { uk } from '../../client/messages/uk.ts'

/** Every text of a catalogue under its path; a plural form is a text of its own. */
function textsOf(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : textsOf(value, `${path}${key}.`),
  )
}

const placeholders = (text: string) =>
  new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name))
const form = /\.(?:one|few|many|other)$/

const english = new Map(textsOf(en))
const languages = { fr, uk } as const

test.each(Object.entries(languages))('[U1] %s names what English names', (_, catalogue) => {
  for (const [path, text] of textsOf(catalogue)) {
    const original = english.get(path) ?? english.get(path.replace(form, '.other'))
    expect.soft(original, path).toBeDefined()
    expect.soft(placeholders(text), path).toEqual(placeholders(original ?? ''))
  }
})

test.each(Object.entries(languages))(
  '[U1] %s has every plural form its rules ask for',
  (tag, catalogue) => {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions()
    for (const [key, forms] of Object.entries(catalogue.unit))
      expect.soft(Object.keys(forms).toSorted(), key).toEqual(pluralCategories.toSorted())
  },
)

test('[U1] Ukrainian is written in Cyrillic throughout', () => {
  // Placeholders and codes of currencies are no words.
  const words = (text: string) => text.replaceAll(/\{\w+\}|\b[A-Z]{3}\b/g, '')
  const latin = textsOf(uk).filter(
    ([, text]) => /\p{L}/u.test(words(text)) && !/\p{Script=Cyrillic}/u.test(text),
  )
  expect(latin.map(([path]) => path)).toEqual([])
})
