// The chain of the ledger: each row holds the hash of the one before it (rule D1).
import { digestOf } from '#shared/digest.ts'
import type { LedgerRow } from '../storage/storage.ts'

/** What stands in `previous` of the first row. */
export const genesis = '0'.repeat(64)

/** The entry as the row that follows `previous`; null before the first. */
export function chainRow(
  previous: LedgerRow | null,
  entry: Omit<LedgerRow, 'number' | 'previous' | 'hash'>,
): LedgerRow {
  const number = (previous?.number ?? 0) + 1
  const row = { ...entry, number, previous: previous?.hash ?? genesis }
  return { ...row, hash: digestOf(row) }
}

export type LedgerVerdict =
  | { readonly ok: true; readonly count: number; readonly head: string }
  | { readonly ok: false; readonly number: number; readonly why: string }

/**
 * Follows the whole chain from its first row. Rows cut off at the end leave a shorter chain that holds:
 * whoever keeps `count` and `head` from before can tell.
 */
export function verifyLedger(rows: Iterable<LedgerRow>): LedgerVerdict {
  let number = 0
  let head = genesis
  for (const { hash, ...words } of rows) {
    number += 1
    if (words.number !== number) {
      return { ok: false, number, why: `row ${words.number} stands where row ${number} should` }
    }
    if (words.previous !== head) {
      return { ok: false, number, why: `row ${number} does not follow the row before it` }
    }
    if (digestOf(words) !== hash) {
      return { ok: false, number, why: `row ${number} is not what was hashed` }
    }
    head = hash
  }
  return { ok: true, count: number, head }
}
