// Who takes part in the play, and who does what when. Pledges and their figures are those of the meeting; only the
// slips, the lots and what became of them are made up.
import type { Exclusion } from '#shared/count.ts'
import type { Role } from '#shared/roles.ts'
import type { Fields } from '#shared/import/rows.ts'

export interface Part {
  readonly role: Extract<Role, 'chair' | 'kyiv' | 'delegate' | 'staff'>
  readonly delegation: string
  readonly name: string
  readonly function: string
}

/** A share of what was agreed, as a task. */
export interface Lot {
  readonly share: number
  readonly node: string | null
  readonly window: string
}

export interface Line {
  /** Which of the delegation's documented pledges, from 0. */
  readonly n: number
  readonly delegation: string
  /** The agenda item at which it is announced; null for ahead of the meeting. */
  readonly at: string | null
  /** What is placed at first, and corrected a little later. */
  readonly slip?: Fields
  /** What Kyiv asks about the slip; without a question the delegation notices by itself. */
  readonly question?: string
  readonly condition?: 'met'
  readonly lots?: readonly Lot[]
  /** What is missing when a lot arrives. */
  readonly short?: { readonly lot: number; readonly missing: number; readonly note: string }
}

const desk = (delegation: string, fn: string): Part => ({
  role: 'delegate',
  delegation,
  name: 'Desk officer, simulated',
  function: fn,
})

export const parts: readonly Part[] = [
  desk('NLD', 'Support to Ukraine (simulated)'),
  {
    role: 'chair',
    delegation: 'GBR',
    name: 'Presiding officer, simulated',
    function: 'Chair of the meeting (simulated)',
  },
  {
    role: 'kyiv',
    delegation: 'UKR',
    name: 'Defence adviser, simulated',
    function: 'Requests and receipts (simulated)',
  },
  desk('DEU', 'Armaments directorate (simulated)'),
  desk('GBR', 'Task force for Ukraine (simulated)'),
  desk('NOR', 'Donations desk (simulated)'),
  {
    role: 'staff',
    delegation: 'NATO',
    name: 'Movement planner, simulated',
    function: 'Deliveries (simulated)',
  },
]

const rzeszow = 'Rzeszów'
const campia = 'Câmpia Turzii'
const lot = (share: number, node: string | null, window: string): Lot => ({ share, node, window })

/** In the order in which they are announced; each delegation goes through its own. */
export const lines: readonly Line[] = [
  { delegation: 'NLD', n: 0, at: null, lots: [lot(1, null, '2025')] },

  {
    delegation: 'DEU',
    n: 1,
    at: 'round-iamd',
    lots: [lot(2, rzeszow, '2nd half of 2025'), lot(2, rzeszow, '2026')],
  },
  {
    delegation: 'DEU',
    n: 2,
    at: 'round-iamd',
    lots: [lot(1, rzeszow, 'May 2025'), lot(1, rzeszow, 'July 2025'), lot(1, campia, '2026')],
  },
  { delegation: 'DEU', n: 3, at: 'round-iamd' },
  {
    delegation: 'DEU',
    n: 4,
    at: 'round-iamd',
    lots: [lot(7, rzeszow, 'May 2025'), lot(5, campia, 'June 2025')],
    short: {
      lot: 2,
      missing: 2,
      note: 'Two launchers arrived damaged and went back for repair.',
    },
  },

  {
    delegation: 'DEU',
    n: 8,
    at: 'round-artillery',
    slip: { quantity: 10_000 },
    lots: [lot(5, rzeszow, 'May 2025'), lot(3, rzeszow, 'July 2025'), lot(2, campia, 'July 2025')],
  },
  {
    delegation: 'DEU',
    n: 7,
    at: 'round-artillery',
    lots: [lot(3, rzeszow, 'June 2025'), lot(4, rzeszow, 'September 2025')],
  },

  {
    delegation: 'DEU',
    n: 5,
    at: 'round-armour',
    lots: [lot(3, rzeszow, 'June 2025'), lot(2, campia, 'August 2025')],
  },
  { delegation: 'GBR', n: 2, at: 'round-armour' },
  { delegation: 'DEU', n: 6, at: 'round-armour', lots: [lot(1, rzeszow, 'August 2025')] },

  { delegation: 'GBR', n: 1, at: 'round-drone' },
  {
    delegation: 'DEU',
    n: 10,
    at: 'round-drone',
    slip: { quantity: 1100 },
    question: 'Two figures are about, 100 and 1,100 radars. Which one stands?',
    lots: [lot(3, rzeszow, 'June 2025'), lot(2, campia, 'September 2025')],
  },
  { delegation: 'NLD', n: 1, at: 'round-drone' },
  {
    delegation: 'DEU',
    n: 9,
    at: 'round-drone',
    lots: [lot(2, rzeszow, 'May 2025'), lot(1, campia, 'June 2025')],
  },
  { delegation: 'DEU', n: 11, at: 'round-drone' },

  { delegation: 'GBR', n: 0, at: 'tour-de-table' },
  {
    delegation: 'DEU',
    n: 0,
    at: 'tour-de-table',
    condition: 'met',
    lots: [lot(3, null, '2025'), lot(8, null, '2026–2029')],
  },
  { delegation: 'NOR', n: 0, at: 'tour-de-table', lots: [lot(1, null, '2025')] },
  { delegation: 'NLD', n: 2, at: 'tour-de-table' },
  { delegation: 'GBR', n: 3, at: 'tour-de-table' },
]

