// The journeys of the whole board, as it stands.
import { figureOf } from '#shared/figure.ts'
import { requestsOf } from '#shared/match.ts'
import { countedIn, lineKey } from '#shared/running.ts'
import { pledgeOf } from '#shared/task.ts'
import type { Board } from '../board.svelte.ts'
import { type Journey, journeysOf, sentOf } from './journey.ts'

/** Those of every capability, in the board's order; tracked by the versions of what it reads. */
export function journeysOn(board: Board): Journey[] {
  void [board.taskVersion, board.agreementVersion, board.sums.totals]
  const sent = sentByLine(board)
  return board.groups().flatMap(({ capability, offers }) =>
    journeysOf(
      capability,
      board.sums.groupLines(capability),
      sent.get(capability) ?? new Map<string, number>(),
      offers.flatMap((id) => board.offerNow(id) ?? []),
    ),
  )
}

/** By capability and line, what has been sent for the requests there. */
function sentByLine({
  tasks,
  pledges,
  agreements,
  requests,
}: Board): Map<string, Map<string, number>> {
  const sent = new Map<string, Map<string, number>>()
  for (const [id, task] of tasks.rows) {
    const pledge = pledgeOf(id)
    const figure = figureOf(task)
    const named = requestsOf(pledges.rows.get(pledge) ?? null, agreements.rows.get(pledge) ?? null)
    const request = [...named].map((row) => requests.rows.get(row)).find((row) => row !== undefined)
    if (request === undefined || figure === null) continue
    const key = lineKey(countedIn(figure.measure, request))
    const lines = sent.get(request.capability) ?? new Map<string, number>()
    sent.set(request.capability, lines.set(key, (lines.get(key) ?? 0) + sentOf(task)))
  }
  return sent
}
