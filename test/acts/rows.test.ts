import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { editRow, readRow, readRows, type Scalar } from '#shared/board.ts'
import { totalsOf } from '#shared/count.ts'
import { checkFile } from '#shared/import/check.ts'
import { mostRows, planOf } from '#shared/import/plan.ts'
import { Board, type Meeting, meetingFile, meetings, rosterIds } from '#test/support/board.ts'

type Row = Record<string, unknown>
interface File {
  date: string
  requests: Row[]
  pledges: Row[]
}

const textOf = (meeting: Meeting) => readFileSync(meetingFile(meeting), 'utf8')
const changed = (meeting: Meeting, change: (file: File) => void): string => {
  const file = JSON.parse(textOf(meeting)) as File
  change(file)
  return JSON.stringify(file)
}
const edition = (change: (pledges: Row[]) => void) =>
  changed('udcg-27', ({ pledges }) => {
    change(pledges)
  })
const importing = (board: Board, text: string, file = 'udcg-27.json') => ({
  file,
  text,
  seen: planOf(board.doc, text).digest,
})
const bring = (board: Board, text: string) =>
  board.must('rows:import', importing(board, text)).output
const states = (board: Board, text: string) =>
  planOf(board.doc, text).rows.flatMap(({ list, row, state }) =>
    state === 'same' ? [] : [`${list} ${String(row)} ${state}`],
  )
const idOf = (board: Board, text: string, row: number) => {
  const id = planOf(board.doc, text).rows.find(
    (planned) => planned.list === 'pledges' && planned.row === row,
  )?.id
  if (!id) throw new Error(`there is no row ${String(row)}`)
  return id
}

describe('importing the rows of a session file', () => {
  it.each(meetings)('[I3] %s comes whole, and again changes nothing', (meeting) => {
    const board = new Board('planned')
    const text = textOf(meeting)
    const file = JSON.parse(text) as File
    expect(bring(board, text)).toEqual({
      added: file.requests.length + file.pledges.length,
      changed: 0,
      same: 0,
      kept: 0,
    })
    expect(readRows(board.doc, 'requests').size).toBe(file.requests.length)
    expect(readRows(board.doc, 'pledges').size).toBe(file.pledges.length)
    expect(board.must('rows:import', importing(board, text)).facts).toEqual([])
  })

  it.each(meetings)('[I1][I3] %s counts on the board as the file does', (meeting) => {
    const board = new Board('planned')
    const text = textOf(meeting)
    bring(board, text)
    const placed = [...readRows(board.doc, 'pledges')].map(([id, pledge]) => ({
      id,
      pledge,
      agreement: null,
    }))
    const { totals } = checkFile('file', text, rosterIds)
    const { firm, conditional } = totalsOf(placed)
    expect([Object.fromEntries(firm), Object.fromEntries(conditional)]).toEqual([
      Object.fromEntries(totals.firm),
      Object.fromEntries(totals.conditional),
    ])
  })

  it('[I3] seven meetings stand beside each other in one session', () => {
    const board = new Board('planned')
    for (const meeting of meetings) bring(board, textOf(meeting))
    for (const meeting of meetings) expect(states(board, textOf(meeting))).toEqual([])
    expect(readRows(board.doc, 'imports').size).toBe(7)
    expect(readRows(board.doc, 'pledges').size).toBe(77)
  })

  it('[I3] a later edition finds its rows, wherever they stand and whatever they say', () => {
    const board = new Board('planned')
    bring(board, textOf('udcg-27'))
    const text = edition((pledges) => {
      const [first = {}] = pledges.splice(0, 1)
      pledges.push(first, { ...pledges[2], delegation: 'PRT', text: 'Portugal: the same' })
      Object.assign(pledges[4] ?? {}, { text: 'In other words', source: 'https://mod.gov.ua' })
    })
    const last = (JSON.parse(text) as File).pledges.length - 1
    expect(states(board, text)).toEqual(['pledges 4 changed', `pledges ${String(last)} new`])
    expect(bring(board, text)).toMatchObject({ added: 1, changed: 1, kept: 0 })
    expect(states(board, text)).toEqual([])
  })

  it('[I3] a date that is corrected makes no new rows', () => {
    const board = new Board('planned')
    bring(board, textOf('udcg-27'))
    const text = changed('udcg-27', (file) => (file.date = '2025-04-12'))
    expect(states(board, text)).toEqual([])
    bring(board, text)
    expect([...readRows(board.doc, 'imports').values()]).toMatchObject([{ date: '2025-04-12' }])
    expect(readRows(board.doc, 'pledges').size).toBe(20)
  })

  it('[I3] rows that a later edition has no more stay, and are named', () => {
    const board = new Board('planned')
    bring(board, textOf('udcg-27'))
    const gone = idOf(board, textOf('udcg-27'), 19)
    const text = edition((pledges) => pledges.pop())
    expect(planOf(board.doc, text).gone).toEqual([gone])
    bring(board, text)
    expect(readRow(board.doc, 'pledges', gone)).not.toBeNull()
  })

  it('[I3] what a delegation changed since stands, whether the file changed or not', () => {
    const board = new Board('planned')
    const text = textOf('udcg-27')
    bring(board, text)
    const id = idOf(board, text, 4)
    editRow(board.doc, 'pledges', id, { title: 'As the minister said it' })
    expect(states(board, text)).toEqual(['pledges 4 kept'])
    const later = edition((pledges) => Object.assign(pledges[4] ?? {}, { text: 'Other words' }))
    expect(states(board, later)).toEqual(['pledges 4 kept'])
    expect(bring(board, later)).toMatchObject({ added: 0, changed: 0, kept: 1 })
    expect(readRow(board.doc, 'pledges', id)?.title).toBe('As the minister said it')
  })

  it('[I3][P3] agreed words are locked: another edition of them is a fault', () => {
    const board = new Board()
    const text = textOf('udcg-27')
    bring(board, text)
    const id = idOf(board, text, 6)
    board.must('pledge:accept', board.seen(id))
    board.must('pledge:agree', board.seen(id))
    expect(states(board, text)).toEqual([])
    const later = edition((pledges) => Object.assign(pledges[6] ?? {}, { text: 'Other words' }))
    expect(planOf(board.doc, later).faults).toMatchObject([
      { path: ['pledges', 6, 'text'], code: 'locked' },
    ])
    expect(board.act('rows:import', importing(board, later))).toMatchObject({
      code: 'import_faults',
      rule: 'I3',
    })
  })

  it('[I3] a pledge answers the request of its file, and says so by its id', () => {
    const board = new Board('planned')
    bring(board, textOf('2025-09-09-udcg-30'))
    const requests = readRows(board.doc, 'requests')
    const answering = [...readRows(board.doc, 'pledges').values()].filter(
      ({ request }) => request !== null,
    )
    for (const { request, capability } of answering)
      expect(requests.get(String(request))?.capability).toBe(capability)
  })

  it('[I3] a plan that is not the one on the screen is refused', () => {
    const board = new Board('planned')
    const text = textOf('udcg-27')
    const seen = importing(board, text)
    bring(board, text)
    expect(board.act('rows:import', seen)).toMatchObject({ code: 'import_stale', rule: 'I3' })
  })

  it('[I3][S3] nothing is imported into a closed session', () => {
    const board = new Board('closed')
    expect(board.act('rows:import', importing(board, textOf('udcg-27')))).toMatchObject({
      code: 'session_closed',
    })
  })
})

