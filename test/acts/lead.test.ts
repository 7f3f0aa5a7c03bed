import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRow, readSession } from '#shared/board.ts'
import type { FormalName } from '#shared/commands.ts'
import { isLeading, readLead } from '#shared/lead.ts'
import { isRefusal } from '#shared/refusals.ts'
import type { Agent } from '#shared/roles.ts'
import { planSeen } from '#test/support/agenda.ts'
import { actorFor, Board } from '#test/support/board.ts'

const chairOf = (delegation: string): { actor: Agent } => ({
  actor: { ...actorFor('session:open'), delegation },
})
const secretary = { actor: actorFor('roster:import') }

/** The United Kingdom and Germany lead, Norway and France may stand in. */
function led(): Board {
  const board = new Board()
  board.must('lead:name', { leads: ['GBR', 'DEU'], deputies: ['NOR', 'FRA'] })
  board.must('agenda:set', {
    items: [{ id: 'opening', title: 'Opening by the co-chairs' }],
    seen: planSeen(board.doc),
  })
  return board
}

const chairing = (board: Board, id: string) => readRow(board.doc, 'roster', id)?.chairing

describe('who leads', () => {
  it('[H1] as long as no delegation is named, every chair’s seat does', () => {
    const board = new Board('planned')
    expect(isRefusal(board.act('session:open', {}, chairOf('LVA')))).toBe(false)
    expect(isLeading(readLead(board.doc), 'LVA')).toBe(true)
  })

  it('[H1] of several leads each gives the acts of the chair, and no other chair’s seat does', () => {
    const board = led()
    for (const id of ['GBR', 'DEU']) {
      board.must('session:suspend', {}, chairOf(id))
      board.must('session:open', {}, chairOf(id))
    }
    expect(board.act('agenda:next', {}, chairOf('NOR'))).toMatchObject({
      code: 'not_leading',
      rule: 'H1',
      // Its sentence is English; a page says the same names in its own language.
      message: 'Your delegation does not lead this session now. Leading: Germany, United Kingdom.',
      params: { leading: 'DEU, GBR' },
    })
  })

  it('[H1] the gavel too falls only by the hand of who leads', () => {
    const board = led()
    const pledge = board.place('udcg-27', 1)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('pledge:agree', board.seen(pledge), chairOf('POL'))).toMatchObject({
      code: 'not_leading',
    })
    board.must('pledge:agree', board.seen(pledge), chairOf('DEU'))
  })

  it('[H7] naming replaces what was named, by the secretary or by who leads', () => {
    const board = led()
    board.must('lead:name', { leads: ['DEU'], deputies: ['GBR'] }, chairOf('GBR'))
    expect(readLead(board.doc)).toMatchObject({ leads: ['DEU'], deputies: ['GBR'] })
    expect(chairing(board, 'NOR')).toBeNull()
    board.must('lead:name', { leads: ['FRA'], deputies: [] }, secretary)
    expect(readLead(board.doc)).toMatchObject({ leads: ['FRA'], deputies: [] })
  })

  it('[H7] who is not on the roster, or is named twice, is not named', () => {
    const board = led()
    expect(board.act('lead:name', { leads: ['ATL'], deputies: [] })).toMatchObject({
      code: 'not_found',
      rule: 'H7',
    })
    expect(board.act('lead:name', { leads: ['GBR'], deputies: ['GBR'] })).toMatchObject({
      code: 'bad_input',
      rule: 'H7',
    })
    const closed = new Board('closed')
    expect(closed.act('lead:name', { leads: ['GBR'], deputies: [] })).toMatchObject({ rule: 'S3' })
  })

  it('[H7] an import of the roster leaves the lead with those who have it', () => {
    const board = led()
    const delegations = ['GBR', 'DEU', 'NOR', 'FRA', 'UKR'].map((id) => ({
      id,
      nameEn: `${id}, once more`,
      nameFr: id,
      nameUk: id,
      kind: 'state' as const,
      role: 'donor' as const,
    }))
    board.must('roster:import', { delegations })
    expect(readLead(board.doc)).toMatchObject({ leads: ['DEU', 'GBR'], deputies: ['FRA', 'NOR'] })
  })
})

