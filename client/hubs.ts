// Hubs by name: a task keeps the id of the hub it goes through, or a place in words.
import { type Hub, hubsOf } from '#shared/hub.ts'
import type { Board } from './board.svelte.ts'

/** All hubs of the session; tracked. */
export function hubsOn(board: Board): ReadonlyMap<string, Hub> {
  void board.hubVersion
  return hubsOf(board.hubs.rows)
}

/** What a task's place is called; null where it has none. */
export function placeName(board: Board, node: string | null): string | null {
  return node === null ? null : (hubsOn(board).get(node)?.name ?? node)
}

/** The other way round: the hub that is meant by its name, else the place as typed. */
export function placeOf(board: Board, typed: string): string | null {
  const name = typed.trim()
  if (name === '') return null
  for (const [id, hub] of hubsOn(board))
    if (hub.name.localeCompare(name, 'en', { sensitivity: 'base' }) === 0) return id
  return name
}

/** Names of the hubs that take tasks. */
export function openHubs(board: Board): string[] {
  return [...hubsOn(board).values()].filter(({ closed }) => !closed).map(({ name }) => name)
}
