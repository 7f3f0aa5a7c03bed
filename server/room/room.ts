// One live document and its only writer: everything that changes it passes this lane, tick by tick, in the order
// decide → append → apply to the peers → tell (G11). Yjs applies while deciding; a tick whose commit fails is undone
// by starting again from the log, and nobody has seen it.
import * as Y from 'yjs'
import { clientRoots, readSession, type Scalar } from '#shared/board.ts'
import { type Answer, type CommandInput, commands, type FormalName } from '#shared/commands.ts'
import { canonicalJson, digestOf } from '#shared/digest.ts'
import { closeCodes, isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { type Agent, serverAgent } from '#shared/roles.ts'
import type { Statement } from '#shared/statement.ts'
import type { ActGiven, Done } from '../acts/act.ts'
import { judgeAct } from '../acts/acts.ts'
import { chainRow } from '../record/ledger.ts'
import { StorageError } from '../storage/error.ts'
import type { DocId, EditRow, LedgerRow, RefusalRow, Storage } from '../storage/storage.ts'
import { findEdit } from './authors.ts'
import { ClientIds } from './bindings.ts'
import { applyFacts } from './facts.ts'
import type { Guard } from './guard/guard.ts'
import { serverClientIds, type Operation } from './guard/judge.ts'
import { placeKey } from './guard/place.ts'
import { GuardFault } from './guard/settle.ts'
import type { ActWork, UpdateWork, Work } from './intake.ts'
import { Audience } from './audience.ts'
import type { Peer } from './peer.ts'
import { TickPace } from './tick.ts'
import { TickResult, trayEntryOf } from './tick-result.ts'
import { updateFrame } from './wire.ts'

/** What a room is given by its surroundings. */
export interface RoomHost {
  readonly storage: Storage
  readonly now: () => number
  /** Fresh random id, for a refusal or an act. */
  readonly newId: () => string
  /** The server process's own Yjs client id, from the server's range. */
  readonly serverClientId: number
  readonly tick: { readonly sendsPerSecond: number; readonly maxWait: number }
  /** How long, in ms, a peer may leave unread what it was sent, and a delegation be away before it is absent. */
  readonly patience: {
    readonly unread: number
    readonly absence: number
    /** How long the chair may be away before the floor is frozen (H3). */
    readonly chair: number
  }
  readonly log: {
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
  /** A tray entry was committed for a seat. */
  readonly onTray: (session: string, seat: string, entry: ReturnType<typeof trayEntryOf>) => void
}

interface Life {
  readonly doc: Y.Doc
  readonly ids: ClientIds
  seq: number
  ledgerHead: LedgerRow | null
}

/** Bytes of updates that may wait while the disk refuses (D4); beyond that their senders are asked to come back. */
const maxWaitingBytes = 16 * 1024 * 1024
const retryAfter = 1000
const snapshotEvery = 2000
const maxOperationsKept = 200
const maxEditsRead = 1000

export class Room {
  readonly id: DocId
  readonly session: string
  readonly epoch: string
  readonly audience: Audience
  readonly #guard: Guard
  readonly #host: RoomHost
  readonly #pace: TickPace
  #life: Life
  #snapshotSeq: number
  #work: Work[] = []
  #waitingBytes = 0
  #timer: NodeJS.Timeout | NodeJS.Immediate | null = null
  #flushing: Promise<void> | null = null
  /** How many pieces of work to take one by one, after a tick that could not be trusted. */
  #cautious = 0
  #closed = false
  readonly #refused = new WeakSet<Peer>()
  readonly #listeners = new Set<() => void>()

  private constructor(
    id: DocId,
    guard: Guard,
    host: RoomHost,
    epoch: string,
    life: Life,
    snapshotSeq: number,
  ) {
    this.id = id
    this.session = id.split('/')[0] ?? id
    this.epoch = epoch
    this.#guard = guard
    this.#host = host
    this.#life = life
    this.#snapshotSeq = snapshotSeq
    this.#pace = new TickPace(host.tick)
    this.audience = new Audience(
      {
        doc: () => this.#life.doc,
        now: host.now,
        isSettled: () => this.#flushing === null,
        isConfidential: () => guard.isHidden(this.#life.doc),
        maxLag: host.patience.unread,
      },
      life.seq,
    )
  }

  /** Null if there is no such session. */
  static async open(id: DocId, guard: Guard, host: RoomHost): Promise<Room | null> {
    const loaded = await load(id, host)
    return loaded && new Room(id, guard, host, loaded.epoch, loaded.life, loaded.snapshotSeq)
  }

  /** The committed document. Read only; between ticks it holds exactly what is on disk. */
  get doc(): Y.Doc {
    return this.#life.doc
  }

  get ids(): ClientIds {
    return this.#life.ids
  }

  /** Resolves when no tick is under way, so that the document is what is on disk. */
  async settled(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing
  }

  /** Answers a peer's SyncStep1, once the tick under way is on disk; returns the bytes encoded for it. */
  async sync(peer: Peer, stateVector: Uint8Array): Promise<number> {
    await this.settled()
    return this.audience.sync(peer, stateVector)
  }

  submitUpdate(peer: Peer, raw: Uint8Array, beforeSync: boolean): void {
    if (this.#waitingBytes + raw.length > maxWaitingBytes) {
      peer.close(closeCodes.tryAgain, refuse('storage_unavailable', 'D4'))
      return
    }
    this.#waitingBytes += raw.length
    this.#submit({ kind: 'update', peer, raw, beforeSync })
  }

  /** Runs a formal act in the lane; resolves once it is on disk and told to the peers. */
  async act<N extends FormalName>(
    actor: Agent,
    name: N,
    input: CommandInput<N>,
    commandId: string,
    digest: string,
    more: ActGiven = {},
  ): Promise<Answer<N>> {
    // H8: nothing of the team's may come to stand on the board.
    if ((commands[name].document === 'board') !== (this.id === this.session))
      throw new Error(`${name} is no act on ${this.id}`)
    const given = { ...(await this.#givenTo(name)), ...more }
    return new Promise((resolve) => {
      this.#submit({
        kind: 'act',
        actor,
        name,
        input,
        commandId,
        digest,
        given,
        answer: resolve,
      })
    })
  }

  /** An act of the server's own (C7), with its row in the ledger like any other. */
  serve<N extends FormalName>(
    name: N,
    input: CommandInput<N>,
    more?: ActGiven,
  ): Promise<Answer<N>> {
    const commandId = this.#host.newId()
    const digest = digestOf({ name, input })
    return this.act(serverAgent(this.session), name, input, commandId, digest, more)
  }

  async #givenTo(name: FormalName): Promise<ActGiven> {
    if (name === 'roster:import') return { seated: await this.#seated() }
    if (name === 'floor:next' || name === 'floor:give')
      return { statements: await this.#statements() }
    return {}
  }

  /** Delegations with a live seat, connected or not (L8). */
  async #seated(): Promise<ReadonlySet<string>> {
    const seats = await this.#host.storage.listSeats(this.session)
    const live = seats.filter(({ revokedAt }) => revokedAt === null)
    return new Set(live.flatMap(({ delegation }) => delegation ?? []))
  }

  /** What delegations handed in for the item that is open (W10). */
  async #statements(): Promise<ReadonlyMap<string, Statement>> {
    const { currentItem } = readSession(this.doc)
    const rows =
      currentItem === null ? [] : await this.#host.storage.readStatements(this.session, currentItem)
    return new Map(rows.map((row) => [row.delegation, row]))
  }

  /** Calls `listener` whenever facts have changed on the board. The returned function ends it. */
  onFacts(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A write of the server itself; resolves once it is on disk. */
  write(write: (doc: Y.Doc) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#submit({ kind: 'write', write, done: resolve, failed: reject })
    })
  }

  /** Finishes what waits, keeps a snapshot, and lets go. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#unschedule()
    await this.#flushing
    if (this.#work.length > 0) await this.#flush()
    this.audience.close()
    await this.#keepSnapshot(1)
    this.#life.doc.destroy()
  }

  #submit(work: Work): void {
    this.#work.push(work)
    if (this.#timer === null && this.#flushing === null && !this.#closed) this.#schedule()
  }

  #schedule(wait = this.#pace.waitFor(this.#host.now(), this.audience.size)): void {
    const flush = () => {
      this.#timer = null
      this.#flushing = this.#flush().finally(() => {
        this.#flushing = null
        if (this.#work.length > 0 && this.#timer === null && !this.#closed) this.#schedule()
      })
    }
    // An immediate still lets everything that arrived in this turn of the loop share the flush.
    this.#timer = wait <= 0 ? setImmediate(flush) : setTimeout(flush, wait)
  }

  #unschedule(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer as NodeJS.Timeout)
    clearImmediate(this.#timer as NodeJS.Immediate)
    this.#timer = null
  }

  async #flush(): Promise<void> {
    const work = this.#work.splice(0, this.#cautious > 0 ? 1 : this.#work.length)
    if (this.#cautious > 0) this.#cautious -= 1
    for (const item of work) if (item.kind === 'update') this.#waitingBytes -= item.raw.length
    await this.#recallAnswers(work)
    const result = new TickResult()
    let update: Uint8Array | null
    try {
      update = this.#decide(work, result)
    } catch (error) {
      await this.#distrust(work, error)
      return
    }
    try {
      await this.#append(update, result)
    } catch (error) {
      // What does not fit the store will not fit it later either.
      const mayFitLater = error instanceof StorageError && error.fault !== 'misfit'
      await (mayFitLater ? this.#disown(work, result, error) : this.#distrust(work, error))
      return
    }
    this.#tell(update, result, work.length)
    if (this.#life.seq - this.#snapshotSeq >= snapshotEvery) await this.#keepSnapshot(snapshotEvery)
  }

  /** C3: acts that were answered before are answered alike, and not done again. */
  async #recallAnswers(work: Work[]): Promise<void> {
    const seen = new Map<string, ActWork>()
    for (const item of [...work]) {
      if (item.kind !== 'act') continue
      const key = `${item.actor.seat} ${item.commandId}`
      const twin = seen.get(key)
      if (twin) {
        // Sent twice within one tick: the second waits for the next, where it finds the answer.
        work.splice(work.indexOf(item), 1)
        this.#work.push(item)
        continue
      }
      seen.set(key, item)
      try {
        const row = await this.#host.storage.readAnswer(
          this.session,
          item.actor.seat,
          item.commandId,
        )
        if (row === null) continue
        const answer =
          row.digest === item.digest
            ? (JSON.parse(row.answer) as Answer<FormalName>)
            : { ok: false as const, error: refuse('command_id_reused', 'C4') }
        work.splice(work.indexOf(item), 1)
        item.answer(answer)
      } catch (error) {
        this.#host.log.error({ err: error, room: this.id }, 'the store could not be read')
        work.splice(work.indexOf(item), 1)
        item.answer({ ok: false, error: refuse('storage_unavailable', 'D4') })
      }
    }
  }

  /** Judges and applies in one transaction, so that Yjs' per-transaction cost is paid once a tick. */
  #decide(work: readonly Work[], result: TickResult): Uint8Array | null {
    const { doc } = this.#life
    let update: Uint8Array | null = null
    const keep = (bytes: Uint8Array) => {
      update = bytes
    }
    doc.on('update', keep)
    try {
      doc.transact((transaction) => {
        for (const item of work) {
          if (item.kind === 'update') this.#takeUpdate(item, result)
          else if (item.kind === 'act') this.#takeAct(item, result)
          else {
            item.write(doc)
            result.allowed = null
            result.answered.push({ tell: item.done, fail: item.failed })
          }
        }
        if (result.allowed !== null) this.#guard.verify(transaction, result.allowed)
        // Applying marks the transaction as remote, and Yjs then takes the server's own writes in it for a stranger's.
        transaction.local = true
      })
    } finally {
      doc.off('update', keep)
    }
    return update
  }

  #takeUpdate({ peer, raw, beforeSync }: UpdateWork, result: TickResult): void {
    const { doc, ids } = this.#life
    const { actor } = peer
    // G15: of what a refused connection sent after it, nothing is read.
    if (this.#refused.has(peer) || result.closings.some((closing) => closing.peer === peer)) return
    const verdict = this.#guard.judge(doc, ids, actor, raw)
    if (verdict.kind === 'nothing') return
    if (verdict.kind === 'refuse') {
      // Written between the handshake and the peer's SyncStep2, which is still to come and carries it (G10).
      if (beforeSync && verdict.reason.code === 'edit_causality') return
      // G17: edits of others that a restored backup has forgotten come back through whoever has seen them.
      const isOfOthers = ['edit_foreign', 'edit_reader'].includes(verdict.reason.code)
      if (isOfOthers && peer.hasSeenMore()) {
        const reason = refuse('epoch_changed', 'G17')
        result.closings.push({ peer, code: closeCodes.epochChanged, reason })
      } else this.#refuse(peer, raw, verdict.reason, verdict.operations, result)
      return
    }
    const seq = this.#life.seq + 1
    const at = this.#host.now()
    if (result.allowed !== null) verdict.allow(result.allowed)
    const { changes, notStanding } = verdict.settle()
    for (const clientId of verdict.bindings) {
      ids.bind(clientId, actor.seat)
      result.bindings.push({ clientId, seat: actor.seat })
    }
    const earlier = result.edits.length
    for (const change of changes) result.edits.push({ seq, at, seat: actor.seat, ...change })
    for (const { whose, ...rest } of notStanding) {
      const entry = { id: this.#host.newId(), at, raw: null, ...rest }
      if (whose === 'logged') result.unclaimed.push({ author: actor.seat, entry, earlier })
      else {
        const seat = whose === 'author' ? actor.seat : ids.seatOf(whose)
        if (seat !== undefined) result.refusals.push({ ...entry, seat })
      }
    }
  }

  #refuse(
    peer: Peer,
    raw: Uint8Array,
    reason: Refusal,
    operations: readonly Operation[],
    result: TickResult,
  ): void {
    const at = this.#host.now()
    const kept = operations.slice(0, maxOperationsKept)
    // What could not be read as changes of fields is kept as bytes.
    const rows = kept.length > 0 ? kept : [{ root: '', row: '', field: '', attempted: null }]
    for (const [i, operation] of rows.entries()) {
      const row: RefusalRow = {
        id: this.#host.newId(),
        at,
        seat: peer.actor.seat,
        kind: 'refused',
        ...operation,
        kept: this.#guard.standing(this.#life.doc, operation),
        reason,
        raw: i === 0 ? raw : null,
      }
      result.refusals.push(row)
    }
    this.#host.log.warn(
      { room: this.id, seat: peer.actor.seat, code: reason.code, rule: reason.rule },
      'an update was refused',
    )
    const code =
      reason.code === 'edit_forged' || reason.code === 'client_id_taken'
        ? closeCodes.clientIdTaken
        : reason.code === 'too_many'
          ? closeCodes.tooMany
          : closeCodes.refused
    result.closings.push({ peer, code, reason })
  }

  #takeAct(item: ActWork, result: TickResult): void {
    const { doc } = this.#life
    const { actor, name, commandId, digest, given } = item
    const now = this.#host.now()
    const done = judgeAct(doc, name, item.input, {
      actor,
      now,
      fresh: this.#host.newId(),
      ...given,
      ...(name === 'lead:hand' && { chairs: this.audience.chairs() }),
    })
    let answer: Answer<FormalName>
    if (isRefusal(done)) answer = { ok: false, error: done }
    else {
      // H8: what the chair's team does among itself is in that document's log, seat by seat, and not in the ledger.
      if (this.id === this.session) result.ledger.push(this.#ledgerRowOf(item, done, now, result))
      // D3: rows that clients write have their history there, whoever changed them.
      const facts = done.facts.filter(
        ({ root }) => this.id !== this.session || Object.hasOwn(clientRoots, root),
      )
      result.edits.push(...this.#editsOf(item, facts, now))
      applyFacts(doc, done)
      for (const { root, row, field } of done.facts) {
        result.allowed?.add(
          root === 'session' ? placeKey(root, field, '') : placeKey(root, row, field),
        )
        result.allowed?.add(placeKey(root, row, ''))
      }
      for (const { root, row } of done.remove ?? []) result.allowed?.add(placeKey(root, row, ''))
      answer = { ok: true, ...done.output }
    }
    result.answers.push({ seat: actor.seat, commandId, digest, answer: JSON.stringify(answer) })
    result.answered.push({
      tell: () => {
        item.answer(answer)
      },
      fail: (error) => {
        item.answer({ ok: false, error })
      },
    })
  }

  #ledgerRowOf(
    { actor, name, input }: ActWork,
    { facts, remove = [] }: Done<FormalName>,
    now: number,
    result: TickResult,
  ): LedgerRow {
    return chainRow(result.ledger.at(-1) ?? this.#life.ledgerHead, {
      at: now,
      seat: actor.seat,
      actor: actor.name,
      role: actor.role,
      delegation: actor.delegation,
      act: name,
      input: canonicalJson(input),
      facts: canonicalJson({ facts, remove }),
    })
  }

  /** The fields that the facts change, before they do. */
  #editsOf({ actor }: ActWork, facts: Done<FormalName>['facts'], now: number): EditRow[] {
    const { doc, seq } = this.#life
    const common = { seq: seq + 1, at: now, seat: actor.seat }
    const rows = Map.groupBy(facts, ({ root, row }) => `${root} ${row}`)
    return [...rows.values()].flatMap((changed) => {
      const [{ root, row } = { root: '', row: '' }] = changed
      const standing = doc.getMap<Y.Map<Scalar>>(root).get(row)
      if (standing === undefined && Object.hasOwn(clientRoots, root)) {
        const fields = Object.fromEntries(changed.map(({ field, value }) => [field, value]))
        return [{ ...common, root, row, field: '', before: null, after: canonicalJson(fields) }]
      }
      return changed.flatMap(({ field, value }) => {
        const before = standing?.get(field) ?? null
        return before === value ? [] : [{ ...common, root, row, field, before, after: value }]
      })
    })
  }

  async #append(update: Uint8Array | null, result: TickResult): Promise<void> {
    await this.#claim(result)
    if (update === null && result.isEmpty) return
    const { edits, ledger, refusals, bindings, answers } = result
    const log = update && { seq: this.#life.seq + 1, at: this.#host.now(), update }
    await this.#host.storage.append(this.id, { log, edits, ledger, refusals, bindings, answers })
    if (log) this.#life.seq = log.seq
    this.#life.ledgerHead = ledger.at(-1) ?? this.#life.ledgerHead
  }

  /** Finds out to whom the lost values belong that the server itself had set. */
  async #claim({ unclaimed, edits, refusals }: TickResult): Promise<void> {
    for (const { author, entry, earlier } of unclaimed) {
      const edit =
        findEdit(edits.slice(0, earlier), entry) ??
        findEdit(
          await this.#host.storage.readEdits(this.id, entry.root, entry.row, maxEditsRead),
          entry,
        )
      if (edit?.seat && edit.seat !== author) refusals.push({ ...entry, seat: edit.seat })
    }
  }

  #tell(update: Uint8Array | null, result: TickResult, changes: number): void {
    if (update !== null) {
      this.#pace.spend(this.#host.now(), this.audience.size, changes)
      this.audience.broadcast(this.#life.seq, updateFrame(update))
    }
    for (const { tell } of result.answered) tell()
    if (result.ledger.length > 0) for (const listener of this.#listeners) listener()
    for (const row of result.refusals) this.#host.onTray(this.session, row.seat, trayEntryOf(row))
    for (const { peer, code, reason } of result.closings) {
      this.#refused.add(peer)
      peer.close(code, reason)
    }
  }

  /** D4: the tick is not on disk, so it has not happened. Edits wait, commands are told, reading goes on. */
  async #disown(work: readonly Work[], result: TickResult, error: unknown): Promise<void> {
    this.#host.log.error(
      { err: error, room: this.id },
      'the store could not be written; edits wait',
    )
    const unavailable = refuse('storage_unavailable', 'D4')
    for (const { fail } of result.answered) fail(unavailable)
    await this.#restart(work.filter((item) => item.kind === 'update'))
    if (this.#timer === null && !this.#closed) this.#schedule(retryAfter)
  }

  /** G12: something happened that the guard had not allowed. One by one, the culprit shows. */
  async #distrust(work: readonly Work[], error: unknown): Promise<void> {
    const kind = error instanceof GuardFault ? 'the guard was surprised' : 'a tick failed'
    this.#host.log.error({ err: error, room: this.id, work: work.length }, kind)
    const internal = refuse('internal', 'G12')
    const [culprit] = work
    if (work.length === 1 && culprit) {
      if (culprit.kind === 'update') culprit.peer.close(closeCodes.refused, internal)
      else if (culprit.kind === 'act') culprit.answer({ ok: false, error: internal })
      else culprit.failed(error)
      await this.#restart([])
    } else {
      this.#cautious = work.length
      await this.#restart(work)
    }
  }

  /** Back to what is on disk; `again` goes to the head of the queue. */
  async #restart(again: readonly Work[]): Promise<void> {
    for (const item of again) if (item.kind === 'update') this.#waitingBytes += item.raw.length
    this.#work.unshift(...again)
    for (;;) {
      try {
        const loaded = await load(this.id, this.#host)
        if (loaded === null) throw new Error(`session ${this.session} is gone from the store`)
        const old = this.#life
        this.#life = loaded.life
        for (const peer of this.audience.peers()) {
          const clientId = this.audience.presence.idOf(peer)
          if (clientId !== undefined) this.#life.ids.reserve(clientId, peer)
        }
        this.audience.restarted(this.#life.seq)
        old.doc.destroy()
        return
      } catch (error) {
        if (this.#closed) return
        this.#host.log.error(
          { err: error, room: this.id },
          'the store could not be read; trying again',
        )
        await new Promise((resolve) => setTimeout(resolve, retryAfter))
      }
    }
  }

  async #keepSnapshot(atLeast: number): Promise<void> {
    const { doc, seq } = this.#life
    if (seq - this.#snapshotSeq < atLeast) return
    try {
      await this.#host.storage.saveSnapshot(this.id, seq, Y.encodeStateAsUpdate(doc))
    } catch (error) {
      // The log alone is enough to start from; the next snapshot is tried after as many rows again.
      this.#host.log.warn({ err: error, room: this.id }, 'no snapshot could be kept')
    }
    this.#snapshotSeq = seq
  }
}

async function load(
  id: DocId,
  host: RoomHost,
): Promise<{ life: Life; epoch: string; snapshotSeq: number } | null> {
  const stored = await host.storage.loadDoc(id)
  if (stored === null) return null
  const doc = new Y.Doc()
  doc.transact(() => {
    if (stored.snapshot) Y.applyUpdate(doc, stored.snapshot)
    for (const { update } of stored.tail) Y.applyUpdate(doc, update)
  })
  // Only now: Yjs leaves an id under which it is shown edits for a random one, and this process may have written some.
  doc.clientID = host.serverClientId
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
    throw new Error(`the log of ${id} has a hole; restore it from a backup`)
  }
  const life = {
    doc,
    ids: new ClientIds(stored.bindings),
    seq: stored.seq,
    ledgerHead: stored.ledgerHead,
  }
  return { life, epoch: stored.epoch, snapshotSeq: stored.seq - stored.tail.length }
}

/** A client id for a server process, from the server's range. */
export function serverClientIdOf(random: Uint8Array): number {
  const span = serverClientIds.to - serverClientIds.from + 1
  return serverClientIds.from + (new DataView(random.buffer, random.byteOffset).getUint32(0) % span)
}
