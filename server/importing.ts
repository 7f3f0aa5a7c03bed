// A session file into a session of this store, for whoever may use its folder: the same act as the secretary's.
import { readSession } from '#shared/board.ts'
import { digestOf } from '#shared/digest.ts'
import { faultText, shareWarning } from '#shared/import/faults.ts'
import { readSessionFile } from '#shared/import/file.ts'
import { slugOf } from '#shared/import/identity.ts'
import { planOf } from '#shared/import/plan.ts'
import type { Agent } from '#shared/roles.ts'
import { isShareFault } from '#shared/share.ts'
import { demoRoster } from './demo/demo.ts'
import type { Rooms } from './room/rooms.ts'
import { createLink, createSession, idFor, newId } from './seats/sessions.ts'
import type { Tokens } from './seats/tokens.ts'
import type { Storage } from './storage/storage.ts'

interface Deps {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly now: () => number
  readonly tokens: Tokens
  /** How the outside reaches the server; empty while none runs. */
  readonly origin: string
}

export interface FileToImport {
  /** Null for a session of the file's own, named after its meeting and made if it is not there. */
  readonly session: string | null
  readonly file: string
  readonly text: string
}

/** Says what was done; throws what is wrong with the file, and has then done nothing. */
export async function importFile(
  deps: Deps,
  { session: wanted, file, text }: FileToImport,
): Promise<string> {
  const { head, faults } = readSessionFile(text)
  if (head === null) throw new Error(faults.map((fault) => faultText(file, fault)).join('\n'))
  const session = wanted ?? slugOf(head.meeting)
  if (wanted === null)
    await createSession(deps, session, {
      title: head.meeting,
      date: head.date,
      place: head.place,
      marking: '',
      roster: demoRoster(),
      agenda: [],
      requests: new Map(),
    })
  const told = await deps.rooms.use(session, async (room) => {
    const plan = planOf(room.doc, text)
    if (plan.faults.length > 0)
      throw new Error(plan.faults.map((fault) => faultText(file, fault)).join('\n'))
    const input = { file, text, seen: plan.digest }
    const operator: Agent = {
      seat: 'operator',
      session,
      delegation: null,
      role: 'secretary',
      name: 'Operator',
    }
    const digest = digestOf({ name: 'rows:import', input })
    const answer = await room.act(operator, 'rows:import', input, newId(), digest)
    if (!answer.ok) throw new Error(`${file}: ${answer.error.message}`)
    const { added, changed, same, kept } = answer
    const counts = `${String(added)} new, ${String(changed)} changed, ${String(same)} the same`
    const since = kept === 0 ? '' : `, ${String(kept)} changed on the board since and left so`
    const link = wanted === null ? `\n  secretary ${await secretaryLink(deps, session)}` : ''
    const notes = plan.rows.flatMap(({ row, warnings }) =>
      warnings.filter(isShareFault).map((fault) => `\n  ${shareWarning(file, row, fault)}`),
    )
    const title = readSession(room.doc).title
    return `${file}: into ${session}, “${title}”: ${counts}${since}${link}${notes.join('')}`
  })
  if (told === null) {
    const known = (await deps.storage.listSessions()).map(({ id }) => id).join(', ')
    throw new Error(`${file}: there is no session ${session}; there are: ${known || 'none'}`)
  }
  return told
}

/** The same link each time. */
async function secretaryLink(deps: Deps, session: string): Promise<string> {
  const wish = { id: idFor('link', session), session, role: 'secretary', delegation: null } as const
  const { id } = await createLink(deps, { ...wish, days: 365 })
  return `${deps.origin}/join/${deps.tokens.linkToken(id)}`
}
