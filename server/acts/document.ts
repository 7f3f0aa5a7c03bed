// Documents of an agenda item: tabled by the server in the name of the seat that sent the content, and removed again.
import { readRow, rootOf } from '#shared/board.ts'
import { blankDocument, maxDocuments, mayRemove } from '#shared/document.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { factsOf } from './fact.ts'
import { refuseIfClosed } from './session.ts'

export const addDocument: Act<'document:add'> = (doc, { document, ...input }, { actor, now }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  if (readRow(doc, 'agenda', input.item) === null)
    return refuse('not_found', 'W4', { what: 'item' })
  if (rootOf(doc, 'documents').size >= maxDocuments)
    return refuse('document_quota', 'W6', { limit: maxDocuments })
  const { name: by, delegation } = actor
  return {
    facts: factsOf('documents', document, { ...input, by, delegation, at: now, ...blankDocument }),
    output: { document },
  }
}

/** W7: the row stays and says that it was removed, by whom and when. */
export const removeDocument: Act<'document:remove'> = (doc, { document }, { actor, now }) => {
  const row = readRow(doc, 'documents', document)
  if (row === null || row.removedAt !== null) return refuse('not_found', 'W7', { what: 'document' })
  if (!mayRemove(actor, row)) {
    const roles = ['chair', 'secretary', ...(row.delegation === null ? [] : [row.delegation])]
    return refuse('forbidden', 'W7', { roles: roles.join(', ') })
  }
  return {
    facts: factsOf('documents', document, { removedAt: now, removedBy: actor.name }),
    output: {},
  }
}
