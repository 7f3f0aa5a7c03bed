// Hubs through which consignments pass. Arrival at one is not delivery (rule T8). Keyed by a short name.
import { z } from './z.ts'
import { delegationIdSchema, textSchema } from './text.ts'

export const hubIdSchema = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)

export const hubSchema = z.strictObject({
  name: textSchema(80),
  /** ISO 3166-1 alpha-3. */
  country: delegationIdSchema,
  /** Degrees north and east, in hundredths: whole numbers everywhere. */
  lat: z.int().min(-9000).max(9000),
  lon: z.int().min(-18000).max(18000),
  /** What it can pass on in a month; null where nobody stated it. */
  tonnesPerMonth: z.int().min(0).max(1e6).nullable(),
  /** A closed hub takes no new task; those that name it keep it. */
  closed: z.boolean(),
})
export type Hub = z.infer<typeof hubSchema>

/** What every session begins with; staff change them and add others (rule T16). */
export const firstHubs = {
  rzeszow: {
    name: 'Rzeszów',
    country: 'POL',
    lat: 5004,
    lon: 2200,
    tonnesPerMonth: 18_000,
    closed: false,
  },
  'campia-turzii': {
    name: 'Câmpia Turzii',
    country: 'ROU',
    lat: 4655,
    lon: 2388,
    tonnesPerMonth: null,
    closed: false,
  },
} as const satisfies Readonly<Record<string, Hub>>

/** The hubs of a session: those it began with, as far as staff have not changed them, and those they added. */
export function hubsOf(rows: ReadonlyMap<string, Hub>): ReadonlyMap<string, Hub> {
  return new Map<string, Hub>([...Object.entries(firstHubs), ...rows])
}

/** The hub that a task names, by its id, or in words as tasks of before did; null where it is none. */
export function hubNamed(hubs: ReadonlyMap<string, Hub>, node: string | null): string | null {
  if (node === null || hubs.has(node)) return node
  return [...hubs].find(([, { name }]) => name === node)?.[0] ?? null
}
