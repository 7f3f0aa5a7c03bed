// The filters that a seat has given a name, kept in this browser; leaving the seat wipes them with the rest (rule U6).
import { taskKinds, taskStates } from '#shared/task.ts'
import { z } from '#shared/z.ts'
import type { WholeFilter } from '../tasklines.ts'

const savedSchema = z.array(
  z.strictObject({
    name: z.string().min(1),
    filter: z.strictObject({
      query: z.string(),
      state: z.enum(['all', 'late', 'held', 'short', ...taskStates]),
      kind: z.enum(['all', ...taskKinds]),
      delegation: z.string().nullable(),
    }),
  }),
)
export type SavedFilter = z.infer<typeof savedSchema>[number]

export class SavedFilters {
  list = $state.raw<readonly SavedFilter[]>([])
  readonly #key: string

  constructor(seat: string) {
    this.#key = `pledgehall.desk.${seat}.filters`
    this.#read()
  }

  /** Under a name that is taken, the new filter replaces the old one. */
  save(name: string, { query, state, kind, delegation }: WholeFilter): void {
    this.#read()
    const saved = { name, filter: { query, state, kind, delegation } }
    const at = this.list.findIndex((other) => other.name === name)
    this.#keep(at === -1 ? [...this.list, saved] : this.list.with(at, saved))
  }

  forget(name: string): void {
    this.#read()
    this.#keep(this.list.filter((saved) => saved.name !== name))
  }

  /** Another tab of the seat may have saved one meanwhile. What cannot be read is as good as none. */
  #read(): void {
    let kept: unknown = []
    try {
      kept = JSON.parse(localStorage.getItem(this.#key) ?? '[]')
    } catch {
      // Whatever stands there is not ours.
    }
    this.list = savedSchema.safeParse(kept).data ?? []
  }

  #keep(list: readonly SavedFilter[]): void {
    this.list = list
    localStorage.setItem(this.#key, JSON.stringify(list))
  }
}

export function isSame(one: WholeFilter, other: WholeFilter): boolean {
  return (
    one.query.trim() === other.query.trim() &&
    one.state === other.state &&
    one.kind === other.kind &&
    one.delegation === other.delegation
  )
}
