// Who may bring which row into being, and when; rows that exist are neither replaced nor removed.
import { describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { createRow, type RowRoot, rootOf, type Scalar } from '#shared/board.ts'
import type { Actor } from '#shared/roles.ts'
import { boardPolicy, caucusPolicy, type Policy } from '#server/room/guard/policy.ts'
import { rowIdOf } from '#test/support/board.ts'
import { germany, kyiv, netherlands, outcome, rows, type State } from '#test/support/verdict.ts'

describe('births', () => {
  const words = { capability: 'iamd', kind: 'equipment', title: 'Four IRIS-T systems' }
  const { kind: _, ...request } = words
  const held = { capability: 'iamd', item: 'Patriot' }
  const born = (root: RowRoot, owner: string, fields: Record<string, Scalar>) => (page: Y.Doc) => {
    createRow(page, root, rowIdOf(owner, 9), fields)
  }
  type Birth = readonly [
    what: string,
    who: Actor,
    state: State,
    edit: (page: Y.Doc) => void,
    expected: string,
    policy?: Policy,
  ]
  const births: readonly Birth[] = [
    [
      '[P2] a pledge with what is required',
      germany,
      'open',
      born('pledges', 'DEU', words),
      'stands',
    ],
    ['[B2] a stock with what is required', germany, 'open', born('stocks', 'DEU', held), 'stands'],
    [
      '[B2] a stock without a thing',
      germany,
      'open',
      born('stocks', 'DEU', { capability: 'iamd', quantity: 4 }),
      'refused by G5',
    ],
    ['[B1] a stock of others', netherlands, 'open', born('stocks', 'DEU', held), 'refused by B1'],
    ['[B1] a stock by Kyiv', kyiv, 'open', born('stocks', 'UKR', held), 'refused by B1'],
    [
      '[B1] a stock once the session is closed',
      germany,
      'closed',
      born('stocks', 'DEU', held),
      'refused by S3',
    ],
    [
      '[R2] a request with what is required',
      kyiv,
      'open',
      born('requests', 'UKR', request),
      'stands',
    ],
    ['[G18] a draft', germany, 'closed', born('drafts', 'DEU', words), 'stands', caucusPolicy],
    [
      '[G18] a draft of others',
      netherlands,
      'open',
      born('drafts', 'DEU', words),
      'refused by G18',
      caucusPolicy,
    ],
    [
      '[P1] a pledge of others',
      netherlands,
      'open',
      born('pledges', 'DEU', words),
      'refused by P1',
    ],
    [
      '[P13] a pledge that is part of itself',
      germany,
      'open',
      born('pledges', 'DEU', { ...words, partOf: rowIdOf('DEU', 9) }),
      'refused by P13',
    ],
    [
      '[P13] a pledge that replaces one of others',
      germany,
      'open',
      born('pledges', 'DEU', { ...words, supersedes: rowIdOf('NLD', 1) }),
      'refused by P13',
    ],
    [
      '[P13] a pledge that is part of one of others',
      germany,
      'open',
      born('pledges', 'DEU', { ...words, partOf: rowIdOf('NLD', 1) }),
      'stands',
    ],
    [
      '[P13] two pledges that are each part of the other',
      germany,
      'open',
      (page) => {
        createRow(page, 'pledges', rowIdOf('DEU', 8), { ...words, partOf: rowIdOf('DEU', 9) })
        createRow(page, 'pledges', rowIdOf('DEU', 9), { ...words, partOf: rowIdOf('DEU', 8) })
      },
      'refused by P13',
    ],
    ['[P1] a pledge of Kyiv', kyiv, 'open', born('pledges', 'UKR', words), 'refused by P1'],
    [
      '[R1] a request of a delegation',
      germany,
      'open',
      born('requests', 'DEU', request),
      'refused by R1',
    ],
    [
      '[G3] an agreement',
      germany,
      'open',
      born('agreements', 'DEU', { agreedAt: 1 }),
      'refused by G3',
    ],
    ['[G3] a draft on the board', germany, 'open', born('drafts', 'DEU', words), 'refused by G3'],
    [
      '[S3] a pledge after the close',
      germany,
      'closed',
      born('pledges', 'DEU', words),
      'refused by S3',
    ],
    [
      '[S3] a request after the close',
      kyiv,
      'closed',
      born('requests', 'UKR', request),
      'refused by S3',
    ],
    ...Object.keys(words).map(
      (field) =>
        [
          `[G5] a pledge without ${field}`,
          germany,
          'open',
          born(
            'pledges',
            'DEU',
            Object.fromEntries(Object.entries(words).filter(([name]) => name !== field)),
          ),
          'refused by G5',
        ] as const,
    ),
    [
      '[G5] a pledge with a value out of range',
      germany,
      'open',
      born('pledges', 'DEU', { ...words, quantity: -4 }),
      'refused by G5',
    ],
    [
      '[G5][G6] a pledge in place of one that exists',
      germany,
      'open',
      (page) => {
        createRow(page, 'pledges', rows.pledges, words)
      },
      'refused by G6',
    ],
    [
      '[G7] a pledge with a field of no schema',
      germany,
      'open',
      born('pledges', 'DEU', { ...words, agreedAt: 1 }),
      'refused by G7',
    ],
    [
      '[G6] a removal',
      germany,
      'open',
      (page) => {
        rootOf(page, 'pledges').delete(rows.pledges)
      },
      'refused by G6',
    ],
    [
      '[G6] a field taken away',
      germany,
      'open',
      (page) => {
        rootOf(page, 'pledges').get(rows.pledges)?.delete('note')
      },
      'refused by G6',
    ],
  ]

  for (const [what, who, state, edit, expected, policy = boardPolicy] of births)
    it(what, () => {
      expect(outcome(policy, who, state, edit)).toBe(expected)
    })
})
