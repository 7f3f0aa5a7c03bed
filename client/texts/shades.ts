// Passages of a mirror painted in tones, without a change to what stands in it.

const registry = typeof CSS === 'undefined' || !('highlights' in CSS) ? null : CSS.highlights

export const tones = 8

/** Paints under a name, tone by tone; what was painted under it before is gone. */
export function shade(name: string, ranges: readonly (readonly [tone: number, Range])[]): void {
  if (registry === null) return
  const byTone = Map.groupBy(ranges, ([tone]) => tone % tones)
  for (let tone = 0; tone < tones; tone++) {
    const own = byTone.get(tone)
    if (own === undefined) registry.delete(`${name}-${String(tone)}`)
    else registry.set(`${name}-${String(tone)}`, new Highlight(...own.map(([, range]) => range)))
  }
}
