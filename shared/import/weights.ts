// Rows of a file that would take what the board adds up to beyond exact whole numbers (rule M15).
import { heavyOf, mostHeavy, mostOfRoot } from '../weight-limit.ts'
import type { Fault } from './faults.ts'

const why = 'with this row the sums would be more than can be counted exactly'

/** The first row of the file that goes too far, beside rows that stand already. */
export function weightFaults(
  list: 'requests' | 'pledges',
  rows: readonly { readonly row: number; readonly fields: object }[],
  standing: readonly object[],
): Fault[] {
  let heavy = standing.reduce((sum: number, row) => sum + heavyOf(row), 0)
  const at = rows.find(({ fields }, i) => {
    heavy += heavyOf(fields)
    return heavy > mostHeavy || i + standing.length >= mostOfRoot
  })
  return at === undefined ? [] : [{ path: [list, at.row], code: 'too_big', why }]
}
