// What the chair can do now: the session, the item, the gavel, who is silent.
import type { Act } from './acts.svelte.ts'
import type { Chair } from './chair.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'
import { questionText } from './silence.svelte.ts'

export function chairActs(room: Room, chair: Chair): Act[] {
  const { gavel } = chair
  const { state } = room.board.session
  const queued = gavel.queue.waiting.length
  const showSilent = () => {
    room.desk.select({ kind: 'panel', panel: 'silent', id: null })
  }
  const nothing = queued === 0 ? t('gavel_empty') : null
  return [
    {
      id: 'session:turn',
      group: 'session',
      name:
        state === 'open'
          ? t('session_suspend')
          : state === 'suspended'
            ? t('session_resume')
            : t('session_open'),
      key: 'S',
      why: chair.why(state === 'open' ? 'session:suspend' : 'session:open'),
      run: () => void chair.turn(),
    },
    {
      id: 'session:close',
      group: 'session',
      name: t('session_close'),
      why: chair.why('session:close'),
      run: () => (chair.closing = true),
    },
    {
      id: 'lead:who',
      group: 'session',
      name: t('lead_who'),
      key: 'C',
      run: () => {
        room.desk.select({ kind: 'panel', panel: 'lead', id: null })
      },
    },
    ...(room.lead.isOwnForGood && room.lead.heirs.length > 0
      ? [
          {
            id: 'lead:hand',
            group: 'session',
            name: t('lead_hand'),
            detail: room.lead.namesOf(room.lead.heirs),
            run: () => {
              room.desk.select({ kind: 'panel', panel: 'lead', id: null })
            },
          } as const,
        ]
      : []),
    ...(room.lead.isDeputy
      ? [
          {
            id: 'lead:take',
            group: 'session',
            name: t('keys_take'),
            key: 'T',
            why: room.lead.whyNotTake,
            run: () => void room.lead.take(),
          } as const,
        ]
      : []),
    {
      id: 'agenda:next',
      group: 'agenda',
      name: t('item_next'),
      key: 'N',
      why: chair.why('agenda:next'),
      run: () => void chair.give('agenda:next'),
    },
    {
      id: 'agenda:previous',
      group: 'agenda',
      name: t('item_previous'),
      key: 'P',
      why: chair.why('agenda:previous'),
      run: () => void chair.give('agenda:previous'),
    },
    {
      id: 'gavel:queue',
      group: 'gavel',
      name: t('keys_queue'),
      detail: t('gavel_waiting', { n: queued }),
      key: 'Q',
      run: () => {
        gavel.take()
      },
    },
    {
      id: 'gavel:strike',
      group: 'gavel',
      name: t('keys_gavel'),
      key: 'G',
      // The gavel falls only on what can be read at this moment.
      run: () => {
        if (gavel.isOnScreen) void gavel.strike()
        else gavel.take()
      },
    },
    {
      id: 'gavel:press',
      group: 'gavel',
      name: t('keys_enter'),
      key: 'Enter',
      isKeyMeant: () => gavel.isOnScreen,
      run: () => {
        gavel.press()
      },
    },
    {
      id: 'gavel:forward',
      group: 'gavel',
      name: t('gavel_forward'),
      key: 'J',
      why: nothing,
      run: () => {
        gavel.step(1)
      },
    },
    {
      id: 'gavel:back',
      group: 'gavel',
      name: t('gavel_back'),
      key: 'K',
      why: nothing,
      run: () => {
        gavel.step(-1)
      },
    },
    {
      id: 'presence:silent',
      group: 'presence',
      name: t('silent'),
      key: 'A',
      run: showSilent,
    },
    ...chair.silence.questions
      .filter(({ silent }) => silent.length > 0)
      .map((question): Act => ({
        id: `presence:remind ${question.kind} ${question.key}`,
        group: 'presence',
        name: t('remind', { n: question.silent.length }),
        detail: questionText(room, question),
        run: () => {
          showSilent()
          void chair.silence.remind(question)
        },
      })),
  ]
}
