// The language of the page: texts, plural forms, and how numbers, money, dates and refusals are said in it.
import { currencies, type Currency, minorPerUnit } from '#shared/money.ts'
import { type Unit, units } from '#shared/quantity.ts'
import type { AnyForms, Arguments, Catalogue, Language, TextKey } from './catalogue.ts'
import { languages } from './catalogue.ts'
import { en } from './en.ts'

export { type Language, languages } from './catalogue.ts'
export const languageNames: Record<Language, string> = {
  en: 'English',
  fr: 'Français',
  uk: 'Українська',
}

const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: () => Promise.resolve(en),
  fr: async () => (await import('./fr.ts')).fr,
  uk: async () => (await import('./uk.ts')).uk,
}

const remembered = 'pledgehall.language'
let shown = $state.raw<{ language: Language; catalogue: Catalogue; tools: Tools }>({
  language: 'en',
  catalogue: en,
  tools: toolsOf('en'),
})

interface Tools {
  readonly number: { format(value: number): string }
  readonly compact: { format(value: number): string }
  readonly plural: Intl.PluralRules
  readonly list: Intl.ListFormat
  readonly time: Intl.DateTimeFormat
  readonly second: Intl.DateTimeFormat
  readonly day: Pick<Intl.DateTimeFormat, 'format'>
  readonly moment: Pick<Intl.DateTimeFormat, 'format'>
  readonly currency: Intl.DisplayNames
  readonly collator: Intl.Collator
}

function toolsOf(language: Language): Tools {
  // British dates in English: the day stands before the month in the rooms this is for.
  const locale = language === 'en' ? 'en-GB' : language
  return {
    number: spaced(new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })),
    compact: spaced(
      new Intl.NumberFormat(locale, {
        notation: 'compact',
        compactDisplay: 'short',
        maximumFractionDigits: 3,
      }),
    ),
    plural: new Intl.PluralRules(locale),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
    time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }),
    second: new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    day: ordinal(
      language,
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }),
    ),
    moment: ordinal(
      language,
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
      }),
    ),
    currency: new Intl.DisplayNames(locale, { type: 'currency' }),
    collator: new Intl.Collator(locale, { numeric: true }),
  }
}

/** The first of a month is an ordinal in French: "1er juillet". */
function ordinal(language: Language, format: Intl.DateTimeFormat) {
  if (language !== 'fr') return format
  return { format: (at: Date | number) => format.format(at).replace(/^1 /u, '1er ') }
}

/** The narrow space that French sets between thousands all but vanishes on a wall: a full one, unbroken. */
function spaced(format: Intl.NumberFormat) {
  return { format: (value: number) => format.format(value).replaceAll('\u202f', '\u00a0') }
}

export function language(): Language {
  return shown.language
}

/** The catalogue on the screen: for names of enumerated things, `say().capability.iamd`. */
export function say(): Catalogue {
  return shown.catalogue
}

export function collator(): Intl.Collator {
  return shown.tools.collator
}

/** A catalogue by its language, whichever the page speaks. */
export function catalogueOf(language: Language): Promise<Catalogue> {
  return loaders[language]()
}

export async function chooseLanguage(language: Language): Promise<void> {
  const catalogue = await catalogueOf(language)
  shown = { language, catalogue, tools: toolsOf(language) }
  localStorage.setItem(remembered, language)
}

/** The language this device remembers, else the first of the browser's that the page speaks. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(remembered), ...navigator.languages]
  for (const tag of wanted) {
    const found = languages.find((language) => tag?.slice(0, 2) === language)
    if (found !== undefined) return found
  }
  return 'en'
}

/** A text with its placeholders filled; numbers are written as the language does. */
export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key]
    return typeof value === 'number' ? shown.tools.number.format(value) : (value ?? '')
  })
}

function form(forms: AnyForms, n: number): string {
  return forms[shown.tools.plural.select(n)] ?? forms.other
}

