// Things that are counted: units, and sums that never cross a unit (rule M1).
import { z } from './z.ts'

export const units = [
  'system',
  'launcher',
  'missile',
  'round',
  'vehicle',
  'aircraft',
  'vessel',
  'drone',
  'item',
  'trainee',
  'tonne',
] as const
export const unitSchema = z.enum(units)
export type Unit = z.infer<typeof unitSchema>

/** A whole, positive count. The cap keeps every sum of 10,000 rows exact in a double. */
export const quantitySchema = z.int().positive().max(1e11)
