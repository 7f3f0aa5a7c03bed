// What goes wrong with a store, in words an operator can act on at night.

/**
 * `misfit`: what was to be written does not follow from what is stored; trying again cannot help.
 * All others are troubles of the place: what was to be written stays good and may be tried again.
 */
export type StorageFault =
  | 'full'
  | 'readonly'
  | 'unreachable'
  | 'failing'
  | 'damaged'
  | 'foreign'
  | 'newer'
  | 'owned'
  | 'taken'
  | 'misfit'

const sentences: Readonly<Record<StorageFault, string>> = {
  full: 'the disk is full; free space on its volume',
  readonly:
    'the database is read-only; let the server write to the file, its folder and its volume',
  unreachable:
    'the database cannot be opened; see that its folder exists and the server may write there',
  failing: 'reading or writing the database failed',
  damaged: 'the database is damaged or not a database; put a backup in its place',
  foreign: 'this is the database of another program; choose another file',
  newer:
    'the database was written by a newer version of this server; start that version, or use a backup',
  owned:
    'another process has this database open; only one server may own it, so stop the other one first',
  taken: 'there is a file of this name; choose another name',
  misfit: 'this does not follow from what is stored',
}

/** Thrown by every store. The message names the place, what is wrong with it, and what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly fault: StorageFault
  readonly place: string

  constructor(fault: StorageFault, place: string, detail: string, cause?: unknown) {
    super(`${place}: ${sentences[fault]} (${detail})`, cause === undefined ? undefined : { cause })
    this.fault = fault
    this.place = place
  }
}
