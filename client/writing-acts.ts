// What Kyiv and the delegations begin on the board, by name and by key: a request, a pledge, a pledge on a request.
import { refuse } from '#shared/refusals.ts'
import type { Act, Acts } from './acts.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'

export function writingActs({ board, desk, seat, writes }: Room, acts: Acts): Act[] {
  const why = writes ? null : refusalText(refuse('session_closed', 'S3'))
  if (seat.role === 'kyiv')
    return [
      {
        id: 'request:new',
        group: 'board',
        name: t('new_request'),
        key: 'N',
        why,
        run: () => {
          desk.select({ kind: 'form', form: { what: 'request', id: null, capability: null } })
        },
      },
    ]
  const pledge = (request: string | null) => () => {
    desk.select({
      kind: 'form',
      form: { what: 'pledge', id: null, draft: null, request, supersedes: null },
    })
  }
  // A board may hold many: they are read only while somebody looks for one.
  if (acts.shown === 'palette') void board.structure
  const requests = acts.shown === 'palette' ? [...board.requests.rows] : []
  return [
    { id: 'pledge:new', group: 'board', name: t('new_pledge'), key: 'N', why, run: pledge(null) },
    {
      id: 'stock:new',
      group: 'board',
      name: t('stock_new'),
      why,
      run: () => {
        desk.select({ kind: 'form', form: { what: 'stock', id: null, request: null } })
      },
    },
    ...requests
      .filter(([, { withdrawn }]) => !withdrawn)
      .map(([id, { title }]): Act => ({
        id: `pledge:on ${id}`,
        group: 'board',
        name: t('keys_pledge_on', { title }),
        why,
        sought: true,
        run: pledge(id),
      })),
  ]
}
