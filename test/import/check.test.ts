// What a session file adds up to, told by the product and by the shortest program that follows the table of the format.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkFile, type CheckLine, lineOf } from '#shared/import/check.ts'
import { meetingFile, meetings, rosterIds } from '#test/support/board.ts'
import { naive, type Row } from './naive.ts'

const textOf = (file: string) => readFileSync(file, 'utf8')
const check = (file: string, text = textOf(file)) => lineOf(checkFile(file, text, rosterIds))

/** What the seven meetings come to, as the table of the format has it; written down so that a change is seen. */
const table = JSON.parse(
  readFileSync(new URL('../data/totals.json', import.meta.url), 'utf8'),
) as Record<string, ReturnType<typeof naive>>

describe('a session file, checked', () => {
  it.each(meetings)('[I1] %s adds up to what is written down', (meeting) => {
    const { pledges } = JSON.parse(textOf(meetingFile(meeting))) as { pledges: Row[] }
    expect(naive(pledges)).toEqual(table[meeting])
    expect(check(meetingFile(meeting))).toMatchObject(table[meeting] ?? {})
  })

  it.each(meetings)('[I1] %s adds up to what the table of the format says', (meeting) => {
    const file = meetingFile(meeting)
    const { requests, pledges } = JSON.parse(textOf(file)) as { requests: Row[]; pledges: Row[] }
    expect(check(file)).toEqual({
      file,
      rows: { requests: requests.length, pledges: pledges.length },
      ...naive(pledges),
      errors: [],
    })
  })

  const file = meetingFile('2024-04-26-udcg-21')
  const changed = (change: (rows: Row[]) => void): CheckLine => {
    const session = JSON.parse(textOf(file)) as { pledges: Row[] }
    change(session.pledges)
    return check('udcg-21.json', JSON.stringify(session))
  }

  it.each([
    ['a negative quantity', 7, { quantity: -900 }, 'quantity'],
    ['half a drone', 7, { quantity: 0.5 }, 'quantity'],
    ['beyond 2^53', 0, { amount: 2 ** 60 }, 'amount'],
    ['more than a row can hold', 0, { amount: 2e11 }, 'amount'],
    ['a currency that is none', 0, { currency: 'EURO' }, 'currency'],
    ['a number without its unit', 7, { unit: undefined }, 'unit'],
    ['a delegation nobody knows', 0, { delegation: 'ATL' }, 'delegation'],
    ['a partner nobody knows', 0, { joint_with: ['NOR', 'ATL'] }, 'joint_with'],
  ])('[I2] %s is a fault that names row and field', (_name, row, fields, field) => {
    const { errors } = changed((rows) => Object.assign(rows[row] ?? {}, fields))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(
      new RegExp(`^udcg-21\\.json: pledges, row ${String(row)}, ${field}: .{10,}`),
    )
  })

  it.each([
    ['shares beyond 2^53', { shares: [{ party: 'DEU', value: 2 ** 60 }] }, 'shares'],
    ['a line that is no figure', { lines: [{ item: 'Leopard 2' }] }, 'lines'],
    ['a line in a line', { lines: [{ quantity: [[[1]]], unit: 'drone' }] }, 'lines, row 0'],
  ])('[I2] %s is a fault of its row, and the file is counted all the same', (_, fields, field) => {
    const { errors, firm } = changed((rows) => Object.assign(rows[7] ?? {}, fields))
    expect(errors[0]).toContain(`udcg-21.json: pledges, row 7, ${field}: `)
    expect(firm).not.toEqual({})
  })

  it.each([
    ['less than the whole', [600, 200], 'do not come to the whole'],
    ['nothing to note', [600, 300], null],
  ])(
    '[M8] shares are held against the whole, and the row counts as it did: %s',
    (_, parts, why) => {
      const [deu, nld] = parts.map((value, i) => ({ party: ['DEU', 'NLD'][i], value }))
      const session = JSON.parse(textOf(file)) as { pledges: Row[] }
      Object.assign(session.pledges[7] ?? {}, { quantity: 900, shares: [deu, nld] })
      const { warnings, ...checked } = checkFile('a.json', JSON.stringify(session), rosterIds)
      expect(warnings).toEqual(
        why === null ? [] : [`a.json: pledges, row 7, shares: ${why}: it cannot be agreed so`],
      )
      expect(lineOf({ warnings, ...checked })).toMatchObject({
        firm: check(file).firm,
        errors: [],
      })
    },
  )

  it('[I2] a list nested without end is a fault like any other', () => {
    const text = JSON.stringify({ ...JSON.parse(textOf(file)), pledges: [] }).replace(
      '"pledges":[]',
      `"pledges":[{"lines":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`,
    )
    expect(check('deep.json', text).errors.join()).toContain('pledges, row 0, lines, row 0: ')
  })

  it('[I2] a day before 1970, which no row id can hold, is a fault of the file', () => {
    const text = JSON.stringify({ ...JSON.parse(textOf(file)), date: '0024-04-26' })
    expect(check('udcg-21.json', text).errors).toEqual(['udcg-21.json: date: is before 1970'])
  })

  it('[I1] a byte order mark before the file is no fault', () => {
    expect(check(file, `\uFEFF${textOf(file)}`)).toEqual(check(file))
  })

  it('[I2] a field that the board cannot hold is a fault, never dropped in silence', () => {
    const line = changed((rows) => Object.assign(rows[7] ?? {}, { serial_numbers: 'A1 to A900' }))
    expect(line.errors).toEqual([
      'udcg-21.json: pledges, row 7, serial_numbers: no such field is known',
    ])
    expect(line.firm['drone']).toEqual({ total: 100, atLeast: false })
  })

  it.each([
    ['no JSON', '{"meeting": '],
    ['a list', '[]'],
    ['no rows', '{"meeting": "UDCG-21"}'],
    ['a row that is a word', '{"pledges": ["ten tanks"]}'],
  ])('[I2] %s is said, and nothing is made of it', (_name, text) => {
    const line = check('udcg-21.json', text)
    expect(line.errors.length).toBeGreaterThan(0)
    for (const error of line.errors) expect(error).toMatch(/^udcg-21\.json: /)
    expect(line.firm).toEqual({})
  })

  it('[I1] is printed a line a file, and says by its exit code whether all is well', () => {
    const good = meetingFile('udcg-27')
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['server/import.ts', ...args], {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        encoding: 'utf8',
      })
    const { stdout, status } = run('--check', '--json', good, file)
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([check(good), check(file)])
    expect(status).toBe(0)
    const bad = run('--check', fileURLToPath(import.meta.url))
    expect([bad.status, bad.stdout]).toEqual([1, expect.stringContaining('not JSON')])
    const none = run('--check', '--json', 'no-such-file.json', good)
    expect([none.status, none.stdout.trim()]).toEqual([1, JSON.stringify(check(good))])
    expect(none.stderr).toContain('no-such-file.json')
  })
})
