import { beforeEach, describe, expect, it } from 'vitest'
import { demoRoster } from '#server/demo/demo.ts'
import { readRow } from '#shared/board.ts'
import {
  againstOf,
  type DecisionKind,
  motionDigest,
  silenceSpan,
  standingOf,
  tallyOf,
} from '#shared/decision.ts'
import type { SessionState } from '#shared/session.ts'
import { planSeen } from '#test/support/agenda.ts'
import { Board } from '#test/support/board.ts'

/** Of the statement that closed the meeting of 11 April 2025. */
const statement = {
  title: 'Joint statement of the Group',
  text: 'Members of the Group reaffirm their support for Ukraine for as long as it takes and will meet again in June.',
}
const seen = motionDigest(statement)
const minute = 60_000

class Room extends Board {
  /** Proposes the statement and gives its id with the digest that everybody read. */
  table(kind: DecisionKind): { decision: string; seen: string } {
    const { decision } = this.must('decision:propose', { kind, ...statement }).output
    return { decision, seen }
  }

  call(kind: DecisionKind): { decision: string; seen: string } {
    const table = this.table(kind)
    this.must('decision:call', table)
    return table
  }

  /** Under silence until an hour from the start of the meeting. */
  silence(): { decision: string; seen: string; expiresAt: number } {
    const table = this.table('silence')
    const expiresAt = this.now + 60 * minute
    this.must('decision:silence', { ...table, expiresAt })
    return { ...table, expiresAt }
  }

  /** The clock shows this at the next act. */
  clock(at: number): this {
    this.now = at - 1000
    return this
  }

  decision(id: string) {
    const row = readRow(this.doc, 'decisions', id)
    if (row === null) throw new Error(`there is no ${id}`)
    return row
  }

  optOut(...ids: string[]): void {
    this.must('roster:import', {
      delegations: demoRoster().map((entry) =>
        ids.includes(entry.id) ? { ...entry, stance: 'opted_out' as const } : entry,
      ),
    })
  }
}

let room: Room
beforeEach(() => {
  room = new Room()
})

describe('a text', () => {
  it('[V1] is frozen with its digest and belongs to the item that is open', () => {
    room.must('agenda:set', {
      items: [{ id: 'closing', title: 'Closing' }],
      seen: planSeen(room.doc),
    })
    room.must('agenda:next', {})
    expect(room.table('consensus')).toMatchObject({ decision: 'dec-1' })
    expect(room.decision('dec-1')).toMatchObject({
      ...statement,
      kind: 'consensus',
      item: 'closing',
      digest: seen,
      state: 'proposed',
      proposedAt: room.now,
      voices: null,
    })
    expect(room.table('hands').decision).toBe('dec-2')
  })

  it('[V1] of an item that is not on the agenda is refused', () => {
    expect(
      room.act('decision:propose', { kind: 'hands', ...statement, item: 'no-such' }),
    ).toMatchObject({ code: 'not_found', rule: 'V1' })
  })

  it('[V1] is acted on only by who read it', () => {
    const { decision } = room.call('consensus')
    const other = motionDigest({ ...statement, text: 'Another text.' })
    expect(room.act('decision:adopt', { decision, seen: other })).toMatchObject({
      code: 'decision_stale',
      rule: 'V1',
    })
    expect(
      room.actFor('NOR', 'position:take', { decision, seen: other, position: 'objects' }),
    ).toMatchObject({ code: 'decision_stale', rule: 'V4' })
  })

  it('[V3] is called alone', () => {
    room.call('consensus')
    expect(room.act('decision:call', room.table('hands'))).toMatchObject({
      code: 'decision_calling',
      rule: 'V3',
      params: { title: statement.title },
    })
  })

  it.each<[SessionState]>([['planned'], ['suspended'], ['closed']])(
    '[V3] (%s) is not put before the room',
    (state) => {
      const hands = room.table('hands')
      const silent = room.table('silence')
      if (state === 'planned') room = new Room('planned')
      else room.must(state === 'closed' ? 'session:close' : 'session:suspend', {})
      const refusal = { code: 'session_state', rule: 'V3' }
      expect(room.act('decision:call', hands)).toMatchObject(refusal)
      const expiresAt = room.now + 60 * minute
      expect(room.act('decision:silence', { ...silent, expiresAt })).toMatchObject(refusal)
      const proposed = room.act('decision:propose', { kind: 'hands', ...statement })
      expect('rule' in proposed ? proposed.rule : null).toBe(state === 'closed' ? 'S3' : null)
    },
  )

  it('[V2] goes no step of another procedure', () => {
    const refusal = { code: 'decision_kind', rule: 'V2' }
    const consensus = room.call('consensus')
    expect(room.act('decision:show', consensus)).toMatchObject(refusal)
    expect(
      room.act('decision:silence', { ...consensus, expiresAt: room.now + 60 * minute }),
    ).toMatchObject(refusal)
    room.must('decision:withdraw', { decision: consensus.decision })
    for (const kind of ['silence', 'hands'] as const) {
      const table = room.call(kind)
      expect(room.act('decision:adopt', table)).toMatchObject(refusal)
      expect(room.act('decision:reject', table)).toMatchObject(refusal)
      room.must('decision:withdraw', { decision: table.decision })
    }
  })

  it('[V2] is called once, and nothing is done twice', () => {
    const table = room.call('consensus')
    expect(room.act('decision:call', table)).toMatchObject({ code: 'decision_called', rule: 'V2' })
    room.must('decision:adopt', table)
    const final = { code: 'decision_final', rule: 'V2' }
    expect(room.act('decision:adopt', table)).toMatchObject(final)
    expect(room.act('decision:reject', table)).toMatchObject(final)
    expect(room.act('decision:withdraw', { decision: table.decision })).toMatchObject(final)
    expect(room.actFor('NOR', 'position:take', { ...table, position: 'objects' })).toMatchObject(
      final,
    )
    expect(room.decision(table.decision).state).toBe('adopted')
  })
})

