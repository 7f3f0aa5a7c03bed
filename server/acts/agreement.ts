// What several acts read and write of the agreement on a pledge.
import type * as Y from 'yjs'
import { type Agreement, blankAgreement } from '#shared/agreement.ts'
import { readRow } from '#shared/board.ts'
import type { Fact } from './act.ts'
import { factsOf } from './fact.ts'

export function factsOfAgreement(doc: Y.Doc, pledge: string, changes: Partial<Agreement>): Fact[] {
  const born = readRow(doc, 'agreements', pledge) === null
  return factsOf('agreements', pledge, born ? { ...blankAgreement, ...changes } : changes)
}