/** A text of the page in the current language. */
export function t<K extends TextKey>(key: K, ...args: Arguments<K>): string {
  const text: string | AnyForms = shown.catalogue.text[key]
  const params = (args[0] ?? {}) as Record<string, string | number>
  return fill(typeof text === 'string' ? text : form(text, params['n'] as number), params)
}

export function number(value: number): string {
  return shown.tools.number.format(value)
}

/** A rate: with all the digits it has, to a millionth. */
export function decimal(value: number): string {
  return new Intl.NumberFormat(shown.language, { maximumFractionDigits: 6 }).format(value)
}

export function percent(value: number): string {
  const locale = shown.language
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }).format(
    value / 100,
  )
}

/** "12 systems", in the plural form the language wants. */
export function count(quantity: number, unit: Unit | null): string {
  return unit === null
    ? number(quantity)
    : fill(form(shown.catalogue.unit[unit], quantity), { n: quantity })
}

/** A count after "of": Ukrainian wants the genitive, whose forms stand in the catalogue under other numbers. */
export function countOf(quantity: number, unit: Unit): string {
  const category = shown.tools.plural.select(quantity)
  const forms: AnyForms = shown.catalogue.unit[unit]
  const genitive = ({ one: forms.other, few: forms.many } as Partial<AnyForms>)[category]
  const isUkrainian = shown.language === 'uk'
  return isUkrainian && genitive !== undefined
    ? fill(genitive, { n: quantity })
    : count(quantity, unit)
}

/** "1.8m" where that is exact, else every digit. */
export function brief(value: number): string {
  const { compact, number } = shown.tools
  return isBrief(value) ? compact.format(value) : number.format(value)
}

/** Whether three decimals of its thousands, millions or billions say the number whole. */
function isBrief(value: number): boolean {
  if (value < 1e5) return false
  const step = 10 ** (Math.floor(Math.log10(value) / 3) * 3 - 3)
  return Number.isInteger(value) && value % step === 0
}

/** "EUR 11bn" where that is exact, else every digit. `full` always gives every digit. */
export function money(minor: number, currency: Currency, full = false): string {
  return withCode(amount(minor, currency, full), currency)
}

export function moneyRange(from: number, to: number, currency: Currency, full = false): string {
  const range = { from: amount(from, currency, full), to: amount(to, currency, full) }
  return withCode(t('up_to', range), currency)
}

function amount(minor: number, currency: Currency, full: boolean): string {
  const value = minor / minorPerUnit(currency)
  return full ? shown.tools.number.format(value) : brief(value)
}

function withCode(figure: string, currency: Currency): string {
  return shown.language === 'en' ? `${currency}\u00a0${figure}` : `${figure}\u00a0${currency}`
}

export function currencyName(currency: Currency): string {
  return shown.tools.currency.of(currency) ?? currency
}

export function list(parts: Iterable<string>): string {
  return shown.tools.list.format(parts)
}

export function clockTime(at: number): string {
  return shown.tools.time.format(at)
}

/** To the second, where the end of a speech is meant. */
export function secondTime(at: number): string {
  return shown.tools.second.format(at)
}

export function moment(at: number): string {
  return shown.tools.moment.format(at)
}

export function day(isoDate: string): string {
  return shown.tools.day.format(new Date(`${isoDate}T12:00:00`))
}

/** With the year, for what is kept: "23 November 2026, 14:20". */
export function fullMoment(at: number): string {
  return `${shown.tools.day.format(at)}, ${clockTime(at)}`
}

/** Minutes and seconds of a clock that runs: "4:07", "1:04:07". */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const tail = String(seconds % 60).padStart(2, '0')
  return hours > 0
    ? `${String(hours)}:${String(minutes).padStart(2, '0')}:${tail}`
    : `${String(minutes)}:${tail}`
}

export const currencyChoices = [
  'EUR',
  'USD',
  'GBP',
  ...currencies.filter((c) => !['EUR', 'USD', 'GBP'].includes(c)),
] as Currency[]
export const unitChoices = units
