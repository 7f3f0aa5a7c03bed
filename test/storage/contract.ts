// The meaning of `Storage`: what every adapter must do, whatever its engine.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readRows } from '#shared/board.ts'
import { circlesOf } from '#shared/messages.ts'
import { verifyLedger } from '#server/record/ledger.ts'
import { StorageError } from '#server/storage/error.ts'
import type { Batch, Storage } from '#server/storage/storage.ts'
import {
  answer,
  caucus,
  edit,
  gavel,
  link,
  logRow,
  Meeting,
  morning,
  nothing,
  otherSession,
  pledges,
  refusal,
  said,
  seat,
  seats,
  session,
} from './meeting.ts'

/** An empty store, and the same store after the server has been stopped and started. */
export interface Shelf {
  readonly storage: Storage
  reopen(): Promise<Storage>
  close(): Promise<void>
}

/** All that a tick of these tests can leave behind. */
async function contents(storage: Storage): Promise<unknown> {
  return {
    board: await storage.loadDoc(session),
    caucus: await storage.loadDoc(caucus),
    edits: await storage.readEdits(session, 'pledges', pledges.irisT, 1000),
    ledger: await storage.readLedger(session, 0),
    tray: await storage.readRefusals(session, seats.pistorius, 1000),
    answer: await storage.readAnswer(session, seats.healey, 'command-agree'),
  }
}

/** A tick in which everything happens at once: the gavel falls while Germany still edits. */
function gavelTick(seq: number, previous: Parameters<typeof gavel>[0] = null): Batch {
  return {
    log: logRow(seq, Uint8Array.of(1, 2, 3, seq)),
    edits: [
      edit(seq),
      edit(seq, { seat: null, root: 'agreements', field: 'agreedAt', before: null }),
    ],
    ledger: [gavel(previous)],
    refusals: [refusal(`refusal-${seq}`)],
    bindings: [{ clientId: 4711, seat: seats.pistorius }],
    answers: [answer(seq === 1 ? 'command-agree' : `command-agree-${seq}`)],
  }
}

