// How a pledge stands to earlier ones, as a form holds it: of each kind of relation one, to a pledge of the board or to an
// announcement in words; and back again (rules M3, P13).
import { type Figure, figureOf } from '#shared/figure.ts'
import { isCurrency } from '#shared/figure.ts'
import { minorPerUnit } from '#shared/money.ts'
import { type Pledge, type Relation, relations } from '#shared/pledge.ts'
import { relationFault } from '#shared/relations.ts'
import { rowIdSchema } from '#shared/text.ts'
import type { Faults } from './line-words.ts'
import { number, t } from './messages/messages.svelte.ts'
import { readNumber } from './numerals.ts'
import { textOrNull } from './words.ts'

export interface RelationWords {
  readonly key: number
  relation: Relation
  /** A pledge of the board; '' where it is none of them. */
  to: string
  text: string
}

export interface RelationsWords {
  list: RelationWords[]
  /** What a superseding row adds, where it does not follow from the two rows. */
  net: string
}

type Related = Pick<Pledge, Relation>
type Read = (id: string) => Pledge | null

export function relationsWords(
  row: (Related & Pick<Pledge, 'netNew'>) | null,
  figure: Figure | null,
): RelationsWords {
  const list = relations.flatMap((relation, key): RelationWords[] => {
    const to = row?.[relation] ?? null
    if (to === null) return []
    const isRow = rowIdSchema.safeParse(to).success
    return [
      {
        key,
        relation,
        to: isRow && to !== true ? to : '',
        text: isRow || to === true ? '' : to,
      },
    ]
  })
  const net = row?.netNew ?? null
  return { list, net: net === null ? '' : signed(net, figure) }
}

function signed(value: number, figure: Figure | null): string {
  const scale = figure !== null && isCurrency(figure.measure) ? minorPerUnit(figure.measure) : 1
  return value < 0 ? `−${number(-value / scale)}` : number(value / scale)
}

/** The difference to the row that is replaced; null where it does not follow: another measure, or not on the board. */
export function differenceTo(to: string, figure: Figure | null, read: Read): number | null {
  const replaced = to === '' ? null : read(to)
  const before = replaced === null ? null : figureOf(replaced)
  return before !== null && before.measure === figure?.measure ? figure.value - before.value : null
}

/** The six fields, and sentences by `relation <key> kind`, `relation <key> to` and `net`. */
export function relationsFields(
  { list, net }: RelationsWords,
  figure: Figure | null,
  { id, opened, read }: { id: string; opened: Pledge | null; read: Read },
): { readonly fields: Related & { netNew: number | null }; readonly faults: Faults } {
  const faults: Record<string, string> = {}
  const fields: Record<Relation, string | true | null> & { netNew: number | null } = {
    reannounces: null,
    partOf: null,
    values: null,
    supersedes: null,
    backfills: null,
    netNew: null,
  }
  for (const { key, relation, to, text } of list) {
    if (fields[relation] !== null) faults[`relation ${String(key)} kind`] = t('relation_once')
    fields[relation] = to === '' ? (textOrNull(text) ?? true) : to
    if (text.trim().length > 300)
      faults[`relation ${String(key)} text`] = t('form_too_long', { max: 300 })
    if (relationFault(id, relation, fields[relation], read) !== null)
      faults[`relation ${String(key)} to`] = t('relation_circle')
    if (relation !== 'supersedes') continue
    // What the row says already stands as long as it says the same of the same.
    const isKept = opened !== null && opened.supersedes === fields.supersedes
    if (isKept && isSame(figureOf(opened), figure) && net === relationsWords(opened, figure).net) {
      fields.netNew = opened.netNew
      continue
    }
    const difference = differenceTo(to, figure, read)
    fields.netNew = difference
    if (difference !== null || net.trim() === '') continue
    const scale = figure !== null && isCurrency(figure.measure) ? minorPerUnit(figure.measure) : 1
    const value = signedNumber(net)
    if (value === null || !Number.isSafeInteger(Math.round(value * scale)))
      faults['net'] = t('relation_net_fault')
    else fields.netNew = Math.round(value * scale)
  }
  return { fields, faults }
}

function isSame(one: Figure | null, other: Figure | null): boolean {
  return one?.measure === other?.measure && one?.value === other?.value
}

/** People write a minus, a hyphen or a dash. */
function signedNumber(text: string): number | null {
  const below = /^\s*[-−–]/u.test(text)
  const value = readNumber(text.replace(/^\s*[-−–+]/u, ''))
  if (value === null || (value === 0 && below)) return value
  return below ? -value : value
}
