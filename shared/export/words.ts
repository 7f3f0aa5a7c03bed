// The words of tables and calendars in the languages of the product. Ids, keys and kinds stay as they are in all of them.
import type { DecisionState } from '../decision.ts'
import type { TaskKind, TaskState } from '../task.ts'
import type { Delegation } from '../session.ts'
import type { TableName } from './tables.ts'
import { en } from './words/en.ts'
import { fr } from './words/fr.ts'
import { uk } from './words/uk.ts'

export interface ExportWords {
  /** A column by its field. Null where it is called as the field is. */
  readonly heads: Readonly<Record<string, string>> | null
  readonly sheets: Readonly<Record<TableName | 'session', string>>
  readonly calendar: {
    readonly via: string
    readonly when: string
    readonly because: string
    readonly responsible: string
    readonly silenceEnds: string
    readonly kind: Readonly<Record<TaskKind, string>>
    readonly state: Readonly<Record<TaskState, string>>
    readonly decision: Readonly<Record<DecisionState, string>>
  }
}

export const exportLanguages = ['en', 'fr', 'uk'] as const
export type ExportLanguage = (typeof exportLanguages)[number]

export const exportWords: Readonly<Record<ExportLanguage, ExportWords>> = { en, fr, uk }

/** Without heads of its own: "amountMinor" → "Amount", "deliverBy" → "Deliver by". */
export function headOf(field: string, lang: ExportLanguage): string {
  return exportWords[lang].heads?.[field] ?? inWords(field)
}

function inWords(field: string): string {
  const words = field
    .replace(/Minor$/u, '')
    .replaceAll('Gdp', 'GDP')
    .replace(/([a-z\d])([A-Z])/gu, (_, end: string, start: string) => `${end} ${start}`)
    .split(' ')
    .map((word) => (/^[A-Z]{2,}$/u.test(word) ? word : word.toLowerCase()))
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function nameIn(row: Delegation, lang: ExportLanguage): string {
  return { en: row.nameEn, fr: row.nameFr, uk: row.nameUk }[lang]
}
