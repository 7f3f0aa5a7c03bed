// The guard of a document of rows: the board, a caucus, the document of the chair's team.
import type * as Y from 'yjs'
import type { Scalar } from '#shared/board.ts'
import type { Guard } from './guard.ts'
import { judge } from './judge.ts'
import type { Policy } from './policy.ts'
import { allowedBy, settle, verifyChanged } from './settle.ts'

export function rowGuard(policy: Policy): Guard {
  return {
    judge(doc, bindings, actor, raw) {
      const verdict = judge(doc, policy, bindings, actor, raw)
      if (verdict.kind !== 'accept') return verdict
      return {
        kind: 'accept',
        bindings: verdict.bindings,
        allow: (allowed) => {
          allowedBy(verdict, allowed)
        },
        settle: () => settle(doc, policy, verdict),
      }
    },
    verify: verifyChanged,
    standing(doc, { root, row, field }) {
      if (!Object.hasOwn(policy.roots, root)) return null
      return doc.getMap<Y.Map<Scalar>>(root).get(row)?.get(field) ?? null
    },
    isHidden: (doc) => doc.getMap('session').get('attendance') === 'confidential',
  }
}
