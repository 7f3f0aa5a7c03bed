// The text in a file's bytes: by its mark, by where its zeros lie, as UTF-8, else as the Windows code page
// that its accented letters speak for.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'windows-1252'

/** Null where the bytes are no text. */
export function textOf(bytes: Uint8Array): { text: string; encoding: Encoding } | null {
  const encoding = encodingOf(bytes)
  // The decoder takes a byte order mark away.
  const text = new TextDecoder(encoding).decode(bytes)
  return text.includes('\0') ? null : { text, encoding }
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const zeros = zerosOf(bytes)
  if (zeros !== null) return zeros
  if (isUtf8(bytes)) return 'utf-8'
  return hasCyrillicRuns(bytes) ? 'windows-1251' : 'windows-1252'
}

/** UTF-16 without a mark: separators and digits leave a zero at every second place, and only there. */
function zerosOf(bytes: Uint8Array): Encoding | null {
  const zeros = [0, 0]
  const head = bytes.subarray(0, 4096)
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (bytes.length % 2 === 1 || Math.max(even, odd) < head.length / 16) return null
  if (even === 0) return 'utf-16le'
  return odd === 0 ? 'utf-16be' : null
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Cyrillic words are runs of high bytes; accented Latin letters stand alone between low ones. */
function hasCyrillicRuns(bytes: Uint8Array): boolean {
  let high = 0
  let inRuns = 0
  for (const [i, byte] of bytes.entries()) {
    if (byte < 0x80) continue
    high += 1
    if ((bytes[i - 1] ?? 0) >= 0x80 || (bytes[i + 1] ?? 0) >= 0x80) inRuns += 1
  }
  return inRuns * 2 > high
}