it('[I3] what to note stands with its row: a dispute, a missing figure, an item in another unit', () => {
  const board = new Board('planned')
  const text = edition((pledges) => {
    Object.assign(pledges[6] ?? {}, { item: 'Patriot missile', quantity: 12, unit: 'system' })
  })
  const noted = planOf(board.doc, text).rows.flatMap(({ list, row, warnings }) =>
    list === 'pledges' ? warnings.map((warning) => `${String(row)} ${warning}`) : [],
  )
  expect(noted).toContain('6 item_unit')
  expect(noted).toContain('10 disputed')
  const plain = planOf(board.doc, textOf('udcg-27')).rows.flatMap(({ warnings }) => warnings)
  expect(plain).not.toContain('item_unit')
})

it.each<[string, Row, string]>([
  ['less than the whole', { shares: [{ party: 'DEU', value: 3 }] }, 'shares_sum'],
  ['no whole to share', { quantity: undefined, unit: undefined }, 'shares_sum'],
  ['money beside a count', { amount: 8, currency: 'EUR' }, 'shares_measure'],
  [
    'two of one party',
    { shares: [4, 4].map((value) => ({ party: 'DEU', value })) },
    'shares_party',
  ],
])(
  '[I3][M8] shares that do not fit are noted before the gavel refuses them: %s',
  (_, fields, code) => {
    const board = new Board('planned')
    const shares = [
      { party: 'DEU', value: 500 },
      { party: 'NLD', value: 300 },
    ]
    const noted = (row: Row) =>
      planOf(
        board.doc,
        edition((pledges) => {
          Object.assign(pledges[6] ?? {}, { quantity: 8, unit: 'system', shares }, row)
        }),
      ).rows.find(({ list, row: at }) => list === 'pledges' && at === 6)?.warnings
    expect(noted(fields)).toContain(code)
    const whole = [
      { party: 'DEU', value: 5 },
      { party: 'NLD', value: 3 },
    ]
    expect(noted({ shares: whole }) ?? []).not.toContain(code)
  },
)

