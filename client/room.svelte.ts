// Everything a seat has: its command channel, the board, its delegation's drafts, and the edits that had to
// be set aside. What the page does to any of them goes through here.
import { createContext, untrack } from 'svelte'
import { type ClientRoot, readRow, type RowRoot, type Scalar } from '#shared/board.ts'
import type { TrayEntry } from '#shared/commands/reading.ts'
import { refuse, type Refusal, closeCodes } from '#shared/refusals.ts'
import { presentRoles } from '#shared/roles.ts'
import { teamRoles } from '#shared/team.ts'
import { ownerOf } from '#shared/text.ts'
import { Board } from './board.svelte.ts'
import { Caucus } from './caucus.svelte.ts'
import { isOut, reasonOf } from './closing.ts'
import { Desk } from './desk.svelte.ts'
import { leaveSeat, type Seat } from './door.ts'
import { LeadState } from './lead.svelte.ts'
import { copyName, keep, readKept, wipe } from './keep.ts'
import { language, say } from './messages/messages.svelte.ts'
import { nameDelegations } from './messages/refusals.ts'
import { Papers } from './papers.svelte.ts'
import { between, newCommandId, newRowId } from './random.ts'
import { RowReplica } from './row-replica.ts'
import { SeatSession } from './session.svelte.ts'
import { Threads } from './threads.svelte.ts'
import { Team } from './team.svelte.ts'
import { Texts } from './texts/texts.svelte.ts'
import { mayRepeat, type Unsaved } from './unsaved.ts'

/** An own edit that never reached the board or never stood there, kept on this device until it is repeated or dismissed (rule G9). */
export interface Aside extends Unsaved {
  readonly id: string
  readonly reason: Refusal
}

export type Connection =
  | { readonly state: 'connecting' | 'saved' | 'live' }
  | { readonly state: 'saving' | 'offline'; readonly n: number }

type Fields = Readonly<Record<string, Scalar>>

export class Room {
  readonly seat: Seat
  readonly session: SeatSession
  readonly desk: Desk
  /** What is said beside the board; nothing is said to a screen. */
  readonly threads: Threads | null
  readonly papers: Papers
  /** What is written together with others. */
  readonly texts: Texts
  board = $state.raw() as Board
  caucus = $state.raw<Caucus | null>(null)
  /** What the chair's team has for itself; null for every other seat. */
  team = $state.raw<Team | null>(null)
  readonly lead = new LeadState(this)
  aside = $state.raw<readonly Aside[]>([])
  /** Why this seat is out for good. */
  refused = $state.raw<Refusal | null>(null)
  gone = $state(false)

  #replica = $state.raw() as RowReplica
  #generation: number
  #epoch: string | null