describe('a lost chair', () => {
  const frozen = () => {
    const board = led()
    board.must('lead:lost', {})
    return board
  }

  it('[H3] freezes the floor from a time that stands', () => {
    const board = frozen()
    const since = board.now
    expect(readSession(board.doc)).toMatchObject({ frozenAt: since, acting: null })
    board.must('lead:lost', {})
    expect(readSession(board.doc).frozenAt).toBe(since)
  })

  it.each<[FormalName, Agent]>([
    ['agenda:next', chairOf('GBR').actor],
    ['session:close', chairOf('DEU').actor],
    ['lead:hand', chairOf('GBR').actor],
    ['agenda:set', secretary.actor],
  ])('[H3] while frozen, %s is nobody’s', (name, actor) => {
    const board = frozen()
    const items = [{ id: 'opening', title: 'Opening' }]
    const seen = planSeen(board.doc)
    const input =
      name === 'agenda:set' ? { items, seen } : name === 'lead:hand' ? { to: 'NOR' } : {}
    expect(board.act(name, input as never, { actor })).toMatchObject({
      code: 'floor_frozen',
      rule: 'H3',
    })
  })

  it('[H3] Kyiv, staff and the secretary’s roster do not wait for the chair', () => {
    const board = led()
    const agreed = board.place('udcg-27', 1)
    const placed = board.place('udcg-27', 2)
    board.agree(agreed)
    board.must('lead:lost', {})
    board.must('pledge:accept', board.seen(placed))
    board.must('task:create', {
      pledge: agreed,
      parts: [{ kind: 'shipment', title: 'By rail', quantity: 1 }],
    })
    board.must('lead:name', { leads: ['GBR'], deputies: ['NOR'] }, secretary)
  })

  it('[H3] is lost only from a session that is open', () => {
    expect(new Board('planned').act('lead:lost', {})).toMatchObject({ code: 'session_state' })
  })

  it('[H4] the first deputy that takes over leads; the second is told who does', () => {
    const board = frozen()
    board.must('lead:take', {}, chairOf('FRA'))
    expect(readSession(board.doc)).toMatchObject({ frozenAt: null, acting: 'FRA' })
    expect(board.act('lead:take', {}, chairOf('NOR'))).toMatchObject({
      code: 'lead_taken',
      rule: 'H4',
      params: { delegation: 'FRA' },
    })
    board.must('agenda:next', {}, chairOf('FRA'))
    expect(board.act('agenda:next', {}, chairOf('NOR'))).toMatchObject({
      code: 'not_leading',
      params: { leading: 'FRA' },
    })
  })

  it('[H4] nobody takes over who is no deputy, or while the chair is there', () => {
    expect(frozen().act('lead:take', {}, chairOf('POL'))).toMatchObject({
      code: 'not_deputy',
      params: { deputies: 'FRA, NOR' },
    })
    expect(led().act('lead:take', {}, chairOf('NOR'))).toMatchObject({ code: 'not_frozen' })
  })

  it('[H4] a deputy that is lost in turn leaves the floor to the next', () => {
    const board = frozen()
    board.must('lead:take', {}, chairOf('FRA'))
    board.must('lead:lost', {})
    expect(readSession(board.doc)).toMatchObject({ frozenAt: board.now, acting: null })
    board.must('lead:take', {}, chairOf('NOR'))
    expect(readSession(board.doc).acting).toBe('NOR')
  })

  it('[H5] back again it leads, and the deputy does not', () => {
    const board = frozen()
    board.must('lead:take', {}, chairOf('NOR'))
    board.must('lead:return', {})
    expect(readSession(board.doc)).toMatchObject({ frozenAt: null, acting: null })
    board.must('agenda:next', {}, chairOf('GBR'))
    expect(board.act('session:suspend', {}, chairOf('NOR'))).toMatchObject({ code: 'not_leading' })
  })

  it('[H6][H7] who stands in neither hands the lead on nor names others', () => {
    const board = frozen()
    board.must('lead:take', {}, chairOf('NOR'))
    const chairs = new Set(['FRA'])
    expect(board.act('lead:hand', { to: 'FRA' }, { ...chairOf('NOR'), chairs })).toMatchObject({
      code: 'acting_only',
      rule: 'H6',
    })
    const names = { leads: ['NOR'], deputies: [] }
    expect(board.act('lead:name', names, chairOf('NOR'))).toMatchObject({ rule: 'H7' })
  })

  it('[H7] the secretary ends the time of a deputy that is none any more', () => {
    const board = frozen()
    board.must('lead:take', {}, chairOf('NOR'))
    board.must('lead:name', { leads: ['DEU'], deputies: ['NOR'] }, secretary)
    expect(readSession(board.doc).acting).toBe('NOR')
    board.must('lead:name', { leads: ['DEU'], deputies: ['FRA'] }, secretary)
    expect(readSession(board.doc).acting).toBeNull()
  })
})

