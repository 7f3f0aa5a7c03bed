// Lambert's azimuthal equal-area projection, on a sphere: areas stay in proportion, and from the middle of the map
// every direction is true, so that an arrow at its edge points to where a donor beyond it is.

export type LonLat = readonly [lon: number, lat: number]
/** Kilometres east and south of the middle, as a picture counts them. */
export type Spot = readonly [x: number, y: number]

const radius = 6371
const degree = Math.PI / 180

export function projection([lon0, lat0]: LonLat): (point: LonLat) => Spot {
  const sin0 = Math.sin(lat0 * degree)
  const cos0 = Math.cos(lat0 * degree)
  return ([lon, lat]) => {
    const east = (lon - lon0) * degree
    const sin = Math.sin(lat * degree)
    const cos = Math.cos(lat * degree)
    const scale = radius * Math.sqrt(2 / (1 + sin0 * sin + cos0 * cos * Math.cos(east)))
    return [scale * cos * Math.sin(east), -scale * (cos0 * sin - sin0 * cos * Math.cos(east))]
  }
}
