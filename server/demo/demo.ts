// The demo session: the meeting of 11 April 2025, as far as it is documented.
import { readFileSync } from 'node:fs'
import { type AgendaEntry, agendaItemSchema } from '#shared/agenda.ts'
import { type DelegationEntry, delegationSchema } from '#shared/session.ts'
import type { Lead } from '#shared/lead.ts'
import { z } from '#shared/z.ts'
import { type PledgeToPlace, rowsOf, type SessionRows } from '#shared/import/rows.ts'
import { parseFile, parseSessionFile, type RequestRow } from '#shared/import/file.ts'

export interface DemoSession extends SessionRows {
  readonly title: string
  readonly date: string
  readonly place: string
  readonly marking: string
  readonly roster: readonly DelegationEntry[]
  readonly lead: Pick<Lead, 'leads' | 'deputies'>
  readonly agenda: readonly AgendaEntry[]
}

const meeting = 'udcg-27.json'
/** The two that chaired this meeting; that a third stood by is made up. */
const lead = { leads: ['GBR', 'DEU'], deputies: ['NOR'] }
const marking = 'UNCLASSIFIED, RELEASABLE TO UDCG'

/** Asked on 9 January 2025 and not known to be covered since: still open when this meeting begins. */
const carriedOver: RequestRow = {
  capability: 'iamd',
  text: '19 air-defence systems, asked for at the meeting of 9 January 2025 and carried over',
  quantity: 19,
  unit: 'system',
  priority: 'urgent',
  reported_outcome: 'partially covered, number not disclosed',
  source: 'https://24ukraine.com/?p=29674',
}
/** What this meeting brought towards it; MANPADS are counted in systems too, and are not what was meant. */
const answersCarriedOver = ({ delegation, fields }: PledgeToPlace) =>
  delegation === 'DEU' && fields['item'] === 'IRIS-T'

const round = { kind: 'requests', parent: 'announcements', secondsEach: 120 } as const
/** In the order in which such meetings run; the round of announcements goes by capability, then round the table. */
const agenda: readonly z.input<typeof agendaItemSchema>[] = [
  {
    id: 'opening',
    title: 'Opening by the co-chairs',
    owner: 'United Kingdom, Germany',
    minutes: 10,
  },
  { id: 'battlefield', title: 'Report from the battlefield', owner: 'Ukraine', minutes: 20 },
  { id: 'priorities', title: 'Priorities of Ukraine', owner: 'Ukraine', minutes: 20 },
  { id: 'announcements', title: 'Announcements', kind: 'requests' },
  {
    ...round,
    id: 'round-iamd',
    title: 'Announcements: air and missile defence',
    capability: 'iamd',
    minutes: 25,
  },
  {
    ...round,
    id: 'round-artillery',
    title: 'Announcements: artillery and ammunition',
    capability: 'artillery',
    minutes: 15,
  },
  {
    ...round,
    id: 'round-armour',
    title: 'Announcements: armour and maintenance',
    capability: 'armour',
    minutes: 15,
  },
  {
    ...round,
    id: 'round-drone',
    title: 'Announcements: drones and electronic warfare',
    capability: 'drone',
    minutes: 15,
  },
  {
    ...round,
    id: 'tour-de-table',
    title: 'Tour de table: all other announcements',
    secondsEach: 60,
    minutes: 30,
  },
  { id: 'break', title: 'Break', kind: 'break', minutes: 10 },
  {
    id: 'coalitions',
    title: 'Reports of the capability coalitions',
    secondsEach: 180,
    minutes: 20,
  },
  {
    id: 'working-level',
    title: 'Working level: deliveries and training',
    owner: 'NATO',
    minutes: 15,
  },
  {
    id: 'conclusions',
    title: 'Conclusions and next meeting',
    kind: 'decision',
    owner: 'United Kingdom, Germany',
    minutes: 10,
  },
]

export function demoSession(): DemoSession {
  const session = parseSessionFile(meeting, read(meeting))
  const roster = demoRoster()
  const requests = [...session.requests, carriedOver]
  const last = requests.length - 1
  const rows = rowsOf(meeting, { ...session, requests }, new Set(roster.map(({ id }) => id)))
  return {
    title: `Ukraine Defense Contact Group (${session.meeting})`,
    date: session.date,
    place: session.place,
    marking,
    roster,
    lead,
    agenda: z.array(agendaItemSchema).parse(agenda),
    requests: rows.requests,
    pledges: rows.pledges.map((pledge) => {
      if (answersCarriedOver(pledge)) return { ...pledge, requestIndex: last }
      return pledge.requestIndex === last ? { ...pledge, requestIndex: null } : pledge
    }),
  }
}

/** 57 states, the EU, NATO and Ukraine. */
export function demoRoster(): readonly DelegationEntry[] {
  return parseFile('roster.json', read('roster.json'), z.array(delegationSchema))
}

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}
