// The lines of a request or a pledge: the row's own figure first, then those that stand in its field `lines`.
import { type Figured, figureOf } from './figure.ts'
import { listOf, listSchema } from './list-field.ts'
import { type Currency, currencySchema, minorSchema } from './money.ts'
import { quantitySchema, type Unit, unitSchema } from './quantity.ts'
import { textSchema } from './text.ts'
import { z } from './z.ts'

const figure = {
  item: textSchema(120).optional(),
  quantity: quantitySchema.optional(),
  unit: unitSchema.optional(),
  amountMinor: minorSchema.optional(),
  currency: currencySchema.optional(),
}

/** A figure beside what it counts in, or in words beside the unit. */
function hasFigure(line: {
  quantity?: unknown
  unit?: unknown
  amountMinor?: unknown
  currency?: unknown
  quantityText?: unknown
  withheld?: unknown
}): boolean {
  const isMoney = line.amountMinor !== undefined && line.currency !== undefined
  const isThing = [line.quantity, line.quantityText, line.withheld].some(
    (said) => said !== undefined,
  )
  return isMoney || (isThing && line.unit !== undefined)
}

const noFigure = 'needs a quantity with its unit, or an amount with its currency'

/** One more line of a pledge: other things of one gift, or one year's money of several. */
const pledgeLineSchema = z
  .strictObject({
    ...figure,
    quantityText: textSchema(120).optional(),
    withheld: z.literal(true).optional(),
    deliverBy: textSchema(60).optional(),
    period: textSchema(60).optional(),
  })
  .refine(hasFigure, noFigure)

/** One more line of a request; of a range the upper end beside the lower one. */
const requestLineSchema = z
  .strictObject({
    ...figure,
    quantityMax: quantitySchema.optional(),
    amountMaxMinor: minorSchema.optional(),
  })
  .refine(hasFigure, noFigure)

export const pledgeLinesSchema = listSchema(pledgeLineSchema, 20)
export const requestLinesSchema = listSchema(requestLineSchema, 20)

/** A line as it counts: what is not said is null. */
export interface Line extends Figured {
  readonly item: string | null
  readonly quantity: number | null
  readonly unit: Unit | null
  readonly amountMinor: number | null
  readonly currency: Currency | null
  /** Pledges only. */
  readonly quantityText: string | null
  readonly withheld: boolean
  readonly deliverBy: string | null
  readonly period: string | null
  /** Requests only. */
  readonly quantityMax: number | null
  readonly amountMaxMinor: number | null
}

const blank: Line = {
  item: null,
  quantity: null,
  unit: null,
  amountMinor: null,
  currency: null,
  quantityText: null,
  withheld: false,
  deliverBy: null,
  period: null,
  quantityMax: null,
  amountMaxMinor: null,
}

/** The lines of a row, numbered from 0; the first is what the row itself says, with a figure or without. */
export function linesOf(row: Partial<Line> & { readonly lines: string | null }): readonly Line[] {
  const own = { ...blank, ...row }
  return row.lines === null
    ? [own]
    : [own, ...listOf<Partial<Line>>(row.lines).map((line) => ({ ...blank, ...line }))]
}

/** The upper end of what a request's line asks for: its figure, unless a range goes further. */
export function upperOf(line: Line): number {
  const asked = figureOf(line)
  if (asked === null) return 0
  const end = line.quantity !== null && line.unit !== null ? line.quantityMax : line.amountMaxMinor
  return Math.max(asked.value, end ?? 0)
}
