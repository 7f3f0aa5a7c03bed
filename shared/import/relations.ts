// What a row of a session file says of other rows of it: which one is meant, and what cannot be meant (rule I4).
import type { Fault, FaultCode } from './faults.ts'
import type { PledgeRow } from './file.ts'

/** Fields that refer to another announcement. */
const references = [
  'part_of',
  'values',
  'supersedes',
  'reannounces',
  'backfills',
  'possible_overlap',
] as const
type Reference = (typeof references)[number]
type Rows = readonly (PledgeRow | null)[]

const numbered = /^(?:row |#)(\d{1,6})$/iu

/** The number in "row 7" or "#7". */
export function numberedRow(reference: string | undefined): number | null {
  const number = numbered.exec(reference?.trim() ?? '')?.[1]
  return number === undefined ? null : Number(number)
}

/** The row that is meant: "row 7", or the very words of another row. Null for an announcement that is not in the file. */
export function referredRow(rows: Rows, reference: string | true | undefined): number | null {
  if (typeof reference !== 'string') return null
  const number = numberedRow(reference)
  if (number !== null) return number
  const said = plain(reference)
  const found = rows.findIndex((row) => row !== null && plain(row.text) === said)
  return found === -1 ? null : found
}

export function relationFaults(rows: Rows): Fault[] {
  return rows.flatMap((row, i) => (row === null ? [] : faultsOfRow(rows, row, i)))
}

function faultsOfRow(rows: Rows, row: PledgeRow, i: number): Fault[] {
  const faults: Fault[] = []
  const say = (field: keyof PledgeRow, code: FaultCode, why: string) =>
    faults.push({ path: ['pledges', i, field], code, why })
  for (const field of references) {
    const to = referredRow(rows, row[field])
    if (to === null) continue
    if (to === i) say(field, 'itself', 'is the row itself')
    else if (to >= rows.length) say(field, 'no_row', `there is no row ${String(to)}`)
    else if (comesBack(rows, field, i))
      say(field, 'circular', 'comes back to this row by way of others')
    else if (field === 'supersedes' || field === 'reannounces') {
      const earlier = rows[to]
      if (earlier && earlier.delegation !== row.delegation)
        say(field, 'foreign', `row ${String(to)} is of ${earlier.delegation}`)
      else if (
        field === 'supersedes' &&
        earlier?.unit !== undefined &&
        row.unit !== undefined &&
        earlier.unit !== row.unit
      )
        say('unit', 'unit_mismatch', `row ${String(to)} counts in ${earlier.unit}`)
    }
  }
  const net = row.net_new_quantity
  if (net !== undefined && row.quantity === undefined)
    say('net_new_quantity', 'missing', 'there is no quantity that it is part of')
  return faults
}

/** Whether following one kind of reference from a row leads back to it. */
function comesBack(rows: Rows, field: Reference, from: number): boolean {
  const passed = new Set<number>()
  for (let at: number | null = from; at !== null && !passed.has(at);) {
    passed.add(at)
    at = referredRow(rows, rows[at]?.[field])
    if (at === from) return true
  }
  return false
}

function plain(words: string): string {
  return words.trim().replace(/\s+/gu, ' ').toLowerCase()
}
