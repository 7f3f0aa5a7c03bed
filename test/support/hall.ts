// A hall under attack: the attacker is a delegate of the Netherlands with rows of its own, the victim is Germany.
// After each attack the board is as before for everyone, nothing is pending, and the victim's next edit works.
import { expect } from 'vitest'
import * as Y from 'yjs'
import { createRow, readRow, rootOf, type RowRoot } from '#shared/board.ts'
import { digestOf } from '#shared/digest.ts'
import { isRefusal } from '#shared/refusals.ts'
import { serverClientIds } from '#server/room/guard/judge.ts'
import { pledgeOfMeeting, requestOfMeeting, stockOf } from './board.ts'
import { type Block, contents, type Id, idOf, item, type Struct, updateOf } from './bytes.ts'
import { emptyStep1, openBoard, type RawBoard, step2, updateFrame } from './raw.ts'
import { connectSeat, type SeatClient } from './seat.ts'
import { startServer, type TestServer } from './server.ts'
import { until } from './until.ts'

/** A name, the rule it breaks, and its bytes. */
export type Attack = readonly [what: string, rule: string, make: () => Uint8Array]

/** What stands, for every root that matters, and how far each client but the server has written. */
export function standing(doc: Y.Doc): string {
  const roots = [
    'requests',
    'pledges',
    'stocks',
    'session',
    'agreements',
    'tasks',
    'agenda',
    'speakers',
  ]
  const rows = Object.fromEntries(roots.map((root) => [root, doc.getMap(root).toJSON()]))
  // Who is present comes and goes by itself.
  const roster = Object.entries(doc.getMap('roster').toJSON() as Record<string, object>).map(
    ([id, row]) => [id, { ...row, present: null, presentAt: null }] as const,
  )
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))]
    .filter(([client]) => client < serverClientIds.from)
    .sort(([a], [b]) => a - b)
  return digestOf({ rows, roster, clocks })
}

