// Which part of a pledge's line is meant for which line of a request (rule M13). Staff say it where the pledge's own word,
// the request it answers, is not enough.
import type { Agreement } from './agreement.ts'
import { additionsOf } from './count.ts'
import type { Figure } from './figure.ts'
import { listOf } from './list-field.ts'
import type { Pledge } from './pledge.ts'
import { type Task, writtenOffOf } from './task.ts'
import { rowIdSchema } from './text.ts'
import { z } from './z.ts'

export const lineNumberSchema = z.int().min(0).max(20)

export const matchSchema = z.strictObject({
  /** Of the pledge, from 0. */
  line: lineNumberSchema,
  request: rowIdSchema,
  /** Of the request, from 0. */
  requestLine: lineNumberSchema,
  /** In the figure of the pledge's line. */
  value: z.int().positive().max(1e13),
})
/** A match as it stands in its agreement's list. */
export interface Match extends z.infer<typeof matchSchema> {
  readonly at: number
  readonly by: string
}

/** The matches of a pledge, in the order in which they were made. */
export function matchesOf(agreement: Agreement | null): readonly Match[] {
  return listOf<Match>(agreement?.matches ?? null)
}

/** What is matched of a line, in its figure. */
export function matchedOf(matches: readonly Match[], line: number): number {
  return matches.reduce((sum, match) => (match.line === line ? sum + match.value : sum), 0)
}

/** A line of a pledge that adds something, with what of it can be matched at all. */
export interface Matchable extends Figure {
  readonly line: number
  readonly item: string | null
}

/** What each line adds, less what will never come; `tasks` are all of the pledge's (rule M13). */
export function matchablesOf(
  pledge: Pledge,
  agreement: Agreement | null,
  tasks: readonly Task[],
): readonly Matchable[] {
  return additionsOf(pledge, agreement)
    .filter(({ value }) => value > 0)
    .map(({ line, measure, item, value }) => {
      const off = writtenOffOf(tasks.filter((task) => task.line === line))
      return { line, measure, item, value: value - off }
    })
}

const none: ReadonlySet<string> = new Set()

/** The requests that a pledge is for: the one it names, and those that staff matched it with. */
export function requestsOf(
  pledge: Pick<Pledge, 'request'> | null,
  agreement: Agreement | null,
): ReadonlySet<string> {
  const named = pledge?.request ?? null
  const matched = matchesOf(agreement)
  if (named === null && matched.length === 0) return none
  return new Set([...(named === null ? [] : [named]), ...matched.map(({ request }) => request)])
}
