// Hubs and rates: what staff keep beside the tasks.
import { readRow } from '#shared/board.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { changesOf } from './fact.ts'

export const setHub: Act<'hub:set'> = (doc, { hub, ...fields }) => ({
  facts: changesOf('hubs', hub, readRow(doc, 'hubs', hub) ?? {}, fields),
  output: {},
})

export const setRate: Act<'rate:set'> = (doc, { currency, ...fields }, { now }) => {
  // A rate is of a day that was: one of tomorrow is a slip.
  if (Date.parse(fields.date) > now)
    return refuse('bad_input', 'M12', { where: 'date', why: 'it is still to come' })
  return {
    facts: changesOf('rates', currency, readRow(doc, 'rates', currency) ?? {}, fields),
    output: {},
  }
}
