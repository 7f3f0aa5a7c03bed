// The guard's rules as a table: each field of each root, the values that may stand in it and those that may not, by
// its owner and by others, while the row is open, agreed, or the session closed.
import { describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { caucusRoots, clientRoots, type RowRoot, rootOf, type Scalar } from '#shared/board.ts'
import { boardPolicy, caucusPolicy } from '#server/room/guard/policy.ts'
import { rowIdOf } from '#test/support/board.ts'
import { boardIn, germany, kyiv, netherlands, outcome, rows } from '#test/support/verdict.ts'

const long = (length: number) => 'x'.repeat(length)
const text = (max: number) => ({
  good: ['Чотири системи', long(max)],
  bad: [long(max + 1), '', '  ', '\u202e', 'a\u0000b', 4, true],
})
const optional = <T extends { good: readonly Scalar[]; bad: readonly Scalar[] }>({
  good,
  bad,
}: T) => ({
  good: [...good, null],
  bad,
})
const required = <T extends { good: readonly Scalar[]; bad: readonly Scalar[] }>({
  good,
  bad,
}: T) => ({
  good,
  bad: [...bad, null],
})
const flag = { good: [true, false], bad: ['yes', 1, null] }
const whole = { good: [1, 50_000], bad: [0, -1, 1.5, NaN, Infinity, 1e300, 'many', true] }
const minor = { good: [1, 15_000_000_000], bad: [0, -1, 1.5, NaN, 1e300, '150m', true] }
const one = (...good: readonly string[]) => ({ good, bad: ['something else', '', 1, true] })

type Values = Readonly<
  Record<string, { readonly good: readonly Scalar[]; readonly bad: readonly Scalar[] }>
>
const capability = one('iamd', 'drone')
const currency = one('EUR', 'USD')
const unit = one('system', 'round')
const { good: words, bad: noWords } = text(300)
/** Another row, in words or by its id, or only that there is one. */
const reference = optional({ good: [...words, true], bad: noWords.filter((bad) => bad !== true) })
const requests: Values = {
  capability: required(capability),
  title: required(text(300)),
  item: optional(text(120)),
  quantity: optional(whole),
  unit: optional(unit),
  amountMinor: optional(minor),
  amountMaxMinor: optional(minor),
  currency: optional(currency),
  quantityMax: optional(whole),
  lines: optional({
    good: ['[{"quantity":10,"quantityMax":12,"unit":"launcher"}]'],
    bad: ['[{"quantity":10}]', '[{"deliverBy":"2026","quantity":10,"unit":"launcher"}]', 'ten'],
  }),
  outcome: optional(text(500)),
  supersedes: optional(one('UKR~01JRJ6K0Q0DEK0000000000001')),
  percentOfGdp: optional({ good: [0.25, 100], bad: [0, -1, 101, NaN, '1 %'] }),
  priority: required(one('urgent', 'high', 'normal')),
  neededBy: optional(text(60)),
  note: optional(text(2000)),
  source: optional(text(500)),
  order: optional(text(60)),
  withdrawn: flag,
}
const pledges: Values = {
  capability: required(capability),
  kind: required(one('equipment', 'ammunition', 'funding', 'training', 'maintenance')),
  title: required(text(500)),
  request: optional(one('UKR~01JRJ6K0Q0DEK0000000000001')),
  item: optional(text(120)),
  quantity: optional(whole),
  unit: optional(unit),
  quantityText: optional(text(120)),
  withheld: flag,
  amountMinor: optional(minor),
  currency: optional(currency),
  condition: optional(text(300)),
  deliverBy: optional(text(60)),
  period: optional(text(60)),
  programme: optional(text(60)),
  jointWith: optional({ good: ['DNK', 'DNK NOR'], bad: ['dnk', 'DNK, NOR', ' ', 1] }),
  shares: optional({
    good: ['[{"party":"DNK","value":4},{"party":"NOR","value":6}]'],
    bad: ['DNK NOR', '[]', '[{"party":"dnk","value":4}]', '[{"party":"DNK","value":0}]', 4],
  }),
  lines: optional({
    good: ['[{"item":"IRIS-T missile","quantity":12,"unit":"missile"}]'],
    bad: [
      '[{"quantity":12}]',
      '[{"quantity":-1,"unit":"missile"}]',
      '[{"unit":"missile","quantity":12}]',
      '[ {"quantity":12,"unit":"missile"} ]',
      '[{"quantity":12,"unit":"missile","owner":"DNK"}]',
      '{}',
      true,
    ],
  }),
  channel: optional(one('bilateral', 'coalition', 'nsatu', 'purl', 'ifu', 'national', 'eu')),
  consentOf: optional({ good: ['CHE', 'CHE ISR'], bad: ['che', 'CHE, ISR', ' ', 1] }),
  conditionKind: optional(one('others_give', 'budget_vote', 'replacement', 'partner', 'date')),
  reannounces: reference,
  partOf: reference,
  values: reference,
  supersedes: reference,
  backfills: reference,
  possibleOverlap: reference,
  addsTo: optional(text(300)),
  netNew: optional({ good: [0, 12, -100], bad: [1.5, 1e14, -1e14, 'ten'] }),
  recipient: optional(text(120)),
  implementedIn: optional(text(120)),
  deliveryState: optional(text(60)),
  deliveredLater: optional({ good: [0, 2160], bad: [-1, 1.5, 'some'] }),
  convertedBySource: flag,
  answer: optional(one('declined', 'partial', 'not_committed')),
  alreadyDelivered: flag,
  toUkraine: flag,
  lead: flag,
  conflictingQuantity: optional(whole),
  conflictingAmountMinor: optional(minor),
  conflictingCurrency: optional(currency),
  conflictingSource: optional(text(500)),
  source: optional(text(500)),
  note: optional(text(2000)),
  withdrawn: flag,
}
const stocks: Values = {
  capability: required(capability),
  item: required(text(120)),
  quantity: optional(whole),
  unit: optional(unit),
  availableFrom: optional(text(60)),
  note: optional(text(500)),
  withdrawn: flag,
}
const drafts: Values = { ...pledges, placedAs: optional(one('DEU~01JRJ6K0Q0DEK0000000000001')) }

const set = (root: RowRoot, field: string, value: Scalar) => (page: Y.Doc) =>
  void rootOf(page, root)
    .get(rows[root as keyof typeof rows])
    ?.set(field, value)

const tables = [
  ['requests', requests, boardPolicy, kyiv],
  ['pledges', pledges, boardPolicy, germany],
  ['stocks', stocks, boardPolicy, germany],
  ['drafts', drafts, caucusPolicy, germany],
] as const
const cells = tables.flatMap(([root, values, policy, owner]) =>
  Object.entries(values).map(([field, { good, bad }]) => ({
    root,
    field,
    good,
    bad,
    policy,
    owner,
  })),
)

describe('relations', () => {
  const own = rows.pledges
  const other = rowIdOf('DEU', 8)
  it('[P13] an edit that would lead back to the row is set back', () => {
    expect(outcome(boardPolicy, germany, 'open', set('pledges', 'partOf', own))).toBe(
      'set back by P13',
    )
    expect(outcome(boardPolicy, germany, 'open', set('pledges', 'partOf', other))).toBe('stands')
    expect(
      outcome(boardPolicy, germany, 'open', set('pledges', 'supersedes', rowIdOf('NLD', 1))),
    ).toBe('set back by P13')
  })
})

describe('each field of each root', () => {
  it('the tables name every field of the schema', () => {
    for (const [root, schema] of Object.entries({ ...clientRoots, ...caucusRoots })) {
      const [, values] = tables.find(([name]) => name === root) ?? []
      expect(Object.keys(values ?? {}).sort()).toEqual(Object.keys(schema.shape).sort())
    }
  })

  it.each(cells)(
    '[G16] $root: $field takes what may stand in it',
    ({ root, field, good, policy, owner }) => {
      for (const value of good)
        expect([value, outcome(policy, owner, 'open', set(root, field, value))]).toEqual([
          value,
          'stands',
        ])
    },
  )

  it.each(cells)(
    '[G16] $root: $field is set back from anything else',
    ({ root, field, bad, policy, owner }) => {
      for (const value of bad)
        expect([value, outcome(policy, owner, 'open', set(root, field, value))]).toEqual([
          value,
          'set back by G16',
        ])
    },
  )

  it.each(cells)('[G4][B1] $root: $field is its owner’s alone', ({ root, field, good, policy }) => {
    const rule = { requests: 'R1', pledges: 'P1', stocks: 'B1', drafts: 'G18' }[root]
    const others = root === 'requests' ? [germany, netherlands] : [kyiv, netherlands]
    for (const who of others)
      for (const value of good)
        expect(outcome(policy, who, 'open', set(root, field, value))).toBe(
          `refused by ${String(rule)}`,
        )
  })

  const standing = (root: keyof typeof rows, field: string) =>
    rootOf(boardIn('open'), root).get(rows[root])?.get(field)

  it.each(cells.filter(({ root }) => root === 'pledges'))(
    '[P3] $root: $field is locked once the pledge is agreed',
    ({ root, field, good, owner, policy }) => {
      for (const value of good.filter((value) => value !== standing(root, field)))
        expect(outcome(policy, owner, 'agreed', set(root, field, value))).toBe('set back by P3')
    },
  )

  it.each(cells)(
    '[S3] $root: $field while the session is closed: drafts go on, the board does not',
    ({ root, field, good, owner, policy }) => {
      const expected = root === 'drafts' ? 'stands' : 'set back by S3'
      for (const value of good.filter((value) => value !== standing(root, field)))
        expect(outcome(policy, owner, 'closed', set(root, field, value))).toBe(expected)
    },
  )
})
