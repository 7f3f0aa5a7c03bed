// What a row of a session file says of other rows of it: which one is meant, and what cannot be meant (rule I4).
import type { Fault, FaultCode } from './faults.ts'
import { leadsBack } from '../relations.ts'
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
/** Those that say how a row counts; that two rows may overlap, either may say of the other. */
const binding = references.filter((field) => field !== 'possible_overlap')
type Rows = readonly (PledgeRow | null)[]

const numbered = /^(?:row |#)(\d{1,6})$/iu

/** The number in "row 7" or "#7". */
export function numberedRow(reference: string | undefined): number | null {
  const number = numbered.exec(reference?.trim() ?? '')?.[1]
  return number === undefined ? null : Number(number)
}

/** The row that is meant: "row 7", or the very words of another row. Null for an announcement that is not in the file. */
export type Referred = (reference: string | true | undefined) => number | null

export function referencesTo(rows: Rows): Referred {
  const said = new Map<string, number>()
  for (const [i, row] of rows.entries()) {
    const words = row === null ? null : plain(row.text)
    if (words !== null && !said.has(words)) said.set(words, i)
  }
  return (reference) =>
    typeof reference === 'string'
      ? (numberedRow(reference) ?? said.get(plain(reference)) ?? null)
      : null
}

export function relationFaults(rows: Rows): Fault[] {
  const referred = referencesTo(rows)
  return rows.flatMap((row, i) => (row === null ? [] : faultsOfRow(rows, referred, row, i)))
}

function faultsOfRow(rows: Rows, referred: Referred, row: PledgeRow, i: number): Fault[] {
  const faults: Fault[] = []
  const say = (field: keyof PledgeRow, code: FaultCode, why: string) =>
    faults.push({ path: ['pledges', i, field], code, why })
  const named = (at: number) =>
    binding.map((field) => referred(rows[at]?.[field])).filter((to) => to !== null)
  for (const field of references) {
    const to = referred(row[field])
    if (to === null) continue
    if (to === i) say(field, 'itself', 'is the row itself')
    else if (to >= rows.length) say(field, 'no_row', `there is no row ${String(to)}`)
    else if (field !== 'possible_overlap' && leadsBack(i, to, named))
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

function plain(words: string): string {
  return words.trim().replace(/\s+/gu, ' ').toLowerCase()
}
