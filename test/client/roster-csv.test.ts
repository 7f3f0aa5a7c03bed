// A roster as people send it, read cell by cell: programs, countries and encodings, and files made to do harm.
import papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { DelegationEntry } from '#shared/session.ts'
import { type CellFault, previewOf, rowsOf } from '../../client/secretary/roster-preview.ts'
import { type Column, mappingOf, wordsOf } from '../../client/secretary/roster-words.ts'
import {
  isFault,
  maxBytes,
  readFile,
  readSheet,
  type Sheet,
  type SheetFault,
  writeSheet,
} from '../../client/secretary/sheet.ts'
import { textOf } from '../../client/secretary/text-of.ts'

const state = { kind: 'state', role: 'donor', stance: 'participates', stanceScope: null } as const
const standing: DelegationEntry[] = [
  { id: 'DEU', nameEn: 'Germany', nameFr: 'Allemagne', nameUk: 'Німеччина', ...state },
  { id: 'EST', nameEn: 'Estonia', nameFr: 'Estonie', nameUk: 'Естонія', ...state },
  {
    id: 'HUN',
    nameEn: 'Hungary',
    nameFr: 'Hongrie',
    nameUk: 'Угорщина',
    ...state,
    stance: 'opted_out',
  },
  { id: 'ESP', nameEn: 'Spain', nameFr: 'Espagne', nameUk: 'Іспанія', ...state },
  {
    id: 'EU',
    nameEn: 'European Union',
    nameFr: 'Union européenne',
    nameUk: 'Європейський Союз',
    kind: 'organisation',
    role: 'organisation',
    stance: 'participates',
    stanceScope: null,
  },
  {
    id: 'UKR',
    nameEn: 'Ukraine',
    nameFr: 'Ukraine',
    nameUk: 'Україна',
    ...state,
    role: 'requester',
  },
]
const roster = new Map(standing.map((entry) => [entry.id, entry]))
const nobody = new Set<string>()

const english = `id,name_en,name_fr,name_uk,kind,role,stance
DEU,Germany,Allemagne,Німеччина,state,donor,participates
EST,Estonia,Estonie,Естонія,state,donor,participates
HUN,Hungary,Hongrie,Угорщина,state,donor,opted_out
ESP,Spain,Espagne,Іспанія,state,donor,participates
EU,European Union,Union européenne,Європейський Союз,organisation,organisation,participates
UKR,Ukraine,Ukraine,Україна,state,requester,participates
`

const utf8 = (text: string) => new TextEncoder().encode(text)

/** The bytes of a text in a Windows code page; what it lacks becomes a question mark, as in Excel. */
function inCodePage(text: string, page: string): Uint8Array {
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [
      new TextDecoder(page).decode(Uint8Array.of(byte)),
      byte,
    ]),
  )
  return Uint8Array.from(text, (char) => bytes.get(char) ?? 0x3f)
}

function inUtf16(text: string, { little = true, mark = true } = {}): Uint8Array {
  const marked = mark ? `\uFEFF${text}` : text
  const view = new DataView(new ArrayBuffer(marked.length * 2))
  for (let i = 0; i < marked.length; i++) view.setUint16(i * 2, marked.charCodeAt(i), little)
  return new Uint8Array(view.buffer)
}

function sheetOf(read: Sheet | SheetFault): Sheet {
  if (isFault(read)) throw new Error(`refused: ${read.code}`)
  return read
}

function preview(text: string, inUse: ReadonlySet<string> = nobody) {
  const { rows, header } = sheetOf(readSheet(papa, text))
  return previewOf(rowsOf(rows, header, mappingOf(header)), roster, inUse)
}

/** Faults by row of the file and column. */
function faultsIn(text: string): [number, Column, CellFault][] {
  const { rows, header } = sheetOf(readSheet(papa, text))
  const words = rowsOf(rows, header, mappingOf(header))
  return previewOf(words, roster, nobody).rows.flatMap(({ cells }, i) =>
    Object.entries(cells).flatMap(([column, { fault }]): [number, Column, CellFault][] =>
      fault === null ? [] : [[words[i]?.number ?? 0, column as Column, fault]],
    ),
  )
}

