// How long a slip of the chair can be taken back, ms: by a new act, never by erasing.
export const undoWindow = 60_000

export function isUndoable(at: number | null, now: number): boolean {
  return at !== null && now - at <= undoWindow
}