describe('a position', () => {
  it('[V4] waits for the text to be called', () => {
    const table = room.table('consensus')
    expect(room.actFor('NOR', 'position:take', { ...table, position: 'supports' })).toMatchObject({
      code: 'decision_uncalled',
      rule: 'V4',
    })
  })

  it('[V5] is the delegation’s: its second seat changes only what it saw', () => {
    const table = room.call('consensus')
    room.actFor('NOR', 'position:take', {
      ...table,
      position: 'objects',
      text: 'No date is given.',
    })
    const first = room.now
    const second = { ...table, position: 'supports' as const }
    expect(room.actFor('NOR', 'position:take', second)).toMatchObject({
      code: 'position_stale',
      rule: 'V5',
    })
    expect(room.actFor('NOR', 'position:take', { ...second, over: first })).toHaveProperty('facts')
    expect(readRow(room.doc, 'positions', 'dec-1.NOR')).toMatchObject({
      position: 'supports',
      text: null,
      sort: null,
    })
    expect(room.actFor('DNK', 'position:take', second)).toHaveProperty('facts')
  })

  it.each([
    ['objects', null, null, null],
    ['objects', 'objection', null, null],
    ['objects', 'amendment', 'Add: “and in Ramstein”.', null],
    ['objects', 'amendment', null, 'statement_missing'],
    ['objects', 'reservation', 'As far as our law allows.', 'statement_misplaced'],
    ['supports', null, null, null],
    ['supports', 'interpretation', 'We read “support” as any support.', null],
    ['no_objection', 'reservation', 'As far as our law allows.', null],
    ['no_objection', 'reservation', null, 'statement_missing'],
    ['abstains', 'amendment', 'Add: “and in Ramstein”.', 'statement_misplaced'],
    ['supports', null, 'Words of no sort.', 'statement_misplaced'],
    [null, 'interpretation', 'We read “support” as any support.', null],
    [null, 'reservation', 'As far as our law allows.', 'statement_misplaced'],
    [null, null, null, 'statement_misplaced'],
  ] as const)('[V7] %s with %s (%s): %s', (position, sort, text, code) => {
    const table = room.call('consensus')
    const result = room.actFor('NOR', 'position:take', { ...table, position, sort, text })
    expect('code' in result ? [result.code, result.rule] : null).toEqual(code && [code, 'V7'])
    expect(againstOf(standingOf(room.doc, table.decision))).toEqual(
      position === 'objects' && code === null ? ['NOR'] : [],
    )
  })

  it('[V6] of Hungary, which opted out, is standing: it takes no part and does not object', () => {
    const table = room.call('consensus')
    for (const position of ['objects', 'supports', 'abstains', 'no_objection'] as const)
      expect(room.actFor('HUN', 'position:take', { ...table, position })).toMatchObject({
        code: 'no_voice',
        rule: 'V6',
      })
    const statement = {
      position: null,
      sort: 'interpretation',
      text: 'Hungary takes no part in the NATO mission and does not object to it.',
    } as const
    expect(
      room.actFor('HUN', 'position:take', { ...table, ...statement, sort: 'reservation' }),
    ).toMatchObject({ code: 'no_voice', rule: 'V6' })
    expect(room.actFor('HUN', 'position:take', { ...table, ...statement })).toHaveProperty('facts')
    const standing = standingOf(room.doc, table.decision)
    expect(standing.find(({ delegation }) => delegation === 'HUN')).toMatchObject({
      stand: 'not_taking_part',
      position: statement,
    })
    const donors = demoRoster().filter(({ role }) => role === 'donor').length
    expect(tallyOf(standing)).toMatchObject({ voices: donors - 1, not_taking_part: 1 })
    room.must('decision:adopt', table)
  })

  it('[V6] of an organisation is a statement alone', () => {
    const table = room.call('consensus')
    expect(room.actFor('EU', 'position:take', { ...table, position: 'objects' })).toMatchObject({
      code: 'no_voice',
      rule: 'V6',
    })
    const text = 'The Union reads this text beside the Council conclusions.'
    room.actFor('EU', 'position:take', { ...table, position: null, sort: 'interpretation', text })
    const standing = standingOf(room.doc, table.decision)
    expect(standing.find(({ delegation }) => delegation === 'EU')).toMatchObject({
      stand: null,
      position: { text },
    })
    expect(standing.some(({ delegation }) => delegation === 'NATO')).toBe(false)
  })

  it('[V6] of a delegation that opts out afterwards stands against nothing any more', () => {
    const table = room.call('consensus')
    room.actFor('SVK', 'position:take', { ...table, position: 'objects' })
    expect(room.act('decision:adopt', table)).toMatchObject({ code: 'decision_opposed' })
    room.optOut('HUN', 'SVK')
    room.must('decision:adopt', table)
    expect(room.decision(table.decision).voices?.split(' ')).not.toContain('SVK')
  })

  it('[L8] keeps its delegation on the roster', () => {
    room.actFor('FJI', 'position:take', { ...room.call('hands'), position: 'abstains' })
    const delegations = demoRoster().filter(({ id }) => id !== 'FJI')
    expect(room.act('roster:import', { delegations })).toMatchObject({ code: 'roster_in_use' })
  })
})

