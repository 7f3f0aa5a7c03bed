// The ground of the map of hubs and flows: countries in outline, and where a delegation stands on it or at its edge.
// The outline is the product's own (scripts/outline.ts): nothing is asked of a server of maps (rule U4).
import { type LonLat, projection, type Spot } from './projection.ts'

/** `outline.json`: rings in hundredths of a degree, the first point and then steps; and a point for every country. */
export interface Outline {
  readonly outline: Readonly<Record<string, readonly string[]>>
  readonly anchors: Readonly<Record<string, LonLat>>
}

/** What the picture shows, in kilometres from the middle. */
export const view = { left: -2480, top: -1560, width: 4240, height: 3300 } as const
/** How far from the edge those stand who are beyond it. */
const margin = 105

export const project = projection([20, 52])

/** Where requests come from and goods go to. */
export const kyiv: LonLat = [30.52, 50.45]
/** Delegations that are no country stand where they sit. */
const seats: Readonly<Record<string, LonLat>> = {
  UKR: kyiv,
  EU: [4.38, 50.84],
  NATO: [4.42, 50.88],
}

export interface Stand {
  readonly spot: Spot
  /** Beyond the picture; it stands at the edge, in its direction. */
  readonly isAfar: boolean
}

/** Where a delegation stands on the map; null where nobody knows. */
export function standOf({ anchors }: Outline, delegation: string): Stand | null {
  const place = seats[delegation] ?? anchors[delegation]
  return place === undefined ? null : standAt(place)
}

export function standAt(place: LonLat): Stand {
  const [x, y] = project(place)
  const reach = Math.max(
    x / (x < 0 ? view.left + margin : view.left + view.width - margin),
    y / (y < 0 ? view.top + margin : view.top + view.height - margin),
  )
  return reach <= 1
    ? { spot: [x, y], isAfar: false }
    : { spot: [x / reach, y / reach], isAfar: true }
}

export function ringOf(steps: string): LonLat[] {
  const numbers = steps.split(' ').map(Number)
  const ring: LonLat[] = []
  let [lon, lat] = [0, 0]
  for (let i = 0; i < numbers.length; i += 2) {
    lon += numbers[i] ?? 0
    lat += numbers[i + 1] ?? 0
    ring.push([lon / 100, lat / 100])
  }
  return ring
}

/** A country as a path in the picture. */
export function pathOf(rings: readonly string[]): string {
  return rings
    .map((ring) => {
      const spots = ringOf(ring).map(project)
      return `M${spots.map((spot) => spot.map(Math.round).join(' ')).join('L')}Z`
    })
    .join('')
}
