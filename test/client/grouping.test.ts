// The order of the board, kept by what a change moves.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priorities, type Request, requestSchema } from '#shared/request.ts'
import { meetingRows, meetings, rowIdOf } from '#test/support/board.ts'
import { runs } from '#test/support/fuzz.ts'
import { Grouping, timeOf } from '../../client/grouping.ts'
import { Ranked } from '../../client/ranked.ts'

const rows = meetings.flatMap((meeting) =>
  meetingRows(meeting).requests.map(({ fields }) => requestSchema.parse(fields)),
)
const id = fc.nat({ max: 12 }).map((n) => rowIdOf('UKR', n))

test('[K1] ids ranked one by one stand as if they were sorted at once', () => {
  const steps = fc.array(fc.tuple(id, fc.option(fc.nat({ max: 5 }), { nil: null })))
  fc.assert(
    fc.property(steps, (steps) => {
      const ranked = new Ranked<number>((a, b) => b - a)
      const ranks = new Map<string, number>()
      for (const [id, rank] of steps) {
        const before = [...ranked.ids]
        const isOther = ranked.put(id, rank)
        if (rank === null) ranks.delete(id)
        else ranks.set(id, rank)
        if (!isOther) expect(ranked.ids).toEqual(before)
      }
      const sorted = [...ranks].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
      expect(ranked.ids).toEqual(sorted.map(([id]) => id))
    }),
    runs(300),
  )
})

describe('the groups of the board', () => {
  const request = fc
    .record({
      row: fc.constantFrom(...rows),
      changes: fc.record({
        capability: fc.constantFrom('iamd' as const, 'drone' as const, 'artillery' as const),
        priority: fc.constantFrom(...priorities),
        order: fc.constantFrom(null, 'a1', 'a2'),
        withdrawn: fc.boolean(),
      }),
    })
    .map(({ row, changes }): Request => ({ ...row, ...changes }))
  const offer = fc.record({ capability: fc.constantFrom('iamd' as const, 'maritime' as const) })

  test('[K1] kept row by row stand as they would if all were sorted anew', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ request: fc.tuple(id, request) }),
        fc.record({ offer: fc.tuple(id, fc.option(offer, { nil: null })) }),
      ),
    )
    fc.assert(
      fc.property(steps, (steps) => {
        const kept = new Grouping()
        const requests = new Map<string, Request>()
        const offers = new Map<string, { capability: 'iamd' | 'maritime' }>()
        for (const step of steps) {
          if ('request' in step) {
            kept.putRequest(...step.request)
            requests.set(...step.request)
            continue
          }
          const [id, row] = step.offer
          kept.putOffer(id, row)
          if (row === null) offers.delete(id)
          else offers.set(id, row)
        }
        const rank = ({ priority }: Request) => priorities.indexOf(priority)
        const time = (a: string, b: string) => (timeOf(a) < timeOf(b) ? -1 : 1)
        for (const group of kept.groups()) {
          const own = [...requests]
            .filter(([, { capability }]) => capability === group.capability)
            .sort(
              ([a, one], [b, other]) =>
                (one.order ?? '~').localeCompare(other.order ?? '~', 'en') ||
                rank(one) - rank(other) ||
                time(a, b),
            )
          expect(group.requests).toEqual(own.map(([id]) => id))
          expect(group.offers).toEqual(
            [...offers]
              .filter(([, { capability }]) => capability === group.capability)
              .map(([id]) => id)
              .sort(time),
          )
        }
        const shown = kept.groups().map(({ capability }) => capability)
        const all = new Set([...requests.values(), ...offers.values()].map((r) => r.capability))
        expect(new Set(shown)).toEqual(all)
        const highest = shown.map((name) =>
          Math.min(
            priorities.length,
            ...[...requests.values()]
              .filter(({ capability, withdrawn }) => capability === name && !withdrawn)
              .map(rank),
          ),
        )
        expect(highest).toEqual(highest.toSorted((a, b) => a - b))
      }),
      runs(200),
    )
  })
})