describe('a roster file is read as it was meant', () => {
  it.each([
    ['UTF-8', utf8(english), 'utf-8'],
    ['UTF-8 with a mark', utf8(`\uFEFF${english}`), 'utf-8'],
    ['UTF-16 of Excel', inUtf16(english.replaceAll(',', '\t')), 'utf-16le'],
    ['UTF-16, big end first', inUtf16(english, { little: false }), 'utf-16be'],
    ['UTF-16 without a mark', inUtf16(english, { mark: false }), 'utf-16le'],
    ['semicolons', utf8(english.replaceAll(',', ';')), 'utf-8'],
    ['a named separator', utf8(`sep=;\r\n${english.replaceAll(',', ';')}`), 'utf-8'],
    ['bars', utf8(english.replaceAll(',', '|')), 'utf-8'],
    ['lines of Windows', utf8(english.replaceAll('\n', '\r\n')), 'utf-8'],
    ['every cell in quotes', utf8(english.replace(/[^,\n]+/gu, '"$&"')), 'utf-8'],
  ])('[L8] %s: nothing would change', (_, bytes, encoding) => {
    const sheet = sheetOf(readFile(papa, bytes))
    expect(sheet.encoding).toBe(encoding)
    const rows = rowsOf(sheet.rows, sheet.header, mappingOf(sheet.header))
    const { faults, leaving, delegations, rows: verdicts } = previewOf(rows, roster, nobody)
    expect({ faults, leaving, delegations }).toEqual({
      faults: 0,
      leaving: [],
      delegations: standing,
    })
    expect(verdicts.map(({ state }) => state)).toEqual(standing.map(() => 'unchanged'))
  })

  it('Ukrainian Excel writes windows-1251 and semicolons', () => {
    const text = 'Код;Назва англ;Назва;Тип;Роль\r\nDEU;Germany;Німеччина;держава;донор\r\n'
    expect(textOf(inCodePage(text, 'windows-1251'))).toEqual({ text, encoding: 'windows-1251' })
  })

  it('French Excel writes windows-1252 and semicolons', () => {
    const text =
      'Code;Nom anglais;Nom;Catégorie;Rôle\r\nECU;Ecuador;Équateur;État;donateur\r\nEU;European Union;Union européenne;organisation;organisation\r\n'
    expect(textOf(inCodePage(text, 'windows-1252'))).toEqual({ text, encoding: 'windows-1252' })
  })

  it.each([
    [
      'French',
      'Code ISO;Nom anglais;Nom français;Nom ukrainien;Catégorie;Rôle;Effort OTAN\nhun;Hungary;Hongrie;Угорщина;État;Donateur;ne participe pas',
    ],
    [
      'Ukrainian',
      'Код;Назва англійською;Назва французькою;Назва українською;Тип;Роль;Участь\nHUN;Hungary;Hongrie;Угорщина;держава;донор;не бере участі',
    ],
    [
      'in another order, with columns of their own',
      'Remarks;Stance;Role;Type;Ukrainian;French;English;ISO 3\nmet in May;opted out;Donor;State;Угорщина;Hongrie;Hungary;HUN',
    ],
  ])('[L8] heads and values %s', (_, text) => {
    const { rows, faults } = preview(text)
    expect(faults).toBe(0)
    expect(rows.map(({ state }) => state)).toEqual(['unchanged'])
  })

  it('row numbers are those of the file, blank lines counted', () => {
    const { rows } = sheetOf(readSheet(papa, english.replace('EST,', '\n,,,,,,\nEST,')))
    expect(rows.map(({ number }) => number)).toEqual([2, 5, 6, 7, 8, 9])
  })

  it('cells pasted from a spreadsheet are a table too', () => {
    expect(sheetOf(readSheet(papa, english.replaceAll(',', '\t'))).separator).toBe('\t')
  })
})

