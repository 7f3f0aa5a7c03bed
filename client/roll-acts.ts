// What can be done about the roll by name: calling it, marking all at once, finding one delegation on it.
import type { Act } from './acts.svelte.ts'
import { t } from './messages/messages.svelte.ts'
import type { Roll } from './roll.svelte.ts'
import type { Room } from './room.svelte.ts'

export function rollActs({ desk }: Room, roll: Roll): Act[] {
  const show = (id: string | null = null) => {
    desk.select({ kind: 'panel', panel: 'roll', id })
  }
  return [
    { id: 'presence:roll', group: 'presence', name: t('roll'), key: 'R', run: show },
    ...(roll.since === null
      ? [
          {
            id: 'roll:begin',
            group: 'presence',
            name: t('roll_begin'),
            run: () => {
              show()
              void roll.begin()
            },
          } as const,
        ]
      : []),
    {
      id: 'roll:all',
      group: 'presence',
      name: t('roll_all'),
      detail: t('roll'),
      run: () => {
        show()
        void roll.markAll()
      },
    },
    ...roll.entries.map(({ id, name, mark }): Act => ({
      id: `roll:find ${id}`,
      group: 'presence',
      name: t('roll_find', { name }),
      detail: t(`mark_${mark.attendance ?? 'none'}`),
      sought: true,
      run: () => {
        show(id)
      },
    })),
  ]
}
