// The calendar as a calendar program reads it: unfolded, unescaped, event by event.
import { describe, expect, it } from 'vitest'
import { calendarOf } from '#shared/export/calendar.ts'
import { snapshotOf } from '#shared/export/snapshot.ts'
import { taskIdOf } from '#shared/task.ts'
import { Board, startedAt } from '#test/support/board.ts'

type Event = Record<string, string>

/** The shortest reader of RFC 5545 that this feed needs. */
function read(text: string): Event[] {
  expect(text.endsWith('\r\n')).toBe(true)
  const lines = text
    .replace(/\r\n[ \t]/gu, '')
    .split('\r\n')
    .slice(0, -1)
  const events: Event[] = []
  let open: Event | null = null
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+):(.*)$/su.exec(line) ?? []
    if (line === 'BEGIN:VEVENT') open = {}
    else if (line === 'END:VEVENT' && open !== null) events.push(open)
    else if (open !== null && !(name in open))
      open[name] = value.replace(/\\(.)/gsu, (_, sign: string) => (sign === 'n' ? '\n' : sign))
  }
  return events
}

const calendar = (board: Board) => calendarOf(snapshotOf(board.doc), 'udcg-27')

function agreed(board: Board, ...parts: { title: string; window: string | null }[]): string {
  const pledge = board.place('udcg-27', 6)
  board.must('pledge:accept', board.seen(pledge))
  board.must('pledge:agree', board.seen(pledge))
  board.must('task:create', {
    pledge,
    parts: parts.map((part) => ({ kind: 'shipment', quantity: 1, node: 'rzeszow', ...part })),
  })
  return pledge
}

describe('the calendar', () => {
  it('[X5][X2] has each task that has a date, over all its days, with the marking', () => {
    const board = new Board()
    const pledge = agreed(
      board,
      { title: 'First system; crew, spares', window: '2025-Q3' },
      { title: 'Second system', window: '2025-09-09' },
      { title: 'Third system', window: 'when it is ready' },
    )
    const events = read(calendar(board))
    expect(events).toMatchObject([
      {
        UID: `${taskIdOf(pledge, 1)}@udcg-27.pledgehall`,
        SUMMARY: 'Germany: First system; crew, spares',
        'DTSTART;VALUE=DATE': '20250701',
        'DTEND;VALUE=DATE': '20251001',
        STATUS: 'CONFIRMED',
      },
      { 'DTSTART;VALUE=DATE': '20250909', 'DTEND;VALUE=DATE': '20250910' },
    ])
    expect(events[0]?.['DESCRIPTION']).toBe(
      'shipment, planned\nVia Rzeszów\nWhen: 2025-Q3\nUNCLASSIFIED, RELEASABLE TO UDCG',
    )
  })

  it('[X5] says that a task was cancelled, and keeps its id', () => {
    const board = new Board()
    const pledge = agreed(board, { title: 'First system', window: '2025-Q3' })
    const [before] = read(calendar(board))
    board.must('task:move', { task: taskIdOf(pledge, 1), from: 'planned', to: 'cancelled' })
    const [after] = read(calendar(board))
    expect(after).toMatchObject({ UID: before?.['UID'], STATUS: 'CANCELLED' })
    expect(Number(after?.['DTSTAMP']?.slice(9, 15))).toBeGreaterThan(
      Number(before?.['DTSTAMP']?.slice(9, 15)),
    )
  })

  it('[X5] has the end of a silence at its second, cancelled once it is broken', () => {
    const board = new Board()
    const text = 'The Group meets again in June 2025.'
    board.must('decision:propose', { kind: 'silence', title: 'The next meeting', text })
    const { decisions } = snapshotOf(board.doc)
    const [[decision = '', row] = []] = [...decisions]
    const seen = row?.digest ?? ''
    const expiresAt = startedAt + 86_400_000
    board.must('decision:silence', { decision, seen, expiresAt })
    expect(read(calendar(board))).toMatchObject([
      {
        SUMMARY: 'Silence ends: The next meeting',
        DTSTART: '20250412T090000Z',
        DTEND: '20250412T090000Z',
        STATUS: 'CONFIRMED',
        BEGIN: 'VALARM',
      },
    ])
    board.must('decision:withdraw', { decision })
    expect(read(calendar(board))).toMatchObject([{ STATUS: 'CANCELLED' }])
  })

  it('[X5] folds lines at 75 bytes, and cuts no character', () => {
    const board = new Board()
    const title = `Система протиповітряної оборони ${'із пусковими установками '.repeat(8)}🛡️`
    agreed(board, { title, window: '2025' })
    const text = calendar(board)
    for (const line of text.split('\r\n'))
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    expect(text.isWellFormed()).toBe(true)
    expect(read(text)[0]?.['SUMMARY']).toBe(`Germany: ${title}`)
  })

  it('[X6] speaks the language that is asked for', () => {
    const board = new Board()
    agreed(board, { title: 'First system', window: '2025-Q3' })
    const [event] = read(calendarOf(snapshotOf(board.doc), 'udcg-27', 'uk'))
    expect(event).toMatchObject({ SUMMARY: 'Німеччина: First system' })
    expect(event?.['DESCRIPTION']).toContain(
      'перевезення, заплановано\nЧерез Rzeszów\nКоли: 2025-Q3',
    )
  })
})
