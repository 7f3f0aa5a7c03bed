// What this device keeps of a seat, so that its page opens without the server (rule U6), and how it is wiped.
import type { TextKind } from '#shared/drafting.ts'
import type { Seat } from './door.ts'

interface Kept {
  readonly seat: Seat
  /** Null until the server told it. */
  readonly epoch: string | null
  /** Grows each time a copy of the board had to be set aside for a fresh one. */
  readonly generation: number
}

const keyOf = (seat: string) => `pledgehall.seat.${seat}`

export function readKept(seat: string): Kept | null {
  const text = localStorage.getItem(keyOf(seat))
  return text === null ? null : (JSON.parse(text) as Kept)
}

export function keep(kept: Kept): void {
  localStorage.setItem(keyOf(kept.seat.seat), JSON.stringify(kept))
}

/** Name of the copy of a document in IndexedDB. */
export function copyName(seat: string, door: 'board' | 'caucus', generation: number): string {
  return `pledgehall/${seat}/${door}/${String(generation)}`
}

/** Of a text written together, which begins afresh by itself. */
export function textCopyName(seat: string, kind: TextKind, generation: number): string {
  return `pledgehall/${seat}/${kind}/${String(generation)}`
}

export function deleteCopy(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess =
      request.onerror =
      request.onblocked =
        () => {
          resolve()
        }
  })
}

/** Everything of the seat leaves the device. */
export async function wipe(seat: string): Promise<void> {
  localStorage.removeItem(keyOf(seat))
  for (const key of Object.keys(localStorage))
    if (key.startsWith(`pledgehall.desk.${seat}`)) localStorage.removeItem(key)
  const copies = (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
  await Promise.all(copies.filter((name) => name.startsWith(`pledgehall/${seat}/`)).map(deleteCopy))
}
