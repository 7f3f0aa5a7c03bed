// A delegation's private drafts: a document that only its own seats can open (rule G18).
import type { Draft } from '#shared/pledge.ts'
import type { RowReplica } from './row-replica.ts'
import { gathered, Table } from './table.svelte.ts'

export class Caucus {
  readonly drafts: Table<'drafts'>
  readonly replica: RowReplica
  #version = $state(0)

  constructor(replica: RowReplica) {
    this.replica = replica
    const schedule = gathered(() => {
      if (this.drafts.flush().length > 0) this.#version += 1
    })
    this.drafts = new Table(replica.doc, 'drafts', schedule)
    schedule()
  }

  /** Drafts that are still private, newest first; tracked. */
  open(): { id: string; draft: Draft }[] {
    void this.#version
    return [...this.drafts.rows]
      .filter(([, { placedAs, withdrawn }]) => placedAs === null && !withdrawn)
      .map(([id, draft]) => ({ id, draft }))
      .sort((a, b) => (a.id < b.id ? 1 : -1))
  }
}
