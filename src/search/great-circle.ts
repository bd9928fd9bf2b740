/** The mean radius of the earth in metres (IUGG). Over a sphere distances are right to 0.6 %. */
export const EARTH_RADIUS = 6_371_008.8;

/** A place on the earth in degrees (WGS84). */
export interface Position {
  latitude: number;
  longitude: number;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The distance of two places in metres, over the great circle. */
export function distanceBetween(a: Position, b: Position): number {
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const haversine =
    Math.sin((to - from) / 2) ** 2 +
    Math.cos(from) * Math.cos(to) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(Math.min(1, haversine)));
}

/** The latitudes that places within a distance in metres can have. */
export function latitudesWithin({ latitude }: Position, distance: number): [low: number, high: number] {
  const degrees = (distance / EARTH_RADIUS) * (180 / Math.PI);
  return [latitude - degrees, latitude + degrees];
}
