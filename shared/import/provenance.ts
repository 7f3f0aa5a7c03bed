// Where imported rows come from. Written by the server alone, with the import (rules G3, I3).

/** Keyed by `slugOf` the meeting: the head of the file, as printed. */
export interface Import {
  readonly meeting: string
  readonly date: string
  readonly place: string
  readonly format: string
  readonly chair: string
  readonly participants: string
  /** Canonical JSON of the lists of the file. */
  readonly sources: string
  readonly totals: string
  /** Of an exported session; null where the file has none. */
  readonly marking: string | null
  readonly file: string
  readonly at: number
  readonly by: string
}

/** Keyed by the id of the row. */
export interface Provenance {
  readonly import: string
  /** Its number in the file, from 0. */
  readonly row: number
  /** Digest of the row as the file has it: what differs from it was changed on the board. */
  readonly digest: string
}
