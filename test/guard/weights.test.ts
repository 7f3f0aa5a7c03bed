// No sum of a board goes beyond exact whole numbers, whoever brings what (rule M15).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRow, readRow, readRows } from '#shared/board.ts'
import { additionsOf, totalsOf } from '#shared/count.ts'
import { checkFile } from '#shared/import/check.ts'
import { planOf } from '#shared/import/plan.ts'
import { lightest, mostHeavy, mostOfRoot, mostSurplus, weightOf } from '#shared/weight-limit.ts'
import { weightFault } from '#server/room/guard/weights.ts'
import { Board, rosterIds, rowIdOf } from '#test/support/board.ts'

const row = (n: number) => rowIdOf('DEU', n)
const gift = {
  capability: 'general',
  kind: 'funding',
  title: 'EUR 100bn',
  currency: 'EUR',
} as const
const greatest = 1e13

function boardOf(amounts: readonly number[]): Y.Doc {
  const doc = new Y.Doc()
  for (const [i, amountMinor] of amounts.entries())
    createRow(doc, 'pledges', row(i + 1), { ...gift, amountMinor })
  return doc
}

const place = (n: number, field = 'amountMinor') => ({ root: 'pledges', row: row(n), field })
const born = (n: number, fields: object) => new Map([[row(n), fields]])

describe('sums stay exact', () => {
  it('[M15] what light and heavy rows may come to together is below 2^53', () => {
    // One update of 1 MiB holds fewer rows than a root takes.
    expect(2 * mostOfRoot * lightest + mostHeavy + mostSurplus).toBeLessThan(
      Number.MAX_SAFE_INTEGER + 1,
    )
  })

  it('[M15] 400 pledges of EUR 100bn stand, and a birth or an edit beyond them does not', () => {
    const doc = boardOf(Array.from({ length: mostHeavy / greatest }, () => greatest))
    const more = { ...gift, amountMinor: 2e11 }
    expect(weightFault(doc, place(900), 2e11, born(900, more))).toMatchObject({
      code: 'edit_invalid',
      rule: 'M15',
    })
    expect(weightFault(doc, place(900), 1e10, born(900, { ...gift, amountMinor: 1e10 }))).toBeNull()
    expect(weightFault(doc, place(1), greatest)).toBeNull()
    expect(weightFault(doc, place(1, 'netNew'), -1e13)).toMatchObject({ rule: 'M15' })
    const lines = JSON.stringify([{ amountMinor: 1e12, currency: 'EUR' }])
    expect(weightFault(doc, place(1, 'lines'), lines)).toMatchObject({ rule: 'M15' })
    expect(weightFault(doc, place(1, 'title'), 'EUR 100bn')).toBeNull()
  })

  it('[M15] edits of one transaction are weighed together', () => {
    const doc = boardOf(Array.from({ length: mostHeavy / greatest + 1 }, () => 1))
    const faults: unknown[] = []
    doc.transact(() => {
      for (const [id] of readRows(doc, 'pledges')) {
        const fault = weightFault(doc, { root: 'pledges', row: id, field: 'amountMinor' }, greatest)
        if (fault !== null) faults.push(fault)
        else doc.getMap<Y.Map<unknown>>('pledges').get(id)?.set('amountMinor', greatest)
      }
    })
    expect(faults).toHaveLength(1)
  })

  it('[M15] whatever is let in adds up exactly, in any order', () => {
    const figures = fc.record({
      amountMinor: fc.integer({ min: 1, max: greatest }),
      netNew: fc.option(fc.integer({ min: -greatest, max: greatest }), { nil: null }),
    })
    fc.assert(
      fc.property(fc.array(figures, { minLength: 300, maxLength: 600 }), (many) => {
        const doc = new Y.Doc()
        for (const [i, said] of many.entries()) {
          const fields = { ...gift, ...said, supersedes: said.netNew === null ? null : 'of May' }
          if (weightFault(doc, place(i + 1), said.amountMinor, born(i + 1, fields)) === null)
            createRow(doc, 'pledges', row(i + 1), fields)
        }
        const placed = [...readRows(doc, 'pledges')].map(([id, pledge]) => ({
          ...{ id, pledge, agreement: null },
        }))
        const exact = placed.reduce(
          (sum, { pledge }) =>
            additionsOf(pledge, null).reduce((all, { value }) => all + BigInt(value), sum),
          0n,
        )
        for (const order of [placed, placed.toReversed()]) {
          const value = totalsOf(order).firm.get('EUR')?.value ?? 0
          expect(Number.isSafeInteger(value)).toBe(true)
          expect(BigInt(value)).toBe(exact)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('[M15][I2] a file that would go too far is a fault at its row, in the preview and in the check', () => {
    const pledges = Array.from({ length: mostHeavy / greatest + 1 }, (_, i) => ({
      ...{
        delegation: 'DEU',
        capability: 'general',
        kind: 'funding',
        source: 'https://example.org',
      },
      ...{ text: `EUR 100bn, part ${String(i)}`, amount: 1e11, currency: 'EUR' },
    }))
    const file = (rows: readonly object[]) =>
      JSON.stringify({
        ...{ meeting: 'UDCG-99', date: '2026-01-01', place: 'Ramstein', format: 'in person' },
        ...{
          sources: [],
          chair: 'DEU',
          participants_reported: '50',
          totals_reported: [],
          requests: [],
          pledges: rows,
        },
      })
    const told = `a.json: pledges, row ${String(mostHeavy / greatest)}: `
    const { faults } = checkFile('a.json', file(pledges), rosterIds)
    expect(faults.filter((fault) => fault.startsWith(told))).toHaveLength(1)
    const fits = checkFile('a.json', file(pledges.slice(1)), rosterIds).faults
    expect(fits.filter((fault) => fault.includes('counted exactly'))).toEqual([])
    const board = new Board('planned')
    const planned = planOf(board.doc, file(pledges)).faults
    expect(planned).toContainEqual(
      expect.objectContaining({ path: ['pledges', mostHeavy / greatest], code: 'too_big' }),
    )
  })

  it('[M15] what came beyond all that tasks held is bounded too', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.agree(pledge)
    const parts = [{ kind: 'shipment' as const, title: 'IRIS-T by rail', quantity: 1 }]
    const [task = ''] = board.must('task:create', { pledge, parts }).output.tasks
    board.must('task:move', { task, from: 'planned', to: 'cleared' })
    board.must('task:move', { task, from: 'cleared', to: 'moving' })
    board.must('task:move', { task, from: 'moving', to: 'handed_over' })
    for (let n = 0; n < mostSurplus / greatest; n++)
      createRow(board.doc, 'tasks', `${row(500)}.${String(n + 1)}`, {
        ...readRow(board.doc, 'tasks', task),
        state: 'received',
        received: greatest,
      })
    const receipt = { task, received: 1000, note: 'More came.', as: 'good' as const }
    expect(board.act('task:receive', receipt)).toMatchObject({ code: 'too_large', rule: 'M15' })
    expect(weightOf({ quantity: 4, lines: 'no list' })).toBe(4)
  })
})
