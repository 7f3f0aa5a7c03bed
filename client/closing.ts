// Why the server closed a socket.
import { closeCodes, isRefusal, refuse, type Refusal } from '#shared/refusals.ts'

/** What the server said: "G4 edit_foreign: Only …"; else what the code says. */
export function reasonOf(code: number, reason: string): Refusal {
  const [, rule = '', told = ''] = /^(\w+) (\w+):/u.exec(reason) ?? []
  const refusal: unknown = { code: told, rule, message: reason, params: {} }
  if (isRefusal(refusal)) return refusal
  if (code === closeCodes.clientIdTaken) return refuse('client_id_taken', 'G8')
  if (code === closeCodes.epochChanged) return refuse('epoch_changed', 'G17')
  return refuse('edit_structure', 'G15', { why: String(code) })
}

/** Whether it puts the seat out, and not one document only. */
export function isOut(code: number, { code: why }: Refusal): boolean {
  if (code === closeCodes.notAuthenticated || code === closeCodes.noSuchSession) return true
  return why === 'seat_revoked' || why === 'link_revoked'
}
