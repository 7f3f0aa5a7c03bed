// Papers of the agenda items: documents that lie on the board, statements that this seat may read, files on their way.
import { untrack } from 'svelte'
import { maxDocumentBytes, type TabledDocument } from '#shared/document.ts'
import { isChairsTeam } from '#shared/messages.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import type { Statement } from '#shared/statement.ts'
import type { Board } from './board.svelte.ts'
import type { Seat } from './door.ts'
import { newCommandId } from './random.ts'
import type { SeatSession } from './session.svelte.ts'

/** A file that was chosen and is not yet a document. */
export interface Upload {
  readonly commandId: string
  readonly item: string
  readonly file: File
  /** Null while it is sent; `unreachable`: the server could not be asked. */
  readonly fault: Refusal | 'unreachable' | null
}

export class Papers {
  uploads = $state.raw<readonly Upload[]>([])
  statements = $state.raw<readonly Statement[]>([])
  readonly #seat: Seat
  readonly #session: SeatSession

  constructor(seat: Seat, session: SeatSession) {
    this.#seat = seat
    this.#session = session
    session.onStatement((statement) => {
      this.#take(statement)
    })
    $effect(() => {
      if (session.connected && this.readsStatements) untrack(() => void this.#list())
    })
  }

  get tables(): boolean {
    return !['observer', 'screen'].includes(this.#seat.role)
  }

  /** Whether this seat hands in statements. */
  get handsIn(): boolean {
    return this.#seat.role === 'delegate' || this.#seat.role === 'kyiv'
  }

  get readsStatements(): boolean {
    return this.handsIn || isChairsTeam(this.#seat.role)
  }

  mayRemove({ delegation }: TabledDocument): boolean {
    if (isChairsTeam(this.#seat.role)) return true
    return this.tables && delegation !== null && delegation === this.#seat.delegation
  }

  /** Documents of an item that lie there now, oldest first; tracked. */
  documentsOf(board: Board, item: string): [string, TabledDocument][] {
    void board.documentVersion
    return [...board.documents.rows]
      .filter(([, row]) => row.item === item && row.removedAt === null)
      .sort(([, a], [, b]) => a.at - b.at)
  }

  addressOf(document: string): string {
    const { session, seat } = this.#seat
    return `/documents/${session}/${document}?seat=${encodeURIComponent(seat)}`
  }

  statementOf(item: string): Statement | undefined {
    return this.statements.find(
      (entry) => entry.item === item && entry.delegation === this.#seat.delegation,
    )
  }

  async remove(document: string): Promise<Refusal | null> {
    const answer = await this.#session.act('document:remove', { document })
    return answer.ok ? null : answer.error
  }

  async handIn(item: string, text: string | null): Promise<Refusal | null> {
    const answer = await this.#session.act('statement:hand-in', { item, text })
    return answer.ok ? null : answer.error
  }

  table(item: string, file: File): void {
    void this.#send({ commandId: newCommandId(), item, file, fault: null })
  }

  /** Once more under the same id: if it did arrive, it is still one document (C3). */
  repeat(upload: Upload): void {
    void this.#send({ ...upload, fault: null })
  }

  dismiss({ commandId }: Upload): void {
    this.uploads = this.uploads.filter((upload) => upload.commandId !== commandId)
  }

  async #send(upload: Upload): Promise<void> {
    this.#note(upload)
    const fault = await this.#post(upload)
    if (fault === null) this.dismiss(upload)
    else this.#note({ ...upload, fault })
  }

  async #post({ commandId, item, file }: Upload): Promise<Upload['fault']> {
    if (file.size > maxDocumentBytes) return refuse('too_large', 'W5', { limit: '10 MiB' })
    const { session, seat } = this.#seat
    const query = new URLSearchParams({ seat, item, commandId, name: file.name })
    try {
      const response = await fetch(`/documents/${session}?${query.toString()}`, {
        method: 'POST',
        body: file,
        credentials: 'same-origin',
      })
      const answer = (await response.json()) as { ok: boolean; error?: unknown }
      if (answer.ok) return null
      return isRefusal(answer.error) ? answer.error : 'unreachable'
    } catch {
      return 'unreachable'
    }
  }

  #note(upload: Upload): void {
    const others = this.uploads.filter(({ commandId }) => commandId !== upload.commandId)
    this.uploads = [...others, upload]
  }

  async #list(): Promise<void> {
    const answer = await this.#session.act('statement:list', {})
    if (answer.ok) this.statements = answer.statements
  }

  #take(statement: Statement): void {
    const others = this.statements.filter(
      ({ item, delegation }) => item !== statement.item || delegation !== statement.delegation,
    )
    this.statements = statement.text === null ? others : [...others, statement]
  }
}