describe('consensus', () => {
  it('[V8] is adopted once objections were called', () => {
    const table = room.table('consensus')
    expect(room.act('decision:adopt', table)).toMatchObject({
      code: 'decision_uncalled',
      rule: 'V8',
    })
    room.must('decision:call', table)
    room.must('decision:adopt', table)
    expect(room.decision('dec-1')).toMatchObject({ state: 'adopted', decidedAt: room.now })
  })

  it('[V8] is not adopted over an objection, until that is lifted', () => {
    const table = room.call('consensus')
    room.actFor('TUR', 'position:take', { ...table, position: 'objects', sort: 'objection' })
    const over = room.now
    expect(room.act('decision:adopt', table)).toMatchObject({
      code: 'decision_opposed',
      rule: 'V8',
      params: { delegations: 'TUR' },
    })
    const text = 'Türkiye reads the second paragraph as subject to its Constitution.'
    const lifted = { ...table, position: 'no_objection', sort: 'reservation', text, over } as const
    expect(room.actFor('TUR', 'position:take', lifted)).toHaveProperty('facts')
    room.must('decision:adopt', table)
  })

  it('[V8] is rejected only while something stands against it', () => {
    const table = room.call('consensus')
    expect(room.act('decision:reject', table)).toMatchObject({
      code: 'decision_unopposed',
      rule: 'V8',
    })
    room.actFor('TUR', 'position:take', { ...table, position: 'objects' })
    room.must('decision:reject', table)
    expect(room.decision('dec-1').state).toBe('rejected')
  })
})

