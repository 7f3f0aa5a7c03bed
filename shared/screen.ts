// The screens of the hall (rules O): what is put on each, the message and the break that stand over all of them, and
// what follows from that at a given time.
import { textSchema } from './text.ts'

/** Nine are as many as one key can name. */
export const screenNumbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
export type ScreenNumber = (typeof screenNumbers)[number]

export const screenContents = [
  'follow',
  'agenda',
  'speakers',
  'board',
  'totals',
  'decision',
] as const
export type ScreenContent = (typeof screenContents)[number]

/** Keyed by its number; one without a row follows the meeting. */
export interface Screen {
  readonly content: ScreenContent
  readonly at: number
  readonly by: string
}

/** Keyed by `message` or `break`: what it says, or until when it stands; both null once it was taken off. */
export interface Overlay {
  readonly text: string | null
  readonly until: number | null
  readonly at: number
  readonly by: string
}

export const screenMessageSchema = textSchema(300)

/** The longest break, ms. */
export const longestBreak = 86_400_000

/** Until when the meeting is in a break; null if it is not. A break is over at its time, and nobody notes it. */
export function breakUntil(overlay: Overlay | null, now: number): number | null {
  const until = overlay?.until ?? null
  return until !== null && until > now ? until : null
}

/** Whether a break is over by its time, and the meeting has not gone on yet (rule O5). */
export function isResuming(overlay: Overlay | null, now: number): boolean {
  const until = overlay?.until ?? null
  return until !== null && until <= now
}
