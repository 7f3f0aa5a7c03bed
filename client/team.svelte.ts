// What the chair's team has for itself: a document that its seats alone can open (rule H8).
import type { Note } from '#shared/team.ts'
import type { RowReplica } from './row-replica.ts'
import { gathered, Table } from './table.svelte.ts'

export class Team {
  readonly replica: RowReplica
  /** Grows when a note comes or changes. */
  version = $state(0)
  /** Grows when somebody is marked, comes or goes in confidence. */
  attendanceVersion = $state(0)
  readonly attendance: Table<'attendance'>
  readonly #notes: Table<'notes'>

  constructor(replica: RowReplica) {
    this.replica = replica
    const schedule = gathered(() => {
      if (this.#notes.flush().length > 0) this.version += 1
      if (this.attendance.flush().length > 0) this.attendanceVersion += 1
    })
    this.#notes = new Table(replica.doc, 'notes', schedule)
    this.attendance = new Table(replica.doc, 'attendance', schedule)
    schedule()
  }

  /** What is noted beside an agenda item, also if it was taken away; tracked. */
  note(item: string): Note | null {
    return this.#notes.get(item)
  }

  /** Items beside which something is noted; tracked. */
  get noted(): ReadonlySet<string> {
    void this.version
    const noted = [...this.#notes.rows].filter(([, { text }]) => text !== null)
    return new Set(noted.map(([item]) => item))
  }
}
