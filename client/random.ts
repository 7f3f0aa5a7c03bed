// The page's one source of randomness and ids. `crypto.randomUUID` is missing where a page is served
// without TLS, as in a hall's own network; `getRandomValues` is not.
import { ulidOf } from '#shared/text.ts'

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

export function newCommandId(): string {
  return Array.from(bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Id of a new row of the delegation, made at the given time of the server's clock. */
export function newRowId(delegation: string, now: number): string {
  return `${delegation}~${ulidOf(now, bytes(10))}`
}

/** Between the two, so that seats cut off together do not come back together. */
export function between(low: number, high: number): number {
  return low + ((high - low) * (bytes(1)[0] ?? 0)) / 255
}
