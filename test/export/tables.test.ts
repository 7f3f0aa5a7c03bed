import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#shared/digest.ts'
import { snapshotOf } from '#shared/export/snapshot.ts'
import type { Table } from '#shared/export/table.ts'
import { type TableName, tableNamed } from '#shared/export/tables.ts'
import { Board } from '#test/support/board.ts'

const table = (board: Board, name: TableName) => tableNamed(name, snapshotOf(board.doc))
const rowsOf = ({ heads, rows }: Table) =>
  rows.map((row) => Object.fromEntries(heads.map((head, i) => [head, row[i] ?? null])))

describe('the tables', () => {
  it('[M1] totals add things of one name alone, also those of further lines; money in whole units', () => {
    const board = new Board()
    board.place('udcg-27', 6, {
      lines: canonicalJson([{ item: 'NASAMS', quantity: 2, unit: 'launcher' }]),
    })
    board.pledge('NOR', {
      capability: 'general',
      kind: 'funding',
      title: 'Support in 2025',
      amountMinor: 1_234_567,
      currency: 'EUR',
    })
    expect(rowsOf(table(board, 'totals'))).toContainEqual(
      expect.objectContaining({ Item: 'NASAMS', 'Counted in': 'launcher', Total: 2 }),
    )
    expect(rowsOf(table(board, 'totals'))).toContainEqual(
      expect.objectContaining({ Kind: 'firm', 'Counted in': 'EUR', Total: 12_345.67 }),
    )
  })

  it('[M2] what no total holds is listed with the reason', () => {
    const board = new Board()
    const id = board.place('udcg-27', 12)
    expect(rowsOf(table(board, 'left-out'))).toMatchObject([{ Id: id, Reason: 'part-of' }])
  })

  it('[X1] a pledge stands with its amount, its agreement and where its consents are', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 6, { consentOf: 'CHE' })
    board.must('pledge:accept', board.seen(pledge))
    board.must('pledge:agree', board.seen(pledge))
    expect(rowsOf(table(board, 'pledges'))).toMatchObject([
      {
        Id: pledge,
        Delegation: 'DEU',
        'Delegation name': 'Germany',
        Counts: 'firm',
        'Kyiv answered': 'accepted',
        'States of consents': 'CHE: needed',
        'Agreed at': expect.any(Date) as Date,
      },
    ])
  })
})
