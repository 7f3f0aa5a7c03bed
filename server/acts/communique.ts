// The communiqué as the meeting knows it: who drafts it, and its drafts among the documents.
import type * as Y from 'yjs'
import { readRow, readRows, rootOf } from '#shared/board.ts'
import { blankDocument, maxDocuments } from '#shared/document.ts'
import { type Drafter, mayDraft } from '#shared/drafting.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act, Fact } from './act.ts'
import { factsOf } from './fact.ts'
import { refuseNaming } from './naming.ts'
import { refuseIfClosed } from './session.ts'

/** E5: the whole group is named; who was in it stays since when it was, who is not named has left. */
export const nameDrafters: Act<'communique:draft'> = (doc, { delegations }, { now }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  const group = new Set(delegations)
  for (const id of group) {
    const row = readRow(doc, 'roster', id)
    if (row === null) return refuse('not_found', 'E5', { what: 'delegation' })
    if (!mayDraft(row)) return refuseNaming(doc, 'drafter_opted_out', 'E5', { delegation: id })
  }
  const rows = readRows(doc, 'drafters')
  const stands = ([id, { since }]: [string, Drafter]) => since !== null && !group.has(id)
  const facts: Fact[] = [...rows]
    .filter(stands)
    .flatMap(([id]) => factsOf('drafters', id, { since: null }))
  for (const id of group)
    if ((rows.get(id)?.since ?? null) === null)
      facts.push(...factsOf('drafters', id, { since: now }))
  return { facts, output: {} }
}

/** E6: the text as its giver saw it becomes a document of the item, under its number among the drafts. */
export const tableCommunique: Act<'communique:table'> = (doc, { item, sha256 }, context) => {
  const { actor, now, paper } = context
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  if (readRow(doc, 'agenda', item) === null)
    return refuse('not_found', 'E6', { what: 'agenda item' })
  if (paper?.sha256 !== sha256) return refuse('text_stale', 'E6')
  if (paper.isBlank) return refuse('text_empty', 'E6')
  const stands = [...readRows(doc, 'documents').values()].find(
    (row) =>
      row.draft !== null && row.item === item && row.sha256 === sha256 && row.removedAt === null,
  )
  if (stands !== undefined) return refuse('draft_tabled', 'E6', { draft: stands.draft ?? 0 })
  if (rootOf(doc, 'documents').size >= maxDocuments)
    return refuse('document_quota', 'W6', { limit: maxDocuments })
  const { document, size } = paper
  const draft = draftsOf(doc) + 1
  return {
    facts: factsOf('documents', document, {
      ...{ item, name: `Communiqué, draft ${String(draft)}.txt`, type: 'text/plain', size, sha256 },
      ...{ by: actor.name, delegation: actor.delegation, at: now, ...blankDocument, draft },
    }),
    output: { document, draft },
  }
}

/** How many drafts were tabled, those among them that were removed. */
function draftsOf(doc: Y.Doc): number {
  let drafts = 0
  for (const row of rootOf(doc, 'documents').values())
    drafts = Math.max(drafts, Number(row.get('draft') ?? 0))
  return drafts
}
