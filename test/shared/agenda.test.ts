import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { agendaItemSchema, blankItem, branchOf, childrenOf, treeOf } from '#shared/agenda.ts'

const { agenda } = demoSession()

/** Rows in any order, under any parents: also under themselves, each other, and what is not there. */
const rowsArbitrary = fc
  .array(fc.record({ parent: fc.option(fc.nat(24)), order: fc.nat(30) }), { maxLength: 20 })
  .map((rows) =>
    rows.map(({ parent, order }, i) => {
      const row = { order, parent: parent === null ? null : `item-${String(parent)}` }
      return [`item-${String(i)}`, row] as const
    }),
  )

describe('the tree of the agenda', () => {
  it('[A6] has each item exactly once, whatever the rows say', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const ids = treeOf(rows).map(({ id }) => id)
        expect(ids.toSorted()).toEqual(rows.map(([id]) => id).toSorted())
      }),
    )
  })

  it('[A6] reads each item before what is under it, one step deeper, and numbers them in that order', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const nodes = treeOf(rows)
        expect(new Set(nodes.map(({ number }) => number)).size).toBe(nodes.length)
        for (const [i, { depth, number }] of nodes.entries()) {
          expect(depth).toBeLessThanOrEqual((nodes[i - 1]?.depth ?? -1) + 1)
          const steps = number.split('.').map(Number)
          expect(steps).toHaveLength(depth + 1)
          const last = steps.at(-1) ?? 0
          const before = [...steps.slice(0, -1), last - 1].join('.')
          const above = steps.slice(0, -1).join('.')
          const earlier = nodes.slice(0, i).map((node) => node.number)
          expect(
            last === 1 ? depth === 0 || earlier.includes(above) : earlier.includes(before),
          ).toBe(true)
        }
      }),
    )
  })

  it('[A6] a branch is an item with its children’s branches, and nothing else', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const nodes = treeOf(rows)
        for (const { id } of nodes) {
          const [, ...rest] = branchOf(nodes, id)
          expect(rest).toEqual(childrenOf(nodes, id).flatMap((child) => branchOf(nodes, child.id)))
        }
        expect(childrenOf(nodes, null).flatMap(({ id }) => branchOf(nodes, id))).toEqual(nodes)
      }),
    )
  })

  it('[A6] read in its own order it is the same again', () => {
    const rows = agenda.map(
      ({ id, ...item }, order) => [id, { ...blankItem, ...item, order }] as const,
    )
    expect(treeOf([...rows].reverse())).toEqual(treeOf(rows))
    expect(treeOf(rows).map(({ id }) => id)).toEqual(agenda.map(({ id }) => id))
  })
})

describe('an item', () => {
  it('[A6] names a capability only where something is announced', () => {
    const item = { id: 'round-iamd', title: 'Air and missile defence', capability: 'iamd' }
    expect(agendaItemSchema.safeParse({ ...item, kind: 'requests' }).success).toBe(true)
    expect(agendaItemSchema.safeParse({ ...item, kind: 'decision' }).success).toBe(false)
    expect(agendaItemSchema.safeParse(item).success).toBe(false)
  })
})
