// All rows of a board at one moment, as exports and the read-only API take them. Nothing but what stands on the board:
// drafts, internal notes and confidential attendance have documents of their own (rules G18, H8, Q8).
import type * as Y from 'yjs'
import { readRows, readSession, type Rows } from '../board.ts'
import type { Session } from '../session.ts'

type ExportedRoot =
  | 'roster'
  | 'requests'
  | 'pledges'
  | 'stocks'
  | 'agreements'
  | 'tasks'
  | 'decisions'
  | 'hubs'
  | 'imports'
  | 'provenance'

export type Snapshot = { readonly session: Session } & {
  readonly [R in ExportedRoot]: ReadonlyMap<string, Rows[R]>
}

/** O(rows): not for the thread that serves the room. */
export function snapshotOf(doc: Y.Doc): Snapshot {
  return {
    session: readSession(doc),
    roster: readRows(doc, 'roster'),
    requests: readRows(doc, 'requests'),
    pledges: readRows(doc, 'pledges'),
    stocks: readRows(doc, 'stocks'),
    agreements: readRows(doc, 'agreements'),
    tasks: readRows(doc, 'tasks'),
    decisions: readRows(doc, 'decisions'),
    hubs: readRows(doc, 'hubs'),
    imports: readRows(doc, 'imports'),
    provenance: readRows(doc, 'provenance'),
  }
}
