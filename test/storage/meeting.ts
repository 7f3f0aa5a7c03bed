// Rows of UDCG-27 (Brussels, 11 April 2025) as a store gets to see them.
import * as Y from 'yjs'
import { createRow, editRow, type Scalar } from '#shared/board.ts'
import { canonicalJson, digestOf } from '#shared/digest.ts'
import type { Message } from '#shared/messages.ts'
import { refuse } from '#shared/refusals.ts'
import { chainRow } from '#server/record/ledger.ts'
import type {
  AnswerRow,
  Batch,
  EditRow,
  LedgerRow,
  LinkRow,
  LogRow,
  RefusalRow,
  SeatRow,
} from '#server/storage/storage.ts'

export const session = 'udcg-27'
export const otherSession = 'udcg-28'
export const caucus = `${session}/DEU`
export const morning = Date.UTC(2025, 3, 11, 9)
export const seats = {
  pistorius: 'seat-deu-pistorius',
  brekelmans: 'seat-nld-brekelmans',
  healey: 'seat-gbr-healey',
}

export const pledges = {
  irisT: 'DEU~01JRJ6K0Q0DEK0000000000001',
  marder: 'DEU~01JRJ6K0Q0DEK0000000000002',
  airDefence: 'NLD~01JRJ6K0Q0NKD0000000000001',
} as const

const firstWords: readonly (readonly [string, Record<string, Scalar>])[] = [
  [
    pledges.irisT,
    {
      capability: 'iamd',
      kind: 'equipment',
      title: 'Four IRIS-T air-defence systems',
      item: 'IRIS-T',
      quantity: 4,
      unit: 'system',
    },
  ],
  [
    pledges.marder,
    {
      capability: 'armour',
      kind: 'equipment',
      title: '25 Marder infantry fighting vehicles',
      item: 'Marder',
      quantity: 25,
      unit: 'vehicle',
    },
  ],
  [
    pledges.airDefence,
    {
      capability: 'iamd',
      kind: 'funding',
      title: 'EUR 150m more for an air-defence system',
      amountMinor: 15_000_000_000,
      currency: 'EUR',
    },
  ],
]

export const nothing: Batch = {
  log: null,
  edits: [],
  ledger: [],
  refusals: [],
  bindings: [],
  answers: [],
}

export function logRow(seq: number, update: Uint8Array = Uint8Array.of(0, 0)): LogRow {
  return { seq, at: morning + seq * 1000, update }
}

export function edit(seq: number, change: Partial<EditRow> = {}): EditRow {
  return {
    seq,
    at: morning + seq * 1000,
    seat: seats.pistorius,
    root: 'pledges',
    row: pledges.irisT,
    field: 'quantity',
    before: 4,
    after: 5,
    ...change,
  }
}

export function gavel(previous: LedgerRow | null): LedgerRow {
  const seen = digestOf({ title: 'Four IRIS-T air-defence systems', quantity: 4, unit: 'system' })
  return chainRow(previous, {
    at: morning + 60_000,
    seat: seats.healey,
    actor: 'John Healey',
    role: 'chair',
    delegation: 'GBR',
    act: 'pledge:agree',
    input: canonicalJson({ pledge: pledges.irisT, seen }),
    facts: canonicalJson([
      { root: 'agreements', row: pledges.irisT, field: 'agreedDigest', value: seen },
    ]),
  })
}

export function refusal(id: string, change: Partial<RefusalRow> = {}): RefusalRow {
  return {
    id,
    at: morning + 61_000,
    kind: 'amended',
    seat: seats.pistorius,
    root: 'pledges',
    row: pledges.irisT,
    field: 'quantity',
    attempted: 6,
    kept: 4,
    reason: refuse('edit_locked', 'P3'),
    raw: null,
    ...change,
  }
}

export function answer(commandId: string, change: Partial<AnswerRow> = {}): AnswerRow {
  return {
    seat: seats.healey,
    commandId,
    digest: digestOf({ name: 'pledge:agree', input: { pledge: pledges.irisT } }),
    answer: canonicalJson({ ok: true, digest: '4f'.repeat(32) }),
    ...change,
  }
}

export function link(id: string, change: Partial<LinkRow> = {}): LinkRow {
  return {
    id,
    session,
    role: 'delegate',
    delegation: 'DEU',
    seatLimit: 2,
    createdAt: morning,
    expiresAt: morning + 86_400_000,
    revokedAt: null,
    ...change,
  }
}

export function seat(id: string, change: Partial<SeatRow> = {}): SeatRow {
  return {
    id,
    link: 'link-deu',
    session,
    role: 'delegate',
    delegation: 'DEU',
    name: 'Борис Пісторіус',
    function: 'Minister of Defence',
    createdAt: morning,
    revokedAt: null,
    ...change,
  }
}

export function said(n: number, thread: string): Message {
  return {
    id: `message-${n}`,
    at: morning + n,
    thread,
    seat: seats.pistorius,
    by: 'Борис Пісторіус',
    role: 'delegate',
    delegation: 'DEU',
    text: 'The four IRIS-T systems: two this year.\nThe rest depends on the Bundestag.',
  }
}

/** The board as its seats write it, and each tick as the room hands it to the store. */
export class Meeting {
  readonly doc = new Y.Doc()
  readonly ticks: LogRow[] = []

  constructor() {
    this.doc.clientID = 4711
    for (const [id, fields] of firstWords)
      this.tick(() => createRow(this.doc, 'pledges', id, fields))
  }

  /** Germany raises its IRIS-T pledge by one. */
  raise(): Batch {
    const seq = this.ticks.length + 1
    const before = this.doc
      .getMap<Y.Map<Scalar>>('pledges')
      .get(pledges.irisT)
      ?.get('quantity') as number
    const log = this.tick(() =>
      editRow(this.doc, 'pledges', pledges.irisT, { quantity: before + 1 }),
    )
    return { ...nothing, log, edits: [edit(seq, { before, after: before + 1 })] }
  }

  private tick(write: () => void): LogRow {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array) => updates.push(update)
    this.doc.on('update', collect)
    write()
    this.doc.off('update', collect)
    const row = logRow(this.ticks.length + 1, Y.mergeUpdates(updates))
    this.ticks.push(row)
    return row
  }
}
