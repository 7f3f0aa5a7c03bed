// Saying which part of a pledge's line is meant for which line of a request (rule M13).
import { readRow, readTasksOf } from '#shared/board.ts'
import { exclusionOf } from '#shared/count.ts'
import { figureOf, figureText } from '#shared/figure.ts'
import { linesOf } from '#shared/line.ts'
import { listText } from '#shared/list-field.ts'
import { matchablesOf, matchedOf, matchesOf } from '#shared/match.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act } from './act.ts'
import { factsOfAgreement } from './agreement.ts'

/** A list of them is one field. */
const maxMatches = 40

export const addMatch: Act<'match:add'> = (doc, { pledge: id, ...part }, { actor, now }) => {
  const pledge = readRow(doc, 'pledges', id)
  const request = readRow(doc, 'requests', part.request)
  if (pledge === null) return refuse('not_found', 'M13', { what: 'pledge' })
  if (request === null) return refuse('not_found', 'M13', { what: 'request' })
  if (request.withdrawn) return refuse('request_stage', 'M13', { stage: 'withdrawn' })
  if (exclusionOf(pledge) !== null) return refuse('not_a_pledge', 'M13')
  const agreement = readRow(doc, 'agreements', id)
  const lines = matchablesOf(pledge, agreement, readTasksOf(doc, id))
  const line = lines.find((one) => one.line === part.line)
  if (line === undefined) return refuse('not_found', 'M13', { what: 'figure in this line' })
  const asked = linesOf(request)[part.requestLine]
  const measure = asked === undefined ? null : figureOf(asked)?.measure
  if (measure === null) return refuse('not_found', 'M13', { what: 'line of the request' })
  if (measure !== undefined && measure !== line.measure)
    return refuse('match_measure', 'M1', { pledged: line.measure, asked: measure })
  const matches = matchesOf(agreement)
  const isTwice = matches.some((one) => isSame(one, part))
  if (isTwice) return refuse('match_twice', 'M13')
  if (matches.length >= maxMatches)
    return refuse('too_large', 'M13', { limit: `${maxMatches} matches of a pledge` })
  const net = line.value
  const matched = matchedOf(matches, part.line)
  const say = (value: number) => figureText({ measure: line.measure, value })
  if (matched + part.value > net)
    return refuse('match_exceeds', 'M13', {
      sum: say(matched + part.value),
      net: say(net),
      matched: say(matched),
    })
  return {
    facts: factsOfAgreement(doc, id, {
      matches: listText([...matches, { ...part, at: now, by: actor.name }]),
    }),
    output: {},
  }
}

export const removeMatch: Act<'match:remove'> = (doc, { pledge: id, ...part }) => {
  if (readRow(doc, 'pledges', id) === null) return refuse('not_found', 'M13', { what: 'pledge' })
  const matches = matchesOf(readRow(doc, 'agreements', id))
  const rest = matches.filter((one) => !isSame(one, part))
  if (rest.length === matches.length) return refuse('not_found', 'M13', { what: 'match' })
  return { facts: factsOfAgreement(doc, id, { matches: listText(rest) }), output: {} }
}

interface Ends {
  readonly line: number
  readonly request: string
  readonly requestLine: number
}

function isSame(one: Ends, other: Ends): boolean {
  return (
    one.line === other.line &&
    one.request === other.request &&
    one.requestLine === other.requestLine
  )
}
