import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoSession } from '#server/demo/demo.ts'
import { type AgendaItem, blankItem, itemStates, treeOf } from '#shared/agenda.ts'
import { lengthOf, overrunOf, timetableOf } from '#shared/timetable.ts'
import { startedAt } from '#test/support/board.ts'

const { agenda } = demoSession()
const minute = 60_000
const session = { state: 'open', currentItem: null, itemSince: null, openedAt: startedAt } as const

/** The agenda of the meeting, changed item by item. */
const nodesOf = (changes: Readonly<Record<string, Partial<AgendaItem>>> = {}) =>
  treeOf(
    agenda.map(
      ({ id, ...item }, order) => [id, { ...blankItem, ...item, order, ...changes[id] }] as const,
    ),
  )

describe('the timetable of the meeting of 11 April 2025', () => {
  it('[A13] lays the time boxes end to end from now', () => {
    const table = timetableOf(nodesOf(), session, startedAt)
    expect(table?.endsAt).toBe(startedAt + 205 * minute)
    expect(table?.delay).toBe(0)
    expect(table?.spans.get('round-iamd')).toEqual({
      beginsAt: startedAt + 50 * minute,
      endsAt: startedAt + 75 * minute,
    })
    // A heading takes no time of its own.
    expect(table?.spans.get('announcements')).toEqual({
      beginsAt: startedAt + 50 * minute,
      endsAt: startedAt + 50 * minute,
    })
  })

  it('[A13] an item that runs over pushes the rest, one that ends early pulls it', () => {
    const beganAt = startedAt + 15 * minute
    const changes = {
      opening: { state: 'closed', beganAt: startedAt, endedAt: beganAt },
      battlefield: { state: 'open', beganAt },
    } as const
    const open = { ...session, currentItem: 'battlefield', itemSince: beganAt } as const
    const inTime = timetableOf(nodesOf(changes), open, beganAt + minute)
    expect(inTime?.delay).toBe(5 * minute)
    expect(inTime?.spans.get('opening')).toEqual({ beginsAt: startedAt, endsAt: beganAt })
    expect(inTime?.spans.get('battlefield')?.endsAt).toBe(beganAt + 20 * minute)
    const late = timetableOf(nodesOf(changes), open, beganAt + 27 * minute)
    expect(late?.delay).toBe(12 * minute)
    const [node] = nodesOf(changes).filter(({ id }) => id === 'battlefield')
    expect(node === undefined ? 0 : overrunOf(node, beganAt + 27 * minute)).toBe(7 * minute)
  })

  it('[A13] what is deferred takes no time, what was passed over comes last', () => {
    const changes = {
      'tour-de-table': { state: 'open', beganAt: startedAt },
      break: { state: 'deferred' },
    } as const
    const open = { ...session, currentItem: 'tour-de-table', itemSince: startedAt } as const
    const table = timetableOf(nodesOf(changes), open, startedAt)
    expect(table?.spans.has('break')).toBe(false)
    expect(table?.spans.get('coalitions')?.beginsAt).toBe(startedAt + 30 * minute)
    expect(table?.spans.get('opening')?.beginsAt).toBe(table?.spans.get('conclusions')?.endsAt)
    expect(table?.endsAt).toBe(startedAt + 195 * minute)
  })

  it('[A13] there is none before the session is opened, nor after it is closed', () => {
    expect(timetableOf(nodesOf(), { ...session, state: 'planned' }, startedAt)).toBeNull()
    expect(timetableOf(nodesOf(), { ...session, state: 'closed' }, startedAt)).toBeNull()
    expect(timetableOf(nodesOf(), { ...session, state: 'suspended' }, startedAt)).not.toBeNull()
  })
})

describe('any timetable', () => {
  const nodesArbitrary = fc
    .array(
      fc.record({
        minutes: fc.option(fc.nat(120)),
        state: fc.constantFrom(...itemStates.filter((state) => state !== 'open')),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .chain((rows) => fc.record({ rows: fc.constant(rows), at: fc.option(fc.nat(rows.length - 1)) }))
    .map(({ rows, at }) => {
      const items = rows.map(({ minutes, state }, order): [string, AgendaItem] => {
        const began = at === order || state === 'closed' ? startedAt : null
        return [
          `item-${String(order)}`,
          {
            ...blankItem,
            title: 'Report',
            minutes,
            order,
            state: at === order ? 'open' : state,
            beganAt: began,
            endedAt: at !== order && state === 'closed' ? startedAt : null,
          },
        ]
      })
      const currentItem = at === null ? null : `item-${String(at)}`
      return {
        nodes: treeOf(items),
        session: { ...session, currentItem, itemSince: at === null ? null : startedAt },
      }
    })
  const later = fc.nat(6 * 60 * minute).map((ms) => startedAt + ms)

  it('[A13] has no gap and no overlap between what is open and what is to come', () => {
    fc.assert(
      fc.property(nodesArbitrary, later, ({ nodes, session }, now) => {
        const table = timetableOf(nodes, session, now)
        const coming = [...(table?.spans ?? [])]
          .filter(([id]) => nodes.find((node) => node.id === id)?.item.state === 'pending')
          .map(([, span]) => span)
        for (const [i, span] of coming.entries())
          if (i > 0) expect(span.beginsAt).toBe(coming[i - 1]?.endsAt)
        expect(table?.endsAt).toBeGreaterThanOrEqual(now)
        if (coming.length > 0) expect(coming.at(-1)?.endsAt).toBe(table?.endsAt)
        const times = nodes.filter(({ item }) => item.state === 'pending')
        expect(coming.reduce((sum, { beginsAt, endsAt }) => sum + endsAt - beginsAt, 0)).toBe(
          times.reduce((sum, node) => sum + lengthOf(node), 0),
        )
      }),
    )
  })

  it('[A13] never ends earlier because time passes, nor by more than has passed', () => {
    fc.assert(
      fc.property(nodesArbitrary, later, later, ({ nodes, session }, one, other) => {
        const [now, then] = one < other ? [one, other] : [other, one]
        const before = timetableOf(nodes, session, now)?.endsAt ?? 0
        const after = timetableOf(nodes, session, then)?.endsAt ?? 0
        expect(after).toBeGreaterThanOrEqual(before)
        expect(after - before).toBeLessThanOrEqual(then - now)
      }),
    )
  })

  it('[A13] runs over by what the clock shows beyond the time box', () => {
    fc.assert(
      fc.property(nodesArbitrary, later, ({ nodes }, now) => {
        for (const node of nodes) {
          const over = overrunOf(node, now)
          expect(over).toBeGreaterThanOrEqual(0)
          if (node.item.state === 'open' && node.item.minutes !== null)
            expect(over).toBe(Math.max(0, now - startedAt - lengthOf(node)))
          if (node.item.minutes === null || node.item.state === 'pending') expect(over).toBe(0)
        }
      }),
    )
  })
})
