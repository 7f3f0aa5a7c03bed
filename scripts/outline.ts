// `node scripts/outline.ts FILE`: makes the outline of the map of hubs out of the countries of Natural Earth at 1:50m
// (public domain), as the npm package world-atlas 2.0.2 has them in countries-50m.json. Natural Earth draws who is in
// control; here borders are drawn as they are recognised: Crimea is Ukraine, the north of Cyprus is Cyprus.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'

type Point = readonly [lon: number, lat: number]
/** Arcs by number; a number that is turned (`~n`) means the arc from its end. */
type ArcRing = readonly number[]

interface Country {
  readonly id?: string
  readonly type: 'Polygon' | 'MultiPolygon'
  readonly arcs: readonly ArcRing[] | readonly (readonly ArcRing[])[]
  readonly properties: { readonly name: string }
}

interface Topology {
  readonly transform: { readonly scale: Point; readonly translate: Point }
  readonly arcs: readonly (readonly Point[])[]
  readonly objects: { readonly countries: { readonly geometries: readonly Country[] } }
}

/** What of the world the map may show, with room at its edges: west, south, east, north. */
const frame = [-32, 28, 62, 74] as const
/** Square degrees; what is smaller is no more than a dot. */
const smallest = 0.004
const crimea: Point = [34.1, 44.95]

/** ISO 3166-1 by number. */
const codes = new Map(
  `ABW533 AFG004 AGO024 AIA660 ALA248 ALB008 AND020 ARE784 ARG032 ARM051 ASM016 ATA010 ATC036 ATF260 ATG028
    AUS036 AUT040 AZE031 BDI108 BEL056 BEN204 BFA854 BGD050 BGR100 BHR048 BHS044 BIH070 BLM652 BLR112 BLZ084
    BMU060 BOL068 BRA076 BRB052 BRN096 BTN064 BWA072 CAF140 CAN124 CHE756 CHL152 CHN156 CIV384 CMR120 COD180
    COG178 COK184 COL170 COM174 CPV132 CRI188 CUB192 CUW531 CYM136 CYP196 CZE203 DEU276 DJI262 DMA212 DNK208
    DOM214 DZA012 ECU218 EGY818 ERI232 ESH732 ESP724 EST233 ETH231 FIN246 FJI242 FLK238 FRA250 FRO234 FSM583
    GAB266 GBR826 GEO268 GGY831 GHA288 GIN324 GMB270 GNB624 GNQ226 GRC300 GRD308 GRL304 GTM320 GUM316 GUY328
    HKG344 HMD334 HND340 HRV191 HTI332 HUN348 IDN360 IMN833 IND356 IOT086 IRL372 IRN364 IRQ368 ISL352 ISR376
    ITA380 JAM388 JEY832 JOR400 JPN392 KAZ398 KEN404 KGZ417 KHM116 KIR296 KNA659 KOR410 KWT414 LAO418 LBN422
    LBR430 LBY434 LCA662 LIE438 LKA144 LSO426 LTU440 LUX442 LVA428 MAC446 MAF663 MAR504 MCO492 MDA498 MDG450
    MDV462 MEX484 MHL584 MKD807 MLI466 MLT470 MMR104 MNE499 MNG496 MNP580 MOZ508 MRT478 MSR500 MUS480 MWI454
    MYS458 NAM516 NCL540 NER562 NFK574 NGA566 NIC558 NIU570 NLD528 NOR578 NPL524 NRU520 NZL554 OMN512 PAK586
    PAN591 PCN612 PER604 PHL608 PLW585 PNG598 POL616 PRI630 PRK408 PRT620 PRY600 PSE275 PYF258 QAT634 ROU642
    RUS643 RWA646 SAU682 SDN729 SEN686 SGP702 SGS239 SHN654 SLB090 SLE694 SLV222 SMR674 SOM706 SPM666 SRB688
    SSD728 STP678 SUR740 SVK703 SVN705 SWE752 SWZ748 SXM534 SYC690 SYR760 TCA796 TCD148 TGO768 THA764 TJK762
    TKM795 TLS626 TON776 TTO780 TUN788 TUR792 TUV798 TWN158 TZA834 UGA800 UKR804 URY858 USA840 UZB860 VAT336
    VCT670 VEN862 VGB092 VIR850 VNM704 VUT548 WLF876 WSM882 YEM887 ZAF710 ZMB894
    ZWE716`
    .split(/\s+/)
    .map((code) => [code.slice(3), code.slice(0, 3)]),
)
/** Who has no number of its own there. */
const unnumbered: Readonly<Record<string, string>> = { Kosovo: 'XKX', 'N. Cyprus': 'CYP' }

const [file = ''] = process.argv.slice(2)
const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology

/** The outer rings of each country, lakes and enclaves left out. */
const rings = new Map<string, ArcRing[]>()
for (const country of topology.objects.countries.geometries) {
  const code = codes.get(country.id ?? '') ?? unnumbered[country.properties.name]
  if (code === undefined) continue
  const polygons = (
    country.type === 'Polygon' ? [country.arcs] : country.arcs
  ) as readonly (readonly ArcRing[])[]
  const outer = polygons.flatMap(([ring]) => (ring === undefined ? [] : [ring]))
  rings.set(code, [...(rings.get(code) ?? []), ...outer])
}

