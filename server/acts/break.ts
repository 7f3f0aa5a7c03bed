// What takes a break off the screens of the hall: for the acts with which a meeting goes on, or ends.
import type * as Y from 'yjs'
import { readRow } from '#shared/board.ts'
import type { Fact } from './act.ts'
import { factsOf } from './fact.ts'

/** A break that was called is over (rule O5). */
export function endBreakFacts(doc: Y.Doc): Fact[] {
  const until = readRow(doc, 'overlays', 'break')?.until ?? null
  return until === null ? [] : factsOf('overlays', 'break', { until: null })
}