describe('a ruling', () => {
  it('[V8] is the chair’s, challenged or not, and the challenge stays in the record', () => {
    room.must('decision:adopt', room.table('ruling'))
    const table = room.call('ruling')
    room.actFor('POL', 'position:take', { ...table, position: 'objects', text: 'Rule 14.' })
    room.must('decision:adopt', table)
    expect(againstOf(standingOf(room.doc, table.decision))).toEqual(['POL'])
  })
})

describe('silence', () => {
  it('[V9] lasts from one minute to thirty days', () => {
    const table = room.table('silence')
    const at = room.now + 1000
    const until = (expiresAt: number) =>
      room.clock(at).act('decision:silence', { ...table, expiresAt })
    const refusal = { code: 'silence_span', rule: 'V9' }
    expect(until(at - minute)).toMatchObject(refusal)
    expect(until(at + silenceSpan.least - 1)).toMatchObject(refusal)
    expect(until(at + silenceSpan.most + 1)).toMatchObject(refusal)
    expect(until(at + silenceSpan.least)).toHaveProperty('facts')
    expect(room.decision('dec-1')).toMatchObject({ state: 'silence', expiresAt: at + minute })
  })

  it('[V9] does not begin over an objection that was called', () => {
    const table = room.call('silence')
    room.actFor('POL', 'position:take', { ...table, position: 'objects' })
    expect(
      room.act('decision:silence', { ...table, expiresAt: room.now + 60 * minute }),
    ).toMatchObject({ code: 'decision_opposed', rule: 'V9' })
  })

  it.each(['objection', 'amendment'] as const)('[V9] is broken by the first %s', (sort) => {
    const { expiresAt, ...table } = room.silence()
    const text = 'Replace “will meet again” by “intend to meet again”.'
    room.clock(expiresAt - 1)
    room.actFor('HRV', 'position:take', { ...table, position: 'objects', sort, text })
    expect(room.decision('dec-1')).toMatchObject({
      state: 'broken',
      brokenBy: 'HRV',
      decidedAt: expiresAt - 1,
    })
    expect(room.clock(expiresAt).act('decision:expire', { decision: 'dec-1' })).toMatchObject({
      code: 'decision_final',
    })
  })

  it('[V9] is not broken by a reservation', () => {
    const { expiresAt, ...table } = room.silence()
    const reservation = { position: 'no_objection', sort: 'reservation' } as const
    const text = 'Ad referendum.'
    room.actFor('HRV', 'position:take', { ...table, ...reservation, text })
    room.clock(expiresAt).must('decision:expire', { decision: table.decision })
    expect(room.decision('dec-1').state).toBe('adopted')
  })

  it('[V10] ends at its expiry: what comes at that millisecond is late', () => {
    const { expiresAt, ...table } = room.silence()
    const late = { code: 'decision_expired', rule: 'V10' }
    const objection = { ...table, position: 'objects' } as const
    expect(room.clock(expiresAt).actFor('HRV', 'position:take', objection)).toMatchObject(late)
    expect(room.clock(expiresAt).act('decision:withdraw', { decision: 'dec-1' })).toMatchObject(
      late,
    )
    const decision = { decision: 'dec-1' }
    room.clock(expiresAt + 5 * minute).must('decision:expire', decision)
    expect(room.decision('dec-1')).toMatchObject({ state: 'adopted', decidedAt: expiresAt })
    expect(room.act('decision:expire', decision)).toMatchObject({ code: 'decision_final' })
  })

  it('[V10] does not end before', () => {
    const { expiresAt, decision } = room.silence()
    expect(room.clock(expiresAt - 1).act('decision:expire', { decision })).toMatchObject({
      code: 'decision_open',
      rule: 'V10',
    })
  })

  it('[V10] is broken at its expiry by an objection that stands again', () => {
    const called = room.call('silence')
    room.actFor('SVK', 'position:take', { ...called, position: 'objects' })
    room.optOut('HUN', 'SVK')
    const expiresAt = room.now + 60 * minute
    room.must('decision:silence', { ...called, expiresAt })
    room.optOut('HUN')
    room.clock(expiresAt).must('decision:expire', { decision: called.decision })
    expect(room.decision('dec-1')).toMatchObject({ state: 'broken', brokenBy: 'SVK' })
  })

  it.each(['session:suspend', 'session:close'] as const)('[V11] runs on after %s', (act) => {
    const first = room.silence()
    const second = room.silence()
    const third = room.silence()
    room.must(act, {})
    const { decision } = first
    expect(
      room.actFor('NOR', 'position:take', { decision, seen, position: 'objects' }),
    ).toHaveProperty('facts')
    expect(room.decision(decision).state).toBe('broken')
    room.must('decision:withdraw', { decision: second.decision })
    room.clock(third.expiresAt).must('decision:expire', { decision: third.decision })
    expect(room.decision(third.decision).state).toBe('adopted')
    room.must('decision:announce', { decision: third.decision })
  })

  it('[V11] leaves positions on other texts to the open session', () => {
    const table = room.call('consensus')
    room.must('session:suspend', {})
    expect(room.actFor('NOR', 'position:take', { ...table, position: 'objects' })).toMatchObject({
      code: 'session_state',
      rule: 'V3',
    })
  })
})

