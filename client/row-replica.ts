// A document of rows on this device: the board, or drafts and notes beside it.
import { createRow, editRow, type RowRoot, type Scalar } from '#shared/board.ts'
import { Replica, type ReplicaOptions } from './replica.svelte.ts'
import { type Heard, openAfter, partOvertaken, type Unsaved } from './unsaved.ts'

export interface RowReplicaOptions extends ReplicaOptions {
  readonly now: () => number
  /** Others' values took the place of these before the server had them. */
  readonly onOvertaken: (edits: readonly Unsaved[]) => void
}

export class RowReplica extends Replica<Unsaved> {
  readonly #now: () => number
  readonly #onOvertaken: RowReplicaOptions['onOvertaken']

  constructor(options: RowReplicaOptions) {
    super(options)
    this.#now = options.now
    this.#onOvertaken = options.onOvertaken
  }

  /** Edits a row, or makes it, and remembers the edit until the server has it. */
  write(root: RowRoot, row: string, fields: Readonly<Record<string, Scalar>>, born: boolean): void {
    const before = this.clock
    if (born) createRow(this.doc, root, row, fields)
    else editRow(this.doc, root, row, fields)
    const { clock } = this
    if (clock === before) return
    const client = this.doc.clientID
    const edit = { client, clock, at: this.#now(), root, row, born, fields }
    this.setUnsaved([...this.unsaved, edit])
  }

  protected override openAfter({ has }: Heard): readonly Unsaved[] {
    const open = openAfter(this.unsaved, has)
    return open.length < this.unsaved.length ? open : this.unsaved
  }

  protected override settle(): void {
    const { open, overtaken } = partOvertaken(this.doc, this.unsaved)
    if (overtaken.length === 0) return
    this.#onOvertaken(overtaken)
    this.setUnsaved(open)
  }
}
