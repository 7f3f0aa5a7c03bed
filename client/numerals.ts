// Numbers as people type them: "1,200", "1 200", "3bn", "4,5 млрд".

const scales: Readonly<Record<string, number>> = {
  k: 1e3,
  m: 1e6,
  mn: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  тис: 1e3,
  млн: 1e6,
  bn: 1e9,
  b: 1e9,
  md: 1e9,
  mrd: 1e9,
  billion: 1e9,
  milliard: 1e9,
  milliards: 1e9,
  млрд: 1e9,
}

/** The number, or null where the text is none. Three digits after a lone separator are thousands. */
export function readNumber(text: string): number | null {
  const bare = text.toLowerCase().replace(/[\s'’_]/gu, '')
  const match = /^(\d[\d.,]*)(\p{L}*)\.?$/u.exec(bare)
  if (match === null) return null
  const [, digits = '', scale = ''] = match
  const factor = scale === '' ? 1 : scales[scale]
  if (factor === undefined) return null
  const decimal = decimalOf(digits, factor > 1)
  const at = decimal === null ? digits.length : digits.lastIndexOf(decimal)
  const whole = digits.slice(0, at)
  const part = digits.slice(at + 1)
  if (!/^(?:\d+|\d{1,3}(?:[.,]\d{3})+)$/u.test(whole)) return null
  const value = Number(`${whole.replace(/[.,]/gu, '')}.${part}0`) * factor
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null
}

/** Which separator, if any, stands before decimals. */
function decimalOf(digits: string, scaled: boolean): string | null {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  const separator = digits.charAt(last)
  if (last === -1) return null
  const both = digits.includes('.') && digits.includes(',')
  if (both) return separator
  if (digits.indexOf(separator) !== last) return null
  const thousands = digits.length - last - 1 === 3 && !scaled
  return thousands ? null : separator
}
