// Attendance in confidence, over the real doors: the chair's team has the marks, and nobody else a byte of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRow, readRows, readSession, teamRoots } from '#shared/board.ts'
import { connectSeat, type SeatClient } from '#test/support/seat.ts'
import { startServer, type TestServer } from '#test/support/server.ts'
import { until } from '#test/support/until.ts'

let server: TestServer
let chair: SeatClient
let desk: SeatClient
let norway: SeatClient
const open: SeatClient[] = []

async function sit(
  ...args: Parameters<typeof connectSeat> extends [unknown, ...infer R] ? R : never
) {
  const seat = await connectSeat(server, ...args)
  open.push(seat)
  return seat
}

beforeAll(async () => {
  server = await startServer({ env: { ABSENCE_MS: '200' } })
  chair = await sit('chair', 'GBR')
  desk = await sit('secretary', null, { door: 'caucus' })
  norway = await sit('delegate', 'NOR')
})
afterAll(async () => {
  for (const seat of open) seat.close()
  await server.stop()
})

const session = () => readSession(norway.doc)
const attendee = (id: string) => readRow(desk.doc, 'attendance', id)
/** Everything a seat was ever given, as text. */
const heldBy = ({ doc }: SeatClient) => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('latin1')
const othersSeenBy = ({ provider }: SeatClient) =>
  [...provider.awareness.getStates().keys()].filter((id) => id !== provider.awareness.clientID)

describe('attendance in confidence', () => {
  it('[Q8] takes what was open off the board, and everyone off it who was seen there', async () => {
    await until(() => readRow(norway.doc, 'roster', 'NOR')?.present, 'Norway to be connected')
    await chair.act('roll:all', {})
    await until(() => readRow(norway.doc, 'roster', 'NOR')?.attendance === 'present', 'the mark')
    chair.provider.awareness.setLocalStateField('looking', null)
    await until(() => othersSeenBy(norway).length > 0, 'the chair to be seen')
    expect(await chair.act('attendance:set', { mode: 'confidential' })).toEqual({ ok: true })
    await until(() => session().attendance === 'confidential', 'the new way')
    for (const [, row] of readRows(norway.doc, 'roster'))
      expect(row).toMatchObject({
        attendance: null,
        attendanceAt: null,
        present: false,
        presentAt: null,
      })
    expect(session()).toMatchObject({ rollCallAt: null, quorumNoted: null })
    await until(() => othersSeenBy(norway).length === 0, 'nobody to be seen')
    await until(() => attendee('NOR')?.present, 'the team to know who is connected')
  })

  it('[Q8] marks stand with the team, the quorum’s yes or no on the board, and nothing more', async () => {
    await chair.act('quorum:set', { quorum: 2 })
    await until(() => session().quorumNoted === false, 'no quorum')
    expect(await chair.act('roll:all', {})).toMatchObject({ error: { code: 'attendance_mode' } })
    await chair.act('roll:begin', {})
    const marks = [
      ['DEU', 'excused', null],
      ['GBR', 'present', null],
      ['LVA', 'represented', 'GBR'],
    ] as const
    for (const [delegation, mark, representedBy] of marks)
      expect(await chair.act('attendance:mark', { delegation, mark, representedBy })).toEqual({
        ok: true,
      })
    await until(() => attendee('LVA')?.representedBy === 'GBR', 'the marks at the team')
    await until(() => session().quorumNoted === true, 'a quorum')
    expect(
      await chair.act('attendance:mark', {
        delegation: 'EST',
        mark: 'represented',
        representedBy: 'LVA',
      }),
    ).toMatchObject({ error: { code: 'represented_chain', rule: 'Q3' } })
    await chair.act('attendance:mark', { delegation: 'GBR', mark: 'absent' })
    await until(() => session().quorumNoted === false, 'no quorum any more')
  })

  it('[Q8] who comes and goes is noted with the team, not on the board and not in the ledger', async () => {
    const poland = await sit('delegate', 'POL')
    await until(() => attendee('POL')?.present === true, 'Poland’s arrival')
    poland.close()
    await until(() => attendee('POL')?.present === false, 'Poland’s departure')
    expect(readRow(norway.doc, 'roster', 'POL')).toMatchObject({ present: false, presentAt: null })
    const rows = await server.storage.readLedger(server.session, 0)
    const since = rows.findLastIndex(({ act }) => act === 'attendance:set')
    const acts = rows.slice(since + 1).map(({ act, input, facts }) => `${act} ${input} ${facts}`)
    expect(acts.length).toBeGreaterThan(2)
    expect(acts.filter((act) => /POL|excused|:(mark|all) /.test(act))).toEqual([])
  })

  it('[Q8] a delegate, an observer and a screen hold no mark, however they come', async () => {
    const late = await sit('delegate', 'NOR')
    const caucus = await sit('delegate', 'NOR', { door: 'caucus' })
    const observer = await sit('observer')
    const screen = await sit('screen')
    for (const seat of [norway, late, caucus, observer, screen]) {
      for (const root of teamRoots) expect(seat.doc.share.has(root)).toBe(false)
      for (const [, row] of readRows(seat.doc, 'roster'))
        expect([row.present, row.attendance, row.representedBy]).toEqual([false, null, null])
      expect(othersSeenBy(seat)).toEqual([])
    }
    // What went over the wire after the change, not only what stands.
    for (const seat of [norway, late, caucus, observer, screen])
      expect(heldBy(seat)).not.toMatch(/excused|represented(?!By)/)
    expect(heldBy(desk)).toMatch(/excused/)
  })

  it('[Q8] made open again, the board takes over nothing, and who is connected is seen', async () => {
    await chair.act('attendance:set', { mode: 'open' })
    await until(() => readRow(norway.doc, 'roster', 'NOR')?.present === true, 'Norway')
    expect(session()).toMatchObject({ attendance: 'open', rollCallAt: null, quorumNoted: null })
    expect(readRow(norway.doc, 'roster', 'DEU')?.attendance).toBeNull()
    expect(
      await chair.act('attendance:mark', { delegation: 'DEU', mark: 'present' }),
    ).toMatchObject({
      error: { code: 'attendance_mode', rule: 'Q8' },
    })
  })
})
