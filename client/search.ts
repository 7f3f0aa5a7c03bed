// Finding acts by what is typed: every word of it begins a word of the act, or at least stands in it.
const marks = /\p{Diacritic}/gu

/** Without case and accents, as people type in haste. */
function bare(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(marks, '')
}

/** How well a text answers a query, 0 for not at all. A name that begins with it comes first. */
export function matchOf(query: string, name: string, more = ''): number {
  const words = bare(query).split(/\s+/u).filter(Boolean)
  const called = bare(name)
  const whole = `${called} ${bare(more)}`
  if (!words.every((word) => whole.includes(word))) return 0
  if (called.startsWith(words.join(' '))) return 3
  const begun = whole.split(/[^\p{L}\p{N}.]+/u)
  return words.every((word) => begun.some((other) => other.startsWith(word))) ? 2 : 1
}
