// Which row of the board a row of a session file is: the same file, or a later edition of it, finds its rows again
// (rule I3). A row is known by what it is about, not by its place, its words or its figures.
import { digestOf } from '../digest.ts'
import { ulidOf } from '../text.ts'
import type { PledgeRow, RequestRow } from './file.ts'

export interface Meeting {
  readonly meeting: string
  readonly date: string
}

/** "UDCG-27" → "udcg-27": the name of an import on the board. */
export function slugOf(meeting: string): string {
  const slug = meeting
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
  return `${slug || 'meeting'}-${digestOf(meeting).slice(0, 4)}`.slice(-64)
}

/** Ids of the requests, in the order of the file. */
export function requestIds(
  meeting: Meeting,
  owner: string,
  rows: readonly (RequestRow | null)[],
): (string | null)[] {
  return idsOf(meeting, 'requests', rows, (row) => ({
    owner,
    about: [row.capability, row.item ?? '', row.unit ?? row.currency ?? ''],
  }))
}

export function pledgeIds(
  meeting: Meeting,
  rows: readonly (PledgeRow | null)[],
): (string | null)[] {
  return idsOf(meeting, 'pledges', rows, (row) => ({
    owner: row.delegation,
    about: [row.capability, row.kind, row.item ?? ''],
  }))
}

function idsOf<Row>(
  { meeting, date }: Meeting,
  list: string,
  rows: readonly (Row | null)[],
  keyOf: (row: Row) => { owner: string; about: readonly string[] },
): (string | null)[] {
  const alike = new Map<string, number>()
  return rows.map((row) => {
    if (row === null) return null
    const { owner, about } = keyOf(row)
    const key = JSON.stringify([owner, ...about])
    const n = alike.get(key) ?? 0
    alike.set(key, n + 1)
    const digest = digestOf({ meeting, list, owner, about, n })
    const bytes = Uint8Array.from({ length: 10 }, (_, i) =>
      parseInt(digest.slice(i * 2, i * 2 + 2), 16),
    )
    return `${owner}~${ulidOf(Date.parse(date), bytes)}`
  })
}
