// Who is in the room.
import { readRow } from '#shared/board.ts'
import type { Act } from './act.ts'
import { factsOf } from './fact.ts'

/** The server's own: delegations whose first seat came, and whose last one left (rule C7). */
export const notePresence: Act<'presence:note'> = (doc, { came, left }) => ({
  facts: [...came.map((id) => [id, true] as const), ...left.map((id) => [id, false] as const)]
    .filter(([id, present]) => {
      const row = readRow(doc, 'roster', id)
      return row !== null && row.present !== present
    })
    .flatMap(([id, present]) => factsOf('roster', id, { present })),
  output: {},
})
