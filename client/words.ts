// A pledge, a draft or a request as a form holds it: text in fields; and back again, with what is wrong.
import type { Scalar } from '#shared/board.ts'
import { type Currency, minorPerUnit } from '#shared/money.ts'
import type { Pledge, pledgeKinds } from '#shared/pledge.ts'
import type { Unit } from '#shared/quantity.ts'
import type { Request } from '#shared/request.ts'
import type { TaskKind, TransportMode } from '#shared/task.ts'
import type { z } from '#shared/z.ts'
import { number, t } from './messages/messages.svelte.ts'
import { readNumber } from './numerals.ts'

export type Mode = 'number' | 'money' | 'words' | 'gdp' | 'none'

export interface FigureWords {
  mode: Mode
  quantity: string
  quantityMax: string
  /** Null where an imported row counts in no unit. */
  unit: Unit | null
  amount: string
  amountMax: string
  currency: Currency
  inWords: string
  percent: string
}

/** A part of a conversion; null where its author leaves it to the page. */
export interface PartWords {
  readonly key: number
  figure: string | null
  title: string | null
  kind: TaskKind | null
  node: string
  mode: TransportMode | null
  tonnes: string
  window: string | null
  responsible: string
}

type Figured = Pick<Pledge, 'quantity' | 'unit' | 'amountMinor' | 'currency'> &
  Partial<
    Pick<Pledge, 'quantityText'> & Pick<Request, 'quantityMax' | 'amountMaxMinor' | 'percentOfGdp'>
  >

export const noFigure: FigureWords = {
  mode: 'number',
  quantity: '',
  quantityMax: '',
  unit: 'system',
  amount: '',
  amountMax: '',
  currency: 'EUR',
  inWords: '',
  percent: '',
}

export function figureWords(row: Figured): FigureWords {
  const currency = row.currency ?? 'EUR'
  const major = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? '' : number(minor / minorPerUnit(currency))
  const mode =
    row.quantity !== null
      ? 'number'
      : row.amountMinor !== null
        ? 'money'
        : (row.quantityText ?? null) !== null
          ? 'words'
          : (row.percentOfGdp ?? null) !== null
            ? 'gdp'
            : 'none'
  return {
    mode,
    quantity: row.quantity === null ? '' : number(row.quantity),
    quantityMax: (row.quantityMax ?? null) === null ? '' : number(row.quantityMax ?? 0),
    // A figure that is said without a unit stays so; one that is yet to be said begins with one.
    unit: mode === 'number' || mode === 'words' ? row.unit : (row.unit ?? 'system'),
    amount: major(row.amountMinor),
    amountMax: major(row.amountMaxMinor),
    currency,
    inWords: row.quantityText ?? '',
    percent: String(row.percentOfGdp ?? ''),
  }
}

/** The figure's fields; NaN stands for a text that is no number, which no schema accepts. */
export function figureFields(words: FigureWords, kept: Figured | null): Record<string, Scalar> {
  const { mode } = words
  // A gift with a value keeps its value while its count is edited (rule M5).
  const hasValue =
    mode === 'number' && kept !== null && kept.quantity !== null && kept.amountMinor !== null
  const minor = (text: string) =>
    Math.round((readNumber(text) ?? NaN) * minorPerUnit(words.currency))
  return {
    quantity: mode === 'number' ? (readNumber(words.quantity) ?? NaN) : null,
    ...(hasCountInWords(words, kept)
      ? {}
      : { unit: mode === 'number' || mode === 'words' ? words.unit : null }),
    ...(hasValue
      ? {}
      : {
          amountMinor: mode === 'money' ? minor(words.amount) : null,
          currency: mode === 'money' ? words.currency : null,
        }),
  }
}

/** "Thousands of drones" beside an amount: the count in words stays while the amount is edited. */
function hasCountInWords({ mode }: FigureWords, kept: Figured | null): boolean {
  return mode === 'money' && (kept?.quantityText ?? null) !== null && kept?.amountMinor !== null
}

export function quantityTextField(
  words: FigureWords,
  kept: Figured | null,
): Record<string, Scalar> {
  if (hasCountInWords(words, kept)) return {}
  return { quantityText: words.mode === 'words' ? textOrNull(words.inWords) : null }
}

export function quantityMaxField({ mode, quantityMax }: FigureWords): number | null {
  if (mode !== 'number' || quantityMax.trim() === '') return null
  return readNumber(quantityMax) ?? NaN
}

export function amountMaxField(words: FigureWords): number | null {
  if (words.mode !== 'money' || words.amountMax.trim() === '') return null
  return Math.round((readNumber(words.amountMax) ?? NaN) * minorPerUnit(words.currency))
}

/** What kind of pledge a figure suggests; the form's author may say otherwise. */
export function kindOf({ mode, unit }: FigureWords): (typeof pledgeKinds)[number] {
  if (mode === 'money') return 'funding'
  if (unit === 'trainee') return 'training'
  return unit === 'missile' || unit === 'round' ? 'ammunition' : 'equipment'
}

/** Nothing said is null. */
export function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

/** Sentences by field for what a schema does not accept. */
export function faultsOf(schema: z.ZodType, fields: object): Record<string, string> {
  const parsed = schema.safeParse(fields)
  const faults: Record<string, string> = {}
  if (parsed.success) return faults
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? '')
    faults[field] ??= sentence(field, issue)
  }
  return faults
}

function sentence(field: string, issue: z.core.$ZodIssue): string {
  if (field === 'quantity' || field === 'quantityMax') return t('form_number')
  if (field === 'amountMinor' || field === 'amountMaxMinor') return t('form_amount')
  if (field === 'consentOf') return t('form_codes')
  if (issue.code === 'too_big') return t('form_too_long', { max: Number(issue.maximum) })
  if (issue.code === 'custom' || issue.code === 'invalid_type') return t('form_required')
  return t('form_invalid')
}

/** The fields that differ from the row as it was when the form was opened. */
export function changed(fields: Record<string, Scalar>, row: object): Record<string, Scalar> {
  const before = row as Record<string, Scalar>
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => before[key] !== value))
}

/** Whether a row says something else than when the form was opened. */
export function isOther(now: object | null, opened: object | null): boolean {
  return now !== null && opened !== null && Object.keys(changed({ ...now }, opened)).length > 0
}