const digestOfBytes = (doc: Y.Doc) =>
  digestOf(Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex'))

export class Hall {
  readonly server: TestServer
  readonly observer: SeatClient
  readonly victim: SeatClient
  readonly honest: SeatClient
  /** A row of Germany, one of the Netherlands, one of Kyiv; a stock of each donor bears the id of its pledge. */
  readonly foreign: string
  readonly own: string
  readonly request: string
  readonly doc: Y.Doc
  readonly #token: string
  readonly #raws: RawBoard[] = []
  #freshId = 5000
  #edits = 0

  private constructor(
    server: TestServer,
    seats: Record<'observer' | 'victim' | 'honest', SeatClient>,
    rows: Record<'foreign' | 'own' | 'request', string>,
    doc: Y.Doc,
    token: string,
  ) {
    this.server = server
    this.observer = seats.observer
    this.victim = seats.victim
    this.honest = seats.honest
    this.foreign = rows.foreign
    this.own = rows.own
    this.request = rows.request
    this.doc = doc
    this.#token = token
  }

  static async open(): Promise<Hall> {
    // Kyiv's departure is noted long after the attacks, the arrivals before them: what the server writes in between
    // would move its clock on.
    const server = await startServer({ env: { LIMIT_FAULTS: '10000', ABSENCE_MS: '600000' } })
    const [observer, victim, honest, kyiv] = await Promise.all([
      connectSeat(server, 'screen'),
      connectSeat(server, 'delegate', 'DEU'),
      connectSeat(server, 'delegate', 'NLD'),
      connectSeat(server, 'kyiv', 'UKR'),
    ])
    const foreign = victim.pledge({ ...pledgeOfMeeting('udcg-27', 0) })
    const own = honest.pledge({ ...pledgeOfMeeting('udcg-27', 1) })
    const request = kyiv.request({ ...requestOfMeeting('udcg-27', 0) })
    createRow(victim.doc, 'stocks', foreign, { ...stockOf() })
    createRow(honest.doc, 'stocks', own, { ...stockOf() })
    await until(
      () =>
        readRow(observer.doc, 'pledges', foreign) &&
        readRow(observer.doc, 'pledges', own) &&
        readRow(observer.doc, 'stocks', foreign) &&
        readRow(observer.doc, 'stocks', own) &&
        readRow(observer.doc, 'requests', request),
      'the rows',
    )
    const here = ['DEU', 'NLD', 'UKR']
    await until(
      () => here.every((id) => readRow(observer.doc, 'roster', id)?.present === true),
      'the arrivals to be noted',
    )
    kyiv.close()
    const doc = await server.app.rooms.use(server.session, (room) => room.doc)
    if (doc === null) throw new Error('there is no room')
    const token = await server.token('delegate', 'NLD')
    return new Hall(server, { observer, victim, honest }, { foreign, own, request }, doc, token)
  }

  async close(): Promise<void> {
    // G12: in all of this the guard was never surprised.
    const surprises = /surprised|tick failed|"level":[56]0/
    expect(this.server.logged.filter((line) => surprises.test(line))).toEqual([])
    for (const { ws } of this.#raws) ws.terminate()
    for (const seat of [this.observer, this.victim, this.honest]) seat.close()
    await this.server.stop()
  }

  /** A client id nobody has used. */
  fresh(): number {
    return ++this.#freshId
  }

  /** The id of the value that stands in a field. */
  valueIn(row: string, field: string, root: RowRoot = 'pledges'): Id {
    return this.#idOf(rootOf(this.doc, root).get(row)?._map.get(field))
  }

  containerOf(row: string, root: RowRoot = 'pledges'): Id {
    return this.#idOf(rootOf(this.doc, root).get(row)?._item)
  }

  clockOf(client: number): number {
    return Y.getState(this.doc.store, client)
  }

  /** A block at the clock at which the client id writes next. */
  next(client: number, structs: readonly Struct[]): Block {
    return { client, clock: this.clockOf(client), structs }
  }

  /** An update of one fresh client id. */
  byFresh(...structs: readonly Struct[]): Uint8Array {
    return updateOf([this.next(this.fresh(), structs)])
  }

  /** A row of the attacker's delegation, with what is required. */
  birth(client: number, id: string, at = 0): Struct[] {
    const { capability, kind, title } = pledgeOfMeeting('udcg-27', 1)
    const parent: Id = [client, at]
    return [
      item({ parent: 'pledges', key: id }, contents.type(1)),
      item({ parent, key: 'capability' }, contents.values(capability)),
      item({ parent, key: 'kind' }, contents.values(kind)),
      item({ parent, key: 'title' }, contents.values(title)),
    ]
  }

  /** A socket of the attacker's (or of whoever's token it is) that has greeted and been shown the board. */
  async enter(token = this.#token): Promise<RawBoard> {
    const raw = openBoard(this.server, `/board/${this.server.session}?token=${token}`)
    this.#raws.push(raw)
    raw.ws.on('open', () => {
      raw.ws.send(step2(Uint8Array.of(0, 0)))
      raw.ws.send(emptyStep1)
    })
    await until(
      () => raw.close() ?? raw.frames.some((frame) => frame[0] === 0 && frame[1] === 1),
      'the board',
    )
    return raw
  }

  /** Sends bytes and tells how the socket ended; the board must be as it was, also for an onlooker. */
  async attack(
    bytes: Uint8Array,
    frame = updateFrame,
    token = this.#token,
  ): Promise<{ code: number; rule: string }> {
    const before = [standing(this.observer.doc), standing(this.doc)]
    const raw = await this.enter(token)
    raw.ws.send(frame(bytes))
    const { code, reason } = await raw.closed()
    expect([standing(this.observer.doc), standing(this.doc)]).toEqual(before)
    await this.expectVictimWorks()
    return { code, rule: reason.split(' ')[0] ?? '' }
  }

  /** The victim writes once more, and everyone sees it, on a board with nothing pending. */
  async expectVictimWorks(): Promise<void> {
    const { victim, observer, foreign, server } = this
    const note = `Delivery in ${String(++this.#edits)} lots`
    rootOf(victim.doc, 'pledges').get(foreign)?.set('note', note)
    await until(() => readRow(observer.doc, 'pledges', foreign)?.note === note, 'the next edit')
    // G12: a room that was surprised would have begun anew, with another document.
    expect(await server.app.rooms.use(server.session, (room) => room.doc)).toBe(this.doc)
    expect(this.doc.store.pendingStructs).toBeNull()
    expect(this.doc.store.pendingDs).toBeNull()
    await until(() => digestOfBytes(observer.doc) === digestOfBytes(this.doc), 'equal boards')
    expect(victim.closes).toEqual([])
    expect(observer.closes).toEqual([])
  }

  async linkOf(role: 'delegate', delegation: string) {
    const link = await this.server.app.seats.openLink(await this.server.token(role, delegation))
    if (isRefusal(link)) throw new Error(link.message)
    return link
  }

  /** The credential of another seat of a delegation. */
  async secondSeat(role: 'delegate', delegation: string): Promise<string> {
    return this.server.app.seats.reserve(await this.linkOf(role, delegation)).credential
  }

  #idOf(found: Y.Item | null | undefined): Id {
    if (!found) throw new Error('there is no such value')
    return idOf(found)
  }
}
