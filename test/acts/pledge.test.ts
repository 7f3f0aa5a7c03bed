import { describe, expect, it } from 'vitest'
import { boardPolicy } from '#server/room/guard/policy.ts'
import { blankAgreement } from '#shared/agreement.ts'
import { editRow, readRow, type Scalar } from '#shared/board.ts'
import { undoWindow } from '#shared/undo.ts'
import { Board, type Meeting } from '#test/support/board.ts'

const missing = { pledge: 'DEU~01JRHW5A800000000000000000', seen: 'ab'.repeat(32) }

describe('accepting', () => {
  it('[P5] holds for the words that were accepted', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    const { seen } = board.seen(pledge)
    board.must('pledge:accept', { pledge, seen })
    expect(readRow(board.doc, 'agreements', pledge)).toEqual({
      ...blankAgreement,
      acceptance: 'accepted',
      answeredAt: board.now,
      answeredBy: "kyiv's seat",
      acceptedDigest: seen,
    })
    editRow(board.doc, 'pledges', pledge, { quantity: 3 })
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({
      code: 'not_accepted',
      rule: 'P6',
    })
    editRow(board.doc, 'pledges', pledge, { quantity: 4 })
    board.must('pledge:agree', board.seen(pledge))
  })

  it('[P5] is refused for words that changed after they were read, whichever field it was', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    const changes: Record<string, Scalar>[] = [
      { quantity: 3 },
      { title: 'Three IRIS-T air-defence systems' },
      { condition: 'if the budget is passed' },
      { note: 'From own stock.' },
    ]
    for (const change of changes) {
      const seen = board.seen(pledge)
      editRow(board.doc, 'pledges', pledge, change)
      expect(board.act('pledge:accept', seen)).toMatchObject({ code: 'stale', rule: 'P5' })
    }
    expect(readRow(board.doc, 'agreements', pledge)).toBeNull()
  })

  it('[P5] twice in the same words is refused; new words may be accepted anew', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('pledge:accept', board.seen(pledge))).toMatchObject({
      code: 'already_answered',
      rule: 'P5',
    })
    editRow(board.doc, 'pledges', pledge, { deliverBy: '2025-12-31' })
    board.must('pledge:accept', board.seen(pledge))
  })

  it('[P4] is refused once the pledge is withdrawn', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1, { withdrawn: true })
    expect(board.act('pledge:accept', board.seen(pledge))).toMatchObject({
      code: 'withdrawn',
      rule: 'P4',
    })
  })

  it('[P5] of a pledge that does not exist is refused', () => {
    expect(new Board().act('pledge:accept', missing)).toMatchObject({
      code: 'not_found',
      rule: 'P5',
      message: 'There is no such pledge in this session.',
    })
  })
})

describe('answering', () => {
  it.each([['partly'], ['declined'], ['question']] as const)(
    '[P9] %s ends an earlier acceptance',
    (answer) => {
      const board = new Board()
      const pledge = board.place('udcg-27', 4)
      board.must('pledge:accept', board.seen(pledge))
      board.must('pledge:answer', { ...board.seen(pledge), answer, text: 'Which type?' })
      expect(readRow(board.doc, 'agreements', pledge)).toEqual({
        ...blankAgreement,
        acceptance: answer,
        answer: 'Which type?',
        answeredAt: board.now,
        answeredBy: "kyiv's seat",
      })
      expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({ code: 'not_accepted' })
      board.must('pledge:accept', board.seen(pledge))
      expect(readRow(board.doc, 'agreements', pledge)).toMatchObject({
        acceptance: 'accepted',
        answer: null,
      })
    },
  )

  it('[P9] is refused for words that changed after they were read', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 4)
    const seen = board.seen(pledge)
    editRow(board.doc, 'pledges', pledge, { quantity: 100 })
    expect(
      board.act('pledge:answer', { ...seen, answer: 'partly', text: 'We need 120.' }),
    ).toMatchObject({ code: 'stale', rule: 'P9' })
  })

  it('[P9] is refused of a pledge that is agreed', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 4)
    board.agree(pledge)
    expect(
      board.act('pledge:answer', { ...board.seen(pledge), answer: 'declined', text: 'No need.' }),
    ).toMatchObject({ code: 'already_agreed', rule: 'P6' })
    expect(readRow(board.doc, 'agreements', pledge)?.acceptance).toBe('accepted')
  })
})

