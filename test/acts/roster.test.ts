import { describe, expect, it } from 'vitest'
import { demoRoster } from '#server/demo/demo.ts'
import { editRow, readRow, readRows, rootOf } from '#shared/board.ts'
import { blankDelegation } from '#shared/session.ts'
import { Board } from '#test/support/board.ts'

const roster = demoRoster()
const without = (...ids: string[]) => roster.filter(({ id }) => !ids.includes(id))

describe('importing the roster', () => {
  it('[L8] changes what differs and nothing else', () => {
    const board = new Board()
    editRow(board.doc, 'roster', 'HUN', { present: true })
    const delegations = roster.map((delegation) =>
      delegation.id === 'HUN' ? { ...delegation, stance: 'participates' as const } : delegation,
    )
    expect(board.must('roster:import', { delegations })).toEqual({
      facts: [{ root: 'roster', row: 'HUN', field: 'stance', value: 'participates' }],
      remove: [],
      output: {},
    })
    expect(readRow(board.doc, 'roster', 'HUN')).toMatchObject({
      stance: 'participates',
      present: true,
    })
    expect(board.must('roster:import', { delegations }).facts).toEqual([])
  })

  it('[L8][V6] takes the scope of an opt-out; a roster that has none says nothing', () => {
    const board = new Board()
    const stanceScope = 'No personnel and no funds'
    const delegations = roster.map((entry) =>
      entry.id === 'HUN' ? { ...entry, stanceScope } : { ...entry, stanceScope: undefined },
    )
    expect(board.must('roster:import', { delegations }).facts).toEqual([
      { root: 'roster', row: 'HUN', field: 'stanceScope', value: stanceScope },
    ])
    expect(readRow(board.doc, 'roster', 'HUN')).toMatchObject({ stance: 'opted_out', stanceScope })
    // As a board of an earlier version has it.
    rootOf(board.doc, 'roster').get('NOR')?.delete('stanceScope')
    expect(readRow(board.doc, 'roster', 'NOR')?.stanceScope).toBeNull()
  })

  it('[L8] adds a delegation whole, and absent', () => {
    const board = new Board()
    board.must('roster:import', { delegations: without('ARG') })
    expect(readRow(board.doc, 'roster', 'ARG')).toBeNull()
    board.must('roster:import', { delegations: [...roster] })
    expect(readRow(board.doc, 'roster', 'ARG')).toEqual({
      nameEn: 'Argentina',
      nameFr: 'Argentine',
      nameUk: 'Аргентина',
      kind: 'state',
      role: 'donor',
      stance: 'participates',
      stanceScope: null,
      ...blankDelegation,
    })
  })

  it('[L8] cannot drop a delegation that has pledged, also if it withdrew', () => {
    const board = new Board()
    board.place('udcg-27', 16, { withdrawn: true })
    expect(board.act('roster:import', { delegations: without('NLD') })).toMatchObject({
      code: 'roster_in_use',
      rule: 'L8',
      message: 'The roster cannot drop Netherlands: it has rows on the board or seats in the room.',
    })
    board.must('roster:import', { delegations: without('NOR') })
  })

  it('[L8] cannot drop the delegation whose requests are on the board', () => {
    const board = new Board()
    board.request({ capability: 'iamd', title: 'Ten Patriot systems' })
    expect(board.act('roster:import', { delegations: without('UKR') })).toMatchObject({
      code: 'roster_in_use',
      rule: 'L8',
    })
  })

  it('[L8] cannot drop a delegation with seats, whether they are connected or not', () => {
    const board = new Board()
    const refusal = { code: 'roster_in_use', rule: 'L8' }
    const delegations = without('FRA', 'ITA')
    expect(board.act('roster:import', { delegations }, { seated: new Set(['ITA']) })).toMatchObject(
      refusal,
    )
    editRow(board.doc, 'roster', 'FRA', { present: true })
    expect(board.act('roster:import', { delegations })).toMatchObject(refusal)
    expect(readRows(board.doc, 'roster').size).toBe(roster.length)
  })

  it('[L8] is refused where two entries have one id', () => {
    const [first] = roster
    if (first === undefined) throw new Error('the roster is empty')
    expect(new Board().act('roster:import', { delegations: [...roster, first] })).toMatchObject({
      code: 'bad_input',
      rule: 'L8',
    })
  })
})