const russian = rings.get('RUS') ?? []
const moved = russian.filter((ring) => isInside(crimea, pointsOf(ring)))
if (moved.length !== 1) throw new Error('Crimea is not where it was')
rings.set(
  'RUS',
  russian.filter((ring) => !moved.includes(ring)),
)
rings.set('UKR', joined([...(rings.get('UKR') ?? []), ...moved]))
rings.set('CYP', joined(rings.get('CYP') ?? []))

const outline: Record<string, string[]> = {}
const anchors: Record<string, Point> = {}
for (const [code, all] of [...rings].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const drawn = all.map(pointsOf).sort((a, b) => Math.abs(areaOf(b)) - Math.abs(areaOf(a)))
  const largest = drawn[0]
  if (largest !== undefined) anchors[code] = centreOf(largest)
  const shown = drawn
    .map(clipped)
    .filter((ring, i) => ring.length > 2 && (i === 0 || Math.abs(areaOf(ring)) > smallest))
  if (shown.length > 0) outline[code] = shown.map(written)
}
writeFileSync(
  join(import.meta.dirname, '../client/staff/outline.json'),
  await format(JSON.stringify({ outline, anchors }), { parser: 'json', printWidth: 100 }),
)

function pointsOf(ring: ArcRing): Point[] {
  return ring.flatMap((arc) => {
    const points = pointsOfArc(arc < 0 ? ~arc : arc)
    return (arc < 0 ? points.reverse() : points).slice(1)
  })
}

function pointsOfArc(arc: number): Point[] {
  const { scale, translate } = topology.transform
  let [x, y] = [0, 0]
  return (topology.arcs[arc] ?? []).map(([dx, dy]): Point => {
    x += dx
    y += dy
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]]
  })
}

/** Rings that share a border become one: what is walked there and back again is no border. */
function joined(all: readonly ArcRing[]): ArcRing[] {
  const walked = new Set(all.flat())
  const left = all.flat().filter((arc) => !walked.has(~arc))
  const from = new Map(left.map((arc) => [keyOf(endsOf(arc)[0]), arc]))
  const rings: number[][] = []
  while (from.size > 0) {
    const ring: number[] = []
    let [arc] = from.values()
    while (arc !== undefined) {
      const [start, end] = endsOf(arc)
      from.delete(keyOf(start))
      ring.push(arc)
      arc = from.get(keyOf(end))
    }
    rings.push(ring)
  }
  return rings
}

function endsOf(arc: number): [Point, Point] {
  const points = pointsOfArc(arc < 0 ? ~arc : arc)
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) throw new Error(`arc ${String(arc)} is empty`)
  return arc < 0 ? [last, first] : [first, last]
}

function keyOf([lon, lat]: Point): string {
  return `${lon.toFixed(6)} ${lat.toFixed(6)}`
}

function isInside([lon, lat]: Point, ring: readonly Point[]): boolean {
  let inside = false
  ring.forEach(([x, y], i) => {
    const [px, py] = ring.at(i - 1) ?? [x, y]
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside
  })
  return inside
}

function areaOf(ring: readonly Point[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [px, py] = ring.at(i - 1) ?? [x, y]
    return sum + (px * y - x * py) / 2
  }, 0)
}

function centreOf(ring: readonly Point[]): Point {
  let [lon, lat] = [0, 0]
  ring.forEach(([x, y], i) => {
    const [px, py] = ring.at(i - 1) ?? [x, y]
    lon += (x + px) * (px * y - x * py)
    lat += (y + py) * (px * y - x * py)
  })
  const six = 6 * areaOf(ring)
  return [Number((lon / six).toFixed(2)), Number((lat / six).toFixed(2))]
}

/** What of the ring is in the frame, side by side. */
function clipped(ring: readonly Point[]): readonly Point[] {
  return frame.reduce<readonly Point[]>((points, edge, side) => {
    const axis = side % 2 === 0 ? 0 : 1
    const isIn = (point: Point) => (side < 2 ? point[axis] >= edge : point[axis] <= edge)
    return points.flatMap((point, i) => {
      const before = points.at(i - 1) ?? point
      const share = (edge - before[axis]) / (point[axis] - before[axis])
      const cut: Point = [
        before[0] + (point[0] - before[0]) * share,
        before[1] + (point[1] - before[1]) * share,
      ]
      if (isIn(point)) return isIn(before) ? [point] : [cut, point]
      return isIn(before) ? [cut] : []
    })
  }, ring)
}

/** Hundredths of a degree: the first point, then the steps from each to the next. */
function written(ring: readonly Point[]): string {
  let [x, y] = [0, 0]
  const steps = ring.flatMap(([lon, lat], i) => {
    const [dx, dy] = [Math.round(lon * 100) - x, Math.round(lat * 100) - y]
    x += dx
    y += dy
    return i > 0 && dx === 0 && dy === 0 ? [] : [dx, dy]
  })
  return steps.join(' ')
}
