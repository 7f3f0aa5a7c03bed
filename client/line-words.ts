// Further lines as a form holds them: how much in one text, a number or words, beside what it counts in; and back again.
import { type Figure, isCurrency, type Measure } from '#shared/figure.ts'
import { isCountedIn, itemOf } from '#shared/items.ts'
import { linesOf } from '#shared/line.ts'
import { listText } from '#shared/list-field.ts'
import { type Currency, minorPerUnit, minorSchema } from '#shared/money.ts'
import { quantitySchema } from '#shared/quantity.ts'
import { number, say, t } from './messages/messages.svelte.ts'
import { readNumber } from './numerals.ts'
import { type FigureWords, textOrNull } from './words.ts'

export interface LineWords {
  readonly key: number
  item: string
  much: string
  /** Upper end of what a request asks for. */
  max: string
  measure: Measure
  deliverBy: string
  period: string
  withheld: boolean
  /** What a counted gift is worth, which the form leaves as it is (rule M5). */
  readonly value: { readonly amountMinor: number; readonly currency: Currency } | null
}

export type Faults = Readonly<Record<string, string>>

export function lineWords(row: { readonly lines: string | null } | null): LineWords[] {
  const lines = row === null ? [] : linesOf(row).slice(1)
  return lines.map((line, key) => {
    const counted = line.unit !== null
    const measure: Measure = line.unit ?? line.currency ?? 'item'
    const worth =
      counted && line.amountMinor !== null && line.currency !== null
        ? { amountMinor: line.amountMinor, currency: line.currency }
        : null
    return {
      key,
      item: line.item ?? '',
      much: typed(counted ? line.quantity : line.amountMinor, measure) || (line.quantityText ?? ''),
      max: typed(counted ? line.quantityMax : line.amountMaxMinor, measure),
      measure,
      deliverBy: line.deliverBy ?? '',
      period: line.period ?? '',
      withheld: line.withheld,
      value: worth,
    }
  })
}

/** A figure's value as people type it. */
export function typed(value: number | null, measure: Measure): string {
  if (value === null) return ''
  return number(isCurrency(measure) ? value / minorPerUnit(measure) : value)
}

/** The value that was typed, in counted units or minor units; null where it is no value above zero. */
export function valueOf(text: string, measure: Measure): number | null {
  const said = readNumber(text)
  if (said === null) return null
  const value = isCurrency(measure) ? Math.round(said * minorPerUnit(measure)) : said
  const schema = isCurrency(measure) ? minorSchema : quantitySchema
  return schema.safeParse(value).success ? value : null
}

/** What a form's own figure counts in; null where it names none. */
export function measureOf({ mode, unit, currency }: FigureWords): Measure | null {
  if (mode === 'money') return currency
  return mode === 'number' || mode === 'words' ? unit : null
}

/** One more line, like the one before it: of money by the year, the year after. */
export function lineAfter(
  lines: readonly LineWords[],
  first: { readonly measure: Measure | null; readonly period: string },
): LineWords {
  const before = lines.at(-1)
  const period = before?.period ?? first.period
  return {
    key: Math.max(-1, ...lines.map(({ key }) => key)) + 1,
    item: '',
    much: '',
    max: '',
    measure: before?.measure ?? first.measure ?? 'item',
    deliverBy: '',
    period: /^\d{4}$/u.test(period) ? String(Number(period) + 1) : '',
    withheld: false,
    value: null,
  }
}

/** A line in which nothing was written is none. */
function isBlank({ item, much, max, deliverBy, withheld }: LineWords): boolean {
  return [item, much, max, deliverBy].every((text) => text.trim() === '') && !withheld
}

/** The field `lines`, and sentences by `line <key> <field>` for what is wrong; the text is null where something is. */
export function linesField(
  lines: readonly LineWords[],
  of: 'pledge' | 'request',
): { readonly text: string | null; readonly faults: Faults } {
  const faults: Record<string, string> = {}
  const entries = lines
    .filter((line) => !isBlank(line))
    .map((line) => {
      const { key, measure } = line
      const value = valueOf(line.much, measure)
      const max = line.max.trim() === '' ? null : valueOf(line.max, measure)
      const mayBeWords = of === 'pledge' && !isCurrency(measure)
      const isNumber = readNumber(line.much) !== null
      const inWords = mayBeWords && !isNumber ? textOrNull(line.much) : null
      const isWithheld = mayBeWords && line.withheld && line.much.trim() === ''
      if (value === null && inWords === null && !isWithheld)
        faults[`line ${String(key)} much`] = isCurrency(measure)
          ? t('line_amount')
          : mayBeWords && !isNumber
            ? t('line_figure')
            : t('line_count')
      if (line.max.trim() !== '' && (max === null || max <= (value ?? 0)))
        faults[`line ${String(key)} max`] = t('form_range')
      for (const [field, most] of [
        ['item', 120],
        ['deliverBy', 60],
        ['period', 60],
      ] as const)
        if (line[field].trim().length > most)
          faults[`line ${String(key)} ${field}`] = t('form_too_long', { max: most })
      return entryOf(line, of, { value, max, inWords, isWithheld })
    })
  const isFine = Object.keys(faults).length === 0
  return { text: isFine ? listText(entries) : null, faults }
}

interface Said {
  readonly value: number | null
  readonly max: number | null
  readonly inWords: string | null
  readonly isWithheld: boolean
}

/** What is said of it, and nothing else. */
function entryOf(
  { measure, value: worth, ...line }: LineWords,
  of: 'pledge' | 'request',
  { value, max, inWords, isWithheld }: Said,
): object {
  const figure = isCurrency(measure)
    ? { amountMinor: value, currency: measure, amountMaxMinor: max }
    : { ...worth, quantity: value, unit: measure, quantityMax: max }
  const time =
    of === 'pledge'
      ? {
          quantityText: inWords,
          withheld: isWithheld ? true : null,
          deliverBy: textOrNull(line.deliverBy),
          period: textOrNull(line.period),
        }
      : {}
  const entry = { ...figure, ...time, item: textOrNull(line.item) }
  return Object.fromEntries(Object.entries(entry).filter(([, said]) => said !== null))
}

/** What lines of money in one currency come to; null elsewhere: things are added only where they are alike (rule M1). */
export function moneyOf(lines: readonly (Figure | null)[]): Figure | null {
  const [first] = lines
  if (lines.length < 2 || !first || !isCurrency(first.measure)) return null
  const isOne = lines.every((line) => line?.measure === first.measure)
  return isOne
    ? { ...first, value: lines.reduce((sum, line) => sum + (line?.value ?? 0), 0) }
    : null
}

/** A hint where an item is named beside a unit in which it is not counted. */
export function itemHint(item: string, unit: Measure | null): string | undefined {
  const known = itemOf(item)
  if (known === null || unit === null || isCurrency(unit) || isCountedIn(item, unit))
    return undefined
  return t('item_unit', { item: known.names[0], unit: say().unitName[known.unit] })
}
