// The tour de table: one turn for each delegation that may announce something, and their answers.
import { readRows, readSpeakersOf } from '#shared/board.ts'
import { isUnderWay, orderByLot, orderByName, speakerIdOf, tourOf } from '#shared/floor.ts'
import { isRefusal, refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { factsOfEntry, readEntry, readItem } from './speakers.ts'

export const startTour: Act<'tour:start'> = (
  doc,
  { item, order, language },
  { actor, now, fresh },
) => {
  const row = readItem(doc, item, 'F10')
  if (isRefusal(row)) return row
  if (row.state === 'closed') return refuse('item_closed', 'F10', { title: row.title })
  const entries = readSpeakersOf(doc, item)
  const running = tourOf(entries)
  const left = running?.turns.filter(
    (turn) => isUnderWay(turn) || running.unanswered.includes(turn),
  )
  if (left !== undefined && left.length > 0)
    return refuse('tour_running', 'F10', { left: left.length })
  const donors = [...readRows(doc, 'roster')].filter(
    ([, { role, stance }]) => role === 'donor' && stance === 'participates',
  )
  if (donors.length === 0) return refuse('tour_nobody', 'F10')
  const lot = order === 'lot' ? fresh : null
  const turns =
    lot === null
      ? orderByName(donors, language)
      : orderByLot(
          donors.map(([id]) => id),
          lot,
        )
  const asked = { kind: 'tour', askedAt: now, askedBy: actor.name } as const
  return {
    facts: [
      ...factsOf('agenda', item, { lot }),
      ...turns.flatMap((delegation, i) =>
        factsOfEntry(item, entries.length + 1 + i, { ...asked, delegation }),
      ),
    ],
    output: { entries: turns.map((_, i) => speakerIdOf(item, entries.length + 1 + i)) },
  }
}

export const answerTurn: Act<'tour:answer'> = (doc, { entry, outcome }, { actor }) => {
  const row = readEntry(doc, entry, 'F11', actor.delegation)
  if (isRefusal(row)) return row
  if (row.kind !== 'tour') return refuse('not_found', 'F11', { what: 'entry' })
  if (row.endedAt !== null || row.withdrawnAt !== null) return refuse('turn_over', 'F11')
  return { facts: changesOf('speakers', entry, row, { outcome }), output: {} }
}
