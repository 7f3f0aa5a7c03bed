import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionStates } from '#shared/agreement.ts'
import { coverageOf, type Offer, type Segments } from '#shared/coverage.ts'
import { type CoverageLine, coverageMakeup, coverageParts } from '#shared/makeup.ts'
import { pledgeSchema } from '#shared/pledge.ts'
import {
  agreementOn,
  meetingRows,
  meetings,
  pledgeOfMeeting,
  requestOfMeeting,
} from '#test/support/board.ts'
import { runs } from '#test/support/fuzz.ts'

const rows = meetings.flatMap((meeting) =>
  meetingRows(meeting).pledges.map(({ fields }) => pledgeSchema.parse(fields)),
)
const asked = requestOfMeeting('2025-01-09-udcg-25', 0, { quantity: 10, unit: 'system' })
const offer = fc
  .record({
    row: fc.constantFrom(...rows),
    changes: fc.record(
      {
        withdrawn: fc.boolean(),
        condition: fc.constantFrom(null, 'if others give 30'),
        unit: fc.constantFrom('system' as const, null),
      },
      { requiredKeys: [] },
    ),
    agreed: fc.boolean(),
    state: fc.constantFrom(...conditionStates),
  })
  .map(({ row, changes, agreed, state }): Offer => {
    const pledge = { ...row, ...changes }
    const agreement = agreed ? agreementOn(pledge, pledge.condition === null ? null : state) : null
    return { pledge, agreement, tasks: [] }
  })

describe('what the coverage of a request is made of', () => {
  it('[K2] comes to each part of it exactly, and names every other pledge with its reason', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 8 }), (offers) => {
        const named = offers.map((one, i) => [String(i), one] as const)
        const { measure, coverage, more, beside } = coverageOf(asked, offers)
        const all = new Map<CoverageLine, Segments>([
          ...(measure === null ? [] : [[0, coverage] as const]),
          ...more.map((line, i) => [i + 1, line.coverage] as const),
          ...beside,
        ])
        for (const [line, segments] of all)
          for (const part of [...coverageParts, null]) {
            const { counted, leftOut } = coverageMakeup(asked, named, line, part)
            const { received, agreed, firm, conditional } = segments
            const whole = part === null ? received + agreed + firm + conditional : segments[part]
            expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(whole)
            if (part === null) expect(counted.some(({ atLeast }) => atLeast)).toBe(segments.atLeast)
            const ids = [...counted, ...leftOut].map(({ id }) => id)
            expect(ids.sort()).toEqual(named.map(([id]) => id).sort())
          }
      }),
      runs(200),
    )
  })

  it('[K2] leaves out the Patriots for Poland, the money beside the systems, and what is conditional', () => {
    const offers: [string, Offer][] = [
      ['irisT', offered(pledgeOfMeeting('udcg-27', 1))],
      ['poland', offered(pledgeOfMeeting('2025-01-09-udcg-25', 6))],
      ['money', offered(pledgeOfMeeting('udcg-27', 16))],
      ['conditional', offered(pledgeOfMeeting('udcg-27', 4, { condition: 'if others give 30' }))],
    ]
    const { counted, leftOut } = coverageMakeup(asked, offers, 0, 'firm')
    expect(counted.map(({ id }) => id)).toEqual(['irisT'])
    expect(leftOut).toEqual([
      { id: 'poland', reason: 'not-to-ukraine' },
      { id: 'money', reason: 'other-measure' },
      { id: 'conditional', reason: 'part-conditional' },
    ])
  })
})

function offered(pledge: Offer['pledge']): Offer {
  return { pledge, agreement: null, tasks: [] }
}