describe('each cell has its verdict', () => {
  const row = (cells: string) => `id,name_en,name_fr,name_uk,kind,role,stance\n${cells}\n`

  it.each<[string, string, [number, Column, CellFault][]]>([
    ['no French name', 'LVA,Latvia,,Латвія,state,donor,', [[2, 'nameFr', { code: 'empty' }]]],
    [
      'a code with a space',
      'L VA,Latvia,Lettonie,Латвія,state,donor,',
      [[2, 'id', { code: 'code' }]],
    ],
    [
      'an unknown role and kind',
      'LVA,Latvia,Lettonie,Латвія,kingdom,buyer,',
      [
        [2, 'kind', { code: 'choice' }],
        [2, 'role', { code: 'choice' }],
      ],
    ],
    [
      'an unknown stance',
      'LVA,Latvia,Lettonie,Латвія,state,donor,perhaps',
      [[2, 'stance', { code: 'choice' }]],
    ],
    [
      'a name that is too long',
      `LVA,${'Latvia '.repeat(20)},Lettonie,Латвія,state,donor,`,
      [[2, 'nameEn', { code: 'too_long', max: 100 }]],
    ],
    [
      'a name dressed up by a bidi override',
      'LVA,\u202eaivtaL,Lettonie,Латвія,state,donor,',
      [[2, 'nameEn', { code: 'unprintable' }]],
    ],
    [
      'cells that a spreadsheet would run',
      'LVA,"=HYPERLINK(""http://192.0.2.1"",""Latvia"")",@SUM(A1),+Латвія,state,donor,',
      [
        [2, 'nameEn', { code: 'formula' }],
        [2, 'nameFr', { code: 'formula' }],
        [2, 'nameUk', { code: 'formula' }],
      ],
    ],
    [
      'one code twice',
      'LVA,Latvia,Lettonie,Латвія,state,donor,\nLTU,Lithuania,Lituanie,Литва,state,donor,\nlva,Latvia,Lettonie,Латвія,state,donor,',
      [
        [2, 'id', { code: 'duplicate', row: 4 }],
        [4, 'id', { code: 'duplicate', row: 2 }],
      ],
    ],
    [
      'a row that ends early',
      'LVA,Latvia',
      [
        [2, 'nameFr', { code: 'empty' }],
        [2, 'nameUk', { code: 'empty' }],
        [2, 'kind', { code: 'empty' }],
        [2, 'role', { code: 'empty' }],
      ],
    ],
  ])('[L8] %s', (_, cells, faults) => {
    expect(faultsIn(row(cells))).toEqual(faults)
  })

  it('a row that goes on too long says how many cells have no column', () => {
    const text = row('KOR,Korea, South,Corée du Sud,Південна Корея,state,donor,participates')
    const { rows, header } = sheetOf(readSheet(papa, text))
    expect(rowsOf(rows, header, mappingOf(header))[0]?.beyond).toBe(1)
  })

  it('nothing is imported while one cell is wrong', () => {
    const bad = english.replace('Estonie', '')
    expect(preview(bad)).toMatchObject({ faults: 1, delegations: null })
    expect(preview(english).delegations).toHaveLength(standing.length)
  })
})

describe('the import beside the roster that stands', () => {
  it('[L8] says what is new, changed and leaving, and what stood before', () => {
    const text = english
      .replace('ESP,Spain,Espagne,Іспанія', 'TUR,Türkiye,Turquie,Туреччина')
      .replace(
        'HUN,Hungary,Hongrie,Угорщина,state,donor,opted_out',
        'HUN,Hungary,Hongrie,Угорщина,state,donor,yes',
      )
    const { rows, leaving } = preview(text)
    expect(rows.map(({ state }) => state)).toEqual([
      'unchanged',
      'unchanged',
      'changed',
      'new',
      'unchanged',
      'unchanged',
    ])
    expect(rows[2]?.cells.stance).toEqual({ fault: null, before: 'opted_out' })
    expect(leaving).toEqual([{ id: 'ESP', inUse: false }])
  })

  it('[L8] a delegation with rows or seats cannot leave', () => {
    const text = english.replace(/^ESP.*\n/mu, '')
    expect(preview(text)).toMatchObject({ faults: 0, leaving: [{ id: 'ESP', inUse: false }] })
    expect(preview(text, new Set(['ESP']))).toMatchObject({
      faults: 1,
      delegations: null,
      leaving: [{ id: 'ESP', inUse: true }],
    })
  })
})

