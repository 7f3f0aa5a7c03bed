// Importing the roster over the one that stands.
import type * as Y from 'yjs'
import { type ClientRoot, clientRoots, readRows, rootOf } from '#shared/board.ts'
import { speakerOf } from '#shared/decision.ts'
import { refuse } from '#shared/refusals.ts'
import { blankDelegation } from '#shared/session.ts'
import { ownerOf } from '#shared/text.ts'
import type { Act } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { refuseNaming } from './naming.ts'
import { refuseIfClosed } from './session.ts'

export const importRoster: Act<'roster:import'> = (doc, { delegations }, { seated }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const standing = readRows(doc, 'roster')
  const ids = new Set(delegations.map((delegation) => delegation.id))
  if (ids.size < delegations.length)
    return refuse('bad_input', 'L8', { where: 'delegations', why: 'two of them have the same id' })
  const dropped = new Set([...standing.keys()].filter((id) => !ids.has(id)))
  const owners = ownersAmong(doc, dropped)
  for (const id of dropped)
    if (owners.has(id) || seated?.has(id) || standing.get(id)?.present)
      return refuseNaming(doc, 'roster_in_use', 'L8', { delegation: id })
  return {
    facts: delegations.flatMap(({ id, ...delegation }) => {
      const row = standing.get(id)
      return row === undefined
        ? factsOf('roster', id, { ...delegation, ...blankDelegation })
        : changesOf('roster', id, row, delegation)
    }),
    remove: [...dropped].map((row) => ({ root: 'roster', row })),
    output: {},
  }
}

/** Which of these delegations own rows. Looks through the ids of the whole board, but only when some are dropped. */
function ownersAmong(doc: Y.Doc, delegations: ReadonlySet<string>): Set<string> {
  const owners = new Set<string>()
  if (delegations.size === 0) return owners
  for (const root of Object.keys(clientRoots) as ClientRoot[])
    for (const id of rootOf(doc, root).keys())
      if (delegations.has(ownerOf(id))) owners.add(ownerOf(id))
  for (const id of rootOf(doc, 'positions').keys())
    if (delegations.has(speakerOf(id))) owners.add(speakerOf(id))
  for (const row of rootOf(doc, 'speakers').values()) owners.add(String(row.get('delegation')))
  return owners
}
