import { beforeEach, describe, expect, it } from 'vitest'
import { demoRoster, demoSession } from '#server/demo/demo.ts'
import { readRow, readRows, readSession, readSpeakersOf } from '#shared/board.ts'
import {
  clocksOf,
  endOf,
  type Entry,
  interruptedNow,
  itemOf,
  lastTurnOf,
  orderByLot,
  remainingMs,
  speakerIdOf,
  type SpeakerKind,
  speakerNow,
  spokenMs,
  tourOf,
  waitingOf,
} from '#shared/floor.ts'
import { isRefusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'
import type { SessionState } from '#shared/session.ts'
import { planSeen } from '#test/support/agenda.ts'
import { actorFor, Board } from '#test/support/board.ts'

const { agenda } = demoSession()
const opening = 'opening'
const tourItem = 'tour-de-table'

let board: Board
beforeEach(() => {
  board = new Board()
  board.must('agenda:set', { items: [...agenda], seen: planSeen(board.doc) })
  board.must('agenda:next', {})
})

const list = (item = opening) => readSpeakersOf(board.doc, item)
const speaking = () => speakerNow(list())?.id ?? null
const speaker = () => speakerNow(list())?.delegation ?? null
const waiting = (item = opening) => waitingOf(list(item)).map(({ delegation }) => delegation)
const row = (entry: string): Entry => {
  const found = list(itemOf(entry)).find(({ id }) => id === entry)
  if (found === undefined) throw new Error(`there is no entry ${entry}`)
  return found
}

interface Asked {
  kind?: Exclude<SpeakerKind, 'tour'>
  item?: string
  to?: string
  rank?: number
}

function tryAsk(delegation: string, { kind = 'statement', ...rest }: Asked = {}) {
  return board.actFor(delegation, 'floor:ask', { kind, ...rest })
}

function ask(delegation: string, asked: Asked = {}): string {
  const done = tryAsk(delegation, asked)
  if (isRefusal(done)) throw new Error(done.message)
  return done.output.entry
}

function next(): string | null {
  return board.must('floor:next', { speaking: speaking() }).output.entry
}

function give(entry: string): void {
  board.must('floor:give', { entry, speaking: speaking() })
}

function undo(): void {
  board.must('floor:undo', { at: lastTurnOf(list())?.at ?? 0 })
}

describe('giving the floor', () => {
  const text = 'Norway gives NOK 7 bn for air defence.'
  const handedIn = (item: string) => ({
    statements: new Map([
      ['NOR', { item, delegation: 'NOR', text, at: board.now, by: 'Ingrid Berg' }],
    ]),
  })

  it('[W10] brings the statement handed in for this item, and none that was meant for another', () => {
    ask('NOR')
    board.must('floor:next', { speaking: null }, handedIn(tourItem))
    expect(row('opening.1').statement).toBeNull()
    undo()
    board.must('floor:next', { speaking: null }, handedIn(opening))
    expect(row('opening.1').statement).toBe(text)
  })
})

describe('asking for the floor', () => {
  it('[F2] puts a delegation at the end of the list of the open item, or of the item it names', () => {
    expect(ask('DEU')).toBe('opening.1')
    expect(ask('UKR')).toBe('opening.2')
    expect(ask('NLD', { item: tourItem })).toBe('tour-de-table.1')
    expect(readRow(board.doc, 'speakers', 'opening.2')).toEqual({
      delegation: 'UKR',
      kind: 'statement',
      to: null,
      rank: null,
      place: 2,
      askedAt: board.now - 1000,
      askedBy: 'A delegate of UKR',
      enteredBy: null,
      beganAt: null,
      limitMs: null,
      pausedAt: null,
      pausedMs: 0,
      endedAt: null,
      withdrawnAt: null,
      addedMs: 0,
      ready: false,
      outcome: null,
      statement: null,
    })
  })

  it('[F2] is open to a delegation that opted out', () => {
    expect(demoRoster().find(({ id }) => id === 'HUN')?.stance).toBe('opted_out')
    ask('HUN')
    expect(waiting()).toEqual(['HUN'])
  })

  it('[F2] one intervention and one point of order of a delegation wait on an item', () => {
    ask('DEU')
    const refusal = { code: 'already_asked', rule: 'F2' }
    expect(tryAsk('DEU')).toMatchObject(refusal)
    expect(tryAsk('DEU', { kind: 'reply', to: 'opening.1' })).toMatchObject(refusal)
    ask('DEU', { kind: 'order' })
    expect(tryAsk('DEU', { kind: 'order' })).toMatchObject(refusal)
    ask('DEU', { item: tourItem })
    next()
    ask('DEU', { kind: 'order' })
    next()
    next()
    ask('DEU')
    expect(waiting()).toEqual(['DEU'])
  })

  it('[F2] needs an open item, or one that is named and not closed', () => {
    const closed = { code: 'item_closed', params: { title: 'Opening by the co-chairs' } }
    board.must('agenda:next', {})
    expect(tryAsk('DEU', { item: opening })).toMatchObject(closed)
    expect(tryAsk('DEU', { item: 'nowhere' })).toMatchObject({ code: 'not_found' })
    expect(new Board().actFor('DEU', 'floor:ask', { kind: 'statement' })).toMatchObject({
      code: 'item_none',
      rule: 'F2',
    })
  })

  it('[F2] a reply names an entry of the list, and nothing else does; only a point of order has a rank', () => {
    const to = ask('DEU')
    expect(tryAsk('NLD', { kind: 'reply' })).toMatchObject({ code: 'bad_input', rule: 'F2' })
    expect(tryAsk('NLD', { to })).toMatchObject({ code: 'bad_input', rule: 'F2' })
    expect(tryAsk('NLD', { rank: 1 })).toMatchObject({ code: 'bad_input', rule: 'F2' })
    const absent = { code: 'not_found', params: { what: 'entry' } }
    expect(tryAsk('NLD', { kind: 'reply', to: 'opening.9' })).toMatchObject(absent)
    const elsewhere = ask('DEU', { item: tourItem })
    expect(tryAsk('NLD', { kind: 'reply', to: elsewhere })).toMatchObject(absent)
    board.actFor('DEU', 'floor:withdraw', { entry: to })
    expect(tryAsk('NLD', { kind: 'reply', to })).toMatchObject(absent)
  })

  it('[F2] is taken thirty times of a delegation on one item', () => {
    for (let n = 1; n <= 30; n++) board.actFor('DEU', 'floor:withdraw', { entry: ask('DEU') })
    expect(tryAsk('DEU')).toMatchObject({ code: 'asked_often', params: { limit: 30 } })
    expect(list()).toHaveLength(30)
    ask('DEU', { item: tourItem })
  })

  it('[F2] is possible before the session, and over once it is closed', () => {
    board.must('session:suspend', {})
    const entry = ask('DEU')
    board.must('session:close', {})
    const closed = { code: 'session_closed', rule: 'S3' }
    expect(tryAsk('NLD')).toMatchObject(closed)
    expect(board.actFor('DEU', 'floor:withdraw', { entry })).toMatchObject(closed)
    expect(board.actFor('DEU', 'floor:ready', { entry, ready: true })).toMatchObject(closed)
    expect(board.act('tour:start', { item: tourItem, order: 'name' })).toMatchObject(closed)
    const early = new Board('planned')
    early.must('agenda:set', { items: [...agenda], seen: planSeen(early.doc) })
    expect(early.actFor('DEU', 'floor:ask', { kind: 'statement', item: opening })).toMatchObject({
      output: { entry: 'opening.1' },
    })
  })
})

describe('what waits', () => {
  it('[F2] is withdrawn by its delegation or by the chair, and stays on the list', () => {
    const own = ask('DEU')
    const other = ask('NLD')
    expect(board.actFor('NLD', 'floor:withdraw', { entry: own })).toMatchObject({
      code: 'edit_foreign',
      params: { owner: 'DEU' },
    })
    board.actFor('DEU', 'floor:withdraw', { entry: own })
    board.must('floor:withdraw', { entry: other })
    expect(waiting()).toEqual([])
    expect(list().map(({ withdrawnAt }) => withdrawnAt)).toEqual([board.now - 1000, board.now])
    expect(board.actFor('DEU', 'floor:withdraw', { entry: own })).toMatchObject({
      code: 'not_waiting',
    })
    expect(board.must('floor:withdraw', { entry: ask('DEU') }).output).toEqual({})
  })

  it('[F14] a hand raised in the hall is put on the list by the chair or the secretary, as if it had asked itself', () => {
    const enter = (who: string, role: Role, kind: 'statement' | 'order' = 'statement') => {
      const delegation = role === 'chair' ? 'GBR' : null
      const actor = { ...actorFor('floor:enter'), role, delegation, name: 'Anna Berg' }
      return board.act('floor:enter', { delegation: who, kind }, { actor })
    }
    ask('DEU')
    expect(enter('NOR', 'chair')).toMatchObject({ output: { entry: 'opening.2' } })
    expect(enter('UKR', 'secretary')).toMatchObject({ output: { entry: 'opening.3' } })
    expect(waiting()).toEqual(['DEU', 'NOR', 'UKR'])
    expect(list().map(({ enteredBy }) => enteredBy)).toEqual([null, 'chair', 'secretary'])
    expect(row('opening.2')).toMatchObject({ askedBy: 'Anna Berg', delegation: 'NOR' })
    const waits = { code: 'already_asked', rule: 'F2', params: { delegation: 'NOR' } }
    expect(tryAsk('NOR')).toMatchObject(waits)
    expect(enter('NOR', 'chair')).toMatchObject(waits)
    expect(enter('XYZ', 'chair')).toMatchObject({ code: 'not_found', rule: 'F14' })
    expect(board.actFor('NOR', 'floor:withdraw', { entry: 'opening.2' })).toHaveProperty('facts')
    board.must('floor:close', { item: opening, at: 0 })
    expect(enter('NOR', 'chair')).toMatchObject({ code: 'list_closed', rule: 'F4' })
    expect(enter('NOR', 'chair', 'order')).toHaveProperty('facts')
  })

  it('[F2] says whether it is ready', () => {
    const entry = ask('DEU')
    board.actFor('DEU', 'floor:ready', { entry, ready: true })
    expect(row(entry).ready).toBe(true)
    board.actFor('DEU', 'floor:ready', { entry, ready: false })
    expect(row(entry).ready).toBe(false)
    expect(board.actFor('NLD', 'floor:ready', { entry, ready: true })).toMatchObject({
      code: 'edit_foreign',
    })
    next()
    expect(board.actFor('DEU', 'floor:ready', { entry, ready: true })).toMatchObject({
      code: 'not_waiting',
    })
  })

  it('[F3] is called by rank, then in reply to what is being said, then by place', () => {
    const germany = ask('DEU')
    ask('NLD')
    ask('NOR', { kind: 'reply', to: germany })
    ask('GBR', { kind: 'order' })
    ask('FRA', { kind: 'order', rank: 2 })
    expect(waiting()).toEqual(['FRA', 'GBR', 'DEU', 'NOR', 'NLD'])
    const called: (string | null)[] = []
    while (waiting().length > 0) {
      next()
      called.push(speaker())
    }
    expect(called).toEqual(['FRA', 'GBR', 'DEU', 'NOR', 'NLD'])
  })
})

describe('a list that has closed', () => {
  it('[F4] takes points of order and nothing else, until it is opened again', () => {
    board.must('floor:close', { item: opening, at: board.now + 3000 })
    ask('DEU')
    expect(tryAsk('NLD')).toMatchObject({ code: 'list_closed', rule: 'F4' })
    expect(tryAsk('NLD', { kind: 'reply', to: 'opening.1' })).toMatchObject({ code: 'list_closed' })
    ask('NLD', { kind: 'order' })
    board.must('floor:close', { item: opening, at: null })
    ask('NLD')
    expect(waiting()).toEqual(['NLD', 'DEU', 'NLD'])
  })

  it('[F4] is that of one item', () => {
    board.must('floor:close', { item: opening, at: 0 })
    ask('DEU', { item: tourItem })
    expect(board.act('floor:close', { item: 'nowhere', at: 0 })).toMatchObject({
      code: 'not_found',
      rule: 'F4',
    })
  })
})

describe('giving the floor', () => {
  it('[F1][F5] to the next ends what was being said', () => {
    const [germany, norway] = [ask('DEU'), ask('NOR')]
    expect(next()).toBe(germany)
    expect(next()).toBe(norway)
    expect(row(germany).endedAt).toBe(row(norway).beganAt)
    expect(next()).toBeNull()
    expect(speaking()).toBeNull()
    expect(board.act('floor:next', { speaking: null })).toMatchObject({
      code: 'nobody_waits',
      rule: 'F5',
    })
  })

  it('[F1] to a point of order interrupts, and the floor goes back, paused', () => {
    const germany = ask('DEU')
    next()
    const order = ask('NOR', { kind: 'order' })
    ask('NLD')
    give(order)
    expect(speaker()).toBe('NOR')
    expect(interruptedNow(list())?.id).toBe(germany)
    const heard = spokenMs(row(germany), board.now)
    expect(next()).toBe(germany)
    expect(row(germany)).toMatchObject({ endedAt: null, pausedAt: row(order).beganAt })
    expect(spokenMs(row(germany), board.now + 60_000)).toBe(heard)
    board.must('floor:resume', { entry: germany })
    expect(spokenMs(row(germany), board.now + 60_000)).toBe(heard + 60_000)
    expect(next()).toBe('opening.3')
  })

  it('[F1] to a second point of order ends the first; to anybody else ends the interrupted one too', () => {
    const germany = ask('DEU')
    next()
    const [first, second] = [ask('NOR', { kind: 'order' }), ask('GBR', { kind: 'order' })]
    const netherlands = ask('NLD')
    give(first)
    give(second)
    expect(row(first).endedAt).not.toBeNull()
    expect(interruptedNow(list())?.id).toBe(germany)
    give(netherlands)
    expect([row(second).endedAt, row(germany).endedAt]).toEqual([
      row(netherlands).beganAt,
      row(netherlands).beganAt,
    ])
    expect(interruptedNow(list())).toBeNull()
  })

  it('[F5] to a named entry needs one that waits on the list of the open item', () => {
    const germany = ask('DEU')
    ask('NOR')
    const elsewhere = ask('NLD', { item: tourItem })
    give('opening.2')
    expect(speaker()).toBe('NOR')
    const now = { speaking: 'opening.2' }
    expect(board.act('floor:give', { entry: elsewhere, ...now })).toMatchObject({
      code: 'item_other',
      params: { title: 'Tour de table: all other announcements' },
    })
    const absent = { code: 'not_found', params: { what: 'entry' } }
    expect(board.act('floor:give', { entry: 'opening.7', ...now })).toMatchObject(absent)
    expect(board.act('floor:give', { entry: 'nowhere.1', ...now })).toMatchObject(absent)
    board.actFor('DEU', 'floor:withdraw', { entry: germany })
    expect(board.act('floor:give', { entry: germany, ...now })).toMatchObject({
      code: 'not_waiting',
    })
  })

  it('[F5] on a floor that has moved on changes nothing', () => {
    const [germany, norway, netherlands] = [ask('DEU'), ask('NOR'), ask('NLD')]
    next()
    const moved = { code: 'floor_moved', rule: 'F5' }
    const before = board.doc.toJSON()
    for (const speaking of [null, norway]) {
      expect(board.act('floor:next', { speaking })).toMatchObject(moved)
      expect(board.act('floor:give', { entry: netherlands, speaking })).toMatchObject(moved)
    }
    expect(board.act('floor:pause', { entry: norway })).toMatchObject(moved)
    expect(board.act('floor:resume', { entry: norway })).toMatchObject(moved)
    expect(board.act('floor:end', { entry: norway })).toMatchObject(moved)
    expect(board.act('floor:undo', { at: 1 })).toMatchObject({ ...moved, rule: 'F7' })
    expect(board.doc.toJSON()).toEqual(before)
    expect(speaking()).toBe(germany)
  })

  it.each<[SessionState]>([['suspended'], ['closed']])(
    '[F5] (%s) needs the session open, and an open item',
    (state) => {
      const entry = ask('DEU')
      board.must(state === 'suspended' ? 'session:suspend' : 'session:close', {})
      const refusal = { code: 'session_state', params: { state, needed: 'open' } }
      expect(board.act('floor:next', { speaking: null })).toMatchObject(refusal)
      expect(board.act('floor:give', { entry, speaking: null })).toMatchObject(refusal)
      expect(board.act('floor:undo', { at: 0 })).toMatchObject(refusal)
      const idle = new Board()
      const none = { code: 'item_none' }
      expect(idle.act('floor:next', { speaking: null })).toMatchObject(none)
      expect(idle.act('floor:end', { entry })).toMatchObject(none)
    },
  )
})

describe('the clock of a speech', () => {
  it('[F6] has the limit under which it began, and what is granted', () => {
    const [germany, norway] = [ask('DEU'), ask('NOR')]
    board.must('floor:limit', { item: opening, seconds: 180 })
    board.must('floor:grant', { entry: germany, seconds: 30 })
    next()
    const began = row(germany).beganAt ?? 0
    expect(endOf(row(germany))).toBe(began + 210_000)
    board.must('floor:grant', { entry: germany, seconds: 60 })
    board.must('floor:limit', { item: opening, seconds: null })
    expect(endOf(row(germany))).toBe(began + 270_000)
    next()
    expect(endOf(row(norway))).toBeNull()
    expect(board.act('floor:grant', { entry: germany, seconds: 60 })).toMatchObject({
      code: 'speech_over',
      rule: 'F6',
    })
    expect(board.act('floor:limit', { item: 'nowhere', seconds: 60 })).toMatchObject({
      code: 'not_found',
    })
  })

  it('[F6] stands while the speech is paused, and its end moves by the pause', () => {
    board.must('floor:limit', { item: opening, seconds: 180 })
    const entry = ask('DEU')
    next()
    const end = endOf(row(entry)) ?? 0
    board.must('floor:pause', { entry })
    expect(endOf(row(entry))).toBeNull()
    expect(remainingMs(row(entry), board.now + 60_000)).toBe(179_000)
    expect(board.act('floor:pause', { entry })).toMatchObject({ code: 'speech_paused' })
    board.now += 60_000
    board.must('floor:resume', { entry })
    expect(endOf(row(entry))).toBe(end + row(entry).pausedMs)
    expect(row(entry).pausedMs).toBe(62_000)
    expect(board.act('floor:resume', { entry })).toMatchObject({ code: 'speech_running' })
  })

  it('[F6] runs over without being cut off', () => {
    board.must('floor:limit', { item: opening, seconds: 60 })
    const entry = ask('DEU')
    next()
    board.now += 90_000
    expect(speaking()).toBe(entry)
    expect(remainingMs(row(entry), board.now)).toBe(-30_000)
  })

  it('[F9] counts for the delegation: its statements and turns, without pauses', () => {
    const germany = ask('DEU')
    next()
    board.now += 9000
    board.must('floor:pause', { entry: germany })
    board.now += 60_000
    board.must('floor:resume', { entry: germany })
    board.now += 4000
    const reply = ask('NOR', { kind: 'reply', to: germany })
    next()
    expect(speaking()).toBe(reply)
    board.now += 30_000
    const order = ask('FRA', { kind: 'order' })
    give(order)
    board.must('floor:end', { entry: order })
    expect([...clocksOf(list(), board.now)]).toEqual([
      ['DEU', { spokenMs: 16_000, overMs: 0, speeches: 1 }],
    ])
  })
})

describe('taking back a slip', () => {
  it('[F7] restores the board that stood before the floor was given', () => {
    const germany = ask('DEU')
    ask('NOR')
    next()
    board.must('floor:pause', { entry: germany })
    const before = board.doc.toJSON()
    next()
    undo()
    expect(board.doc.toJSON()).toEqual(before)
  })

  it('[F7] restores an interrupted speech as it ran, and an ended point of order as it was', () => {
    ask('DEU')
    next()
    const order = ask('NOR', { kind: 'order' })
    const running = board.doc.toJSON()
    give(order)
    const broken = board.doc.toJSON()
    board.must('floor:end', { entry: order })
    undo()
    expect(board.doc.toJSON()).toEqual(broken)
    undo()
    expect(board.doc.toJSON()).toEqual(running)
  })

  it('[F7] leaves the end of a point of order once the interrupted speech has gone on', () => {
    const germany = ask('DEU')
    next()
    const order = ask('NOR', { kind: 'order' })
    give(order)
    board.must('floor:end', { entry: order })
    const { at } = lastTurnOf(list()) ?? { at: 0 }
    board.must('floor:resume', { entry: germany })
    const passed = { code: 'undo_passed', rule: 'F7' }
    expect(board.act('floor:undo', { at })).toMatchObject(passed)
    board.must('floor:pause', { entry: germany })
    expect(board.act('floor:undo', { at })).toMatchObject(passed)
  })

  it('[F7] takes back one turn after another, none after 60 s, and none where there is none', () => {
    const [germany, norway] = [ask('DEU'), ask('NOR')]
    expect(board.act('floor:undo', { at: 0 })).toMatchObject({ code: 'undo_nothing', rule: 'F7' })
    next()
    next()
    undo()
    expect(speaking()).toBe(germany)
    undo()
    expect(waiting()).toEqual(['DEU', 'NOR'])
    next()
    board.now += 59_000
    undo()
    next()
    board.now += 60_000
    expect(board.act('floor:undo', { at: lastTurnOf(list())?.at ?? 0 })).toMatchObject({
      code: 'undo_late',
      params: { seconds: 61, limit: 60 },
    })
    expect(row(norway).beganAt).toBeNull()
  })

  it('[F7] takes back the end that came with another item, once that item is open again', () => {
    const entry = ask('DEU')
    next()
    board.must('agenda:next', {})
    expect(row(entry).endedAt).toBe(board.now)
    expect(board.act('floor:undo', { at: board.now })).toMatchObject({ code: 'undo_nothing' })
    board.must('agenda:previous', {})
    undo()
    expect(speaking()).toBe(entry)
  })

  it('[F7] tells turns apart that happen within one millisecond, or while the clock is set back', () => {
    const entries = [ask('DEU'), ask('NOR'), ask('NLD')]
    for (const _ of entries) {
      next()
      board.now -= 1000
    }
    expect(lastTurnOf(list())?.began.map(({ id }) => id)).toEqual([entries[2]])
    board.now -= 60_000
    undo()
    expect(speaking()).toBe(entries[1])
    undo()
    expect(speaking()).toBe(entries[0])
  })
})

describe('putting the list in order', () => {
  const order = (entries: readonly string[], seen: readonly string[]) =>
    board.act('floor:order', { item: opening, entries: [...entries], seen: [...seen] })

  it('[F8] names all that wait, as they were and as they are to be', () => {
    const [a, b, c] = [ask('DEU'), ask('NOR'), ask('NLD')]
    expect(order([c, a, b], [a, b, c])).toMatchObject({ output: {} })
    expect(waiting()).toEqual(['NLD', 'DEU', 'NOR'])
    ask('FRA')
    expect(waiting()).toEqual(['NLD', 'DEU', 'NOR', 'FRA'])
  })

  it('[F8] fails on a list that has changed, and on any but its entries', () => {
    const [a, b, c] = [ask('DEU'), ask('NOR'), ask('NLD')]
    const stale = { code: 'list_stale', rule: 'F8' }
    expect(order([b, a], [a, b])).toMatchObject(stale)
    order([b, a, c], [a, b, c])
    expect(order([c, a, b], [a, b, c])).toMatchObject(stale)
    for (const entries of [[b, a], [b, a, a], [b, a, c, c], []])
      expect(order(entries, [b, a, c])).toMatchObject({ code: 'bad_input', rule: 'F8' })
    next()
    expect(order([c, b, a], [b, a, c])).toMatchObject(stale)
    expect(board.act('floor:order', { item: 'nowhere', entries: [], seen: [] })).toMatchObject({
      code: 'not_found',
    })
  })

  it('[F8] keeps points of order before the rest and replies under what they answer', () => {
    const germany = ask('DEU')
    const norway = ask('NOR')
    const reply = ask('NLD', { kind: 'reply', to: germany })
    const motion = ask('FRA', { kind: 'order' })
    const seen = [motion, germany, reply, norway]
    const refusal = { code: 'list_order', rule: 'F8' }
    expect(order([germany, reply, motion, norway], seen)).toMatchObject(refusal)
    expect(order([motion, germany, norway, reply], seen)).toMatchObject(refusal)
    expect(order([motion, norway, germany, reply], seen)).toMatchObject({ output: {} })
    expect(waiting()).toEqual(['FRA', 'NOR', 'DEU', 'NLD'])
  })
})

describe('the tour de table of 11 April 2025', () => {
  const donors = demoRoster().filter(
    ({ role, stance }) => role === 'donor' && stance === 'participates',
  )
  const start = (order: 'name' | 'lot', language?: 'en' | 'fr' | 'uk') =>
    board.act('tour:start', { item: tourItem, order, ...(language && { language }) })
  const turns = () => tourOf(list(tourItem))?.turns.map(({ delegation }) => delegation) ?? []
  const goThere = () => {
    while (readSession(board.doc).currentItem !== tourItem) board.must('agenda:next', {})
  }
  const call = () => {
    const now = speakerNow(list(tourItem))?.id ?? null
    return board.must('floor:next', { speaking: now }).output.entry
  }

  it('[F10] has one turn for each donor that participates, in the alphabet of a language', () => {
    expect(donors).toHaveLength(56)
    start('name', 'fr')
    const names = turns().map((id) => readRow(board.doc, 'roster', id)?.nameFr)
    expect(turns().toSorted()).toEqual(donors.map(({ id }) => id).toSorted())
    expect(turns()).not.toContain('HUN')
    expect(names.slice(0, 4)).toEqual(['Albanie', 'Allemagne', 'Argentine', 'Australie'])
    expect(names.indexOf('États-Unis')).toBe(names.indexOf('Estonie') + 1)
    expect(readRow(board.doc, 'agenda', tourItem)?.lot).toBeNull()
  })

  it.each([
    ['en' as const, 'Albania', 'United States'],
    ['uk' as const, 'Австралія', 'Японія'],
  ])('[F10] (%s) begins with %s and ends with %s', (language, first, last) => {
    start('name', language)
    const names = turns().map((id) => {
      const delegation = readRow(board.doc, 'roster', id)
      return language === 'en' ? delegation?.nameEn : delegation?.nameUk
    })
    expect([names[0], names.at(-1)]).toEqual([first, last])
  })

  it('[F10] by lot can be drawn again by anybody, and no two lots are alike', () => {
    const done = start('lot')
    const lot = readRow(board.doc, 'agenda', tourItem)?.lot ?? ''
    expect(isRefusal(done) ? [] : done.facts).toContainEqual({
      root: 'agenda',
      row: tourItem,
      field: 'lot',
      value: lot,
    })
    const ids = donors.map(({ id }) => id)
    expect(turns()).toEqual(orderByLot(ids, lot))
    expect(turns()).toEqual(orderByLot(ids.toReversed(), lot))
    expect(turns()).not.toEqual(orderByLot(ids, `${lot}.`))
    expect(turns()).not.toEqual(ids)
  })

  it('[F10] the next one begins when it is over', () => {
    start('name')
    expect(start('name')).toMatchObject({ code: 'tour_running', params: { left: 56 } })
    goThere()
    for (const _ of donors) call()
    expect(start('lot')).toMatchObject({ code: 'tour_running', params: { left: 1 } })
    call()
    expect(start('lot')).toMatchObject({ output: { entries: expect.any(Array) as string[] } })
    expect(list(tourItem)).toHaveLength(112)
    expect(tourOf(list(tourItem))?.unanswered).toHaveLength(56)
  })

  it('[F10] needs an item that is not closed, and delegations', () => {
    expect(board.act('tour:start', { item: 'nowhere', order: 'lot' })).toMatchObject({
      code: 'not_found',
    })
    board.must('agenda:next', {})
    expect(board.act('tour:start', { item: opening, order: 'lot' })).toMatchObject({
      code: 'item_closed',
    })
    const delegations = demoRoster().map((entry) => ({ ...entry, role: 'organisation' as const }))
    board.must('roster:import', { delegations })
    expect(start('name')).toMatchObject({ code: 'tour_nobody', rule: 'F10' })
  })

  it('[F10] comes after those who asked before it, and a delegation may ask beside its turn', () => {
    ask('UKR', { item: tourItem })
    start('name')
    ask('ALB', { item: tourItem })
    expect(waiting(tourItem).slice(0, 2)).toEqual(['UKR', 'ALB'])
    expect(waiting(tourItem)).toHaveLength(58)
  })

  it('[F11] is answered before a turn or in it, and who answered is not called', () => {
    start('name')
    goThere()
    const [albania = '', argentina = '', australia = ''] = list(tourItem).map(({ id }) => id)
    const answer = (delegation: string, entry: string, outcome: 'passes' | 'nothing' | null) =>
      board.actFor(delegation, 'tour:answer', { entry, outcome })
    answer('ALB', albania, 'passes')
    answer('ARG', argentina, 'nothing')
    expect(call()).toBe(australia)
    answer('AUS', australia, 'nothing')
    expect(row(australia)).toMatchObject({ outcome: 'nothing', endedAt: null })
    answer('ALB', albania, null)
    expect(waiting(tourItem)[0]).toBe('ALB')
    expect(call()).toBe(albania)
    expect(answer('AUS', australia, 'passes')).toMatchObject({ code: 'turn_over', rule: 'F11' })
    expect(answer('AUS', albania, 'passes')).toMatchObject({ code: 'edit_foreign' })
    expect(tourOf(list(tourItem))?.unanswered).toHaveLength(53)
  })

  it('[F11] is not withdrawn by a delegation; the chair strikes a turn', () => {
    start('name')
    const entry = speakerIdOf(tourItem, 1)
    expect(board.actFor('ALB', 'floor:withdraw', { entry })).toMatchObject({
      code: 'turn_to_answer',
    })
    board.must('floor:withdraw', { entry })
    expect(turns()).toHaveLength(55)
    expect(board.actFor('ALB', 'tour:answer', { entry, outcome: 'passes' })).toMatchObject({
      code: 'turn_over',
    })
    const asked = ask('ALB', { item: tourItem })
    expect(board.actFor('ALB', 'tour:answer', { entry: asked, outcome: 'passes' })).toMatchObject({
      code: 'not_found',
    })
  })
})

describe('what ends or pauses a speech', () => {
  it.each([['agenda:next' as const], ['agenda:previous' as const], ['session:close' as const]])(
    '[F12] %s ends it',
    (act) => {
      if (act === 'agenda:previous') board.must('agenda:next', {})
      const entry = ask('DEU')
      board.must('floor:give', { entry, speaking: null })
      board.must(act, {})
      expect(row(entry).endedAt).toBe(board.now)
      expect([...readRows(board.doc, 'speakers').values()]).toHaveLength(1)
    },
  )

  it('[F12] suspending pauses it, and it goes on when the chair resumes it', () => {
    const entry = ask('DEU')
    next()
    board.must('session:suspend', {})
    expect(row(entry)).toMatchObject({ pausedAt: board.now, endedAt: null })
    board.must('session:open', {})
    expect(row(entry).pausedAt).not.toBeNull()
    board.must('floor:resume', { entry })
    expect(row(entry).pausedAt).toBeNull()
  })
})

describe('what an act on the floor costs', () => {
  it('is a matter of the list, not of the requests and pledges on the board', () => {
    while (readSession(board.doc).currentItem !== tourItem) board.must('agenda:next', {})
    board.must('tour:start', { item: tourItem, order: 'lot' })
    const read = new Set<string>()
    const written: number[] = []
    const getMap = board.doc.getMap.bind(board.doc)
    board.doc.getMap = (name: string) => {
      read.add(name)
      return getMap(name)
    }
    board.doc.on('update', (update: Uint8Array) => written.push(update.length))
    board.must('floor:next', { speaking: null })
    const { id } = speakerNow(list(tourItem)) ?? { id: '' }
    board.must('floor:pause', { entry: id })
    board.must('floor:next', { speaking: id })
    board.must('floor:undo', { at: lastTurnOf(list(tourItem))?.at ?? 0 })
    ask('UKR', { item: tourItem })
    expect([...read].toSorted()).toEqual(['agenda', 'overlays', 'roster', 'session', 'speakers'])
    expect(Math.max(...written)).toBeLessThan(600)
  })
})

describe('a floor that nobody leads', () => {
  it('[F12][H3] stands still; delegations go on asking, and withdrawing', () => {
    const entry = ask('DEU')
    next()
    board.must('lead:lost', {})
    expect(row(entry)).toMatchObject({ pausedAt: board.now, endedAt: null })
    expect(board.act('floor:resume', { entry })).toMatchObject({ code: 'floor_frozen' })
    board.actFor('NOR', 'floor:withdraw', { entry: ask('NOR') })
    expect(list().at(-1)?.withdrawnAt).toBe(board.now)
    board.must('lead:return', {})
    expect(row(entry).pausedAt).not.toBeNull()
    board.must('floor:resume', { entry })
    expect(row(entry).pausedAt).toBeNull()
  })
})

describe('the roster', () => {
  it('[L8] cannot drop a delegation that stands on a list of speakers', () => {
    ask('NOR')
    const delegations = demoRoster().filter(({ id }) => id !== 'NOR')
    expect(board.act('roster:import', { delegations })).toMatchObject({
      code: 'roster_in_use',
      params: { delegation: 'NOR' },
    })
  })
})