describe('agreeing', () => {
  it('[P3] locks the words; an acceptance does not', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.must('pledge:accept', board.seen(pledge))
    expect(boardPolicy.lockOf(board.doc, 'pledges', pledge)).toBeNull()
    board.must('pledge:agree', board.seen(pledge))
    expect(boardPolicy.lockOf(board.doc, 'pledges', pledge)).toMatchObject({
      code: 'edit_locked',
      rule: 'P3',
    })
  })

  it('[P6] needs the digest of the words as they stand', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.must('pledge:accept', board.seen(pledge))
    const seen = board.seen(pledge)
    editRow(board.doc, 'pledges', pledge, { quantity: 2 })
    expect(board.act('pledge:agree', seen)).toMatchObject({ code: 'stale', rule: 'P6' })
    expect(board.act('pledge:agree', missing)).toMatchObject({ code: 'not_found', rule: 'P6' })
  })

  it('[P6] needs that Kyiv accepted these words', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    const refusal = { code: 'not_accepted', rule: 'P6' }
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject(refusal)
    board.must('pledge:accept', board.seen(pledge))
    editRow(board.doc, 'pledges', pledge, { quantity: 5 })
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject(refusal)
  })

  it('[P6] happens once', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.agree(pledge)
    const agreement = readRow(board.doc, 'agreements', pledge)
    const refusal = { code: 'already_agreed', rule: 'P6' }
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject(refusal)
    expect(board.act('pledge:accept', board.seen(pledge))).toMatchObject(refusal)
    expect(readRow(board.doc, 'agreements', pledge)).toEqual(agreement)
  })

  it('[P4] is refused once the pledge is withdrawn, also after its acceptance', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1)
    board.must('pledge:accept', board.seen(pledge))
    editRow(board.doc, 'pledges', pledge, { withdrawn: true })
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({
      code: 'withdrawn',
      rule: 'P4',
    })
  })

  it.each<[string, Meeting, number, object]>([
    ['the quantity', 'udcg-27', 1, { quantity: 4, unit: 'system' }],
    ['the quantity, not its value', '2025-01-09-udcg-25', 1, { quantity: 30000, unit: 'drone' }],
    ['the amount', 'udcg-27', 16, { amountMinor: 15_000_000_000, currency: 'EUR' }],
    [
      'the amount beside a number in words',
      '2025-09-09-udcg-30',
      1,
      { amountMinor: 30_000_000_000, currency: 'EUR', condition: 'open' },
    ],
    ['no figure', '2024-04-26-udcg-21', 9, {}],
    [
      'an open condition',
      '2025-07-21-udcg-29',
      0,
      { quantity: 5, unit: 'system', condition: 'open' },
    ],
  ])('[P7] freezes %s', (_, meeting, row, figures) => {
    const board = new Board()
    const pledge = board.place(meeting, row)
    board.must('pledge:accept', board.seen(pledge))
    const { seen } = board.seen(pledge)
    expect(board.must('pledge:agree', { pledge, seen }).output).toEqual({ digest: seen })
    expect(readRow(board.doc, 'agreements', pledge)).toEqual({
      ...blankAgreement,
      acceptance: 'accepted',
      answeredAt: board.now - 1000,
      answeredBy: "kyiv's seat",
      acceptedDigest: seen,
      agreedAt: board.now,
      agreedBy: "chair's seat",
      agreedDigest: seen,
      ...figures,
    })
  })

  it('[P7] a number without its unit freezes nothing', () => {
    const board = new Board()
    const pledge = board.place('udcg-27', 1, { unit: null })
    board.agree(pledge)
    expect(readRow(board.doc, 'agreements', pledge)).toMatchObject({ quantity: null, unit: null })
  })

  it.each<[string, Meeting, number, Record<string, Scalar>]>([
    ['declines', '2024-04-26-udcg-21', 12, {}],
    ['does not commit', '2024-04-26-udcg-21', 2, {}],
    ['goes elsewhere', '2025-01-09-udcg-25', 6, {}],
    ['re-announces', 'udcg-27', 11, {}],
    ['is part of another', 'udcg-27', 12, {}],
    ['values another', 'udcg-27', 16, { values: 'an IRIS-T system' }],
    ['reports a delivery', 'udcg-27', 3, {}],
    ['backfills another', 'udcg-27', 5, { backfills: 'GRC 40 BMP-1' }],
  ])('[P8] is refused of a row that %s', (_, meeting, row, fields) => {
    const board = new Board()
    const pledge = board.place(meeting, row, fields)
    board.must('pledge:accept', board.seen(pledge))
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({
      code: 'not_a_pledge',
      rule: 'P8',
    })
    expect(readRow(board.doc, 'agreements', pledge)?.agreedAt).toBeNull()
  })

  it('[P8] a part of what was asked is a pledge', () => {
    const board = new Board()
    board.agree(board.place('2024-04-26-udcg-21', 11))
  })

  it('[P7][P8] a figure that replaces an earlier one is a pledge of what it adds', () => {
    const board = new Board()
    const pledge = board.place('2024-04-26-udcg-21', 7)
    board.agree(pledge)
    expect(readRow(board.doc, 'agreements', pledge)).toMatchObject({ quantity: 100, unit: 'drone' })
  })
})

