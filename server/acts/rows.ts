// Importing the rows of a session file: all of them, or none (rule I3).
import { faultText } from '#shared/import/faults.ts'
import { planOf } from '#shared/import/plan.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act, Fact } from './act.ts'
import { changesOf, factsOf } from './fact.ts'
import { readRow } from '#shared/board.ts'
import { refuseIfClosed } from './session.ts'

export const importRows: Act<'rows:import'> = (doc, { file, text, seen }, { actor, now }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const plan = planOf(doc, text)
  const [fault] = plan.faults
  if (fault !== undefined || plan.head === null) {
    const first = fault === undefined ? '' : faultText(file, fault).slice(0, 300)
    return refuse('import_faults', 'I3', { count: plan.faults.length, first })
  }
  if (plan.digest !== seen) return refuse('import_stale', 'I3')
  const facts: Fact[] = []
  const count = { added: 0, changed: 0, same: 0, kept: 0 }
  for (const { list, id, state, fields, changes, provenance } of plan.rows) {
    if (id === null || provenance === null || state === 'faulty') continue
    count[state === 'new' ? 'added' : state] += 1
    if (state === 'kept') continue
    if (state === 'new') facts.push(...factsOf(list, id, fields))
    for (const { field, after } of changes) facts.push({ root: list, row: id, field, value: after })
    facts.push(
      ...changesOf('provenance', id, readRow(doc, 'provenance', id) ?? {}, { ...provenance }),
    )
  }
  const standing = readRow(doc, 'imports', plan.slug)
  const head = changesOf('imports', plan.slug, standing ?? {}, plan.head)
  if (facts.length > 0 || head.length > 0)
    head.push(...factsOf('imports', plan.slug, { file, at: now, by: actor.name }))
  return { facts: [...facts, ...head], output: count }
}
