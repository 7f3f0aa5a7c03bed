// A stock as its form holds it and as a line says it: words in fields, and back again.
import type { Scalar } from '#shared/board.ts'
import { spanOf } from '#shared/dates.ts'
import { itemKey, itemOf } from '#shared/items.ts'
import type { Unit } from '#shared/quantity.ts'
import type { Capability, Request } from '#shared/request.ts'
import { type Stock, stockSchema } from '#shared/stock.ts'
import { count, day, number, t } from './messages/messages.svelte.ts'
import { readNumber } from './numerals.ts'
import type { PledgeWords } from './pledge-form.ts'
import { faultsOf, noFigure, textOrNull } from './words.ts'

/** Unit and capability are null where the author leaves them to the page: they follow from the thing. */
export interface StockWords {
  item: string
  quantity: string
  unit: Unit | null
  capability: Capability | null
  availableFrom: string
  note: string
}

export function stockWords(stock: Stock | null): StockWords {
  return {
    item: stock?.item ?? '',
    quantity: typeof stock?.quantity === 'number' ? number(stock.quantity) : '',
    unit: stock?.unit ?? null,
    capability: stock?.capability ?? null,
    availableFrom: stock?.availableFrom ?? '',
    note: stock?.note ?? '',
  }
}

/** The row's fields, and sentences by field for what is wrong with them. */
export function stockFields(
  words: StockWords,
  otherwise: { readonly unit: Unit; readonly capability: Capability },
): { readonly fields: Record<string, Scalar>; readonly faults: Record<string, string> } {
  const fields: Record<string, Scalar> = {
    capability: words.capability ?? otherwise.capability,
    item: words.item.trim(),
    quantity: words.quantity.trim() === '' ? null : (readNumber(words.quantity) ?? NaN),
    unit: words.unit ?? otherwise.unit,
    availableFrom: textOrNull(words.availableFrom),
    note: textOrNull(words.note),
  }
  return { fields, faults: faultsOf(stockSchema, fields) }
}

/** What the thing is counted in, and under which capability the first of the rows has it. */
export function followsFrom(
  item: string,
  rows: Iterable<Pick<Request, 'item' | 'unit' | 'capability'>>,
): { readonly unit: Unit | null; readonly capability: Capability | null } {
  const name = textOrNull(item)
  const known = itemOf(name)?.unit ?? null
  if (name !== null)
    for (const row of rows)
      if (itemKey(row.item) === itemKey(name))
        return { unit: known ?? row.unit, capability: row.capability }
  return { unit: known, capability: null }
}

/** "4 systems", or that no number is stated. */
export function heldText({ quantity, unit }: Pick<Stock, 'quantity' | 'unit'>): string {
  return quantity === null ? t('stock_unstated') : count(quantity, unit)
}

/** How a time that was said is read; null where nothing is said. */
export function timeRead(said: string, now: number): string | null {
  if (said.trim() === '') return null
  const span = spanOf(said, now)
  if (span === null) return t('stock_from_said')
  return span.from === span.to
    ? t('stock_from_day', { day: day(span.from) })
    : t('stock_from_read', { from: day(span.from), to: day(span.to) })
}

/** What a pledge from the stock begins with. */
export function wordsFrom(stock: Stock): Partial<PledgeWords> {
  const { item, quantity, unit, capability } = stock
  return {
    title: item,
    figure: { ...noFigure, quantity: quantity === null ? '' : number(quantity), unit },
    item,
    capability,
  }
}
