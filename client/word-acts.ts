// What a seat reads and writes beside the board, by name and by key: messages, the papers of the agenda, its statement,
// the texts that it writes with others.
import type { Act } from './acts.svelte.ts'
import type { Agenda } from './agenda.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import { refuse } from '#shared/refusals.ts'
import type { Room } from './room.svelte.ts'

export function wordActs(room: Room, agenda: Agenda): Act[] {
  return [...messageActs(room), ...paperActs(room, agenda), ...textActs(room)]
}

function messageActs(room: Room): Act[] {
  const { desk, threads, seat, board, lead } = room
  if (threads === null) return []
  const { delegation: own, role } = seat
  void board.rosterVersion
  // A chair's seat chooses in whose name it writes, so it begins in the panel.
  const others =
    threads.writes && own !== null && role !== 'chair'
      ? [...board.roster.rows.keys()].filter((id) => id !== own)
      : []
  const open = (thread: string | null) => () => {
    desk.select({ kind: 'messages', thread })
  }
  return [
    { id: 'messages', group: 'words', name: t('messages'), key: 'M', run: open(null) },
    ...(others.length === 0 || own === null
      ? []
      : [
          {
            id: 'messages:chair',
            group: 'words',
            name: t('keys_write_chair'),
            run: open(`chair:${own}`),
          } as const,
        ]),
    ...lead.sorted(others).map((id): Act => ({
      id: `messages:to ${id}`,
      group: 'words',
      name: t('keys_write_to', { name: room.nameOf(id) }),
      sought: true,
      run: open(['bilateral', ...[own ?? '', id].sort()].join(':')),
    })),
  ]
}

function paperActs({ desk, papers, board }: Room, { nodes, current }: Agenda): Act[] {
  const none = current === null ? refusalText(refuse('item_none', 'A1')) : null
  const item = current?.id ?? ''
  return [
    {
      id: 'papers',
      group: 'words',
      name: t('keys_papers'),
      key: 'I',
      why: none,
      run: () => {
        desk.select({ kind: 'papers', item })
      },
    },
    ...(papers.handsIn
      ? [
          {
            id: 'statement',
            group: 'words',
            name: t('keys_statement'),
            key: 'S',
            why:
              none ??
              (board.session.state === 'closed'
                ? refusalText(refuse('session_closed', 'S3'))
                : null),
            run: () => {
              desk.select({ kind: 'papers', item, writes: true })
            },
          } as const,
        ]
      : []),
    ...nodes.map(({ id, item: { title } }): Act => ({
      id: `papers:${id}`,
      group: 'words',
      name: t('keys_papers_of', { title }),
      sought: true,
      run: () => {
        desk.select({ kind: 'papers', item: id })
      },
    })),
  ]
}

function textActs({ desk, texts }: Room): Act[] {
  const offered = [
    { text: 'notes', name: t('texts_notes'), key: 'B' },
    { text: 'communique', name: t('texts_communique'), key: 'Y' },
  ] as const
  return offered
    .filter(({ text }) => texts.mayOpen(text))
    .map(({ text, name, key }) => ({
      id: `text:${text}`,
      group: 'words',
      name,
      detail: t('texts'),
      key,
      run: () => {
        desk.select({ kind: 'text', text })
      },
    }))
}
