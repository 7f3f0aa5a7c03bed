// The roll as a page sees it: marks, who came late or went, the quorum; and for whoever may, the acts that mark.
import { createContext } from 'svelte'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import {
  type Attendance,
  type Attendee,
  blankAttendee,
  type Discrepancy,
  discrepancyOf,
  isCounted,
  type Mark,
  markOf,
  type Quorum,
  quorumOf,
} from '#shared/presence.ts'
import type { Delegation } from '#shared/session.ts'
import { collator, t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

export interface RollEntry {
  readonly id: string
  readonly name: string
  readonly row: Delegation
  readonly mark: Mark
  readonly late: { readonly what: Discrepancy; readonly at: number } | null
  /** Whether it stands in the denominator of the quorum. */
  readonly counts: boolean
}

const none: ReadonlyMap<string, Attendee> = new Map()

/** The marks that this seat may see: on the roster, or with the chair's team; tracked. */
export function marksSeenBy({ board, team }: Room): ReadonlyMap<string, Attendee> {
  if (board.session.attendance === 'open') {
    void board.rosterVersion
    return board.roster.rows
  }
  void team?.attendanceVersion
  return team?.attendance.rows ?? none
}

/**
 * How many of the roster are in the room: by their marks once the roll is called, until then by their connections. Null
 * where that is not for this seat to know (rule Q8).
 */
export function hereSeenBy(room: Room): { readonly present: number; readonly all: number } | null {
  const { board, team } = room
  void board.rosterVersion
  const { session } = board
  if (session.attendance === 'confidential' && team === null) return null
  const marks = marksSeenBy(room)
  const ids = [...board.roster.rows.keys()]
  const present = ids.filter((id) =>
    session.rollCallAt === null
      ? marks.get(id)?.present === true
      : markOf(marks, id, session).attendance === 'present',
  )
  return { present: present.length, all: ids.length }
}

type RollAct = Extract<FormalName, `roll:${string}` | `attendance:${string}` | 'quorum:set'>

export class Roll {
  /** Why the last act did not happen, in a sentence. */
  told = $state<string | null>(null)
  /** What was marked last, for those who listen. */
  said = $state('')
  readonly #room: Room

  /** Everyone on the roster by name, in the language of the page. */
  readonly entries: readonly RollEntry[] = $derived.by(() => {
    const { board } = this.#room
    void board.rosterVersion
    const { session } = board
    const marks = marksSeenBy(this.#room)
    return [...board.roster.rows]
      .map(([id, delegation]) => {
        const row = { ...delegation, ...(marks.get(id) ?? blankAttendee) }
        const mark = markOf(marks, id, session)
        const late = discrepancyOf(row, mark, session)
        return { id, row, mark, late, name: this.#room.nameOf(id), counts: isCounted(row) }
      })
      .sort((a, b) => collator().compare(a.name, b.name))
  })
  readonly quorum: Quorum = $derived.by(() => {
    const { board } = this.#room
    void board.rosterVersion
    const quorum = quorumOf(board.roster.rows, marksSeenBy(this.#room), board.session)
    return this.isHidden ? { ...quorum, isMet: board.session.quorumNoted } : quorum
  })

  constructor(room: Room) {
    this.#room = room
  }

  get isConfidential(): boolean {
    return this.#room.board.session.attendance === 'confidential'
  }

  /** Confidential, and not for this seat to see (rule Q8). */
  get isHidden(): boolean {
    return this.isConfidential && this.#room.team === null
  }

  /** When the roll call began; null before the first. */
  get since(): number | null {
    return this.#room.board.session.rollCallAt
  }

  /** Who came or went since its mark, first who came first. */
  get late(): readonly RollEntry[] {
    return this.entries
      .filter(({ late }) => late !== null)
      .sort((a, b) => (a.late?.at ?? 0) - (b.late?.at ?? 0))
  }

  get uncalled(): number {
    return this.entries.filter(({ mark }) => mark.attendance === null).length
  }

  /** Delegations that may represent this one (rule Q3). */
  mayRepresent(delegation: string): readonly RollEntry[] {
    return this.entries.filter(
      ({ id, mark: { attendance } }) =>
        id !== delegation && (attendance === 'present' || attendance === null),
    )
  }

  begin(): Promise<boolean> {
    return this.#give('roll:begin', {})
  }

  async markAll(): Promise<boolean> {
    if (!this.isConfidential) return this.#give('roll:all', {})
    return (this.since !== null || (await this.begin())) && this.#give('attendance:all', {})
  }

  /** Openly, or in confidence: the roll is called anew (rule Q8). */
  turn(): Promise<boolean> {
    return this.#give('attendance:set', { mode: this.isConfidential ? 'open' : 'confidential' })
  }

  setQuorum(quorum: number | null): Promise<boolean> {
    return this.#give('quorum:set', { quorum })
  }

  async mark(
    delegation: string,
    mark: Attendance | null,
    representedBy: string | null = null,
  ): Promise<boolean> {
    const done = await this.#give(this.isConfidential ? 'attendance:mark' : 'roll:mark', {
      delegation,
      mark,
      representedBy,
    })
    if (done) {
      const name = this.#room.nameOf(delegation)
      this.said = t('roll_marked', { name, mark: t(`mark_${mark ?? 'none'}`) })
    }
    return done
  }

  /** Brings the roll in line with who came or went; without a name, for whoever did so first. */
  async takeUp(entry: RollEntry | undefined = this.late[0]): Promise<void> {
    const late = entry?.late ?? null
    if (entry !== undefined && late !== null)
      await this.mark(entry.id, late.what === 'arrived' ? 'present' : 'absent')
  }

  async #give<N extends RollAct>(name: N, input: CommandArgument<N>): Promise<boolean> {
    const { session } = this.#room
    this.told = session.connected ? null : t('act_offline')
    if (this.told !== null) return false
    const answer = await session.act(name, input)
    if (!answer.ok) this.told = refusalText(answer.error)
    return answer.ok
  }
}

export const [getRoll, setRoll] = createContext<Roll>()
