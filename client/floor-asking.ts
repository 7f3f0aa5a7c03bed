// What a delegation does about the floor, by name and by key: the same acts as its buttons, each with the reason where it
// is not possible now.
import type { CommandArgument } from '#shared/commands.ts'
import { refuse } from '#shared/refusals.ts'
import type { Act, Acts } from './acts.svelte.ts'
import type { Floor } from './floor.svelte.ts'
import { say, t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

type Asked = Pick<CommandArgument<'floor:ask'>, 'kind' | 'to'>

export function askingActs(room: Room, floor: Floor, acts: Acts): Act[] {
  const { session, board, seat } = room
  const { item, own, answerable } = floor
  const order = own.find(({ kind }) => kind === 'order')
  const asked = own.find(({ kind }) => kind !== 'order')
  const turn = asked?.kind === 'tour' ? asked : undefined
  const { state } = board.session
  const delegation = seat.delegation ?? ''
  const closesAt = board.agenda.get(item ?? '')?.listClosesAt ?? null
  const isClosed = closesAt !== null && closesAt <= session.now()

  const why = !session.connected
    ? t('act_offline')
    : state !== 'open'
      ? refusalText(refuse('session_state', 'F5', { state, needed: 'open' }))
      : item === null
        ? refusalText(refuse('item_none', 'F2'))
        : null
  const waits = refusalText(refuse('already_asked', 'F2', { delegation }))
  const whyNotAsk =
    why ??
    (floor.isOurs ? t('floor_yours') : null) ??
    (asked === undefined ? null : waits) ??
    (isClosed ? refusalText(refuse('list_closed', 'F4')) : null)
  const noTurn = turn === undefined ? refusalText(refuse('turn_over', 'F11')) : null

  /** A hand put up by a slip comes down again with the next key. */
  async function ask(input: Asked): Promise<void> {
    if (!(await floor.act('floor:ask', input))) return
    acts.undo.offer({
      name: say().act['floor:ask'],
      run: async () => {
        const entry = floor.own.find(({ kind }) => kind === input.kind)
        if (entry !== undefined) await floor.act('floor:withdraw', { entry: entry.id })
        return null
      },
    })
  }

  const mine = order ?? (turn === undefined ? asked : undefined)
  return [
    {
      id: 'floor:ask',
      group: 'floor',
      name: t('floor_ask'),
      key: 'F',
      why: whyNotAsk,
      run: () => void ask({ kind: 'statement' }),
    },
    ...(answerable === null || answerable.delegation === delegation
      ? []
      : [
          {
            id: 'floor:reply',
            group: 'floor',
            name: t('floor_ask_reply', { name: room.nameOf(answerable.delegation) }),
            key: 'V',
            why: whyNotAsk,
            run: () => void ask({ kind: 'reply', to: answerable.id }),
          } as const,
        ]),
    {
      id: 'floor:order',
      group: 'floor',
      name: t('floor_ask_order'),
      key: 'O',
      why: why ?? (order === undefined ? null : waits),
      run: () => void ask({ kind: 'order' }),
    },
    {
      id: 'floor:withdraw',
      group: 'floor',
      name: t('keys_floor_withdraw'),
      key: 'X',
      why: why ?? (mine === undefined ? t('keys_floor_none') : null),
      run: () => {
        if (mine !== undefined) void floor.act('floor:withdraw', { entry: mine.id })
      },
    },
    ...(seat.role !== 'delegate' || floor.tour === null
      ? []
      : [
          {
            id: 'floor:ready',
            group: 'floor',
            name: turn?.ready === true ? t('keys_tour_unready') : t('tour_ready'),
            key: 'R',
            why: why ?? noTurn,
            run: () => {
              if (turn !== undefined)
                void floor.act('floor:ready', { entry: turn.id, ready: !turn.ready })
            },
          } as const,
          ...(['nothing', 'passes'] as const).map((outcome): Act => ({
            id: `tour:${outcome}`,
            group: 'floor',
            name: t(`tour_${outcome}`),
            why: why ?? noTurn,
            run: () => {
              if (turn !== undefined) void floor.act('tour:answer', { entry: turn.id, outcome })
            },
          })),
        ]),
  ]
}
