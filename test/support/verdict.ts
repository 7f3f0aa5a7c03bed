// A board with a request, a pledge, a stock and a draft, and what becomes of one edit of it: judged and settled, no wire between.
import * as Y from 'yjs'
import { createRow } from '#shared/board.ts'
import { canonicalJson } from '#shared/digest.ts'
import type { Actor, Role } from '#shared/roles.ts'
import { factsOf } from '#server/acts/fact.ts'
import { ClientIds } from '#server/room/bindings.ts'
import { applyFacts } from '#server/room/facts.ts'
import { judge } from '#server/room/guard/judge.ts'
import type { Policy } from '#server/room/guard/policy.ts'
import { settle } from '#server/room/guard/settle.ts'
import { pledgeOfMeeting, requestOfMeeting, rowIdOf, startedAt, stockOf } from './board.ts'

const actor = (role: Role, delegation: string): Actor => ({
  seat: `${role} of ${delegation}`,
  session: 'udcg-27',
  role,
  delegation,
  name: delegation,
})
export const [kyiv, germany, netherlands] = [
  actor('kyiv', 'UKR'),
  actor('delegate', 'DEU'),
  actor('delegate', 'NLD'),
]

export type State = 'open' | 'agreed' | 'closed'
export const rows = {
  requests: rowIdOf('UKR', 1),
  pledges: rowIdOf('DEU', 2),
  stocks: rowIdOf('DEU', 4),
  drafts: rowIdOf('DEU', 3),
}

export function boardIn(state: State): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 0xfff00001
  const agreed = factsOf('agreements', rows.pledges, { agreedAt: startedAt })
  applyFacts(doc, {
    facts: [
      ...factsOf('session', '', { state: state === 'closed' ? 'closed' : 'open' }),
      ...(state === 'agreed' ? agreed : []),
    ],
  })
  createRow(doc, 'requests', rows.requests, { ...requestOfMeeting('udcg-27', 0) })
  createRow(doc, 'pledges', rows.pledges, { ...pledgeOfMeeting('udcg-27', 0) })
  createRow(doc, 'stocks', rows.stocks, { ...stockOf() })
  createRow(doc, 'drafts', rows.drafts, { ...pledgeOfMeeting('udcg-27', 0), placedAs: null })
  return doc
}

const rowsOf = (doc: Y.Doc) =>
  canonicalJson(Object.keys(rows).map((root) => doc.getMap(root).toJSON()))

/** What becomes of an edit: it stands, is set back by a rule (and what stood stands), or is refused by one. */
export function outcome(
  policy: Policy,
  who: Actor,
  state: State,
  edit: (page: Y.Doc) => void,
): string {
  const doc = boardIn(state)
  const page = new Y.Doc()
  page.clientID = 7
  Y.applyUpdate(page, Y.encodeStateAsUpdate(doc))
  const before = rowsOf(doc)
  const known = Y.encodeStateVector(page)
  edit(page)
  const verdict = judge(doc, policy, new ClientIds([]), who, Y.encodeStateAsUpdate(page, known))
  if (verdict.kind === 'nothing') return 'nothing'
  if (verdict.kind === 'refuse') return `refused by ${verdict.reason.rule}`
  const { notStanding } = doc.transact((transaction) => {
    const settled = settle(doc, policy, verdict)
    transaction.local = true
    return settled
  })
  const [lost] = notStanding
  if (lost === undefined) return rowsOf(doc) === rowsOf(page) ? 'stands' : 'lost in silence'
  return rowsOf(doc) === before ? `set back by ${lost.reason.rule}` : 'half done'
}
