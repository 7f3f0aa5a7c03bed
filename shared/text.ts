// Strings and ids that may stand on the board.
import { z } from './z.ts'

// Control characters other than line breaks, and bidi overrides that could dress one text up as another.
export const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u // eslint-disable-line no-control-regex

/** Text of people: 1 to `max` UTF-16 units, well-formed, without control or bidi-override characters. */
export function textSchema(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine(
      (text) => text.isWellFormed() && !unprintable.test(text),
      'has characters that cannot be shown',
    )
}

/** Roster id: ISO 3166-1 alpha-3 where there is one, otherwise a short name such as `EU` or `NATO`. */
export const delegationIdSchema = z.string().regex(/^[A-Z][A-Z0-9]{1,7}$/)

const ulid = '[0-7][0-9A-HJKMNP-TV-Z]{25}'

/** Id of a row on the board: its owner, a tilde, a ULID. The owner in the key is the permission (rule G4). */
export const rowIdSchema = z.string().regex(new RegExp(`^[A-Z][A-Z0-9]{1,7}~${ulid}$`))

/** Id of a task: its pledge, a full stop, a running number from 1: the provenance is in the key. */
export const taskIdSchema = z
  .string()
  .regex(new RegExp(`^[A-Z][A-Z0-9]{1,7}~${ulid}\\.[1-9][0-9]{0,3}$`))

/** Session, link, seat, agenda item and command ids. */
export const plainIdSchema = z.string().regex(/^[A-Za-z0-9_-]{4,64}$/)

/** Id of an entry on a list of speakers: its agenda item, a full stop, a running number from 1. */
export const entryIdSchema = z.string().regex(/^[A-Za-z0-9_-]{4,64}\.[1-9][0-9]{0,4}$/)

/** The delegation that owns a row. */
export function ownerOf(rowId: string): string {
  return rowId.slice(0, rowId.indexOf('~'))
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID; the clock (ms since 1970) and ten random bytes are the caller's. */
export function ulidOf(now: number, random: Uint8Array): string {
  let time = ''
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32))
    time = crockford.charAt(rest % 32) + time
  let bits = 0n
  for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte)
  let tail = ''
  for (let i = 0; i < 16; i++, bits >>= 5n) tail = crockford.charAt(Number(bits & 31n)) + tail
  return time + tail
}

/** When a row was made, ms since 1970, by the clock of whoever made it. */
export function bornAt(rowId: string): number {
  const at = rowId.indexOf('~') + 1
  let time = 0
  for (const letter of rowId.slice(at, at + 10)) time = time * 32 + crockford.indexOf(letter)
  return time
}
