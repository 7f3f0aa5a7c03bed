// What is said of a row without a word of it being changed: a capital confirms, a partner confirms or takes back its
// share, staff validate, Kyiv closes. By button in the row's drawer, and by name.
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import { pledgeDigest } from '#shared/pledge.ts'
import { requestDigest, requestStageOf } from '#shared/review.ts'
import { sharesOf, shareTransitions } from '#shared/share.ts'
import type { Act, Acts } from './acts.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

/** Gives a formal act; why it was refused is told at the foot of the page. Answers whether it was done. */
export async function give<N extends FormalName>(
  room: Room,
  acts: Acts,
  name: N,
  input: CommandArgument<N>,
): Promise<boolean> {
  const answer = await room.session.act(name, input)
  acts.told = answer.ok ? null : refusalText(answer.error)
  return answer.ok
}

/** Of a pledge, what a delegation may confirm: its own words, or its share of another's. */
export function pledgeStanding(room: Room, acts: Acts, id: string): Act[] {
  const { board, seat, session } = room
  const pledge = board.pledges.get(id)
  const own = seat.delegation
  if (pledge === null || pledge.withdrawn || seat.role !== 'delegate' || own === null) return []
  const agreement = board.agreements.get(id)
  const why = session.connected ? null : t('act_offline')
  const { title } = pledge
  const found: Act[] = []
  const seen = pledgeDigest(pledge)
  if (room.isOwn(id) && agreement?.confirmedDigest !== seen)
    found.push({
      id: `confirm ${id}`,
      group: 'board',
      name: t('confirm'),
      detail: title,
      why,
      run: () => void give(room, acts, 'pledge:confirm', { pledge: id, seen }),
    })
  const share = sharesOf(pledge, agreement)?.find(({ party }) => party === own)
  if (share === undefined) return found
  const move = (from: typeof share.state, to: 'confirmed' | 'withdrawn') =>
    give(room, acts, 'share:move', { pledge: id, party: own, from, to })
  const { state } = share
  for (const to of ['confirmed', 'withdrawn'] as const)
    if (shareTransitions[state].includes(to))
      found.push({
        id: `share ${to} ${id}`,
        group: 'board',
        name: to === 'confirmed' ? t('share_confirm') : t('share_withdraw'),
        detail: title,
        why,
        run: () =>
          void move(state, to).then((done) => {
            // Only what was confirmed before can be put back as it was.
            if (!done || to !== 'withdrawn' || state !== 'confirmed') return
            acts.undo.offer({
              name: t('share_withdrawn_said', { title }),
              run: async () => {
                await move('withdrawn', 'confirmed')
                return null
              },
            })
          }),
      })
  return found
}

/** Of a request, what staff and Kyiv say of it (rules R4, R5). `close` begins the closing, which asks for a reason. */
export function requestStanding(room: Room, acts: Acts, id: string, close: () => void): Act[] {
  const { board, seat, session } = room
  const request = board.requests.get(id)
  if (request === null || request.withdrawn) return []
  const stage = requestStageOf(request, board.reviews.get(id))
  const why = session.connected ? null : t('act_offline')
  const common = { group: 'board', detail: request.title, why } as const
  const seen = requestDigest(request)
  if (seat.role === 'staff' && stage === 'submitted')
    return [
      {
        ...common,
        id: `validate ${id}`,
        name: t('request_validate'),
        run: () => void give(room, acts, 'request:validate', { request: id, seen }),
      },
    ]
  if (seat.role !== 'kyiv') return []
  return stage === 'closed'
    ? [
        {
          ...common,
          id: `reopen ${id}`,
          name: t('request_reopen'),
          run: () => void give(room, acts, 'request:reopen', { request: id }),
        },
      ]
    : [{ ...common, id: `close ${id}`, name: t('request_close'), run: close }]
}

/** By name, the pledges in which a share of this delegation awaits its word: they are read before they are confirmed. */
export function awaitedActs({ board, desk }: Room, pledges: Iterable<string>): Act[] {
  const { selected } = desk
  // Of the one that is being read, the share itself is confirmed by name.
  const read = selected?.kind === 'pledge' ? selected.id : null
  return [...pledges]
    .filter((id) => id !== read)
    .map((id) => ({
      id: `awaited ${id}`,
      group: 'board',
      name: t('keys_share', { title: board.pledges.get(id)?.title ?? '' }),
      run: () => {
        desk.select({ kind: 'pledge', id })
      },
    }))
}
