// Which client id belongs to which seat (G8): committed ones for good, reserved ones while their connection lives.
import type { BindingRow } from '../storage/storage.ts'
import type { Bindings } from './guard/judge.ts'
import type { Peer } from './peer.ts'

export class ClientIds implements Bindings {
  readonly #seats = new Map<number, string>()
  readonly #counts = new Map<string, number>()
  readonly #reserved = new Map<number, Peer>()

  constructor(rows: readonly BindingRow[]) {
    for (const { clientId, seat } of rows) this.bind(clientId, seat)
  }

  seatOf(clientId: number): string | undefined {
    return this.#seats.get(clientId) ?? this.#reserved.get(clientId)?.actor.seat
  }

  isBound(clientId: number): boolean {
    return this.#seats.has(clientId)
  }

  countOf(seat: string): number {
    return this.#counts.get(seat) ?? 0
  }

  bind(clientId: number, seat: string): void {
    if (this.#seats.has(clientId)) return
    this.#seats.set(clientId, seat)
    this.#counts.set(seat, this.countOf(seat) + 1)
  }

  /** Every id that wrote in the document, with its seat. */
  bound(): Iterable<[clientId: number, seat: string]> {
    return this.#seats
  }

  /** The live connection that speaks under the id. */
  holderOf(clientId: number): Peer | undefined {
    return this.#reserved.get(clientId)
  }

  reserve(clientId: number, peer: Peer): void {
    this.#reserved.set(clientId, peer)
  }

  release(peer: Peer): void {
    for (const [clientId, holder] of this.#reserved)
      if (holder === peer) this.#reserved.delete(clientId)
  }
}