  constructor(seat: Seat) {
    this.seat = seat
    this.desk = new Desk(seat.seat)
    const kept = readKept(seat.seat)
    this.#generation = kept?.generation ?? 0
    this.#epoch = kept?.epoch ?? null
    this.aside = JSON.parse(localStorage.getItem(this.#asideKey) ?? '[]') as Aside[]
    this.session = new SeatSession(seat)
    this.papers = new Papers(seat, this.session)
    this.threads = seat.role === 'screen' ? null : new Threads(seat, this.session)
    this.#openDocuments()
    this.texts = new Texts(this, {
      seat,
      session: this.session,
      epoch: () => this.#epoch,
      onOut: (code, reason) => {
        this.#closed(this.#replica, code, reason)
      },
    })
    nameDelegations((id) => this.nameOf(id))
    $effect(() => {
      const { epoch, refused } = this.session
      if (refused !== null) this.refused = refused
      if (epoch !== null)
        untrack(() => {
          this.#meetEpoch(epoch)
        })
    })
  }

  /** Whether this seat writes on the board, and the session lets it (rules S3, G2). */
  get writes(): boolean {
    const { role } = this.seat
    return (role === 'delegate' || role === 'kyiv') && this.board.session.state !== 'closed'
  }

  get loaded(): boolean {
    return this.#replica.loaded
  }

  /** Whether the board is what the server has. */
  get inSync(): boolean {
    return this.#replica.online
  }

  /** The truth about what is saved (rule U3). */
  get connection(): Connection {
    const n = this.unsaved + this.session.waiting
    const documents = [...this.#replicas, ...this.texts.all]
    const online = this.session.connected && documents.every((document) => document.online)
    if (!online) {
      // On the way to the first sync nothing is amiss yet.
      const isOnTheWay = this.session.connected && !this.#replica.wasOnline
      return this.session.tried && !isOnTheWay ? { state: 'offline', n } : { state: 'connecting' }
    }
    if (n > 0) return { state: 'saving', n }
    return {
      state: this.seat.role === 'observer' || this.seat.role === 'screen' ? 'live' : 'saved',
    }
  }

  /** What the server kept for this seat, without what the device keeps of the same edits. */
  get tray(): readonly TrayEntry[] {
    return this.session.tray.filter((entry) => {
      if (entry.root === 'text') return !this.texts.all.some((text) => text.keeps(entry.attempted))
      return !this.aside.some((aside) => isSameEdit(aside, entry))
    })
  }

  get unsaved(): number {
    const rows = this.#replicas.reduce((sum, { unsaved }) => sum + unsaved.length, 0)
    return this.texts.all.reduce((sum, { unsaved }) => sum + unsaved, rows)
  }

  /** What a delegation is called in the language of the page; tracked. */
  nameOf(delegation: string | null): string {
    if (delegation === null) return ''
    const row = this.board.roster.get(delegation)
    if (row === null) return say().thirdState[delegation] ?? delegation
    return { en: row.nameEn, fr: row.nameFr, uk: row.nameUk }[language()]
  }

  isOwn(row: string): boolean {
    return this.seat.delegation !== null && ownerOf(row) === this.seat.delegation
  }

  /** Puts a new row on the board or among the drafts; answers with its id. */
  create(root: ClientRoot | 'drafts', fields: Fields): string {
    const id = newRowId(this.seat.delegation ?? '', this.session.now())
    this.#replicaOf(root).write(root, id, fields, true)
    return id
  }

  edit(root: ClientRoot | 'drafts', id: string, fields: Fields): void {
    this.#replicaOf(root).write(root, id, fields, false)
  }

  /** Announces a draft: a pledge on the board with its words; the draft remembers which. */
  placeDraft(id: string): string | null {
    const draft = readRow(this.#replicaOf('drafts').doc, 'drafts', id)
    if (draft === null || draft.placedAs !== null) return null
    const { placedAs: _, ...pledge } = draft
    const placed = this.create('pledges', said(pledge))
    this.edit('drafts', id, { placedAs: placed })
    return placed
  }

  /**
   * Begins an amendment of an agreed pledge: a new one that shall replace it. With a field, the words that
   * were tried on the locked row are carried into the form.
   */
  amend(id: string, field: string | null, tried: string | null): void {
    const form = { what: 'pledge', id: null, draft: null, request: null, supersedes: id } as const
    this.desk.carried = field === null || tried === null ? null : { field, text: tried }
    this.desk.select({ kind: 'form', form })
  }

  mayRepeat(aside: Aside): boolean {
    if (!this.writes && aside.root !== 'drafts') return false
    if (!this.isOwn(aside.row)) return false
    const agreed = this.board.agreements.get(aside.row)?.agreedAt ?? null
    return agreed === null && mayRepeat(this.#replicaOf(aside.root).doc, aside)
  }

  repeat(aside: Aside): void {
    this.#replicaOf(aside.root).write(aside.root, aside.row, aside.fields, aside.born)
    this.forget(aside.id)
  }

  forget(id: string): void {
    const aside = this.aside.find((entry) => entry.id === id)
    for (const entry of this.session.tray)
      if (aside !== undefined && isSameEdit(aside, entry)) void this.session.dismiss(entry.id)
    this.#keepAside(this.aside.filter((entry) => entry.id !== id))
  }

  /** Gives the seat back and wipes it from this device (rule U6). */
  async leave(): Promise<void> {
    this.gone = true
    this.session.close()
    await leaveSeat(this.seat.seat)
    await Promise.all([
      ...this.#replicas.map((replica) => replica.discard()),
      ...this.texts.all.map((text) => text.leave()),
    ])
    await wipe(this.seat.seat)
  }

  close(): void {
    this.session.close()
    for (const replica of this.#replicas) replica.close()
    for (const text of this.texts.all) text.close()
  }

  get #asideKey(): string {
    return `pledgehall.desk.${this.seat.seat}.aside`
  }

  get #replicas(): readonly RowReplica[] {
    const own = [this.caucus?.replica, this.team?.replica]
    return [this.#replica, ...own.filter((replica) => replica !== undefined)]
  }

  #keep(): void {
    keep({ seat: this.seat, epoch: this.#epoch, generation: this.#generation })
  }

  #replicaOf(root: RowRoot): RowReplica {
    return root === 'drafts' && this.caucus !== null ? this.caucus.replica : this.#replica
  }

  #openDocuments(): void {
    this.#replica = this.#openReplica('board')
    this.board = new Board(this.#replica)
    if (this.seat.role === 'delegate') this.caucus = new Caucus(this.#openReplica('caucus'))
    if (teamRoles.has(this.seat.role)) this.team = new Team(this.#openReplica('caucus'))
  }

  #openReplica(door: 'board' | 'caucus'): RowReplica {
    const replica: RowReplica = new RowReplica({
      door,
      session: this.seat.session,
      seat: this.seat.seat,
      epoch: this.#epoch,
      copy: copyName(this.seat.seat, door, this.#generation),
      present: presentRoles.has(this.seat.role),
      now: () => this.session.now(),
      onOvertaken: (edits) => {
        this.#setAside(edits, refuse('overtaken', 'G9'))
      },
      onClosed: (code, reason) => {
        this.#closed(replica, code, reason)
      },
    })
    return replica
  }

  #meetEpoch(epoch: string): void {
    const isOther = this.#epoch !== null && this.#epoch !== epoch
    if (isOther) this.#startAfresh(refuse('epoch_changed', 'G17'))
    this.#epoch = epoch
    if (isOther) for (const text of this.texts.all) text.startAfresh(refuse('epoch_changed', 'G17'))
    for (const document of [...this.#replicas, ...this.texts.all]) document.setEpoch(epoch)
    this.#keep()
  }

  #closed(replica: RowReplica, code: number, reason: string): void {
    if (this.gone) return
    if (code === closeCodes.tooMany) {
      setTimeout(
        () => {
          replica.provider.connect()
        },
        between(4000, 8000),
      )
      return
    }
    const why = reasonOf(code, reason)
    if (isOut(code, why)) {
      this.refused ??=
        code === closeCodes.noSuchSession ? refuse('not_found', 'G1', { what: 'session' }) : why
      this.session.close()
    } else this.#startAfresh(why)
  }

  /** The copies on this device led to a refusal: keeps what they held unsaved, and opens fresh ones. */
  #startAfresh(why: Refusal): void {
    const old = this.#replicas
    this.#setAside(
      old.flatMap(({ unsaved }) => unsaved),
      why,
    )
    this.#generation += 1
    // Naming the old one again would have the fresh copies turned away as well, until the server's welcome.
    if (why.code === 'epoch_changed') this.#epoch = null
    this.#keep()
    for (const replica of old) void replica.discard()
    this.#openDocuments()
  }

  #setAside(edits: readonly Unsaved[], reason: Refusal): void {
    const saying = edits.filter(({ fields }) => Object.keys(fields).length > 0)
    this.#keepAside([
      ...this.aside,
      ...saying.map((edit) => ({ ...edit, id: newCommandId(), reason })),
    ])
  }

  #keepAside(aside: readonly Aside[]): void {
    this.aside = aside
    localStorage.setItem(this.#asideKey, JSON.stringify(aside))
  }
}

/** The fields of a row that say something: null and "no" are what a row says by itself. */
export function said(fields: Fields): Record<string, Scalar> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => value !== null && (value !== false || key === 'toUkraine'),
    ),
  )
}

/** What does not stand may be kept on both sides: as the device wrote it, and as the server read it. */
function isSameEdit({ row, fields, reason }: Aside, entry: TrayEntry): boolean {
  if (entry.row !== row) return false
  return reason.code === 'overtaken'
    ? entry.kind !== 'refused' && fields[entry.field] === entry.attempted
    : entry.kind === 'refused' && (entry.field === '' || entry.field in fields)
}

export const [getRoom, setRoom] = createContext<Room>()
