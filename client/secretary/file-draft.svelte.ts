// A session file on its way in: its text, and what importing it would do to the board that stands now.
import { mostText } from '#shared/commands/meeting.ts'
import { planOf } from '#shared/import/plan.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Room } from '../room.svelte.ts'

export class FileDraft {
  /** As the act takes it; null while no file is chosen. */
  text = $state.raw<string | null>(null)
  name = $state('')
  isTooLarge = $state(false)
  refused = $state.raw<Refusal | null>(null)
  busy = $state(false)
  /** What the last import brought. */
  imported = $state.raw<{ added: number; changed: number; same: number } | null>(null)
  readonly #room: Room

  /** Follows the board: what is on the screen is what would happen now (rule I3). */
  readonly plan = $derived.by(() => {
    const { board } = this.#room
    void board.structure
    void board.rosterVersion
    void board.agreementVersion
    return this.text === null ? null : planOf(board.doc, this.text)
  })

  constructor(room: Room) {
    this.#room = room
  }

  async read(file: File): Promise<void> {
    this.clear()
    this.name = file.name.slice(0, 120)
    // In bytes it must also fit the command channel.
    this.isTooLarge = file.size > mostText
    if (!this.isTooLarge) this.text = await file.text()
  }

  clear(): void {
    this.text = null
    this.name = ''
    this.isTooLarge = false
    this.refused = null
    this.imported = null
  }

  async import(): Promise<void> {
    const { text, name, plan } = this
    if (text === null || plan === null || plan.faults.length > 0) return
    this.busy = true
    const seen = plan.digest
    const answer = await this.#room.session.act('rows:import', { file: name, text, seen })
    this.busy = false
    if (answer.ok) {
      this.clear()
      this.imported = answer
    } else this.refused = answer.error
  }
}