describe('hostile files are refused in words, and soon', () => {
  const wide = 'id,name_en,' + ','.repeat(1_000_000)
  const rows = (n: number) =>
    `id,name_en\n${Array.from({ length: n }, (_, i) => `D${String(i)},Delegation`).join('\n')}`
  const zip = Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00)

  it.each<[string, Uint8Array, SheetFault]>([
    ['nothing', utf8(''), { code: 'empty' }],
    ['blank lines', utf8('\n \n;;;\n'), { code: 'no_header' }],
    ['a header alone', utf8('id,name_en,name_fr\n'), { code: 'empty' }],
    ['a file that is too large', new Uint8Array(maxBytes + 1).fill(0x41), { code: 'too_large' }],
    ['an Excel workbook', zip, { code: 'workbook' }],
    ['NULs', utf8(english.replaceAll('Germany', 'Ger\0many')), { code: 'not_text' }],
    ['a letter', utf8('Dear colleague, please find the roster attached.'), { code: 'no_header' }],
    ['a million columns', utf8(wide), { code: 'too_many_columns' }],
    ['301 rows', utf8(rows(301)), { code: 'too_many_rows' }],
    ['50,000 rows', utf8(rows(50_000)), { code: 'too_many_rows' }],
    [
      'a quote never closed',
      utf8(english.replace('Estonia', '"Estonia')),
      { code: 'quote', row: 3 },
    ],
    [
      'a quote in the middle',
      utf8(english.replace('Spain', '"Spain" or so')),
      { code: 'quote', row: 5 },
    ],
  ])('%s', (_, bytes, fault) => {
    expect(readFile(papa, bytes)).toEqual(fault)
  })

  it.each([
    ['quotes', '"'],
    ['quotes and letters', '"a"b'],
    ['quotes and spaces', '" '],
    ['quotes and commas', '",'],
    ['carriage returns', '\r'],
    ['separators of every kind', ',;\t|\n'],
    ['spaces', ' '],
    ['combining marks', 'i\u0308'],
  ])('a megabyte of %s takes less than two seconds', (_, piece) => {
    const head = 'id,name_en,name_fr,name_uk,kind,role\n'
    const room = (maxBytes - head.length) / new TextEncoder().encode(piece).length
    const bytes = utf8(head + piece.repeat(Math.floor(room)))
    const began = performance.now()
    const read = readFile(papa, bytes)
    if (!isFault(read))
      previewOf(rowsOf(read.rows, read.header, mappingOf(read.header)), roster, nobody)
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('three hundred rows of the longest names are judged', () => {
    const name = 'Ї'.repeat(100)
    const text = `id,en,name_fr,name_uk,kind,role\n${Array.from({ length: 300 }, (_, i) => `D${String(i)},${name},${name},${name},state,donor`).join('\n')}`
    expect(preview(text).delegations).toHaveLength(300)
  })
})

describe('the roster as a file', () => {
  it.each([',', ';'] as const)('read again, it is the roster that stands: %s', (separator) => {
    const text = writeSheet(papa, standing.map(wordsOf), separator)
    expect(text.charCodeAt(0)).toBe(0xfeff)
    const { rows, header } = sheetOf(readFile(papa, utf8(text)))
    const { delegations } = previewOf(rowsOf(rows, header, mappingOf(header)), roster, nobody)
    expect(delegations).toEqual(standing)
  })

  it('a cell that a spreadsheet would run is written as text', () => {
    const [germany] = standing
    if (germany === undefined) throw new Error('no roster')
    const text = writeSheet(papa, [wordsOf({ ...germany, nameEn: '=1+1' })], ',')
    expect(text).toContain("'=1+1")
  })
})

it('[V6] the scope of an opt-out is a column of its own: read, kept in the file that is written, and limited', () => {
  const scope = 'No personnel and no funds, in or outside Ukraine'
  const file = english
    .replace('role,stance\n', 'role,stance,Scope of stance\n')
    .replace('opted_out\n', `opted_out,"${scope}"\n`)
  const { delegations, rows } = preview(file)
  const hungary = delegations?.find(({ id }) => id === 'HUN')
  expect(hungary?.stanceScope).toBe(scope)
  expect(delegations?.filter(({ stanceScope }) => stanceScope !== null)).toHaveLength(1)
  expect(rows.map(({ state: verdict }) => verdict).filter((one) => one === 'changed')).toHaveLength(
    1,
  )
  const written = writeSheet(papa, (delegations ?? []).map(wordsOf), ';')
  expect(preview(written).delegations).toEqual(delegations)
  expect(faultsIn(file.replace(scope, 'x'.repeat(301)))).toEqual([
    [4, 'stanceScope', { code: 'too_long', max: 300 }],
  ])
})
