// What an export is made from, and what comes of it: pure, and run in a thread of its own.
import * as Y from 'yjs'
import { calendarOf } from '#shared/export/calendar.ts'
import { csvOf, type Separator } from '#shared/export/csv.ts'
import { sessionFileOf } from '#shared/export/session-file.ts'
import { type Snapshot, snapshotOf } from '#shared/export/snapshot.ts'
import { type TableName, tableNamed } from '#shared/export/tables.ts'
import type { ExportLanguage } from '#shared/export/words.ts'
import { workbookOf } from './workbook.ts'
import { coverageIn, totalsIn } from './figures.ts'

export type Job =
  | {
      readonly kind: 'csv'
      readonly table: TableName
      readonly separator: Separator
      readonly lang: ExportLanguage
    }
  | { readonly kind: 'session'; readonly only: string | null }
  | { readonly kind: 'calendar'; readonly session: string; readonly lang: ExportLanguage }
  | { readonly kind: 'workbook'; readonly lang: ExportLanguage }
  | { readonly kind: 'totals' }
  | { readonly kind: 'coverage' }

export async function run(job: Job, update: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const snapshot = snapshotOf(doc)
  if (job.kind === 'workbook') return workbookOf(snapshot, job.lang)
  return new TextEncoder().encode(textOf(job, snapshot))
}

function textOf(job: Exclude<Job, { kind: 'workbook' }>, snapshot: Snapshot): string {
  if (job.kind === 'csv') return csvOf(tableNamed(job.table, snapshot, job.lang), job.separator)
  if (job.kind === 'calendar') return calendarOf(snapshot, job.session, job.lang)
  if (job.kind === 'session')
    return `${JSON.stringify(sessionFileOf(snapshot, job.only), null, 2)}\n`
  const figures = job.kind === 'totals' ? totalsIn(snapshot) : coverageIn(snapshot)
  return JSON.stringify({ ok: true, marking: snapshot.session.marking, ...figures })
}
