// What a thread is called, who reads it, and who wrote a message, in the language of the page.
import { type Message, partsOf, type Thread } from '#shared/messages.ts'
import { say, t } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'

export function threadTitle(room: Room, thread: Thread): string {
  const other = room.threads?.otherOf(thread) ?? null
  if (other !== null) return room.nameOf(other)
  const { kind } = partsOf(thread)
  if (kind === 'all') return t('thread_all')
  if (kind === 'delegation') return t('thread_own')
  return room.threads?.isTeam ? t('thread_team') : t('thread_chair')
}

/** Tells apart the threads with one delegation: of the chair's team, and of one's own delegation. */
export function threadKind(room: Room, thread: Thread): string | null {
  if ((room.threads?.otherOf(thread) ?? null) === null) return null
  return partsOf(thread).kind === 'chair' ? t('thread_with_chair') : t('thread_bilateral')
}

export function threadReaders(room: Room, thread: Thread): string {
  const { kind } = partsOf(thread)
  const name = room.nameOf(room.threads?.otherOf(thread) ?? null)
  if (kind === 'all') return t('thread_all_readers')
  if (kind === 'delegation') return t('thread_own_readers')
  if (kind === 'bilateral') return t('thread_bilateral_readers', { name })
  if (name !== '') return t('thread_answer_readers', { name })
  return room.threads?.isTeam ? t('thread_team_readers') : t('thread_chair_readers')
}

/** The person, and for whom it speaks. */
export function authorOf(room: Room, message: Message): { name: string; of: string } {
  const { by, role, delegation } = message
  const office = role === 'chair' || role === 'secretary' || delegation === null
  const of = office ? say().role[role] : room.nameOf(delegation)
  return by === '' ? { name: of, of: '' } : { name: by, of }
}
