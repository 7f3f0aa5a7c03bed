// The figures of a session as the API tells them: derived, by the same rules as on the screen (rules M).
import { type SumLine, totalsOf } from '#shared/count.ts'
import type { Snapshot } from '#shared/export/snapshot.ts'
import { coveredIn, linesIn, placedIn } from '#shared/export/tables.ts'
import { z } from '#shared/z.ts'

const measure = z.string().meta({ description: 'A unit, or an ISO 4217 code.' })
const value = z.int().meta({ description: 'A count, or minor units of the currency.' })
const lineSchema = z.object({
  capability: z.string().nullable(),
  item: z.string().nullable(),
  measure,
  value,
  atLeast: z.boolean().meta({ description: 'Part of it is withheld or only said in words.' }),
})
export const totalsSchema = z.object({
  firm: z.array(lineSchema),
  conditional: z.array(lineSchema),
  leftOut: z.array(z.object({ pledge: z.string(), reason: z.string() })),
  disputed: z.array(z.string()),
})
export const coverageSchema = z.object({
  requests: z.array(
    z.object({
      request: z.string(),
      measure: measure.nullable(),
      needed: value,
      received: value,
      agreed: value,
      firm: value,
      conditional: value,
      open: value,
      over: value,
      atLeast: z.boolean(),
    }),
  ),
})

export function totalsIn(snapshot: Snapshot): z.infer<typeof totalsSchema> {
  const { rows, disputed } = totalsOf(placedIn(snapshot))
  return {
    firm: linesIn(snapshot, 'firm').map(lineOf),
    conditional: linesIn(snapshot, 'conditional').map(lineOf),
    leftOut: [...rows]
      .filter(([kind]) => kind !== 'firm' && kind !== 'conditional')
      .flatMap(([reason, ids]) => ids.map((pledge) => ({ pledge, reason }))),
    disputed: [...disputed],
  }
}

function lineOf({ measure, value, atLeast, thing }: SumLine): z.infer<typeof lineSchema> {
  const { capability = null, item = null } = thing ?? {}
  return { capability, item, measure, value, atLeast }
}

export function coverageIn(snapshot: Snapshot): z.infer<typeof coverageSchema> {
  return {
    requests: coveredIn(snapshot).map(({ id, covered: { measure, coverage } }) => ({
      request: id,
      measure,
      ...coverage,
    })),
  }
}
