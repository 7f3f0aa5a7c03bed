// The page's requests over HTTP: who sits in this seat, naming it, leaving it.
import type { Refusal } from '#shared/refusals.ts'
import type { Role } from '#shared/roles.ts'

export interface Seat {
  readonly seat: string
  readonly session: string
  readonly role: Role
  readonly delegation: string | null
  readonly name: string
  readonly function: string
  /** False until the person has said who they are (rule L3). */
  readonly named: boolean
  readonly sessionTitle: string
  readonly marking: string
}

export type SeatAnswer =
  { readonly ok: true; readonly seat: Seat } | { readonly ok: false; readonly error: Refusal }

/** Null: the server is out of reach or does not speak for itself. */
async function ask(path: string, init: RequestInit): Promise<SeatAnswer | null> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...init })
    if (response.status >= 500) return null
    return (await response.json()) as SeatAnswer
  } catch {
    return null
  }
}

export function readSeat(seat: string): Promise<SeatAnswer | null> {
  return ask(`/api/seat/${encodeURIComponent(seat)}`, { headers: { accept: 'application/json' } })
}

export function nameSeat(seat: string, name: string, fn: string): Promise<SeatAnswer | null> {
  return ask(`/api/seat/${encodeURIComponent(seat)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, function: fn }),
  })
}

/** Where a calendar program finds the tasks and deadlines of this seat's session. */
export async function readCalendarAddress(seat: string): Promise<string | null> {
  try {
    const response = await fetch(`/api/session/${encodeURIComponent(seat)}/v1/calendar-address`, {
      credentials: 'same-origin',
    })
    return response.ok ? ((await response.json()) as { path: string }).path : null
  } catch {
    return null
  }
}

export async function leaveSeat(seat: string): Promise<void> {
  await ask(`/api/seat/${encodeURIComponent(seat)}/leave`, { method: 'POST' })
}
