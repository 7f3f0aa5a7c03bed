// The answer to "what if they left" as a table, in the language of the page.
import { csvOf } from '#shared/export/csv.ts'
import type { Cell } from '#shared/export/table.ts'
import { type Figure, figureOf, isCurrency, type Measure } from '#shared/figure.ts'
import { minorPerUnit } from '#shared/money.ts'
import { pledgeOf } from '#shared/task.ts'
import { ownerOf } from '#shared/text.ts'
import type { WhatIf } from '#shared/whatif.ts'
import type { Largest } from '#shared/weight.ts'
import { saveCsv } from './download.ts'
import { language, say, t } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'

export function saveWhatIf(room: Room, leaving: readonly string[], answer: WhatIf): void {
  const names = leaving.map((id) => room.nameOf(id)).join(', ')
  const rows = [
    ...requestRows(room, answer),
    ...weightRows(room, answer),
    ...otherRows(room, answer),
  ]
  const marking = room.board.session.marking || room.seat.marking
  const table = {
    name: t('whatif_csv_name'),
    heads: [
      t('whatif_who'),
      t('whatif_col_part'),
      say().field.capability,
      say().field.title,
      t('roster_name'),
      t('whatif_col_measure'),
      t('col_asked'),
      t('whatif_col_open_now'),
      t('whatif_col_open_then'),
      t('whatif_col_lost'),
      t('whatif_fill'),
      t('whatif_col_remains'),
      `${t('whatif_col_donor')} (${t('whatif_now')})`,
      `${t('whatif_col_share')} (${t('whatif_now')})`,
      `${t('whatif_col_donor')} (${t('whatif_then')})`,
      `${t('whatif_col_share')} (${t('whatif_then')})`,
      t('session_marking'),
    ],
    rows: rows.map((row) => [names, ...row, marking]),
  }
  // Spreadsheets of France and Ukraine separate cells by semicolons.
  const text = csvOf(table, language() === 'en' ? 'comma' : 'semicolon')
  saveCsv(text, `${t('whatif_csv_name')} ${leaving.join(' ')}.csv`)
}

type Row = readonly Cell[]

/** Money in whole units, as people write it. */
function whole(value: number, measure: Measure): number {
  return isCurrency(measure) ? value / minorPerUnit(measure) : value
}

function measureName(measure: Measure): string {
  return isCurrency(measure) ? measure : say().unitName[measure]
}

function requestRows(room: Room, { gaps }: WhatIf): Row[] {
  return gaps.map(({ request, measure, item, capability, fillers, pledges, ...gap }) => [
    t('whatif_requests'),
    say().capability[capability],
    [room.board.requests.rows.get(request)?.title ?? '', item].filter(Boolean).join(' · '),
    namesOf(room, pledges.map(ownerOf)),
    measureName(measure),
    whole(gap.needed, measure),
    whole(gap.openNow, measure),
    whole(gap.openThen, measure),
    whole(gap.lost, measure),
    fillers
      .map(({ id, kind, value }) => {
        const figure = value === null ? '' : ` ${String(whole(value, measure))}`
        const when = kind === 'stock' ? room.board.stocks.rows.get(id)?.availableFrom : null
        const how = [t(`whatif_${kind}`), when].filter(Boolean).join(', ')
        return `${room.nameOf(ownerOf(id))}${figure} (${how})`
      })
      .join('; '),
    whole(gap.remains, measure),
    ...[null, null, null, null],
  ])
}

function weightRows(room: Room, { weights }: WhatIf): Row[] {
  const share = ({ donor, value, total }: Largest): Row =>
    donor === null ? [null, null] : [room.nameOf(donor), value / total]
  return weights.map(({ capability, measure, thing, now, then }) => [
    t('whatif_weights'),
    say().capability[capability],
    thing?.item ?? measureName(measure),
    null,
    measureName(measure),
    ...[null, null, null],
    whole(now.total - then.total, measure),
    ...[null, null],
    ...share(now),
    ...share(then),
  ])
}

function otherRows(room: Room, { stops, unknown, dependents }: WhatIf): Row[] {
  const { board } = room
  const row = (part: string, pledge: string, title: string, figure: Figure | null): Row => {
    const capability = board.pledges.rows.get(pledge)?.capability
    return [
      part,
      capability === undefined ? null : say().capability[capability],
      title,
      room.nameOf(ownerOf(pledge)),
      figure === null ? null : measureName(figure.measure),
      ...[null, null, null],
      figure === null ? null : whole(figure.value, figure.measure),
      ...[null, null, null, null, null, null],
    ]
  }
  return [
    ...stops.map(({ task, whole }) => {
      const standing = board.tasks.rows.get(task)
      // What of it hangs on one partner is not told by the task.
      const figure = standing === undefined || !whole ? null : figureOf(standing)
      return row(t('whatif_stops'), pledgeOf(task), standing?.title ?? '', figure)
    }),
    ...unknown.map((id) =>
      row(t('whatif_unknown'), id, board.pledges.rows.get(id)?.title ?? '', null),
    ),
    ...dependents.map(({ pledge, why }) => {
      const { title = '', condition = '' } = board.pledges.rows.get(pledge) ?? {}
      const words = [title, condition, t(`whatif_why_${why}`)].join(' · ')
      return row(t('whatif_dependents'), pledge, words, null)
    }),
  ]
}

function namesOf(room: Room, ids: readonly string[]): string {
  return [...new Set(ids)].map((id) => room.nameOf(id)).join(', ')
}
