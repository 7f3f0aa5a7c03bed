// Tasks and silence deadlines as an iCalendar feed (RFC 5545), for the calendar that somebody has anyway (rule X5).
import type { Decision } from '../decision.ts'
import { spanOf } from '../dates.ts'
import { hubsOf } from '../hub.ts'
import { releasedStates, type Task } from '../task.ts'
import { bornAt, ownerOf } from '../text.ts'
import type { Snapshot } from './snapshot.ts'
import { inOrder } from './table.ts'
import { type ExportLanguage, exportWords, nameIn } from './words.ts'

interface Event {
  readonly uid: string
  readonly stamp: number
  /** Days, of which the last is in it; or one instant. */
  readonly when: { readonly from: string; readonly to: string } | number
  readonly summary: string
  readonly about: readonly string[]
  readonly isOff: boolean
}

/** `session` makes ids of events unique in a calendar that holds several sessions. */
export function calendarOf(
  snapshot: Snapshot,
  session: string,
  lang: ExportLanguage = 'en',
): string {
  const { title, marking } = snapshot.session
  const events = [...taskEvents(snapshot, lang), ...silenceEvents(snapshot, lang)]
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Pledgehall//Pledgehall//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(title)}`,
    `X-WR-CALDESC:${escaped(marking)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...events.flatMap((event) => linesOf(event, session, marking)),
    'END:VCALENDAR',
  ]
  return lines.map(folded).join('')
}

/** Of those whose date can be read; the others have no place in a calendar. */
function taskEvents({ tasks, hubs, roster }: Snapshot, lang: ExportLanguage): Event[] {
  const words = exportWords[lang].calendar
  const known = hubsOf(hubs)
  return inOrder(tasks).flatMap(([id, task]): Event[] => {
    const when = spanOf(task.window, task.createdAt || bornAt(id))
    if (when === null) return []
    const hub = task.node === null ? null : (known.get(task.node)?.name ?? task.node)
    const delegation = roster.get(ownerOf(id))
    const donor = delegation === undefined ? ownerOf(id) : nameIn(delegation, lang)
    return [
      {
        uid: id,
        stamp: task.movedAt,
        when,
        summary: `${donor}: ${task.title}`,
        about: [
          `${words.kind[task.kind]}, ${words.state[task.state]}`,
          ...(hub === null ? [] : [filled(words.via, hub)]),
          ...(task.window === null ? [] : [filled(words.when, task.window)]),
          ...(task.windowReason === null ? [] : [filled(words.because, task.windowReason)]),
          ...(task.responsible === null ? [] : [filled(words.responsible, task.responsible)]),
        ],
        isOff: isOff(task),
      },
    ]
  })
}

function isOff({ state }: Task): boolean {
  return releasedStates.has(state)
}

/** Silence ends at an instant; one that was broken or withdrawn is cancelled in the calendar too. */
function silenceEvents({ decisions }: Snapshot, lang: ExportLanguage): Event[] {
  const words = exportWords[lang].calendar
  return [...decisions].flatMap(([id, decision]: [string, Decision]): Event[] => {
    const { expiresAt, state, title, kind } = decision
    if (expiresAt === null || kind !== 'silence') return []
    return [
      {
        uid: id,
        stamp: decision.decidedAt ?? decision.calledAt ?? decision.proposedAt,
        when: expiresAt,
        summary: filled(words.silenceEnds, title),
        about: [words.decision[state], decision.text],
        isOff: state === 'broken' || state === 'withdrawn' || state === 'rejected',
      },
    ]
  })
}

function linesOf(event: Event, session: string, marking: string): string[] {
  const { uid, stamp, when, summary, about, isOff } = event
  const isInstant = typeof when === 'number'
  return [
    'BEGIN:VEVENT',
    `UID:${uid}@${session}.pledgehall`,
    `DTSTAMP:${instant(stamp)}`,
    `LAST-MODIFIED:${instant(stamp)}`,
    ...(isInstant
      ? [`DTSTART:${instant(when)}`, `DTEND:${instant(when)}`]
      : [`DTSTART;VALUE=DATE:${date(when.from)}`, `DTEND;VALUE=DATE:${date(dayAfter(when.to))}`]),
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped([...about, marking].filter((line) => line !== '').join('\n'))}`,
    `STATUS:${isOff ? 'CANCELLED' : 'CONFIRMED'}`,
    // It takes nobody's time.
    'TRANSP:TRANSPARENT',
    ...(isInstant && !isOff
      ? [
          'BEGIN:VALARM',
          'ACTION:DISPLAY',
          'TRIGGER:-PT1H',
          `DESCRIPTION:${escaped(summary)}`,
          'END:VALARM',
        ]
      : []),
    'END:VEVENT',
  ]
}

/** A text with its one place filled. */
function filled(text: string, what: string): string {
  return text.replace(/\{\w+\}/u, () => what)
}

/** 20250411T090000Z */
function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/gu, '')}Z`
}

function date(iso: string): string {
  return iso.replaceAll('-', '')
}

/** The end of a whole day is the day after. */
function dayAfter(iso: string): string {
  return new Date(Date.parse(iso) + 86_400_000).toISOString().slice(0, 10)
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/gu, (sign) => `\\${sign}`).replace(/\r?\n/gu, '\\n')
}

/** No line is longer than 75 bytes; what follows begins with a space, and no character is cut. */
function folded(line: string): string {
  const encoder = new TextEncoder()
  let lines = ''
  let bytes = 0
  for (const sign of line) {
    const size = encoder.encode(sign).length
    if (bytes + size > 75) {
      lines += '\r\n '
      bytes = 1
    }
    lines += sign
    bytes += size
  }
  return `${lines}\r\n`
}
