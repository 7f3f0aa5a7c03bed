// Decisions under any sequence of acts, positions, times and rosters: each step is judged on the board before and after.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { demoRoster } from '#server/demo/demo.ts'
import { readRow, readRows } from '#shared/board.ts'
import {
  againstOf,
  type Decision,
  decisionIdOf,
  decisionKinds,
  isFinal,
  type Motion,
  motionDigest,
  type PositionKind,
  positionKinds,
  readDecisions,
  standingOf,
  type StatementSort,
  statementSorts,
  tallyOf,
  voicesOf,
} from '#shared/decision.ts'
import { isCounted } from '#shared/presence.ts'
import { isRefusal } from '#shared/refusals.ts'
import { Board } from '#test/support/board.ts'
import { isPartial, patience, runs } from '#test/support/fuzz.ts'

const speakers = ['HUN', 'SVK', 'NOR', 'POL', 'EU', 'UKR'] as const
const roster = demoRoster().filter(({ id }) => (speakers as readonly string[]).includes(id))
const texts = ['In June, in Brussels.', 'In September, in London.'] as const
const title = 'The next meeting'
const unread = { title, text: 'Words that nobody read.' }

const decision = fc.integer({ min: 1, max: 4 }).map(decisionIdOf)
/** What the actor read: mostly the text on the table. */
const isSeen = fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, fc.constant(false))
const motion = fc.record({
  kind: fc.constantFrom(...decisionKinds),
  title: fc.constant(title),
  text: fc.constantFrom(...texts),
})
const table = fc.record({ decision, isSeen })
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ act: fc.constant('propose'), motion }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('reopen'), motion, decision }) },
  {
    weight: 20,
    arbitrary: fc.record({
      act: fc.constantFrom('call', 'adopt', 'adopt', 'reject', 'show'),
      table,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('silence'),
      table,
      span: fc.constantFrom(60_000, 61_000, 90_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('withdraw', 'announce', 'expire', 'expire'),
      decision,
    }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      act: fc.constant('position'),
      table,
      by: fc.constantFrom(...speakers),
      position: fc.constantFrom(null, ...positionKinds),
      sort: fc.constantFrom(null, null, ...statementSorts),
      text: fc.constantFrom(null, 'Subject to our parliament.'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('opt-out'), out: fc.subarray([...speakers]) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('wait'),
      ms: fc.constantFrom(1, 30_000, 58_999, 59_000, 61_000),
    }),
  },
  fc.record({ act: fc.constantFrom('suspend', 'open', 'open', 'open', 'close') }),
) as fc.Arbitrary<Step>

type Table = { decision: string; isSeen: boolean }
type Step =
  | { act: 'propose'; motion: Motion }
  | { act: 'reopen'; motion: Motion; decision: string }
  | { act: 'call' | 'adopt' | 'reject' | 'show'; table: Table }
  | { act: 'silence'; table: Table; span: number }
  | { act: 'withdraw' | 'announce' | 'expire'; decision: string }
  | {
      act: 'position'
      table: Table
      by: string
      position: PositionKind | null
      sort: StatementSort | null
      text: string | null
    }
  | { act: 'opt-out'; out: readonly string[] }
  | { act: 'wait'; ms: number }
  | { act: 'suspend' | 'open' | 'close' }

function play(board: Board, step: Step) {
  const seenOn = ({ decision, isSeen }: Table) => {
    const digest = readRow(board.doc, 'decisions', decision)?.digest ?? motionDigest(unread)
    return { decision, seen: isSeen ? digest : motionDigest(unread) }
  }
  switch (step.act) {
    case 'propose':
      return board.act('decision:propose', step.motion)
    case 'reopen':
      return board.act('decision:reopen', { decision: step.decision, ...step.motion })
    case 'call':
    case 'adopt':
    case 'reject':
    case 'show':
      return board.act(`decision:${step.act}`, seenOn(step.table))
    case 'silence': {
      const expiresAt = board.now + 1000 + step.span
      return board.act('decision:silence', { ...seenOn(step.table), expiresAt })
    }
    case 'withdraw':
    case 'announce':
    case 'expire':
      return board.act(`decision:${step.act}`, { decision: step.decision })
    case 'position': {
      const { by, table, position, sort, text } = step
      const over = readRow(board.doc, 'positions', `${table.decision}.${by}`)?.at ?? null
      return board.actFor(by, 'position:take', { ...seenOn(table), position, sort, text, over })
    }
    case 'opt-out':
      return board.act('roster:import', {
        delegations: roster.map((entry) => ({
          ...entry,
          stance: step.out.includes(entry.id) ? ('opted_out' as const) : ('participates' as const),
        })),
      })
    case 'wait':
      board.now += step.ms
      return null
    case 'suspend':
    case 'open':
    case 'close':
      return board.act(`session:${step.act}`, {})
  }
}