describe('handing over', () => {
  const chairs = new Set(['GBR', 'FRA', 'POL'])

  it('[H6] gives the lead to the other and makes the former a deputy; a co-chair stays', () => {
    const board = led()
    const { facts } = board.must('lead:hand', { to: 'FRA' }, { ...chairOf('GBR'), chairs })
    expect(facts).toHaveLength(2)
    expect(readLead(board.doc)).toMatchObject({ leads: ['DEU', 'FRA'], deputies: ['GBR', 'NOR'] })
    expect(board.act('agenda:next', {}, chairOf('GBR'))).toMatchObject({ code: 'not_leading' })
    board.must('agenda:next', {}, chairOf('FRA'))
  })

  it('[H6] where none was named, the other leads alone from then on', () => {
    const board = new Board()
    board.must('lead:hand', { to: 'POL' }, { ...chairOf('GBR'), chairs })
    expect(readLead(board.doc)).toMatchObject({ leads: ['POL'], deputies: ['GBR'] })
  })

  it('[H6] goes to nobody who is not there, not on the roster, or has it already', () => {
    const board = led()
    const hand = (to: string) => board.act('lead:hand', { to }, { ...chairOf('GBR'), chairs })
    expect(hand('NOR')).toMatchObject({ code: 'no_chair_seat', params: { delegation: 'NOR' } })
    expect(hand('ATL')).toMatchObject({ code: 'not_found' })
    expect(hand('DEU')).toMatchObject({ code: 'already_leading' })
    expect(hand('GBR')).toMatchObject({ code: 'already_leading' })
  })
})

describe('whatever is done to the lead, in whatever order', () => {
  const nations = ['GBR', 'DEU', 'NOR', 'FRA', 'POL'] as const
  const nation = fc.constantFrom(...nations)
  const some = (minLength: number) => fc.uniqueArray(nation, { minLength, maxLength: 3 })
  const deed = fc.oneof(
    fc.record({ do: fc.constant('take' as const), by: nation }),
    fc.record({ do: fc.constant('hand' as const), by: nation, to: nation }),
    fc.record({ do: fc.constant('name' as const), leads: some(1), deputies: some(0) }),
    fc.record({ do: fc.constantFrom('lost' as const, 'return' as const) }),
  )

  it('[H3][H4][H6] a frozen floor is nobody’s, only a deputy stands in, and there is always a lead to come back to', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
        const board = led()
        for (const step of deeds) {
          const before = readLead(board.doc)
          if (step.do === 'take') {
            const taken = !isRefusal(board.act('lead:take', {}, chairOf(step.by)))
            expect(taken).toBe(before.frozenAt !== null && before.deputies.includes(step.by))
          } else if (step.do === 'hand') {
            const given = { ...chairOf(step.by), chairs: new Set(nations) }
            const handed = !isRefusal(board.act('lead:hand', { to: step.to }, given))
            const isTheirs = before.frozenAt === null && before.leads.includes(step.by)
            expect(handed).toBe(isTheirs && !before.leads.includes(step.to))
          } else if (step.do === 'name') {
            const { leads, deputies } = step
            board.act('lead:name', { leads, deputies }, secretary)
          } else board.must(`lead:${step.do}`, {})
          const lead = readLead(board.doc)
          const leading = nations.filter((id) => isLeading(lead, id))
          expect(lead.leads).not.toEqual([])
          if (lead.frozenAt !== null) expect([leading, lead.acting]).toEqual([[], null])
          else if (lead.acting !== null) expect(lead.deputies).toContain(lead.acting)
          else expect(leading.toSorted()).toEqual(lead.leads)
        }
      }),
      { numRuns: 200 },
    )
  })
})
