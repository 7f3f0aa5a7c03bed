// The map's ground: borders as they are recognised, and points where they belong.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  kyiv,
  type Outline,
  project,
  ringOf,
  standAt,
  standOf,
  view,
} from '../../client/staff/atlas.ts'
import { type LonLat, projection } from '../../client/staff/projection.ts'

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
const outline = read('client/staff/outline.json') as Outline
const roster = read('server/demo/roster.json') as { id: string; kind: string }[]

/** The codes of the countries in whose outline the point lies. */
function countriesAt([lon, lat]: LonLat): string[] {
  return Object.entries(outline.outline)
    .filter(([, rings]) => rings.some((ring) => isInside(ringOf(ring), lon, lat)))
    .map(([code]) => code)
}

function isInside(ring: readonly LonLat[], lon: number, lat: number): boolean {
  let inside = false
  ring.forEach(([x, y], i) => {
    const [px, py] = ring.at(i - 1) ?? [x, y]
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside
  })
  return inside
}

describe('borders of the map are those that are recognised', () => {
  test.each<[place: string, country: string, at: LonLat]>([
    ['Kyiv', 'UKR', kyiv],
    ['Simferopol', 'UKR', [34.1, 44.95]],
    ['Sevastopol', 'UKR', [33.55, 44.6]],
    ['Kerch', 'UKR', [36.4, 45.35]],
    ['Armiansk, on the isthmus', 'UKR', [33.69, 46.11]],
    ['Donetsk', 'UKR', [37.8, 48.0]],
    ['Luhansk', 'UKR', [39.3, 48.57]],
    ['Mariupol', 'UKR', [37.55, 47.13]],
    ['Rostov', 'RUS', [39.75, 47.25]],
    ['Krasnodar', 'RUS', [38.98, 45.03]],
    ['Pristina', 'XKX', [21.16, 42.66]],
    ['Belgrade', 'SRB', [20.46, 44.8]],
    ['Nicosia', 'CYP', [33.37, 35.12]],
    ['Kyrenia', 'CYP', [33.32, 35.31]],
    ['Tiraspol', 'MDA', [29.6, 46.84]],
    ['Sukhumi', 'GEO', [41.06, 43.02]],
    ['Skopje', 'MKD', [21.43, 42.0]],
    ['Rzeszów', 'POL', [22.0, 50.04]],
    ['Câmpia Turzii', 'ROU', [23.88, 46.55]],
  ])('%s lies in %s alone', (_place, country, at) => {
    expect(countriesAt(at)).toEqual([country])
  })

  test('no border runs between Crimea and the rest of Ukraine', () => {
    const whole = outline.outline['UKR']?.find((ring) => isInside(ringOf(ring), 34.1, 44.95))
    expect(isInside(ringOf(whole ?? ''), ...kyiv)).toBe(true)
  })

  test('nor across Cyprus', () => {
    expect(outline.outline['CYP']).toHaveLength(1)
  })
})

test('distances and directions come out as the projection promises', () => {
  // EPSG guidance note 7-2, method 9820 with the parameters of ETRS89-LAEA; a sphere is off by some per mille.
  const [x, y] = projection([10, 52])([5, 50])
  expect((x + 4321) / 3962.799).toBeCloseTo(1, 2)
  expect((3210 - y) / 2999.719).toBeCloseTo(1, 2)
  expect(projection([20, 52])([20, 52])).toEqual([0, -0])
  // Due north stays due north.
  expect(project([20, 60])[0]).toBeCloseTo(0)
  // One degree of latitude is 111 km.
  expect(project([20, 51])[1]).toBeCloseTo(111.2, 0)
})

test('every state of the roster stands on the map or, in its direction, at the edge', () => {
  for (const { id, kind } of roster) {
    const stand = standOf(outline, id)
    if (kind === 'state') expect(stand, id).not.toBeNull()
    const [x, y] = stand?.spot ?? [0, 0]
    expect(x > view.left && x < view.left + view.width, id).toBe(true)
    expect(y > view.top && y < view.top + view.height, id).toBe(true)
  }
  expect(standOf(outline, 'DEU')?.isAfar).toBe(false)
  const canada = standOf(outline, 'CAN')
  expect(canada?.isAfar).toBe(true)
  const [x = 0, y = 0] = canada?.spot ?? []
  const [east, south] = project([-98, 61])
  expect(Math.atan2(y, x)).toBeCloseTo(Math.atan2(south, east), 1)
  expect(standAt([22, 50.04]).isAfar).toBe(false)
  expect(standOf(outline, 'ASEAN')).toBeNull()
})