function replay(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

export function describeStorage(name: string, open: () => Promise<Shelf>): void {
  describe(`storage contract: ${name}`, () => {
    let shelf: Shelf
    let storage: Storage
    beforeEach(async () => {
      shelf = await open()
      storage = shelf.storage
      await storage.createSession({ id: session, createdAt: morning })
    })
    afterEach(() => shelf.close())

    describe('sessions', () => {
      it('reads and lists them, oldest first, also after a restart', async () => {
        await storage.createSession({ id: otherSession, createdAt: morning - 1 })
        const rows = [
          { id: otherSession, createdAt: morning - 1 },
          { id: session, createdAt: morning },
        ]
        expect(await storage.listSessions()).toEqual(rows)
        expect(await storage.readSession(session)).toEqual(rows[1])
        expect(await storage.readSession('udcg-99')).toBeNull()
        expect(await (await shelf.reopen()).listSessions()).toEqual(rows)
      })

      it('refuses an id that is taken and leaves the first session as it was', async () => {
        const again = storage.createSession({ id: session, createdAt: 1 })
        await expect(again).rejects.toMatchObject({ name: 'StorageError', fault: 'misfit' })
        expect(await storage.readSession(session)).toEqual({ id: session, createdAt: morning })
      })

      it('[G17] gives each session an epoch of its own that a restart keeps', async () => {
        await storage.createSession({ id: otherSession, createdAt: morning })
        const epoch = (await storage.loadDoc(session))!.epoch
        expect(epoch.length).toBeGreaterThanOrEqual(8)
        expect((await storage.loadDoc(otherSession))!.epoch).not.toBe(epoch)
        expect((await storage.loadDoc(caucus))!.epoch).toBe(epoch)
        expect((await (await shelf.reopen()).loadDoc(session))!.epoch).toBe(epoch)
      })
    })

    describe('documents', () => {
      it('knows no document without its session', async () => {
        expect(await storage.loadDoc('udcg-99')).toBeNull()
        expect(await storage.loadDoc('udcg-99/DEU')).toBeNull()
      })

      it('gives a new session an empty board and empty caucuses', async () => {
        const empty = { seq: 0, snapshot: null, tail: [], bindings: [], ledgerHead: null }
        expect(await storage.loadDoc(session)).toMatchObject(empty)
        expect(await storage.loadDoc(caucus)).toMatchObject(empty)
      })

      it('[D5] gives the same document from the log alone and from the newest snapshot and its tail', async () => {
        const meeting = new Meeting()
        for (const log of meeting.ticks) await storage.append(session, { ...nothing, log })
        for (let i = 0; i < 5; i++) await storage.append(session, meeting.raise())
        const fromLog = (await storage.loadDoc(session))!
        expect(fromLog.snapshot).toBeNull()
        const whole = replay(fromLog.tail.map((row) => row.update))
        expect(readRows(whole, 'pledges').get(pledges.irisT)).toMatchObject({ quantity: 9 })

        const asOf5 = replay(meeting.ticks.slice(0, 5).map((row) => row.update))
        await storage.saveSnapshot(session, 5, Y.encodeStateAsUpdate(asOf5))
        const fromSnapshot = (await (await shelf.reopen()).loadDoc(session))!
        expect(fromSnapshot.seq).toBe(8)
        expect(fromSnapshot.tail).toEqual(meeting.ticks.slice(5))
        const again = replay([
          fromSnapshot.snapshot!,
          ...fromSnapshot.tail.map((row) => row.update),
        ])
        expect(Y.encodeStateAsUpdate(again)).toEqual(Y.encodeStateAsUpdate(whole))
        expect(Y.encodeStateAsUpdate(again)).toEqual(Y.encodeStateAsUpdate(meeting.doc))
      })

      it('[D5] keeps the newest snapshot, and none beyond the log', async () => {
        for (let seq = 1; seq <= 3; seq++)
          await storage.append(session, { ...nothing, log: logRow(seq) })
        await storage.saveSnapshot(session, 2, Uint8Array.of(2))
        await storage.saveSnapshot(session, 3, Uint8Array.of(3))
        await storage.saveSnapshot(session, 1, Uint8Array.of(1))
        await expect(storage.saveSnapshot(session, 4, Uint8Array.of(4))).rejects.toThrow('seq 4')
        await expect(storage.saveSnapshot('udcg-99', 0, Uint8Array.of(4))).rejects.toThrow(
          'udcg-99',
        )
        expect(await storage.loadDoc(session)).toMatchObject({
          seq: 3,
          snapshot: Uint8Array.of(3),
          tail: [],
        })
        await storage.append(session, { ...nothing, log: logRow(4) })
        expect((await storage.loadDoc(session))!.tail).toEqual([logRow(4)])
      })

      it('keeps the logs of a board and its caucuses apart', async () => {
        await storage.append(session, { ...nothing, log: logRow(1, Uint8Array.of(7)) })
        await storage.append(caucus, { ...nothing, log: logRow(1, Uint8Array.of(8)) })
        await storage.append(`${session}/NLD`, { ...nothing, log: logRow(1, Uint8Array.of(9)) })
        const updates = await Promise.all(
          [session, caucus, `${session}/NLD`].map(
            async (doc) => (await storage.loadDoc(doc))!.tail,
          ),
        )
        expect(updates.map((tail) => tail.map((row) => row.update[0]))).toEqual([[7], [8], [9]])
      })

      it('keeps bytes as they are: none, a view into a larger buffer, eight megabytes', async () => {
        const large = new Uint8Array(8 << 20).map((_, i) => (i * 31) & 0xff)
        const view = large.subarray(100, 164)
        await storage.append(session, { ...nothing, log: logRow(1, new Uint8Array(0)) })
        await storage.append(session, { ...nothing, log: logRow(2, view) })
        await storage.append(session, { ...nothing, log: logRow(3, large) })
        const { tail } = (await storage.loadDoc(session))!
        expect(tail.map((row) => row.update.length)).toEqual([0, 64, large.length])
        expect(tail[1]!.update).toEqual(view)
        expect(Buffer.compare(tail[2]!.update, large)).toBe(0)
        await storage.saveSnapshot(session, 3, large)
        const { snapshot } = (await (await shelf.reopen()).loadDoc(session))!
        expect(Buffer.compare(snapshot!, large)).toBe(0)
      })
    })

    describe('[D2] a tick', () => {
      it('is there whole: log, edits, ledger, refusals, bindings and answers, also after a restart', async () => {
        const batch = gavelTick(1)
        await storage.append(session, batch)
        const before = await contents(storage)
        expect(before).toMatchObject({
          board: {
            seq: 1,
            tail: [batch.log],
            bindings: batch.bindings,
            ledgerHead: batch.ledger[0],
          },
          caucus: { seq: 0, ledgerHead: null },
          edits: [batch.edits[0]],
          ledger: batch.ledger,
          tray: batch.refusals,
          answer: batch.answers[0],
        })
        expect(await contents(await shelf.reopen())).toEqual(before)
      })

      it('may hold no log row: a refused update leaves only its refusal', async () => {
        await storage.append(session, { ...nothing, refusals: [refusal('refusal-1')] })
        expect((await storage.loadDoc(session))!.seq).toBe(0)
        expect(await storage.readRefusals(session, seats.pistorius, 10)).toHaveLength(1)
      })

      const head = gavel(null)
      const good = gavelTick(2, head)
      const misfits: readonly (readonly [string, Partial<Batch>])[] = [
        ['a log row that is there already', { log: logRow(1), edits: [] }],
        ['a log row that leaves a gap', { log: logRow(3), edits: [] }],
        ['an edit of another tick', { edits: [edit(1)] }],
        ['edits without a log row', { log: null }],
        ['a ledger row that is there already', { ledger: [gavel(null)] }],
        ['a ledger row that leaves a gap', { ledger: [{ ...gavel(head), number: 3 }] }],
        ['a ledger row chained to another', { ledger: [gavel({ ...head, hash: 'f'.repeat(64) })] }],
        [
          'two ledger rows of which the second does not follow',
          { ledger: [gavel(head), gavel(head)] },
        ],
        ["another seat's client id", { bindings: [{ clientId: 4711, seat: seats.brekelmans }] }],
        ['a refusal whose id is taken', { refusals: [refusal('refusal-1')] }],
        ['[C3] an answer to a command that has one', { answers: [answer('command-agree')] }],
      ]
      it.each(misfits)('is refused whole for %s', async (_, misfit) => {
        await storage.append(session, gavelTick(1))
        const before = await contents(storage)
        const attempt = storage.append(session, { ...good, ...misfit })
        await expect(attempt).rejects.toBeInstanceOf(StorageError)
        await expect(attempt).rejects.toMatchObject({ fault: 'misfit' })
        expect(await contents(storage)).toEqual(before)
        await storage.append(session, good)
        expect((await storage.loadDoc(session))!.seq).toBe(2)
      })

      it('is refused for a session that does not exist', async () => {
        const attempt = storage.append('udcg-99', { ...nothing, log: logRow(1) })
        await expect(attempt).rejects.toThrow('udcg-99')
        expect(await storage.loadDoc('udcg-99')).toBeNull()
      })

      it('is refused for a caucus with ledger rows', async () => {
        const attempt = storage.append(caucus, { ...nothing, ledger: [gavel(null)] })
        await expect(attempt).rejects.toThrow(caucus)
        expect(await storage.readLedger(session, 0)).toEqual([])
      })

      it('wins alone when two come at once for one place', async () => {
        const rivals = [Uint8Array.of(1), Uint8Array.of(2)].map((update) =>
          storage.append(session, { ...nothing, log: logRow(1, update) }),
        )
        const outcomes = await Promise.allSettled(rivals)
        expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
        expect((await storage.loadDoc(session))!.seq).toBe(1)
      })
    })

    describe('[G8] bindings', () => {
      it('belong to one document and may be told twice', async () => {
        const clientId = 0xffff_ffff
        await storage.append(session, {
          ...nothing,
          bindings: [{ clientId, seat: seats.pistorius }],
        })
        await storage.append(session, {
          ...nothing,
          bindings: [{ clientId, seat: seats.pistorius }],
        })
        await storage.append(caucus, {
          ...nothing,
          bindings: [{ clientId, seat: seats.brekelmans }],
        })
        expect((await storage.loadDoc(session))!.bindings).toEqual([
          { clientId, seat: seats.pistorius },
        ])
        expect((await storage.loadDoc(caucus))!.bindings).toEqual([
          { clientId, seat: seats.brekelmans },
        ])
      })
    })

    describe('[D3] edits', () => {
      it('are kept for their row with seat, time and both values, whatever scalar they are', async () => {
        const values = [
          null,
          4,
          -0.5,
          9_007_199_254_740_991,
          true,
          false,
          '',
          'ППО\n«Айріс-Т»',
          '4',
          'null',
          '\0',
        ]
        const edits = values.map((after, i) =>
          edit(1, { after, before: values[i - 1] ?? null, seat: i % 2 ? seats.pistorius : null }),
        )
        await storage.append(session, { ...nothing, log: logRow(1), edits })
        expect(await storage.readEdits(session, 'pledges', pledges.irisT, 100)).toEqual(edits)
      })

      it('come oldest first, and only the newest when there are more than asked for', async () => {
        for (let seq = 1; seq <= 4; seq++) {
          const edits = [
            edit(seq),
            edit(seq, { row: pledges.marder, after: 30 }),
            edit(seq, { field: 'title' }),
          ]
          await storage.append(session, { ...nothing, log: logRow(seq), edits })
        }
        const newest = await storage.readEdits(session, 'pledges', pledges.irisT, 3)
        expect(newest.map(({ seq, field }) => [seq, field])).toEqual([
          [3, 'title'],
          [4, 'quantity'],
          [4, 'title'],
        ])
      })

      it('are told apart by document, root and row', async () => {
        await storage.append(session, { ...nothing, log: logRow(1), edits: [edit(1)] })
        await storage.append(caucus, {
          ...nothing,
          log: logRow(1),
          edits: [edit(1, { root: 'drafts' })],
        })
        expect(await storage.readEdits(caucus, 'drafts', pledges.irisT, 9)).toHaveLength(1)
        expect(await storage.readEdits(caucus, 'pledges', pledges.irisT, 9)).toEqual([])
        expect(await storage.readEdits(session, 'pledges', pledges.marder, 9)).toEqual([])
        expect(await storage.readEdits('udcg-99', 'pledges', pledges.irisT, 9)).toEqual([])
      })
    })

    describe('[D1] the ledger', () => {
      it('comes back in order, chained as it was, and from any number on', async () => {
        const first = gavel(null)
        const second = gavel(first)
        const third = gavel(second)
        await storage.append(session, { ...nothing, ledger: [first] })
        await storage.append(session, { ...nothing, ledger: [second, third] })
        storage = await shelf.reopen()
        const rows = await storage.readLedger(session, 0)
        expect(rows).toEqual([first, second, third])
        expect(verifyLedger(rows)).toEqual({ ok: true, count: 3, head: third.hash })
        expect(await storage.readLedger(session, 1)).toEqual([second, third])
        expect(await storage.readLedger(session, 3)).toEqual([])
        expect((await storage.loadDoc(session))!.ledgerHead).toEqual(third)
      })

      it('is one for each session', async () => {
        await storage.createSession({ id: otherSession, createdAt: morning })
        await storage.append(session, { ...nothing, ledger: [gavel(null)] })
        expect(await storage.readLedger(otherSession, 0)).toEqual([])
        await storage.append(otherSession, { ...nothing, ledger: [gavel(null)] })
        expect(await storage.readLedger(otherSession, 0)).toHaveLength(1)
      })
    })

    describe('[G9] refusals', () => {
      it("are kept for their seat across the session's documents, oldest first, the newest of many", async () => {
        const raw = Uint8Array.of(0xff, 0, 0xfe)
        const entries = [
          refusal('refusal-1'),
          refusal('refusal-2', { kind: 'refused', raw, attempted: null, kept: null }),
          refusal('refusal-3', { kind: 'overtaken', attempted: 'six', kept: false }),
        ]
        await storage.append(session, { ...nothing, refusals: [entries[0]!] })
        await storage.append(caucus, { ...nothing, refusals: [entries[1]!] })
        await storage.append(session, {
          ...nothing,
          refusals: [entries[2]!, refusal('refusal-4', { seat: seats.brekelmans })],
        })
        storage = await shelf.reopen()
        expect(await storage.readRefusals(session, seats.pistorius, 10)).toEqual(entries)
        expect(await storage.readRefusals(session, seats.pistorius, 2)).toEqual(entries.slice(1))
        expect(await storage.readRefusals(otherSession, seats.pistorius, 10)).toEqual([])
      })

      it('stay until their own seat dismisses them, once', async () => {
        const refusals = [refusal('refusal-1'), refusal('refusal-2')]
        await storage.append(session, { ...nothing, refusals })
        expect(await storage.dismissRefusal(session, seats.brekelmans, 'refusal-1')).toBe(false)
        expect(await storage.dismissRefusal(otherSession, seats.pistorius, 'refusal-1')).toBe(false)
        expect(await storage.dismissRefusal(session, seats.pistorius, 'refusal-1')).toBe(true)
        expect(await storage.dismissRefusal(session, seats.pistorius, 'refusal-1')).toBe(false)
        storage = await shelf.reopen()
        expect(await storage.readRefusals(session, seats.pistorius, 10)).toEqual([refusals[1]])
        expect(await storage.dismissRefusal(session, seats.pistorius, 'refusal-9')).toBe(false)
      })
    })

    describe('[C3] answers', () => {
      it('come back as given, to their seat and session alone, also after a restart', async () => {
        await storage.append(session, { ...nothing, answers: [answer('command-agree')] })
        await storage.saveAnswer(session, answer('command-links'))
        storage = await shelf.reopen()
        for (const id of ['command-agree', 'command-links']) {
          expect(await storage.readAnswer(session, seats.healey, id)).toEqual(answer(id))
          expect(await storage.readAnswer(session, seats.pistorius, id)).toBeNull()
          expect(await storage.readAnswer(otherSession, seats.healey, id)).toBeNull()
        }
      })

      it('stay as they were given first', async () => {
        await storage.saveAnswer(session, answer('command-links'))
        await storage.saveAnswer(session, answer('command-links', { answer: '{"ok":false}' }))
        expect(await storage.readAnswer(session, seats.healey, 'command-links')).toEqual(
          answer('command-links'),
        )
        const other = answer('command-links', { seat: seats.pistorius })
        await storage.saveAnswer(session, other)
        expect(await storage.readAnswer(session, seats.pistorius, 'command-links')).toEqual(other)
      })
    })

    describe('messages', () => {
      const say = (n: number, thread: string) =>
        storage.addMessage(session, said(n, thread), circlesOf(thread))
      const read = async (circles: string[], before: string | null = null, limit = 100) =>
        (await storage.readMessages(session, circles, before, limit)).map(({ id }) => id)

      it('[W1] come back as given to any of their circles and to no other, also after a restart', async () => {
        await say(1, 'all')
        await say(2, 'chair:DEU')
        await say(3, 'bilateral:DEU:NLD')
        await say(4, 'delegation:NLD')
        storage = await shelf.reopen()
        expect(await storage.readMessages(session, ['DEU'], null, 100)).toEqual([
          said(2, 'chair:DEU'),
          said(3, 'bilateral:DEU:NLD'),
        ])
        expect(await read(['all', 'team', 'DEU'])).toEqual(['message-1', 'message-2', 'message-3'])
        expect(await read(['NLD'])).toEqual(['message-3', 'message-4'])
        expect(await read([])).toEqual([])
        await storage.createSession({ id: otherSession, createdAt: morning })
        expect(await storage.readMessages(otherSession, ['all', 'DEU'], null, 100)).toEqual([])
      })

      it('[W3] are kept once for their id, as they were first', async () => {
        expect(await say(1, 'all')).toBe(true)
        const again = { ...said(1, 'all'), text: 'Something else' }
        expect(await storage.addMessage(session, again, ['all', 'NLD'])).toBe(false)
        expect(await storage.readMessages(session, ['all', 'NLD'], null, 9)).toEqual([
          said(1, 'all'),
        ])
      })

      it('come oldest first: the newest, or the newest before one of them', async () => {
        for (const n of [1, 2, 3, 4, 5]) await say(n, n === 3 ? 'delegation:NLD' : 'all')
        expect(await read(['all'], null, 2)).toEqual(['message-4', 'message-5'])
        expect(await read(['all'], 'message-4', 2)).toEqual(['message-1', 'message-2'])
        expect(await read(['all'], 'message-9', 2)).toEqual([])
      })

      it('are refused to a session that does not exist', async () => {
        const nowhere = storage.addMessage('udcg-99', said(1, 'all'), ['all'])
        await expect(nowhere).rejects.toBeInstanceOf(StorageError)
      })
    })

    describe('statements', () => {
      const words = (n: number, item: string, delegation: string, text: string | null) => ({
        item,
        delegation,
        text,
        at: morning + n * 1000,
        by: 'Ingrid Larsen',
      })
      const oslo = words(1, 'opening', 'NOR', 'Norway will give two more fire units.')
      const hague = words(2, 'opening', 'NLD', 'The Netherlands repairs what it gave.')
      const later = words(3, 'conclusions', 'NOR', 'Norway invites the Group to Oslo.')

      it('[W9] come back as handed in, for one item or for all, also after a restart', async () => {
        for (const [i, one] of [oslo, hague, later].entries())
          expect(await storage.addStatement(session, `statement-${String(i)}`, one)).toBe(true)
        storage = await shelf.reopen()
        expect(await storage.readStatements(session, 'opening')).toEqual([oslo, hague])
        expect(await storage.readStatements(session, null)).toEqual([oslo, hague, later])
        expect(await storage.readStatements(session, 'press')).toEqual([])
        expect(await storage.readStatements(otherSession, null)).toEqual([])
      })

      it('[W9] of each delegation the newest for an item counts, and none that was taken back', async () => {
        const newer = words(4, 'opening', 'NOR', 'Norway will give three more fire units.')
        await storage.addStatement(session, 'first', oslo)
        await storage.addStatement(session, 'second', hague)
        await storage.addStatement(session, 'third', newer)
        expect(await storage.readStatements(session, 'opening')).toEqual([hague, newer])
        await storage.addStatement(session, 'fourth', words(5, 'opening', 'NOR', null))
        expect(await storage.readStatements(session, null)).toEqual([hague])
      })

      it('[C3] are kept once for their id, as they were first', async () => {
        await storage.addStatement(session, 'first', oslo)
        expect(await storage.addStatement(session, 'first', hague)).toBe(false)
        expect(await storage.readStatements(session, null)).toEqual([oslo])
      })

      it('are refused to a session that does not exist', async () => {
        await expect(storage.addStatement('udcg-99', 'first', oslo)).rejects.toBeInstanceOf(
          StorageError,
        )
      })
    })

    describe('contents of documents', () => {
      const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i % 251)
      const paper = { id: 'paper-1', at: morning, bytes }
      const whole = async (id: string, of = session) => {
        const parts: Uint8Array[] = []
        for (let part = 0; ; part++) {
          const next = await storage.readContent(of, id, part)
          if (next === null) return Buffer.concat(parts)
          parts.push(next)
        }
      }

      it('come back part by part as they were given first, also after a restart', async () => {
        expect(await storage.addContent(session, paper, 1_000_000)).toBe(true)
        const again = { ...paper, bytes: Uint8Array.of(1) }
        expect(await storage.addContent(session, again, 1_000_000)).toBe(true)
        storage = await shelf.reopen()
        expect((await whole('paper-1')).equals(bytes)).toBe(true)
        expect(await whole('paper-2')).toHaveLength(0)
        expect(await whole('paper-1', otherSession)).toHaveLength(0)
      })

      it('[W6] take no more room than a session has, and leave it when they go', async () => {
        await storage.createSession({ id: otherSession, createdAt: morning })
        expect(await storage.addContent(session, paper, 1_000_000)).toBe(true)
        const second = { ...paper, id: 'paper-2', at: morning + 1 }
        expect(await storage.addContent(session, second, 1_000_000)).toBe(false)
        expect(await whole('paper-2')).toHaveLength(0)
        expect(await storage.addContent(otherSession, second, 1_000_000)).toBe(true)
        await storage.dropContent(session, 'paper-1')
        expect(await whole('paper-1')).toHaveLength(0)
        expect(await storage.addContent(session, second, 1_000_000)).toBe(true)
        expect(await storage.listContents(session)).toEqual(['paper-2'])
      })
    })

    describe('links and seats', () => {
      beforeEach(() => storage.createLink(link('link-deu')))

      it('come back as given, by session, also after a restart', async () => {
        await storage.createSession({ id: otherSession, createdAt: morning })
        const screen = link('link-screen', {
          role: 'screen',
          delegation: null,
          createdAt: morning + 1,
        })
        await storage.createLink(screen)
        await storage.createLink(link('link-deu-28', { session: otherSession }))
        await storage.createSeat(seat('seat-1'))
        const wall = seat('seat-2', {
          link: 'link-screen',
          role: 'screen',
          delegation: null,
          createdAt: morning + 1,
        })
        await storage.createSeat(wall)
        await storage.createSeat(seat('seat-3', { link: 'link-deu-28', session: otherSession }))
        storage = await shelf.reopen()
        expect(await storage.listLinks(session)).toEqual([link('link-deu'), screen])
        expect(await storage.listSeats(session)).toEqual([seat('seat-1'), wall])
        expect(await storage.readLink('link-screen')).toEqual(screen)
        expect(await storage.readSeat('seat-2')).toEqual(wall)
        expect(await storage.readLink('link-nld')).toBeNull()
        expect(await storage.readSeat('seat-9')).toBeNull()
      })

      it('[L3] a link admits as many live seats as its limit says, also when they come at once', async () => {
        const admitted = await Promise.all(
          ['seat-1', 'seat-2', 'seat-3', 'seat-4'].map((id) => storage.createSeat(seat(id))),
        )
        expect(admitted.filter(Boolean)).toHaveLength(2)
        expect(await storage.listSeats(session)).toHaveLength(2)
      })

      it('[L3] a seat that exists is admitted again, unchanged, to a full link', async () => {
        await storage.createSeat(seat('seat-1'))
        await storage.createSeat(seat('seat-2'))
        expect(await storage.createSeat(seat('seat-1', { name: 'Somebody Else' }))).toBe(true)
        expect(await storage.readSeat('seat-1')).toEqual(seat('seat-1'))
      })

      it('[L3] a revoked seat makes room for another', async () => {
        await storage.createSeat(seat('seat-1'))
        await storage.createSeat(seat('seat-2'))
        expect(await storage.createSeat(seat('seat-3'))).toBe(false)
        await storage.revokeSeat('seat-1', morning + 5)
        await storage.revokeSeat('seat-1', morning + 9)
        expect((await storage.readSeat('seat-1'))!.revokedAt).toBe(morning + 5)
        expect(await storage.createSeat(seat('seat-3'))).toBe(true)
        expect(await storage.createSeat(seat('seat-4'))).toBe(false)
      })

      it('[L2] revoking a link revokes its live seats and admits no more', async () => {
        await storage.createLink(link('link-nld', { delegation: 'NLD' }))
        await storage.createSeat(seat('seat-1'))
        await storage.createSeat(seat('seat-nld', { link: 'link-nld', delegation: 'NLD' }))
        await storage.revokeLink('link-deu', morning + 5)
        await storage.revokeLink('link-deu', morning + 9)
        expect((await storage.readLink('link-deu'))!.revokedAt).toBe(morning + 5)
        expect((await storage.readSeat('seat-1'))!.revokedAt).toBe(morning + 5)
        expect((await storage.readSeat('seat-nld'))!.revokedAt).toBeNull()
        expect(await storage.createSeat(seat('seat-2'))).toBe(false)
        expect(await storage.readSeat('seat-2')).toBeNull()
      })

      it('a seat is named once more', async () => {
        await storage.createSeat(seat('seat-1', { name: '', function: '' }))
        await storage.renameSeat('seat-1', "Siobhán O'Neill", 'Defence attaché')
        expect(await storage.readSeat('seat-1')).toEqual(
          seat('seat-1', { name: "Siobhán O'Neill", function: 'Defence attaché' }),
        )
      })

      it('refuses a seat without a link and a link without a session', async () => {
        const nowhere = storage.createLink(link('link-lost', { session: 'udcg-99' }))
        await expect(nowhere).rejects.toBeInstanceOf(StorageError)
        await expect(storage.createSeat(seat('seat-1', { link: 'link-lost' }))).rejects.toThrow(
          'link-lost',
        )
      })
    })

    describe('the installation', () => {
      it('makes each secret once and keeps it over a restart', async () => {
        let made = 0
        const make = () => Uint8Array.of(++made, 0, 255)
        expect(await storage.secret('links', make)).toEqual(Uint8Array.of(1, 0, 255))
        expect(await storage.secret('links', make)).toEqual(Uint8Array.of(1, 0, 255))
        expect(await storage.secret('seats', make)).toEqual(Uint8Array.of(2, 0, 255))
        storage = await shelf.reopen()
        expect(await storage.secret('links', make)).toEqual(Uint8Array.of(1, 0, 255))
        expect(made).toBe(2)
      })

      it('is sound, and says so without changing anything', async () => {
        await storage.append(session, gavelTick(1))
        const before = await contents(storage)
        await storage.check()
        await storage.check()
        expect(await contents(storage)).toEqual(before)
      })

      it('may be closed twice', async () => {
        await storage.close()
        await storage.close()
        await expect(storage.check()).rejects.toThrow()
      })
    })
  })
}
