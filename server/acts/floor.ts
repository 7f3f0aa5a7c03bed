// What acts do to the speech under way, whichever act it is: the list of the open item, and the facts that stop a clock.
import type * as Y from 'yjs'
import { readSession, readSpeakersOf } from '#shared/board.ts'
import { type Entry, isUnderWay, speakerNow } from '#shared/floor.ts'
import type { Fact } from './act.ts'
import { factsOf } from './fact.ts'

/** Ends whatever is being said: for acts that turn to another item, or close the session (F12). */
export function stopSpeechFacts(doc: Y.Doc, now: number): Fact[] {
  const { entries } = readCurrentList(doc)
  return endFacts(entries.filter(isUnderWay), momentOn(entries, now))
}

/** Stops the clock of whoever speaks: for acts that suspend the session, or freeze the floor (F12). */
export function pauseSpeechFacts(doc: Y.Doc, now: number): Fact[] {
  const { entries } = readCurrentList(doc)
  return pauseFacts(speakerNow(entries), momentOn(entries, now))
}

/** The list of the item that is open; empty if there is none. */
export function readCurrentList(doc: Y.Doc): { item: string | null; entries: Entry[] } {
  const { currentItem } = readSession(doc)
  return {
    item: currentItem,
    entries: currentItem === null ? [] : readSpeakersOf(doc, currentItem),
  }
}

/** Now, but after all that has happened on the list: turns are told apart by their times (F7), whatever the clock does. */
export function momentOn(entries: readonly Entry[], now: number): number {
  let at = now
  for (const { beganAt, pausedAt, endedAt } of entries)
    at = Math.max(at, (beganAt ?? 0) + 1, (pausedAt ?? 0) + 1, (endedAt ?? 0) + 1)
  return at
}

export function pauseFacts(entry: Entry | null, at: number): Fact[] {
  return entry === null || entry.pausedAt !== null
    ? []
    : factsOf('speakers', entry.id, { pausedAt: at })
}

export function endFacts(entries: readonly (Entry | null)[], at: number): Fact[] {
  return entries.flatMap((entry) =>
    entry === null ? [] : factsOf('speakers', entry.id, { endedAt: at }),
  )
}
