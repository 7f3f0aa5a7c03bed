// Texts written together (rules E1–E8): which there are, who opens them, what may stand in them, and what the meeting
// knows of the group that drafts.
import type * as Y from 'yjs'
import { readRow, readRows } from './board.ts'
import type { Actor, Role } from './roles.ts'
import type { Delegation } from './session.ts'
import { teamRoles } from './team.ts'
import { unprintable } from './text.ts'

/** `notes`: one text of each delegation. `communique`: one of the session. Each is a document and a door of its own. */
export const textKinds = ['notes', 'communique'] as const
export type TextKind = (typeof textKinds)[number]

/** UTF-16 units that may stand in a text (rule E2). */
export const mostInText: Readonly<Record<TextKind, number>> = { notes: 20_000, communique: 60_000 }
/** So many times that may ever have been written in it: what was deleted leaves a trace for good. */
export const mostWritten = 40

/** Roles whose seats write for their delegation: in its notes, and in the communiqué while it is in the group. */
export const draftingRoles: ReadonlySet<Role> = new Set(['delegate', 'kyiv', 'staff'])

/** The one root of a text's document. */
export function textOf(doc: Y.Doc): Y.Text {
  return doc.getText('text')
}

export function communiqueDocOf(session: string): string {
  return `${session}/communique`
}

export function notesDocOf(session: string, delegation: string): string {
  return `${session}/notes/${delegation}`
}

/** On the board, by delegation: since when it is in the drafting group, or null once it has left (rule E5). */
export interface Drafter {
  readonly since: number | null
}

/** Who opted out takes no part, and so drafts nothing either, named or not. */
export function mayDraft({ stance }: Pick<Delegation, 'stance'>): boolean {
  return stance === 'participates'
}

/** The delegations of the drafting group, in the order of their rows. */
export function draftersOf(
  drafters: Iterable<readonly [id: string, row: Drafter]>,
  roster: { get(id: string): Pick<Delegation, 'stance'> | undefined },
): string[] {
  return [...drafters].flatMap(([id, { since }]) => {
    const delegation = roster.get(id)
    return since !== null && delegation !== undefined && mayDraft(delegation) ? [id] : []
  })
}

/** The drafting group as the board has it. */
export function readDrafters(board: Y.Doc): ReadonlySet<string> {
  const roster = { get: (id: string) => readRow(board, 'roster', id) ?? undefined }
  return new Set(draftersOf(readRows(board, 'drafters'), roster))
}

/** Whether a seat opens a text: its delegation's notes (E3); the communiqué as one of the chair's team or the group (E4). */
export function mayOpenText(
  kind: TextKind,
  { role, delegation }: Pick<Actor, 'role' | 'delegation'>,
  group: { has(delegation: string): boolean },
): boolean {
  const writes = delegation !== null && draftingRoles.has(role)
  if (kind === 'notes') return writes
  return teamRoles.has(role) || (writes && group.has(delegation))
}

/** Whose characters a client id's are (rule E8). */
export interface TextAuthor {
  readonly client: number
  readonly name: string
  readonly delegation: string | null
  readonly role: Role
}

/** Whether these characters may stand in a text (rule E1). */
export function isPlain(text: string): boolean {
  return text.isWellFormed() && !unprintable.test(text)
}

const everyUnprintable = new RegExp(unprintable, 'gu')

/** What of a pasted text may stand: line breaks as they are everywhere, a tab as a space, nothing that cannot be shown. */
export function plainText(given: string): string {
  return given
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/gu, '\n')
    .replaceAll('\t', ' ')
    .replace(everyUnprintable, '')
}
