// The workbook as Excel finds it: a zip of XML, whose cells are of the kind that was written.
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { snapshotOf } from '#shared/export/snapshot.ts'
import { tableNames } from '#shared/export/tables.ts'
import { workbookOf } from '#server/export/workbook.ts'
import { Board } from '#test/support/board.ts'

/** The entries of a zip, by the directory at its end. */
function unzip(bytes: Uint8Array): Map<string, string> {
  const zip = Buffer.from(bytes)
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const files = new Map<string, string>()
  let at = zip.readUInt32LE(end + 16)
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [name, extra, remark] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const data = zip.subarray(from, from + packed)
    files.set(
      zip.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      (method === 0 ? data : inflateRawSync(data)).toString('utf8'),
    )
    at += 46 + (name ?? 0) + (extra ?? 0) + (remark ?? 0)
  }
  return files
}

const plain = (xml: string) =>
  xml
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Cells of a sheet, row by row. */
function cellsOf(
  files: Map<string, string>,
  sheet: number,
): { column: string; kind: string; text: string }[][] {
  const xml = files.get(`xl/worksheets/sheet${String(sheet)}.xml`) ?? ''
  const texts = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gsu)].map(
    ([, si = '']) => [...si.matchAll(/<t[^>]*>(.*?)<\/t>/gsu)].map(([, t = '']) => t).join(''),
  )
  return [...xml.matchAll(/<row[^>]*>(.*?)<\/row>/gsu)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gsu)].map(
      ([, attributes = '', inner = '']) => {
        const column = /\br="([A-Z]+)/u.exec(attributes)?.[1] ?? ''
        const kind = /\bt="(\w+)"/u.exec(attributes)?.[1] ?? 'n'
        const value = /<(?:v|t)[^>]*>(.*?)<\/(?:v|t)>/su.exec(inner)?.[1] ?? ''
        return { column, kind, text: plain(kind === 's' ? (texts[Number(value)] ?? '') : value) }
      },
    ),
  )
}

const marking = 'UNCLASSIFIED, RELEASABLE TO UDCG'

describe('the workbook', () => {
  it('[X2] has a sheet for each table, and the marking in every row of each', async () => {
    const board = new Board()
    for (let row = 0; row < 20; row++) board.place('udcg-27', row)
    const files = unzip(await workbookOf(snapshotOf(board.doc)))
    const sheets = [
      ...(files.get('xl/workbook.xml') ?? '').matchAll(/<sheet [^>]*name="([^"]+)"/gu),
    ]
    expect(sheets.map(([, name]) => name)).toEqual(['session', ...tableNames])
    for (const i of sheets.keys()) {
      const [heads = [], ...rows] = cellsOf(files, i + 1)
      expect(heads.at(-1)?.text).toBe('Marking')
      for (const row of rows) expect(row.at(-1)?.text).toBe(marking)
    }
    const pledges = cellsOf(files, 3)
    expect(pledges).toHaveLength(21)
    const at = pledges[0]?.find(({ text }) => text === 'Quantity')?.column
    const counts = pledges.slice(1).map((row) => row.find(({ column }) => column === at))
    expect(
      counts.filter((cell) => cell?.kind === 'n' && Number(cell.text) > 0).length,
    ).toBeGreaterThan(3)
  })

  it('[X6] names its sheets and heads in the language that is asked for', async () => {
    const board = new Board()
    board.place('udcg-27', 6)
    const files = unzip(await workbookOf(snapshotOf(board.doc), 'fr'))
    expect(files.get('xl/workbook.xml')).toContain('name="contributions"')
    expect(cellsOf(files, 3)[0]?.map(({ text }) => text)).toContain('Livraison pour')
  })

  it.each(['=1+1', '+200-300%', '-2', '@SUM(A1)', '=HYPERLINK("http://198.51.100.7","<b>&\'x\'")'])(
    '[X2] writes %s as text, never as a formula',
    async (title) => {
      const board = new Board()
      board.place('udcg-27', 3, { title })
      const files = unzip(await workbookOf(snapshotOf(board.doc)))
      for (const [name, xml] of files)
        if (name.endsWith('.xml')) expect([name, /<f[ >]/u.test(xml)]).toEqual([name, false])
      const cells = cellsOf(files, 3).flat()
      const cell = cells.find(({ text }) => text === title)
      expect(['s', 'inlineStr', 'str']).toContain(cell?.kind)
    },
  )
})
