// Documents tabled for an agenda item (rules W4–W8): what may be one, what it is called, who may take it back.
import { isChairsTeam } from './messages.ts'
import type { Agent } from './roles.ts'
import { textSchema } from './text.ts'

/** Type by content → the ending of its name. */
export const documentTypes = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'text/plain': 'txt',
} as const
export type DocumentType = keyof typeof documentTypes

export const maxDocumentBytes = 10 * 1024 * 1024
export const maxDocuments = 500
export const documentNameSchema = textSchema(120)

/** Keyed by an id of the server's making. The content is not on the board; its SHA-256 is. */
export interface TabledDocument {
  readonly item: string
  readonly name: string
  readonly type: DocumentType
  readonly size: number
  readonly sha256: string
  /** Name of the seat, and its delegation. */
  readonly by: string
  readonly delegation: string | null
  readonly at: number
  readonly removedAt: number | null
  readonly removedBy: string | null
  /** Of the communiqué: which of the drafts that were tabled it is, from 1; null of anything else (rule E6). */
  readonly draft: number | null
}
/** What a document begins with; on boards from before there were drafts they have none. */
export const blankDocument = { removedAt: null, removedBy: null, draft: null } as const

/** W7: the chair's team removes any document, a delegation its own. */
export function mayRemove({ role, delegation }: Agent, document: TabledDocument): boolean {
  return isChairsTeam(role) || (delegation !== null && delegation === document.delegation)
}

// What file systems and shells take for something else, and what turns a text around.
const unfit = /[<>:"|?*\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu // eslint-disable-line no-control-regex
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu
const endings: Readonly<Record<DocumentType, RegExp>> = {
  'application/pdf': /\.pdf$/iu,
  'image/png': /\.png$/iu,
  'image/jpeg': /\.jpe?g$/iu,
  'image/webp': /\.webp$/iu,
  'text/plain': /\.txt$/iu,
}
const maxName = 120

/** A file's name as it may be shown and saved: the last step of a path, with the ending that its content has (W5). */
export function documentName(given: string, type: DocumentType): string {
  const step = given.toWellFormed().normalize('NFC').split(/[/\\]/u).at(-1) ?? ''
  const clean = step
    .replace(unfit, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '')
  const bare = clean.replace(endings[type], '').replace(/[. ]+$/u, '')
  const stem = reserved.test(bare) ? `_${bare}` : bare
  const ending = `.${documentTypes[type]}`
  // Not in the middle of a character.
  const short = Array.from(stem || 'document').reduce(
    (name, sign) => (name.length + sign.length + ending.length > maxName ? name : name + sign),
    '',
  )
  return short + ending
}
