// Who has the floor: giving it, the clock of a speech, and taking back a slip. All of it on the list of the open item.
import type * as Y from 'yjs'
import { readRow, type Scalar } from '#shared/board.ts'
import {
  type Entry,
  interruptedNow,
  isWaiting,
  itemOf,
  type LastTurn,
  lastTurnOf,
  speakerNow,
  waitingOf,
} from '#shared/floor.ts'
import { isRefusal, refuse, type Refusal } from '#shared/refusals.ts'
import { isUndoable, undoWindow } from '#shared/undo.ts'
import type { Act, ActContext, Fact } from './act.ts'
import { endBreakFacts } from './break.ts'
import { changesOf, factsOf } from './fact.ts'
import { endFacts, momentOn, pauseFacts, readCurrentList } from './floor.ts'
import { refuseUnlessOpen } from './session.ts'

export const nextSpeaker: Act<'floor:next'> = (doc, { speaking }, { now, statements }) => {
  const floor = readFloor(doc, 'F5')
  if (isRefusal(floor)) return floor
  const { entries, current, interrupted } = floor
  if ((current?.id ?? null) !== speaking) return refuse('floor_moved', 'F5')
  const at = momentOn(entries, now)
  if (interrupted !== null) return { facts: endFacts([current], at), output: idOf(interrupted) }
  const [first] = waitingOf(entries)
  if (first === undefined && current === null) return refuse('nobody_waits', 'F5')
  return {
    facts: [
      ...endFacts([current], at),
      ...(first ? beginFacts(doc, first, at, entries, statements) : []),
    ],
    output: idOf(first),
  }
}

export const giveFloor: Act<'floor:give'> = (doc, { entry, speaking }, { now, statements }) => {
  const floor = readFloor(doc, 'F5')
  if (isRefusal(floor)) return floor
  const { item, entries, current, interrupted } = floor
  const given = entries.find(({ id }) => id === entry)
  if (given === undefined) return refuseAbsent(doc, entry, item)
  if (!isWaiting(given)) return refuse('not_waiting', 'F5')
  if ((current?.id ?? null) !== speaking) return refuse('floor_moved', 'F5')
  const at = momentOn(entries, now)
  // A point of order waits for nobody: the speech it breaks into stands still, and goes on afterwards (F1).
  const left =
    given.kind !== 'order'
      ? endFacts([current, interrupted], at)
      : current?.kind === 'order'
        ? endFacts([current], at)
        : pauseFacts(current, at)
  return { facts: [...left, ...beginFacts(doc, given, at, entries, statements)], output: {} }
}

export const pauseSpeech: Act<'floor:pause'> = (doc, { entry }, { now }) => {
  const floor = readSpeech(doc, entry)
  if (isRefusal(floor)) return floor
  if (floor.current.pausedAt !== null) return refuse('speech_paused', 'F5')
  return { facts: pauseFacts(floor.current, momentOn(floor.entries, now)), output: {} }
}

export const resumeSpeech: Act<'floor:resume'> = (doc, { entry }, { now }) => {
  const floor = readSpeech(doc, entry)
  if (isRefusal(floor)) return floor
  const { pausedAt, pausedMs } = floor.current
  if (pausedAt === null) return refuse('speech_running', 'F5')
  const pause = momentOn(floor.entries, now) - pausedAt
  return {
    facts: factsOf('speakers', entry, { pausedAt: null, pausedMs: pausedMs + pause }),
    output: {},
  }
}

export const endSpeech: Act<'floor:end'> = (doc, { entry }, { now }) => {
  const floor = readSpeech(doc, entry)
  if (isRefusal(floor)) return floor
  const { entries, current, interrupted } = floor
  return { facts: endFacts([current], momentOn(entries, now)), output: idOf(interrupted) }
}

