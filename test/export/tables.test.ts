import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#shared/digest.ts'
import { snapshotOf } from '#shared/export/snapshot.ts'
import type { Table } from '#shared/export/table.ts'
import { type TableName, tableNamed, tableNames } from '#shared/export/tables.ts'
import { Board, requestOfMeeting, stockOf } from '#test/support/board.ts'

/** Heads that are the same word in English and French. */
const frenchToo = new Set(['Condition', 'Source', 'Note', 'Date', 'Total', 'Tonnes', 'Programme'])
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

  it('[B3] a declared stock stands in a table of its own, and in no total', () => {
    const board = new Board()
    const stock = board.stock('ESP', { ...stockOf({ availableFrom: 'within 6 months' }) })
    expect(rowsOf(table(board, 'stocks'))).toMatchObject([
      {
        Id: stock,
        Delegation: 'ESP',
        'Delegation name': 'Spain',
        Item: 'Patriot',
        Quantity: 2,
        Unit: 'system',
        'Available from': 'within 6 months',
      },
    ])
    expect(table(board, 'totals').rows).toEqual([])
    expect(table(board, 'left-out').rows).toEqual([])
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

  it('[X6] every head has words of its own in each language, and none is used twice in a table', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 6)
    board.request({ ...requestOfMeeting('udcg-27', 0) })
    board.place('udcg-27', 12)
    board.stock('ESP', { ...stockOf() })
    board.agree(pledge)
    board.must('task:create', {
      pledge,
      parts: [{ kind: 'shipment', title: 'By rail', quantity: 1 }],
    })
    const snapshot = snapshotOf(board.doc)
    for (const name of tableNames) {
      const { heads, rows } = tableNamed(name, snapshot)
      expect([name, rows.length > 0]).toEqual([name, true])
      for (const lang of ['fr', 'uk'] as const) {
        const told = tableNamed(name, snapshot, lang).heads
        expect([name, lang, new Set(told).size]).toEqual([name, lang, heads.length])
        const script = lang === 'uk' ? /\p{Script=Cyrillic}/u : /\p{L}/u
        expect(told.filter((head) => !script.test(head))).toEqual([])
        // What French and English share, both say on purpose.
        const same = told.filter((head, i) => head === heads[i])
        expect(same.filter((head) => !frenchToo.has(head))).toEqual([])
      }
    }
  })

  it('[X6] a delegation is called as the language calls it', () => {
    const board = new Board()
    board.place('udcg-27', 6)
    const rows = tableNamed('pledges', snapshotOf(board.doc), 'uk')
    expect(rowsOf(rows)[0]).toMatchObject({
      'Назва делегації': 'Німеччина',
      Гриф: expect.any(String) as string,
    })
  })
})
