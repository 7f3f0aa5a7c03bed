// A roster on its way in: the file as read, its cells as corrected, and what importing it would do.
import { refuse, type Refusal } from '#shared/refusals.ts'
import { type DelegationEntry, entryOf } from '#shared/session.ts'
import { ownerOf } from '#shared/text.ts'
import { t } from '../messages/messages.svelte.ts'
import type { Room } from '../room.svelte.ts'
import type { Links } from './links.svelte.ts'
import { seated } from './links.svelte.ts'
import { previewOf, rowsOf, type RowWords } from './roster-preview.ts'
import { cellOf, type Column, type Mapping, mappingOf, wordsOf } from './roster-words.ts'
import { isFault, readFile, readSheet, type Sheet, type SheetFault, writeSheet } from './sheet.ts'

export interface DraftRow extends RowWords {
  readonly key: number
}

/** The command channel takes 256 KiB at once; the rest is for what stands around the rows. */
const maxCommand = 240 * 1024

export class RosterDraft {
  sheet = $state.raw<Sheet | null>(null)
  /** Of the file; empty for pasted text. */
  fileName = $state('')
  mapping = $state.raw<Mapping>(mappingOf([]))
  rows = $state.raw<readonly DraftRow[]>([])
  /** Why the file could not be read. */
  fault = $state.raw<SheetFault | null>(null)
  refused = $state.raw<Refusal | null>(null)
  busy = $state(false)
  /** How many delegations the last import brought. */
  imported = $state.raw<number | null>(null)
  readonly #room: Room
  readonly #links: Links
  #keys = 0

  readonly standing = $derived.by(() => {
    const { board } = this.#room
    void board.rosterVersion
    return new Map<string, DelegationEntry>(
      [...board.roster.rows]
        .map(([id, row]) => [id, entryOf(id, row)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  })
  /** Delegations with rows on the board or seats: they stay (rule L8). */
  readonly #inUse = $derived.by(() => {
    const { board } = this.#room
    void board.rosterVersion
    void board.structure
    const rows = [...board.requests.rows.keys(), ...board.pledges.rows.keys()]
    const links = (this.#links.all ?? []).filter((link) => seated(link).length > 0)
    const present = [...board.roster.rows].filter(([, row]) => row.present).map(([id]) => id)
    return new Set([
      ...rows.map(ownerOf),
      ...links.map((link) => link.delegation ?? ''),
      ...present,
    ])
  })
  readonly preview = $derived(previewOf(this.rows, this.standing, this.#inUse))

  constructor(room: Room, links: Links) {
    this.#room = room
    this.#links = links
  }

  async read(given: Blob | string, fileName: string): Promise<void> {
    const { default: papa } = await import('papaparse')
    const read =
      typeof given === 'string'
        ? readSheet(papa, given)
        : // A file is refused by its size before it is read.
          given.size > 2 * 1024 * 1024
          ? ({ code: 'too_large' } as const)
          : readFile(papa, new Uint8Array(await given.arrayBuffer()))
    this.clear()
    this.fileName = fileName
    if (isFault(read)) this.fault = read
    else {
      this.sheet = read
      this.map(mappingOf(read.header))
      void this.#links.refresh()
    }
  }

  /** Reads the columns of the file anew; corrections made before are lost with the old reading. */
  map(mapping: Mapping): void {
    if (this.sheet === null) return
    const { rows, header } = this.sheet
    this.mapping = mapping
    this.rows = rowsOf(rows, header, mapping).map((row) => ({
      ...row,
      cells: mapping.stanceScope === null ? this.#scoped(row.cells) : row.cells,
      key: (this.#keys += 1),
    }))
  }

  /** A file without that column takes back nothing that a delegation stated. */
  #scoped(cells: RowWords['cells']): RowWords['cells'] {
    const scope = cells.stance === 'opted_out' ? this.standing.get(cells.id)?.stanceScope : null
    return { ...cells, stanceScope: scope ?? '' }
  }

  /** The roster that stands, cell by cell, to be corrected. */
  async edit(): Promise<void> {
    const { default: papa } = await import('papaparse')
    await this.read(writeSheet(papa, [...this.standing.values()].map(wordsOf), ','), t('roster'))
  }

  correct(key: number, column: Column, text: string): void {
    this.rows = this.rows.map((row) =>
      row.key === key ? { ...row, cells: { ...row.cells, [column]: text } } : row,
    )
  }

  /** What was typed, as the roster writes it. */
  settle(key: number, column: Column, text: string): void {
    this.correct(key, column, cellOf(column, text))
  }

  leaveOut(key: number): void {
    this.rows = this.rows.filter((row) => row.key !== key)
  }

  /** Delegations the file does not name stay on the roster. */
  keep(ids: readonly string[]): void {
    const kept = ids.flatMap((id) => {
      const entry = this.standing.get(id)
      if (entry === undefined) return []
      return [{ number: 0, cells: wordsOf(entry), beyond: 0, key: (this.#keys += 1) }]
    })
    this.rows = [...this.rows, ...kept]
  }

  clear(): void {
    this.sheet = null
    this.rows = []
    this.fault = null
    this.refused = null
    this.imported = null
  }

  async import(): Promise<void> {
    const { delegations } = this.preview
    if (delegations === null) return
    if (new TextEncoder().encode(JSON.stringify(delegations)).length > maxCommand) {
      this.refused = refuse('too_large', 'C1', { limit: '240 KiB' })
      return
    }
    this.busy = true
    const answer = await this.#room.session.act('roster:import', { delegations: [...delegations] })
    this.busy = false
    if (answer.ok) {
      this.clear()
      this.imported = delegations.length
    } else this.refused = answer.error
  }
}
