// The words of a pledge, field by field, as the gavel freezes them (rule P7): everything that its digest covers.
import { type Pledge, pledgeSchema } from '#shared/pledge.ts'
import { list, say, t } from './messages/messages.svelte.ts'
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

export function wordOf(room: Room, pledge: Pledge, field: Field): string {
  const value = pledge[field]
  if (typeof value === 'string') {
    if (field === 'request') return room.board.requests.get(value)?.title ?? value
    if (field === 'relatedTo') return room.board.pledges.get(value)?.title ?? value
    if (field === 'jointWith') return list(value.split(' ').map((id) => room.nameOf(id)))
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