type Look = ReturnType<typeof look>
function look({ doc }: Board) {
  const decisions = new Map(readDecisions(doc))
  return {
    decisions,
    positions: readRows(doc, 'positions'),
    against: new Map([...decisions.keys()].map((id) => [id, againstOf(standingOf(doc, id))])),
    voices: [...readRows(doc, 'roster')].flatMap(([id, row]) => (isCounted(row) ? id : [])),
  }
}

const frozen = ({ kind, title, text, digest, item, proposedAt, reopens }: Decision) =>
  [kind, title, text, digest, item, proposedAt, reopens] as const

function judge(board: Board, before: Look, after: Look, step: Step) {
  // Nothing is erased: neither decisions nor positions, and every text is what it was born as (V1).
  for (const [id, was] of before.decisions) {
    const is = after.decisions.get(id)
    if (is === undefined) throw new Error(`${id} is gone`)
    expect(frozen(is)).toEqual(frozen(was))
    expect(motionDigest(is)).toBe(is.digest)
    if (was.expiresAt !== null) expect(is.expiresAt).toBe(was.expiresAt)
    // Exactly one final state (V2): nothing but the announcement comes after it.
    if (isFinal(was)) expect({ ...is, announcedAt: null }).toEqual({ ...was, announcedAt: null })
    if (isFinal(was) || was.state === 'proposed')
      for (const speaker of speakers)
        expect(after.positions.get(`${id}.${speaker}`)).toEqual(
          before.positions.get(`${id}.${speaker}`),
        )
    if (is.state !== was.state) {
      if (isFinal(is)) expect(is.voices).toBe(before.voices.join(' '))
      const against = before.against.get(id) ?? []
      if (is.state === 'adopted' && was.kind === 'consensus') expect(against).toEqual([])
      if (is.state === 'adopted' && was.kind === 'silence') expect(step.act).toBe('expire')
      if (step.act === 'expire') {
        // Adopted if and only if nothing stood against it, and at the millisecond it ran out (V10).
        expect(is.state).toBe(against.length === 0 ? 'adopted' : 'broken')
        expect(is.decidedAt).toBe(was.expiresAt)
        expect(board.now).toBeGreaterThanOrEqual(was.expiresAt ?? Infinity)
      }
      if (is.state === 'broken') expect(before.voices).toContain(is.brokenBy)
    }
    // Late positions are refused (V10).
    if (was.state === 'silence' && board.now >= (was.expiresAt ?? Infinity))
      expect([...after.positions].filter(([row]) => row.startsWith(`${id}.`))).toEqual(
        [...before.positions].filter(([row]) => row.startsWith(`${id}.`)),
      )
  }
  for (const row of before.positions.keys()) expect(after.positions.has(row)).toBe(true)
  for (const [id, is] of after.decisions) {
    // Who has no voice neither blocks nor counts (V6).
    const voices = is.voices === null ? after.voices : voicesOf(is)
    const standing = standingOf(board.doc, id)
    const { not_taking_part: out, voices: all, ...counts } = tallyOf(standing)
    expect(all).toBe(voices.length)
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(voices.length)
    expect(out).toBe(standing.filter(({ stand }) => stand === 'not_taking_part').length)
    for (const { delegation, stand } of standing)
      expect(stand !== null && stand !== 'not_taking_part').toBe(voices.includes(delegation))
    for (const against of after.against.get(id) ?? []) expect(voices).toContain(against)
  }
}

it(
  '[V1][V2][V6][V10] whatever is done, in any order and at any time, holds to the rules',
  () => {
    const ends = new Set<string>()
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 80, size: 'max' }), (steps) => {
        const board = new Board()
        board.must('roster:import', { delegations: roster })
        for (const kind of decisionKinds)
          board.must('decision:propose', { kind, title, text: texts[0] })
        let before = look(board)
        for (const one of steps) {
          const result = play(board, one)
          const after = look(board)
          if (result !== null && isRefusal(result)) expect(after).toEqual(before)
          else judge(board, before, after, one)
          before = after
        }
        for (const [, { kind, state }] of readDecisions(board.doc)) ends.add(`${kind} ${state}`)
      }),
      runs(100),
    )
    const reached = ['consensus adopted', 'silence adopted', 'silence broken']
    if (!isPartial) expect([...ends]).toEqual(expect.arrayContaining(reached))
  },
  patience,
)
