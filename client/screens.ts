// The screens of the hall as a seat sees them: what is on each, and what stands over all of them. All of it tracked.
import {
  breakUntil,
  isResuming,
  type Overlay,
  type ScreenContent,
  type ScreenNumber,
} from '#shared/screen.ts'
import type { Room } from './room.svelte.ts'

/** One without a row follows the meeting (rule O1). */
export function contentOn(room: Room, screen: ScreenNumber): ScreenContent {
  return room.board.screens.get(screen)?.content ?? 'follow'
}

export function messageNow(room: Room): string | null {
  return room.board.overlays.get('message')?.text ?? null
}

/** Until when the hall is in a break; null if it is not. */
export function breakNow(room: Room): number | null {
  const overlay = room.board.overlays.get('break')
  return isCalled(overlay) ? breakUntil(overlay, room.session.time()) : null
}

/** Whether a break is over and the meeting has not gone on yet. */
export function isAboutToResume(room: Room): boolean {
  const overlay = room.board.overlays.get('break')
  return isCalled(overlay) && isResuming(overlay, room.session.time())
}

/** A clock that nobody needs stands still. */
function isCalled(overlay: Overlay | null): boolean {
  return (overlay?.until ?? null) !== null
}