/** The item from which staff make tasks of what is agreed. */
export const workFrom = 'round-iamd'

/** What Kyiv says to an offer that adds nothing new; nothing to a plain no. */
export const remarks: Readonly<Partial<Record<Exclusion, string>>> = {
  're-announced': 'Noted with thanks. It was announced before, so nothing new is counted.',
  'part-of': 'Noted with thanks. It is counted with the package it belongs to.',
  'value-of': 'Noted with thanks. It is counted with the goods whose value it names.',
  'delivery-report': 'Noted with thanks. It is a delivery made, so nothing new is counted.',
  'not-to-ukraine': 'Noted with thanks. It does not come to Ukraine, so it is not counted.',
}

/** At its own item Kyiv ranks what it calls its second priority. */
export const ranking = { at: 'priorities', request: 1, fields: { priority: 'high' } } as const

export interface Sentence {
  readonly by: Pick<Part, 'role' | 'delegation'>
  /** The agenda item from which it is written. */
  readonly at: string
  readonly words: string
}

/** The communiqué, sentence by sentence. */
export const sentences: readonly Sentence[] = [
  {
    by: { role: 'chair', delegation: 'GBR' },
    at: 'battlefield',
    words:
      'The Ukraine Defense Contact Group met at NATO Headquarters in Brussels on 11 April 2025. ',
  },
  {
    by: { role: 'kyiv', delegation: 'UKR' },
    at: 'priorities',
    words: 'Ukraine set out its priorities, air and missile defence first among them.',
  },
  {
    by: { role: 'delegate', delegation: 'DEU' },
    at: 'round-iamd',
    words:
      '\n\nDelegations announced air-defence systems, artillery, armoured vehicles and drones, and funds to buy more. ',
  },
  {
    by: { role: 'delegate', delegation: 'GBR' },
    at: 'round-artillery',
    words: 'What was announced is recorded on the board of this meeting.',
  },
  {
    by: { role: 'delegate', delegation: 'NOR' },
    at: 'tour-de-table',
    words: '\n\nThe Group will follow every pledge until Ukraine has confirmed its receipt.',
  },
]

/** Seconds that people take, before chance makes them a little longer or shorter. */
export const seconds = {
  open: 4,
  nameDrafters: 6,
  write: 12,
  table: 10,
  firstItem: 4,
  item: 12,
  /** How long the chair waits where only delegations with people at them may still place something. */
  itemOfPeople: 45,
  /** How long it waits for anything else that may still come. */
  itemAtMost: 180,
  ask: 2,
  /** How long the chair takes to give the floor, and leaves it after the last announcement. */
  give: 4,
  /** How long it waits for a speaker who still has something to announce. */
  speechAtMost: 180,
  place: 15,
  early: 1.5,
  slip: 4,
  correct: 8,
  rank: 6,
  answer: 8,
  /** How long the words of a person have to stand before Kyiv answers them. */
  answerPerson: 30,
  receive: 10,
  agree: 7,
  condition: 5,
  convert: 5,
  move: 9,
  /** The meeting is over, deliveries go on. */
  moveAfter: 16,
  reopen: 60,
} as const
