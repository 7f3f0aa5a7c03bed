// What a file is, by its content alone; what it is called or said to be counts for nothing (W5).
import { isUtf8 } from 'node:buffer'
import type { DocumentType } from '#shared/document.ts'

const at = (bytes: Uint8Array, offset: number, signature: string): boolean =>
  Buffer.from(
    bytes.buffer,
    bytes.byteOffset + offset,
    Math.min(signature.length, Math.max(0, bytes.length - offset)),
  ).toString('latin1') === signature

/** Null for everything that is not taken. */
export function typeOf(bytes: Uint8Array): DocumentType | null {
  if (at(bytes, 0, '%PDF-')) return 'application/pdf'
  if (at(bytes, 0, '\x89PNG\r\n\x1a\n') && at(bytes, 12, 'IHDR')) return 'image/png'
  if (at(bytes, 0, '\xff\xd8\xff')) return 'image/jpeg'
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP')) return 'image/webp'
  return isPlainText(bytes) ? 'text/plain' : null
}

/** UTF-8 without control characters, and no markup: a page or a drawing with scripts is text, too. */
function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || !isUtf8(bytes)) return false
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/u.test(text) && !/^[\s\ufeff]*[<%]/u.test(text)
}