describe('a show of hands', () => {
  it.each([
    [['NOR', 'SWE'], ['POL'], true],
    [['NOR'], ['POL'], false],
    [[], [], false],
    [['NOR'], [], true],
  ])('[V12] of %j in favour and %j against: %s', (inFavour, against, carried) => {
    const table = room.call('hands')
    for (const id of inFavour) room.actFor(id, 'position:take', { ...table, position: 'supports' })
    for (const id of against) room.actFor(id, 'position:take', { ...table, position: 'objects' })
    for (const id of ['FIN', 'EST', 'LVA'])
      room.actFor(id, 'position:take', { ...table, position: 'abstains' })
    expect(room.must('decision:show', table).output).toEqual({ carried })
    expect(room.decision('dec-1').state).toBe(carried ? 'adopted' : 'rejected')
    const list = standingOf(room.doc, 'dec-1')
    expect(list.filter(({ stand }) => stand === 'supports').map((one) => one.delegation)).toEqual(
      inFavour,
    )
  })
})

describe('what has ended', () => {
  it('[V13] keeps who had a voice, whatever the roster becomes', () => {
    const table = room.call('hands')
    for (const id of ['SVK', 'NOR'])
      room.actFor(id, 'position:take', { ...table, position: 'supports' })
    room.must('decision:show', table)
    const before = tallyOf(standingOf(room.doc, 'dec-1'))
    room.optOut('SVK')
    expect(tallyOf(standingOf(room.doc, 'dec-1'))).toEqual(before)
  })

  it('[V13] is announced once', () => {
    const { decision } = room.table('ruling')
    expect(room.act('decision:announce', { decision })).toMatchObject({
      code: 'decision_open',
      rule: 'V13',
    })
    room.must('decision:withdraw', { decision })
    room.must('decision:announce', { decision })
    expect(room.decision(decision).announcedAt).toBe(room.now)
    expect(room.act('decision:announce', { decision })).toMatchObject({
      code: 'decision_announced',
      rule: 'V13',
    })
  })

  it('[V13] is reopened as a new decision that names it', () => {
    const { decision } = room.silence()
    const again = { decision, kind: 'consensus' as const, ...statement, text: 'A shorter text.' }
    expect(room.act('decision:reopen', again)).toMatchObject({ code: 'decision_open', rule: 'V13' })
    room.actFor('NOR', 'position:take', { decision, seen, position: 'objects' })
    const was = room.decision(decision)
    expect(room.must('decision:reopen', again).output).toEqual({ decision: 'dec-2' })
    expect(room.decision('dec-2')).toMatchObject({ reopens: decision, state: 'proposed' })
    expect(room.decision(decision)).toEqual(was)
  })
})
