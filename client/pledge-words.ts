// The words of a pledge, field by field, as the gavel freezes them (rule P7): everything that its digest covers.
import { figureOf } from '#shared/figure.ts'
import { type Line, linesOf } from '#shared/line.ts'
import { listOf } from '#shared/list-field.ts'
import { type Pledge, pledgeSchema, relations } from '#shared/pledge.ts'
import type { Share } from '#shared/share.ts'
import { amounts, figure } from './messages/figures.ts'
import { list, number, say, t } from './messages/messages.svelte.ts'
import { valueText } from './messages/values.ts'
import type { Room } from './room.svelte.ts'

type Field = keyof Pledge
/** As a chair reads them out: what it answers comes first. */
const fields = [...new Set<Field>(['request', ...(Object.keys(pledgeSchema.shape) as Field[])])]

/** What a head says already, or what is said there in one figure. */
const inHead: ReadonlySet<Field> = new Set([
  'title',
  'kind',
  'quantity',
  'unit',
  'quantityText',
  'withheld',
  'amountMinor',
  'currency',
  'condition',
  'withdrawn',
])

/** Fields that name another pledge, by its id or in words. */
const references: ReadonlySet<Field> = new Set([...relations, 'possibleOverlap'])

/** A further line, as one reads it out: "130,000 rounds, small-arms round, by 2026-12". */
export function lineText(line: Line): string {
  const said = amounts(line, true) ?? line.quantityText ?? t('figure_withheld')
  return [said, line.item, line.period, line.deliverBy].filter((text) => text !== null).join(', ')
}

function sharesText(room: Room, pledge: Pledge): string[] {
  const measure = figureOf(pledge)?.measure
  return listOf<Share>(pledge.shares).map(({ party, value }) => {
    const said = measure === undefined ? number(value) : figure({ measure, value }, true)
    return `${room.nameOf(party)}: ${said}`
  })
}

export function wordOf(room: Room, pledge: Pledge, field: Field): string {
  const value = pledge[field]
  if (typeof value === 'string') {
    if (field === 'request') return room.board.requests.get(value)?.title ?? value
    if (references.has(field)) return room.board.pledges.get(value)?.title ?? value
    if (field === 'jointWith' || field === 'consentOf')
      return list(value.split(' ').map((id) => room.nameOf(id)))
    if (field === 'lines') return list(linesOf(pledge).slice(1).map(lineText))
    if (field === 'shares') return list(sharesText(room, pledge))
  }
  if (field === 'request') return t('no_request')
  const currency = field.startsWith('conflicting') ? pledge.conflictingCurrency : null
  return valueText(field, value, currency ?? pledge.currency)
}

/** What a pledge says beside its head; what says nothing is left out. */
export function wordsOf(room: Room, pledge: Pledge): (readonly [name: string, text: string])[] {
  const said = fields.filter((field) => {
    if (inHead.has(field)) return false
    if (field === 'request') return true
    if (field === 'toUkraine') return !pledge.toUkraine
    return pledge[field] !== null && pledge[field] !== false
  })
  return said.map((field) => [say().field[field], wordOf(room, pledge, field)])
}

/** The fields in which two versions of a pledge differ. */
export function changedFields(one: Pledge, other: Pledge): Field[] {
  return fields.filter((field) => one[field] !== other[field])
}
