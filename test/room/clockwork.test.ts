import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readRow } from '#shared/board.ts'
import { motionDigest } from '#shared/decision.ts'
import { isRefusal } from '#shared/refusals.ts'
import { Clockwork, dueOf } from '#server/room/clockwork.ts'
import type { Room } from '#server/room/room.ts'
import { Board, startedAt } from '#test/support/board.ts'

const statement = { title: 'Joint statement', text: 'The Group will meet again in June.' }
const seen = motionDigest(statement)
const hour = 3_600_000

/** Puts one text under silence and gives its id. */
function silence(board: Board, expiresAt: number): string {
  const { output } = board.must('decision:propose', { kind: 'silence', ...statement })
  const { decision } = output
  board.must('decision:silence', { decision, seen, expiresAt })
  return decision
}

describe('what is due on a board', () => {
  it('[V10] is the silence that runs out first', () => {
    const board = new Board()
    expect(dueOf(board.doc)).toBe(null)
    silence(board, startedAt + 3 * hour)
    silence(board, startedAt + hour)
    const due = (decision: string, at: number) => ({
      at,
      name: 'decision:expire',
      input: { decision },
    })
    expect(dueOf(board.doc)).toEqual(due('dec-2', startedAt + hour))
    board.must('decision:withdraw', { decision: 'dec-2' })
    expect(dueOf(board.doc)).toEqual(due('dec-1', startedAt + 3 * hour))
    board.must('decision:withdraw', { decision: 'dec-1' })
    expect(dueOf(board.doc)).toBe(null)
  })
})

describe('the clockwork of a room', () => {
  let board: Board
  let served: number[]
  let faults: number
  let listeners: Set<() => void>
  const clockworks: Clockwork[] = []

  /** As the room does: judged in its lane at the time of the clock, then told to whoever listens. */
  const room = (): Pick<Room, 'doc' | 'serve' | 'onFacts'> => ({
    doc: board.doc,
    serve: async (name, input) => {
      await Promise.resolve()
      served.push(Date.now())
      if (faults > 0) {
        faults -= 1
        return {
          ok: false,
          error: { code: 'storage_unavailable', rule: 'D4', message: '', params: {} },
        }
      }
      board.now = Date.now() - 1000
      const done = board.act(name, input as never)
      if (isRefusal(done)) return { ok: false, error: done }
      for (const listener of listeners) listener()
      return { ok: true } as never
    },
    onFacts: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const wind = () => {
    const clockwork = new Clockwork(room(), () => Date.now())
    clockworks.push(clockwork)
    return clockwork
  }
  const stateOf = (decision: string) => readRow(board.doc, 'decisions', decision)?.state

  beforeEach(() => {
    vi.useFakeTimers({ now: startedAt + 10_000 })
    board = new Board()
    served = []
    faults = 0
    listeners = new Set()
  })
  afterEach(() => {
    for (const clockwork of clockworks.splice(0)) clockwork.close()
    vi.useRealTimers()
  })

  it('[V10] serves at the millisecond, and not before', async () => {
    const decision = silence(board, startedAt + hour)
    wind()
    await vi.advanceTimersByTimeAsync(hour - 10_000 - 1)
    expect(served).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(served).toEqual([startedAt + hour])
    expect(stateOf(decision)).toBe('adopted')
  })

  it('[V10] waits thirty days, which no timeout does at once', async () => {
    const month = 30 * 24 * hour
    const decision = silence(board, startedAt + month)
    const clockwork = wind()
    await vi.advanceTimersByTimeAsync(month - 10_001)
    expect([served, stateOf(decision), clockwork.isWound]).toEqual([[], 'silence', true])
    await vi.advanceTimersByTimeAsync(1)
    expect([served, stateOf(decision), clockwork.isWound]).toEqual([
      [startedAt + month],
      'adopted',
      false,
    ])
  })

  it('[V10] does at once what fell due while the server was down, in its order', async () => {
    const later = silence(board, startedAt + 2 * hour)
    const earlier = silence(board, startedAt + hour)
    vi.setSystemTime(startedAt + 24 * hour)
    wind()
    await vi.advanceTimersByTimeAsync(0)
    expect([earlier, later].map((id) => readRow(board.doc, 'decisions', id)?.decidedAt)).toEqual([
      startedAt + hour,
      startedAt + 2 * hour,
    ])
  })

  it('[V10] is wound anew when facts change, and idle when nothing is to come', async () => {
    const clockwork = wind()
    expect(clockwork.isWound).toBe(false)
    const decision = silence(board, startedAt + hour)
    for (const listener of listeners) listener()
    expect(clockwork.isWound).toBe(true)
    board.must('decision:withdraw', { decision })
    for (const listener of listeners) listener()
    expect(clockwork.isWound).toBe(false)
    await vi.advanceTimersByTimeAsync(2 * hour)
    expect(served).toEqual([])
  })

  it('[V10] tries again what the disk refused', async () => {
    const decision = silence(board, startedAt + hour)
    faults = 2
    wind()
    await vi.advanceTimersByTimeAsync(2 * hour)
    expect(served).toHaveLength(3)
    expect(readRow(board.doc, 'decisions', decision)).toMatchObject({
      state: 'adopted',
      decidedAt: startedAt + hour,
    })
  })

  it('[V10] two of them never take one decision twice', async () => {
    silence(board, startedAt + hour)
    wind()
    wind()
    const revisions: string[] = []
    board.doc.on('update', () => revisions.push(String(stateOf('dec-1'))))
    await vi.advanceTimersByTimeAsync(2 * hour)
    expect(revisions).toEqual(['adopted'])
  })

  it('serves nothing once it is closed', async () => {
    silence(board, startedAt + hour)
    wind().close()
    await vi.advanceTimersByTimeAsync(2 * hour)
    expect(served).toEqual([])
  })
})
