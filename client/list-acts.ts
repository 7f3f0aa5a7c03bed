// What the chair makes of the list of speakers: a tour de table, the time of each speech, closing the list.
import type { Act } from './acts.svelte.ts'
import type { FloorChair } from './floor-chair.ts'
import type { Floor } from './floor.svelte.ts'
import { language, t } from './messages/messages.svelte.ts'

/** Limits on offer for a speech, in seconds. */
export const speechLimits = [60, 120, 180, 300, 420, 600] as const

export async function startTour(floor: Floor, order: 'name' | 'lot'): Promise<boolean> {
  if (floor.item === null) return false
  return floor.act('tour:start', {
    item: floor.item,
    order,
    ...(order === 'name' ? { language: language() } : {}),
  })
}

/** Whether a tour may begin: none is under way (rule F10). */
export function mayTour({ tour }: Floor): boolean {
  return tour === null || tour.unanswered.length === 0
}

export function listActs({ floor, why, whyHeld }: FloorChair): Act[] {
  const { item } = floor
  if (item === null) return []
  return [
    ...(mayTour(floor)
      ? (['name', 'lot'] as const).map((order): Act => ({
          id: `tour:${order}`,
          group: 'floor',
          name: t(`tour_start_${order}`),
          why,
          run: () => void startTour(floor, order),
        }))
      : []),
    {
      id: 'floor:minute',
      group: 'floor',
      name: t('floor_minute'),
      why: whyHeld,
      run: () => {
        const { now } = floor
        if (now !== null) void floor.act('floor:grant', { entry: now.id, seconds: 60 })
      },
    },
    ...speechLimits.map((seconds): Act => ({
      id: `floor:limit ${String(seconds)}`,
      group: 'floor',
      name: t('floor_limit_to', { time: t('minutes', { n: seconds / 60 }) }),
      why,
      sought: true,
      run: () => void floor.act('floor:limit', { item, seconds }),
    })),
  ]
}