/** Undone is one turn of the floor: who was given it waits as before, whose speech ended has it as before (F7). */
export const undoTurn: Act<'floor:undo'> = (doc, { at }, { now }) => {
  const floor = readFloor(doc, 'F7')
  if (isRefusal(floor)) return floor
  const { entries } = floor
  const turn = lastTurnOf(entries)
  if (turn === null) return refuse('undo_nothing', 'F7')
  if (turn.at !== at) return refuse('floor_moved', 'F7')
  if (!isUndoable(at, now))
    return refuse('undo_late', 'F7', {
      seconds: Math.round((now - at) / 1000),
      limit: undoWindow / 1000,
    })
  // A point of order that went on would have to take back what the speech it interrupted has said since.
  if (hasGoneOn(speakerNow(entries), turn)) return refuse('undo_passed', 'F7')
  const changes = new Map<string, Record<string, Scalar>>()
  for (const { id } of turn.began) changes.set(id, notBegun)
  for (const { id } of turn.ended) changes.set(id, { endedAt: null })
  // A point of order broke in just then: the speech it interrupted was not paused before.
  const broken = turn.began.length > 0 && turn.ended.length === 0 ? floor.interrupted : null
  if (broken?.pausedAt === at) changes.set(broken.id, { pausedAt: null })
  const before = entries.map((entry) => ({ ...entry, ...changes.get(entry.id) }))
  return {
    facts: entries.flatMap((entry) =>
      changesOf('speakers', entry.id, entry, changes.get(entry.id) ?? {}),
    ),
    output: idOf(speakerNow(before)),
  }
}

/** Whether the speech that has the floor got it back by this turn, and was resumed. */
function hasGoneOn(current: Entry | null, { at, began }: LastTurn): boolean {
  if (current === null || began.length > 0) return false
  return current.pausedAt === null || current.pausedAt > at
}

const notBegun = { beganAt: null, limitMs: null, pausedAt: null, pausedMs: 0, statement: null }

interface Floor {
  readonly item: string
  readonly entries: readonly Entry[]
  readonly current: Entry | null
  readonly interrupted: Entry | null
}

/** The floor of the open item in an open session. */
function readFloor(doc: Y.Doc, rule: string): Floor | Refusal {
  const notOpen = refuseUnlessOpen(doc, rule)
  if (notOpen !== null) return notOpen
  const { item, entries } = readCurrentList(doc)
  if (item === null) return refuse('item_none', rule)
  return { item, entries, current: speakerNow(entries), interrupted: interruptedNow(entries) }
}

/** The floor, if it is with the entry. */
function readSpeech(doc: Y.Doc, entry: string): (Floor & { current: Entry }) | Refusal {
  const floor = readFloor(doc, 'F5')
  if (isRefusal(floor)) return floor
  const { current } = floor
  return current?.id === entry ? { ...floor, current } : refuse('floor_moved', 'F5')
}

function refuseAbsent(doc: Y.Doc, entry: string, item: string): Refusal {
  const other = itemOf(entry)
  const title = readRow(doc, 'agenda', other)?.title
  return title === undefined || other === item || readRow(doc, 'speakers', entry) === null
    ? refuse('not_found', 'F5', { what: 'entry' })
    : refuse('item_other', 'F5', { title })
}

function beginFacts(
  doc: Y.Doc,
  entry: Entry,
  at: number,
  entries: readonly Entry[],
  statements: ActContext['statements'],
): Fact[] {
  const { id } = entry
  const seconds = readRow(doc, 'agenda', itemOf(id))?.secondsEach ?? null
  const limitMs = seconds === null ? null : seconds * 1000
  const statement = statementFor(entry, entries, statements)
  return [
    ...endBreakFacts(doc),
    ...factsOf('speakers', id, {
      beganAt: at,
      limitMs,
      ...(statement === null ? {} : { statement }),
    }),
  ]
}

/** W10: what was handed in since the delegation last had the floor with a statement. */
function statementFor(
  { id, kind, delegation }: Entry,
  entries: readonly Entry[],
  statements: ActContext['statements'],
): string | null {
  const handedIn = statements?.get(delegation)
  if (handedIn === undefined || kind === 'order' || kind === 'reply') return null
  // They were read before the act came to its turn: another item may be open by now.
  if (handedIn.item !== itemOf(id)) return null
  const isShown = entries.some(
    (entry) =>
      entry.delegation === delegation &&
      entry.statement !== null &&
      entry.beganAt !== null &&
      entry.beganAt >= handedIn.at,
  )
  return isShown ? null : handedIn.text
}

function idOf(entry: Entry | null | undefined): { entry: string | null } {
  return { entry: entry?.id ?? null }
}
