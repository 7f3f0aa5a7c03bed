// Canonical JSON and its SHA-256: what "the words on the screen" and the ledger's chain are made of.
import { digest as sha256 } from 'lib0/hash/sha256'

/** JSON with sorted keys and no spaces (the subset of RFC 8785 that strings, integers and null need). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** Lower-case hex SHA-256 of the canonical JSON. Synchronous on both sides, also where a page has no secure context. */
export function digestOf(value: unknown): string {
  return textDigest(canonicalJson(value))
}

/** Of the UTF-8 of a text as it stands. */
export function textDigest(text: string): string {
  return Array.from(sha256(new TextEncoder().encode(text)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
