// Time as donors say it: a day, a month, a quarter, years, "within 6 months". What was said is kept as said; here it becomes
// a span of days wherever it can, for a timeline and for what is late.
const day = 86_400_000

/** First and last day, as ISO dates. */
export interface Span {
  readonly from: string
  readonly to: string
}

/** `saidAt` is when it was said, ms since 1970: "within 6 months" begins there. Null where no time can be made of it. */
export function spanOf(said: string | null, saidAt: number): Span | null {
  const text = said?.trim().toLowerCase() ?? ''
  const exact = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (exact !== null) return isDate(text) ? { from: text, to: text } : null
  const [from, to] = text.split(/\s*(?:–|—|\/|to|until)\s*|(?<=\d{4})-(?=\d{4}$)/)
  if (from !== undefined && to !== undefined && from !== '') {
    const begin = onePeriod(from)
    const end = onePeriod(to)
    return begin !== null && end !== null && begin.from <= end.to
      ? { from: begin.from, to: end.to }
      : null
  }
  return onePeriod(text) ?? within(text, saidAt)
}

/** A day, a month, a quarter, a half or a whole year. */
function onePeriod(text: string): Span | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return isDate(text) ? { from: text, to: text } : null
  const year = /\b(\d{4})\b/.exec(text)?.[1]
  if (year === undefined) return null
  const rest = text.replace(year, '').replaceAll(/[\s.,-]/g, '')
  if (rest === '') return months(year, 1, 12)
  const quarter = /^q([1-4])$/.exec(rest)?.[1]
  if (quarter !== undefined) return months(year, Number(quarter) * 3 - 2, Number(quarter) * 3)
  const half = /^h([12])$/.exec(rest)?.[1]
  if (half !== undefined) return months(year, Number(half) * 6 - 5, Number(half) * 6)
  const month = /^\d{1,2}$/.test(rest) ? Number(rest) : monthNames.indexOf(rest.slice(0, 3)) + 1
  return month >= 1 && month <= 12 ? months(year, month, month) : null
}

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

function within(text: string, saidAt: number): Span | null {
  const told = /^(?:within|in)\s+(\d{1,3})\s+(day|week|month|year)s?$/.exec(text)
  if (told === null) return null
  const count = Number(told[1])
  const begin = new Date(saidAt)
  const end = new Date(saidAt)
  if (told[2] === 'day') end.setTime(saidAt + count * day)
  else if (told[2] === 'week') end.setTime(saidAt + count * 7 * day)
  else {
    const ahead = told[2] === 'year' ? count * 12 : count
    const last = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + ahead + 1, 0))
    end.setUTCFullYear(
      last.getUTCFullYear(),
      last.getUTCMonth(),
      Math.min(begin.getUTCDate(), last.getUTCDate()),
    )
  }
  return { from: isoOf(begin), to: isoOf(end) }
}

function months(year: string, first: number, last: number): Span {
  return {
    from: `${year}-${String(first).padStart(2, '0')}-01`,
    to: isoOf(new Date(Date.UTC(Number(year), last, 0))),
  }
}

function isoOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && isoOf(date) === text
}