describe('taking the gavel back', () => {
  const agreed = (...place: Parameters<Board['place']>) => {
    const board = new Board()
    const pledge = board.place(...place)
    board.agree(pledge)
    return { board, pledge }
  }

  it('[P10] unlocks the words, and leaves what Kyiv accepted', () => {
    const { board, pledge } = agreed('udcg-27', 1)
    const { seen } = board.seen(pledge)
    board.must('pledge:reopen', { pledge })
    expect(readRow(board.doc, 'agreements', pledge)).toEqual({
      ...blankAgreement,
      acceptance: 'accepted',
      answeredAt: expect.any(Number) as number,
      answeredBy: "kyiv's seat",
      acceptedDigest: seen,
    })
    expect(boardPolicy.lockOf(board.doc, 'pledges', pledge)).toBeNull()
    board.must('pledge:agree', { pledge, seen })
    expect(readRow(board.doc, 'agreements', pledge)).toMatchObject({ quantity: 4, unit: 'system' })
  })

  it('[P10] words that are changed then need Kyiv again', () => {
    const { board, pledge } = agreed('udcg-27', 1)
    board.must('pledge:reopen', { pledge })
    editRow(board.doc, 'pledges', pledge, { quantity: 3 })
    expect(board.act('pledge:agree', board.seen(pledge))).toMatchObject({ code: 'not_accepted' })
  })

  it('[P10] is possible for a minute, and not a second longer', () => {
    const { board, pledge } = agreed('udcg-27', 1)
    board.now += undoWindow
    expect(board.act('pledge:reopen', { pledge })).toMatchObject({
      code: 'reopen_late',
      rule: 'P10',
      params: { seconds: 60 },
    })
    board.now -= 2000
    board.must('pledge:reopen', { pledge })
  })

  it('[P10] is refused once staff made a task of it, or settled its condition', () => {
    const { board, pledge } = agreed('udcg-27', 1)
    const parts = [{ kind: 'shipment', title: 'By rail', quantity: 1 }] as const
    board.must('task:create', { pledge, parts: [...parts] })
    const refusal = { code: 'reopen_used', rule: 'P10' }
    expect(board.act('pledge:reopen', { pledge })).toMatchObject(refusal)
    const other = agreed('2025-07-21-udcg-29', 0)
    other.board.must('condition:settle', { pledge: other.pledge, state: 'met' })
    expect(other.board.act('pledge:reopen', { pledge: other.pledge })).toMatchObject(refusal)
  })

  it('[P10] is refused of what was never agreed, and twice', () => {
    const { board, pledge } = agreed('udcg-27', 1)
    board.must('pledge:reopen', { pledge })
    const refusal = { code: 'reopen_none', rule: 'P10' }
    expect(board.act('pledge:reopen', { pledge })).toMatchObject(refusal)
    expect(board.act('pledge:reopen', { pledge: board.place('udcg-27', 4) })).toMatchObject(refusal)
    expect(board.act('pledge:reopen', { pledge: missing.pledge })).toMatchObject({
      code: 'not_found',
      rule: 'P10',
    })
  })

  it('[S4] needs the session open', () => {
    const { board, pledge } = agreed('udcg-27', 1)
    board.must('session:suspend', {})
    expect(board.act('pledge:reopen', { pledge })).toMatchObject({
      code: 'session_state',
      rule: 'S4',
    })
  })
})
