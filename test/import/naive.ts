// The table "How a row counts" of the format, written down once more: what the product is held against.
import type { CheckLine } from '#shared/import/check.ts'

export type Row = Record<string, unknown>

/** "How a row counts", line by line, without a thought for how the product does it. */
export function naive(rows: readonly Row[]): Omit<CheckLine, 'file' | 'rows' | 'errors'> {
  const told = {
    firm: {} as Record<string, { total: number; atLeast: boolean }>,
    conditional: {} as Record<string, { total: number; atLeast: boolean }>,
    excluded: {} as Record<string, string>,
    unquantified: [] as number[],
    disputed: [] as number[],
  }
  for (const [i, row] of rows.entries()) {
    if (Object.keys(row).some((key) => key.startsWith('conflicting_'))) told.disputed.push(i)
    const isUnknown = row['quantity_text'] !== undefined || row['confidential_quantity'] === true
    const reason =
      row['response'] === 'declined' || row['response'] === 'not_committed'
        ? 'answer'
        : row['transfer_to_ukraine'] === false
          ? 'not-to-ukraine'
          : row['reannounced']
            ? 're-announced'
            : row['part_of']
              ? 'part-of'
              : row['values']
                ? 'value-of'
                : row['already_delivered']
                  ? 'delivery-report'
                  : null
    if (reason !== null) {
      told.excluded[String(i)] = reason
      continue
    }
    const hasUnknown = isUnknown && row['unit'] !== undefined && row['quantity'] === undefined
    if (row['quantity'] === undefined && row['amount'] === undefined && !hasUnknown) {
      told.unquantified.push(i)
      continue
    }
    const sums = row['condition'] === undefined ? told.firm : told.conditional
    const grow = (key: unknown, by: unknown, atLeast: boolean) => {
      const sum = (sums[String(key)] ??= { total: 0, atLeast: false })
      sum.total += Number(by)
      sum.atLeast ||= atLeast
    }
    if (row['quantity'] !== undefined)
      grow(row['unit'], row['supersedes'] ? row['net_new_quantity'] : row['quantity'], false)
    else if (row['amount'] !== undefined) grow(row['currency'], row['amount'], false)
    if (hasUnknown) grow(row['unit'], 0, true)
  }
  return told
}
