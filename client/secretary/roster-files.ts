// The roster as a file on the secretary's device, and the empty form of one.
import type { DelegationEntry } from '#shared/session.ts'
import { saveCsv } from '../download.ts'
import { language } from '../messages/messages.svelte.ts'
import { type Column, wordsOf } from './roster-words.ts'
import { writeSheet } from './sheet.ts'

/** Two states and an organisation show what goes where. */
const examples: readonly Readonly<Record<Column, string>>[] = [
  {
    id: 'UKR',
    nameEn: 'Ukraine',
    nameFr: 'Ukraine',
    nameUk: 'Україна',
    kind: 'state',
    role: 'requester',
    stance: 'participates',
    stanceScope: '',
  },
  {
    id: 'NOR',
    nameEn: 'Norway',
    nameFr: 'Norvège',
    nameUk: 'Норвегія',
    kind: 'state',
    role: 'donor',
    stance: 'participates',
    stanceScope: '',
  },
  {
    id: 'EU',
    nameEn: 'European Union',
    nameFr: 'Union européenne',
    nameUk: 'Європейський Союз',
    kind: 'organisation',
    role: 'organisation',
    stance: 'participates',
    stanceScope: '',
  },
]

export async function downloadRoster(
  roster: Iterable<DelegationEntry>,
  session: string,
): Promise<void> {
  await download([...roster].map(wordsOf), `${session} roster.csv`)
}

export async function downloadTemplate(): Promise<void> {
  await download(examples, 'roster template.csv')
}

async function download(
  rows: readonly Readonly<Record<Column, string>>[],
  name: string,
): Promise<void> {
  const { default: papa } = await import('papaparse')
  // Spreadsheets of France and Ukraine separate cells by semicolons.
  const text = writeSheet(papa, rows, language() === 'en' ? ',' : ';')
  saveCsv(text, name)
}
