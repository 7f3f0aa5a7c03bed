// The letters that mark, the same in every language: they are printed beside the words.
import type { Attendance } from '#shared/presence.ts'

export const rollKeys: Readonly<Record<Attendance, string>> = {
  present: 'p',
  absent: 'a',
  excused: 'e',
  represented: 'r',
}

export const markOfKey: ReadonlyMap<string, Attendance> = new Map(
  (Object.entries(rollKeys) as [Attendance, string][]).map(([mark, key]) => [key, mark]),
)
