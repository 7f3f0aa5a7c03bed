// A pledge or a draft as its form holds it, and back again: words in fields, with sentences for what is wrong.
import type { Scalar } from '#shared/board.ts'
import { isCurrency, type Figure, figureOf } from '#shared/figure.ts'
import type { Currency } from '#shared/money.ts'
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import type { Request } from '#shared/request.ts'
import { rowIdSchema } from '#shared/text.ts'
import { lineWords, linesField, typed, valueOf } from './line-words.ts'
import { t } from './messages/messages.svelte.ts'
import { relationsFields, relationsWords } from './relation-words.ts'
import { sharesFields, sharesWords } from './share-words.ts'
import {
  faultsOf,
  figureFields,
  figureWords,
  kindOf,
  noFigure,
  quantityTextField,
  textOrNull,
} from './words.ts'

/** Fields that are one text, or nothing. */
export const plainTexts = [
  'item',
  'condition',
  'deliverBy',
  'period',
  'programme',
  'consentOf',
  'recipient',
  'implementedIn',
  'addsTo',
  'note',
  'source',
] as const

export type PledgeWords = ReturnType<typeof pledgeWords>

/** What the form says at first: the row as it stands, or what follows from the request. */
export function pledgeWords(
  opened: Pledge | null,
  { request, own, supersedes }: { request: Request | null; own: string; supersedes: string | null },
) {
  const figure = opened === null ? null : figureOf(opened)
  const related = relationsWords(opened, figure)
  return {
    title: opened?.title ?? '',
    figure:
      opened !== null
        ? figureWords(opened)
        : {
            ...noFigure,
            mode:
              request !== null && request.amountMinor !== null ? ('money' as const) : noFigure.mode,
            unit: request?.unit ?? noFigure.unit,
            currency: request?.currency ?? noFigure.currency,
          },
    capability: opened?.capability ?? request?.capability ?? ('general' as const),
    kind: opened?.kind ?? null,
    ...(Object.fromEntries(plainTexts.map((name) => [name, opened?.[name] ?? ''])) as Record<
      (typeof plainTexts)[number],
      string
    >),
    conditionKind: opened?.conditionKind ?? null,
    channel: opened?.channel ?? null,
    withheld: opened?.withheld ?? false,
    elsewhere: !(opened?.toUkraine ?? true),
    lead: opened?.lead ?? false,
    alreadyDelivered: opened?.alreadyDelivered ?? false,
    overlap: overlapWords(opened?.possibleOverlap ?? null),
    answer: opened?.answer ?? null,
    lines: lineWords(opened),
    shares: sharesWords(opened, own, figure),
    // An amendment replaces agreed words, and counts what it adds to them (rule M3).
    related:
      supersedes === null
        ? related
        : {
            list: [{ key: 0, relation: 'supersedes' as const, to: supersedes, text: '' }],
            net: '',
          },
    conflict: conflictWords(supersedes === null ? opened : null),
    /** The author said that it is new, whatever it looks like. */
    isNew: false,
  }
}

/** What the row may be counted in already: a pledge of the board, or an announcement in words. */
function overlapWords(reference: Pledge['possibleOverlap']) {
  const text = typeof reference === 'string' ? reference : ''
  const isRow = rowIdSchema.safeParse(text).success
  return { said: reference !== null, to: isRow ? text : '', text: isRow ? '' : text }
}

function overlapField({ said, to, text }: PledgeWords['overlap']): Pledge['possibleOverlap'] {
  if (!said) return null
  return to === '' ? (textOrNull(text) ?? true) : to
}

function conflictWords(opened: Pledge | null) {
  const currency = opened?.conflictingCurrency ?? opened?.currency ?? null
  const minor = opened?.conflictingAmountMinor ?? null
  const measure: Currency | 'count' = minor === null || currency === null ? 'count' : currency
  return {
    much:
      measure === 'count'
        ? typed(opened?.conflictingQuantity ?? null, 'item')
        : typed(minor, measure),
    measure,
    source: opened?.conflictingSource ?? '',
  }
}

/** The figure as far as it is one. */
export function figureSaid({
  figure: { mode, quantity, unit, amount, currency },
}: PledgeWords): Figure | null {
  if (mode === 'money') {
    const value = valueOf(amount, currency)
    return value === null ? null : { measure: currency, value }
  }
  const value = mode === 'number' && unit !== null ? valueOf(quantity, unit) : null
  return value === null || unit === null ? null : { measure: unit, value }
}

interface Place {
  /** Of the row; of a new one, any id of its delegation. */
  readonly id: string
  readonly own: string
  readonly request: string | null
  readonly opened: Pledge | null
  readonly read: (id: string) => Pledge | null
}

/** The fields of the row, and sentences by field for what is wrong with them. */
export function pledgeFields(
  words: PledgeWords,
  { id, own, request, opened, read }: Place,
): { readonly fields: Record<string, Scalar>; readonly faults: Record<string, string> } {
  const figure = figureSaid(words)
  const lines = linesField(words.lines, 'pledge')
  const shares = sharesFields(words.shares, figure, own, opened)
  const related = relationsFields(words.related, figure, { id, opened, read })
  const conflict = conflictFields(words, opened)
  const fields: Record<string, Scalar> = {
    title: words.title.trim(),
    capability: words.capability,
    kind: words.kind ?? kindOf(words.figure),
    request,
    ...figureFields(words.figure, opened),
    ...quantityTextField(words.figure, opened),
    ...Object.fromEntries(plainTexts.map((name) => [name, textOrNull(words[name])])),
    consentOf: statesIn(words.consentOf),
    recipient: words.elsewhere ? textOrNull(words.recipient) : null,
    conditionKind: words.conditionKind,
    channel: words.channel,
    withheld: words.withheld,
    toUkraine: !words.elsewhere,
    lead: words.lead,
    alreadyDelivered: words.alreadyDelivered,
    possibleOverlap: overlapField(words.overlap),
    answer: words.answer,
    lines: lines.text,
    jointWith: shares.jointWith,
    shares: shares.shares,
    ...related.fields,
    ...conflict.fields,
  }
  const faults = {
    ...faultsOf(pledgeSchema, fields),
    ...lines.faults,
    ...shares.faults,
    ...related.faults,
    ...conflict.faults,
  }
  return { fields, faults }
}

/** "che, usa" is "CHE USA". */
function statesIn(text: string): string | null {
  const ids = text
    .toUpperCase()
    .split(/[\s,;]+/u)
    .filter((id) => id !== '')
  return ids.length === 0 ? null : [...new Set(ids)].join(' ')
}

function conflictFields(
  { conflict }: PledgeWords,
  opened: Pledge | null,
): { fields: Record<string, Scalar>; faults: Record<string, string> } {
  const { much, measure, source } = conflict
  if (opened !== null && JSON.stringify(conflict) === JSON.stringify(conflictWords(opened)))
    return { fields: {}, faults: {} }
  const said = much.trim() !== ''
  const value = said ? valueOf(much, measure === 'count' ? 'item' : measure) : null
  const isMoney = measure !== 'count' && isCurrency(measure)
  // An amount that names no currency of its own is in the row's.
  const isOwn = opened?.conflictingCurrency === null && measure === opened.currency
  return {
    fields: {
      conflictingQuantity: isMoney ? null : value,
      conflictingAmountMinor: isMoney ? value : null,
      conflictingCurrency: isMoney && said && !isOwn ? measure : null,
      conflictingSource: textOrNull(source),
    },
    faults: said && value === null ? { conflicting: t('conflict_fault') } : {},
  }
}