describe('a file with faults', () => {
  it.each<[string, number, Row, string]>([
    ['a negative quantity', 6, { quantity: -4 }, 'quantity'],
    ['a fraction', 6, { quantity: 0.5, unit: 'system' }, 'quantity'],
    ['more than 2^53', 0, { amount: 2 ** 60 }, 'amount'],
    ['a currency that is none', 0, { currency: 'EURO' }, 'currency'],
    ['a unit that is none', 6, { unit: 'battery' }, 'unit'],
    ['a field nobody knows', 3, { serial_numbers: 'A1' }, 'serial_numbers'],
    ['a delegation nobody knows', 3, { delegation: 'ATL' }, 'delegation'],
    ['a partner nobody knows', 3, { joint_with: ['ATL'] }, 'joint_with'],
    ['a row that is part of itself', 3, { part_of: 'row 3' }, 'part_of'],
    ['a row that supersedes itself', 3, { supersedes: '#3' }, 'supersedes'],
    ['a row there is not', 3, { part_of: 'row 300' }, 'part_of'],
    ['another delegation’s row', 1, { supersedes: 'row 13' }, 'supersedes'],
    ['a difference without a whole', 0, { net_new_quantity: 5 }, 'net_new_quantity'],
  ])('[I2][I3][I4] %s: named with row and field, and nothing is imported', (_, row, fields, at) => {
    const board = new Board('planned')
    const before = [...board.doc.getMap('imports').keys()]
    const text = edition((pledges) => Object.assign(pledges[row] ?? {}, fields))
    const { faults } = planOf(board.doc, text)
    expect(faults.map(({ path }) => path.join(' '))).toContain(`pledges ${String(row)} ${at}`)
    expect(board.act('rows:import', importing(board, text))).toMatchObject({
      code: 'import_faults',
      params: {
        first: expect.stringContaining(`udcg-27.json: pledges, row ${String(row)}, `) as string,
      },
    })
    expect(readRows(board.doc, 'pledges').size + readRows(board.doc, 'requests').size).toBe(0)
    expect([...board.doc.getMap('imports').keys()]).toEqual(before)
  })

  it('[I4] a circle of parts is a fault at each of its rows, also by the words of a row', () => {
    const board = new Board('planned')
    const text = edition((pledges) => {
      Object.assign(pledges[1] ?? {}, { part_of: 'row 2' })
      Object.assign(pledges[2] ?? {}, { part_of: pledges[4]?.['text'] })
      Object.assign(pledges[4] ?? {}, { part_of: '#1' })
    })
    expect(planOf(board.doc, text).faults).toMatchObject(
      [1, 2, 4].map((row) => ({ path: ['pledges', row, 'part_of'], code: 'circular' })),
    )
  })

  it('[I4] a circle of relations of several kinds is one too', () => {
    const text = edition((pledges) => {
      Object.assign(pledges[1] ?? {}, { part_of: 'row 2' })
      Object.assign(pledges[2] ?? {}, { values: 'row 1' })
    })
    const { faults } = planOf(new Board('planned').doc, text)
    expect(faults.filter(({ code }) => code === 'circular').map(({ path }) => path)).toEqual([
      ['pledges', 1, 'part_of'],
      ['pledges', 2, 'values'],
    ])
  })

  it('[I4] a figure that replaces one in another unit is a fault', () => {
    const board = new Board('planned')
    const text = changed('2024-04-26-udcg-21', ({ pledges }) => {
      const [first] = pledges.splice(7, 1)
      pledges.push(
        { ...first, supersedes: undefined, net_new_quantity: undefined, text: 'The first word' },
        { ...first, supersedes: 'The first word', unit: 'missile' },
      )
    })
    expect(planOf(board.doc, text).faults).toMatchObject([
      { path: ['pledges', 13, 'unit'], code: 'unit_mismatch' },
    ])
  })

  it('[I3] more rows than one import takes are refused as a whole', () => {
    const board = new Board('planned')
    const text = edition((pledges) => {
      const [row = {}] = pledges
      while (pledges.length < mostRows) pledges.push(row)
    })
    expect(planOf(board.doc, text).faults).toMatchObject([{ path: [], code: 'too_big' }])
  })

  it.each(['', '[]', '{"meeting": ', '7', '{"requests": {}, "pledges": 3}'])(
    '[I2][I3] %s is no session file',
    (text) => {
      const board = new Board('planned')
      expect(planOf(board.doc, text).faults.length).toBeGreaterThan(0)
      expect(board.act('rows:import', importing(board, text))).toMatchObject({
        code: 'import_faults',
      })
    },
  )
})

it('[D3] rows that are imported keep the fields that the file says, and no more', () => {
  const board = new Board('planned')
  const { facts } = board.must('rows:import', importing(board, textOf('2025-09-09-udcg-30')))
  const [id = ''] = readRows(board.doc, 'pledges').keys()
  const said = facts.filter(({ root, row }) => root === 'pledges' && row === id)
  const row = Object.fromEntries(said.map(({ field, value }): [string, Scalar] => [field, value]))
  expect(readRow(board.doc, 'pledges', id)).toMatchObject(row)
  expect(Object.values(row)).not.toContain(undefined)
})
