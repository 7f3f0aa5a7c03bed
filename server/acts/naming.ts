// Refusals that name delegations: by their ids for pages in any language, by their English names in the sentence.
import type * as Y from 'yjs'
import { readRow } from '#shared/board.ts'
import { refuse, type Refusal, type RefusalCode } from '#shared/refusals.ts'

/** `named`: which placeholder stands for which delegations. */
export function refuseNaming(
  doc: Y.Doc,
  code: RefusalCode,
  rule: string,
  named: Readonly<Record<string, string | readonly string[]>>,
): Refusal {
  const nameOf = (id: string) => readRow(doc, 'roster', id)?.nameEn ?? id
  const sentence: Record<string, string> = {}
  const params: Record<string, string> = {}
  for (const [key, ids] of Object.entries(named)) {
    sentence[key] = [ids].flat().map(nameOf).join(', ') || '–'
    params[key] = [ids].flat().join(', ') || '–'
  }
  return { ...refuse(code, rule, sentence), params }
}
